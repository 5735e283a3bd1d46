"""The recurrence of a series (RFC 5545 3.3.10) as every calendar program reads it alike, and its dates."""

from __future__ import annotations

import re
from calendar import isleap
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import MAXYEAR, UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from capadesk.domain.errors import UserError
from capadesk.domain.records import Event
from capadesk.domain.when import When, load_zone, to_utc

_FREQUENCIES = frozenset({"DAILY", "WEEKLY", "MONTHLY", "YEARLY"})
_PART = re.compile(r"([A-Z-]+)=([A-Z0-9,+-]+)")
_UNTIL = re.compile(r"UNTIL=(\d{4})(\d{2})(\d{2})")
_LONGEST_GAP = timedelta(days=9 * 366)  # from a 29 February over a year without one to the next
_LOOKED_AT = 20_000
"""So many dates of one series are looked at from its start, where they must be counted from there."""
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_DAY_PARTS = ("BYDAY", "BYMONTHDAY", "BYYEARDAY", "BYWEEKNO")


@dataclass(frozen=True, slots=True)
class SeriesRule:
    """A recurrence: the start of its first occurrence, and the RRULE's parts without COUNT and UNTIL.

    `until` is the last local time that belongs to it, `count` the number of occurrences; never both.
    """

    first: datetime
    parts: tuple[tuple[str, str], ...]
    until: datetime | None = None
    count: int | None = None


class Dates(NamedTuple):
    """Starts of occurrences, local; `is_cut`: there may be more than were looked at."""

    starts: list[datetime]
    is_cut: bool = False


def rule_of(event: Event) -> SeriesRule | None:
    """The recurrence of an event; None if it has none, or one that nobody could follow. See `series_rule`."""
    if not event.recurrence or event.when.start is None:
        return None
    return series_rule(event.recurrence, event.when.start, event.when.zone)


@lru_cache(4096)
def series_rule(rule: str, start: date, zone: str) -> SeriesRule | None:
    """The recurrence that an RRULE value describes from a local start on; None if nobody could follow it.

    Nobody follows text that is no rule, frequencies below a day, and a rule without any occurrence within
    nine years. The series begins with the rule's first occurrence, for readers disagree on a start beside
    it. Of UNTIL and COUNT, which may not stand together, UNTIL stays.
    """
    named = rule_parts(rule)
    if named is None:
        return None
    until_text, count_text = named.pop("UNTIL", ""), named.pop("COUNT", "")
    begins = start if isinstance(start, datetime) else datetime.combine(start, time.min)
    first = _first_occurrence(_text(named), begins)
    until = _until(until_text, zone) if until_text else None
    if first is None or (until_text and until is None) or (until is not None and until < first):
        return None
    if until is None and count_text and (not count_text.isdecimal() or int(count_text) < 1):
        return None
    count = int(count_text) if count_text and until is None else None
    return SeriesRule(first, tuple(named.items()), until, count)


def dates_between(series: SeriesRule, after: datetime, before: datetime) -> Dates:
    """The starts from `after` to `before`, both included, in order.

    A series without COUNT is entered shortly before `after`, however long ago it began.
    """
    from dateutil.rrule import rrule, rrulestr

    last = before if series.until is None else min(before, series.until)
    if last < series.first or last < after:
        return Dates([])
    begins, named = series.first, dict(series.parts)
    step = _even_step(series.first, named)
    if step is not None:
        return _even_dates(series, step, after, last)
    if series.count is None:
        begins, named = _entered(series.first, named, after)
    rule = rrulestr(_text(named), dtstart=begins)
    assert isinstance(rule, rrule)
    # With a count the rule ends by itself, else by the end that is asked for: never without an end.
    bounded = rule.replace(until=last) if series.count is None else rule.replace(count=series.count)
    starts: list[datetime] = []
    looked_at = 0
    for start in islice(bounded, _LOOKED_AT):
        looked_at += 1
        if start > last:
            return Dates(starts)
        if start >= after:
            starts.append(start)
    return Dates(starts, is_cut=looked_at == _LOOKED_AT)


