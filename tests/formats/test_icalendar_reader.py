"""Calendar files as the world writes them: what is read and told, and that nothing broken costs the rest."""

from __future__ import annotations

import time
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from capadesk.domain.errors import UnreadableFile
from capadesk.domain.when import When
from capadesk.formats.calendar.icalendar_reader import ICalendarReader
from capadesk.services.ports import Draft, Notice, Unreadable

ROME = "Europe/Rome"
EVENT = "BEGIN:VEVENT\nUID:one@example.org\nDTSTAMP:20240101T000000Z\nSUMMARY:Lab\n{lines}\nEND:VEVENT\n"
OWN_ZONE = """BEGIN:VTIMEZONE
TZID:{tzid}
BEGIN:STANDARD
DTSTART:16010101T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010101T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3
END:DAYLIGHT
END:VTIMEZONE
"""


@pytest.fixture
def reader() -> ICalendarReader:
    return ICalendarReader(lambda: ROME)


def calendar(*components: str, head: str = "VERSION:2.0\nPRODID:-//Test//EN\n") -> str:
    return f"BEGIN:VCALENDAR\n{head}{''.join(components)}END:VCALENDAR\n"


def event(*lines: str) -> str:
    return EVENT.format(lines="\n".join(lines))


def read(reader: ICalendarReader, folder: Path, content: str | bytes) -> list[Any]:
    path = folder / "calendar.ics"
    path.write_bytes(content if isinstance(content, bytes) else content.replace("\n", "\r\n").encode())
    return list(reader.read(path))


def drafts(items: list[Any]) -> list[Draft]:
    return [item for item in items if isinstance(item, Draft)]


def only(reader: ICalendarReader, folder: Path, *lines: str) -> dict[str, Any]:
    (draft,) = drafts(read(reader, folder, calendar(event(*lines))))
    return dict(draft.values)


def told(items: list[Any]) -> list[str]:
    return [item.code for item in items if isinstance(item, Notice)]


# --- time -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lines", "when"),
    [
        (
            ["DTSTART;TZID=Europe/Rome:20241017T093000", "DTEND;TZID=Europe/Rome:20241017T110000"],
            ("datetime", "2024-10-17T09:30", "2024-10-17T11:00", ROME),
        ),
        (
            ["DTSTART;TZID=W. Europe Standard Time:20241017T093000", "DURATION:PT1H30M"],
            ("datetime", "2024-10-17T09:30", "2024-10-17T11:00", "Europe/Berlin"),
        ),
        (["DTSTART:20241017T073000Z"], ("datetime", "2024-10-17T07:30", "2024-10-17T07:30", "UTC")),
        (
            ["DTSTART;TZID=Europe/Rome:20241017T073000Z"],
            ("datetime", "2024-10-17T07:30", "2024-10-17T07:30", "UTC"),
        ),
        (
            ["DTSTART;TZID=Europe/Rome:20241017T093000", "DTEND;TZID=Europe/London:20241017T110000"],
            ("datetime", "2024-10-17T09:30", "2024-10-17T12:00", ROME),
        ),
        (["DTSTART;VALUE=DATE:20241017"], ("day", "2024-10-17", "2024-10-17", "")),
        (["DTSTART:20241017", "DTEND:20241017"], ("day", "2024-10-17", "2024-10-17", "")),
        (
            ["DTSTART;VALUE=DATE:20241017", "DTEND;VALUE=DATE:20241019"],
            ("day", "2024-10-17", "2024-10-18", ""),
        ),
        (["DTSTART;VALUE=DATE:20241017", "DURATION:P2D"], ("day", "2024-10-17", "2024-10-18", "")),
        (
            ["DTSTART;VALUE=DATE:20241017", "DTEND;TZID=Europe/Rome:20241018T120000"],
            ("day", "2024-10-17", "2024-10-18", ""),
        ),
        (["DTSTART;VALUE=DATE;TZID=Europe/Rome:20241017"], ("day", "2024-10-17", "2024-10-17", "")),
        (
            [
                "DTSTART;TZID=Europe/Rome:20241017T000000",
                "DTEND;TZID=Europe/Rome:20241018T000000",
                "X-MICROSOFT-CDO-ALLDAYEVENT:TRUE",
            ],
            ("day", "2024-10-17", "2024-10-17", ""),
        ),
        (["DTSTART:2024-10-17T09:30:00+02:00"], ("datetime", "2024-10-17T07:30", "2024-10-17T07:30", "UTC")),
        (["DTSTART;VALUE=DATE:00010101"], ("day", "0001-01-01", "0001-01-01", "")),
        (
            ["X-CAPADESK-WHEN:MONTH/2024-10/2024-11", "DTSTART;VALUE=DATE:20241001"],
            ("month", "2024-10", "2024-11", ""),
        ),
        ([], ("unknown", "", "", "")),
    ],
)
def test_when_is_what_the_writer_meant(reader, tmp_path, lines, when):
    assert only(reader, tmp_path, *lines)["when"] == When.parse(*when)


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        (
            ["DTSTART;TZID=Europe/Rome:20241017T093000", "DTEND;TZID=Europe/Rome:20241017T080000"],
            "end_before_start_dropped",
        ),
        (["DTSTART;VALUE=DATE:20241017", "DTEND;VALUE=DATE:20241010"], "end_before_start_dropped"),
        (["DTSTART:20241017T073000Z", "DTEND:tomorrow"], "end_unreadable"),
        (["DTSTART:20241017T073000Z", "DURATION:an hour"], "duration_unreadable"),
        (["DTSTART;TZID=Middle-earth:20241017T093000"], "zone_not_found"),
        (["DTSTART:20241017T093000"], "times_without_zone"),
        (["DTSTART:20241017T073000Z", "RRULE:every now and then"], "recurrence_unreadable"),
        (["DTSTART:20241017T073000Z", "no property at all"], "line_unreadable"),
    ],
)
def test_what_cannot_be_used_is_told_and_the_event_is_read(reader, tmp_path, lines, code):
    items = read(reader, tmp_path, calendar(event(*lines)))
    (draft,) = drafts(items)
    assert draft.values["when"].first_day is not None
    assert told(items) == [code]


