"""`When` is compared, kept as text and moved as its docstrings promise."""

from __future__ import annotations

import functools
import itertools
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from capadesk.domain.errors import UserError
from capadesk.domain.when import Precision, When, load_zone, to_utc

ZONES = (
    "Europe/Rome", "Europe/Brussels", "Europe/Dublin", "Africa/Cairo", "America/New_York", "America/St_Johns",
    "Asia/Kathmandu", "Asia/Tehran", "Australia/Lord_Howe", "Pacific/Apia", "Pacific/Kiritimati", "UTC",
)  # fmt: skip

zones = st.sampled_from(ZONES)
days = st.dates()
# Few different values, so that equal starts, equal ends and touching ranges come up.
near_times = st.builds(
    lambda day, minute: datetime(2024, 10, 26) + timedelta(days=day, minutes=minute),
    st.integers(0, 2),
    st.sampled_from((0, 1, 90, 119, 120, 150, 180, 181, 1439)),
)
times = near_times | st.datetimes().map(lambda value: value.replace(microsecond=0))
near_days = st.dates(date(2024, 10, 25), date(2024, 11, 2))
year_numbers = st.integers(1, 9999) | st.integers(2023, 2026)


def ordered(first, last):
    return (first, last) if first <= last else (last, first)


def timed_between(one, other, zone):
    start, end = ordered(one, other)
    return When.timed(start, end, zone)


def months_between(one, other):
    (year, month), last = ordered(one, other)
    return When.months(year, month, last)


timed = st.builds(timed_between, times, times, zones)
whole_days = st.builds(lambda a, b: When.days(*ordered(a, b)), days | near_days, days | near_days)
year_months = st.tuples(year_numbers, st.integers(1, 12))
months = st.builds(months_between, year_months, year_months)
years = st.builds(lambda a, b: When.years(*ordered(a, b)), year_numbers, year_numbers)
exact = timed | whole_days
whens = exact | months | years | st.just(When.unknown())


def lasts_forward(when):
    assert when.start_utc is not None
    assert when.end_utc is not None
    return when.start_utc <= when.end_utc


def parts(when):
    return (str(when.precision), when.start_text, when.end_text, when.zone)


# --- order ----------------------------------------------------------------------------------------


@given(whens, whens)
def test_of_two_exactly_one_is_less_or_they_are_equal(one, other):
    assert [one < other, one == other, one > other].count(True) == 1
    assert (one <= other) == (not one > other)
    assert (one >= other) == (not one < other)


@given(whens, whens)
def test_keys_are_equal_exactly_when_the_values_are(one, other):
    assert (one.sort_key() == other.sort_key()) == (one == other)
    if one == other:
        assert hash(one) == hash(other)


@given(whens, whens, whens)
def test_the_order_is_transitive(one, other, third):
    first, second, last = sorted((one, other, third))
    assert first <= second <= last
    assert first <= last


@given(st.lists(whens, max_size=12), st.randoms())
def test_sorting_does_not_depend_on_the_order_of_arrival(values, random):
    shuffled = list(values)
    random.shuffle(shuffled)
    assert sorted(values) == sorted(shuffled)


@given(whens)
def test_what_is_not_known_comes_last(when):
    assert when <= When.unknown()


def test_of_equal_starts_what_is_known_less_well_comes_first():
    values = [
        When.years(2024),
        When.months(2024, 1),
        When.days(date(2024, 1, 1)),
        When.timed(datetime(2024, 1, 1), None, "UTC"),
        When.timed(datetime(2024, 1, 1), datetime(2024, 1, 1, 1), "UTC"),
        When.unknown(),
    ]
    assert [max(values), min(values)] == [values[-1], values[0]]
    assert all(one < other for one, other in itertools.pairwise(values))


def test_times_are_ordered_by_instant_across_zones():
    tokyo = When.timed(datetime(2024, 6, 1, 9), None, "Asia/Tokyo")
    rome = When.timed(datetime(2024, 6, 1, 3), None, "Europe/Rome")
    assert tokyo < rome


