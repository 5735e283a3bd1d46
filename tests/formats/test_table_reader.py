import datetime as dt
import os
import zipfile
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from capadesk.domain.errors import UnreadableFile
from capadesk.formats.tables.table_reader import RawTable, read_tables

CONTENT_TYPES = (
    b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    b'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    b'<Override PartName="/xl/workbook.xml" ContentType='
    b'"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>'
)
SHEET = (
    b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>%b'
    b"</sheetData></worksheet>"
)
ODS_CONTENT = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
    '<table:table table:name="Plan">{}</table:table></office:spreadsheet></office:body>'
    "</office:document-content>"
)


def workbook(path: Path, rows: list[list[Any]], title: str = "Events") -> Path:
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    for row in rows:
        sheet.append(row)
    book.save(path)
    return path


def repacked(source: Path, target: Path, changes: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, changes.pop(name) if name in changes else old.read(name))
        for name, data in changes.items():
            new.writestr(name, data)
    return target


def with_sheet(folder: Path, sheet_data: bytes) -> Path:
    base = workbook(folder / "base.xlsx", [["a", "b"]])
    return repacked(base, folder / "made.xlsx", {"xl/worksheets/sheet1.xml": SHEET % sheet_data})


def ods(path: Path, rows: str) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", ODS_CONTENT.format(rows))
        archive.writestr(
            "META-INF/manifest.xml",
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        )
    return path


def ods_cell(text: str, attributes: str = "") -> str:
    start = f'<table:table-cell office:value-type="string" {attributes}>'
    return f"{start}<text:p>{text}</text:p></table:table-cell>"


def reason(path: Path, **limits: int) -> str:
    with pytest.raises(UnreadableFile) as refusal:
        read_tables(path, **limits)
    assert refusal.value.data["file"] == str(path)
    return str(refusal.value.data["reason"])


# --- what is read ---------------------------------------------------------------------------------


def test_a_workbook_gives_typed_rows_under_its_heading(tmp_path):
    path = workbook(
        tmp_path / "events.xlsx",
        [
            ["Our events in 2024"],
            [],
            ["Title", "  Start\ndate ", "Time", "People", "Online", "Share"],
            ["Kick-off", dt.date(2024, 10, 17), dt.time(9, 30), 40, True, 0.5],
            [],
            ["=1+1", dt.datetime(2024, 10, 18, 9, 30), dt.timedelta(hours=30), None, False, -1.5, "stray"],
            [None, None],
        ],
    )
    (table,) = read_tables(path)
    assert table == RawTable(
        sheet="Events",
        headings=("Title", "Start date", "Time", "People", "Online", "Share", ""),
        heading_row=3,
        rows=[
            ("Kick-off", dt.date(2024, 10, 17), "09:30", 40, True, 0.5, None),
            (None,) * 7,
            (None, dt.datetime(2024, 10, 18, 9, 30), "30:00", None, False, -1.5, "stray"),
        ],
        first_row=4,
    )
    assert type(table.rows[0][3]) is int


def test_row_numbers_count_the_empty_rows_above_the_heading(tmp_path):
    rows: list[list[Any]] = [[], [], [], [], [None, None, "Title", "City"], [None, None, "Forum"]]
    (table,) = read_tables(workbook(tmp_path / "offset.xlsx", rows))
    assert (table.heading_row, table.first_row, table.rows) == (5, 6, [("Forum", None)])


def test_only_visible_sheets_with_a_heading_are_read(tmp_path):
    book = Workbook(write_only=True)
    book.create_sheet("Sheet").append(["Title", "City"])
    hidden = book.create_sheet("lists")
    hidden.append(["a", "b"])
    hidden.sheet_state = "hidden"
    book.create_sheet("Empty")
    numbers = book.create_sheet("Numbers")
    numbers.append([1, 2])
    book.save(tmp_path / "book.xlsx")
    assert [table.sheet for table in read_tables(tmp_path / "book.xlsx")] == ["Sheet"]


def test_a_sheet_of_one_column_has_its_heading_in_the_first_cell(tmp_path):
    path = workbook(tmp_path / "one.xlsx", [["Title"], *([f"Event {n}"] for n in range(30))])
    (table,) = read_tables(path)
    assert (table.headings, table.first_row, len(table.rows)) == (("Title",), 2, 30)
    assert table.rows[18:21] == [("Event 18",), ("Event 19",), ("Event 20",)]


