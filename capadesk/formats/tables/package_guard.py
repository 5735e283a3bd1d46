"""What a zipped workbook (.xlsx, .xlsm, .ods) must hold before any parser is let near it."""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Literal

from capadesk.domain.errors import UnreadableFile
from capadesk.formats.tables.sheet_extent import (
    SheetExtentScan,
    check_spreadsheet_extent,
    check_worksheet_extent,
)

PackageKind = Literal["xlsx", "ods"]

_END_OF_DIRECTORY = struct.Struct("<4s4H2LH")
_LOCAL_HEADER = struct.Struct("<4s5H3L2H")
_DECLARATION = re.compile(rb"<!(?!\[CDATA\[|--)")
_ROOT_ELEMENT = re.compile(rb"(?:\xef\xbb\xbf)?\s*<")
_WIDE_ROOT_ELEMENT = re.compile(rb"\xff\xfe|\xfe\xff|\x00|<\x00")
_PICTURE_SUFFIXES = (".svg", ".png", ".jpg", ".jpeg", ".gif", ".emf", ".wmf", ".bmp", ".tif", ".tiff")
_CHUNK = 256 * 1024
_LONGEST_TEXT = 1 << 20
_OVERLAP = 64


@dataclass(frozen=True, slots=True)
class PackageLimits:
    """What a workbook may grow to: bytes unpacked, how many times the file's size, parts, cells."""

    unpacked_bytes: int = 1 << 30
    ratio: int = 200
    ratio_from_bytes: int = 100 << 20
    parts: int = 10_000
    directory_bytes: int = 16 << 20
    cells: int = 10_000_000


def check_package(path: Path, limits: PackageLimits) -> PackageKind:
    """Look at a zip's directory, then at every part as a stream, in bounded memory.

    UnreadableFile reasons: `truncated`, `damaged`, `encrypted`, `zip_bomb`, `too_many_parts`,
    `path_in_name`, `xml_entities`, `xml_encoding`, `too_many_cells`, `unknown_format`.
    """
    with path.open("rb") as file:
        return _PackageCheck(path, file, limits).run()