def test_a_when_is_not_compared_with_anything_else():
    with pytest.raises(TypeError):
        _ = When.days(date(2024, 1, 1)) < date(2024, 1, 1)


# --- text -----------------------------------------------------------------------------------------


@given(whens)
def test_what_is_written_as_text_is_read_back_equal(when):
    again = When.parse(*parts(when))
    assert again == when
    assert parts(again) == parts(when)


@pytest.mark.parametrize(
    ("when", "start", "end"),
    [
        (When.unknown(), "", ""),
        (When.years(2024), "2024", "2024"),
        (When.months(2024, 10, (2025, 2)), "2024-10", "2025-02"),
        (When.days(date(2024, 10, 17), date(2024, 10, 19)), "2024-10-17", "2024-10-19"),
        (When.timed(datetime(2024, 10, 17, 9, 30), None, "UTC"), "2024-10-17T09:30", "2024-10-17T09:30"),
        (
            When.timed(datetime(2024, 10, 17, 9, 30, 5), None, "UTC"),
            "2024-10-17T09:30:05",
            "2024-10-17T09:30:05",
        ),
        (When.years(33), "0033", "0033"),
    ],
)
def test_text_is_iso_8601_as_precise_as_the_date(when, start, end):
    assert (when.start_text, when.end_text) == (start, end)


@pytest.mark.parametrize(
    ("precision", "start", "end"),
    [
        ("day", "17.10.2024", None), ("day", "2024-02-30", None), ("day", "2024-10-17", "soon"),
        ("day", "2024-10-17T09:30", None), ("month", "2024-13", None), ("month", "2024", None),
        ("month", "2024-1", None), ("month", "0000-01", None), ("year", "24", None), ("year", "0000", None),
        ("year", "2024", "2024-10"), ("datetime", "2024-10-17T25:00", None), ("decade", "2024", None),
    ],
)  # fmt: skip
def test_text_that_is_no_date_is_named_in_the_error(precision, start, end):
    with pytest.raises(UserError) as caught:
        When.parse(precision, start, end, "Europe/Rome")
    assert caught.value.code == "date_unreadable"
    assert start in caught.value.data["text"]


@pytest.mark.parametrize("start", ["", None])
def test_no_start_is_a_date_that_is_not_known(start):
    assert When.parse("day", start) == When.unknown()


# --- making ---------------------------------------------------------------------------------------


@given(times, times, zones)
def test_a_range_of_times_never_ends_before_it_starts(start, end, zone):
    if end < start:
        with pytest.raises(UserError) as caught:
            When.timed(start, end, zone)
        assert caught.value.code == "end_before_start"
    else:
        when = When.timed(start, end, zone)
        assert lasts_forward(when)


@pytest.mark.parametrize(
    "make",
    [
        lambda: When.days(date(2024, 10, 18), date(2024, 10, 17)),
        lambda: When.months(2024, 10, (2024, 9)),
        lambda: When.years(2024, 2023),
    ],
)
def test_days_months_and_years_never_end_before_they_start(make):
    with pytest.raises(UserError) as caught:
        make()
    assert caught.value.code == "end_before_start"


@pytest.mark.parametrize(
    "make",
    [
        lambda: When.months(2024, 13),
        lambda: When.months(2024, 1, (2024, 0)),
        lambda: When.months(10_000, 1),
        lambda: When.years(0),
        lambda: When.years(2024, 10_000),
    ],
)
def test_a_month_or_year_that_does_not_exist_is_refused(make):
    with pytest.raises(UserError) as caught:
        make()
    assert caught.value.code == "date_unreadable"


@pytest.mark.parametrize("zone", ["", "Europe", "Europe/Atlantis", "../zone", "+02:00", "Europe/Rome\0"])
def test_a_zone_that_does_not_exist_is_refused(zone):
    with pytest.raises(UserError) as caught:
        When.timed(datetime(2024, 10, 17), None, zone)
    assert (caught.value.code, caught.value.data["zone"]) == ("zone_unknown", zone)


