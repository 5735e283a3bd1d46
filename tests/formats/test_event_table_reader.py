import csv
from collections.abc import Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from capadesk.domain.errors import Cancelled, UnreadableFile
from capadesk.domain.when import When
from capadesk.formats.tables.event_fields import EVENT_FIELDS
from capadesk.formats.tables.event_table_reader import EventTableReader
from capadesk.services.ports import ColumnMapping, Draft, Notice, TableImportReader, Unreadable

READER = EventTableReader(lambda: "Europe/Rome")


def workbook(path: Path, **sheets: Any) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
            for cell in sheet[sheet.max_row]:
                if isinstance(cell.value, str) and cell.value.startswith("="):
                    cell.data_type = "s"
    book.save(path)
    return path


def table(path: Path, *rows: Sequence[Any]) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(rows)
    return path


def drafts(path: Path, mapping: ColumnMapping | None = None) -> list[Draft]:
    return [item for item in items(path, mapping) if isinstance(item, Draft)]


def items(path: Path, mapping: ColumnMapping | None = None) -> list[Any]:
    return list(READER.read(path) if mapping is None else READER.read_mapped(path, mapping))


def refusal(path: Path, mapping: ColumnMapping | None = None) -> UnreadableFile:
    with pytest.raises(UnreadableFile) as caught:
        items(path, mapping)
    return caught.value


def test_the_reader_keeps_the_port():
    assert isinstance(READER, TableImportReader)


def test_a_workbook_with_real_dates_gives_whole_events(tmp_path):
    path = workbook(
        tmp_path / "events.xlsx",
        Sheet1=[
            ["Title", "Start", "End", "From time", "Type", "Status", "Format", "City", "Country",
             "Organisers", "Topics", "Language", "Website", "Participants on site", "Participants online",
             "Notes", "Ort"],
            ["Climate breakfast", datetime(2024, 10, 17), date(2024, 10, 18), None, "Workshop", "held",
             "online", "Łódź", "Poland", "ENEA; CNR\nICLEI", "energy; mobility", "en, pl",
             "https://example.org", 40, 25, "one\r\ntwo", None],
        ],
    )  # fmt: skip
    (draft,) = drafts(path)
    assert draft.values == {
        "title": "Climate breakfast",
        "when": When.days(date(2024, 10, 17), date(2024, 10, 18)),
        "kind": "Workshop",
        "status": "held",
        "mode": "online",
        "city_name": "Łódź",
        "country": "PL",
        "organiser_names": ("ENEA", "CNR", "ICLEI"),
        "tag_names": ("energy", "mobility"),
        "languages": ("en", "pl"),
        "website": "https://example.org",
        "head_counts": (("on_site", "not_stated", 40), ("remote", "not_stated", 25)),
        "notes": "one\ntwo",
    }
    assert draft.place == "Sheet1!A2"
    assert draft.places["kind"] == "Sheet1!E2"


@pytest.mark.parametrize(
    "headings",
    [
        ["Title", "Start", "End", "Time", "End time", "Kind", "City", "Country", "Organiser", "Status",
         "Notes"],
        ["TITEL", "Von", "Bis", "Uhrzeit", "Endzeit", "Art", "Stadt", "Land", "Veranstalter", "Stand",
         "Notizen"],
        ["Titolo", "Data inizio", "Data fine", "Ora", "Ora fine", "Tipo", "Città", "Paese", "Organizzatore",
         "Stato", "Note"],
        ["Titre", "Date de début", "Date de fin", "Heure", "Heure de fin", "Type", "Ville", "Pays",
         "Organisateur", "Statut", "Remarques"],
        ["Event name", "Start date", "End date", "Start time", "End time", "Type of event", "City/town",
         "Country (code)", "Organised by", "State", "Comments"],
    ],
)  # fmt: skip
def test_headings_are_known_in_many_languages(tmp_path, headings):
    row = ["A", "17.10.2024", "17.10.2024", "09:30", "12:00", "x", "Rome", "IT", "ENEA", "held", "n"]
    (draft,) = drafts(table(tmp_path / "e.csv", headings, row))
    noon = When.timed(datetime(2024, 10, 17, 9, 30), datetime(2024, 10, 17, 12), "Europe/Rome")
    assert draft.values == {
        "title": "A", "when": noon, "kind": "x", "city_name": "Rome", "country": "IT",
        "organiser_names": ("ENEA",), "status": "held", "notes": "n",
    }  # fmt: skip


