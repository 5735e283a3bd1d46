"""What people say of a recurrence, and the RRULE value (RFC 5545 3.3.10) that says the same."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from enum import StrEnum

from capadesk.domain.series_rule import SeriesRule, rule_parts, series_rule, stored_rule
from capadesk.domain.when import When

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
MOST_STEPS, MOST_TIMES = 99, 999


class Every(StrEnum):
    """What a recurrence counts in."""

    DAY = "DAILY"
    WEEK = "WEEKLY"
    MONTH = "MONTHLY"
    YEAR = "YEARLY"


@dataclass(frozen=True, slots=True)
class RecurrencePlan:
    """Every `interval` days, weeks, months or years, without end, `count` times, or until a day.

    `weekdays` (0 for Monday) are those of a week, none for that of the start. `nth` is the weekday of the
    start within a month: 1 to 4, -1 for the last; 0 for the day of the month, or for the last day of each
    month, however long it is, if `is_last_day`.
    """

    every: Every
    interval: int = 1
    weekdays: tuple[int, ...] = ()
    nth: int = 0
    count: int | None = None
    until: date | None = None
    is_last_day: bool = False


def plan_of(rule: str, when: When) -> RecurrencePlan | None:
    """The plan that an RRULE value says for an event on some day; None if no plan says the same."""
    named = rule_parts(rule)
    start = when.first_day
    if named is None or start is None or not when.is_exact or when.start is None:
        return None
    series = series_rule(rule, when.start, when.zone)
    if series is None or (series.count or 0) > MOST_TIMES:
        return None
    every, interval = Every(named.pop("FREQ")), int(named.pop("INTERVAL", "1"))
    named.pop("COUNT", "")
    named.pop("UNTIL", "")
    # Only a week may begin on another of its days than the event itself.
    is_beside = series.first.date() != start and every is not Every.WEEK
    if is_beside or named.pop("WKST", "MO") != "MO" or interval > MOST_STEPS:
        return None
    plan = RecurrencePlan(
        every, interval, count=series.count, until=series.until.date() if series.until else None
    )
    return _with_days(plan, named, start)


def rule_of_plan(plan: RecurrencePlan, when: When) -> str:
    """The RRULE value of a plan for an event on some day."""
    start = when.first_day
    assert start is not None
    parts = [("FREQ", plan.every.value)]
    if plan.interval != 1:
        parts.append(("INTERVAL", str(plan.interval)))
    if plan.every is Every.WEEK and plan.weekdays:
        parts.append(("BYDAY", ",".join(WEEKDAYS[day] for day in sorted(plan.weekdays))))
    if plan.every is Every.MONTH and plan.nth:
        parts.append(("BYDAY", f"{plan.nth}{WEEKDAYS[start.weekday()]}"))
    elif plan.every is Every.MONTH and plan.is_last_day:
        parts.append(("BYMONTHDAY", "-1"))
    until = None if plan.until is None else datetime.combine(plan.until, time(23, 59, 59))
    first = datetime.combine(start, time.min)
    return stored_rule(SeriesRule(first, tuple(parts), until, plan.count), when)


def nth_of(day: date) -> int:
    """Which of its weekday in its month a day is: 1 to 4, -1 for a fifth."""
    number = (day.day - 1) // 7 + 1
    return number if number < 5 else -1


def is_last_of_month(day: date) -> bool:
    """Whether another month begins on the day after."""
    return day.day == monthrange(day.year, day.month)[1]


def _with_days(plan: RecurrencePlan, named: dict[str, str], start: date) -> RecurrencePlan | None:
    match plan.every, named:
        case _, {**rest} if not rest:
            return plan
        case Every.WEEK, {"BYDAY": days, **rest} if not rest and set(days.split(",")) <= set(WEEKDAYS):
            weekdays = tuple(sorted(WEEKDAYS.index(day) for day in set(days.split(","))))
            return RecurrencePlan(plan.every, plan.interval, weekdays, 0, plan.count, plan.until)
        case Every.MONTH, {"BYDAY": day, **rest} if not rest:
            for nth in (1, 2, 3, 4, -1):
                if day.removeprefix("+") == f"{nth}{WEEKDAYS[start.weekday()]}":
                    return RecurrencePlan(plan.every, plan.interval, (), nth, plan.count, plan.until)
        case Every.MONTH, {"BYMONTHDAY": day, **rest} if not rest and day == str(start.day):
            return plan
        case Every.MONTH, {"BYMONTHDAY": "-1", **rest} if not rest and is_last_of_month(start):
            return replace(plan, is_last_day=True)
    return None
