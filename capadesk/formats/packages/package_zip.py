"""The zip around a package: written so that the same content gives the same bytes, sealed as a whole."""

from __future__ import annotations

import contextlib
import hashlib
import re
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import IO, Any, NoReturn, Self

from capadesk.domain.errors import UnreadableFile, UserError

FILE_LIMIT = (1 << 32) - 2
"""Bytes of one unpacked file at most: what an ordinary zip can hold."""

_SEAL_BEGINNING = b"capadesk sha256 "
_SEAL_SIZE = len(_SEAL_BEGINNING) + 64
_END = struct.Struct("<4s4H2LH")
_END_SIZE = _END.size + _SEAL_SIZE
_END_MARK = b"PK\x05\x06"
_FIRST_MARK = b"PK\x03\x04"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,99}\Z")
_CHUNK = 1 << 20
_MOST_PARTS = 1_000
_SUSPECT_SIZE = 256 << 20
_SUSPECT_RATIO = 200


@dataclass(slots=True)
class PartFacts:
    """One file in the zip: its size in bytes, the SHA-256 of its content, how many lines it has."""

    name: str
    size: int = 0
    lines: int = 0
    digest: Any = field(default_factory=hashlib.sha256)

    @property
    def sha256(self) -> str:
        """In hexadecimal."""
        return str(self.digest.hexdigest())


class ZipParts:
    """Writes the files of a package into a zip, one after another."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._archive = zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, allowZip64=False)
        self.parts: list[PartFacts] = []

    def write(self, name: str, lines: Iterable[bytes]) -> PartFacts:
        """Write one file, piece by piece; UserError `package_too_large`."""
        info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
        info.compress_type = zipfile.ZIP_DEFLATED
        info.create_system = 3
        info.external_attr = 0o100644 << 16
        facts = PartFacts(name)
        try:
            with self._archive.open(info, "w") as part:
                for line in lines:
                    part.write(line)
                    facts.size += len(line)
                    facts.lines += 1
                    facts.digest.update(line)
        except (zipfile.LargeZipFile, RuntimeError) as error:
            if isinstance(error, zipfile.LargeZipFile) or "ZIP64" in str(error) or "too large" in str(error):
                raise UserError("package_too_large", limit=FILE_LIMIT >> 20) from error
            raise
        self.parts.append(facts)
        return facts

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with contextlib.suppress(OSError, ValueError, RuntimeError):  # closed already, or given up
            self._archive.close()

    def seal(self) -> None:
        """End the zip: its comment is the checksum of all that stands before the end record."""
        self._archive.close()
        end_at = self._file.seek(-_END.size, 2)
        end = self._file.read()
        digest = hashlib.sha256()
        self._file.seek(0)
        for start in range(0, end_at, _CHUNK):
            digest.update(self._file.read(min(_CHUNK, end_at - start)))
        self._file.seek(end_at)
        self._file.write(end[:-2] + struct.pack("<H", _SEAL_SIZE))
        self._file.write(_SEAL_BEGINNING + digest.hexdigest().encode())


class SealedZip:
    """A zip of a package that is read: nothing in it is believed before it was checked."""

    def __init__(self, file: IO[bytes], name: str) -> None:
        self._file = file
        self._name = name
        self._archive: zipfile.ZipFile | None = None

    def open(self) -> None:
        """Check the seal and the directory.

        UnreadableFile reasons: `empty`, `not_a_package`, `truncated`, `package_damaged`, `encrypted`,
        `too_many_parts`, `path_in_name`, `zip_bomb`.
        """
        self._check_seal()
        try:
            self._archive = zipfile.ZipFile(self._file)
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, struct.error) as error:
            self._refuse("package_damaged", detail=str(error))
        names: set[str] = set()
        parts = self._archive.infolist()
        if len(parts) > _MOST_PARTS:
            self._refuse("too_many_parts")
        for part in parts:
            if not _NAME.match(part.filename) or ".." in part.filename:
                self._refuse("path_in_name", part.filename)
            if part.filename in names:
                self._refuse("part_twice", part.filename)
            names.add(part.filename)
            if part.flag_bits & 0x1:
                self._refuse("encrypted", part.filename)
            if part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                self._refuse("package_damaged", part.filename, detail=f"method {part.compress_type}")
            if part.file_size > max(_SUSPECT_SIZE, _SUSPECT_RATIO * part.compress_size):
                self._refuse("zip_bomb", part.filename)
        if sum(part.file_size for part in parts) > 2 * FILE_LIMIT:
            self._refuse("zip_bomb")

    def names(self) -> list[str]:
        """The files in it."""
        assert self._archive is not None
        return self._archive.namelist()

    def size_of(self, name: str) -> int:
        """The size that the directory claims, in bytes."""
        assert self._archive is not None
        return self._archive.getinfo(name).file_size

    def check(self, name: str, sha256: str) -> None:
        """Read a file to its end and compare; UnreadableFile `package_damaged`, `part_changed`."""
        digest = hashlib.sha256()
        with self.part(name) as part:
            while chunk := part.read(_CHUNK):
                digest.update(chunk)
        if digest.hexdigest() != sha256:
            self._refuse("part_changed", name)

    @contextlib.contextmanager
    def part(self, name: str) -> Iterator[IO[bytes]]:
        """A file in it, to be read; never more than the directory claims comes out."""
        assert self._archive is not None
        try:
            with self._archive.open(name) as part:
                yield part
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError) as error:
            self._refuse("package_damaged", name, detail=str(error))

    def close(self) -> None:
        """Let go of the file."""
        if self._archive is not None:
            self._archive.close()
        self._file.close()

    def _check_seal(self) -> None:
        size = self._file.seek(0, 2)
        self._file.seek(0)
        beginning = self._file.read(4)
        if not size:
            self._refuse("empty")
        self._file.seek(max(0, size - _END_SIZE))
        end = self._file.read()
        has_seal = end[_END.size :].startswith(_SEAL_BEGINNING)
        if size < _END_SIZE or (beginning != _FIRST_MARK and not has_seal):
            self._refuse("truncated" if beginning == _FIRST_MARK else "not_a_package")
        if not has_seal and not end.startswith(_END_MARK):
            self._refuse("truncated" if _END_MARK not in end else "not_a_package")
        end_at = size - _END_SIZE
        digest = hashlib.sha256()
        self._file.seek(0)
        for start in range(0, end_at, _CHUNK):
            digest.update(self._file.read(min(_CHUNK, end_at - start)))
        seal = _SEAL_BEGINNING + digest.hexdigest().encode()
        mark, disk, first_disk, here, total, length, start_of, comment = _END.unpack(end[: _END.size])
        expected = (_END_MARK, 0, 0, here, end_at, _SEAL_SIZE)
        found = (mark, disk, first_disk, total, start_of + length, comment)
        if end[_END.size :] != seal or found != expected or not self._is_directory(start_of, here):
            self._refuse("package_damaged", detail="SHA-256")

    def _is_directory(self, start: int, count: int) -> bool:
        """Whether so many entries of a directory fill the zip from there to its end record."""
        end_at = self._file.seek(0, 2) - _END_SIZE
        seen = 0
        while start < end_at:
            self._file.seek(start)
            entry = self._file.read(46)
            if len(entry) < 46 or entry[:4] != b"PK\x01\x02":
                return False
            start += 46 + sum(struct.unpack("<3H", entry[28:34]))
            seen += 1
        return start == end_at and seen == count

    def _refuse(self, reason: str, place: str = "", **data: Any) -> NoReturn:
        raise UnreadableFile(self._name, reason, place, **data)