def test_times_in_cells_of_their_own_and_a_zone(tmp_path):
    path = workbook(
        tmp_path / "e.xlsx",
        Events=[
            ["Event", "Datum", "Uhrzeit", "Endzeit", "Zeitzone"],
            ["A", date(2024, 7, 1), time(9, 30), time(12), "Europe/Bucharest"],
            ["B", date(2024, 7, 1), "09:30-12:00", None, None],
        ],
    )
    start, end = datetime(2024, 7, 1, 9, 30), datetime(2024, 7, 1, 12)
    assert [draft.values["when"] for draft in drafts(path)] == [
        When.timed(start, end, "Europe/Bucharest"),
        When.timed(start, end, "Europe/Rome"),
    ]


def test_bad_cells_are_named_and_the_other_rows_come_through(tmp_path):
    path = workbook(
        tmp_path / "e.xlsx",
        **{
            "My sheet": [
                ["Title", "Date", "Country", "Participants on site"],
                ["A", "soon", "Narnia", "many"],
                [None, "2024", None, None],
                ["B", "10/17/2024", None, -1],
                [None, None, "  ", None],
                ["C", "2024", "IT", 7],
            ]
        },
    )
    found = items(path)
    assert [(item.place, item.reason) for item in found if isinstance(item, Unreadable)] == [
        ("'My sheet'!C2", "unknown_country"),
        ("'My sheet'!B2", "date_unreadable"),
        ("'My sheet'!D2", "not_a_whole_number"),
        ("'My sheet'!A3", "missing"),
        ("'My sheet'!B4", "date_impossible"),
        ("'My sheet'!D4", "number_out_of_range"),
    ]
    assert [item.values["title"] for item in found if isinstance(item, Draft)] == ["C"]


def test_a_formula_as_text_stays_exactly_that_text(tmp_path):
    formula = "=cmd|' /C calc'!A0"
    path = workbook(tmp_path / "e.xlsx", S=[["Title", "Notes"], [formula, "+39 06 123"], ["-1", "@SUM"]])
    assert [draft.values for draft in drafts(path)] == [
        {"title": formula, "notes": "+39 06 123"},
        {"title": "-1", "notes": "@SUM"},
    ]
    (draft,) = drafts(table(tmp_path / "e.csv", ["Title", "Notes"], [formula, "\t=1"]))
    assert draft.values == {"title": formula, "notes": "=1"}


def test_columns_that_are_not_used_are_told(tmp_path):
    path = table(
        tmp_path / "e.csv",
        ["Title", "Date", "Colour", "Participants", "When", ""],
        ["A", "2024", "red", "40", "2025", "x"],
    )
    notices = [item for item in items(path) if isinstance(item, Notice)]
    assert [(notice.code, notice.data) for notice in notices] == [
        ("column_not_used", {"heading": "Colour"}),
        ("column_not_used", {"heading": "[F]"}),
        ("column_ambiguous", {"heading": "Participants", "fields": ["count_on_site", "count_remote"]}),
        ("column_ambiguous", {"heading": "When", "fields": ["start"]}),
    ]


def test_values_tell_what_a_heading_does_not(tmp_path):
    path = table(tmp_path / "e.csv", ["Event", "Quando??", "More"], ["A", "17.10.2024", "https://a.example"])
    path_with_unknown = table(
        tmp_path / "f.csv", ["Event", "Zzz", "More"], ["A", "17.10.2024", "https://a.example"]
    )
    assert drafts(path)[0].values["when"] == When.days(date(2024, 10, 17))
    found = items(path_with_unknown)
    assert found[-1].values["when"] == When.days(date(2024, 10, 17))
    assert found[-1].values["website"] == "https://a.example"
    assert {(n.data["heading"], n.data["field"]) for n in found if isinstance(n, Notice)} == {
        ("Zzz", "start"),
        ("More", "website"),
    }


