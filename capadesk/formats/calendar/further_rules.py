"""EXRULE, and RRULE a second time: RFC 2445 knew them, RFC 5545 (3.8.5) advises against them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, time, timedelta
from typing import NamedTuple

from capadesk.domain.series_rule import SeriesRule, dates_between, series_rule
from capadesk.domain.when import When
from capadesk.formats.calendar.content_line_reader import ContentLine
from capadesk.formats.calendar.series_reader import Say, moved, rule_text, silent

MAX_RULES = 5
"""Rules of one event that are followed."""
MAX_DATES = 1_000
"""Dates of one rule that are looked at; a file may ask for a hundred times as many."""
_COST = 200
_LONGEST = timedelta(days=20 * 366)


class FurtherSeries(NamedTuple):
    """The dates of a further rule as a series of its own."""

    when: When
    rule: str
    exceptions: tuple[str, ...]


class FurtherRules:
    """Follows what no single RRULE says; `dates` is how many the file may still ask for."""

    def __init__(self) -> None:
        self.dates = 100 * MAX_DATES

    def exception_rules(self, lines: Iterable[ContentLine], when: When, say: Say) -> list[SeriesRule]:
        """The EXRULEs of an event; those that cannot be followed are told."""
        found: list[SeriesRule] = []
        for line in list(lines)[:MAX_RULES]:
            exception = self.series(rule_text(line, say), when)
            if exception is None:
                say("exrule_not_followed", line.number, {"text": line.value[:100]})
            else:
                found.append(exception)
        return found

    def left_out(self, rules: Sequence[SeriesRule], rule: str, when: When, say: Say) -> set[str]:
        """The dates of a series that EXRULEs leave out, as original starts; where that ends is told."""
        found: set[str] = set()
        series = self.series(rule, when) if rules else None
        if series is None:
            return found
        for exception in rules:
            both, end = self._common(series, exception)
            found.update(start_of(start, when) for start in both)
            if end is not None:
                say("exrule_followed_until", 0, {"day": end.date().isoformat()})
        return found

    def further(
        self,
        lines: Sequence[ContentLine],
        rule: str,
        gone_from_all: Iterable[str],
        exception_rules: Sequence[SeriesRule],
        when: When,
        say: Say,
    ) -> Iterator[FurtherSeries]:
        """A series for each RRULE after the first; a date that an earlier one has is left out of it."""
        earlier = [series for series in [self.series(rule, when)] if series is not None]
        for line in lines[1:MAX_RULES]:
            text = rule_text(line, say)
            series = self.series(text, when)
            if series is None:
                say("further_rule_not_followed", line.number, {"text": line.value[:100]})
                continue
            gone = {*gone_from_all, *self.left_out(exception_rules, text, when, say)}
            for other in earlier:
                gone.update(start_of(start, when) for start in self._common(series, other)[0])
            earlier.append(series)
            yield FurtherSeries(moved(when, start_of(series.first, when)), text, tuple(sorted(gone)))
        if len(lines) > MAX_RULES:
            say("further_rules_left_out", lines[MAX_RULES].number, {"count": len(lines) - MAX_RULES})

    def dates_among(self, rules: Iterable[SeriesRule], starts: Sequence[datetime]) -> set[datetime]:
        """Those of some starts that one of the rules has too."""
        found: set[datetime] = set()
        wanted = set(starts)
        for rule in rules:
            if not starts or self.dates <= 0:
                break
            dates = dates_between(rule, min(starts), max(starts)).starts
            self.dates -= len(dates)
            found |= wanted.intersection(dates)
        return found

    @staticmethod
    def text(line: ContentLine) -> str:
        """The rule on a line, "" if there is none; what is wrong with it is told by others."""
        return rule_text(line, silent)

    def series(self, rule: str, when: When) -> SeriesRule | None:
        """The dates of a rule; None if nobody could follow it, or the file has asked for too much."""
        if not rule or when.start is None or self.dates <= 0:
            return None
        self.dates -= _COST  # a rule without any date is looked through for years
        return series_rule(rule, when.start, when.zone)

    def _common(self, one: SeriesRule, other: SeriesRule) -> tuple[list[datetime], datetime | None]:
        """The dates that both have, and the last one that was looked at if there may be more."""
        begins = max(one.first, other.first)
        last = begins + _LONGEST if begins.year < 9970 else datetime.max
        dates = []
        for each in (one, other):
            starts, is_cut = dates_between(each, begins, last)
            self.dates -= len(starts)
            is_endless = each.until is None and each.count is None
            dates.append((starts[:MAX_DATES], is_cut or is_endless or len(starts) > MAX_DATES))
        (first, first_goes_on), (second, second_goes_on) = dates
        end = None
        if first_goes_on and second_goes_on and first and second:
            end = min(first[-1], second[-1])
        both = sorted(set(first) & set(second))
        return [start for start in both if end is None or start <= end], end


def start_of(start: datetime, when: When) -> str:
    """A start as the original start of a series on some days, or at times (ISO 8601)."""
    if isinstance(when.start, datetime):
        return start.isoformat(timespec="seconds" if start.second else "minutes")
    return start.date().isoformat()


def as_start(when: When) -> datetime:
    """The start of what has an exact date, as rules have it: days begin at midnight."""
    start = when.start
    assert start is not None
    return start if isinstance(start, datetime) else datetime.combine(start, time.min)
