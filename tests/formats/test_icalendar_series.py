"""Series of calendar files: rules, exceptions, further dates and what changes for one date or for good."""

from __future__ import annotations

import pytest

from capadesk.formats.calendar.icalendar_reader import ICalendarReader
from capadesk.services.ports import Draft
from tests.formats.calendar_texts import ROME, calendar, drafts, event, only, read, told


@pytest.fixture
def reader() -> ICalendarReader:
    return ICalendarReader(lambda: ROME)


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


RULE = ["DTSTART;TZID=Europe/Rome:20241007T100000", "DURATION:PT1H", "RRULE:FREQ=WEEKLY;COUNT=10"]


def starts_of(found: list[Draft]) -> list[tuple[str, str, tuple[str, ...]]]:
    return [
        (draft.values["when"].start_text, draft.values["recurrence"], draft.values["exceptions"])
        for draft in found
    ]


def test_a_series_that_changes_for_good_several_times_has_as_many_parts(reader, tmp_path):
    earlier = event(
        "RECURRENCE-ID;RANGE=THISANDFUTURE:20241021T080000Z", "DTSTART:20241021T120000Z", "DURATION:PT3H"
    )
    next_day = event(
        "RECURRENCE-ID;RANGE=THISANDFUTURE;TZID=Europe/Rome:20241111T100000",
        "DTSTART;TZID=Europe/Rome:20241112T100000",
    )
    one = event("RECURRENCE-ID:20241028T090000Z", "DTSTART;TZID=Europe/Rome:20241029T070000")
    left_out = "EXDATE;TZID=Europe/Rome:20241014T100000,20241104T100000,20241118T100000"
    found = drafts(read(reader, tmp_path, calendar(event(*RULE, left_out), earlier, next_day, one)))
    assert starts_of(found) == [
        ("2024-10-07T10:00", "FREQ=WEEKLY;UNTIL=20241021T095959", ("2024-10-14T10:00",)),
        ("2024-10-21T14:00", "FREQ=WEEKLY;UNTIL=20241111T135959", ("2024-11-04T14:00",)),
        ("2024-11-12T10:00", "FREQ=WEEKLY;COUNT=5", ("2024-11-19T10:00",)),
        ("2024-10-29T07:00", "", ()),
    ]
    side = found[-1].values["calendar"]
    assert (side.series_key, side.original_start) == (found[1].source_key, "2024-10-28T14:00")


def test_a_change_for_good_from_the_first_date_on_is_the_series(reader, tmp_path):
    all_of_it = event(
        "RECURRENCE-ID;RANGE=THISANDFUTURE:20241007T080000Z", "DTSTART;TZID=Europe/Rome:20241008T120000"
    )
    rule = [
        "DTSTART;TZID=Europe/Rome:20241007T100000",
        "RRULE:FREQ=WEEKLY;BYDAY=MO,WE;UNTIL=20241031T000000Z",
    ]
    found = drafts(read(reader, tmp_path, calendar(event(*rule), all_of_it)))
    assert starts_of(found) == [
        ("2024-10-08T12:00", "FREQ=WEEKLY;BYDAY=TU,TH;UNTIL=20241101T030000;WKST=TU", ())
    ]


def test_a_change_for_good_that_no_rule_says_is_a_change_of_each_date(reader, tmp_path):
    rule = ["DTSTART;TZID=Europe/Rome:20241008T100000", "RRULE:FREQ=MONTHLY;BYDAY=2TU;COUNT=5"]
    later = event(
        "RECURRENCE-ID;RANGE=THISANDFUTURE:20241210T090000Z", "DTSTART;TZID=Europe/Rome:20241211T100000"
    )
    found = drafts(read(reader, tmp_path, calendar(event(*rule), later)))
    assert [start for start, _rule, _gone in starts_of(found)] == [
        "2024-10-08T10:00", "2024-12-11T10:00", "2025-01-15T10:00", "2025-02-12T10:00",
    ]  # fmt: skip
    assert [draft.values["calendar"].original_start for draft in found[1:]] == [
        "2024-12-10T10:00", "2025-01-14T10:00", "2025-02-11T10:00",
    ]  # fmt: skip


