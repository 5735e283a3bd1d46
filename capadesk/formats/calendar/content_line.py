"""Content lines of iCalendar: escaped, and folded at 75 octets (RFC 5545 3.1, 3.3.11)."""

from __future__ import annotations

import re

_LIMIT = 75
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
# What some readers take for the end of a line, though RFC 5545 does not.
_LINE_ENDS = re.compile("\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")


def text(value: str) -> str:
    """A value of type TEXT: control characters dropped, blanks at the end too, the rest escaped."""
    return _plain(value).replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def parameter(value: str) -> str:
    """A parameter value in quotes, without what none may hold: quotes, controls, carets (RFC 6868)."""
    inside = " ".join(_plain(value).replace('"', "'").replace("^", " ").split())
    return f'"{inside}"'


def line(content: str) -> bytes:
    """A content line ready for the file: UTF-8, folded between characters, ended by CRLF."""
    raw = content.encode()
    if len(raw) <= _LIMIT:
        return raw + b"\r\n"
    pieces = []
    start, room = 0, _LIMIT
    while len(raw) - start > room:
        end = start + room
        while raw[end] & 0xC0 == 0x80:  # inside of a character
            end -= 1
        piece = raw[start:end]
        if (len(piece) - len(piece.rstrip(b"\\"))) % 2:  # an escaped character stays in one piece
            end -= 1
        pieces.append(raw[start:end])
        start, room = end, _LIMIT - 1
    pieces.append(raw[start:])
    return b"\r\n ".join(pieces) + b"\r\n"


def _plain(value: str) -> str:
    return _CONTROLS.sub("", _LINE_ENDS.sub("\n", value)).strip()
