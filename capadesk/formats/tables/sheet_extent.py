"""How many cells a sheet spans: two cells in far corners make a reader fill everything between them."""

from __future__ import annotations

import re
import xml.parsers.expat
from collections.abc import Iterator

_CELL = re.compile(rb"<(?:[\w.-]+:)?c[\s/>]")
_CELL_WITH_REFERENCE = re.compile(rb'<(?:[\w.-]+:)?c r="([A-Z]{1,3})([0-9]{1,7})"')
_SPACES_LIMIT = 10_000_000


class SheetExtentScan:
    """A quick upper bound of a worksheet's rows times columns, from its bytes alone (ISO 29500 18.3.1.4)."""

    def __init__(self) -> None:
        self._rows = 0
        self._columns = 0
        self.is_certain = True

    def feed(self, tags: bytes) -> None:
        """Take the next bytes of the part, cut between tags."""
        found = _CELL_WITH_REFERENCE.findall(tags)
        if len(found) != sum(1 for _ in _CELL.finditer(tags)):
            self.is_certain = False
        if found:
            self._columns = max(self._columns, *map(_column_number, {column for column, _ in found}))
            self._rows = max(self._rows, *map(int, {row for _, row in found}))

    @property
    def cells(self) -> int:
        """Rows times columns at most, if `is_certain`: every cell said where it stands, in the usual way."""
        return self._rows * self._columns


def check_worksheet_extent(chunks: Iterator[bytes], limit: int) -> bool:
    """Whether the rectangle around a worksheet's filled cells holds at most `limit`; ValueError: no XML."""
    return _fits(_WorksheetParser(), chunks, limit)


def check_spreadsheet_extent(chunks: Iterator[bytes], limit: int) -> bool:
    """The same for each table of an OpenDocument content.xml, its repeats unfolded; ValueError: no XML."""
    return _fits(_SpreadsheetParser(), chunks, limit)


class _Extent:
    def __init__(self) -> None:
        self.most_cells = 0
        self.spaces = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        raise NotImplementedError

    def end(self, name: str) -> None:
        raise NotImplementedError


class _WorksheetParser(_Extent):
    def __init__(self) -> None:
        super().__init__()
        self._row = self._column = 0
        self._last_row = self._last_column = 0
        self._is_in_cell = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if self._is_in_cell:
            self._last_row = max(self._last_row, self._row)
            self._last_column = max(self._last_column, self._column)
            self.most_cells = self._last_row * self._last_column
        if name == "row":
            digits = attributes.get("r", "")
            self._row = int(digits) if digits.isdecimal() else self._row + 1
            self._column = 0
        elif name == "c":
            self._is_in_cell = True
            found = re.fullmatch(r"\$?([A-Za-z]{1,8})\$?([0-9]{1,12})", attributes.get("r", ""))
            if found:
                self._column = _column_number(found[1].encode())
                self._row = int(found[2])
            else:
                self._column += 1

    def end(self, name: str) -> None:
        if name == "c":
            self._is_in_cell = False


class _SpreadsheetParser(_Extent):
    def __init__(self) -> None:
        super().__init__()
        self._start_table()

    def _start_table(self) -> None:
        self._rows = self._columns = 0
        self._last_row = self._last_column = 0
        self._row_repeats = self._cell_repeats = 1
        self._row_is_filled = False
        self._is_in_cell = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if self._is_in_cell:
            self._fill()
        if name == "table":
            self._start_table()
        elif name == "table-row":
            self._row_repeats = _repeats(attributes, "number-rows-repeated")
            self._columns = 0
            self._row_is_filled = False
        elif name in ("table-cell", "covered-table-cell"):
            self._cell_repeats = _repeats(attributes, "number-columns-repeated")
            self._is_in_cell = True
            if any(key.rpartition(":")[2] == "value-type" for key in attributes):
                self._fill()
        elif name == "s":
            self.spaces += _repeats(attributes, "c")

    def _fill(self) -> None:
        self._row_is_filled = True
        self._last_column = max(self._last_column, self._columns + self._cell_repeats)

    def end(self, name: str) -> None:
        if name in ("table-cell", "covered-table-cell"):
            self._columns += self._cell_repeats
            self._is_in_cell = False
        elif name == "table-row":
            self._rows += self._row_repeats
            if self._row_is_filled:
                self._last_row = self._rows
                self.most_cells = max(self.most_cells, self._last_row * self._last_column)


def _fits(extent: _Extent, chunks: Iterator[bytes], limit: int) -> bool:
    parser = xml.parsers.expat.ParserCreate()
    parser.StartElementHandler = lambda name, attributes: extent.start(name.rpartition(":")[2], attributes)
    parser.EndElementHandler = lambda name: extent.end(name.rpartition(":")[2])
    try:
        for chunk in chunks:
            parser.Parse(chunk, False)
            if extent.most_cells > limit or extent.spaces > _SPACES_LIMIT:
                return False
    except xml.parsers.expat.ExpatError as error:
        raise ValueError(str(error)) from error
    return True


def _repeats(attributes: dict[str, str], name: str) -> int:
    for key, value in attributes.items():
        if key.rpartition(":")[2] == name:
            return int(value) if value.isdecimal() and len(value) < 12 else 1 << 40
    return 1


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number
