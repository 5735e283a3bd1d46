"""`When`: a date that is known as well as it is known."""

from __future__ import annotations

import calendar
import functools
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from capadesk.domain.errors import UserError


class Precision(StrEnum):
    """How well a date is known."""

    DATETIME = "datetime"
    DAY = "day"
    MONTH = "month"
    YEAR = "year"
    UNKNOWN = "unknown"


_RANK = {Precision.YEAR: 0, Precision.MONTH: 1, Precision.DAY: 2, Precision.DATETIME: 3, Precision.UNKNOWN: 4}
_FAR = datetime.max


@functools.total_ordering
@dataclass(frozen=True, slots=True)
class When:
    """A date-time range in a named zone, whole days, months, years, or not known. One register.

    DATETIME: `start` and `end` are naive local wall times (`end` equal to `start`: the end is not known)
    and `zone` is an IANA name. DAY: dates, `end` inclusive. MONTH and YEAR: `start` is the first day of
    the first, `end` the last day of the last. UNKNOWN: all None. Build it with the class methods.
    """

    precision: Precision = Precision.UNKNOWN
    start: date | datetime | None = None
    end: date | datetime | None = None
    zone: str = ""

    # --- making ---------------------------------------------------------------------------------

    @classmethod
    def unknown(cls) -> When:
        """Not yet known."""
        return cls()

    @classmethod
    def timed(cls, start: datetime, end: datetime | None, zone: str) -> When:
        """A range of local wall times in an IANA zone; times that carry an offset are brought into it.

        UserError `zone_unknown`, `end_before_start`. Wall times are compared, not instants: what was valid
        once stays valid when the rules of the zone change.
        """
        known_zone = load_zone(zone)
        start = _wall_time(start, known_zone)
        end = start if end is None else _wall_time(end, known_zone)
        if end < start:
            raise UserError("end_before_start", start=start.isoformat(), end=end.isoformat())
        return cls(Precision.DATETIME, start, end, zone)

    @classmethod
    def days(cls, first: date, last: date | None = None) -> When:
        """Whole days, `last` inclusive; UserError `end_before_start`."""
        first = _day_of(first)
        last = first if last is None else _day_of(last)
        if last < first:
            raise UserError("end_before_start", start=first.isoformat(), end=last.isoformat())
        return cls(Precision.DAY, first, last)

    @classmethod
    def months(cls, year: int, month: int, last: tuple[int, int] | None = None) -> When:
        """A month, or all months up to `last` = (year, month) inclusive.

        UserError `end_before_start`; `date_unreadable` if there is no such month.
        """
        last_year, last_month = last or (year, month)
        for each_year, each_month in ((year, month), (last_year, last_month)):
            if not (MINYEAR <= each_year <= MAXYEAR and 1 <= each_month <= 12):
                text = f"{each_year:04}-{each_month:02}"
                raise UserError("date_unreadable", text=text, precision="month")
        if (last_year, last_month) < (year, month):
            raise UserError(
                "end_before_start", start=f"{year:04}-{month:02}", end=f"{last_year:04}-{last_month:02}"
            )
        final_day = calendar.monthrange(last_year, last_month)[1]
        return cls(Precision.MONTH, date(year, month, 1), date(last_year, last_month, final_day))

    @classmethod
    def years(cls, year: int, last: int | None = None) -> When:
        """A year, or all years up to `last`; UserError `end_before_start`, `date_unreadable`."""
        last = year if last is None else last
        for each_year in (year, last):
            if not MINYEAR <= each_year <= MAXYEAR:
                raise UserError("date_unreadable", text=f"{each_year:04}", precision="year")
        if last < year:
            raise UserError("end_before_start", start=f"{year:04}", end=f"{last:04}")
        return cls(Precision.YEAR, date(year, 1, 1), date(last, 12, 31))

    @classmethod
    def parse(cls, precision: str, start: str | None, end: str | None = None, zone: str = "") -> When:
        """Read `start_text` and `end_text` back (ISO 8601); UserError `date_unreadable` names the text."""
        try:
            kind = Precision(precision)
            if kind is Precision.UNKNOWN or not start:
                return cls()
            end = end or None
            if kind is Precision.DATETIME:
                last = datetime.fromisoformat(end) if end else None
                return cls.timed(datetime.fromisoformat(start), last, zone)
            if kind is Precision.DAY:
                return cls.days(date.fromisoformat(start), date.fromisoformat(end) if end else None)
            if kind is Precision.MONTH:
                year, month = _year_and_month(start)
                return cls.months(year, month, _year_and_month(end) if end else None)
            return cls.years(_year(start), _year(end) if end else None)
        except ValueError as error:
            raise UserError("date_unreadable", text=f"{start}/{end or ''}", precision=precision) from error

    # --- its parts ------------------------------------------------------------------------------

    @property
    def is_known(self) -> bool:
        """Whether there is any date at all."""
        return self.precision is not Precision.UNKNOWN

    @property
    def is_exact(self) -> bool:
        """Whether the day is known: such a date can stand in a calendar."""
        return self.precision in (Precision.DATETIME, Precision.DAY)

    @property
    def first_day(self) -> date | None:
        """The first local day that it may touch."""
        return None if self.start is None else _day_of(self.start)

    @property
    def last_day(self) -> date | None:
        """The last local day that it may touch: not the next one if it ends at midnight."""
        if isinstance(self.end, datetime) and self.end != self.start and self.end.time() == time.min:
            return self.end.date() - timedelta(days=1)
        return None if self.end is None else _day_of(self.end)

    @property
    def duration_days(self) -> int | None:
        """The number of local days from first to last; None unless the days are known."""
        if not self.is_exact or self.first_day is None or self.last_day is None:
            return None
        return (self.last_day - self.first_day).days + 1

    @property
    def start_text(self) -> str:
        """ISO 8601: "2024-10-17T09:30", "2024-10-17", "2024-10", "2024" or ""."""
        return _text(self.start, self.precision)

    @property
    def end_text(self) -> str:
        """ISO 8601 like `start_text`; inclusive for days, months and years."""
        return _text(self.end, self.precision)

    @property
    def start_utc(self) -> datetime | None:
        """The first instant in UTC, naive; for dates the local midnight itself."""
        if isinstance(self.start, datetime):
            return to_utc(self.start, self.zone)
        return None if self.start is None else datetime.combine(self.start, time.min)

    @property
    def end_utc(self) -> datetime | None:
        """The instant after the last in UTC, naive; for dates the midnight after the last day.

        Never before `start_utc`, even where the start lies in a gap of the zone and the end behind it.
        """
        if isinstance(self.start, datetime) and isinstance(self.end, datetime):
            return max(to_utc(self.start, self.zone), to_utc(self.end, self.zone))
        if self.end is None:
            return None
        return datetime.combine(self.end, time.min) + timedelta(days=1) if self.end < date.max else _FAR

    # --- comparing ------------------------------------------------------------------------------

    def sort_key(self) -> tuple[datetime, int, datetime, str, str]:
        """A total order: by start in UTC; of equal starts what is known less well first; unknown last."""
        return (
            self.start_utc or _FAR,
            _RANK[self.precision],
            self.end_utc or _FAR,
            self.zone,
            f"{self.start_text}/{self.end_text}",
        )

    def __lt__(self, other: object) -> bool:
        if not isinstance(other, When):
            return NotImplemented
        return self.sort_key() < other.sort_key()

    def overlaps(self, other: When) -> bool:
        """Whether both may share a moment: instants between timed ranges, local days otherwise."""
        if not (self.is_known and other.is_known):
            return False
        if self.precision is other.precision is Precision.DATETIME:
            return _spans_meet(self.start_utc, self.end_utc, other.start_utc, other.end_utc)
        assert self.first_day and self.last_day and other.first_day and other.last_day
        return self.first_day <= other.last_day and other.first_day <= self.last_day

    def moved_to(self, first: date) -> When:
        """The same length and time of day, beginning on another day; that day alone if no day was known.

        UserError `date_out_of_range` where the end would lie after the year 9999.
        """
        first = _day_of(first)
        if self.start is None or self.end is None or not self.is_exact:
            return When.days(first)
        shift = first - (self.first_day or first)
        try:
            return When(self.precision, self.start + shift, self.end + shift, self.zone)
        except OverflowError as error:
            raise UserError("date_out_of_range", text=first.isoformat()) from error


