"""A series of a calendar file that changes at some of its dates for good (RANGE=THISANDFUTURE)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from capadesk.domain.when import When
from capadesk.formats.calendar.calendar_time_reader import Moment
from capadesk.formats.calendar.further_rules import as_start, start_of
from capadesk.formats.calendar.series_reader import moved
from capadesk.formats.calendar.series_split import first_dates, shifted_rule, split_rule

MAX_DATES_ALONE = 100
"""Dates that are changed one by one where no rule says all of them."""


MAX_STRETCHES = 40
"""Stretches of one series."""


@dataclass(slots=True)
class Segment:
    """A stretch of a series: `begins` is its first date as the series had it ("" for the first stretch),
    `rule` and `when` likewise; its `values` have them as they are now, `shift` later."""

    begins: str
    when: When
    rule: str
    gone: tuple[str, ...]
    values: dict[str, Any]
    shift: timedelta = timedelta(0)

    def start_now(self, original: str) -> str:
        """An original start of the series as this stretch has it."""
        if not self.shift and self.values["when"].precision is self.when.precision:
            return original
        return start_of(datetime.fromisoformat(original) + self.shift, self.values["when"])

    def date_now(self, date_before: When) -> When:
        """A further date of the series as this stretch has it."""
        if not self.begins and not self.shift:
            return date_before
        return moved(self.values["when"], self.start_now(date_before.start_text))


class Segments:
    """The stretches of a series, in their order; `values` of the series are changed as it is split."""

    def __init__(self, values: dict[str, Any]) -> None:
        self._all = [Segment("", values["when"], values["recurrence"], values["exceptions"], values)]

    def of(self, original: str) -> Segment:
        """The stretch that an original start lies in."""
        return next(each for each in reversed(self._all) if each.begins <= original)

    def split(self, at: str, values: dict[str, Any]) -> Segment | None:
        """The stretch that begins at an original start and is as `values` say; None if no rule says that.

        A change from the first date on changes the stretch that is there. OverflowError.
        """
        last = self._all[-1]
        if len(self._all) >= MAX_STRETCHES:
            return None
        rules = split_rule(last.rule, last.when, at) if last.rule and at > last.begins else None
        if rules is None:
            return None
        before, rest = rules
        begins = moved(last.when, at)
        now = in_zone_of(begins, values["when"])
        shift = as_start(now) - as_start(begins)
        rule = shifted_rule(rest, begins, shift)
        cut = shifted_rule(before, last.when, last.shift) if before else ""
        if rule is None or cut is None:
            return None
        values["when"], values["recurrence"] = now, rule
        if not before:
            last.values.update(values)
            last.shift = shift
            last.values["exceptions"] = _exceptions(last)
            return last
        new = Segment(at, begins, rest, tuple(each for each in last.gone if each >= at), values, shift)
        values["exceptions"] = _exceptions(new)
        last.gone = tuple(each for each in last.gone if each < at)
        last.values["recurrence"], last.values["exceptions"] = cut, _exceptions(last)
        last.rule = before
        self._all.append(new)
        return new

    def next_date(self, original: str) -> str:
        """The first date of the last stretch from an original start on, "" if there is none."""
        dates = first_dates(self._all[-1].rule, self._all[-1].when, datetime.fromisoformat(original), 1)
        return start_of(dates[0], self._all[-1].when) if dates else ""

    def dates_from(self, original: str) -> tuple[list[str], bool]:
        """The original starts of the last stretch from one on, and whether there may be more of them."""
        last = self._all[-1]
        if len(self._all) >= MAX_STRETCHES:
            return [], False
        dates = first_dates(last.rule, last.when, datetime.fromisoformat(original), MAX_DATES_ALONE)
        starts = [start_of(start, last.when) for start in dates]
        return [each for each in starts if each not in last.gone], len(starts) == MAX_DATES_ALONE


def in_zone_of(series: When, when: When) -> When:
    """A date of a series that its file gives in UTC, in the zone that the clocks of the series show."""
    if when.zone != "UTC" or not series.zone or series.zone == "UTC" or not isinstance(when.start, datetime):
        return when
    start, end = (Moment(_date(each), "UTC").local(series.zone) for each in (when.start, when.end))
    return When.timed(start, max(start, end), series.zone)


def _exceptions(segment: Segment) -> tuple[str, ...]:
    return tuple(segment.start_now(each) for each in segment.gone)


def _date(value: date | None) -> date:
    assert value is not None
    return value
