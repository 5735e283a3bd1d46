"""Rows out of what other programs put on the clipboard: an HTML table, or lines with tabs."""

from __future__ import annotations

import csv
import io
import re
from html.parser import HTMLParser

from capadesk.domain.errors import UserError

_MOST_CELLS = 1_000_000
_WIDEST = 1_000
_SPACES = re.compile(r"[ \t\r\n\f\xa0]+")
_SILENT = frozenset({"style", "script", "title", "head"})
_OUR_GUARD = re.compile(r"'(?=[=+\-@])")


def clipboard_rows(text: str, html: str = "") -> list[list[str]]:
    """The rows of the first table in the HTML, else of the text, without empty ones; [] if there are none.

    Merged cells fill the first of their places. The apostrophe by which a copied text was kept from being
    run as a formula is taken away again. UserError `paste_too_wide`, `paste_too_long` (limit).
    """
    rows = _html_rows(html) if "<table" in html.casefold() else []
    if not rows:
        rows = _text_rows(text)
    kept = [[_OUR_GUARD.sub("", cell, count=1) if cell[:1] == "'" else cell for cell in row] for row in rows]
    return [row for row in kept if any(cell.strip() for cell in row)]


def _text_rows(text: str) -> list[list[str]]:
    """Excel and LibreOffice put a cell with line ends into quotation marks; other quotes are letters."""
    delimiter = "\t"
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[list[str]] = []
    cells = 0
    try:
        for row in reader:
            cells += len(row)
            _bound(len(row), cells)
            rows.append([cell.strip() for cell in row])
    except csv.Error:
        # A quotation mark that is never closed, or closed in the middle: it was a letter.
        return [[cell.strip() for cell in line.split(delimiter)] for line in text.splitlines()]
    return rows


def _html_rows(html: str) -> list[list[str]]:
    reader = _TableReader()
    reader.feed(html)
    reader.close()
    return reader.rows


def _bound(width: int, cells: int) -> None:
    if width > _WIDEST:
        raise UserError("paste_too_wide", limit=_WIDEST)
    if cells > _MOST_CELLS:
        raise UserError("paste_too_long", limit=_MOST_CELLS)


class _TableReader(HTMLParser):
    """The first table that has rows; tables within its cells are text."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self._depth = 0
        self._is_over = False
        self._silent = 0
        self._row: list[str] | None = None
        self._cell: list[str] | None = None
        self._span = (1, 1)
        self._hanging: dict[int, int] = {}
        self._cells = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A tag begins."""
        if tag in _SILENT:
            self._silent += 1
        if self._is_over:
            return
        if tag == "table":
            self._depth += 1
        elif self._depth == 1 and tag == "tr":
            self._end_row()
            self._row = []
        elif self._depth == 1 and tag in ("td", "th"):
            self._end_cell()
            if self._row is None:
                self._row = []
            given = dict(attrs)
            self._span = (_number(given.get("colspan")), _number(given.get("rowspan")))
            self._cell = []
        elif tag in ("br", "p", "div", "li") and self._cell:
            self._cell.append("\n")

    def handle_endtag(self, tag: str) -> None:
        """A tag ends."""
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        if self._is_over:
            return
        if tag == "table" and self._depth:
            self._depth -= 1
            if not self._depth:
                self._end_row()
                self._is_over = bool(self.rows)
        elif self._depth == 1 and tag == "tr":
            self._end_row()
        elif self._depth == 1 and tag in ("td", "th"):
            self._end_cell()

    def handle_data(self, data: str) -> None:
        """Words; line ends of the source are blanks."""
        if self._cell is not None and not self._silent:
            self._cell.append(_SPACES.sub(" ", data))

    def _end_cell(self) -> None:
        if self._cell is None or self._row is None:
            return
        self._fill_hanging()
        text = "".join(self._cell)
        self._cell = None
        lines = [line.strip() for line in text.split("\n")]
        columns, rows = self._span
        place = len(self._row)
        self._row.append("\n".join(lines).strip())
        self._row.extend([""] * (columns - 1))
        self._cells += columns
        _bound(len(self._row), self._cells)
        if rows > 1:
            self._hanging.update({place + offset: rows - 1 for offset in range(columns)})

    def _fill_hanging(self) -> None:
        assert self._row is not None
        while self._hanging.get(len(self._row), 0):
            self._hanging[len(self._row)] -= 1
            self._row.append("")

    def _end_row(self) -> None:
        self._end_cell()
        if self._row is not None:
            self._fill_hanging()
            self.rows.append(self._row)
        self._row = None


def _number(text: str | None) -> int:
    return min(int(text), _WIDEST) if text and text.strip().isdecimal() and len(text) < 6 else 1