@pytest.mark.parametrize(
    ("tzid", "zone"),
    [
        ("europe/rome", ROME),
        ("/mozilla.org/20050126_1/Europe/Berlin", "Europe/Berlin"),
        ("/freeassociation.sourceforge.net/Tzfile/Europe/Vienna", "Europe/Vienna"),
        ("(UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna", "Europe/Amsterdam"),
        ("GMT+0300", "Etc/GMT-3"),
        ("Coordinated Universal Time", "UTC"),
    ],
)
def test_a_zone_is_known_by_the_names_that_programs_give_it(reader, tmp_path, tzid, zone):
    assert only(reader, tmp_path, f'DTSTART;TZID="{tzid}":20241017T093000')["when"].zone == zone


def test_a_zone_of_its_own_is_known_by_its_rules(reader, tmp_path):
    start = "DTSTART;TZID=Customized Time Zone:20240717T093000"
    zone = OWN_ZONE.format(tzid="Customized Time Zone")
    (draft,) = drafts(read(reader, tmp_path, calendar(zone, event(start))))
    assert draft.values["when"] == When.parse("datetime", "2024-07-17T09:30", None, ROME)


def test_a_vtimezone_that_lies_about_a_named_zone_is_not_believed(reader, tmp_path):
    zone = OWN_ZONE.format(tzid="America/New_York")
    start = "DTSTART;TZID=America/New_York:20240717T093000"
    (draft,) = drafts(read(reader, tmp_path, calendar(zone, event(start))))
    assert draft.values["when"].zone == "America/New_York"


def test_the_zone_of_the_calendar_counts_for_times_without_one_and_in_utc(reader, tmp_path):
    head = "VERSION:2.0\nX-WR-TIMEZONE:Europe/Helsinki\n"
    other = event("DTSTART:20241017T073000Z").replace("one@", "two@")
    items = read(reader, tmp_path, calendar(event("DTSTART:20241017T093000"), other, head=head))
    assert [draft.values["when"].start_text for draft in drafts(items)] == [
        "2024-10-17T09:30",
        "2024-10-17T10:30",
    ]
    assert {draft.values["when"].zone for draft in drafts(items)} == {"Europe/Helsinki"}
    assert told(items) == []


# --- series ---------------------------------------------------------------------------------------

SERIES = [
    "DTSTART;TZID=Europe/Rome:20241007T100000",
    "DTEND;TZID=Europe/Rome:20241007T110000",
    "RRULE:BYDAY=-1MO;FREQ=MONTHLY;COUNT=6",
]


