"""The rule by which a time zone changes its offset now and for ever: the POSIX footer of its TZif data."""

from __future__ import annotations

import calendar
import re
import zoneinfo
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from importlib.resources import files
from pathlib import Path

from capadesk.domain.errors import UserError
from capadesk.domain.when import load_zone

_DAY = 86_400
_WEEKDAYS = ("SU", "MO", "TU", "WE", "TH", "FR", "SA")
_NAME = r"[A-Za-z]{3,}|<[A-Za-z0-9+-]+>"
_CLOCK = r"[+-]?\d+(?::\d+){0,2}"
_FOOTER = re.compile(f"({_NAME})({_CLOCK})(?:({_NAME})({_CLOCK})?,([^,]+),([^,]+))?")
_CHANGE = re.compile(rf"M(\d+)\.(\d)\.(\d)(?:/({_CLOCK}))?")


@dataclass(frozen=True, slots=True)
class YearlyChange:
    """A change of offset that comes every year, as POSIX TZ writes it: Mmonth.week.weekday/time.

    `week` 5 is the last; `weekday` 0 is Sunday; `seconds` count from local midnight by the offset before
    the change and may lie outside of the day (RFC 8536 3.3.1).
    """

    month: int
    week: int
    weekday: int
    seconds: int
    offset_from: timedelta
    offset_to: timedelta
    name: str

    @property
    def is_plain(self) -> bool:
        """Whether one BYDAY says its day: its time of day is one that clocks show."""
        return 0 <= self.seconds < _DAY

    def onset(self, year: int) -> datetime:
        """The local time of the change in that year, by the offset before it."""
        return self._day_of_rule(year) + timedelta(seconds=self.seconds)

    def first_onset_and_rule(self) -> tuple[datetime, str] | None:
        """The onset of 1970 and the parts of a yearly RRULE that say its day; None if there is no such rule.

        A change at 24:00 is written one second early, as Windows does: the day stays one single BYDAY.
        """
        shift, seconds = divmod(self.seconds, _DAY)
        if self.seconds == _DAY:
            shift, seconds = 0, _DAY - 1
        day = self._day_of_rule(1970) + timedelta(days=shift, seconds=seconds)
        weekday = _WEEKDAYS[(self.weekday + shift) % 7]
        if shift == 0:
            return day, f"BYMONTH={self.month};BYDAY={-1 if self.week == 5 else self.week}{weekday}"
        length = calendar.monthrange(1970, self.month)[1]
        last = (length if self.week == 5 else 7 * self.week) + shift
        if last - 6 < 1 or last > length or (self.week == 5 and self.month == 2):
            return None
        days = ",".join(str(number) for number in range(last - 6, last + 1))
        return day, f"BYMONTH={self.month};BYDAY={weekday};BYMONTHDAY={days}"

    def _day_of_rule(self, year: int) -> datetime:
        first = datetime(year, self.month, 1)
        to_weekday = (self.weekday - first.isoweekday()) % 7
        days = to_weekday + 7 * (self.week - 1)
        if days >= calendar.monthrange(year, self.month)[1]:
            days -= 7
        return first + timedelta(days=days)


@dataclass(frozen=True, slots=True)
class ZoneRules:
    """A zone's present offsets: `offset` all year, or until `to_summer` and from `to_winter` on.

    Summer is the time with the greater offset, also where POSIX has it the other way round (Dublin).
    """

    zone: str
    offset: timedelta
    name: str
    to_summer: YearlyChange | None = None
    to_winter: YearlyChange | None = None

    @property
    def changes(self) -> tuple[YearlyChange, ...]:
        """The change to winter and the one to summer; none in a zone without."""
        return (self.to_winter, self.to_summer) if self.to_winter and self.to_summer else ()

    @property
    def is_plain(self) -> bool:
        """Whether each change is said by one BYDAY."""
        return all(change.is_plain for change in self.changes)

    @property
    def is_writable(self) -> bool:
        """Whether each change can be said by a yearly RRULE."""
        return all(change.first_onset_and_rule() for change in self.changes)

    def offset_at(self, local: datetime) -> timedelta | None:
        """The offset at a local time; None where the clocks skip it or show it twice."""
        if not self.to_summer or not self.to_winter:
            return self.offset
        summer, winter = self.to_summer.onset(local.year), self.to_winter.onset(local.year)
        gain = self.to_summer.offset_to - self.to_summer.offset_from
        if summer <= local < summer + gain or winter - gain <= local < winter:
            return None
        is_summer = summer <= local < winter if summer < winter else not winter <= local < summer
        return self.to_summer.offset_to if is_summer else self.offset

    def holds_at(self, local: datetime) -> bool:
        """Whether the rule gives the zone's true offset at that local time, beyond doubt."""
        offset = self.offset_at(local)
        return offset is not None and local.replace(tzinfo=load_zone(self.zone)).utcoffset() == offset


@cache
def is_known(zone: str) -> bool:
    """Whether this machine has the data of the zone."""
    try:
        load_zone(zone)
    except UserError:
        return False
    return True


@cache
def rules_of(zone: str) -> ZoneRules | None:
    """The rules of an IANA zone; None if it is unknown here or its footer says something else."""
    if not is_known(zone):
        return None
    match = _FOOTER.fullmatch(_footer(zone))
    if match is None:
        return None
    name, offset_text, summer_name, summer_offset_text, start, end = match.groups()
    offset, name = -_clock(offset_text), name.strip("<>")
    if summer_name is None:
        return ZoneRules(zone, offset, name)
    summer_name = summer_name.strip("<>")
    summer_offset = -_clock(summer_offset_text) if summer_offset_text else offset + timedelta(hours=1)
    to_summer = _change(start, offset, summer_offset, summer_name)
    to_winter = _change(end, summer_offset, offset, name)
    if to_summer is None or to_winter is None:
        return None
    if summer_offset < offset:
        return ZoneRules(zone, summer_offset, summer_name, to_winter, to_summer)
    return ZoneRules(zone, offset, name, to_summer, to_winter)


def _change(text: str, offset_from: timedelta, offset_to: timedelta, name: str) -> YearlyChange | None:
    match = _CHANGE.fullmatch(text)
    if match is None:
        return None
    month, week, weekday, time = match.groups()
    seconds = int(_clock(time or "2").total_seconds())
    return YearlyChange(int(month), int(week), int(weekday), seconds, offset_from, offset_to, name)


def _clock(text: str) -> timedelta:
    hours, minutes, seconds = ([*map(int, text.lstrip("+-").split(":")), 0, 0])[:3]
    value = timedelta(hours=hours, minutes=minutes, seconds=seconds)
    return -value if text.startswith("-") else value


def _footer(zone: str) -> str:
    """The last line of the TZif data that `zoneinfo` reads (RFC 8536 3.3)."""
    for data in _tzif_data(zone):
        return data.rstrip(b"\n").rpartition(b"\n")[2].decode("ascii", "replace")
    return ""


def _tzif_data(zone: str) -> Iterator[bytes]:
    for folder in zoneinfo.TZPATH:
        path = Path(folder, zone)
        if path.is_file():
            yield path.read_bytes()
    yield files("tzdata.zoneinfo").joinpath(*zone.split("/")).read_bytes()
