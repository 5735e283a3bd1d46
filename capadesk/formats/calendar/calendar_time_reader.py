"""Dates, times and durations of calendar files as they are meant (RFC 5545 3.3.4 to 3.3.6)."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from capadesk.domain.errors import UserError
from capadesk.domain.when import load_zone
from capadesk.formats.calendar.calendar_zone_book import CalendarZoneBook
from capadesk.formats.calendar.content_line_reader import ContentLine

_VALUE = re.compile(
    r"(\d{4})-?(\d\d)-?(\d\d)(?:[T ]?(\d\d):?(\d\d)(?::?(\d\d))?(?:\.\d+)?[ \t]*(Z|[+-]\d\d:?\d\d)?|Z)?",
    re.IGNORECASE,
)
_DURATION = re.compile(
    r"([+-]?)P(?:(\d{1,6})W)?(?:(\d{1,6})D)?(?:T(?:(\d{1,6})H)?(?:(\d{1,8})M)?(?:(\d{1,9})S)?)?",
    re.IGNORECASE,
)


class Moment(NamedTuple):
    """A day, or a local time in an IANA zone; `zone` "" is a day, or a time that floats."""

    value: date
    zone: str = ""

    @property
    def is_timed(self) -> bool:
        """Whether it has a time of day."""
        return isinstance(self.value, datetime)

    @property
    def day(self) -> date:
        """Its day."""
        return self.value.date() if isinstance(self.value, datetime) else self.value

    def local(self, zone: str) -> datetime:
        """The wall time in another zone; a floating time and a day stay as they are. UserError."""
        value = self.value
        if not isinstance(value, datetime):
            return datetime(value.year, value.month, value.day)
        if not self.zone or self.zone == zone or not zone:
            return value
        try:
            there = value.replace(tzinfo=load_zone(self.zone)).astimezone(load_zone(zone))
        except OverflowError as error:
            raise UserError("date_out_of_range", text=value.isoformat()) from error
        return there.replace(tzinfo=None)


class CalendarTimeReader:
    """Reads the times of one calendar; what floats is in `floating_zone`, and that is told once.

    `on_unknown_zone` hears of a TZID that is no zone, and whether its VTIMEZONE said the instant: that is
    shown in `floating_zone`.
    """

    def __init__(
        self, zones: CalendarZoneBook, floating_zone: str, on_unknown_zone: Callable[[str, bool], None]
    ) -> None:
        self._zones = zones
        self._floating_zone = floating_zone
        self._on_unknown_zone = on_unknown_zone
        self.floating = 0
        """How many times floated."""

    def moment(self, line: ContentLine, text: str | None = None, beside: ContentLine | None = None) -> Moment:
        """The value of a property, or one `text` of its list. UserError `date_unreadable`.

        A time that floats is in the zone of the one `beside` it, if that names one.
        """
        text = (line.value if text is None else text).strip()
        found = _VALUE.fullmatch(text)
        if found is None:
            raise UserError("date_unreadable", text=text[:100], line=line.number)
        year, month, day, hour, minute, second, offset = found.groups()
        try:
            of_day = date(int(year), int(month), int(day))
            if hour is None or (line.parameters and line.parameter("VALUE").upper() == "DATE"):
                return Moment(of_day)
            shift = timedelta(days=1) if hour == "24" and minute == "00" else timedelta()
            time = datetime(
                of_day.year, of_day.month, of_day.day, 0 if shift else int(hour), int(minute),
                min(int(second or 0), 59),
            ) + shift  # fmt: skip
            if offset:
                return Moment(_in_utc(time, offset), "UTC")
        except (ValueError, OverflowError) as error:
            raise UserError("date_unreadable", text=text[:100], line=line.number) from error
        tzid = line.parameter("TZID") if line.parameters else ""
        if not tzid and beside is not None:
            tzid = beside.parameter("TZID")
        zone = self._zones.zone_of(tzid) if tzid else ""
        if tzid and not zone:
            known = self._zones.in_utc(tzid, time)
            self._on_unknown_zone(tzid, known is not None)
            if known is not None:
                return Moment(Moment(known, "UTC").local(self._floating_zone), self._floating_zone)
        if not zone:
            self.floating += not tzid
            zone = self._floating_zone
        return Moment(time, zone)


def duration_of(text: str) -> timedelta | None:
    """A duration (RFC 5545 3.3.6); None if it is none, or longer than three centuries."""
    found = _DURATION.fullmatch(text.strip())
    if found is None or not any(found.groups()[1:]):
        return None
    weeks, days, hours, minutes, seconds = (int(part or 0) for part in found.groups()[1:])
    length = timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)
    if length > timedelta(days=110_000):
        return None
    return -length if found[1] == "-" else length


def _in_utc(time: datetime, offset: str) -> datetime:
    if offset in "Zz":
        return time
    hours, minutes = int(offset[1:3]), int(offset[-2:])
    shift = timedelta(hours=hours, minutes=minutes)
    there = time - shift if offset[0] == "+" else time + shift
    return there.replace(tzinfo=UTC).replace(tzinfo=None)
