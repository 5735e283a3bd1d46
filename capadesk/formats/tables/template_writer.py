"""The workbook to fill in for an import: headings, explanations, and lists to choose from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.filters import AutoFilter
from openpyxl.worksheet.table import Table as ExcelTable
from openpyxl.worksheet.table import TableColumn
from openpyxl.worksheet.worksheet import Worksheet

from capadesk.domain.report import ColumnKind
from capadesk.formats.reports.excel_cells import protected_text
from capadesk.formats.reports.excel_names import ExcelNames, column_names
from capadesk.formats.reports.excel_skeleton import MAX_ROWS
from capadesk.formats.reports.excel_styles import (
    HEADING,
    HEADING_HEIGHT_POINTS,
    LINE_HEIGHT_POINTS,
    MAX_WIDTH,
    MIN_WIDTH,
    VALUE,
    add_styles,
    display_width,
    line_count,
    set_text,
    table_style,
)
from capadesk.formats.whole_file import whole_file
from capadesk.services.words import _

_FORMATS = {
    ColumnKind.INTEGER: "0",
    ColumnKind.DECIMAL: "0.00",
    ColumnKind.DATE: "yyyy-mm-dd",
    ColumnKind.DATETIME: "yyyy-mm-dd hh:mm",
    ColumnKind.BOOLEAN: "General",
}
# Excel turns "2024-10" into the first of October, unless the column says that it holds text.
_TEXT_FORMAT = "@"
_HEADING_ROOM = 5
_EXPLANATION_WIDTHS = (26, 60, 30, 44)
_LONGEST_PROMPT = 255
_LONGEST_PROMPT_TITLE = 32
_CHOICES_SHOWN = 30
_MAX_LINES = 20


@dataclass(frozen=True, slots=True)
class TemplateColumn:
    """A column of an import template; `choices` are offered in a list, other values only warned of."""

    heading: str
    explanation: str = ""
    example: str = ""
    choices: Sequence[str] = ()
    kind: ColumnKind = ColumnKind.TEXT


def write_template(path: Path, title: str, columns: Sequence[TemplateColumn]) -> None:
    """Write the workbook: an empty sheet `title` to fill in, one that explains, one with the lists, hidden.

    Nothing but headings stands in the first sheet, so that no example is imported. Errors as of whole_file.
    """
    workbook = Workbook()
    add_styles(workbook)
    names = ExcelNames()
    headings = column_names(column.heading for column in columns)
    sheet = workbook.worksheets[0]
    sheet.title = names.sheet(title)
    explanations = workbook.create_sheet(names.sheet(_("Explanations")))
    lists = workbook.create_sheet(names.sheet(_("Lists")))
    lists.sheet_state = "hidden"
    for number, (column, heading) in enumerate(zip(columns, headings, strict=True), 1):
        _add_column(sheet, lists, number, column, heading)
    _add_table(sheet, names.table(title), headings)
    _explain(explanations, columns, headings)
    workbook.properties.title = workbook.properties.subject = title
    workbook.properties.creator = "CapaDesk"
    with whole_file(path) as file:
        workbook.save(file)


def _add_column(
    sheet: Worksheet, lists: Worksheet, number: int, column: TemplateColumn, heading: str
) -> None:
    letter = get_column_letter(number)
    set_text(sheet, 1, number, heading, HEADING)
    dimension = sheet.column_dimensions[letter]
    widest = max(map(display_width, [column.example, *column.choices]))
    dimension.width = min(max(display_width(heading) + _HEADING_ROOM, widest + 2, MIN_WIDTH), MAX_WIDTH)
    dimension.number_format = _FORMATS.get(column.kind, _TEXT_FORMAT)
    sheet.cell(2, number).number_format = dimension.number_format
    hint = DataValidation(allow_blank=True)
    if column.choices:
        for row, choice in enumerate(column.choices, 1):
            set_text(lists, row, number, choice)
        source = f"${letter}$1:${letter}${len(column.choices)}"
        hint = DataValidation(type="list", formula1=f"{_quoted(lists.title)}!{source}", allow_blank=True)
        hint.errorStyle = "warning"
        hint.errorTitle = _short(heading, _LONGEST_PROMPT_TITLE)
        hint.error = _("This value is not in the list. It may not be understood.")
        hint.showErrorMessage = True
    hint.promptTitle = _short(heading, _LONGEST_PROMPT_TITLE)
    hint.prompt = _short(column.explanation, _LONGEST_PROMPT)
    hint.showInputMessage = bool(column.explanation)
    hint.add(f"{letter}2:{letter}{MAX_ROWS + 1}")
    sheet.add_data_validation(hint)


def _add_table(sheet: Worksheet, name: str, headings: Sequence[str]) -> None:
    reference = f"A1:{get_column_letter(len(headings))}2"
    table = ExcelTable(id=1, name=name, displayName=name, ref=reference, tableStyleInfo=table_style())
    table.tableColumns = [
        TableColumn(id=number, name=protected_text(heading)) for number, heading in enumerate(headings, 1)
    ]
    table.autoFilter = AutoFilter(ref=reference)
    sheet.add_table(table)
    sheet.freeze_panes = "A2"
    sheet.row_dimensions[1].height = HEADING_HEIGHT_POINTS


def _explain(sheet: Worksheet, columns: Sequence[TemplateColumn], headings: Sequence[str]) -> None:
    for number, width in enumerate(_EXPLANATION_WIDTHS, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    for number, text in enumerate((_("Column"), _("Explanation"), _("Example"), _("Choices")), 1):
        set_text(sheet, 1, number, text, HEADING)
    sheet.row_dimensions[1].height = HEADING_HEIGHT_POINTS
    sheet.freeze_panes = "A2"
    for row, (column, heading) in enumerate(zip(columns, headings, strict=True), 2):
        choices = ", ".join(column.choices[:_CHOICES_SHOWN]) + (
            ", …" if len(column.choices) > _CHOICES_SHOWN else ""
        )
        texts = (heading, column.explanation, column.example, choices)
        for number, text in enumerate(texts, 1):
            set_text(sheet, row, number, text, VALUE)
        lines = max(line_count(text, width) for text, width in zip(texts, _EXPLANATION_WIDTHS, strict=True))
        sheet.row_dimensions[row].height = LINE_HEIGHT_POINTS * min(lines, _MAX_LINES)


def _quoted(sheet_name: str) -> str:
    return "'" + sheet_name.replace("'", "''") + "'"


def _short(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1] + "…"
