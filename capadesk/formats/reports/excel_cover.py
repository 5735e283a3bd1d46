"""The first sheet of a report: where it comes from, what is in it, what was found wrong."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from openpyxl.styles import Alignment
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from capadesk.domain.report import ColumnKind, Report
from capadesk.formats.reports.excel_styles import (
    LABEL,
    LINE_HEIGHT_POINTS,
    MUTED,
    SECTION,
    SUBTITLE,
    TITLE,
    VALUE,
    kind_style,
    line_count,
    set_text,
)
from capadesk.services.words import _

_LABEL_WIDTH = 28
_VALUE_WIDTH = 44
_COUNT_WIDTH = 12
_NOTE_WIDTH = 60
_MAX_LINES = 20
_LAST_COLUMN = 4


class CoverLine(NamedTuple):
    """A line of the contents: a sheet, how many rows it holds, and a note."""

    sheet_name: str
    row_count: int
    note: str


def fill_cover(sheet: Worksheet, report: Report, lines: Sequence[CoverLine], notes: Sequence[str]) -> None:
    """Write title, provenance, contents with links, and the notes."""
    sheet.sheet_view.showGridLines = False
    for letter, width in zip("ABCD", (_LABEL_WIDTH, _VALUE_WIDTH, _COUNT_WIDTH, _NOTE_WIDTH), strict=True):
        sheet.column_dimensions[letter].width = width
    set_text(sheet, 1, 1, report.title, TITLE)
    sheet.row_dimensions[1].height = 32
    set_text(sheet, 2, 1, report.provenance.platform, SUBTITLE)
    row = _write_provenance(sheet, report, 4)
    row = _write_contents(sheet, lines, row + 1)
    _write_notes(sheet, notes, row + 1)


def _write_provenance(sheet: Worksheet, report: Report, row: int) -> int:
    source = report.provenance
    whole = "" if source.first_day or source.last_day else _("All dates")
    for label, text in (
        (_("Period"), source.period or whole),
        (_("From"), source.first_day),
        (_("To"), source.last_day),
        *((label, value) for label, value in source.filters),
        (_("Made by"), source.author),
        (_("Made on"), source.made_at.replace(tzinfo=None)),
        (_("Time zone"), source.time_zone),
        (_("Data file"), source.data_file),
        (_("Program"), f"CapaDesk {source.program_version}"),
    ):
        if not text:
            continue
        set_text(sheet, row, 1, label, LABEL)
        if isinstance(text, str):
            _fit_height(sheet, row, set_text(sheet, row, 2, text).value, _VALUE_WIDTH)
        else:
            cell = sheet.cell(row, 2)
            cell.style = kind_style(
                ColumnKind.DATE if text in (source.first_day, source.last_day) else ColumnKind.DATETIME
            )
            cell.value = text
            cell.alignment = Alignment(horizontal="left", vertical="top")
        row += 1
    return row


def _write_contents(sheet: Worksheet, lines: Sequence[CoverLine], row: int) -> int:
    for column, heading in enumerate((_("Contents"), "", _("Rows"), _("Note")), 1):
        cell = set_text(sheet, row, column, heading, SECTION)
        if column == 3:
            cell.alignment = Alignment(horizontal="right", indent=1)
    row += 1
    for line in lines:
        cell = set_text(sheet, row, 1, line.sheet_name, kind_style(ColumnKind.LINK))
        quoted = line.sheet_name.replace("'", "''")
        cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"'{quoted}'!A1", tooltip=None)
        count = sheet.cell(row, 3)
        count.style = kind_style(ColumnKind.INTEGER)
        count.value = line.row_count
        _fit_height(sheet, row, set_text(sheet, row, 4, line.note, VALUE).value, _NOTE_WIDTH)
        row += 1
    return row


def _write_notes(sheet: Worksheet, notes: Sequence[str], row: int) -> None:
    for column, heading in enumerate((_("Checks"), "", "", ""), 1):
        set_text(sheet, row, column, heading, SECTION)
    if not notes:
        set_text(sheet, row + 1, 1, _("Nothing to report"), MUTED)
    for offset, note in enumerate(notes, 1):
        cell = set_text(sheet, row + offset, 1, note)
        sheet.merge_cells(
            start_row=row + offset, end_row=row + offset, start_column=1, end_column=_LAST_COLUMN
        )
        _fit_height(sheet, row + offset, cell.value, _LABEL_WIDTH + _VALUE_WIDTH + _COUNT_WIDTH + _NOTE_WIDTH)


def _fit_height(sheet: Worksheet, row: int, text: object, width: int) -> None:
    """Room for wrapped lines: merged cells do not grow by themselves, and others only in Excel."""
    lines = line_count(str(text or ""), width)
    if lines > 1:
        sheet.row_dimensions[row].height = LINE_HEIGHT_POINTS * min(lines, _MAX_LINES)
