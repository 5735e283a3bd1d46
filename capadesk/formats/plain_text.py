"""Text from files made fit for records: what a person wrote stays, what no screen can show goes."""

from __future__ import annotations

from capadesk.domain.errors import UserError
from capadesk.domain.validation import NAME_LIMIT, TEXT_LIMIT

_CONTROLS = [*range(0x20), *range(0x7F, 0xA0)]
_LINE_ENDS = (0x0B, 0x0C, 0x0D, 0x85, 0x2028, 0x2029)
_TO_ONE_LINE = dict.fromkeys([*_CONTROLS, 0x2028, 0x2029], " ")
_TO_LINES: dict[int, str | None] = dict.fromkeys(_CONTROLS)
_TO_LINES |= dict.fromkeys(_LINE_ENDS, "\n")
_TO_LINES |= {0x0A: "\n", 0x09: "\t"}


def one_line(text: str, limit: int = NAME_LIMIT) -> str:
    """Line ends and control characters become blanks, the ends are trimmed; all else stays as written.

    UserError `too_long` (limit), `not_text` (half of a surrogate pair, which no file can hold).
    """
    if not text.isprintable():
        text = text.translate(_TO_ONE_LINE)
    return _bounded(text.strip(), limit)


def many_lines(text: str, limit: int = TEXT_LIMIT) -> str:
    """Every kind of line end becomes a line feed, other control characters go. UserError as `one_line`."""
    if not text.isprintable():
        text = text.replace("\r\n", "\n").translate(_TO_LINES)
    return _bounded(text.strip(), limit)


def _bounded(text: str, limit: int) -> str:
    if len(text) > limit:
        raise UserError("too_long", length=len(text), limit=limit)
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise UserError("not_text") from error
    return text
