"""One date of a recurring event, and what ends before it: for moving and for leaving out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta

from capadesk.domain.errors import UserError
from capadesk.domain.records import Event
from capadesk.domain.series_rule import SeriesRule, dates_between, rule_of, starts_like, stored_rule

A_SECOND = timedelta(seconds=1)


def named_date(series: Event, text: str) -> tuple[SeriesRule, datetime]:
    """The rule of a recurring event, and that of its dates whose original start (ISO 8601) is named.

    UserError `date_of_series_not_found`.
    """
    rule = rule_of(series)
    starts = starts_like([text], series.when.start, series.when.zone)
    if rule is None or not starts:
        raise UserError("date_of_series_not_found", name=series.title, date=text)
    original = as_time(starts[0])
    if not dates_between(rule, original, original).starts:
        raise UserError("date_of_series_not_found", name=series.title, date=text)
    return rule, original


def ended_before(series: Event, rule: SeriesRule, original: datetime) -> Event:
    """The recurring event with its dates before `original` alone."""
    gone = starts_like(series.exceptions, series.when.start, series.when.zone)
    return replace(
        series,
        recurrence=stored_rule(replace(rule, count=None, until=original - A_SECOND), series.when),
        exceptions=tuple(text_of(each) for each in gone if as_time(each) < original),
    )


def text_of(start: date) -> str:
    """A local start as it is stored among exceptions."""
    return start.isoformat(timespec="minutes") if isinstance(start, datetime) else start.isoformat()


def as_time(start: date) -> datetime:
    """A local start to compare with others: a day at its midnight."""
    return start if isinstance(start, datetime) else datetime.combine(start, time.min)
