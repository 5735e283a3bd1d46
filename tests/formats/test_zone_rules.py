"""The VTIMEZONEs that are written say what zoneinfo says, for every zone of the world."""

from __future__ import annotations

import zoneinfo
from datetime import datetime, timedelta

import pytest
from icalendar import Timezone

from capadesk.domain.when import Precision, When
from capadesk.formats.calendar.calendar_times import TimeForm, time_zone_lines, times_of
from capadesk.formats.calendar.zone_rules import rules_of

ALL_ZONES = sorted(zoneinfo.available_timezones())
FIRST, LAST = datetime(2024, 1, 1, 12, 30), datetime(2030, 1, 1)
# Morocco's clocks go back for each Ramadan: no yearly rule says that, and its single events stand in UTC.
WITHOUT_YEARLY_RULE = {"Africa/Casablanca", "Africa/El_Aaiun"}


def days_and_nights(first=FIRST, last=LAST, step=timedelta(days=23, hours=5)):
    while first < last:
        yield first
        first += step


def hours_around_changes(rules):
    for year in range(2024, 2030):
        for change in rules.changes:
            for hours in (-30, -25, -3, -2, -1, 0, 1, 2, 3, 23):
                yield change.onset(year) + timedelta(hours=hours, minutes=30)


def known_rules(zone):
    rules = rules_of(zone)
    assert rules is not None
    return rules


def zone_as_read(zone):
    component = Timezone.from_ical("\r\n".join([*time_zone_lines([zone]), ""]))
    assert isinstance(component, Timezone)
    return component.to_tz(lookup_tzid=False)


def test_every_time_that_is_written_with_its_zone_has_the_offset_that_zoneinfo_gives():
    alike: dict[tuple[str, ...], list[str]] = {}  # zones whose VTIMEZONEs differ by their names only
    for zone in ALL_ZONES:
        rules = [
            line for line in time_zone_lines([zone]) if zone not in line and not line.startswith("TZNAME")
        ]
        alike.setdefault(tuple(rules), []).append(zone)
    wrong = []
    for zones in alike.values():
        read = zone_as_read(zones[0])
        for local in [*days_and_nights(), *hours_around_changes(known_rules(zones[0]))]:
            offset = local.replace(tzinfo=read).utcoffset()
            for zone in zones:
                is_zoned = times_of(When.timed(local, None, zone), is_series=False).form is TimeForm.ZONED
                if is_zoned and local.replace(tzinfo=zoneinfo.ZoneInfo(zone)).utcoffset() != offset:
                    wrong.append((zone, local))
    assert wrong == []


def test_the_rules_of_nearly_all_zones_hold_from_now_on():
    untrue = set()
    for zone in ALL_ZONES:
        rules = known_rules(zone)
        times = days_and_nights(datetime(2027, 1, 1, 12, 30))
        if any(rules.offset_at(local) is not None and not rules.holds_at(local) for local in times):
            untrue.add(zone)
    assert untrue <= WITHOUT_YEARLY_RULE


@pytest.mark.parametrize("region", sorted({zone.partition("/")[0] for zone in ALL_ZONES if "/" in zone}))
def test_every_zone_has_one_standard_and_at_most_one_daylight_by_yearly_rules(region):
    for zone in ALL_ZONES:
        if zone.startswith(f"{region}/"):
            has_one_rule_a_change(list(time_zone_lines([zone])))


def has_one_rule_a_change(lines):
    changes = lines.count("BEGIN:DAYLIGHT")
    assert lines.count("BEGIN:STANDARD") == 1
    assert changes in (0, 1)
    assert [line for line in lines if line.startswith("RRULE")] == [
        line for line in lines if line.startswith("RRULE:FREQ=YEARLY;BYMONTH=") and line.count("BYDAY=") == 1
    ]
    assert sum(line.startswith("RRULE") for line in lines) == 2 * changes
    assert not [line for line in lines if line.startswith(("RDATE", "TZUNTIL"))]
    assert all(line[8:12] == "1970" for line in lines if line.startswith("DTSTART"))


@pytest.mark.parametrize(
    "zone", ["Europe/Rome", "Europe/Dublin", "Australia/Lord_Howe", "America/Nuuk", "Asia/Gaza"]
)
def test_the_first_onset_is_an_instance_of_its_rule(zone):
    from dateutil.rrule import rrulestr

    for change in known_rules(zone).changes:
        onset_and_rule = change.first_onset_and_rule()
        assert onset_and_rule is not None
        onset, parts = onset_and_rule
        assert next(iter(rrulestr(f"FREQ=YEARLY;{parts}", dtstart=onset))) == onset


