import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import python_calamine
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from capadesk.domain.errors import Cancelled
from capadesk.domain.report import Column, ColumnKind, Provenance, Report, Table
from capadesk.formats.reports.excel_report_writer import ExcelReportWriter

ROOT = Path(__file__).resolve().parents[2]
SOFFICE = shutil.which("soffice")
PROVENANCE = Provenance(
    platform="Nationale Plattform & Co",
    author="Ada Example",
    made_at=datetime(2026, 11, 23, 9, 30),
    time_zone="Europe/Vienna",
    program_version="1.2.3",
    period="Year 2024",
    first_day=date(2024, 1, 1),
    last_day=date(2024, 12, 31),
    filters=(("Kind", "Workshop, Webinar"),),
    data_file="platform.capadesk",
)
COLUMNS = (
    Column("title", "Title"),
    Column("notes", "Notes", ColumnKind.LONG_TEXT),
    Column("status", "Status", ColumnKind.CODE, frozenset({"Overdue", 'so-called "late"'})),
    Column("people", "People", ColumnKind.INTEGER),
    Column("amount", "Amount", ColumnKind.DECIMAL),
    Column("share", "Share", ColumnKind.PERCENT),
    Column("day", "Day", ColumnKind.DATE),
    Column("start", "Start", ColumnKind.DATETIME),
    Column("is_open", "Open", ColumnKind.BOOLEAN, frozenset({True})),
    Column("website", "Website", ColumnKind.LINK),
)
ROW = (
    "Forum in Łódź",
    "First line\nSecond line",
    "Overdue",
    1250,
    -12.5,
    0.25,
    date(2024, 2, 29),
    datetime(2024, 10, 17, 9, 30),
    True,
    "https://example.org/a?b=1&c=é",
)
FORMULA_LIKE = (
    "=1+1",
    "+39 06 1234",
    "-5",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    '=HYPERLINK("http://example.org")',
    "'quoted",
    "007",
    "1.2.2024",
    " leading and trailing ",
    "two  spaces",
    "line\nline",
    "cr\rcr\r\nlf",
    "_x0041_ and _x000D_",
    "<b>&amp;</b>]]>",
    "TRUE",
    "#REF!",
    "\u00a0no-break\u2028line",
    "😀 ŁØß",
)


def table(
    rows: Sequence[Sequence[Any]],
    columns: tuple[Column, ...] = COLUMNS,
    *,
    name: str = "events",
    title: str = "Events",
    note: str = "",
) -> Table:
    return Table(name, title, columns, lambda: iter(rows), len(rows), note)


def texts_table(texts: Sequence[str]) -> Table:
    return table([(text, n) for n, text in enumerate(texts)], (COLUMNS[0], COLUMNS[3]))


def write(folder: Path, *tables: Table, notes: tuple[str, ...] = (), **options: Any) -> Path:
    path = folder / "report.xlsx"
    report = Report("activity", "Activity — Q&A", PROVENANCE, tables, notes)
    ExcelReportWriter(**options).write(report, path)
    return path


def calamine_rows(path: Path, sheet: str) -> list[list[Any]]:
    return python_calamine.load_workbook(path).get_sheet_by_name(sheet).to_python(skip_empty_area=False)


def openpyxl_rows(path: Path, sheet: str) -> list[tuple[Any, ...]]:
    return list(openpyxl.load_workbook(path)[sheet].iter_rows(values_only=True))


def cover_text(path: Path) -> list[str]:
    return [str(cell) for row in calamine_rows(path, "Cover") for cell in row if cell != ""]


# --- values ---------------------------------------------------------------------------------------


def test_values_come_back_with_their_types(tmp_path):
    path = write(tmp_path, table([ROW, (None,) * len(COLUMNS)]))
    assert openpyxl_rows(path, "Events")[1] == (
        *ROW[:6],
        datetime(2024, 2, 29),
        *ROW[7:],
    )
    assert calamine_rows(path, "Events")[1] == list(ROW)
    sheet = openpyxl.load_workbook(path)["Events"]
    assert [sheet.cell(2, n).number_format for n in (4, 5, 6, 7, 8)] == [
        "#,##0",
        "#,##0.00",
        "0.0%",
        "yyyy-mm-dd",
        "yyyy-mm-dd hh:mm",
    ]


