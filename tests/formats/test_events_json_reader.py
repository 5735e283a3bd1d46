import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from capadesk.domain.errors import Cancelled, UnreadableFile
from capadesk.domain.when import Precision, When
from capadesk.formats.tables.events_json_reader import EventsJsonReader
from capadesk.resource_files import resource_path
from capadesk.services.ports import Draft, ImportReader, Notice, Unreadable


def read(path: Path, zone: str = "Europe/Rome") -> list[Any]:
    return list(EventsJsonReader(lambda: zone).read(path))


def read_events(tmp_path: Path, *events: object) -> list[Any]:
    path = tmp_path / "events.json"
    path.write_text(json.dumps({"events": events}), encoding="utf-8")
    return read(path)


def refusal(path: Path) -> UnreadableFile:
    with pytest.raises(UnreadableFile) as caught:
        read(path)
    return caught.value


@pytest.fixture
def shipped() -> list[Draft]:
    drafts: list[Draft] = read(resource_path("capacities-events.json"))
    return drafts


def test_the_reader_keeps_the_port():
    assert isinstance(EventsJsonReader(), ImportReader)


def test_the_shipped_file_gives_its_36_events_and_nothing_else(shipped):
    assert [type(item) for item in shipped] == [Draft] * 36


def test_every_date_of_the_shipped_file_is_as_exact_as_it_was(shipped):
    raw = json.loads(resource_path("capacities-events.json").read_text(encoding="utf-8"))["events"]
    for event, draft in zip(raw, shipped, strict=True):
        when = draft.values["when"]
        assert when.precision == event["date_precision"]
        if event["date_precision"] == "datetime":
            assert when == When.timed(
                datetime(2024, 2, 19, 10, 30), datetime(2024, 2, 19, 12), "Europe/Brussels"
            )
        else:
            assert (when.start_text, when.end_text) == (event["start"] or "", event["end"] or "")


def test_names_of_others_stand_under_the_keys_of_the_import(shipped):
    ankara = shipped[2].values
    assert ankara["city_name"] == "Ankara"
    assert ankara["organiser_names"] == ("TÜBİTAK",)
    assert ankara["tag_names"] == ("Cities Mission",)
    assert (ankara["mode"], ankara["country"], ankara["languages"]) == ("in_person", "TR", ("tr",))


def test_every_value_knows_its_place(shipped):
    assert shipped[2].place == "events[2]"
    assert shipped[2].places["mode"] == "events[2].format"


@pytest.mark.parametrize(
    ("change", "place", "reason"),
    [
        ({"title": ""}, "title", "missing"),
        ({"title": None}, "title", "missing"),
        ({"title": 7}, "title", "not_a_text"),
        ({"title": "x" * 1001}, "title", "too_long"),
        ({"title": "\ud800"}, "title", "not_text"),
        ({"note": "x" * 1_000_001}, "note", "too_long"),
        ({"start": "soon"}, "start", "date_unreadable"),
        ({"start": "2024-02-30"}, "start", "date_unreadable"),
        ({"start": None}, "start", "start_missing"),
        ({"start": 2024}, "start", "not_a_text"),
        ({"end": "2024-10-16"}, "end", "end_before_start"),
        ({"end": "later"}, "end", "date_unreadable"),
        ({"date_precision": "week"}, "date_precision", "unknown_precision"),
        ({"date_precision": "month"}, "start", "date_unreadable"),
        ({"date_precision": "unknown"}, "start", "date_not_expected"),
        ({"start_time": "09:30"}, "start_time", "time_not_expected"),
        ({"date_precision": "datetime", "start_time": "9:30"}, "start_time", "time_unreadable"),
        ({"date_precision": "datetime", "start_time": "29:30"}, "start_time", "time_unreadable"),
        (
            {"date_precision": "datetime", "start_time": "09:30", "time_zone": "../../etc/passwd"},
            "time_zone",
            "zone_unknown",
        ),
        ({"country": "Narnia"}, "country", "unknown_country"),
        ({"language": "Klingon?"}, "language", "unknown_language"),
        ({"organisers": "ENEA"}, "organisers", "not_a_list"),
        ({"organisers": [["ENEA"]]}, "organisers", "not_a_text"),
        ({"topics": ["x"] * 501}, "topics", "too_many_names"),
    ],
)
def test_a_bad_value_is_named_and_the_other_events_still_come(tmp_path, change, place, reason):
    sound = {"title": "Sound", "date_precision": "day", "start": "2024-10-17", "end": "2024-10-17"}
    before, bad, after = read_events(tmp_path, sound, sound | change, sound)
    assert isinstance(bad, Unreadable)
    assert (bad.place, bad.reason) == (f"events[1].{place}", reason)
    assert isinstance(before, Draft)
    assert isinstance(after, Draft)


def test_every_bad_value_of_an_event_is_named(tmp_path):
    items = read_events(tmp_path, {"title": "", "country": "Narnia", "start": "soon"})
    assert [item.place for item in items] == ["events[0].country", "events[0].start", "events[0].title"]