def test_a_series_has_its_rule_and_its_exceptions_in_local_time(reader, tmp_path):
    values = only(
        reader, tmp_path, *SERIES, "EXDATE:20241028T090000Z,20241125T090000Z", "EXDATE;VALUE=DATE:20241230"
    )
    assert values["recurrence"] == "FREQ=MONTHLY;BYDAY=-1MO;COUNT=6"
    assert values["exceptions"] == ("2024-10-28T10:00", "2024-11-25T10:00", "2024-12-30T10:00")


def test_of_count_and_until_the_end_counts(reader, tmp_path):
    lines = ["DTSTART;VALUE=DATE:20241007", "RRULE:FREQ=DAILY;COUNT=5;UNTIL=20241009"]
    items = read(reader, tmp_path, calendar(event(*lines)))
    assert [draft.values["recurrence"] for draft in drafts(items)] == ["FREQ=DAILY;UNTIL=20241009"]
    assert told(items) == ["count_and_until"]


@pytest.mark.parametrize(
    "recurrence_id",
    [
        "RECURRENCE-ID:20241125T090000Z",
        "RECURRENCE-ID;TZID=Europe/Rome:20241125T100000",
        "RECURRENCE-ID;VALUE=DATE:20241125",
    ],
)
def test_a_changed_occurrence_is_known_in_any_form_even_before_its_series(reader, tmp_path, recurrence_id):
    changed = event(recurrence_id, "DTSTART;TZID=Europe/Rome:20241126T150000")
    series, occurrence = drafts(read(reader, tmp_path, calendar(changed, event(*SERIES))))
    side = occurrence.values["calendar"]
    assert (side.series_key, side.original_start) == (series.source_key, "2024-11-25T10:00")
    assert occurrence.values["when"].start_text == "2024-11-26T15:00"


def test_further_dates_and_periods_are_events_of_their_own(reader, tmp_path):
    lines = ["RDATE;VALUE=PERIOD:20241008T080000Z/PT2H", "RDATE:20241009T080000Z"]
    found = drafts(read(reader, tmp_path, calendar(event(*SERIES, *lines))))
    assert [(d.values["when"].start_text, d.values["when"].end_text) for d in found[1:]] == [
        ("2024-10-08T10:00", "2024-10-08T12:00"),
        ("2024-10-09T10:00", "2024-10-09T11:00"),
    ]
    assert {d.values["recurrence"] for d in found[1:]} == {""}
    assert all("RELATED-TO:one@example.org" in d.values["kept_lines"] for d in found[1:])


def test_this_and_all_later_ones_begin_a_series_of_their_own(reader, tmp_path):
    rule = ["DTSTART;TZID=Europe/Rome:20241007T100000", "DURATION:PT1H", "RRULE:FREQ=WEEKLY;COUNT=10"]
    later = event(
        "RECURRENCE-ID;RANGE=THISANDFUTURE:20241021T080000Z", "DTSTART;TZID=Europe/Rome:20241021T140000"
    )
    first, rest = drafts(read(reader, tmp_path, calendar(event(*rule), later)))
    assert first.values["recurrence"] == "FREQ=WEEKLY;UNTIL=20241021T095959"
    assert rest.values["recurrence"] == "FREQ=WEEKLY;COUNT=8"
    assert rest.values["when"].start_text == "2024-10-21T14:00"


# --- texts and people -----------------------------------------------------------------------------


def test_texts_are_read_as_they_were_written(reader, tmp_path):
    values = only(
        reader,
        tmp_path,
        r"DESCRIPTION:Größe\, Maß\; C:\\temp\nzweite Zeile 🌍",
        "LOCATION:Villa Altieri\\, Roma",
        "URL:https://example.org/a?b=c",
        "CATEGORIES:Energy\\, heat,Finance",
        "CONFERENCE;VALUE=URI:https://meet.example.org/x",
        "CLASS:PRIVATE",
        "STATUS:CANCELLED",
    )
    assert values["description"] == "Größe, Maß; C:\\temp\nzweite Zeile 🌍"
    assert values["venue"] == "Villa Altieri, Roma"
    assert values["categories"] == ("Energy, heat", "Finance")
    assert (values["website"], values["online_link"]) == (
        "https://example.org/a?b=c",
        "https://meet.example.org/x",
    )
    assert (values["visibility"], values["status"]) == ("internal", "cancelled")


