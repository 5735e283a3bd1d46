"""Calendar files, read back with libraries that know nothing of how they were made."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import recurring_ical_events
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from capadesk.domain.errors import Cancelled
from capadesk.domain.when import When
from capadesk.formats.calendar.icalendar_writer import ICalendarWriter
from capadesk.formats.words.localisation import BabelLocalisation
from capadesk.services.ports import CalendarSummary, CalendarWriter
from tests.formats.calendar_samples import ROME, LabelsByCode, entry, event_id, plain_entries, timed

TUESDAYS = "FREQ=WEEKLY;BYDAY=TU;COUNT=4"
FIRST_TUESDAY = timed(2024, 10, 15, 10)  # summer time; from the third occurrence on it is winter


@pytest.fixture
def path(tmp_path):
    return tmp_path / "events.ics"


@pytest.fixture
def writer() -> CalendarWriter:
    return ICalendarWriter(LabelsByCode(), BabelLocalisation("en"), "1.2.3")


@pytest.fixture
def written(writer, path):
    """Writes entries; gives the calendar as read back."""

    def write(*entries, **options):
        writer.write(entries, path, "Events of the hub", **options)
        return Calendar.from_ical(path.read_bytes())

    return write


@pytest.fixture
def event_of(written):
    """The one VEVENT that an entry becomes."""

    def write(one, **options):
        (event,) = written(one, **options).walk("VEVENT")
        return event

    return write


def events_in(path) -> list[Any]:
    return list(Calendar.from_ical(path.read_bytes()).walk("VEVENT"))


def lines_of(path):
    return path.read_bytes().decode().split("\r\n")


def starts(calendar, first=date(2024, 1, 1), last=date(2026, 1, 1)):
    found = recurring_ical_events.of(calendar).between(first, last)
    return sorted((event["DTSTART"].dt, str(event["SUMMARY"])) for event in found)


def in_utc(value):
    return value.astimezone(UTC).replace(tzinfo=None)


# --- the file -------------------------------------------------------------------------------------


def test_the_file_begins_as_programs_expect_it(written, path):
    written(entry())
    assert lines_of(path)[:6] == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//CapaDesk//CapaDesk 1.2.3//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        "NAME:Events of the hub",
    ]


def test_the_name_of_the_calendar_is_escaped_in_both_its_properties(writer, path):
    writer.write([entry()], path, "Mission, cities; and\nhubs")
    assert "NAME:Mission\\, cities\\; and\\nhubs" in lines_of(path)
    assert "X-WR-CALNAME:Mission\\, cities\\; and\\nhubs" in lines_of(path)


def test_lines_end_with_crlf_are_75_octets_at_most_and_nothing_stands_before_or_behind(written, path):
    written(entry(title="Ünïcode 🎉 " * 30, description="Zeile eins\nZeile zwei, und; drei \\ vier " * 30))
    raw = path.read_bytes()
    assert raw.startswith(b"BEGIN:VCALENDAR\r\n")
    assert raw.endswith(b"\r\nEND:VCALENDAR\r\n")
    assert raw.count(b"\n") == raw.count(b"\r\n") == raw.count(b"\r")
    for line in raw.split(b"\r\n"):
        assert len(line) <= 75
        line.decode()
    assert b"\r\n\r\n" not in raw


def test_the_same_entries_give_the_same_bytes(writer, tmp_path):
    entries = [*plain_entries(50), entry(99, FIRST_TUESDAY, recurrence=TUESDAYS)]
    for name in ("one.ics", "other.ics"):
        writer.write(iter(entries), tmp_path / name, "Events")
    assert (tmp_path / "one.ics").read_bytes() == (tmp_path / "other.ics").read_bytes()


def test_no_entries_make_a_calendar_without_events(writer, path):
    assert writer.write([], path, "Nothing") == CalendarSummary(written=0, left_out=0)
    assert events_in(path) == []


# --- one event ------------------------------------------------------------------------------------


def test_an_event_keeps_its_uid_and_one_without_gets_the_one_of_its_id(event_of):
    assert str(event_of(entry(uid="known@elsewhere.org"))["UID"]) == "known@elsewhere.org"
    assert str(event_of(entry(7))["UID"]) == f"{event_id(7)}@capadesk.eu"


def test_times_of_the_record_are_told_in_utc(event_of):
    event = event_of(entry(sequence=3))
    assert event["CREATED"].dt == datetime(2024, 1, 2, 3, 4, 5, tzinfo=UTC)
    assert event["DTSTAMP"].dt == event["LAST-MODIFIED"].dt == datetime(2024, 5, 6, 7, 8, 9, tzinfo=UTC)
    assert event["SEQUENCE"] == 3


@pytest.mark.parametrize(
    ("status", "told", "busy", "transparency"),
    [
        ("idea", "TENTATIVE", "TENTATIVE", "OPAQUE"),
        ("planned", "TENTATIVE", "TENTATIVE", "OPAQUE"),
        ("postponed", "TENTATIVE", "TENTATIVE", "OPAQUE"),
        ("confirmed", "CONFIRMED", "BUSY", "OPAQUE"),
        ("held", "CONFIRMED", "BUSY", "OPAQUE"),
        ("reported", "CONFIRMED", "BUSY", "OPAQUE"),
        ("cancelled", "CANCELLED", "FREE", "TRANSPARENT"),
    ],
)
def test_the_status_of_an_event_tells_whether_time_is_taken(event_of, status, told, busy, transparency):
    event = event_of(entry(status=status))
    said = (event["STATUS"], event["X-MICROSOFT-CDO-BUSYSTATUS"], event["TRANSP"])
    assert said == (told, busy, transparency)


def test_texts_come_back_exactly(event_of):
    title = "Größe, Maß; und \\ „Ziel“ 🎉"
    description = "Erste Zeile\nZweite; mit, Zeichen \\n und C:\\Notes\n\nDritte " + "äöü🎉" * 60
    event = event_of(entry(title=title, description=description, tags=("Energy, heat", "Ärger")))
    assert str(event["SUMMARY"]) == title
    assert str(event["DESCRIPTION"]) == description
    assert [str(category) for category in event["CATEGORIES"].cats] == ["Workshop", "Energy, heat", "Ärger"]


def test_a_place_is_told_once_with_its_country(event_of):
    assert str(event_of(entry(venue="Villa Altieri", city="Rome", country="IT"))["LOCATION"]) == (
        "Villa Altieri, Rome, Italy"
    )
    assert str(event_of(entry(venue="Town hall, Łódź", city="Lodz", country="PL"))["LOCATION"]) == (
        "Town hall, Łódź, Poland"
    )
    assert "LOCATION" not in event_of(entry())


def test_an_online_event_is_at_its_link(event_of):
    event = event_of(entry(mode="online", country="IT", online_link="https://meet.example.eu/a?b=c,d"))
    assert str(event["LOCATION"]) == "https://meet.example.eu/a?b=c,d"
    assert event["CONFERENCE"] == "https://meet.example.eu/a?b=c,d"
    assert "DESCRIPTION" not in event


def test_a_hybrid_event_has_a_venue_and_a_link_at_once(event_of):
    event = event_of(
        entry(mode="hybrid", venue="Hall", online_link="https://meet.eu/x", description="Talks.")
    )
    assert str(event["LOCATION"]) == "Hall"
    assert event["CONFERENCE"] == "https://meet.eu/x"
    assert event["CONFERENCE"].params["LABEL"] == "Online"
    assert str(event["DESCRIPTION"]) == "Talks.\n\nOnline: https://meet.eu/x"


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("https://example.eu/a?b=c&d=%20", "https://example.eu/a?b=c&d=%20"),
        ("www.example.eu/größe", "https://www.example.eu/gr%C3%B6%C3%9Fe"),
        ("example.eu:8080/a", "https://example.eu:8080/a"),
    ],
)
def test_a_website_is_a_uri(event_of, typed, told):
    assert event_of(entry(website=typed))["URL"] == told


@pytest.mark.parametrize("typed", ["", "not yet", "https://example.eu/\nATTENDEE:mailto:x@y.eu"])
def test_what_is_no_web_address_is_left_out(event_of, path, typed):
    assert "URL" not in event_of(entry(website=typed))
    assert not [line for line in lines_of(path) if line.startswith("ATTENDEE")]


def test_an_internal_event_is_private_and_a_public_one_says_nothing(event_of):
    assert event_of(entry(visibility="internal"))["CLASS"] == "PRIVATE"
    assert "CLASS" not in event_of(entry())


# --- times ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("when", "start_utc", "zone"),
    [
        (timed(2026, 10, 24, 9), datetime(2026, 10, 24, 7), ROME),
        (timed(2026, 10, 26, 9), datetime(2026, 10, 26, 8), ROME),
        (timed(2024, 7, 1, 9, zone="Europe/Dublin"), datetime(2024, 7, 1, 8), "Europe/Dublin"),
        (timed(2024, 7, 1, 9, zone="Europe/Istanbul"), datetime(2024, 7, 1, 6), "Europe/Istanbul"),
        (timed(2024, 7, 1, 9, zone="Africa/Cairo"), datetime(2024, 7, 1, 6), None),
        (timed(2015, 1, 15, 9, zone="Europe/Istanbul"), datetime(2015, 1, 15, 7), None),
        (timed(2024, 7, 1, 9, zone="UTC"), datetime(2024, 7, 1, 9), None),
    ],
)
def test_a_timed_event_is_at_its_instant_with_its_zone_where_that_is_safe(
    event_of, path, when, start_utc, zone
):
    event = event_of(entry(when=when))
    assert in_utc(event["DTSTART"].dt) == start_utc
    assert event["DTEND"].dt - event["DTSTART"].dt == timedelta(minutes=90)
    assert event["DTSTART"].params.get("TZID") in (zone, "UTC" if zone is None else zone)
    raw = path.read_text(encoding="utf-8")
    assert raw.count("BEGIN:VTIMEZONE") == (zone is not None)
    if zone is None:
        assert f"DTSTART:{start_utc:%Y%m%dT%H%M%S}Z" in raw


def test_the_time_zones_stand_once_each_and_before_the_events(written, path):
    written(
        *(entry(number, timed(2024, 7, number, 9)) for number in (1, 2)),
        entry(3, timed(2024, 7, 1, 9, zone="Europe/Athens")),
    )
    begins = [line[6:] for line in lines_of(path) if line.startswith("BEGIN:V")]
    assert begins == ["VCALENDAR", "VTIMEZONE", "VTIMEZONE", "VEVENT", "VEVENT", "VEVENT"]


def test_an_event_without_known_end_has_none(event_of):
    assert "DTEND" not in event_of(entry(when=timed(2024, 7, 1, 9, minutes=0)))


@pytest.mark.parametrize(
    ("last", "end"), [(date(2024, 10, 17), date(2024, 10, 18)), (date(2024, 10, 31), date(2024, 11, 1))]
)
def test_whole_days_end_before_the_next_day(event_of, path, last, end):
    event = event_of(entry(when=When.days(date(2024, 10, 17), last)))
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (date(2024, 10, 17), end)
    assert event["X-MICROSOFT-CDO-ALLDAYEVENT"] == "TRUE"
    assert "DTSTART;VALUE=DATE:20241017" in lines_of(path)
    assert f"DTEND;VALUE=DATE:{end:%Y%m%d}" in lines_of(path)


def test_the_last_day_of_time_can_be_written(event_of):
    assert "DTEND" not in event_of(entry(when=When.days(date.max)))


@given(
    st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1)),
    st.integers(0, 5000),
    st.sampled_from(
        [
            "Europe/Rome",
            "Europe/Lisbon",
            "America/New_York",
            "Australia/Lord_Howe",
            "Africa/Cairo",
            "Africa/Casablanca",
        ]
    ),
)
def test_every_time_is_read_back_as_the_instant_that_it_was(tmp_path_factory, start, minutes, zone):
    when = When.timed(start, start + timedelta(minutes=minutes), zone)
    path = tmp_path_factory.mktemp("calendar") / "events.ics"
    ICalendarWriter(LabelsByCode(), BabelLocalisation("en"), "1").write([entry(when=when)], path, "")
    (event,) = events_in(path)
    assert in_utc(event["DTSTART"].dt) == when.start_utc
    assert in_utc(event.end) == when.end_utc


# --- dates known less well --------------------------------------------------------------------------


def test_what_has_no_day_is_left_out_and_counted(writer, path):
    entries = [
        entry(1),
        entry(2, When.months(2024, 10)),
        entry(3, When.years(2024)),
        entry(4, When.unknown()),
    ]
    assert writer.write(entries, path, "") == CalendarSummary(written=1, left_out=3)
    assert len(events_in(path)) == 1


def test_by_choice_months_and_years_are_marked_spans(writer, path):
    entries = [entry(1, When.months(2024, 10)), entry(2, When.years(2024, 2025)), entry(3, When.unknown())]
    assert writer.write(entries, path, "", partial_dates_as_spans=True) == CalendarSummary(
        written=2, left_out=1
    )
    month, years = events_in(path)
    assert [str(event["SUMMARY"]) for event in (month, years)] == [
        "October 2024: Event 1",
        "2024–2025: Event 2",
    ]
    assert (month["DTSTART"].dt, month["DTEND"].dt) == (date(2024, 10, 1), date(2024, 11, 1))
    assert (years["DTSTART"].dt, years["DTEND"].dt) == (date(2024, 1, 1), date(2026, 1, 1))
    assert month["X-CAPADESK-WHEN"] == "MONTH/2024-10/2024-10"
    assert years["X-CAPADESK-WHEN"] == "YEAR/2024/2025"
    assert month["TRANSP"] == "TRANSPARENT"
    assert month["X-MICROSOFT-CDO-BUSYSTATUS"] == "FREE"


def test_a_span_is_titled_in_the_language_of_the_user(path):
    writer = ICalendarWriter(LabelsByCode(), BabelLocalisation("de"), "1")
    writer.write([entry(1, When.months(2024, 3))], path, "", partial_dates_as_spans=True)
    (event,) = events_in(path)
    assert str(event["SUMMARY"]) == "März 2024: Event 1"


# --- people ---------------------------------------------------------------------------------------

ORGANISERS = (("Urban agency", ""), ('Ministry; of "the" Environment', "office@ministry.example.eu"))
PEOPLE = (
    ("Anna Rossi", "anna@example.eu", "chair", "attended"),
    ("Bob, the ^builder", "bob+city@example.eu", "participant", "invited"),
    ("Cleo", "CLEO@example.eu", "speaker", "excused"),
    ("Cleo again", "cleo@example.eu", "moderator", "registered"),
    ("No address", "", "participant", "invited"),
    ("Nonsense", "invalid:nomail", "participant", "invited"),
    ("Injection", "x@y.eu\r\nX-EVIL:1", "participant", "invited"),
    ("Own words", "own@example.eu", "keynote", "maybe"),
)


def test_nobody_is_named_unless_asked(event_of, path):
    event = event_of(entry(organisers=ORGANISERS, attendees=PEOPLE))
    assert "ORGANIZER" not in event
    assert "ATTENDEE" not in event
    assert b"mailto:" not in path.read_bytes()


def test_people_with_an_address_are_named_when_asked(event_of):
    event = event_of(entry(organisers=ORGANISERS, attendees=PEOPLE), with_attendees=True)
    assert event["ORGANIZER"] == "mailto:office@ministry.example.eu"
    assert event["ORGANIZER"].params["CN"] == "Ministry; of 'the' Environment"
    told = [
        (str(one), one.params["CN"], one.params["ROLE"], one.params["PARTSTAT"]) for one in event["ATTENDEE"]
    ]
    assert told == [
        ("mailto:anna@example.eu", "Anna Rossi", "CHAIR", "ACCEPTED"),
        ("mailto:bob+city@example.eu", "Bob, the builder", "REQ-PARTICIPANT", "NEEDS-ACTION"),
        ("mailto:CLEO@example.eu", "Cleo", "REQ-PARTICIPANT", "DECLINED"),
        ("mailto:own@example.eu", "Own words", "REQ-PARTICIPANT", "NEEDS-ACTION"),
    ]


def test_a_file_that_names_people_publishes_nothing_and_asks_no_server_to_write_to_them(written, path):
    calendar = written(entry(organisers=ORGANISERS, attendees=PEOPLE), with_attendees=True)
    assert "METHOD" not in calendar
    (event,) = calendar.walk("VEVENT")
    assert {one.params["SCHEDULE-AGENT"] for one in [event["ORGANIZER"], *event["ATTENDEE"]]} == {"NONE"}
    assert {one.params["RSVP"] for one in event["ATTENDEE"]} == {"FALSE"}


# --- series ---------------------------------------------------------------------------------------


def test_a_series_keeps_its_local_time_when_the_clocks_change(written):
    calendar = written(entry(1, FIRST_TUESDAY, recurrence=TUESDAYS))
    assert [start.replace(tzinfo=None) for start, _ in starts(calendar)] == [
        datetime(2024, 10, 15, 10),
        datetime(2024, 10, 22, 10),
        datetime(2024, 10, 29, 10),
        datetime(2024, 11, 5, 10),
    ]
    assert [in_utc(start).hour for start, _ in starts(calendar)] == [8, 8, 9, 9]


def test_a_series_in_cairo_keeps_its_local_time_too(written, path):
    calendar = written(entry(1, timed(2024, 10, 22, 10, zone="Africa/Cairo"), recurrence=TUESDAYS))
    assert [in_utc(start).hour for start, _ in starts(calendar)] == [7, 7, 8, 8]
    assert "DTSTART;TZID=Africa/Cairo:20241022T100000" in lines_of(path)


@pytest.mark.parametrize(
    ("until", "told"),
    [
        ("20241101T085900Z", "20241101T085900Z"),
        ("20241101T095900", "20241101T085900Z"),
        ("20241101", "20241101T225959Z"),
    ],
)
def test_the_end_of_a_timed_series_is_told_in_utc(written, path, until, told):
    calendar = written(entry(1, FIRST_TUESDAY, recurrence=f"FREQ=WEEKLY;BYDAY=TU;UNTIL={until}"))
    assert f"RRULE:FREQ=WEEKLY;BYDAY=TU;UNTIL={told}" in lines_of(path)
    assert len(starts(calendar)) == 3


def test_a_series_of_whole_days_has_dates_only(written, path):
    calendar = written(
        entry(
            1,
            When.days(date(2024, 10, 15)),
            recurrence="FREQ=WEEKLY;UNTIL=20241105T120000Z",
            exceptions=("2024-10-22", "2024-10-29T00:00"),
        )
    )
    assert "RRULE:FREQ=WEEKLY;UNTIL=20241105" in lines_of(path)
    assert [line for line in lines_of(path) if line.startswith("EXDATE")] == [
        "EXDATE;VALUE=DATE:20241022",
        "EXDATE;VALUE=DATE:20241029",
    ]
    assert [start for start, _ in starts(calendar)] == [date(2024, 10, 15), date(2024, 11, 5)]


def test_exceptions_stand_one_a_line_in_the_form_of_the_start(written, path):
    exceptions = ("2024-10-29T10:00", "2024-10-22", "2024-11-05T09:00Z", "someday")
    calendar = written(entry(1, FIRST_TUESDAY, recurrence=TUESDAYS, exceptions=exceptions))
    assert [line for line in lines_of(path) if line.startswith("EXDATE")] == [
        "EXDATE;TZID=Europe/Rome:20241022T100000",
        "EXDATE;TZID=Europe/Rome:20241029T100000",
        "EXDATE;TZID=Europe/Rome:20241105T100000",
    ]
    assert len(starts(calendar)) == 1


def test_a_changed_occurrence_follows_its_series_under_one_uid(written, path):
    override = entry(
        2, timed(2024, 10, 21, 14), "Moved", series_event_id=event_id(1), original_start="2024-10-22T10:00"
    )
    master = entry(1, FIRST_TUESDAY, "Weekly", recurrence=TUESDAYS, sequence=5)
    calendar = written(override, entry(3, timed(2024, 12, 1, 9)), master)
    single, series, changed = calendar.walk("VEVENT")
    assert [str(event["SUMMARY"]) for event in (single, series, changed)] == ["Event 3", "Weekly", "Moved"]
    assert series["UID"] == changed["UID"]
    assert "RECURRENCE-ID;TZID=Europe/Rome:20241022T100000" in lines_of(path)
    assert changed["SEQUENCE"] == 5
    assert [(start.replace(tzinfo=None), title) for start, title in starts(calendar)][:3] == [
        (datetime(2024, 10, 15, 10), "Weekly"),
        (datetime(2024, 10, 21, 14), "Moved"),
        (datetime(2024, 10, 29, 10), "Weekly"),
    ]


def test_an_occurrence_may_become_a_whole_day_or_move_to_another_zone(written, path):
    series = entry(1, FIRST_TUESDAY, "Weekly", recurrence=TUESDAYS)
    whole = entry(
        2, When.days(date(2024, 10, 23)), series_event_id=event_id(1), original_start="2024-10-22T10:00"
    )
    abroad = entry(
        3,
        timed(2024, 10, 29, 10, zone="Europe/Athens"),
        series_event_id=event_id(1),
        original_start="2024-10-29T10:00",
    )
    calendar = written(series, whole, abroad)
    _, on_a_day, in_athens = calendar.walk("VEVENT")
    assert on_a_day["DTSTART"].dt == date(2024, 10, 23)
    assert on_a_day["RECURRENCE-ID"].dt == datetime(2024, 10, 22, 10, tzinfo=ZoneInfo(ROME))
    assert in_utc(in_athens["DTSTART"].dt) == datetime(2024, 10, 29, 8)
    assert path.read_text(encoding="utf-8").count("BEGIN:VTIMEZONE") == 2


def test_an_occurrence_postponed_to_an_unknown_day_is_taken_out_of_the_series(writer, path):
    series = entry(1, FIRST_TUESDAY, recurrence=TUESDAYS)
    later = entry(2, When.months(2025, 1), series_event_id=event_id(1), original_start="2024-10-22T10:00")
    assert writer.write([series, later], path, "") == CalendarSummary(written=1, left_out=1)
    assert len(starts(Calendar.from_ical(path.read_bytes()))) == 3


def test_an_occurrence_without_its_series_is_an_event_of_its_own(event_of):
    event = event_of(
        entry(2, uid="series@x.eu", series_event_id=event_id(1), original_start="2024-10-22T10:00")
    )
    assert "RECURRENCE-ID" not in event
    assert str(event["UID"]) == f"{event_id(2)}@capadesk.eu"


@pytest.mark.parametrize(
    "rule",
    [
        "every Tuesday",
        "FREQ=SECONDLY",
        "FREQ=HOURLY;COUNT=3",
        "FREQ=DAILY;INTERVAL=0",
        "FREQ=WEEKLY;BYDAY=XX",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=DAILY;COUNT=0",
        "FREQ=DAILY;UNTIL=20200101",
        "FREQ=DAILY;UNTIL=soon",
        "FREQ=MONTHLY;BYDAY=9MO",
        "FREQ=DAILY\r\nX-EVIL:1",
        "RDATE:20240101",
    ],
)
def test_a_rule_that_nobody_could_follow_leaves_a_single_event(event_of, path, rule):
    event = event_of(entry(1, recurrence=rule))
    assert "RRULE" not in event
    assert not [line for line in lines_of(path) if line.startswith("X-EVIL")]


def test_a_series_begins_with_the_first_occurrence_of_its_rule(written):
    calendar = written(entry(1, timed(2024, 10, 17, 10), recurrence="RRULE:FREQ=WEEKLY;BYDAY=TU;COUNT=2"))
    (event,) = calendar.walk("VEVENT")
    assert event["DTSTART"].dt.replace(tzinfo=None) == datetime(2024, 10, 22, 10)
    assert event["DTEND"].dt - event["DTSTART"].dt == timedelta(minutes=90)
    assert len(starts(calendar)) == 2


def test_an_end_and_a_count_never_stand_together(written, path):
    written(entry(1, FIRST_TUESDAY, recurrence="FREQ=DAILY;COUNT=9;UNTIL=20241020"))
    assert "RRULE:FREQ=DAILY;UNTIL=20241020T215959Z" in lines_of(path)


def test_two_events_never_share_a_uid(written):
    events = written(entry(1, uid="same@x.eu"), entry(2, uid="same@x.eu")).walk("VEVENT")
    assert [str(event["UID"]) for event in events] == ["same@x.eu", f"{event_id(2)}@capadesk.eu"]


# --- whole or not at all ----------------------------------------------------------------------------


def test_a_cancelled_export_leaves_the_old_file(writer, path):
    path.write_bytes(b"old")

    def cancel(done, total):
        raise Cancelled

    with pytest.raises(Cancelled):
        writer.write(plain_entries(500), path, "", progress=cancel)
    assert path.read_bytes() == b"old"
    assert [each.name for each in path.parent.iterdir()] == [path.name]


def test_progress_is_told_to_the_end(writer, path):
    told = []
    writer.write(plain_entries(250), path, "", progress=lambda done, total: told.append((done, total)))
    writer.write(iter(plain_entries(1)), path, "", progress=lambda done, total: told.append((done, total)))
    assert told == [(100, 250), (200, 250), (250, 250), (1, 0)]


ALARM = "BEGIN:VALARM\nACTION:DISPLAY\nTRIGGER:-PT15M\nDESCRIPTION:Soon\nEND:VALARM"


def test_what_a_calendar_file_said_without_a_field_here_is_written_back(event_of):
    event = event_of(
        entry(kept_lines=f"GEO:41.9;12.5\nX-CAPADESK-PARAMETERS;FOR=SUMMARY;LANGUAGE=it:\n{ALARM}")
    )
    assert event["GEO"].to_ical() == "41.9;12.5"
    assert event["SUMMARY"].params["LANGUAGE"] == "it"
    (alarm,) = event.walk("VALARM")
    assert alarm["TRIGGER"].dt == timedelta(minutes=-15)


@pytest.mark.parametrize(
    "kept",
    [
        "END:VEVENT\nBEGIN:VEVENT\nX-A:b",
        "BEGIN:VALARM\nX-B:c",
        "BEGIN:VALARM\nACTION:DISPLAY\nTRIGGER:soon\nEND:VALARM",
        "UID:of-somebody-else\nATTENDEE:mailto:a@b.eu\nno line at all",
        "BEGIN:VTODO\nX-C:d\nEND:VTODO",
    ],
)
def test_kept_lines_never_break_the_event_whoever_wrote_them(event_of, kept):
    event = event_of(entry(title="Lab", kept_lines=kept))
    assert event["SUMMARY"] == "Lab"
    assert str(event["UID"]) == str(event_id(1)) + "@capadesk.eu"
    assert event.subcomponents == []
    assert "ATTENDEE" not in event


@pytest.mark.parametrize("venue", ["\u0301", "🎉", "—"])
def test_a_venue_that_has_no_letter_is_written_all_the_same(event_of, venue):
    assert event_of(entry(venue=venue))["LOCATION"] == venue
