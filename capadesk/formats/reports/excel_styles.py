"""How our workbooks look: named styles, so that whoever gets one can restyle it in one place."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, Literal

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Side
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.worksheet.table import TableStyleInfo
from openpyxl.worksheet.worksheet import Worksheet

from capadesk.domain.report import Column, ColumnKind
from capadesk.formats.reports.excel_cells import (
    CellStyle,
    TextChanges,
    excel_text,
    has_to_be_quoted,
    protected_text,
)

TITLE = "CapaDesk Title"
SUBTITLE = "CapaDesk Subtitle"
SECTION = "CapaDesk Section"
LABEL = "CapaDesk Label"
VALUE = "CapaDesk Value"
MUTED = "CapaDesk Muted"
HEADING = "CapaDesk Heading"
NUMBER_HEADING = "CapaDesk Number Heading"

HEADING_HEIGHT_POINTS = 24
LINE_HEIGHT_POINTS = 15
MIN_WIDTH = 8
MAX_WIDTH = 60

_ACCENT = "1F5C57"
_INK = "1B2B2A"
_QUIET = "5F6B6A"
_WARNING = "9C2A10"
_WARNING_GROUND = "FBE9E4"

_FORMATS = {
    ColumnKind.INTEGER: "#,##0",
    ColumnKind.DECIMAL: "#,##0.00",
    ColumnKind.PERCENT: "0.0%",
    ColumnKind.DATE: "yyyy-mm-dd",
    ColumnKind.DATETIME: "yyyy-mm-dd hh:mm",
    # Excel words truth values by itself; LibreOffice would show 1 and 0.
    ColumnKind.BOOLEAN: '"TRUE";"TRUE";"FALSE"',
}
_FIXED_WIDTHS = {ColumnKind.DATE: 12, ColumnKind.DATETIME: 18}
_RIGHT = frozenset({ColumnKind.INTEGER, ColumnKind.DECIMAL, ColumnKind.PERCENT})
_FILTER_BUTTON_WIDTH = 5


def add_styles(workbook: Workbook) -> dict[ColumnKind | str, CellStyle]:
    """Give the workbook our named styles; returns the style numbers of the cells that are streamed.

    Always in the same order, so that the numbers are the same in every workbook made here.
    """
    thin = Side(style="thin", color=_ACCENT)
    top = Alignment(vertical="top")
    wrapped = Alignment(vertical="top", wrap_text=True)
    for style in (
        NamedStyle(TITLE, font=_font(_ACCENT, 20, bold=True), alignment=Alignment(vertical="center")),
        NamedStyle(SUBTITLE, font=_font(_QUIET, 12), alignment=top),
        NamedStyle(SECTION, font=_font(_ACCENT, 13, bold=True), border=Border(bottom=thin)),
        NamedStyle(LABEL, font=_font(color=_QUIET), alignment=top),
        NamedStyle(VALUE, font=_font(color=_INK), alignment=wrapped),
        NamedStyle(MUTED, font=_font(italic=True, color=_QUIET), alignment=top),
        _heading_style(HEADING, Alignment(vertical="center")),
        # Indented, so that Excel's filter button does not cover the words.
        _heading_style(NUMBER_HEADING, Alignment(horizontal="right", vertical="center", indent=2)),
    ):
        workbook.add_named_style(style)
    for kind in ColumnKind:
        workbook.add_named_style(_kind_style(kind))
    sheet = workbook.worksheets[0]
    names: dict[ColumnKind | str, str] = {kind: kind_style(kind) for kind in ColumnKind}
    names |= {name: name for name in (HEADING, NUMBER_HEADING, MUTED)}
    return {key: _style_numbers(sheet, name) for key, name in names.items()}


def heading_style(kind: ColumnKind) -> str:
    """The name of the style of a column's heading: over its values."""
    return NUMBER_HEADING if kind in _RIGHT else HEADING


