"""What a VTIMEZONE says of its offsets, worked out for given local times (RFC 5545 3.6.5)."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import islice
from typing import NamedTuple

from capadesk.formats.calendar.content_line_reader import ContentLine

_OFFSET = re.compile(r"([+-]?)(\d\d):?(\d\d)(?::?(\d\d))?")
_MOMENT = re.compile(r"(\d{8})T?(\d{6})?Z?")
_YEARLY = re.compile(r"FREQ=YEARLY(?:;[A-Z]+=[A-Z0-9,+-]+)*", re.IGNORECASE)
_FREE = re.compile(
    r"FREQ=YEARLY(?=.*;BYMONTH=)(?=.*;BYDAY=)"
    r"(?:;(?:BYMONTH=\d+|BYDAY=[+-]?\d[A-Z]{2}|WKST=[A-Z]{2}|INTERVAL=1))+"
)
"""A rule that does not depend on the year it begins in."""
_ENTERED = 1970
_MOST_OBSERVANCES = 400
_MOST_ONSETS = 600


class Observance(NamedTuple):
    """A STANDARD or DAYLIGHT: its onsets by the local time before them, and the offset from then on."""

    start: datetime
    rule: str
    further: tuple[datetime, ...]
    offset_from: timedelta
    offset_to: timedelta


def observances_of(lines: Iterable[ContentLine]) -> list[Observance]:
    """The observances of a VTIMEZONE's lines; one that is broken is left out."""
    found: list[Observance] = []
    inside: dict[str, list[str]] | None = None
    for line in lines:
        if line.name == "BEGIN" and line.value.strip().upper() in ("STANDARD", "DAYLIGHT"):
            inside = {}
        elif line.name == "END" and inside is not None:
            observance = _observance(inside)
            if observance is not None and len(found) < _MOST_OBSERVANCES:
                found.append(observance)
            inside = None
        elif inside is not None:
            inside.setdefault(line.name, []).append(line.value.strip())
    return found


class Onsets(NamedTuple):
    """When the clocks of a VTIMEZONE change, in order, and the offset from then on; `first` before that."""

    times: list[datetime]
    offsets: list[timedelta]
    first: timedelta

    def offset_at(self, moment: datetime) -> timedelta:
        """The offset at a local time, by the last onset before it."""
        place = bisect_right(self.times, moment)
        return self.offsets[place - 1] if place else self.first


def onsets_of(observances: Sequence[Observance], until: datetime) -> Onsets | None:
    """The onsets of some observances; None if there are none, or a rule cannot be followed."""
    if not observances:
        return None
    onsets: list[tuple[datetime, timedelta]] = []
    for each in observances:
        starts = _onsets(each, until)
        if starts is None:
            return None
        onsets.extend((start, each.offset_to) for start in starts)
    onsets.sort()
    first = min(observances, key=lambda each: each.start).offset_from
    return Onsets([start for start, _offset in onsets], [offset for _start, offset in onsets], first)


def _onsets(observance: Observance, until: datetime) -> list[datetime] | None:
    starts = [observance.start, *observance.further]
    if not observance.rule:
        return starts
    from dateutil.rrule import rrule, rrulestr

    if _YEARLY.fullmatch(observance.rule) is None:
        return None
    begins = observance.start
    if begins.year < _ENTERED and _FREE.fullmatch(observance.rule):
        begins = begins.replace(year=_ENTERED, day=1)
    try:
        rule = rrulestr(re.sub(r"(UNTIL=\d{8}T\d{6})Z", r"\1", observance.rule), dtstart=begins)
        if not isinstance(rule, rrule):
            return None
        starts.extend(
            islice(rule.replace(until=min(until, getattr(rule, "_until", None) or until)), _MOST_ONSETS)
        )
    except (ValueError, TypeError, AttributeError, KeyError, IndexError, OverflowError):
        return None
    return starts


def _observance(values: dict[str, list[str]]) -> Observance | None:
    start = _moment(values.get("DTSTART", [""])[0])
    offset_to = _offset(values.get("TZOFFSETTO", [""])[0])
    offset_from = _offset(values.get("TZOFFSETFROM", [""])[0])
    if start is None or offset_to is None:
        return None
    further = [_moment(text) for line in values.get("RDATE", []) for text in line.split(",")[:_MOST_ONSETS]]
    return Observance(
        start,
        values.get("RRULE", [""])[0].upper(),
        tuple(moment for moment in further if moment is not None),
        offset_to if offset_from is None else offset_from,
        offset_to,
    )


def _moment(text: str) -> datetime | None:
    found = _MOMENT.fullmatch(text)
    if found is None:
        return None
    try:
        return datetime.strptime(found[1] + (found[2] or "000000"), "%Y%m%d%H%M%S")
    except ValueError:
        return None


def _offset(text: str) -> timedelta | None:
    found = _OFFSET.fullmatch(text)
    if found is None or int(found[2]) > 24 or int(found[3]) > 59:
        return None
    value = timedelta(hours=int(found[2]), minutes=int(found[3]), seconds=int(found[4] or 0))
    return -value if found[1] == "-" else value
