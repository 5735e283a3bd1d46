"""Reports as Excel workbooks: a cover, then a sheet with a native table for each table of the report."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain, islice
from pathlib import Path
from typing import IO, Any

from openpyxl import Workbook

from capadesk.domain.report import ColumnKind, Report, Table
from capadesk.formats.reports.excel_cells import CellStyle, TextChanges
from capadesk.formats.reports.excel_names import ExcelNames, column_names
from capadesk.formats.reports.excel_sheet_stream import SheetStream
from capadesk.formats.reports.excel_skeleton import MAX_ROWS, SheetPlan, workbook_parts
from capadesk.formats.reports.excel_styles import add_styles, column_widths
from capadesk.formats.whole_file import whole_file
from capadesk.services.ports import ProgressCallback
from capadesk.services.words import _, ngettext

_SAMPLE_ROWS = 500
_COMPRESSION = 3
_FIRST_PARTS = ("_rels/.rels", "docProps/core.xml", "docProps/app.xml")
"""Written first: programs that tell files apart by their first bytes look for these names."""


class ExcelReportWriter:
    """Implements ports.ReportWriter. A table of more rows than a sheet holds goes on in further sheets."""

    def __init__(self, rows_per_sheet: int = MAX_ROWS) -> None:
        self._rows_per_sheet = min(rows_per_sheet, MAX_ROWS)

    def write(self, report: Report, path: Path, progress: ProgressCallback | None = None) -> None:
        """Write the workbook whole or not at all; rows are streamed, so memory does not grow with them.

        `progress` hears (rows written, rows in all; 0 if a table does not know) and may raise Cancelled.
        Errors as of whole_file. Text that Excel cannot hold is changed and told on the cover.
        """
        with whole_file(path) as file:
            _WorkbookStream(report, file, progress, self._rows_per_sheet).write()


class _WorkbookStream:
    def __init__(
        self, report: Report, file: IO[bytes], progress: ProgressCallback | None, rows_per_sheet: int
    ) -> None:
        self._report = report
        self._file = file
        self._progress = progress
        self._rows_per_sheet = rows_per_sheet
        self._names = ExcelNames()
        self._cover_name = self._names.sheet(_("Cover"))
        self._styles: dict[ColumnKind | str, CellStyle] = add_styles(Workbook())
        self._changes = TextChanges()
        self._plans: list[SheetPlan] = []
        self._streams: list[SheetStream] = []
        counts = [table.row_count for table in report.tables]
        self._total = 0 if None in counts else sum(count for count in counts if count)
        self._done = 0

    def write(self) -> None:
        with zipfile.ZipFile(self._file, "w", zipfile.ZIP_DEFLATED, compresslevel=_COMPRESSION) as archive:
            first = workbook_parts(self._report, [], [], self._cover_name)
            for name in _FIRST_PARTS:
                _write_part(archive, name, first[name])
            self._tick(0)
            for table in self._report.tables:
                self._write_table(archive, table)
            self._write_rest(archive)

    def _write_table(self, archive: zipfile.ZipFile, table: Table) -> None:
        rows = table.rows()
        sample = list(islice(rows, _SAMPLE_ROWS))
        rows = chain(sample, rows)
        headings = column_names(column.heading for column in table.columns)
        widths = column_widths(table.columns, headings, sample)
        while True:
            plan = SheetPlan(
                sheet_name=self._names.sheet(table.title or table.name),
                table_name=self._names.table(table.name),
                title=table.title,
                note=table.note,
                columns=table.columns,
                headings=headings,
                widths=widths,
            )
            self._write_sheet(archive, plan, rows)
            next_row = next(rows, None)
            if next_row is None:
                return
            rows = chain([next_row], rows)

    def _write_sheet(self, archive: zipfile.ZipFile, plan: SheetPlan, rows: Iterator[Sequence[Any]]) -> None:
        stream = SheetStream(plan, self._styles, self._changes)
        with archive.open(_sheet_part(len(self._plans)), "w") as part:
            stream.write_head(part, self._frame(plan))
            stream.write_rows(part, rows, self._rows_per_sheet, self._tick)
            plan = replace(plan, row_count=stream.row_count)
            stream.write_tail(part, self._frame(plan), _("No rows"))
        self._plans.append(plan)
        self._streams.append(stream)

    def _frame(self, plan: SheetPlan) -> bytes:
        """The sheet's XML around its rows. Nothing in it tells which sheet of the workbook it is."""
        return workbook_parts(self._report, [plan], [], self._cover_name)[_sheet_part(0)]

    def _write_rest(self, archive: zipfile.ZipFile) -> None:
        parts = workbook_parts(self._report, self._plans, self._notes(), self._cover_name)
        for number, stream in enumerate(self._streams):
            del parts[_sheet_part(number)]
            links = f"xl/worksheets/_rels/sheet{number + 2}.xml.rels"
            parts[links] = stream.relationships(parts[links])
        for name, data in parts.items():
            if name not in _FIRST_PARTS:
                _write_part(archive, name, data)

    def _notes(self) -> list[str]:
        notes = list(self._report.notes)
        if count := self._changes.cut:
            notes.append(
                ngettext(
                    "One text was longer than the 32,767 characters that Excel allows in a cell. It was cut "
                    "and ends with […].",
                    "{count} texts were longer than the 32,767 characters that Excel allows in a cell. They "
                    "were cut and end with […].",
                    count,
                ).format(count=count)
            )
        if count := self._changes.cleaned:
            notes.append(
                ngettext(
                    "One text had control characters, which Excel cannot hold. They were left out.",
                    "{count} texts had control characters, which Excel cannot hold. They were left out.",
                    count,
                ).format(count=count)
            )
        return notes

    def _tick(self, rows: int) -> None:
        self._done += rows
        if self._progress is not None:
            self._progress(self._done, max(self._total, self._done) if self._total else 0)


def _write_part(archive: zipfile.ZipFile, name: str, data: bytes) -> None:
    """By `open`, which keeps to the archive's compression and gives every part the same old date."""
    with archive.open(name, "w") as part:
        part.write(data)


def _sheet_part(number: int) -> str:
    """The part of the sheet of plan `number`, counted from 0, after the cover."""
    return f"xl/worksheets/sheet{number + 2}.xml"
