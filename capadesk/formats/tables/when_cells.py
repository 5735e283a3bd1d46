"""The cells of a row that together say when something is, made into one When."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any, NamedTuple

from capadesk.domain.errors import UserError
from capadesk.domain.when import Precision, When, load_zone
from capadesk.formats.words.date_text import (
    FIRST_YEAR,
    LAST_YEAR,
    DateSpan,
    PartialDate,
    parse_date_text,
    parse_times,
)

_ZONE_WORDS = {
    "CEST": "CET", "MEZ": "CET", "MESZ": "CET", "EEST": "EET", "WEST": "WET", "BST": "Europe/London",
    "Z": "UTC",
}  # fmt: skip


class WhenCells(NamedTuple):
    """Cells as they stand in the file; None where there is no such column or nothing in it."""

    start: Any = None
    end: Any = None
    start_time: Any = None
    end_time: Any = None
    time_zone: Any = None


def when_of(cells: WhenCells, default_zone: str, *, day_first: bool = True) -> When:
    """What the cells say together; unknown if there is no date.

    UserError with the guilty cell's name as `field`: those of `parse_date_text` and `parse_times`, and
    `date_serial_number` (a number that is not formatted as a date), `start_missing`, `end_less_exact` (the
    ends are not equally exact), `end_before_start`, `time_without_day`.
    """
    zone = _blame("time_zone", _zone, cells.time_zone) or default_zone
    first = _blame("start", _span, cells.start, zone, day_first)
    last = None
    times: tuple[time | None, time | None] = (None, None)
    if first is not None:
        times = first.start_time, first.end_time
    start_times = _blame("start_time", _times, cells.start_time)
    if start_times is not None:
        times = start_times[0], start_times[1] or times[1]
    end_times = _blame("end_time", _times, cells.end_time)
    if end_times is None and _is_time(cells.end):
        end_times = _blame("end", _times, cells.end)
    else:
        last = _blame("end", _span, cells.end, zone, day_first)
    if last is not None and (last.end_time or last.start_time):
        times = times[0], last.end_time or last.start_time
    if end_times is not None:
        times = times[0], end_times[0]
    return _joined(first, last, times, zone)


def _joined(
    first: DateSpan | None, last: DateSpan | None, times: tuple[time | None, time | None], zone: str
) -> When:
    if first is None:
        if last is not None or any(times):
            raise UserError("start_missing", field="start")
        return When.unknown()
    begin, end = first.first, first.last if last is None else last.last
    if begin.precision is not end.precision:
        raise UserError("end_less_exact", field="end")
    if any(times) and begin.precision is not Precision.DAY:
        raise UserError("time_without_day", field="start_time")
    when: When = _blame("end", _when, begin, end, times, zone)
    return when


def _when(begin: PartialDate, end: PartialDate, times: tuple[time | None, time | None], zone: str) -> When:
    if begin.precision is Precision.YEAR:
        return When.years(begin.year, end.year)
    if begin.precision is Precision.MONTH:
        return When.months(begin.year, begin.month, (end.year, end.month))
    first_day, last_day = date(*begin), date(*end)
    start_time, end_time = times
    if start_time is None:
        if end_time is not None:
            raise UserError("start_time_missing", field="start_time")
        return When.days(first_day, last_day)
    start = datetime.combine(first_day, start_time)
    if end_time is None:
        if last_day != first_day:
            raise UserError("end_time_missing", field="end_time")
        return When.timed(start, None, zone)
    return When.timed(start, datetime.combine(last_day, end_time), zone)


def _blame(field: str, read: Any, *arguments: Any) -> Any:
    """Call `read`; an error that names no cell yet is given this one's name."""
    try:
        return read(*arguments)
    except UserError as error:
        raise UserError(error.code, **{"field": field, **error.data}) from error


def _span(value: Any, zone: str, day_first: bool) -> DateSpan | None:
    if value is None:
        return None
    if isinstance(value, datetime):
        day = _checked(value)
        return DateSpan(day, day, None if value.time() == time.min else value.time().replace(microsecond=0))
    if isinstance(value, date):
        return DateSpan(_checked(value), _checked(value))
    if isinstance(value, int) and not isinstance(value, bool) and FIRST_YEAR <= value <= LAST_YEAR:
        return DateSpan(PartialDate(value), PartialDate(value))
    if isinstance(value, int | float) and not isinstance(value, bool):
        raise UserError("date_serial_number", text=str(value))
    return parse_date_text(str(value), zone, day_first=day_first)


def _checked(value: date) -> PartialDate:
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise UserError("date_out_of_range", year=value.year)
    return PartialDate(value.year, value.month, value.day)


def _times(value: Any) -> tuple[time, time | None] | None:
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    if isinstance(value, datetime):
        return value.time().replace(microsecond=0), None
    if isinstance(value, float) and 0 <= value < 1:  # a time of day that is not formatted as one
        minutes = round(value * 24 * 60)
        return time(minutes // 60 % 24, minutes % 60), None
    return parse_times(str(value))


def _is_time(value: Any) -> bool:
    if not isinstance(value, str):
        return False
    try:
        parse_times(value)
    except UserError:
        return False
    return True


def _zone(value: Any) -> str | None:
    name = "" if value is None else str(value).strip()
    if not name:
        return None
    name = _ZONE_WORDS.get(name.upper(), name)
    load_zone(name)
    return name