def test_a_place_is_a_city_if_it_reads_like_one_and_a_venue_beside_a_city(tmp_path):
    city = table(tmp_path / "a.csv", ["Title", "Place"], ["A", "Rome"], ["B", "Łódź"])
    venue = table(
        tmp_path / "b.csv", ["Title", "Place"], ["A", "Villa Altieri, Rome"], ["B", "Room 3, Hall 2"]
    )
    both = table(tmp_path / "c.csv", ["Title", "Place", "City"], ["A", "Altieri", "Rome"])
    assert "city_name" in drafts(city)[0].values
    assert "venue" in drafts(venue)[0].values
    assert drafts(both)[0].values == {"title": "A", "venue": "Altieri", "city_name": "Rome"}


def test_the_italian_data_is_a_date_only_if_its_values_are(tmp_path):
    dates = table(tmp_path / "a.csv", ["Titolo", "Data"], ["A", "17 ottobre 2024"])
    words = table(tmp_path / "b.csv", ["Title", "Data"], ["A", "big"])
    assert drafts(dates)[0].values["when"] == When.days(date(2024, 10, 17))
    assert "when" not in drafts(words)[0].values


def test_a_running_number_is_no_id_but_other_numbers_are(tmp_path):
    running = table(tmp_path / "a.csv", ["Nr", "Title"], ["1", "A"], ["2", "B"])
    own = table(tmp_path / "b.csv", ["Nr", "Title"], ["17", "A"], ["3", "B"])
    named = table(tmp_path / "c.csv", ["ID", "Title"], ["1", "A"])
    assert [draft.source_key for draft in drafts(running)] == ["", ""]
    assert [draft.source_key for draft in drafts(own)] == ["b/b:17", "b/b:3"]
    assert [draft.source_key for draft in drafts(named)] == ["c/c:1"]


def test_the_best_sheet_and_those_like_it_are_read(tmp_path):
    heading = ["Title", "Date", "City"]
    path = workbook(
        tmp_path / "e.xlsx",
        Cover=[["Report", "of the hub"], ["for", "2024"]],
        **{"2023": [heading, ["A", 2023, "Rome"]], "2024": [heading, ["B", 2024, "Rome"]]},
        People=[["Name", "Function"], ["Ada", "chair"]],
    )
    found = items(path)
    assert [(d.values["title"], d.place) for d in found if isinstance(d, Draft)] == [
        ("A", "2023!A2"),
        ("B", "2024!A2"),
    ]
    assert [n.place for n in found if isinstance(n, Notice)] == ["Cover", "People"]


def test_a_table_without_a_title_is_refused_with_its_headings(tmp_path):
    error = refusal(table(tmp_path / "e.csv", ["Colour", "Date"], ["red", "2024"]))
    assert (error.data["reason"], error.data["headings"]) == ("no_title_column", ["Colour", "Date"])


# --- mappings -------------------------------------------------------------------------------------

MAPPING = ColumnMapping(
    (("Was", "title"), ("Wann", "start"), ("Sorte", "kind"), ("Wer", "organisers")),
    words=(("kind", "Stammtisch", "networking"),),
    source="Liste der Plattform",
    time_zone="Europe/Vienna",
    day_first=False,
    separator=",",
)


def test_a_mapping_says_what_is_what(tmp_path):
    path = table(
        tmp_path / "e.csv",
        ["WAS", "Wann", "Sorte", "Wer", "Title"],
        ["A", "10/17/2024 9:30", "stammtisch!", "ENEA, CNR", "no"],
        ["B", "10/18/2024", "Workshop", "", ""],
    )
    first, second = drafts(path, MAPPING)
    assert first.values == {
        "title": "A",
        "when": When.timed(datetime(2024, 10, 17, 9, 30), None, "Europe/Vienna"),
        "kind": "networking",
        "organiser_names": ("ENEA", "CNR"),
    }
    assert second.values["kind"] == "Workshop"


def test_a_mapping_comes_back_from_its_file_as_it_was(tmp_path):
    READER.save_mapping(MAPPING, tmp_path / "mapping.json")
    assert READER.load_mapping(tmp_path / "mapping.json") == MAPPING


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b'{"format": "capadesk-column-mapping"', "truncated"),
        (b"[]", "not_a_mapping"),
        (b'{"format": "else"}', "not_a_mapping"),
        (b'{"format": "capadesk-column-mapping", "version": 99}', "newer_format"),
        (b'{"format": "capadesk-column-mapping", "version": 1, "columns": [["a"]]}', "not_a_mapping"),
        (b'{"format": "capadesk-column-mapping", "version": 1, "sheet": 7}', "not_a_mapping"),
    ],
)
def test_a_file_that_is_no_mapping_is_refused(tmp_path, content, reason):
    path = tmp_path / "mapping.json"
    path.write_bytes(content)
    with pytest.raises(UnreadableFile) as caught:
        READER.load_mapping(path)
    assert caught.value.data["reason"] == reason