def test_a_time_with_an_offset_is_brought_into_the_zone():
    east = timezone(timedelta(hours=5, minutes=30))
    when = When.timed(
        datetime(2024, 7, 1, 12, 30, tzinfo=east), datetime(2024, 7, 1, 9, tzinfo=UTC), "Europe/Rome"
    )
    assert (when.start_text, when.end_text) == ("2024-07-01T09:00", "2024-07-01T11:00")
    assert When.parse("datetime", "2024-07-01T09:00Z", None, "Europe/Rome").start_text == "2024-07-01T11:00"


def test_a_time_given_as_a_day_counts_as_that_day():
    assert When.days(datetime(2024, 7, 1, 12, 30)) == When.days(date(2024, 7, 1))


# --- parts ----------------------------------------------------------------------------------------


@given(whens)
def test_first_and_last_day_enclose_what_is_known(when):
    if not when.is_known:
        assert when.first_day is when.last_day is when.start_utc is when.end_utc is when.duration_days is None
        return
    assert type(when.first_day) is type(when.last_day) is date
    assert when.first_day <= when.last_day
    assert (when.duration_days is not None) == when.is_exact


@pytest.mark.parametrize(
    ("start", "end", "last_day", "length"),
    [
        (datetime(2024, 10, 17, 18), datetime(2024, 10, 18), date(2024, 10, 17), 1),
        (datetime(2024, 10, 17, 18), datetime(2024, 10, 18, 0, 1), date(2024, 10, 18), 2),
        (datetime(2024, 10, 17), datetime(2024, 10, 17), date(2024, 10, 17), 1),
    ],
)
def test_an_evening_that_ends_at_midnight_does_not_touch_the_next_day(start, end, last_day, length):
    when = When.timed(start, end, "Europe/Rome")
    assert (when.last_day, when.duration_days) == (last_day, length)


def test_months_know_their_last_day():
    assert When.months(2024, 2).last_day == date(2024, 2, 29)
    assert When.months(2024, 11, (2025, 2)).last_day == date(2025, 2, 28)
    assert When.years(2024, 2026).last_day == date(2026, 12, 31)
    assert When.years(9999).end_utc == datetime.max


# --- gaps and folds (RFC 5545 3.3.5) ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("local", "zone", "utc"),
    [
        (datetime(2024, 3, 31, 1, 59), "Europe/Rome", datetime(2024, 3, 31, 0, 59)),
        (datetime(2024, 3, 31, 2, 30), "Europe/Rome", datetime(2024, 3, 31, 1, 30)),  # gap: +01:00 still
        (datetime(2024, 3, 31, 3, 0), "Europe/Rome", datetime(2024, 3, 31, 1, 0)),
        (datetime(2024, 10, 27, 2, 30), "Europe/Rome", datetime(2024, 10, 27, 0, 30)),  # fold: +02:00, first
        (datetime(2024, 10, 27, 3, 0), "Europe/Rome", datetime(2024, 10, 27, 2, 0)),
        (datetime(2007, 3, 11, 2, 30), "America/New_York", datetime(2007, 3, 11, 7, 30)),  # the RFC's own
        (datetime(2007, 11, 4, 1, 30), "America/New_York", datetime(2007, 11, 4, 5, 30)),  # examples
        (datetime(2011, 12, 30, 12), "Pacific/Apia", datetime(2011, 12, 30, 22)),  # a day that never was
        (datetime(2024, 10, 17, 9), "Not/Known_Here", datetime(2024, 10, 17, 9)),
    ],
)
def test_gaps_take_the_offset_before_them_and_folds_the_first(local, zone, utc):
    assert to_utc(local, zone) == utc
    assert to_utc(local.replace(fold=1), zone) == utc


@given(st.datetimes(datetime(1971, 1, 1), datetime(2100, 1, 1)), zones)
def test_a_time_that_exists_comes_back_from_utc(local, zone):
    local = local.replace(microsecond=0)
    back = to_utc(local, zone).replace(tzinfo=UTC).astimezone(load_zone(zone)).replace(tzinfo=None)
    in_gap = back != local
    if in_gap:
        assert back > local
    assert not back.fold


