"""A sheet's rows, written as text straight into the workbook's zip."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import islice, repeat
from typing import IO, Any
from urllib.parse import quote

from openpyxl.utils import get_column_letter

from capadesk.domain.report import ColumnKind
from capadesk.formats.reports.excel_cells import CellStyle, ColumnCells, TextChanges
from capadesk.formats.reports.excel_skeleton import SheetPlan
from capadesk.formats.reports.excel_styles import (
    HEADING_HEIGHT_POINTS,
    LINE_HEIGHT_POINTS,
    MUTED,
    heading_style,
    line_count,
)

_MAX_PART_BYTES = 1_900_000_000
"""Where the next sheet begins, so that no part needs ZIP64, which not every reader of workbooks knows."""

_MAX_LINKS = 20_000  # Excel itself stops at 65,530 a sheet, and grows slow long before
_MAX_ADDRESS = 2_000
_MAX_LINES = 20
_ROWS_AT_ONCE = 1_000
_DIMENSION = re.compile(rb"<dimension [^>]*/>")
_ADDRESS = re.compile(r"https?://[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::[0-9]{1,5})?(?:[/?#][!-~]*)?")
_LINK_TYPE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"


class SheetStream:
    """Writes one sheet: frame from the skeleton, heading row, rows, and the links found in them."""

    def __init__(
        self, plan: SheetPlan, styles: dict[ColumnKind | str, CellStyle], changes: TextChanges
    ) -> None:
        self._plan = plan
        self._styles = styles
        self._changes = changes
        self._letters = [get_column_letter(number) for number in range(1, len(plan.columns) + 1)]
        self._wrapped = [
            (n, width)
            for n, (column, width) in enumerate(zip(plan.columns, plan.widths, strict=True))
            if column.kind is ColumnKind.LONG_TEXT
        ]
        self._link_columns = [n for n, c in enumerate(plan.columns) if c.kind is ColumnKind.LINK]
        self._links: list[tuple[str, str]] = []
        self._link_ids: dict[str, str] = {}
        self.row_count = 0

    def write_head(self, part: IO[bytes], skeleton: bytes) -> None:
        """Everything of the skeleton up to the rows, and the heading row."""
        head = skeleton[: skeleton.index(b"<sheetData")]
        part.write(_DIMENSION.sub(b"", head, count=1))
        cells = "".join(
            ColumnCells(letter, self._styles[heading_style(column.kind)], TextChanges()).render(
                "1", [heading]
            )[0]
            for letter, column, heading in zip(
                self._letters, self._plan.columns, self._plan.headings, strict=True
            )
        )
        part.write(
            f'<sheetData><row r="1" ht="{HEADING_HEIGHT_POINTS}" customHeight="1">{cells}</row>'.encode()
        )

    def write_rows(
        self, part: IO[bytes], rows: Iterator[Sequence[Any]], limit: int, tick: Callable[[int], None]
    ) -> None:
        """Write rows until there are none, or the sheet is full; `tick` hears how many each time."""
        columns = [
            ColumnCells(letter, self._styles[column.kind], self._changes)
            for letter, column in zip(self._letters, self._plan.columns, strict=True)
        ]
        written = 0
        while written < _MAX_PART_BYTES and (
            block := list(islice(rows, min(_ROWS_AT_ONCE, limit - self.row_count)))
        ):
            first = self.row_count + 2
            names = [str(number) for number in range(first, first + len(block))]
            cells = [
                column.render(names, values)
                for column, values in zip(columns, zip(*block, strict=True), strict=True)
            ]
            heights = [self._height(row) for row in block] if self._wrapped else repeat("")
            if self._link_columns:
                self._collect_links(names, block)
            data = "".join(
                f'<row r="{name}"{height}>{"".join(row)}</row>'
                for name, height, row in zip(names, heights, zip(*cells, strict=True), strict=False)
            ).encode()
            part.write(data)
            written += len(data)
            self.row_count += len(block)
            tick(len(block))

    def write_tail(self, part: IO[bytes], skeleton: bytes, no_rows: str) -> None:
        """The rest of the skeleton with the links; one quiet line if there were no rows."""
        if not self.row_count:
            (cell,) = ColumnCells("A", self._styles[MUTED], TextChanges()).render("2", [no_rows])
            part.write(f'<row r="2">{cell}</row>'.encode())
        tail = skeleton[skeleton.index(b"</sheetData>") :]
        if self._links:
            place = min(tail.index(mark) for mark in (b"<printOptions", b"<pageMargins") if mark in tail)
            tail = tail[:place] + self._hyperlinks() + tail[place:]
        part.write(tail)

    def relationships(self, skeleton: bytes) -> bytes:
        """The sheet's relationships with the targets of its links."""
        entries = "".join(
            f'<Relationship Id="{link_id}" Type="{_LINK_TYPE}" Target="{_attribute(target)}" '
            'TargetMode="External"/>'
            for target, link_id in self._link_ids.items()
        )
        return skeleton.replace(b"</Relationships>", entries.encode() + b"</Relationships>")

    def _height(self, row: Sequence[Any]) -> str:
        """Room for wrapped lines, as LibreOffice makes none by itself; Excel's user may still fit it."""
        lines = max(line_count(row[n], width) if isinstance(row[n], str) else 1 for n, width in self._wrapped)
        return f' ht="{LINE_HEIGHT_POINTS * min(lines, _MAX_LINES)}"' if lines > 1 else ""

    def _collect_links(self, names: Sequence[str], block: Sequence[Sequence[Any]]) -> None:
        for name, values in zip(names, block, strict=True):
            for number in self._link_columns:
                target = _link_target(values[number])
                if target and len(self._links) < _MAX_LINKS:
                    link_id = self._link_ids.setdefault(target, f"link{len(self._link_ids) + 1}")
                    self._links.append((f"{self._letters[number]}{name}", link_id))

    def _hyperlinks(self) -> bytes:
        namespace = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
        items = "".join(f'<hyperlink ref="{cell}" r:id="{link_id}"/>' for cell, link_id in self._links)
        return f'<hyperlinks xmlns:r="{namespace}">{items}</hyperlinks>'.encode()


def _link_target(value: Any) -> str:
    """The address as a link's target; "" for what is none: Excel calls a workbook damaged for it."""
    if not isinstance(value, str):
        return ""
    target = quote(value.strip(), safe="!#$%&'()*+,/:;=?@~-._")
    return target if len(target) < _MAX_ADDRESS and _ADDRESS.fullmatch(target) else ""


def _attribute(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
