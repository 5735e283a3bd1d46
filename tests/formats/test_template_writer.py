import shutil
import subprocess
from pathlib import Path

import openpyxl
import pytest

from capadesk.domain.report import ColumnKind
from capadesk.formats.tables.table_reader import read_tables
from capadesk.formats.tables.template_writer import TemplateColumn, write_template

SOFFICE = shutil.which("soffice")
COLUMNS = (
    TemplateColumn("Title", "What the event is called.", "Climate forum"),
    TemplateColumn("Kind", "One of the list.", "Workshop", ("Workshop", "Webinar", "=odd")),
    TemplateColumn("Date", "A day, a month or a year. " * 20, "2024-10"),
    TemplateColumn("People", "How many came.", "40", kind=ColumnKind.INTEGER),
)


@pytest.fixture
def template(tmp_path: Path) -> Path:
    path = tmp_path / "template.xlsx"
    write_template(path, "Events", COLUMNS)
    return path


def test_the_first_sheet_holds_only_headings_in_a_native_table(template):
    book = openpyxl.load_workbook(template)
    sheet = book.worksheets[0]
    assert sheet.title == "Events"
    assert list(sheet.iter_rows(values_only=True)) == [("Title", "Kind", "Date", "People"), (None,) * 4]
    assert sheet.tables["Events"].ref == "A1:D2"
    assert sheet.freeze_panes == "A2"


def test_a_column_offers_its_choices_from_a_hidden_sheet(template):
    book = openpyxl.load_workbook(template)
    validations = {str(v.sqref): v for v in book["Events"].data_validations.dataValidation}
    kind = validations["B2:B1048576"]
    assert (kind.type, kind.formula1, kind.errorStyle) == ("list", "'Lists'!$B$1:$B$3", "warning")
    assert [row[1] for row in book["Lists"].iter_rows(values_only=True)] == ["Workshop", "Webinar", "=odd"]
    assert book["Lists"].sheet_state == "hidden"
    assert validations["A2:A1048576"].prompt == "What the event is called."
    assert len(validations["C2:C1048576"].prompt) == 255


def test_a_month_typed_into_a_text_column_stays_a_month(template):
    dimensions = openpyxl.load_workbook(template)["Events"].column_dimensions
    assert [dimensions[letter].number_format for letter in "CD"] == ["@", "0"]


def test_each_column_is_explained(template):
    rows = list(openpyxl.load_workbook(template)["Explanations"].iter_rows(values_only=True))
    assert rows[0] == ("Column", "Explanation", "Example", "Choices")
    assert rows[2] == ("Kind", "One of the list.", "Workshop", "Workshop, Webinar, =odd")


def test_a_template_that_was_filled_in_is_read_with_its_headings(template):
    book = openpyxl.load_workbook(template)
    values: list[str | int] = ["Forum", "Workshop", "2024-10", 40]
    for number, value in enumerate(values, 1):
        book["Events"].cell(2, number).value = value
    book.save(template)
    first = read_tables(template)[0]
    assert first.headings == ("Title", "Kind", "Date", "People")
    assert first.rows == [("Forum", "Workshop", "2024-10", 40)]


@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")
def test_libreoffice_keeps_the_choices(template, tmp_path):
    assert SOFFICE is not None
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    target = ["--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(tmp_path / "out")]
    subprocess.run(
        [SOFFICE, profile, "--headless", *target, template], check=True, capture_output=True, timeout=180
    )
    sheet = openpyxl.load_workbook(tmp_path / "out" / "template.xlsx")["Events"]
    kinds = [v for v in sheet.data_validations.dataValidation if v.type == "list"]
    assert ["Lists" in str(v.formula1) for v in kinds] == [True]