def _even_step(first: datetime, named: dict[str, str]) -> timedelta | None:
    """From each date to the next of a rule by days or weeks; None if it says anything else."""
    on_its_day = named.get("BYDAY", _WEEKDAYS[first.weekday()]) == _WEEKDAYS[first.weekday()]
    days = {"DAILY": 1, "WEEKLY": 7}.get(named["FREQ"], 0)
    if not days or named.keys() - {"FREQ", "INTERVAL", "WKST", "BYDAY"} or not on_its_day:
        return None
    if "BYDAY" in named and days == 1:
        return None
    interval = int(named.get("INTERVAL", "1"))
    return timedelta(days=days * interval) if interval < _LOOKED_AT else None


def _even_dates(series: SeriesRule, step: timedelta, after: datetime, last: datetime) -> Dates:
    """The dates of such a rule, which nobody has to go through to know them."""
    begin = max(-((series.first - after) // step), 0)
    end = (last - series.first) // step + 1
    if series.count is not None:
        end = min(end, series.count)
    numbers = range(begin, min(end, begin + _LOOKED_AT))
    return Dates([series.first + step * number for number in numbers], is_cut=end - begin > _LOOKED_AT)


def last_day_of(rule: str) -> date | None:
    """The day that UNTIL names, which no occurrence starts after by more than a day; None without UNTIL."""
    found = _UNTIL.search(rule)
    try:
        return date(*map(int, found.groups())) if found else None
    except ValueError:
        return None


def stored_rule(series: SeriesRule, when: When) -> str:
    """The RRULE value of an event on some days: UNTIL in UTC for times in a zone, else as a day."""
    parts = [f"{name}={value}" for name, value in series.parts]
    if series.count is not None:
        parts.append(f"COUNT={series.count}")
    elif series.until is not None and isinstance(when.start, datetime):
        parts.append(f"UNTIL={to_utc(series.until, when.zone):%Y%m%dT%H%M%SZ}")
    elif series.until is not None:
        parts.append(f"UNTIL={series.until:%Y%m%d}")
    return ";".join(parts)


def may_reach(first_day: date | None, rule: str, last_day: str) -> bool:
    """Whether an event, or one that recurs by its UNTIL, may reach a day.

    `last_day` (ISO 8601, "" for none) is that of its own dates.
    """
    if first_day is None:
        return True
    until = last_day_of(rule)
    if rule and until is None:
        return bool(last_day)
    return max(last_day, until.isoformat() if until else "") >= first_day.isoformat()


def local_starts(texts: Iterable[str], event: Event) -> list[date]:
    """Original starts (ISO 8601) in the form of the event's own start, sorted, without what is no date."""
    return starts_like(texts, event.when.start, event.when.zone)


def starts_like(texts: Iterable[str], first: date | None, zone: str) -> list[date]:
    """The same for an event that starts at `first`, in an IANA zone if that is a time."""
    starts: set[date] = set()
    for text in texts:
        try:
            value = datetime.fromisoformat(text)
        except ValueError:
            continue
        if not isinstance(first, datetime):
            starts.add(value.date())
            continue
        if value.tzinfo is not None:
            value = value.astimezone(load_zone(zone) if _is_known(zone) else UTC)
        elif len(text) <= len("2024-10-17"):
            value = datetime.combine(value, first.time())
        starts.add(value.replace(tzinfo=None))
    return sorted(starts)


def _entered(first: datetime, named: dict[str, str], after: datetime) -> tuple[datetime, dict[str, str]]:
    """A later start for the same dates from `after` on: whole intervals on, two of them before `after`."""
    step = int(named.get("INTERVAL", "1"))
    match named["FREQ"]:
        case "DAILY" | "WEEKLY":
            length = timedelta(days=step * (7 if named["FREQ"] == "WEEKLY" else 1))
            steps = (after - first) // length - 1
            return (first + steps * length if steps > 0 else first), named
        case "MONTHLY":
            months = (after.year - first.year) * 12 + after.month - first.month
            steps = months // step - 1
            if steps < 1:
                return first, named
            years, month = divmod(first.month - 1 + steps * step, 12)
            begins = first.replace(year=first.year + years, month=month + 1, day=1)
        case _:
            steps = (after.year - first.year) // step - 1
            if steps < 1:
                return first, named
            begins = first.replace(year=first.year + steps * step, month=1, day=1)
    if not any(part in named for part in _DAY_PARTS):  # what the first start said, it must say still
        if named["FREQ"] == "YEARLY" and "BYMONTH" not in named:
            named = named | {"BYMONTH": str(first.month)}
        named = named | {"BYMONTHDAY": str(first.day)}
    return begins, named


def _text(named: dict[str, str]) -> str:
    return ";".join(f"{name}={value}" for name, value in named.items())


def rule_parts(rule: str) -> dict[str, str] | None:
    """The parts of an RRULE value by their names, FREQ first; None if it is none that anybody follows."""
    named: dict[str, str] = {}
    for part in rule.upper().removeprefix("RRULE:").replace(" ", "").strip(";").split(";"):
        match = _PART.fullmatch(part)
        if match is None or match[1] in named:
            return None
        named[match[1]] = match[2]
    interval = named.get("INTERVAL", "1")
    if named.get("FREQ") not in _FREQUENCIES or not interval.isdecimal() or int(interval) < 1:
        return None
    return {"FREQ": named.pop("FREQ"), **named}


def _first_occurrence(text: str, begins: datetime) -> datetime | None:
    from dateutil.rrule import rrule, rrulestr

    # Easter, which dateutil knows, follows no such cycle.
    late = begins if "BYEASTER" in text else begins.replace(year=_late_year(begins.year))
    latest = late + _LONGEST_GAP if late.year < MAXYEAR - 9 else datetime.max
    try:
        occurrences = rrulestr(text, dtstart=late)
        if not isinstance(occurrences, rrule):
            return None
        first = next(iter(occurrences.replace(until=latest)), None)
        return None if first is None else begins + (first - late)
    except (ValueError, TypeError, AttributeError, KeyError, IndexError, OverflowError):
        return None  # what dateutil says to text that only looks like a rule


@lru_cache(512)
def _late_year(year: int) -> int:
    """A year near the calendar's end after which ten years have the days and weeks that follow `year`.

    A rule that never has an occurrence is looked through up to the year 9999, whatever its end: from here on
    that takes milliseconds instead of seconds.
    """

    def shape(first: int) -> list[tuple[int, bool]]:
        return [(date(each, 1, 1).weekday(), isleap(each)) for each in range(first, first + 11)]

    if year > MAXYEAR - 50:
        return year
    wanted = shape(year)
    near = (each for each in range(MAXYEAR - 12, MAXYEAR - 50, -1) if shape(each) == wanted)
    # The calendar repeats itself after 400 years; within a century, after 28.
    return next(near, year + (MAXYEAR - 12 - year) // 400 * 400)


def _until(text: str, zone: str) -> datetime | None:
    try:
        if len(text) == len("20241231"):
            return datetime.combine(datetime.strptime(text, "%Y%m%d"), time(23, 59, 59))
        value = datetime.strptime(text.removesuffix("Z"), "%Y%m%dT%H%M%S")
    except ValueError:
        return None
    if text.endswith("Z") and zone and _is_known(zone):
        return value.replace(tzinfo=UTC).astimezone(load_zone(zone)).replace(tzinfo=None)
    return value


def _is_known(zone: str) -> bool:
    try:
        load_zone(zone)
    except UserError:
        return False
    return True
