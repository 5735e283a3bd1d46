"""What people say of a recurrence and the rule that says the same."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from capadesk.domain.recurrence_plan import Every, RecurrencePlan, nth_of, plan_of, rule_of_plan
from capadesk.domain.series_rule import dates_between, series_rule
from capadesk.domain.when import When
from capadesk.formats.words.localisation import BabelLocalisation
from capadesk.services.calendars.recurrence_words import recurrence_words

TUESDAY = When.timed(datetime(2026, 3, 10, 9), datetime(2026, 3, 10, 10), "Europe/Rome")
ENDS: st.SearchStrategy[dict[str, Any]] = st.one_of(
    st.just({}),
    st.integers(1, 50).map(lambda count: {"count": count}),
    st.integers(0, 900).map(lambda days: {"until": date(2026, 3, 10) + timedelta(days=days)}),
)
PLANS = st.builds(
    lambda every, interval, days, nth, end: RecurrencePlan(
        every,
        interval,
        weekdays=tuple(sorted(days | {1})) if every is Every.WEEK and days else (),
        nth=nth if every is Every.MONTH else 0,
        **end,
    ),
    st.sampled_from(list(Every)),
    st.integers(1, 12),
    st.frozensets(st.integers(0, 6)),
    st.sampled_from([0, 2]),
    ENDS,
)


@settings(max_examples=150, deadline=None)
@given(PLANS, st.sampled_from([TUESDAY, When.days(date(2026, 3, 10))]))
def test_a_plan_that_became_a_rule_is_read_as_the_same_plan(plan: RecurrencePlan, when: When) -> None:
    assert plan_of(rule_of_plan(plan, when), when) == plan


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=-1",
        "FREQ=YEARLY;BYMONTH=5;BYDAY=2SU",
        "FREQ=YEARLY;BYMONTH=5",
        "FREQ=MONTHLY;BYMONTHDAY=-1",
        "FREQ=WEEKLY;INTERVAL=2;WKST=SU",
        "FREQ=SECONDLY",
        "now and then",
    ],
)
def test_a_rule_that_is_more_than_a_plan_is_none(rule: str) -> None:
    assert plan_of(rule, TUESDAY) is None


@pytest.mark.parametrize(("month", "last"), [(2, 28), (4, 30), (5, 31)])
def test_the_last_day_of_each_month_is_a_plan_on_a_last_day(month: int, last: int) -> None:
    when = When.days(date(2026, month, last))
    plan = RecurrencePlan(Every.MONTH, 2, is_last_day=True, count=3)
    rule = rule_of_plan(plan, when)
    assert rule == "FREQ=MONTHLY;INTERVAL=2;BYMONTHDAY=-1;COUNT=3"
    assert plan_of(rule, when) == plan


def test_a_week_may_begin_on_another_day_than_the_event() -> None:
    assert plan_of("FREQ=WEEKLY;BYDAY=WE", TUESDAY) == RecurrencePlan(Every.WEEK, weekdays=(2,))


def test_the_last_day_belongs_to_it_in_every_zone() -> None:
    plan = RecurrencePlan(Every.DAY, until=date(2026, 3, 12))
    for zone in ("Pacific/Auckland", "America/Los_Angeles", "UTC"):
        late = When.timed(datetime(2026, 3, 10, 23), datetime(2026, 3, 10, 23), zone)
        assert late.start is not None
        series = series_rule(rule_of_plan(plan, late), late.start, zone)
        assert series is not None
        starts = dates_between(series, datetime(2026, 3, 1), datetime(2026, 4, 1)).starts
        assert [start.day for start in starts] == [10, 11, 12]


def test_a_month_has_four_numbered_weekdays_and_a_last_one() -> None:
    assert [nth_of(date(2026, 3, day)) for day in (1, 7, 8, 28, 29)] == [1, 1, 2, 4, -1]


@pytest.mark.parametrize(
    ("plan", "words"),
    [
        (RecurrencePlan(Every.DAY), "Every day"),
        (RecurrencePlan(Every.WEEK, 2, weekdays=(0, 3)), "Every 2 weeks on Monday and Thursday"),
        (RecurrencePlan(Every.WEEK, count=10), "Every week on Tuesday, 10 times"),
        (RecurrencePlan(Every.MONTH, nth=2), "Every month on the second Tuesday"),
        (RecurrencePlan(Every.MONTH, 3), "Every 3 months on day 10"),
        (RecurrencePlan(Every.YEAR, until=date(2030, 12, 31)), "Every year, until 31 December 2030"),
    ],
)
def test_a_plan_is_said_in_words(plan: RecurrencePlan, words: str) -> None:
    assert recurrence_words(plan, TUESDAY, BabelLocalisation("en")) == words


@pytest.mark.parametrize(
    ("day", "plan", "words"),
    [
        (date(2027, 1, 31), RecurrencePlan(Every.MONTH), "Every month on day 31, in months that have it"),
        (date(2027, 1, 29), RecurrencePlan(Every.MONTH, nth=-1), "Every month on the last Friday"),
        (date(2027, 1, 31), RecurrencePlan(Every.MONTH, is_last_day=True), "Every month on the last day"),
        (date(2028, 2, 29), RecurrencePlan(Every.YEAR, count=3), "Every year, in leap years only, 3 times"),
        (
            date(2027, 3, 22),
            RecurrencePlan(Every.WEEK, weekdays=(0, 1, 2, 3, 4)),
            "Every week from Monday to Friday",
        ),
    ],
)
def test_days_that_are_not_always_there_are_said_so(day: date, plan: RecurrencePlan, words: str) -> None:
    assert recurrence_words(plan, When.days(day), BabelLocalisation("en")) == words
