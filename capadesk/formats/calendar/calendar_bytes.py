"""The bytes of a calendar file, whatever their encoding and line ends, as lines of UTF-8 ended by LF."""

from __future__ import annotations

import codecs
import re
import tempfile
from collections.abc import Iterator
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import IO

from capadesk.domain.errors import UnreadableFile
from capadesk.formats.file_reading import reading, size_within

MAX_BYTES = 512 * 1024 * 1024
MAIL_ENDING = ".eml"
_IN_MEMORY = 8 * 1024 * 1024
_BLOCK = 1024 * 1024

CalendarBytes = bytes | mmap
"""What can be searched and cut; a cut is bytes."""

_SOMETHING = re.compile(rb"[^\s]")

_COMPONENT = re.compile(rb"\nBEGIN:[ \t]*V[A-Z]+[ \t]*\n", re.IGNORECASE)
_OLD_VERSION = re.compile(rb"\nVERSION:[ \t]*1\.0[ \t]*\n", re.IGNORECASE)
_MARKUP = re.compile(rb"\s*<(?:!doctype|html|head|\?xml|body|script)", re.IGNORECASE)
_UTF_16 = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}


def calendar_bytes(path: Path) -> CalendarBytes:
    """The file's lines, still folded, with a line feed before the first and behind the last.

    UnreadableFile reasons: `not_found`, `not_permitted`, `read_error`, `not_a_file`, `too_large`, `empty`,
    `web_page`, `vcalendar_1`, `no_calendar`, `no_calendar_in_mail`: of a mail it is the calendar in it. What
    is no UTF-8 stays as it is: `text_of` reads it. A large file is mapped from a temporary one, so that it
    need not be in memory: see `let_go`.
    """
    data = _lines_of(path)
    if not _is_anything(data):
        raise UnreadableFile(str(path), "empty")
    if _COMPONENT.search(data) is None:
        raise UnreadableFile(str(path), "web_page" if _MARKUP.match(data) else "no_calendar")
    if _OLD_VERSION.search(data) is not None:
        raise UnreadableFile(str(path), "vcalendar_1")
    return data


def let_go(data: CalendarBytes) -> None:
    """Take what has been looked at out of memory; it is read anew where it is asked for."""
    if isinstance(data, mmap) and hasattr(data, "madvise"):
        from mmap import MADV_DONTNEED

        data.madvise(MADV_DONTNEED)


def text_of(raw: bytes) -> tuple[str, bool]:
    """The text of some lines, and whether its encoding had to be guessed: then it is that of Windows."""
    try:
        return raw.decode("utf-8"), False
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace"), True


def _lines_of(path: Path) -> CalendarBytes:
    with reading(path):
        size = size_within(path, MAX_BYTES)
        with path.open("rb") as file:
            if path.suffix.lower() == MAIL_ENDING:
                return _of_mail(path, file, size)
            head = file.read(4)
            file.seek(0)
            if size <= _IN_MEMORY or _utf_16_of(head):
                return _whole(file.read(size))
            with tempfile.TemporaryFile() as lines:
                for block in _blocks(file, size):
                    lines.write(block)
                lines.flush()
                return mmap(lines.fileno(), 0, access=ACCESS_READ)


def _of_mail(path: Path, file: IO[bytes], size: int) -> bytes:
    from capadesk.formats.calendar.mail_calendar import MAX_MAIL, calendar_of_mail

    if size > MAX_MAIL:
        raise UnreadableFile(str(path), "too_large", size=size, limit=MAX_MAIL)
    found = calendar_of_mail(file.read(size))
    if not found:
        raise UnreadableFile(str(path), "no_calendar_in_mail")
    return _whole(found)


def _whole(raw: bytes) -> bytes:
    encoding = _utf_16_of(raw[:4])
    if encoding:
        raw = raw.decode(encoding, "replace").encode("utf-8", "replace")
    return b"\n" + _cleaned(raw.removeprefix(codecs.BOM_UTF8)) + b"\n"


def _blocks(file: IO[bytes], size: int) -> Iterator[bytes]:
    """The same block by block; a line end is never cut in two."""
    yield b"\n"
    rest = b""
    is_first = True
    left = size
    while left > 0 and (block := file.read(min(_BLOCK, left))):
        left -= len(block)
        block = rest + block
        rest = b"\r" if block.endswith(b"\r") else b""
        block = block.removesuffix(b"\r") if rest else block
        yield _cleaned(block.removeprefix(codecs.BOM_UTF8) if is_first else block)
        is_first = False
    yield _cleaned(rest) + b"\n"


def _cleaned(raw: bytes) -> bytes:
    if b"\0" in raw:
        raw = raw.replace(b"\0", b"")
    return raw.replace(b"\r\n", b"\n").replace(b"\r", b"\n") if b"\r" in raw else raw


def _utf_16_of(head: bytes) -> str:
    encoding = next((name for mark, name in _UTF_16.items() if head.startswith(mark)), "")
    if not encoding and head[:2].count(0) == 1:  # UTF-16 without its mark
        encoding = "utf-16-be" if head[0] == 0 else "utf-16-le"
    return encoding


def _is_anything(data: CalendarBytes) -> bool:
    return _SOMETHING.search(data) is not None