def test_rules_that_leave_out_dates_count_for_all_rules_and_further_dates(reader, tmp_path):
    lines = [
        "DTSTART;TZID=Europe/Rome:20241007T100000",
        "RRULE:FREQ=WEEKLY;BYDAY=MO;COUNT=4",
        "RRULE:FREQ=WEEKLY;BYDAY=WE;COUNT=4",
        "EXRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE;COUNT=4",
        "RDATE:20241021T080000Z,20241102T090000Z,20241108T090000Z,20241014T080000Z",
        "EXDATE:20241108T090000Z",
    ]
    found = drafts(read(reader, tmp_path, calendar(event(*lines))))
    assert starts_of(found) == [
        (
            "2024-10-07T10:00", "FREQ=WEEKLY;BYDAY=MO;COUNT=4",
            ("2024-10-07T10:00", "2024-10-21T10:00", "2024-11-08T10:00"),
        ),
        ("2024-11-02T10:00", "", ()),
        (
            "2024-10-09T10:00", "FREQ=WEEKLY;BYDAY=WE;COUNT=4",
            ("2024-10-09T10:00", "2024-10-23T10:00", "2024-11-08T10:00"),
        ),
    ]  # fmt: skip


def test_further_dates_without_a_rule_may_be_left_out_and_changed(reader, tmp_path):
    lines = [
        "DTSTART;TZID=Europe/Rome:20241007T100000",
        "RDATE:20241008T080000Z,20241009T080000Z,20241010T080000Z",
        "EXDATE:20241007T080000Z,20241009T080000Z",
    ]
    changed = event("RECURRENCE-ID:20241010T080000Z", "DTSTART;TZID=Europe/Rome:20241010T150000")
    found = drafts(read(reader, tmp_path, calendar(event(*lines), changed)))
    assert [start for start, _rule, _gone in starts_of(found)] == ["2024-10-08T10:00", "2024-10-10T15:00"]
    assert found[1].values["calendar"].series_key == "", "its date is in no series"


def test_of_two_revisions_in_a_file_the_newer_one_is_taken(reader, tmp_path):
    change = ["RECURRENCE-ID:20241014T080000Z", "DTSTART;TZID=Europe/Rome:20241015T100000"]
    items = read(
        reader,
        tmp_path,
        calendar(
            event(*RULE, "SEQUENCE:3", "LOCATION:New"),
            event(*RULE, "SEQUENCE:2", "LOCATION:Old"),
            event(*change, "SEQUENCE:3", "LOCATION:New"),
            event(*change, "SEQUENCE:2", "LOCATION:Old"),
        ),
    )
    assert [draft.values["venue"] for draft in drafts(items)] == ["New", "New"]
    assert told(items) == ["superseded_in_file"] * 2


@pytest.mark.parametrize(
    ("rule", "kept"),
    [
        ("FREQ=HOURLY;INTERVAL=3", "FREQ=HOURLY;INTERVAL=3"),
        ("FREQ=WEEKLY;UNTL=20191023", "FREQ=WEEKLY;UNTL=20191023"),
        ("RSCALE=HEBREW;FREQ=YEARLY;BYMONTH=5L", "FREQ=YEARLY;RSCALE=HEBREW;BYMONTH=5L"),
    ],
)
def test_a_rule_that_no_calendar_follows_is_told(reader, tmp_path, rule, kept):
    items = read(reader, tmp_path, calendar(event("DTSTART:20241007T080000Z", f"RRULE:{rule}")))
    assert ([draft.values["recurrence"] for draft in drafts(items)], told(items)) == (
        [kept],
        ["recurrence_not_followed"],
    )
