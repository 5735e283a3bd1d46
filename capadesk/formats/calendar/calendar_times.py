"""Dates and times as iCalendar writes them: in UTC, in a zone, or as whole days (RFC 5545 3.3.4, 3.3.5)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum

from capadesk.domain.when import Precision, When, to_utc
from capadesk.formats.calendar.zone_rules import YearlyChange, is_known, rules_of

_ANCHOR = datetime(1970, 1, 1)
_FIRST_RULED_YEAR = 1971  # the VTIMEZONEs begin in 1970
_UTC_NAMES = frozenset({"UTC", "Etc/UTC", "Etc/UCT", "Etc/Universal", "Etc/Zulu", "UCT", "Universal", "Zulu"})


class TimeForm(Enum):
    """The three forms of RFC 5545 3.3.5, and DATE."""

    DATE = "date"
    UTC = "utc"
    ZONED = "zoned"
    FLOATING = "floating"  # only for a zone that this machine does not know


@dataclass(frozen=True, slots=True)
class CalendarTimes:
    """Writes the times of one event, all in the same form."""

    form: TimeForm
    zone: str = ""

    def line(self, name: str, value: date) -> str:
        """A property that holds one date or local time: "DTSTART;TZID=Europe/Rome:20241017T093000"."""
        return f"{name}{self._parameter}:{self._value(value)}"

    def until(self, local: datetime) -> str:
        """The value of UNTIL: a date for whole days, else in UTC (RFC 5545 3.3.10)."""
        if self.form is TimeForm.DATE:
            return _basic(local.date())
        if self.form is TimeForm.FLOATING:
            return _basic(local)
        return utc_text(to_utc(local, self.zone))

    @property
    def _parameter(self) -> str:
        if self.form is TimeForm.DATE:
            return ";VALUE=DATE"
        return f";TZID={self.zone}" if self.form is TimeForm.ZONED else ""

    def _value(self, value: date) -> str:
        if not isinstance(value, datetime):
            return _basic(value)
        if self.form is TimeForm.DATE:
            return _basic(value.date())
        return utc_text(to_utc(value, self.zone)) if self.form is TimeForm.UTC else _basic(value)


def times_of(when: When, *, is_series: bool) -> CalendarTimes:
    """How an event's times are written.

    A single event names its zone where the zone's present rule, which is all that its VTIMEZONE says, gives
    the true offset at its start and end; otherwise it stands in UTC. A series has local times in its zone:
    its later occurrences move with the clocks.
    """
    if when.precision is not Precision.DATETIME:
        return CalendarTimes(TimeForm.DATE)
    assert isinstance(when.start, datetime)
    assert isinstance(when.end, datetime)
    if when.zone in _UTC_NAMES:
        return CalendarTimes(TimeForm.UTC, when.zone)
    rules = rules_of(when.zone)
    if rules is None or not rules.is_writable:
        return CalendarTimes(TimeForm.UTC if is_known(when.zone) else TimeForm.FLOATING, when.zone)
    if is_series:
        return CalendarTimes(TimeForm.ZONED, when.zone)
    is_ruled = rules.is_plain and when.start.year >= _FIRST_RULED_YEAR
    if is_ruled and rules.holds_at(when.start) and rules.holds_at(when.end):
        return CalendarTimes(TimeForm.ZONED, when.zone)
    return CalendarTimes(TimeForm.UTC, when.zone)


def time_zone_lines(zones: Iterable[str]) -> Iterator[str]:
    """The VTIMEZONEs of zones, sorted: one STANDARD and at most one DAYLIGHT with a yearly rule each.

    Their rules are those of now, anchored in 1970: the form that every calendar program reads alike.
    """
    for zone in sorted(set(zones)):
        rules = rules_of(zone)
        assert rules is not None
        yield "BEGIN:VTIMEZONE"
        yield f"TZID:{zone}"
        yield f"X-LIC-LOCATION:{zone}"
        if not rules.changes:
            offset = _offset(rules.offset)
            yield from _observance("STANDARD", _ANCHOR, "", offset, offset, rules.name)
        for kind, change in zip(("STANDARD", "DAYLIGHT"), rules.changes, strict=False):
            yield from _yearly_observance(kind, change)
        yield "END:VTIMEZONE"


def utc_text(value: datetime) -> str:
    """A naive UTC time: "20241017T073000Z"."""
    return _basic(value) + "Z"


def _yearly_observance(kind: str, change: YearlyChange) -> Iterator[str]:
    onset_and_rule = change.first_onset_and_rule()
    assert onset_and_rule is not None
    onset, rule = onset_and_rule
    offsets = _offset(change.offset_from), _offset(change.offset_to)
    return _observance(kind, onset, f"RRULE:FREQ=YEARLY;{rule}", *offsets, change.name)


def _observance(
    kind: str, onset: datetime, rule: str, offset_from: str, offset_to: str, name: str
) -> Iterator[str]:
    yield f"BEGIN:{kind}"
    yield f"DTSTART:{_basic(onset)}"
    if rule:
        yield rule
    yield f"TZOFFSETFROM:{offset_from}"
    yield f"TZOFFSETTO:{offset_to}"
    yield f"TZNAME:{name}"
    yield f"END:{kind}"


def _offset(value: timedelta) -> str:
    sign = "-" if value < timedelta(0) else "+"
    hours, seconds = divmod(int(abs(value).total_seconds()), 3600)
    minutes, seconds = divmod(seconds, 60)
    return f"{sign}{hours:02}{minutes:02}" + (f"{seconds:02}" if seconds else "")


def _basic(value: date) -> str:
    text = value.isoformat(timespec="seconds") if isinstance(value, datetime) else value.isoformat()
    return text.replace("-", "").replace(":", "")