@functools.cache
def load_zone(name: str) -> ZoneInfo:
    """The IANA zone of that name; UserError `zone_unknown`."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise UserError("zone_unknown", zone=name) from error


def to_utc(local: datetime, zone: str) -> datetime:
    """A local wall time as naive UTC (RFC 5545 3.3.5: in a gap the offset before it, in a fold the first).

    Kept within the years 1 to 9999. In a zone that this machine does not know yet, such as one merged from
    a desk with newer zone data, the wall time itself.
    """
    try:
        return local.replace(tzinfo=load_zone(zone), fold=0).astimezone(UTC).replace(tzinfo=None)
    except OverflowError:
        return datetime.min if local.year == MINYEAR else datetime.max
    except UserError:
        return local


def _wall_time(value: datetime, zone: ZoneInfo) -> datetime:
    if value.tzinfo is not None:
        try:
            value = value.astimezone(zone)
        except OverflowError as error:
            raise UserError("date_out_of_range", text=value.isoformat()) from error
    return value.replace(tzinfo=None, fold=0, microsecond=0)


def _day_of(value: date) -> date:
    return value.date() if isinstance(value, datetime) else value


def _spans_meet(
    start: datetime | None, end: datetime | None, other_start: datetime | None, other_end: datetime | None
) -> bool:
    assert start and end and other_start and other_end
    if start == end and other_start == other_end:
        return start == other_start
    if start == end:  # a moment lies in a span that has begun and not ended
        return other_start <= start < other_end
    if other_start == other_end:
        return start <= other_start < end
    return start < other_end and other_start < end


def _text(value: date | datetime | None, precision: Precision) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds" if value.second else "minutes")
    if precision is Precision.MONTH:
        return f"{value.year:04}-{value.month:02}"
    return f"{value.year:04}" if precision is Precision.YEAR else value.isoformat()


def _year(text: str) -> int:
    if len(text) != 4 or not text.isdecimal():
        raise ValueError(text)
    return int(text)


def _year_and_month(text: str) -> tuple[int, int]:
    year, _, month = text.partition("-")
    if len(month) != 2 or not month.isdecimal() or not 1 <= int(month) <= 12:
        raise ValueError(text)
    return _year(year), int(month)