def test_people_are_read_in_every_form_of_their_address(reader, tmp_path):
    side = only(
        reader,
        tmp_path,
        'ATTENDEE;CN="Rossi, Ada";ROLE=CHAIR;PARTSTAT=ACCEPTED:MAILTO:Ada@Example.org',
        "ATTENDEE;PARTSTAT=DECLINED:bob@example.org",
        "ATTENDEE:invalid:nomail",
        "ORGANIZER;CN=ENEA:mailto:office@enea.it",
    )["calendar"]
    assert [(a.email, a.name, a.role, a.status) for a in side.attendees] == [
        ("ada@example.org", "Rossi, Ada", "chair", "registered"),
        ("bob@example.org", "", "participant", "excused"),
    ]
    assert (side.organiser.email, side.organiser.name) == ("office@enea.it", "ENEA")


def test_what_has_no_field_is_kept_and_people_are_not(reader, tmp_path):
    kept = only(
        reader,
        tmp_path,
        "GEO:41.9;12.5",
        "X-OTHER;X-P=1:a\\,b",
        "SUMMARY;LANGUAGE=it:x",
        "ATTENDEE:mailto:a@b.eu",
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        "TRIGGER:-PT15M",
        "DESCRIPTION:Soon",
        "END:VALARM",
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        "TRIGGER:sometime",
        "END:VALARM",
    )["kept_lines"]
    assert kept.split("\n") == [
        "GEO:41.9;12.5",
        "X-OTHER;X-P=1:a\\,b",
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        "TRIGGER:-PT15M",
        "DESCRIPTION:Soon",
        "END:VALARM",
    ]


def test_a_to_do_is_an_action(reader, tmp_path):
    lines = ["UID:t", "SUMMARY:Write minutes", "DUE:20241018T220000Z", "PERCENT-COMPLETE:40", "PRIORITY:1"]
    todo = "\n".join(["BEGIN:VTODO", *lines, "END:VTODO", ""])
    (draft,) = drafts(read(reader, tmp_path, calendar(todo)))
    assert draft.record_kind == "action"
    assert draft.values["due"].isoformat() == "2024-10-19"  # midnight in Rome
    assert (draft.values["status"], draft.values["priority"]) == ("in_progress", "high")


FOREIGN_TODO = [
    "UID:t",
    "SUMMARY;LANGUAGE=it:Verbale",
    "DTSTART;TZID=Europe/Rome:20241001T090000",
    "DUE;TZID=Europe/Rome:20241005T170000",
    "RRULE:FREQ=MONTHLY;BYHOUR=9;UNTIL=20250601T215959Z",
    "EXDATE;TZID=Europe/Rome:20241101T090000,20241201T090000",
    'LOCATION;ALTREP="https://a.eu/room":Room 4\\, second floor',
    "CATEGORIES:Minutes,Lab",
    "URL:https://a.eu/todo",
    "X-APPLE-SORT-ORDER;X-A=1:5",
    "BEGIN:VALARM",
    "ACTION:DISPLAY",
    "DESCRIPTION:Now",
    "TRIGGER;RELATED=END:-PT15M",
    "END:VALARM",
]


def test_what_a_to_do_says_beyond_an_action_is_kept_and_its_times_by_days(reader, tmp_path):
    todo = "\n".join(["BEGIN:VTODO", *FOREIGN_TODO, "END:VTODO", ""])
    (draft,) = drafts(read(reader, tmp_path, calendar(todo)))
    assert draft.values["due"].isoformat() == "2024-10-05"
    assert draft.values["kept_lines"].split("\n") == [
        "DTSTART;VALUE=DATE:20241001",
        "RRULE:FREQ=MONTHLY;UNTIL=20250601",
        "EXDATE;VALUE=DATE:20241101",
        "EXDATE;VALUE=DATE:20241201",
        *FOREIGN_TODO[6:10],
        "X-CAPADESK-PARAMETERS;FOR=SUMMARY;LANGUAGE=it:",
        *FOREIGN_TODO[10:],
    ]


def test_a_to_do_that_recurs_within_the_day_is_kept_without_its_rule(reader, tmp_path):
    lines = ["UID:t", "SUMMARY:Drink", "DTSTART:20241001T090000Z", "RRULE:FREQ=HOURLY"]
    items = read(reader, tmp_path, calendar("\n".join(["BEGIN:VTODO", *lines, "END:VTODO", ""])))
    (draft,) = drafts(items)
    assert draft.values["kept_lines"] == "DTSTART;VALUE=DATE:20241001"
    assert "lines_not_kept" in [item.code for item in items if isinstance(item, Notice)]