@given(st.sampled_from((datetime.min, datetime.max)), st.timedeltas(timedelta(0), timedelta(days=2)), zones)
def test_the_ends_of_time_do_not_break_the_order_of_a_range(end_of_time, distance, zone):
    inside = end_of_time + distance if end_of_time == datetime.min else end_of_time - distance
    first, last = ordered(inside, end_of_time)
    when = When.timed(first, last, zone)
    assert lasts_forward(when)


def test_a_start_in_a_gap_with_its_end_behind_it_is_a_moment():
    when = When.timed(datetime(2024, 3, 31, 2, 30), datetime(2024, 3, 31, 3, 15), "Europe/Rome")
    assert when.start_utc == when.end_utc == datetime(2024, 3, 31, 1, 30)


# --- overlap --------------------------------------------------------------------------------------


@given(whens, whens)
def test_overlap_is_symmetric(one, other):
    assert one.overlaps(other) == other.overlaps(one)


@given(whens)
def test_everything_known_overlaps_itself(when):
    assert when.overlaps(when) == when.is_known


@given(timed, timed)
def test_times_that_overlap_share_an_instant(one, other):
    shared_from, shared_to = max(one.start_utc, other.start_utc), min(one.end_utc, other.end_utc)
    if shared_from < shared_to:
        assert one.overlaps(other)
    if shared_from > shared_to:
        assert not one.overlaps(other)


@pytest.mark.parametrize(
    ("one", "other", "meet"),
    [
        (("09:00", "10:00"), ("10:00", "11:00"), False),
        (("09:00", "10:00"), ("09:59", "11:00"), True),
        (("09:00", "09:00"), ("09:00", "11:00"), True),
        (("11:00", "11:00"), ("09:00", "11:00"), False),
        (("09:00", "09:00"), ("09:00", "09:00"), True),
    ],
)
def test_ranges_that_only_touch_do_not_overlap(one, other, meet):
    first, second = (
        When.parse("datetime", f"2024-10-17T{start}", f"2024-10-17T{end}", "Europe/Rome")
        for start, end in (one, other)
    )
    assert first.overlaps(second) is meet


def test_days_overlap_with_what_lies_on_them():
    day = When.days(date(2024, 10, 17))
    evening = When.timed(datetime(2024, 10, 16, 18), datetime(2024, 10, 17), "Europe/Rome")
    assert day.overlaps(When.months(2024, 10))
    assert day.overlaps(When.years(2023, 2024))
    assert not day.overlaps(When.months(2024, 11))
    assert not day.overlaps(evening)
    assert not day.overlaps(When.unknown())


# --- moving ---------------------------------------------------------------------------------------


@given(exact, days | near_days)
def test_moving_keeps_length_and_time_of_day(when, first):
    assume(date.max - first > when.last_day - when.first_day)
    moved = when.moved_to(first)
    assert moved.first_day == first
    assert moved.end - moved.start == when.end - when.start
    assert moved.duration_days == when.duration_days
    assert (moved.precision, moved.zone) == (when.precision, when.zone)
    assert moved.moved_to(when.first_day) == when


@given(months | years | st.just(When.unknown()), days)
def test_moving_what_has_no_day_gives_it_that_day(when, first):
    assert when.moved_to(first) == When.days(first)


def test_moving_over_the_end_of_time_is_refused():
    with pytest.raises(UserError) as caught:
        When.days(date(2024, 1, 1), date(2024, 1, 2)).moved_to(date.max)
    assert caught.value.code == "date_out_of_range"


def test_every_precision_has_its_place_in_the_order():
    assert set(Precision) == {
        when.precision
        for when in (
            When.unknown(), When.years(1), When.months(1, 1), When.days(date.min),
            When.timed(datetime.min, None, "UTC"),
        )
    }  # fmt: skip
    assert functools.reduce(max, [When.years(1), When.unknown()]) == When.unknown()