def test_text_that_looks_like_a_formula_or_a_number_stays_that_text(tmp_path):
    path = write(tmp_path, texts_table(FORMULA_LIKE))
    assert [row[0] for row in calamine_rows(path, "Events")[1:]] == list(FORMULA_LIKE)
    sheet = openpyxl.load_workbook(path)["Events"]
    for row, text in enumerate(FORMULA_LIKE, 2):
        cell = sheet.cell(row, 1)
        assert (cell.data_type, cell.quotePrefix) == ("s", text[0] in "=+-@'\t\r0123456789")
        if "_x" not in text:
            assert cell.value == text


@given(texts=st.lists(st.text(min_size=1), min_size=1, max_size=20))
def test_any_text_comes_back_without_what_xml_forbids(tmp_path_factory, texts):
    path = write(tmp_path_factory.mktemp("report"), texts_table(texts))
    forbidden = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
    assert [row[0] for row in calamine_rows(path, "Events")[1:]] == [
        forbidden.sub("", text) for text in texts
    ]
    changed = sum(1 for text in set(texts) if forbidden.search(text))
    assert any("control characters" in text for text in cover_text(path)) == bool(changed)


def test_text_over_the_limit_of_excel_is_cut_with_a_mark_and_reported(tmp_path):
    long, wide = "x" * 40_000, "😀" * 20_000
    path = write(tmp_path, texts_table([long, wide, "y" * 32_767]))
    rows = calamine_rows(path, "Events")[1:]
    assert rows[0][0] == "x" * (32_767 - 4) + " […]"
    assert rows[1][0].endswith("😀 […]")
    assert len(rows[1][0].encode("utf-16-le")) // 2 <= 32_767
    assert rows[2][0] == "y" * 32_767
    assert any(text.startswith("2 texts were longer") for text in cover_text(path))


def test_control_characters_are_dropped_and_reported(tmp_path):
    path = write(tmp_path, texts_table(["a\x00b\x1fc", "plain", "\ud800x"]))
    assert [row[0] for row in calamine_rows(path, "Events")[1:]] == ["abc", "plain", "x"]
    assert any(text.startswith("2 texts had") for text in cover_text(path))


def test_what_excel_cannot_count_is_written_as_text(tmp_path):
    rows = [(10**20, date(1899, 12, 31)), (float("nan"), date(1900, 3, 1)), (2**52, "October 2024")]
    path = write(tmp_path, table(rows, (COLUMNS[3], COLUMNS[6])))
    assert calamine_rows(path, "Events")[1:] == [
        ["100000000000000000000", "1899-12-31"],
        ["nan", date(1900, 3, 1)],
        ["4503599627370496", "October 2024"],
    ]


# --- looks ----------------------------------------------------------------------------------------