def line_count(text: str, width: int) -> int:
    """About how many lines the text takes in a column that wraps; widths are in digits, which are wide."""
    room = width + width // 8
    if len(text) <= room and "\n" not in text:
        return 1
    return sum(-(-max(len(line), 1) // room) for line in text.split("\n"))


def kind_style(kind: ColumnKind) -> str:
    """The name of the style of a column's cells."""
    return f"CapaDesk {kind.value.replace('_', ' ').title()}"


def warning_style() -> DifferentialStyle:
    """What makes a value stand out: bold too, as colour alone does not reach everybody."""
    return DifferentialStyle(
        font=Font(bold=True, color=_WARNING), fill=PatternFill(bgColor=_WARNING_GROUND, fill_type="solid")
    )


def table_style() -> TableStyleInfo:
    """Excel's own light style with grey bands: calm, and follows the user's theme."""
    return TableStyleInfo(name="TableStyleLight1", showRowStripes=True, showColumnStripes=False)


def column_widths(
    columns: Sequence[Column], headings: Sequence[str], sample: Iterable[Sequence[Any]]
) -> list[int]:
    """Widths in characters that fit the headings, with their filter button, and the sampled rows: 8 to 60."""
    widths = [display_width(heading) + _FILTER_BUTTON_WIDTH for heading in headings]
    for row in sample:
        for number, (column, value) in enumerate(zip(columns, row, strict=False)):
            width = _value_width(column.kind, value)
            if width > widths[number]:
                widths[number] = width
    return [min(max(width, MIN_WIDTH), MAX_WIDTH) for width in widths]


def display_width(text: str) -> int:
    """Characters of the longest line; the wide ones of East Asia count twice."""
    longest = max(text.splitlines(), key=len, default="")
    if longest.isascii():
        return len(longest)
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in longest)


def set_text(sheet: Worksheet, row: int, column: int, text: str, style: str = VALUE) -> Cell:
    """Write text into a cell so that it is that text, whatever it begins with."""
    cell = sheet.cell(row, column)
    assert isinstance(cell, Cell)
    cell.style = style
    text = excel_text(text, TextChanges())
    if text:
        cell.value = protected_text(text)
        cell.data_type = "s"
        if has_to_be_quoted(text):
            cell.quotePrefix = True
    return cell


def _font(
    color: str | None = None,
    size: float = 11,
    *,
    bold: bool = False,
    italic: bool = False,
    underline: Literal["single"] | None = None,
) -> Font:
    """The workbook's own font, which follows the theme, with some of its look changed."""
    return Font(
        name="Calibri",
        family=2,
        scheme="minor",
        sz=size,
        bold=bold,
        italic=italic,
        underline=underline,
        color=color,
    )


def _kind_style(kind: ColumnKind) -> NamedStyle:
    style = NamedStyle(
        kind_style(kind),
        font=_font(color="0B57A4", underline="single") if kind is ColumnKind.LINK else _font(),
    )
    style.number_format = _FORMATS.get(kind, "General")
    if kind in _RIGHT:
        # The indent keeps a number from touching the text of the next column.
        style.alignment = Alignment(horizontal="right", vertical="top", indent=1)
    elif kind in (ColumnKind.DATE, ColumnKind.DATETIME):
        style.alignment = Alignment(horizontal="left", vertical="top")
    elif kind is ColumnKind.BOOLEAN:
        style.alignment = Alignment(horizontal="center", vertical="top")
    else:
        style.alignment = Alignment(vertical="top", wrap_text=kind is ColumnKind.LONG_TEXT or None)
    return style


def _heading_style(name: str, alignment: Alignment) -> NamedStyle:
    fill = PatternFill("solid", fgColor=_ACCENT)
    return NamedStyle(name, font=_font("FFFFFF", bold=True), fill=fill, alignment=alignment)


def _style_numbers(sheet: Worksheet, name: str) -> CellStyle:
    plain = Cell(sheet, row=1, column=1)
    plain.style = name
    quoted = Cell(sheet, row=1, column=1)
    quoted.style = name
    quoted.quotePrefix = True
    return CellStyle(plain.style_id, quoted.style_id)


def _value_width(kind: ColumnKind, value: Any) -> int:
    if value is None:
        return 0
    if isinstance(value, str):
        return display_width(value) + 1
    if isinstance(value, datetime):
        return _FIXED_WIDTHS[ColumnKind.DATETIME]
    if isinstance(value, date):
        return _FIXED_WIDTHS[ColumnKind.DATE]
    if kind is ColumnKind.PERCENT:
        return len(f"{value:.1%}") + 3
    if isinstance(value, float):
        return len(f"{value:,.2f}") + 3
    return len(f"{value:,}") + 3 if isinstance(value, int) else len(str(value)) + 1