def test_cells_that_do_not_say_where_they_stand_are_read(tmp_path):
    row = b'<row><c t="inlineStr"><is><t>Title</t></is></c><c t="inlineStr"><is><t>City</t></is></c></row>'
    (table,) = read_tables(with_sheet(tmp_path, row + row))
    assert (table.headings, table.rows) == (("Title", "City"), [("Title", "City")])


def test_styled_empty_cells_in_a_far_corner_do_no_harm(tmp_path):
    row = (
        b'<row r="1"><c r="A1" t="inlineStr"><is><t>Title</t></is></c><c r="B1" t="str"><v>City</v></c></row>'
    )
    far = b'<row r="1048576"><c r="XFD1048576" s="0"/></row>'
    (table,) = read_tables(with_sheet(tmp_path, row + far))
    assert (table.headings, table.rows) == (("Title", "City"), [])


def test_an_opendocument_sheet_is_read_with_its_repeated_empty_tail(tmp_path):
    tail = (
        '<table:table-row table:number-rows-repeated="1048573">'
        '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    )
    row = "<table:table-row>{}</table:table-row>"
    date = '<table:table-cell office:value-type="date" office:date-value="2024-10-17"/>'
    path = ods(
        tmp_path / "plan.ods",
        row.format(ods_cell("Title") + ods_cell("Day")) + row.format(ods_cell("Łódź") + date) + tail,
    )
    (table,) = read_tables(path)
    assert (table.sheet, table.rows) == ("Plan", [("Łódź", dt.date(2024, 10, 17))])


def test_a_workbook_under_the_name_of_a_text_file_is_read(tmp_path):
    path = workbook(tmp_path / "events.xlsx", [["Title", "City"], ["Forum", "Wien"]])
    (table,) = read_tables(path.rename(tmp_path / "events.csv"))
    assert table.rows == [("Forum", "Wien")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_a_text_file_is_read_whatever_its_encoding(tmp_path, encoding):
    path = tmp_path / "events.csv"
    path.write_bytes("Title;City\r\nTreffen;Österreich – “Wien”\r\n".encode(encoding))
    (table,) = read_tables(path)
    assert table.rows == [("Treffen", "Österreich – “Wien”")]
    assert table.notes == (("encoding_guessed",) if encoding == "cp1252" else ())


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("Title,City\nA,B\n", [("A", "B")]),
        ("Title;City\nA, and more, and more;B\nC;D", [("A, and more, and more", "B"), ("C", "D")]),
        ("Title\tCity\nA\tB", [("A", "B")]),
        ("Title|City\nA|B", [("A", "B")]),
        ("sep=;\nTitle;City\nA,x;B,y", [("A,x", "B,y")]),
        (
            'Title,City\n"A\nB, C","say ""yes"""\n\n,\nD,007',
            [("A\nB, C", 'say "yes"'), (None, None), (None, None), ("D", "007")],
        ),
    ],
)
def test_the_delimiter_is_found_out(tmp_path, text, rows):
    path = tmp_path / "events.csv"
    path.write_text(text, encoding="utf-8", newline="")
    (table,) = read_tables(path)
    assert table.headings == ("Title", "City")
    assert table.rows[: len(rows)] == rows


def test_text_files_keep_leading_zeros_and_signs(tmp_path):
    path = tmp_path / "people.csv"
    path.write_text("Name,Phone\nAda,+39 06 1\n=x,007\n", encoding="utf-8")
    assert read_tables(path)[0].rows == [("Ada", "+39 06 1"), ("=x", "007")]


def test_a_text_file_without_any_heading_gives_no_table(tmp_path):
    path = tmp_path / "blank.csv"
    path.write_text("\n\n", encoding="utf-8")
    assert read_tables(path) == []


# --- what is refused ------------------------------------------------------------------------------


def test_what_is_no_readable_file_is_named(tmp_path):
    assert reason(tmp_path / "nowhere.xlsx") == "not_found"
    (tmp_path / "folder.xlsx").mkdir()
    assert reason(tmp_path / "folder.xlsx") == "not_a_file"
    (tmp_path / "empty.xlsx").touch()
    assert reason(tmp_path / "empty.xlsx") == "empty"
    (tmp_path / "picture.png").write_bytes(b"\x89PNG")
    assert reason(tmp_path / "picture.png") == "unknown_format"


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read every file")
def test_a_file_without_permission_is_named(tmp_path):
    path = workbook(tmp_path / "secret.xlsx", [["a", "b"]])
    path.chmod(0)
    assert reason(path) == "not_permitted"