class _PackageCheck:
    def __init__(self, path: Path, file: IO[bytes], limits: PackageLimits) -> None:
        self._path = path
        self._file = file
        self._limits = limits

    def run(self) -> PackageKind:
        self._check_end_of_directory()
        try:
            with zipfile.ZipFile(self._file) as archive:
                parts = archive.infolist()
        except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, struct.error) as error:
            raise self._refusal("damaged", detail=str(error)) from error
        self._check_directory(parts)
        kind = self._kind_of(parts)
        for part in parts:
            self._check_part(part, kind)
        return kind

    def _check_end_of_directory(self) -> None:
        size = self._file.seek(0, 2)
        tail_size = min(size, _END_OF_DIRECTORY.size + 0xFFFF)
        self._file.seek(size - tail_size)
        tail = self._file.read(tail_size)
        found = tail.rfind(b"PK\x05\x06")
        if found < 0 or len(tail) - found < _END_OF_DIRECTORY.size:
            raise self._refusal("truncated")
        end = _END_OF_DIRECTORY.unpack_from(tail, found)
        count, directory_size, comment_size = end[4], end[5], end[7]
        if found + _END_OF_DIRECTORY.size + comment_size != len(tail):
            raise self._refusal("truncated")
        if count > self._limits.parts or directory_size > self._limits.directory_bytes:
            raise self._refusal("too_many_parts", parts=count, limit=self._limits.parts)

    def _check_directory(self, parts: list[zipfile.ZipInfo]) -> None:
        if len(parts) > self._limits.parts:
            raise self._refusal("too_many_parts", parts=len(parts), limit=self._limits.parts)
        for part in parts:
            if _leaves_its_folder(part.orig_filename):
                raise self._refusal("path_in_name", place=part.orig_filename)
            if part.flag_bits & 0x1:
                raise self._refusal("encrypted", place=part.filename)
            if part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                raise self._refusal("damaged", place=part.filename, detail="compression method")
        unpacked = sum(part.file_size for part in parts)
        packed = self._file.seek(0, 2)
        is_dense = unpacked > self._limits.ratio_from_bytes and unpacked > packed * self._limits.ratio
        if unpacked > self._limits.unpacked_bytes or is_dense:
            limit = min(self._limits.unpacked_bytes, packed * self._limits.ratio)
            raise self._refusal("zip_bomb", size=unpacked, limit=limit)

    def _kind_of(self, parts: list[zipfile.ZipInfo]) -> PackageKind:
        names = {part.filename.lower().replace("\\", "/") for part in parts}
        if any(name.endswith("workbook.bin") for name in names):
            raise self._refusal("unknown_format", detail="xlsb")
        if "[content_types].xml" in names and any(name.startswith("xl/") for name in names):
            return "xlsx"
        if "mimetype" in names and "content.xml" in names:
            mimetype = next(part for part in parts if part.filename.lower() == "mimetype")
            if b"opendocument.spreadsheet" in next(self._chunks(mimetype), b""):
                return "ods"
        raise self._refusal("unknown_format")

    def _check_part(self, part: zipfile.ZipInfo, kind: PackageKind) -> None:
        extent = SheetExtentScan()
        is_picture = part.filename.lower().endswith(_PICTURE_SUFFIXES)
        is_xml = False
        for number, tags in enumerate(_cut_between_tags(self._chunks(part))):
            if number == 0:
                is_xml = bool(_ROOT_ELEMENT.match(tags))
                if not is_xml and _WIDE_ROOT_ELEMENT.match(tags):
                    raise self._refusal("xml_encoding", place=part.filename)
            if is_xml and not is_picture and _DECLARATION.search(tags):
                raise self._refusal("xml_entities", place=part.filename)
            if kind == "ods" and b"encryption-data" in tags and part.filename == "META-INF/manifest.xml":
                raise self._refusal("encrypted")
            extent.feed(tags)
        self._check_extent(part, kind, extent, is_xml)

    def _check_extent(
        self, part: zipfile.ZipInfo, kind: PackageKind, extent: SheetExtentScan, is_xml: bool
    ) -> None:
        limit = self._limits.cells
        check: Callable[[Iterator[bytes], int], bool]
        if kind == "ods":
            if part.filename.lower() != "content.xml":
                return
            check = check_spreadsheet_extent
        elif extent.is_certain and extent.cells <= limit:
            return
        else:
            check = check_worksheet_extent
        try:
            fits = is_xml and check(self._chunks(part), limit)
        except ValueError as error:
            raise self._refusal("damaged", place=part.filename, detail=str(error)) from error
        if not fits:
            raise self._refusal("too_many_cells", place=part.filename, limit=limit)

    def _chunks(self, part: zipfile.ZipInfo) -> Iterator[bytes]:
        """The part's bytes as they really unpack, whatever the directory says of their size."""
        unpacked, checksum = 0, 0
        for chunk in self._unpacked(part):
            unpacked += len(chunk)
            if unpacked > part.file_size:
                raise self._refusal("zip_bomb", place=part.filename, size=unpacked, limit=part.file_size)
            checksum = zlib.crc32(chunk, checksum)
            yield chunk
        if unpacked != part.file_size or checksum != part.CRC:
            raise self._refusal("damaged", place=part.filename, detail="checksum")

    def _unpacked(self, part: zipfile.ZipInfo) -> Iterator[bytes]:
        self._file.seek(part.header_offset)
        header = self._file.read(_LOCAL_HEADER.size)
        if len(header) < _LOCAL_HEADER.size or header[:4] != b"PK\x03\x04":
            raise self._refusal("damaged", place=part.filename, detail="local header")
        fields = _LOCAL_HEADER.unpack(header)
        position = part.header_offset + _LOCAL_HEADER.size + fields[9] + fields[10]
        left = part.compress_size
        inflater = zlib.decompressobj(-zlib.MAX_WBITS) if part.compress_type == zipfile.ZIP_DEFLATED else None
        while left:
            # Seeking each time: another stream over the same file may have moved it.
            self._file.seek(position)
            packed = self._file.read(min(left, _CHUNK))
            if not packed:
                raise self._refusal("truncated", place=part.filename)
            position += len(packed)
            left -= len(packed)
            if inflater is None:
                yield packed
                continue
            try:
                while packed:
                    chunk = inflater.decompress(packed, _CHUNK)
                    packed = inflater.unconsumed_tail
                    if chunk:
                        yield chunk
            except zlib.error as error:
                raise self._refusal("damaged", place=part.filename, detail=str(error)) from error
        if inflater is not None and not inflater.eof:
            raise self._refusal("damaged", place=part.filename, detail="end of stream")

    def _refusal(self, reason: str, place: str = "", **data: object) -> UnreadableFile:
        return UnreadableFile(str(self._path), reason, place, **data)


def _leaves_its_folder(name: str) -> bool:
    parts = re.split(r"[/\\]", name)
    return ".." in parts or parts[0] == "" or ":" in parts[0] or "\x00" in name


def _cut_between_tags(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """The same bytes, cut behind a `>`, so that no tag is halved; overlapping where none comes for long."""
    rest = b""
    for chunk in chunks:
        rest += chunk
        end = rest.rfind(b">") + 1
        if end:
            yield rest[:end]
            rest = rest[end:]
        elif len(rest) > _LONGEST_TEXT:
            yield rest
            rest = rest[-_OVERLAP:]
    if rest:
        yield rest
