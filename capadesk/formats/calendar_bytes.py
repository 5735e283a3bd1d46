"""The bytes of a calendar file, whatever their encoding and line ends, as lines of UTF-8 ended by LF."""

from __future__ import annotations

import codecs
import re
import stat
from pathlib import Path

from capadesk.domain.errors import UnreadableFile

MAX_BYTES = 512 * 1024 * 1024

_COMPONENT = re.compile(rb"\nBEGIN:[ \t]*V[A-Z]+[ \t]*\n", re.IGNORECASE)
_OLD_VERSION = re.compile(rb"\nVERSION:[ \t]*1\.0[ \t]*\n", re.IGNORECASE)
_MARKUP = re.compile(rb"\s*<(?:!doctype|html|head|\?xml|body|script)", re.IGNORECASE)
_UTF_16 = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}


def calendar_bytes(path: Path) -> bytes:
    """The file's lines, still folded, with a line feed before the first and behind the last.

    UnreadableFile reasons: `not_found`, `not_permitted`, `read_error`, `not_a_file`, `too_large`, `empty`,
    `web_page`, `vcalendar_1`, `no_calendar`. What is no UTF-8 stays as it is: `text_of` reads it.
    """
    raw = _raw(path)
    encoding = next((name for mark, name in _UTF_16.items() if raw.startswith(mark)), "")
    if not encoding and raw[:2].count(0) == 1:  # UTF-16 without its mark
        encoding = "utf-16-be" if raw[0] == 0 else "utf-16-le"
    if encoding:
        raw = raw.decode(encoding, "replace").encode("utf-8", "replace")
    raw = raw.removeprefix(codecs.BOM_UTF8)
    if b"\0" in raw:
        raw = raw.replace(b"\0", b"")
    if b"\r" in raw:
        raw = raw.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    if not raw.strip():
        raise UnreadableFile(str(path), "empty")
    data = b"\n" + raw + b"\n"
    if _COMPONENT.search(data) is None:
        raise UnreadableFile(str(path), "web_page" if _MARKUP.match(raw) else "no_calendar")
    if _OLD_VERSION.search(data) is not None:
        raise UnreadableFile(str(path), "vcalendar_1")
    return data


def text_of(raw: bytes) -> tuple[str, bool]:
    """The text of some lines, and whether its encoding had to be guessed: then it is that of Windows."""
    try:
        return raw.decode("utf-8"), False
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace"), True


def _raw(path: Path) -> bytes:
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise UnreadableFile(str(path), "not_a_file")
        if status.st_size > MAX_BYTES:
            raise UnreadableFile(str(path), "too_large", size=status.st_size, limit=MAX_BYTES)
        with path.open("rb") as file:
            return file.read(status.st_size)
    except FileNotFoundError as error:
        raise UnreadableFile(str(path), "not_found") from error
    except PermissionError as error:
        raise UnreadableFile(str(path), "not_permitted") from error
    except (OSError, ValueError) as error:
        raise UnreadableFile(str(path), "read_error", detail=str(error)) from error
