"""What narrows a list: chosen values and a period that moves with the day, as text that can be kept."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from capadesk.services.ports import ListQuery


class Period(StrEnum):
    """A stretch of time, told from the day on which the list is read."""

    ANY = ""
    THIS_MONTH = "this_month"
    THIS_QUARTER = "this_quarter"
    THIS_YEAR = "this_year"
    LAST_YEAR = "last_year"
    COMING = "coming"
    PAST = "past"
    OVERDUE = "overdue"
    SPAN = "span"  # from a day to a day; either may be open


@dataclass(frozen=True, slots=True)
class ListFilter:
    """Values by column of the list (any of them), and a period; words to find are no part of it."""

    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    period: Period = Period.ANY
    first_day: date | None = None
    last_day: date | None = None

    def __bool__(self) -> bool:
        """Whether it narrows anything."""
        return bool(self.values) or self.period is not Period.ANY

    def with_values(self, column: str, values: tuple[str, ...]) -> ListFilter:
        """The same with other values of one column; none takes the column out."""
        others = {name: chosen for name, chosen in self.values.items() if name != column}
        return replace(self, values=others | ({column: values} if values else {}))

    def with_period(
        self, period: Period, first_day: date | None = None, last_day: date | None = None
    ) -> ListFilter:
        """The same with another period; a span without any day is none."""
        if period is not Period.SPAN:
            first_day = last_day = None
        elif first_day is None and last_day is None:
            period = Period.ANY
        return replace(self, period=period, first_day=first_day, last_day=last_day)

    def narrowed(self, query: ListQuery, today: date) -> ListQuery:
        """The query of a list, narrowed."""
        query = replace(query, equal=dict(self.values))
        match self.period:
            case Period.ANY:
                return query
            case Period.PAST:
                return replace(query, over_before=today)
            case Period.OVERDUE:
                return replace(query, overdue_on=today)
            case _:
                first, last = self.span(today)
                return replace(query, first_day=first, last_day=last)

    def span(self, today: date) -> tuple[date | None, date | None]:
        """The first and the last day of the period; None where it is open."""
        year = today.year
        match self.period:
            case Period.THIS_MONTH:
                return _months(year, today.month, 1)
            case Period.THIS_QUARTER:
                return _months(year, (today.month - 1) // 3 * 3 + 1, 3)
            case Period.THIS_YEAR:
                return date(year, 1, 1), date(year, 12, 31)
            case Period.LAST_YEAR:
                return date(year - 1, 1, 1), date(year - 1, 12, 31)
            case Period.COMING:
                return today, None
            case Period.PAST | Period.OVERDUE:
                return None, today - timedelta(days=1)
            case _:
                return self.first_day, self.last_day

    def text(self) -> str:
        """As it is kept among the settings."""
        return json.dumps(
            {
                "values": {column: list(values) for column, values in self.values.items()},
                "period": self.period.value,
                "first_day": self.first_day.isoformat() if self.first_day else "",
                "last_day": self.last_day.isoformat() if self.last_day else "",
            },
            ensure_ascii=False,
        )


def filter_of_text(text: Any, columns: frozenset[str], periods: frozenset[Period]) -> ListFilter:
    """A filter that was kept; what the list does not know, or what is no filter, is left out."""
    try:
        kept = json.loads(str(text or "{}"))
    except ValueError:
        return ListFilter()
    if not isinstance(kept, dict):
        return ListFilter()
    values = kept.get("values")
    chosen = {
        column: tuple(value for value in each if isinstance(value, str))
        for column, each in (values if isinstance(values, dict) else {}).items()
        if column in columns and isinstance(each, list)
    }
    found = ListFilter({column: each for column, each in chosen.items() if each})
    period = kept.get("period")
    if isinstance(period, str) and period in {each.value for each in periods}:
        return found.with_period(Period(period), _day(kept.get("first_day")), _day(kept.get("last_day")))
    return found


def filter_of_query(query: ListQuery, today: date) -> ListFilter:
    """What a query of somebody else narrows, so that the bar can say it."""
    found = ListFilter({column: tuple(values) for column, values in query.equal.items() if values})
    if query.overdue_on is not None:
        return found.with_period(Period.OVERDUE)
    if query.over_before is not None:
        if query.over_before == today:
            return found.with_period(Period.PAST)
        return found.with_period(Period.SPAN, query.first_day, query.over_before - timedelta(days=1))
    span = (query.first_day, query.last_day)
    for period in (
        Period.COMING,
        Period.THIS_MONTH,
        Period.THIS_QUARTER,
        Period.THIS_YEAR,
        Period.LAST_YEAR,
    ):
        if span == ListFilter(period=period).span(today):
            return found.with_period(period)
    return found.with_period(Period.SPAN, *span)


def _months(year: int, month: int, count: int) -> tuple[date, date]:
    after = date(year + (month + count > 12), (month + count - 1) % 12 + 1, 1)
    return date(year, month, 1), after - timedelta(days=1)


def _day(text: Any) -> date | None:
    try:
        return date.fromisoformat(str(text))
    except ValueError:
        return None
