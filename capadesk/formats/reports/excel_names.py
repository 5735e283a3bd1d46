"""Names that Excel accepts: of sheets, of tables and of their columns."""

from __future__ import annotations

import re
from collections.abc import Iterable

_SHEET_FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f\ud800-\udfff\ufffe\uffff]")
_TABLE_FORBIDDEN = re.compile(r"[^\w.]")
_LIKE_A_CELL = re.compile(r"[A-Za-z]{1,3}[0-9]+|[Rr][0-9]*(?:[Cc][0-9]*)?|[Cc][0-9]*")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]+")
_SHEET_LENGTH = 31
_TABLE_LENGTH = 200
_HEADING_LENGTH = 250


class ExcelNames:
    """Gives out names of sheets and tables, each once in its workbook (Excel does not tell case apart)."""

    def __init__(self) -> None:
        self._sheets: set[str] = {"history"}  # a name that Excel keeps for itself
        self._tables: set[str] = set()

    def sheet(self, title: str) -> str:
        """A sheet's name: at most 31 UTF-16 units, without `[]:*?/\\`, no apostrophe at either end."""
        clean = " ".join(_SHEET_FORBIDDEN.sub(" ", title).split()).strip("' ") or "Sheet"
        return _unique(clean, self._sheets, _SHEET_LENGTH, " ({})")

    def table(self, name: str) -> str:
        """A table's name: letters, digits, underscores and points, not to be taken for a cell."""
        clean = _TABLE_FORBIDDEN.sub("_", name)
        if not clean or not (clean[0].isalpha() or clean[0] == "_") or _LIKE_A_CELL.fullmatch(clean):
            clean = "_" + clean
        return _unique(clean, self._tables, _TABLE_LENGTH, "_{}")


def column_names(headings: Iterable[str]) -> tuple[str, ...]:
    """The headings of a table: one line each, none empty, none twice."""
    taken: set[str] = set()
    names = []
    for number, heading in enumerate(headings, 1):
        clean = " ".join(_CONTROL.sub(" ", heading).split()) or f"Column {number}"
        names.append(_unique(clean, taken, _HEADING_LENGTH, " {}"))
    return tuple(names)


def _unique(name: str, taken: set[str], length: int, form: str) -> str:
    """The name cut to a length in UTF-16 units, with a number from 2 on if it is taken."""
    candidate = _cut(name, length)
    number = 1
    while candidate.casefold() in taken:
        number += 1
        ending = form.format(number)
        candidate = _cut(name, length - len(ending)) + ending
    taken.add(candidate.casefold())
    return candidate


def _cut(name: str, length: int) -> str:
    return name.encode("utf-16-le")[: length * 2].decode("utf-16-le", "ignore").rstrip(" '")