def test_rome_is_written_as_all_programs_know_it():
    assert list(time_zone_lines(["Europe/Rome"])) == [
        "BEGIN:VTIMEZONE",
        "TZID:Europe/Rome",
        "X-LIC-LOCATION:Europe/Rome",
        "BEGIN:STANDARD",
        "DTSTART:19701025T030000",
        "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU",
        "TZOFFSETFROM:+0200",
        "TZOFFSETTO:+0100",
        "TZNAME:CET",
        "END:STANDARD",
        "BEGIN:DAYLIGHT",
        "DTSTART:19700329T020000",
        "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU",
        "TZOFFSETFROM:+0100",
        "TZOFFSETTO:+0200",
        "TZNAME:CEST",
        "END:DAYLIGHT",
        "END:VTIMEZONE",
    ]


def test_summer_in_dublin_is_daylight_time_though_its_data_say_that_winter_is():
    lines = list(time_zone_lines(["Europe/Dublin"]))
    daylight = lines[lines.index("BEGIN:DAYLIGHT") : lines.index("END:DAYLIGHT")]
    assert "TZOFFSETTO:+0100" in daylight
    assert "TZNAME:IST" in daylight


def test_a_zone_without_summer_time_has_one_offset_for_ever():
    assert list(time_zone_lines(["Asia/Kathmandu"]))[3:-1] == [
        "BEGIN:STANDARD",
        "DTSTART:19700101T000000",
        "TZOFFSETFROM:+0545",
        "TZOFFSETTO:+0545",
        "TZNAME:+0545",
        "END:STANDARD",
    ]


def test_zones_come_once_and_in_order():
    lines = list(time_zone_lines(["Europe/Rome", "Europe/Athens", "Europe/Rome"]))
    assert [line for line in lines if line.startswith("TZID")] == ["TZID:Europe/Athens", "TZID:Europe/Rome"]


@pytest.mark.parametrize(
    ("start", "zone", "form"),
    [
        (datetime(2024, 7, 1, 9), "Europe/Rome", TimeForm.ZONED),
        (datetime(2024, 1, 1, 9), "Asia/Kathmandu", TimeForm.ZONED),
        (datetime(1969, 7, 1, 9), "Europe/Rome", TimeForm.UTC),  # before the VTIMEZONE begins
        (datetime(1975, 4, 20, 9), "Europe/Rome", TimeForm.UTC),  # winter time then, summer time by the rule
        (datetime(2015, 1, 15, 9), "Europe/Istanbul", TimeForm.UTC),  # +02:00 then, +03:00 now
        (datetime(2016, 12, 1, 9), "Europe/Istanbul", TimeForm.ZONED),
        (datetime(2024, 3, 31, 2, 30), "Europe/Rome", TimeForm.UTC),  # skipped
        (datetime(2024, 10, 27, 2, 30), "Europe/Rome", TimeForm.UTC),  # twice
        (datetime(2024, 7, 1, 9), "Africa/Cairo", TimeForm.UTC),  # changes at 24:00
        (datetime(2027, 2, 20, 9), "Africa/Casablanca", TimeForm.UTC),  # Ramadan
        (datetime(2024, 7, 1, 9), "UTC", TimeForm.UTC),
        (datetime(2050, 7, 1, 9), "Europe/Rome", TimeForm.ZONED),
    ],
)
def test_a_single_event_names_its_zone_only_where_the_present_rule_is_true(start, zone, form):
    assert times_of(When.timed(start, None, zone), is_series=False).form is form


@pytest.mark.parametrize(
    "zone", ["Europe/Rome", "Africa/Cairo", "America/Santiago", "Asia/Jerusalem", "America/Nuuk"]
)
def test_a_series_always_names_its_zone_and_the_zone_is_true(zone):
    times = times_of(When.timed(datetime(2024, 7, 1, 9), None, zone), is_series=True)
    assert times.form is TimeForm.ZONED
    read = zone_as_read(zone)
    for local in days_and_nights(datetime(2025, 1, 1, 12, 30)):
        assert (
            local.replace(tzinfo=read).utcoffset()
            == local.replace(tzinfo=zoneinfo.ZoneInfo(zone)).utcoffset()
        )


def test_a_zone_that_this_machine_does_not_know_leaves_the_time_as_people_agreed_on_it():
    start = datetime(2024, 7, 1, 9)
    times = times_of(When(Precision.DATETIME, start, start, "Europe/Newtown"), is_series=False)
    assert times.line("DTSTART", start) == "DTSTART:20240701T090000"
