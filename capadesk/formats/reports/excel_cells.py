"""Cells of a worksheet as text of its XML (ISO 29500-1, 18.3.1.4): values by kind, text kept as it is."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

MAX_CHARACTERS = 32_767
CUT_MARK = " […]"

_EPOCH_ORDINAL = date(1899, 12, 30).toordinal()
# Excel counts a 29 February 1900 that never was: days before March 1900 would be one off.
_FIRST_ORDINAL = date(1900, 3, 1).toordinal()
_MAX_EXACT_INTEGER = 10**15

_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# Excel reads _x000D_ in text as the character of that number; so does a reader that follows it.
_CHARACTER_CODE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
# Anything but what can stand in XML as it is, nor means anything to Excel.
_needs_care = re.compile(
    "[^ -%'-;=?-^`-~\u00a1-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]",
).search
# Text that Excel would take for a formula or a number once the user edits the cell.
_QUOTED_FIRST = frozenset("=+-@'\t\r0123456789")
_SURELY_SHORT = MAX_CHARACTERS // 2
_CAREFUL_FIRST = _QUOTED_FIRST | frozenset(" \n\u3000")


@dataclass(slots=True)
class TextChanges:
    """How many texts could not be kept: cut to Excel's length, freed of control characters."""

    cut: int = 0
    cleaned: int = 0


@dataclass(frozen=True, slots=True)
class CellStyle:
    """Style numbers of a column: plain, and the same with Excel's mark for "this is text"."""

    plain: int
    quoted: int


def excel_text(value: str, changes: TextChanges) -> str:
    """The text as a cell can hold it: no characters that XML forbids, at most 32,767 UTF-16 units."""
    if _NOT_IN_XML.search(value):
        value = _NOT_IN_XML.sub("", value)
        changes.cleaned += 1
    if len(value) >= _SURELY_SHORT and _utf16_length(value) > MAX_CHARACTERS:
        room = MAX_CHARACTERS - len(CUT_MARK)
        kept = value.encode("utf-16-le")[: room * 2].decode("utf-16-le", "ignore")
        value = kept + CUT_MARK
        changes.cut += 1
    return value


def has_to_be_quoted(value: str) -> bool:
    """Whether Excel would take the text for something else once somebody edits the cell."""
    return value[:1] in _QUOTED_FIRST


def protected_text(value: str) -> str:
    """The text with `_x0041_` and the like protected from being read as a character's number."""
    return _CHARACTER_CODE.sub("_x005F_", value)


def serial_day(value: date) -> int | None:
    """The day as Excel counts it; None before March 1900, which it cannot."""
    ordinal = value.toordinal()
    return ordinal - _EPOCH_ORDINAL if ordinal >= _FIRST_ORDINAL else None


def serial_time(value: datetime) -> float | None:
    """The wall time as days since Excel's beginning; None before March 1900."""
    day = serial_day(value)
    if day is None:
        return None
    seconds = value.hour * 3600 + value.minute * 60 + value.second + value.microsecond / 1e6
    return day + seconds / 86_400


class ColumnCells:
    """Renders a column's values, block by block; `letter` is the column's, such as AB.

    Equal values are rendered once in a block: names, places, code words and days come again and again.
    """

    def __init__(self, letter: str, style: CellStyle, changes: TextChanges) -> None:
        self._start = f'<c r="{letter}'
        self._number = f'" s="{style.plain}"><v>'
        self._boolean = f'" s="{style.plain}" t="b"><v>'
        self._text = f'" s="{style.plain}" t="inlineStr"><is><t>'
        self._quoted = f'" s="{style.quoted}" t="inlineStr"><is><t>'
        self._changes = changes

    def render(self, rows: Sequence[str], values: Sequence[Any]) -> list[str]:
        """The cells of these rows (their numbers as text); "" for an empty cell."""
        ending_of = self._ending
        endings = {value: ending_of(value) for value in set(values)}
        start = self._start
        return [
            f"{start}{row}{ending}" if (ending := endings[value]) else ""
            for row, value in zip(rows, values, strict=True)
        ]

    def _ending(self, value: Any) -> str:
        """What follows the row number: style, type and content."""
        if type(value) is str:
            if (
                0 < len(value) < _SURELY_SHORT
                and not _needs_care(value)
                and value[0] not in _CAREFUL_FIRST
                and value[-1] != " "
            ):
                return f"{self._text}{value}</t></is></c>"
            return self._careful_text(value)
        if value is None:
            return ""
        if isinstance(value, bool):
            return f"{self._boolean}{value:d}</v></c>"
        number = _number_text(value)
        return self._careful_text(str(value)) if number is None else f"{self._number}{number}</v></c>"

    def _careful_text(self, value: str) -> str:
        value = excel_text(value, self._changes)
        if not value:
            return ""
        before = self._quoted if has_to_be_quoted(value) else self._text
        if value[0].isspace() or value[-1].isspace() or "  " in value or "\n" in value:
            before = before[:-1] + ' xml:space="preserve">'
        return f"{before}{_escaped(protected_text(value))}</t></is></c>"


def _number_text(value: Any) -> str | None:
    """A number, day or time as Excel stores it; None where that would not be exact."""
    if isinstance(value, int):
        return str(value) if abs(value) < _MAX_EXACT_INTEGER else None
    if isinstance(value, float):
        return repr(value) if math.isfinite(value) else None
    if isinstance(value, datetime):
        time = serial_time(value)
        return None if time is None else repr(time)
    if isinstance(value, date):
        day = serial_day(value)
        return None if day is None else str(day)
    if isinstance(value, Decimal):
        return str(value) if value.is_finite() else None
    return None


def _escaped(value: str) -> str:
    value = value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    # A bare carriage return would be read as a line feed (XML 1.0, 2.11).
    return value.replace("\r", "&#13;")


def _utf16_length(value: str) -> int:
    return len(value.encode("utf-16-le")) // 2