def test_a_file_over_the_limit_is_refused_unread(tmp_path):
    path = tmp_path / "huge.csv"
    with path.open("wb") as file:
        file.truncate(2 << 30)
    assert reason(path) == "too_large"


def test_text_and_old_formats_under_the_name_of_a_workbook_are_told_apart(tmp_path):
    path = tmp_path / "events.xlsx"
    path.write_text("Title,City\nA,B\n", encoding="utf-8")
    assert reason(path) == "not_a_workbook"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2000 + "Workbook".encode("utf-16-le"))
    assert reason(path) == "old_format"
    path.write_bytes(
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2000 + "EncryptedPackage".encode("utf-16-le")
    )
    assert reason(path) == "encrypted"
    (tmp_path / "events.xls").write_bytes(b"\x09\x08")
    assert reason(tmp_path / "events.xls") == "old_format"


def test_every_truncation_of_a_workbook_is_refused(tmp_path):
    data = workbook(tmp_path / "whole.xlsx", [["a", "b"]]).read_bytes()
    for size in range(9, len(data), 97):
        path = tmp_path / "cut.xlsx"
        path.write_bytes(data[:size])
        assert reason(path) in {"truncated", "damaged"}


def test_flipped_bytes_are_refused_or_read_but_never_crash(tmp_path):
    data = bytearray(workbook(tmp_path / "whole.xlsx", [["a", "b"]]).read_bytes())
    path = tmp_path / "flipped.xlsx"
    for position in range(0, len(data), 41):
        flipped = bytearray(data)
        flipped[position] ^= 0xFF
        path.write_bytes(flipped)
        try:
            read_tables(path)
        except UnreadableFile:
            continue


def test_a_zip_that_is_no_workbook_is_refused(tmp_path):
    path = tmp_path / "other.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("readme.txt", "hello")
    assert reason(path) == "unknown_format"


def test_an_entry_that_claims_two_gigabytes_is_refused(tmp_path):
    path = workbook(tmp_path / "claims.xlsx", [["a", "b"]])
    data = bytearray(path.read_bytes())
    at = data.rfind(b"PK\x01\x02")
    data[at + 24 : at + 28] = (2_147_483_648).to_bytes(4, "little")
    path.write_bytes(data)
    assert reason(path) == "zip_bomb"


def test_an_entry_that_unpacks_to_more_than_it_claims_is_refused(tmp_path):
    path = with_sheet(tmp_path, b"<row/>" * 100_000)
    data = bytearray(path.read_bytes())
    at = data.rfind(b"xl/worksheets/sheet1.xml") - 46
    assert data[at : at + 4] == b"PK\x01\x02"
    data[at + 24 : at + 28] = (1000).to_bytes(4, "little")
    path.write_bytes(data)
    assert reason(path) == "zip_bomb"


def test_a_zip_bomb_is_refused_by_what_it_says_of_itself(tmp_path):
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", CONTENT_TYPES)
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            for _ in range(300):
                part.write(b" " * (1 << 20))
    assert reason(path) == "zip_bomb"


def test_too_many_parts_are_refused(tmp_path):
    path = tmp_path / "parts.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(10_001):
            archive.writestr(f"xl/{number}", b"")
    assert reason(path) == "too_many_parts"


@pytest.mark.parametrize(
    "name", ["../evil.xml", "xl/../../evil.xml", "/etc/evil", "C:/evil", "xl\\..\\..\\e"]
)
def test_a_path_in_a_name_is_refused(tmp_path, name):
    base = workbook(tmp_path / "base.xlsx", [["a", "b"]])
    assert reason(repacked(base, tmp_path / "path.xlsx", {name: b"x"})) == "path_in_name"


def test_a_workbook_with_entities_is_refused(tmp_path):
    base = workbook(tmp_path / "base.xlsx", [["a", "b"]])
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "lol"><!ENTITY b "&a;&a;">]><x>&b;</x>'
    assert reason(repacked(base, tmp_path / "bomb.xlsx", {"xl/workbook.xml": bomb})) == "xml_entities"
    wide = bomb.decode().encode("utf-16")
    assert reason(repacked(base, tmp_path / "wide.xlsx", {"xl/workbook.xml": wide})) == "xml_encoding"


