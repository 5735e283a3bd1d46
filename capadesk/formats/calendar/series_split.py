"""RANGE=THISANDFUTURE (RFC 5545 3.2.13): a series ends, and goes on otherwise from one of its dates."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from itertools import islice

from capadesk.domain.series_rule import SeriesRule, dates_between, rule_parts, series_rule
from capadesk.domain.when import When

_MOST_COUNTED = 20_000
_COMPARED = timedelta(days=8 * 366)
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_CLOCK = ("BYHOUR", "BYMINUTE", "BYSECOND")
_A_DAY = timedelta(days=1)


def split_rule(rule: str, when: When, at: str) -> tuple[str, str] | None:
    """A rule that ends before an original start, and the one that goes on; None if that cannot be said.

    `at` is a date of the rule; at its first one the first part is "".
    """
    series = None if when.start is None else series_rule(rule, when.start, when.zone)
    named = rule_parts(rule)
    if series is None or named is None:
        return None
    split = _as_time(datetime.fromisoformat(at) if isinstance(when.start, datetime) else _day(at))
    if split == series.first:
        return "", rule
    if split < series.first or not dates_between(series, split, split).starts:
        return None
    before = split - timedelta(seconds=1)
    parts = [f"{name}={value}" for name, value in named.items() if name not in ("UNTIL", "COUNT")]
    rest = rule
    if series.count is not None:
        past = len(dates_between(series, series.first, before).starts)
        rest = ";".join([*parts, f"COUNT={series.count - past}"])
    until = f"{before:%Y%m%dT%H%M%S}" if isinstance(when.start, datetime) else f"{split - _A_DAY:%Y%m%d}"
    return ";".join([*parts, f"UNTIL={until}"]), rest


def shifted_rule(rule: str, when: When, shift: timedelta) -> str | None:
    """The rule of the same dates, each moved by `shift`; None if no rule says them.

    `when` is the date that the rule begins on, before it is moved.
    """
    named, start = rule_parts(rule), when.start
    if not shift:
        return rule
    series = None if start is None else series_rule(rule, start, when.zone)
    if named is None or series is None or start is None:
        return None
    if any("," in named.get(part, "") for part in _CLOCK):
        return None
    for part in _CLOCK:  # the start says it
        named.pop(part, None)
    days = (series.first + shift).date() - series.first.date()
    if days and not _move_days(named, days.days):
        return None
    if series.until is not None:
        until = series.until + shift
        named["UNTIL"] = f"{until:%Y%m%dT%H%M%S}" if isinstance(start, datetime) else f"{until:%Y%m%d}"
    text = ";".join(f"{name}={value}" for name, value in named.items())
    if not days:
        return text
    return text if _says_the_same(series, series_rule(text, start + shift, when.zone), shift) else None


def first_dates(rule: str, when: When, after: datetime, at_most: int) -> list[datetime]:
    """The first dates of a rule from a time on, within some years."""
    series = None if when.start is None else series_rule(rule, when.start, when.zone)
    if series is None:
        return []
    begins = max(series.first, after)
    return dates_between(series, begins, _later(begins, _COMPARED)).starts[:at_most]


def _move_days(named: dict[str, str], days: int) -> bool:
    """Move what the rule says of days; whether that can be tried."""
    frequency, by = named["FREQ"], [name for name in named if name.startswith("BY")]
    if frequency == "WEEKLY" and set(by) <= {"BYDAY"}:
        if by:
            weekdays = named["BYDAY"].split(",")
            if not set(weekdays) <= set(_WEEKDAYS):
                return False
            named["BYDAY"] = ",".join(_moved_weekday(each, days) for each in weekdays)
            named["WKST"] = _moved_weekday(named.get("WKST", "MO"), days)
        return named.get("WKST", "MO") in _WEEKDAYS
    if by == ["BYMONTHDAY"] and named["BYMONTHDAY"].isdecimal():
        named["BYMONTHDAY"] = str(int(named["BYMONTHDAY"]) + days)
        return True
    if set(by) == {"BYMONTHDAY", "BYMONTH"} and named["BYMONTHDAY"].isdecimal():
        named["BYMONTHDAY"] = str(int(named["BYMONTHDAY"]) + days)
        return True
    return not by


def _moved_weekday(name: str, days: int) -> str:
    return _WEEKDAYS[(_WEEKDAYS.index(name) + days) % 7] if name in _WEEKDAYS else name


def _says_the_same(one: SeriesRule, other: SeriesRule | None, shift: timedelta) -> bool:
    """Whether the other has the dates of the one, all moved, for some years."""
    if other is None or other.first != one.first + shift:
        return False
    last = _later(one.first, _COMPARED)
    first, second = (
        islice(dates_between(each, each.first, _later(last, by)).starts, _MOST_COUNTED)
        for each, by in ((one, timedelta(0)), (other, shift))
    )
    return [start + shift for start in first] == list(second)


def _later(moment: datetime, by: timedelta) -> datetime:
    try:
        return moment + by
    except OverflowError:
        return datetime.max


def _as_time(value: date) -> datetime:
    return value if isinstance(value, datetime) else datetime.combine(value, time.min)


def _day(text: str) -> date:
    return datetime.fromisoformat(text).date()
