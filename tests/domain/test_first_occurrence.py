"""The first date of a rule: what dateutil says, without looking through eight thousand years."""

from __future__ import annotations

from datetime import datetime, timedelta
from time import process_time

import pytest
from dateutil.rrule import rrule, rrulestr
from hypothesis import given
from hypothesis import strategies as st

from capadesk.domain.series_rule import series_rule

RULES = (
    "FREQ=DAILY;INTERVAL=5;BYDAY=TU", "FREQ=WEEKLY;INTERVAL=3;BYDAY=MO,FR",
    "FREQ=WEEKLY;INTERVAL=2;WKST=SU;BYDAY=SU",
    "FREQ=MONTHLY;BYMONTHDAY=31", "FREQ=MONTHLY;BYDAY=-1FR;INTERVAL=5", "FREQ=MONTHLY;BYDAY=5MO",
    "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", "FREQ=YEARLY;BYWEEKNO=53;BYDAY=MO", "FREQ=YEARLY;BYYEARDAY=366",
    "FREQ=MONTHLY;INTERVAL=7;BYMONTHDAY=-1;BYMONTH=2", "FREQ=YEARLY;INTERVAL=3;BYDAY=20MO",
)  # fmt: skip


@given(st.sampled_from(RULES), st.datetimes(datetime(1900, 1, 1), datetime(2210, 1, 1)))
def test_it_is_the_one_that_dateutil_finds(rule: str, start: datetime) -> None:
    start = start.replace(microsecond=0)
    found = rrulestr(rule, dtstart=start)
    assert isinstance(found, rrule)
    first = next(iter(found.replace(until=start + timedelta(days=9 * 366))), None)
    series = series_rule(rule, start, "")
    assert (None if series is None else series.first) == first


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=WEEKLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=MONTHLY;BYDAY=6MO",
        "FREQ=DAILY;INTERVAL=7;BYDAY=TU",
    ],
)
def test_that_there_is_none_is_found_in_a_moment(rule: str) -> None:
    begun = process_time()
    assert series_rule(rule, datetime(2025, 1, 6, 10, 11), "Europe/Rome") is None
    assert process_time() - begun < 0.25