def test_what_is_not_an_event_is_named(tmp_path):
    items = read_events(tmp_path, "an event", {"title": "Sound"}, None)
    assert [(item.place, getattr(item, "reason", "")) for item in items] == [
        ("events[0]", "wrong_shape"),
        ("events[1]", ""),
        ("events[2]", "wrong_shape"),
    ]


def test_an_unknown_key_is_told_once(tmp_path):
    items = read_events(tmp_path, {"title": "A", "colour": "red"}, {"title": "B", "colour": "blue"})
    assert items[-1] == Notice(
        str(tmp_path / "events.json"), "events[0].colour", "unknown_key", {"key": "colour"}
    )
    assert len(items) == 3


def test_precision_follows_from_the_text_when_it_is_not_said(tmp_path):
    texts = ["2024", "2024-10", "2024-10-17", "2024-10-17T09:30", ""]
    drafts = read_events(tmp_path, *({"title": "A", "start": text} for text in texts))
    assert [draft.values["when"].precision for draft in drafts] == [
        Precision.YEAR, Precision.MONTH, Precision.DAY, Precision.DATETIME, Precision.UNKNOWN
    ]  # fmt: skip
    assert drafts[3].values["when"].zone == "Europe/Rome"


def test_a_formula_stays_the_text_that_it_is(tmp_path):
    (draft,) = read_events(tmp_path, {"title": "=cmd|' /C calc'!A0", "note": "@SUM(1)\r\n+39 06"})
    assert draft.values == {"title": "=cmd|' /C calc'!A0", "notes": "@SUM(1)\n+39 06"}


def test_control_characters_become_blanks_in_a_title(tmp_path):
    (draft,) = read_events(tmp_path, {"title": " A\x00B\r\nC\x1b[31m "})
    assert draft.values["title"] == "A B  C [31m"


def test_the_id_of_the_file_becomes_its_source_key(tmp_path):
    (draft,) = read_events(tmp_path, {"id": 17, "title": "A"})
    assert draft.source_key == "events:17"


def test_a_byte_order_mark_and_a_bare_list_are_fine(tmp_path):
    path = tmp_path / "list.json"
    path.write_bytes(b'\xef\xbb\xbf[{"title": "A"}]')
    assert [item.values["title"] for item in read(path)] == ["A"]


@pytest.mark.parametrize(
    ("content", "reason", "place"),
    [
        (b"", "empty", ""),
        (b"  \n", "empty", ""),
        (b'{"events": [\n {"title": "A"', "truncated", "line 2, column 15"),
        (b'{"events": [\n {"title": "A', "truncated", "line 2, column 12"),
        (b'{"events": [\n {"title": A}]}', "invalid_json", "line 2, column 12"),
        (b"not json", "invalid_json", "line 1, column 1"),
        ('{"events": [\n{"title": "Città"}]}'.encode("latin-1"), "wrong_encoding", "line 2"),
        ('{"events": []}'.encode("utf-16"), "wrong_encoding", "line 1"),
        ('{"events": []}'.encode("utf-16-le"), "wrong_encoding", "line 1"),
        (b"[" * 1_000_000, "too_deep", ""),
        (b'{"events":' * 200_000, "too_deep", ""),
        (b"[" + b"1" * 5000 + b"]", "number_too_long", ""),
        (b'{"events": {"title": "A"}}', "wrong_shape", "events"),
        (b'"events"', "wrong_shape", "events"),
        (b"{}", "wrong_shape", "events"),
    ],
)
def test_a_file_that_is_no_list_of_events_is_refused_with_its_reason(tmp_path, content, reason, place):
    path = tmp_path / "bad.json"
    path.write_bytes(content)
    error = refusal(path)
    assert (error.data["reason"], error.data["place"], error.data["file"]) == (reason, place, str(path))


def test_a_file_that_claims_two_gigabytes_is_not_read(tmp_path):
    path = tmp_path / "huge.json"
    with path.open("wb") as file:
        file.truncate(2 * 1024**3)
    assert refusal(path).data["reason"] == "too_large"


def test_a_missing_file_and_a_folder_have_their_own_reasons(tmp_path):
    assert refusal(tmp_path / "none.json").data["reason"] == "not_found"
    assert refusal(tmp_path).data["reason"] == "not_a_file"


def test_reading_can_be_cancelled():
    def cancel(done: int, total: int) -> None:
        if done == 10:
            raise Cancelled

    with pytest.raises(Cancelled):
        list(EventsJsonReader().read(resource_path("capacities-events.json"), cancel))


def test_json_is_known_by_name_or_first_sign(tmp_path):
    reader = EventsJsonReader()
    for name, content, expected in [
        ("a.json", b"", True),
        ("b.txt", b"\xef\xbb\xbf {", True),
        ("c.csv", b"Title;Date", False),
    ]:
        (tmp_path / name).write_bytes(content)
        assert reader.can_read(tmp_path / name) is expected
    assert not reader.can_read(tmp_path / "none.txt")
