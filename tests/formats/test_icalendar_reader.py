"""Calendar files as the world writes them: what is read and told, and that nothing broken costs the rest."""

from __future__ import annotations

import pytest

from capadesk.domain.errors import UnreadableFile
from capadesk.domain.when import When
from capadesk.formats.calendar.icalendar_reader import ICalendarReader
from capadesk.services.ports import Notice, Unreadable
from tests.formats.calendar_texts import OWN_ZONE, ROME, calendar, drafts, event, only, read, told


@pytest.fixture
def reader() -> ICalendarReader:
    return ICalendarReader(lambda: ROME)


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


def test_clocks_that_no_zone_shows_are_followed(reader, tmp_path):
    """A winter at +12 and a summer at +10, once: there is no such zone, but the instants are said."""
    clocks = """BEGIN:VTIMEZONE
TZID:Ours
BEGIN:STANDARD
DTSTART:20240101T000000
TZOFFSETFROM:+1000
TZOFFSETTO:+1200
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:20240505T080000
TZOFFSETFROM:+1200
TZOFFSETTO:+1000
END:DAYLIGHT
END:VTIMEZONE
"""
    one, other = event("DTSTART;TZID=Ours:20240303T080000"), event("DTSTART;TZID=Ours:20240803T080000")
    items = read(reader, tmp_path, calendar(clocks, one, other.replace("one@", "two@")))
    assert [(d.values["when"].start_text, d.values["when"].zone) for d in drafts(items)] == [
        ("2024-03-02T21:00", ROME),
        ("2024-08-03T00:00", ROME),
    ]
    assert told(items) == ["zone_by_its_rules"]


def test_the_clocks_of_an_old_file_are_known_by_the_rules_of_its_time(reader, tmp_path):
    old = """BEGIN:VTIMEZONE
TZID:GMT -0800 (Standard) / GMT -0700 (Daylight)
BEGIN:STANDARD
DTSTART:16010101T020000
TZOFFSETFROM:-0700
TZOFFSETTO:-0800
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010101T020000
TZOFFSETFROM:-0800
TZOFFSETTO:-0700
RRULE:FREQ=YEARLY;BYMONTH=4;BYDAY=1SU
END:DAYLIGHT
END:VTIMEZONE
"""
    line = 'DTSTART;TZID="GMT -0800 (Standard) / GMT -0700 (Daylight)":20031110T100000'
    (draft,) = drafts(read(reader, tmp_path, calendar(old, event(line))))
    when = draft.values["when"]
    assert when == When.parse("datetime", "2003-11-10T10:00", None, when.zone)
    assert when.zone.startswith("America/")


def test_a_time_without_a_zone_is_in_the_zone_of_the_other_one(reader, tmp_path):
    lines = ["DTSTART:20150530T120000", "DTEND;TZID=Europe/Lisbon:20150530T160000"]
    assert only(reader, tmp_path, *lines)["when"].zone == "Europe/Lisbon"


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
