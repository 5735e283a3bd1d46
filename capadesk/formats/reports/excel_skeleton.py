"""The workbook without its bulk: cover, sheets with tables, formats and print set-up, made by openpyxl."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.formatting.rule import Rule
from openpyxl.styles.styleable import NamedStyleDescriptor
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.filters import AutoFilter
from openpyxl.worksheet.header_footer import HeaderFooterItem, _HeaderFooterPart
from openpyxl.worksheet.page import PageMargins, PrintPageSetup
from openpyxl.worksheet.properties import PageSetupProperties, WorksheetProperties
from openpyxl.worksheet.table import Table as ExcelTable
from openpyxl.worksheet.table import TableColumn
from openpyxl.worksheet.worksheet import Worksheet

from capadesk.domain.report import Column, Report
from capadesk.formats.reports.excel_cells import TextChanges, excel_text, protected_text
from capadesk.formats.reports.excel_cover import CoverLine, fill_cover
from capadesk.formats.reports.excel_styles import add_styles, kind_style, table_style, warning_style
from capadesk.services.words import _

MAX_ROWS = 1_048_575
"""Rows below the heading that a sheet holds."""

_A4 = 9
# A landscape A4 page holds some 130 characters; with more than this, shrunk to fit, nobody can read it.
_READABLE_WIDTH = 230
_PROPERTY_LENGTH = 255
_HEADER_LENGTH = 100


@dataclass(frozen=True, slots=True)
class SheetPlan:
    """One sheet of rows: the names that Excel accepts, columns and their widths, and how many rows."""

    sheet_name: str
    table_name: str
    title: str
    note: str
    columns: tuple[Column, ...]
    headings: tuple[str, ...]
    widths: Sequence[int]
    row_count: int = 0

    @property
    def last_row(self) -> int:
        """The last row of the table: Excel needs one below the heading even if there is nothing to show."""
        return max(self.row_count, 1) + 1

    @property
    def reference(self) -> str:
        """The table's cells, such as A1:T101."""
        return f"A1:{get_column_letter(len(self.columns))}{self.last_row}"


def workbook_parts(
    report: Report, plans: Sequence[SheetPlan], notes: Sequence[str], cover_name: str
) -> dict[str, bytes]:
    """The parts of the workbook by their names: sheet1 is the cover, sheet2 the first plan's without rows."""
    workbook = Workbook()
    cover = workbook.worksheets[0]
    cover.title = cover_name
    add_styles(workbook)
    _describe(workbook, report)
    fill_cover(
        cover, report, [CoverLine(plan.sheet_name, plan.row_count, plan.note) for plan in plans], notes
    )
    _set_up_page(cover, report)
    for plan in plans:
        _add_table_sheet(workbook, report, plan)
    saved = BytesIO()
    workbook.save(saved)
    with zipfile.ZipFile(saved) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _add_table_sheet(workbook: Workbook, report: Report, plan: SheetPlan) -> None:
    sheet = workbook.create_sheet(plan.sheet_name)
    sheet.freeze_panes = "A2"
    sheet.print_title_rows = "1:1"
    pages = -(-sum(plan.widths) // _READABLE_WIDTH)
    if pages > 1:
        sheet.print_title_cols = "A:A"
    _set_up_page(sheet, report, pages)
    for number, (column, width) in enumerate(zip(plan.columns, plan.widths, strict=True), 1):
        letter = get_column_letter(number)
        dimension = sheet.column_dimensions[letter]
        dimension.width = width
        # A column's own attribute `style` can only be read; the descriptor of cells does it for columns too.
        NamedStyleDescriptor().__set__(dimension, kind_style(column.kind))
        for value in sorted(column.warns, key=str):
            formula = _formula(value)
            if formula is not None:
                rule = Rule(type="cellIs", operator="equal", formula=[formula], dxf=warning_style())
                # The whole column: rows that are added later are marked too, and LibreOffice 7.4 does not
                # crash when it prints, as it does where a marked range ends with the rows.
                sheet.conditional_formatting.add(f"{letter}2:{letter}{MAX_ROWS + 1}", rule)
    table = ExcelTable(
        id=1,
        name=plan.table_name,
        displayName=plan.table_name,
        ref=plan.reference,
        tableStyleInfo=table_style(),
    )
    table.tableColumns = [
        TableColumn(id=number, name=protected_text(heading))
        for number, heading in enumerate(plan.headings, 1)
    ]
    table.autoFilter = AutoFilter(ref=plan.reference)
    sheet.add_table(table)


def _set_up_page(sheet: Worksheet, report: Report, pages_across: int = 1) -> None:
    """Landscape, as wide as one page, or as few as can be read."""
    sheet.page_setup = PrintPageSetup(
        worksheet=sheet, orientation="landscape", paperSize=_A4, fitToWidth=pages_across, fitToHeight=0
    )
    sheet.sheet_properties = WorksheetProperties(pageSetUpPr=PageSetupProperties(fitToPage=True))
    sheet.page_margins = PageMargins(left=0.5, right=0.5, top=0.75, bottom=0.75)
    # Translators: keep {page} and {pages}: page numbers at the foot of a printed sheet.
    page = _("Page {page} of {pages}").format(page="&P", pages="&N")
    made_on = f"{report.provenance.made_at:%Y-%m-%d %H:%M}"
    sheet.HeaderFooter.oddHeader = HeaderFooterItem(
        left=_HeaderFooterPart(text=_page_text(report.title)),
        right=_HeaderFooterPart(text=_page_text(report.provenance.platform)),
    )
    sheet.HeaderFooter.oddFooter = HeaderFooterItem(
        left=_HeaderFooterPart(text=made_on),
        center=_HeaderFooterPart(text="&A"),
        right=_HeaderFooterPart(text=page),
    )


def _describe(workbook: Workbook, report: Report) -> None:
    provenance = report.provenance
    properties = workbook.properties
    properties.title = _property(report.title)
    properties.subject = _property(
        " · ".join(part for part in (provenance.platform, provenance.period) if part)
    )
    properties.creator = properties.lastModifiedBy = _property(provenance.author or "CapaDesk")
    properties.description = _property(f"CapaDesk {provenance.program_version}, {report.name}")
    properties.created = provenance.made_at.replace(tzinfo=None)


def _formula(value: Any) -> str | None:
    """The value as a formula's constant; None if a formula cannot hold it."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return repr(value)
    text = str(value)
    return None if len(text) > _PROPERTY_LENGTH else '"' + text.replace('"', '""') + '"'


def _page_text(text: str) -> str:
    """Text for a page header: & begins a code there."""
    return _property(text)[:_HEADER_LENGTH].replace("&", "&&")


def _property(text: str) -> str:
    return " ".join(excel_text(text, TextChanges()).split())[:_PROPERTY_LENGTH]
