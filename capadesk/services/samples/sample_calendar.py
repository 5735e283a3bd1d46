"""Dates of the sample, counted in working days from today, so that something is always coming up."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from capadesk.domain.codes import EventStatus
from capadesk.domain.when import When

_WORKDAYS = 5
_REPORTED_AFTER = timedelta(days=120)
_CONFIRMED_WITHIN = timedelta(days=30)
_QUIET_WEEKS = timedelta(weeks=3)


class SampleCalendar:
    """Turns the sample's relative dates into real ones."""

    def __init__(self, today: date) -> None:
        self.today = today

    def workday(self, count: int) -> date:
        """The working day that many after today (before, if negative); at a weekend 0 is the next Monday.

        What would fall into midsummer or the turn of the year lies three weeks farther off.
        """
        weekday = self.today.weekday()
        monday = self.today - timedelta(days=weekday)
        weeks, day = divmod(min(weekday, _WORKDAYS) + count, _WORKDAYS)
        found = monday + timedelta(weeks=weeks, days=day)
        if count and _is_quiet(found):
            found += _QUIET_WEEKS if count > 0 else -_QUIET_WEEKS
        return found

    def when(self, described: Mapping[str, Any], zone: str) -> When:
        """What is described: `workday` with `time` ("10:00-11:30") or `days`, `month`, `year`, or nothing."""
        if "month" in described:
            years, month = divmod(self.today.month - 1 + described["month"], 12)
            return When.months(self.today.year + years, month + 1)
        if "year" in described:
            return When.years(self.today.year + described["year"])
        if "workday" not in described:
            return When.unknown()
        first = self.workday(described["workday"])
        if "time" in described:
            start, end = (
                datetime.combine(first, time.fromisoformat(text)) for text in described["time"].split("-")
            )
            return When.timed(start, end, zone)
        length = described.get("days", 1)
        first -= timedelta(days=max(0, first.weekday() + length - _WORKDAYS))
        return When.days(first, first + timedelta(days=length - 1))

    def status(self, when: When) -> EventStatus:
        """What an event of that date usually is today."""
        first, last = when.first_day, when.last_day
        if first is None or last is None:
            return EventStatus.IDEA
        if last < self.today:
            return EventStatus.REPORTED if last < self.today - _REPORTED_AFTER else EventStatus.HELD
        near = when.is_exact and first <= self.today + _CONFIRMED_WITHIN
        return EventStatus.CONFIRMED if near else EventStatus.PLANNED


def _is_quiet(day: date) -> bool:
    month_and_day = (day.month, day.day)
    return (8, 8) <= month_and_day <= (8, 23) or not (1, 6) < month_and_day < (12, 22)
