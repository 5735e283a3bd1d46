"""What a timeline shows at once, and how much time that is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import MAXYEAR, MINYEAR, date, timedelta
from enum import StrEnum
from typing import NamedTuple

from capadesk.services.calendars.timeline_service import TimelineGroup
from capadesk.ui.calendar.calendar_content import Span

_A_DAY = timedelta(days=1)
_A_WEEK = timedelta(days=7)


class GroupBy(StrEnum):
    """What the rows of a timeline are."""

    SERIES = "series"
    CITY = "city"
    COUNTRY = "country"


class Reach(StrEnum):
    """How much time a timeline shows: a season by weeks, or years by months."""

    QUARTER = "quarter"
    HALF = "half"
    YEAR = "year"
    YEARS = "years"

    @property
    def months(self) -> int:
        """So many months it steps on by."""
        return {"quarter": 3, "half": 6, "year": 12, "years": 36}[self.value]

    @property
    def is_by_months(self) -> bool:
        """Whether its columns are months; else they are weeks."""
        return self in (Reach.YEAR, Reach.YEARS)


class TimelineContent(NamedTuple):
    """The groups that have anything in the columns, which begin on `columns` and end with `span`."""

    span: Span
    columns: tuple[date, ...]
    groups: Sequence[TimelineGroup]
    by: GroupBy
    reach: Reach
    today: date
    zone: str

    def column_span(self, column: int) -> Span:
        """The days of a column."""
        last = column + 1 == len(self.columns)
        return Span(self.columns[column], self.span.last if last else self.columns[column + 1] - _A_DAY)

    def column_of(self, day: date) -> int:
        """The column of a day, or the nearest one."""
        return max(sum(first <= day for first in self.columns) - 1, 0)


def columns_from(anchor: date, reach: Reach, first_weekday: int) -> tuple[Span, tuple[date, ...]]:
    """The days and the columns of a timeline that shows the month of `anchor` first."""
    first = anchor.replace(day=1)
    if reach.is_by_months:
        columns = tuple(month_on(first, step) for step in range(reach.months))
        return Span(first, month_on(first, reach.months) - _A_DAY), columns
    begins = first - timedelta(days=(first.weekday() - first_weekday) % 7)
    weeks = 13 if reach is Reach.QUARTER else 26
    columns = tuple(begins + _A_WEEK * step for step in range(weeks))
    return Span(begins, begins + _A_WEEK * weeks - _A_DAY), columns


def month_on(day: date, months: int) -> date:
    """The first day of the month so many months on, within the years that there are."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not MINYEAR < year < MAXYEAR:
        return day.replace(day=1)
    return date(year, month + 1, 1)
