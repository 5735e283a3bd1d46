"""The recurrence of a series as every calendar program reads it alike (RFC 5545 3.3.10)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from capadesk.domain.records import Event
from capadesk.domain.when import load_zone
from capadesk.formats.calendar_times import CalendarTimes
from capadesk.formats.zone_rules import is_known

_FREQUENCIES = frozenset({"DAILY", "WEEKLY", "MONTHLY", "YEARLY"})
_PART = re.compile(r"([A-Z-]+)=([A-Z0-9,+-]+)")
_LONGEST_GAP = timedelta(days=9 * 366)  # from a 29 February over a year without one to the next


@dataclass(frozen=True, slots=True)
class SeriesRule:
    """A recurrence: the start of its first occurrence, and the RRULE's parts without COUNT and UNTIL.

    `until` is the last local time that belongs to it, `count` the number of occurrences; never both.
    """

    first: datetime
    parts: tuple[tuple[str, str], ...]
    until: datetime | None = None
    count: int | None = None

    def text(self, times: CalendarTimes) -> str:
        """The value of RRULE."""
        parts = [f"{name}={value}" for name, value in self.parts]
        if self.count is not None:
            parts.append(f"COUNT={self.count}")
        elif self.until is not None:
            parts.append(f"UNTIL={times.until(self.until)}")
        return ";".join(parts)


def rule_of(event: Event) -> SeriesRule | None:
    """The recurrence of an event; None if it has none, or one that nobody could follow.

    Nobody follows text that is no rule, frequencies below a day, and a rule without any occurrence within
    nine years. The series begins with the rule's first occurrence, for readers disagree on a start beside
    it. Of UNTIL and COUNT, which may not stand together, UNTIL stays.
    """
    start = event.when.start
    if not event.recurrence or start is None:
        return None
    named = _parts(event.recurrence)
    if named is None:
        return None
    until_text, count_text = named.pop("UNTIL", ""), named.pop("COUNT", "")
    begins = start if isinstance(start, datetime) else datetime.combine(start, time.min)
    first = _first_occurrence(";".join(f"{name}={value}" for name, value in named.items()), begins)
    until = _until(until_text, event.when.zone) if until_text else None
    if first is None or (until_text and until is None) or (until is not None and until < first):
        return None
    if until is None and count_text and (not count_text.isdecimal() or int(count_text) < 1):
        return None
    count = int(count_text) if count_text and until is None else None
    return SeriesRule(first, tuple(named.items()), until, count)


def local_starts(texts: Iterable[str], event: Event) -> list[date]:
    """Original starts (ISO 8601) in the form of the event's own start, sorted, without what is no date."""
    starts: set[date] = set()
    for text in texts:
        try:
            value = datetime.fromisoformat(text)
        except ValueError:
            continue
        if not isinstance(event.when.start, datetime):
            starts.add(value.date())
            continue
        if value.tzinfo is not None:
            value = value.astimezone(load_zone(event.when.zone) if is_known(event.when.zone) else UTC)
        elif len(text) <= len("2024-10-17"):
            value = datetime.combine(value, event.when.start.time())
        starts.add(value.replace(tzinfo=None))
    return sorted(starts)


def _parts(recurrence: str) -> dict[str, str] | None:
    named: dict[str, str] = {}
    for part in recurrence.upper().removeprefix("RRULE:").replace(" ", "").strip(";").split(";"):
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

    latest = begins + _LONGEST_GAP if begins.year < 9990 else datetime.max
    try:
        occurrences = rrulestr(text, dtstart=begins)
        return next(iter(occurrences.replace(until=latest)), None) if isinstance(occurrences, rrule) else None
    except (ValueError, TypeError, AttributeError, KeyError, IndexError, OverflowError):
        return None  # what dateutil says to text that only looks like a rule


def _until(text: str, zone: str) -> datetime | None:
    try:
        if len(text) == len("20241231"):
            return datetime.combine(datetime.strptime(text, "%Y%m%d"), time(23, 59, 59))
        value = datetime.strptime(text.removesuffix("Z"), "%Y%m%dT%H%M%S")
    except ValueError:
        return None
    if text.endswith("Z") and zone and is_known(zone):
        return value.replace(tzinfo=UTC).astimezone(load_zone(zone)).replace(tzinfo=None)
    return value