def test_a_picture_with_a_document_type_is_no_bomb(tmp_path):
    base = workbook(tmp_path / "base.xlsx", [["a", "b"], ["c", "d"]])
    icon = b'<?xml version="1.0"?><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "x"><svg/>'
    (table,) = read_tables(repacked(base, tmp_path / "icon.xlsx", {"xl/media/image1.svg": icon}))
    assert table.rows == [("c", "d")]


@pytest.mark.parametrize(
    "far",
    [
        b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        b"<row r='1048576'><c s='0' r='XFD1048576'><v>1</v></c></row>",
        b"<row>"
        + b"<c><v>1</v></c>" * 2000
        + b"</row>"
        + b"<row/>" * 6000
        + b'<row><c r="A9000"><v>1</v></c></row>',
    ],
)
def test_cells_in_far_corners_are_refused(tmp_path, far):
    assert reason(with_sheet(tmp_path, b'<row r="1"><c r="A1"><v>1</v></c></row>' + far)) == "too_many_cells"


@pytest.mark.parametrize(
    "rows",
    [
        '<table:table-row table:number-rows-repeated="200000">'
        + ods_cell("x", 'table:number-columns-repeated="1000"')
        + "</table:table-row>",
        '<table:table-row table:number-rows-repeated="99999999999999">'
        + ods_cell("x")
        + "</table:table-row>",
        "<table:table-row>" + ods_cell('x<text:s text:c="2000000000"/>y') + "</table:table-row>",
    ],
)
def test_repeats_in_an_opendocument_sheet_are_counted_before_they_are_unfolded(tmp_path, rows):
    assert reason(ods(tmp_path / "bomb.ods", rows)) == "too_many_cells"


def test_too_many_rows_are_refused(tmp_path):
    path = workbook(tmp_path / "rows.xlsx", [["a", "b"], *([n, n] for n in range(20))])
    assert len(read_tables(path, max_rows=20)[0].rows) == 20
    assert reason(path, max_rows=19) == "too_many_rows"


def test_one_long_text_shared_by_many_cells_is_refused(tmp_path):
    base = workbook(tmp_path / "base.xlsx", [["a", "b"]])
    cells = b"".join(b'<row r="%d"><c r="A%d" t="s"><v>0</v></c></row>' % (n, n) for n in range(1, 12_000))
    shared = (
        b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>'
        + b"x" * 30_000
        + b"</t></si></sst>"
    )
    with zipfile.ZipFile(base) as archive:
        links = archive.read("xl/_rels/workbook.xml.rels")
    link = (
        b'<Relationship Id="rId99" Target="sharedStrings.xml" Type='
        b'"http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"/></Relationships>'
    )
    path = repacked(
        base,
        tmp_path / "shared.xlsx",
        {
            "xl/worksheets/sheet1.xml": SHEET % cells,
            "xl/sharedStrings.xml": shared,
            "xl/_rels/workbook.xml.rels": links.replace(b"</Relationships>", link),
        },
    )
    assert reason(path) == "too_much_text"


def test_an_encrypted_opendocument_sheet_is_told(tmp_path):
    path = tmp_path / "locked.ods"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", "<m><manifest:encryption-data/></m>")
        archive.writestr("content.xml", os.urandom(500))
    assert reason(path) == "encrypted"


def test_text_that_is_no_text_is_refused(tmp_path):
    path = tmp_path / "binary.csv"
    path.write_bytes(b"a,b\n\x00\x01\x02,c\n")
    assert reason(path) == "not_text"
    path.write_bytes(b"Title,City\nA,\x81\x8d\n")
    assert reason(path) == "wrong_encoding"
    path.write_bytes(b"\xef\xbb\xbfTitle,City\nA,\xff\n")
    assert reason(path) == "wrong_encoding"


def test_a_quotation_mark_that_is_never_closed_is_named_with_its_line(tmp_path):
    path = tmp_path / "open.csv"
    path.write_text('Title,City\n"A,B\n' + "x,y\n" * 50_000, encoding="utf-8")
    assert reason(path) == "damaged_row"


def test_reading_leaves_the_file_as_it_is(tmp_path):
    path = workbook(tmp_path / "events.xlsx", [["a", "b"]])
    before = path.read_bytes()
    read_tables(path)
    assert path.read_bytes() == before