def test_a_changed_date_of_a_to_do_does_not_take_the_place_of_the_to_do(reader, tmp_path):
    master = ["BEGIN:VTODO", "UID:t", "SUMMARY:Weekly", "DTSTART:20241001", "RRULE:FREQ=WEEKLY", "END:VTODO"]
    changed = ["BEGIN:VTODO", "UID:t", "SUMMARY:Later", "RECURRENCE-ID;VALUE=DATE:20241008", "END:VTODO", ""]
    found = drafts(read(reader, tmp_path, calendar("\n".join([*master, *changed]))))
    assert [(draft.values["text"], draft.values["calendar"].uid) for draft in found] == [
        ("Weekly", "t"),
        ("Later", "t#20241008"),
    ]


# --- salvage --------------------------------------------------------------------------------------

TWO = calendar(
    event("DTSTART:20241017T073000Z", "DESCRIPTION:Übermäßig lange Zeile, die gefaltet ist und "),
    event("DTSTART:20241018T073000Z").replace("one@", "two@"),
)


@pytest.mark.parametrize(
    "content",
    [
        TWO.encode(),
        TWO.replace("\n", "\r").encode(),
        TWO.replace("\n", "\r\n").encode(),
        TWO.replace("\n", "\n\r\n").encode(),
        b"\xef\xbb\xbf" + TWO.encode(),
        TWO.encode("utf-16"),
        TWO.encode("utf-16-le"),
        TWO.encode("cp1252"),
        TWO.encode().replace(b"Lab", b"L\0ab"),
        TWO.replace("BEGIN:VEVENT", "begin:vevent").replace("SUMMARY", "summary").encode(),
        ("Dear all,\n" + TWO + "Kind regards\n").encode(),
        TWO.removeprefix("BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//Test//EN\n").encode(),
        TWO.replace("END:VEVENT\n", "").encode(),
        TWO.replace("END:VEVENT\nEND:VCALENDAR\n", "").encode(),
        TWO.replace("PRODID", "garbage\nREFRESH-INTERVAL:soon\nPRODID").encode(),
        TWO.replace("Ü".encode().decode(), "Ü").encode().replace("Ü".encode(), b"\xc3\r\n \x9c"),
        TWO.replace(
            "VERSION:2.0\n", OWN_ZONE.format(tzid="X").replace("TZOFFSETTO:+0100", "TZOFFSETTO:eh")
        ).encode(),
    ],
)
def test_whatever_the_encoding_the_ends_and_the_frame_both_events_are_read(reader, tmp_path, content):
    found = drafts(read(reader, tmp_path, content))
    assert [draft.values["title"] for draft in found] == ["Lab", "Lab"]
    assert found[0].values["description"].startswith("Übermäßig") or b"utf-16" in content


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b" \r\n\r\n", "empty"),
        (b"<!DOCTYPE html><html><body>Sign in</body></html>", "web_page"),
        (b"title,start\nLab,2024-10-17\n", "no_calendar"),
        (b"BEGIN:VCALENDAR\nVERSION:1.0\nBEGIN:VEVENT\nEND:VEVENT\nEND:VCALENDAR\n", "vcalendar_1"),
    ],
)
def test_a_file_that_is_no_calendar_is_refused_by_what_it_is(reader, tmp_path, content, reason):
    with pytest.raises(UnreadableFile) as refusal:
        read(reader, tmp_path, content)
    assert refusal.value.data["reason"] == reason


def test_a_component_that_cannot_be_read_is_named_with_its_line_and_costs_no_other(reader, tmp_path):
    content = calendar(event("DTSTART:soon"), event("DTSTART:20241018T073000Z").replace("one@", "two@"))
    items = read(reader, tmp_path, content)
    (refused,) = [item for item in items if isinstance(item, Unreadable)]
    assert (refused.place, refused.reason) == ("line 8", "date_unreadable")
    assert len(drafts(items)) == 1


def test_two_events_under_one_uid_are_both_read_and_the_same_text_once(reader, tmp_path):
    one, other = event("DTSTART:20241017T073000Z"), event("DTSTART:20241018T073000Z")
    items = read(reader, tmp_path, calendar(one, other, one))
    assert [draft.source_key for draft in drafts(items)] == [
        "uid:one@example.org",
        "uid:one@example.org#2024-10-18T07:30",
    ]
    assert sorted(told(items)) == ["duplicate_in_file", "uid_twice"]