def test_a_sheet_has_a_native_table_frozen_heading_filters_and_print_set_up(tmp_path):
    path = write(tmp_path, table([ROW] * 7))
    sheet = openpyxl.load_workbook(path)["Events"]
    excel_table = sheet.tables["events"]
    assert (excel_table.ref, excel_table.autoFilter.ref) == ("A1:J8", "A1:J8")
    assert [column.name for column in excel_table.tableColumns] == [column.heading for column in COLUMNS]
    assert excel_table.tableStyleInfo.name == "TableStyleLight1"
    assert sheet.freeze_panes == "A2"
    assert sheet.print_title_rows == "$1:$1"
    assert (sheet.page_setup.orientation, sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (
        "landscape",
        1,
        0,
    )
    assert sheet.sheet_properties.pageSetUpPr
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.oddHeader
    assert sheet.oddFooter
    assert (sheet.oddHeader.left.text, sheet.oddFooter.right.text) == ("Activity — Q&&A", "Page &P of &N")
    assert sheet["B2"].alignment.wrap_text
    assert sheet["D2"].alignment.horizontal == sheet["D1"].alignment.horizontal == "right"
    assert sheet["A1"].style == "CapaDesk Heading"


def test_values_that_warn_stand_out_by_a_rule(tmp_path):
    sheet = openpyxl.load_workbook(write(tmp_path, table([ROW])))["Events"]
    rules = {str(area.sqref): [rule.formula for rule in area.rules] for area in sheet.conditional_formatting}
    assert rules == {
        "C2:C1048576": [['"Overdue"'], ['"so-called ""late"""']],
        "I2:I1048576": [["TRUE"]],
    }


def test_widths_fit_the_content_within_bounds(tmp_path):
    columns = tuple(Column(name, name) for name in ("a", "b", "c"))
    path = write(tmp_path, table([("x", "y" * 30, "z" * 500)] * 3, columns))
    dimensions = openpyxl.load_workbook(path)["Events"].column_dimensions
    assert [dimensions[letter].width for letter in "ABC"] == [8, 31, 60]


def test_a_table_too_wide_to_be_read_on_one_page_is_printed_on_few(tmp_path):
    columns = tuple(Column(str(n), f"Column {n}") for n in range(10))
    path = write(tmp_path, table([("x" * 55,) * 10], columns), table([ROW], name="narrow", title="Narrow"))
    book = openpyxl.load_workbook(path)
    assert (book["Events"].page_setup.fitToWidth, book["Narrow"].page_setup.fitToWidth) == (3, 1)
    assert (book["Events"].print_title_cols, book["Events"].print_title_rows) == ("$A:$A", "$1:$1")
    assert not book["Narrow"].print_title_cols


def test_web_addresses_are_links_and_others_are_left_as_text(tmp_path):
    addresses = ["https://example.org/ä b", "javascript:alert(1)", "example.org", "http://[::1", None]
    columns = (COLUMNS[0], COLUMNS[9])
    path = write(tmp_path, table([("x", address) for address in addresses], columns))
    sheet = openpyxl.load_workbook(path)["Events"]
    assert [sheet.cell(row, 2).value for row in range(2, 7)] == addresses
    links = [cell.hyperlink and cell.hyperlink.target for (cell,) in sheet["B2:B6"]]
    assert links == ["https://example.org/%C3%A4%20b", None, None, None, None]


def test_the_cover_says_where_the_report_comes_from_and_links_to_its_sheets(tmp_path):
    tables = (table([ROW] * 3, note="=a note"), table([], name="actions", title="Actions"))
    path = write(tmp_path, *tables, notes=("2 events have no date.",))
    cover = openpyxl.load_workbook(path)["Cover"]
    text = cover_text(path)
    for expected in (
        "Activity — Q&A",
        "Nationale Plattform & Co",
        "Ada Example",
        "Europe/Vienna",
        "Workshop, Webinar",
        "CapaDesk 1.2.3",
        "platform.capadesk",
        "=a note",
        "2 events have no date.",
        "2026-11-23 09:30:00",
    ):
        assert expected in text
    links = {
        row[0].value: (row[0].hyperlink.location, row[2].value)
        for row in cover.iter_rows()
        if row[0].hyperlink
    }
    assert links == {"Events": ("'Events'!A1", 3), "Actions": ("'Actions'!A1", 0)}


def test_the_document_says_who_made_it_and_when(tmp_path):
    properties = openpyxl.load_workbook(write(tmp_path, table([]))).properties
    assert (properties.title, properties.creator, properties.created) == (
        "Activity — Q&A",
        "Ada Example",
        datetime(2026, 11, 23, 9, 30),
    )


def test_an_empty_table_is_valid_and_says_so(tmp_path):
    path = write(tmp_path, table([]))
    sheet = openpyxl.load_workbook(path)["Events"]
    assert sheet.tables["events"].ref == "A1:J2"
    assert calamine_rows(path, "Events")[1][0] == "No rows"


# --- the file's form ------------------------------------------------------------------------------

CHILDREN = [
    *("sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "autoFilter", "mergeCells"),
    *("conditionalFormatting", "dataValidations", "hyperlinks", "printOptions", "pageMargins", "pageSetup"),
    *("headerFooter", "drawing", "legacyDrawing", "tableParts", "extLst"),
]
"""The order that ISO 29500-1 (18.3.1.99) asks of a worksheet's parts; Excel calls other orders damaged."""


def test_every_part_is_well_formed_and_in_the_order_that_excel_asks_for(tmp_path):
    path = write(tmp_path, table([ROW] * 3), table([], name="actions", title="Actions"), notes=("a", "b"))
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        assert archive.namelist()[0] == "_rels/.rels"
        assert len(set(archive.namelist())) == len(archive.namelist())
        for name in archive.namelist():
            root = etree.fromstring(archive.read(name))
            if name.startswith("xl/worksheets/sheet"):
                order = [CHILDREN.index(etree.QName(child).localname) for child in root]
                assert order == sorted(order), name
        types = archive.read("[Content_Types].xml").decode()
        for name in archive.namelist():
            if not name.endswith(".rels") and name != "[Content_Types].xml":
                assert f'PartName="/{name}"' in types


def test_every_style_number_of_a_cell_exists_in_the_workbook(tmp_path):
    path = write(tmp_path, table([ROW]), table([ROW[::-1]], COLUMNS[::-1], name="back", title="Back"))
    with zipfile.ZipFile(path) as archive:
        styles = etree.fromstring(archive.read("xl/styles.xml"))
        formats = styles.find("{*}cellXfs")
        assert formats is not None
        for part in ("sheet2", "sheet3"):
            text = archive.read(f"xl/worksheets/{part}.xml").decode()
            assert max(int(n) for n in re.findall(r' (?:s|style)="(\d+)"', text)) < len(formats)
    sheet = openpyxl.load_workbook(path)["Back"]
    assert (sheet["D2"].number_format, sheet.column_dimensions["D"].number_format) == ("yyyy-mm-dd",) * 2
    assert sheet["A2"].style == "CapaDesk Link"


def test_a_table_of_more_rows_than_a_sheet_holds_goes_on_in_the_next(tmp_path):
    rows = [(f"Event {n}", n) for n in range(25)]
    path = write(tmp_path, table(rows, (COLUMNS[0], COLUMNS[3])), rows_per_sheet=10)
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["Cover", "Events", "Events (2)", "Events (3)"]
    assert [book[name].tables.popitem()[1].ref for name in book.sheetnames[1:]] == [
        "A1:B11",
        "A1:B11",
        "A1:B6",
    ]
    read = [row for name in book.sheetnames[1:] for row in list(book[name].iter_rows(values_only=True))[1:]]
    assert read == rows


def test_a_table_that_fills_its_sheet_exactly_opens_no_other(tmp_path):
    rows = [(f"Event {n}", n) for n in range(20)]
    path = write(tmp_path, table(rows, (COLUMNS[0], COLUMNS[3])), rows_per_sheet=20)
    assert openpyxl.load_workbook(path).sheetnames == ["Cover", "Events"]


def test_names_of_sheets_tables_and_headings_are_made_acceptable(tmp_path):
    columns = tuple(Column(str(n), heading) for n, heading in enumerate(("=A", "a\nb", "", "A B", "a b")))
    row = [(1, 2, 3, 4, 5)]
    path = write(
        tmp_path,
        table(row, columns, name="R1C1", title="Who: [when] / where?\\*" + "x" * 40),
        table(row, columns, name="r1c1", title="who   when   where " + "x" * 40),
        table(row, columns, name="list of people", title="History"),
        table(row, columns, name="9", title="'cover'"),
        table(row, columns, name="AB12", title="😀" * 20),
    )
    book = openpyxl.load_workbook(path)
    names = book.sheetnames
    assert len({name.casefold() for name in names}) == len(names) == 6
    for name in names:
        assert len(name.encode("utf-16-le")) // 2 <= 31
        assert not set(name) & set("[]:*?/\\")
        assert not name.startswith("'")
    tables = [next(iter(sheet.tables.values())) for sheet in book.worksheets[1:]]
    assert [t.displayName for t in tables] == ["_R1C1", "_r1c1_2", "list_of_people", "_9", "_AB12"]
    assert [c.name for c in tables[0].tableColumns] == ["=A", "a b", "Column 3", "A B 2", "a b 3"]
    assert [cell.value for cell in book.worksheets[1][1]] == [c.name for c in tables[0].tableColumns]


# --- whole or not at all --------------------------------------------------------------------------


def counted(calls: list[tuple[int, int]], stop_at: int | None = None) -> Callable[[int, int], None]:
    def progress(done: int, total: int) -> None:
        calls.append((done, total))
        if stop_at is not None and done >= stop_at:
            raise Cancelled

    return progress


def test_progress_counts_the_rows_of_all_tables(tmp_path):
    calls: list[tuple[int, int]] = []
    columns = (COLUMNS[3],)
    first, second = (
        table([(n,) for n in range(2500)], columns),
        table([(1,)] * 10, columns, name="b", title="B"),
    )
    report = Report("activity", "A", PROVENANCE, (first, second))
    ExcelReportWriter().write(report, tmp_path / "report.xlsx", counted(calls))
    assert calls[0] == (0, 2510)
    assert calls[-1] == (2510, 2510)
    assert calls == sorted(calls)


def test_a_cancelled_report_leaves_no_file_and_the_old_one_untouched(tmp_path):
    report = Report("activity", "A", PROVENANCE, (table([(n,) for n in range(5000)], (COLUMNS[3],)),))
    (tmp_path / "old.xlsx").write_bytes(b"old")
    for name in ("new.xlsx", "old.xlsx"):
        with pytest.raises(Cancelled):
            ExcelReportWriter().write(report, tmp_path / name, counted([], stop_at=2000))
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["old.xlsx"]
    assert (tmp_path / "old.xlsx").read_bytes() == b"old"


def test_rows_that_fail_leave_no_file(tmp_path):
    def rows() -> Iterator[tuple[int]]:
        yield (1,)
        raise RuntimeError("the database went away")

    report = Report("activity", "A", PROVENANCE, (Table("t", "T", (COLUMNS[3],), rows),))
    with pytest.raises(RuntimeError):
        ExcelReportWriter().write(report, tmp_path / "report.xlsx")
    assert list(tmp_path.iterdir()) == []


def test_rows_are_asked_for_once_and_a_table_without_count_is_written(tmp_path):
    asked = []

    def rows() -> Iterator[tuple[int]]:
        asked.append(1)
        return iter([(n,) for n in range(1234)])

    path = write(tmp_path, Table("t", "T", (COLUMNS[3],), rows))
    assert asked == [1]
    assert len(calamine_rows(path, "T")) == 1235


def test_a_moment_with_a_zone_is_written_as_wall_time(tmp_path):
    provenance = Provenance("P", "A", datetime(2026, 11, 23, 9, 30, tzinfo=UTC), "UTC", "1")
    path = tmp_path / "report.xlsx"
    ExcelReportWriter().write(Report("a", "A", provenance, ()), path)
    assert "2026-11-23 09:30:00" in cover_text(path)


# --- LibreOffice ----------------------------------------------------------------------------------


def converted(path: Path, target: str, suffix: str) -> Path:
    assert SOFFICE is not None
    folder = path.parent / "converted"
    profile = (path.parent / "profile").as_uri()
    subprocess.run(
        [
            SOFFICE,
            f"-env:UserInstallation={profile}",
            "--headless",
            "--convert-to",
            target,
            "--outdir",
            str(folder),
            str(path),
        ],
        check=True,
        capture_output=True,
        timeout=180,
    )
    return folder / f"{path.stem}{suffix}"


@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")
def test_libreoffice_opens_it_and_gives_back_values_and_tables(tmp_path):
    path = write(tmp_path, table([ROW]), texts_table(FORMULA_LIKE), table([], name="none", title="None"))
    copy = converted(path, "xlsx:Calc MS Excel 2007 XML", ".xlsx")
    assert calamine_rows(copy, "Events")[1] == list(ROW)
    # LibreOffice writes a carriage return as a line feed.
    expected = [re.sub("\r\n?", "\n", text) for text in FORMULA_LIKE]
    texts = [re.sub("\r\n?", "\n", str(row[0])) for row in calamine_rows(copy, "Events (2)")[1:]]
    assert texts == expected
    book = openpyxl.load_workbook(copy)
    assert book["Events"].tables["events"].ref == "A1:J2"
    assert book["Events (2)"]["A2"].data_type == "s"


@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")
def test_libreoffice_prints_it(tmp_path):
    # With a marked range that ended with the rows, LibreOffice 7.4 crashed here.
    rows = [(*ROW[:1], "Discussion of the contract. " * (n % 9), *ROW[2:]) for n in range(60)]
    pdf = converted(write(tmp_path, table(rows)), "pdf", ".pdf")
    assert pdf.read_bytes().startswith(b"%PDF")


FULL_DISK = """
import resource, signal, sys
from datetime import datetime
from pathlib import Path
from capadesk.domain.errors import EnvironmentFailure
from capadesk.domain.report import Column, Provenance, Report, Table
from capadesk.formats.reports.excel_report_writer import ExcelReportWriter

table = Table("t", "T", (Column("a", "A"),), lambda: ((str(n * n * 7919),) for n in range(200_000)))
report = Report("a", "A", Provenance("P", "A", datetime(2026, 1, 1), "UTC", "1"), (table,))
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))
try:
    ExcelReportWriter().write(report, Path(sys.argv[1]))
except EnvironmentFailure as failure:
    print(failure.code, failure.data["file"] == sys.argv[1])
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no limit on a file's size to set there")
def test_a_full_disk_is_told_and_leaves_no_file(tmp_path):
    path = tmp_path / "report.xlsx"
    child = subprocess.run(
        [sys.executable, "-c", FULL_DISK, str(path)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert child.stdout.split() == ["disk_full", "True"], child.stderr
    assert list(tmp_path.iterdir()) == []
