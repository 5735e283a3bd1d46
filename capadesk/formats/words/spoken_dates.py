"""Dates as people say them on a day: "Today, 14:00", "Thursday, in 3 days", "In October 2026"."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from capadesk.domain.when import Precision, When
from capadesk.formats.words.date_patterns import DatePatterns
from capadesk.services.words import _

_WEEKDAY_IS_ENOUGH = 6
_YEAR_IS_CLEAR = 180

Distance = Callable[[date, date], str]
"""How far a day is from today: "in 3 days"."""


class SpokenDates:
    """Words dates as near as they are: the weekday within a week, the year only where it is in doubt."""

    def __init__(self, patterns: DatePatterns, distance: Distance) -> None:
        self._patterns = patterns
        self._distance = distance

    def day(self, value: date, today: date) -> str:
        """ "Today", "Thursday, in 3 days", "Thursday 3 December, in 10 days", "17 October 2024"."""
        return self._with_distance(_capital(self._near(value, today)), value, today)

    def when(self, when: When, today: date, zone: str) -> str:
        """A date of any precision; `zone` is that of its times in words, "" if it goes without saying."""
        first, last = when.first_day, when.last_day
        if first is None or last is None:
            return ""
        if when.precision is Precision.YEAR:
            words = self._patterns.years(first, last)
            return _capital(_("in {date}").format(date=words)) if first.year == last.year else words
        if when.precision is Precision.MONTH:
            words = self._patterns.months(first, last)
            is_one = (first.year, first.month) == (last.year, last.month)
            return _capital(_("in {date}").format(date=words) if is_one else words)
        if first != last:
            return self._days(first, last, today)
        if not isinstance(when.start, datetime):
            return self.day(first, today)
        time = self._patterns.time(when.start)
        words = self._patterns.day_and_time(
            _capital(self._near(first, today)), f"{time} ({zone})" if zone else time
        )
        if abs((first - today).days) <= 1:
            return words
        return f"{words} · {self._distance(first, today)}"

    def _days(self, first: date, last: date, today: date) -> str:
        if first <= today <= last:
            return _capital(_("until {day}").format(day=self._near(last, today)))
        return self._with_distance(self._patterns.days(first, last), first if first > today else last, today)

    def _near(self, value: date, today: date) -> str:
        """The day itself within a sentence; only "today" and its neighbours say how far it is."""
        days = abs((value - today).days)
        if days <= 1:
            return self._distance(value, today)
        if days <= _WEEKDAY_IS_ENOUGH:
            return self._patterns.weekday(value)
        if days <= _YEAR_IS_CLEAR:
            return self._patterns.weekday_and_day_without_year(value)
        return self._patterns.day(value)

    def _with_distance(self, words: str, value: date, today: date) -> str:
        days = abs((value - today).days)
        if days <= 1 or days > _YEAR_IS_CLEAR:
            return words
        return _("{day}, {distance}").format(day=words, distance=self._distance(value, today))


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