def test_a_mapping_that_does_not_fit_is_refused_and_a_missing_column_told(tmp_path):
    path = table(tmp_path / "e.csv", ["Was", "Sorte"], ["A", "x"])
    assert [n.data for n in items(path, MAPPING) if isinstance(n, Notice)] == [
        {"heading": "Wann", "field": "start"},
        {"heading": "Wer", "field": "organisers"},
    ]
    other = table(tmp_path / "f.csv", ["Title", "Date"], ["A", "2024"])
    assert refusal(other, MAPPING).data["reason"] == "mapping_does_not_fit"
    assert refusal(path, ColumnMapping((("Was", "colour"),))).data["reason"] == "unknown_field"


def test_the_preview_shows_rows_and_a_mapping_that_reads_the_same(tmp_path):
    path = workbook(
        tmp_path / "e.xlsx",
        Cover=[["Report", "of the hub"]],
        Events=[["Title", "Date", "Colour", "Participants"], ["A", datetime(2024, 10, 17), "red", 7]],
    )
    found = READER.preview(path)
    assert found.sheets == ("Cover", "Events")
    assert found.preview.sheet == "Events"
    assert found.preview.headings == ("Title", "Date", "Colour", "Participants")
    assert found.preview.rows == (("A", "2024-10-17", "red", "7"),)
    assert found.mapping.columns == (("Title", "title"), ("Date", "start"))
    assert found.unmatched == ("Colour",)
    assert found.ambiguous == (("Participants", ("count_on_site", "count_remote")),)
    assert drafts(path, found.mapping) == drafts(path)
    assert READER.preview(path, "Cover").preview.headings == ("Report", "of the hub")
    with pytest.raises(UnreadableFile, match="no_such_sheet"):
        READER.preview(path, "None")


# --- hostile files --------------------------------------------------------------------------------


def test_reading_can_be_cancelled(tmp_path):
    path = table(tmp_path / "e.csv", ["Title"], *[[f"Event {n}"] for n in range(200)])

    def cancel(done: int, total: int) -> None:
        assert total == 200
        if done >= 100:
            raise Cancelled

    with pytest.raises(Cancelled):
        list(READER.read(path, cancel))


def test_too_much_text_in_a_cell_is_named(tmp_path):
    path = table(tmp_path / "e.csv", ["Title", "City"], ["A" * 1001, "Rome"], ["B", "Rome"])
    found = items(path)
    assert [(item.place, item.reason) for item in found if isinstance(item, Unreadable)] == [
        ("e!A2", "too_long")
    ]
    assert len(found) == 2


# --- the template ---------------------------------------------------------------------------------


def test_the_template_is_read_back_column_by_column_without_any_doubt(tmp_path):
    path = tmp_path / "template.xlsx"
    READER.write_template(path, {"kind": ["Workshop", "Webinar"], "mode": ["Online"]})
    found = READER.preview(path)
    assert [field for _heading, field in found.mapping.columns] == list(EVENT_FIELDS)
    assert (found.unmatched, found.guessed, found.ambiguous) == ((), (), ())
    assert drafts(path) == []


def test_a_filled_template_gives_events(tmp_path):
    path = tmp_path / "template.xlsx"
    READER.write_template(path, {})
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    headings = [cell.value for cell in sheet[1]]
    values: dict[str, Any] = {
        "Title": "Breakfast",
        "Start": "2024-10",
        "Participants on site": 40,
        "ID": "E-7",
    }
    for field, value in values.items():
        sheet.cell(2, headings.index(field) + 1).value = value
    book.save(path)
    (draft,) = drafts(path)
    assert draft.values["when"] == When.months(2024, 10)
    assert draft.values["head_counts"] == (("on_site", "not_stated", 40),)
    assert draft.source_key == "template/events:E-7"