def test_without_a_uid_the_content_makes_the_same_key_each_time(reader, tmp_path):
    content = calendar(event("DTSTART:20241017T073000Z").replace("UID:one@example.org\n", ""))
    keys = {draft.source_key for _again in range(2) for draft in drafts(read(reader, tmp_path, content))}
    assert len(keys) == 1
    assert keys.pop().startswith("uid:content-")


HOSTILE = {
    "a line of ten megabytes": calendar(event("DTSTART:20241017T073000Z", "DESCRIPTION:" + "x" * 10_000_000)),
    "a million properties": calendar(event("DTSTART:20241017T073000Z", *["X-A;B=c:d"] * 1_000_000)),
    "a million nested components": calendar(
        event("DTSTART:20241017T073000Z", *["BEGIN:X-A"] * 1_000_000, *["END:X-B"] * 1_000)
    ),
    "a million parameters": calendar(event("DTSTART;" + ";".join(["A=b"] * 1_000_000) + ":20241017T073000Z")),
    "commas without end": calendar(event("X-A;B=" + "," * 200_000 + '"')),
    "a million exceptions": calendar(
        event("DTSTART:20241017T073000Z", "RRULE:FREQ=DAILY", "EXDATE:" + "20241018T073000Z," * 1_000_000)
    ),
    "recurrence without end": calendar(
        event("DTSTART:20241017T073000Z", "RRULE:FREQ=SECONDLY", "RDATE:" + "20241018T073000Z," * 100_000)
    ),
    "a rule that never comes, split": calendar(
        event("DTSTART:16010101T073000Z", "RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;COUNT=100000"),
        event("RECURRENCE-ID;RANGE=THISANDFUTURE:99990101T000000Z", "DTSTART:20241017T073000Z"),
    ),
    "a zone of a million onsets": calendar(
        OWN_ZONE.format(tzid="Q").replace(
            "FREQ=YEARLY", "FREQ=YEARLY;BYHOUR=" + ",".join(map(str, range(24)))
        )
        * 50,
        event("DTSTART;TZID=Q:20241017T073000"),
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_read_within_ten_seconds_of_work(reader, tmp_path, name):
    begun = time.process_time()
    items = read(reader, tmp_path, HOSTILE[name])
    assert time.process_time() - begun < 10
    assert drafts(items)


# --- the files of other projects, where they are installed ----------------------------------------


def _installed(package: str) -> list[Path]:
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        return []
    return sorted(Path(spec.origin).parent.rglob("*.ics"))


CORPUS = [path for package in ("icalendar", "recurring_ical_events") for path in _installed(package)]


def test_the_files_that_other_projects_test_with_are_there():
    assert len(CORPUS) > 200


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.name)
def test_what_other_projects_test_with_is_read_or_refused_with_a_reason(reader, path):
    begun = time.process_time()
    try:
        items = list(reader.read(path))
    except UnreadableFile as error:
        items = [Unreadable(str(path), "line 1", error.data["reason"])]
    assert time.process_time() - begun < 5
    refused = [item for item in items if isinstance(item, Unreadable)]
    assert all(item.reason and item.place.startswith("line ") for item in refused)
    upper = path.read_bytes().replace(b"\0", b"").upper()
    twice = sum(item.code == "duplicate_in_file" for item in items if isinstance(item, Notice))
    components = upper.count(b"BEGIN:VEVENT") + upper.count(b"BEGIN:VTODO")
    assert len(drafts(items)) + len(refused) + twice >= components


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_file_broken_anywhere_never_brings_the_reader_down(reader, tmp_path, data):
    raw = bytearray(data.draw(st.sampled_from(CORPUS)).read_bytes()[:20_000])
    for _change in range(data.draw(st.integers(1, 6))):
        place = data.draw(st.integers(0, max(len(raw) - 1, 0)))
        piece = data.draw(
            st.binary(max_size=6)
            | st.sampled_from([b"\r\n", b"\n ", b":", b";", b'"', b"BEGIN:VEVENT\n", b"END:VEVENT\n"])
        )
        raw[place : place + data.draw(st.integers(0, 40))] = piece
    try:
        items = read(reader, tmp_path, bytes(raw))
    except UnreadableFile as error:
        items = [Unreadable("calendar.ics", "", error.data["reason"])]
    assert all(isinstance(item, Draft | Notice) or item.reason for item in items)
