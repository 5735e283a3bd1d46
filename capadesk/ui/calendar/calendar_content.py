"""What a calendar shows at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

from capadesk.services.calendars.occurrence_service import Occurrence
from capadesk.ui.common.look.palette import Tone


class Scale(StrEnum):
    """How much time is seen at once; an agenda is a month as a list, a timeline has a reach of its own."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"
    AGENDA = "agenda"
    TIMELINE = "timeline"


FROM_MUCH_TO_LITTLE = (Scale.YEAR, Scale.MONTH, Scale.WEEK, Scale.DAY)
"""The scales that + and - go through."""


class ColourBy(StrEnum):
    """What the colour of an event says; an icon says it as well."""

    STATUS = "status"
    KIND = "kind"


class Look(NamedTuple):
    """How an event looks: what icon and tone say stands in `word`."""

    icon: str
    tone: Tone
    word: str


class Span(NamedTuple):
    """Days, both included."""

    first: date
    last: date

    def days(self) -> list[date]:
        """All of them."""
        return [self.first + timedelta(days=step) for step in range((self.last - self.first).days + 1)]


class CalendarContent(NamedTuple):
    """What was read for a scale around a day; `is_cut`: there is more.

    `partial` are events of which only the month or the year is known. Of a year there are only `counts`.
    `drawn` are those of `dated` that can have room: the first of each day.
    """

    scale: Scale
    span: Span
    today: date
    zone: str
    dated: Sequence[Occurrence]
    drawn: Sequence[Occurrence]
    partial: Sequence[Occurrence]
    counts: Mapping[date, int]
    is_cut: bool

    def on(self, day: date) -> list[Occurrence]:
        """What is on a day."""
        return [each for each in self.dated if each.first_day <= day <= each.last_day]


def week_number(day: date, first_weekday: int) -> int:
    """The number of the week of a day, whichever weekday begins it: the ISO 8601 week of its Thursday."""
    thursday = (3 - first_weekday) % 7 - (day.weekday() - first_weekday) % 7
    return (day + timedelta(days=thursday)).isocalendar().week


def counted(occurrences: Sequence[Occurrence], span: Span) -> Mapping[date, int]:
    """How many are on each day."""
    counts: Counter[date] = Counter()
    for each in occurrences:
        if each.first_day == each.last_day:
            counts[each.first_day] += 1
            continue
        counts.update(Span(max(each.first_day, span.first), min(each.last_day, span.last)).days())
    return counts


def first_of_each_day(occurrences: Sequence[Occurrence], span: Span, count: int) -> list[Occurrence]:
    """Of what begins on the same day, or before the span, the first `count`, bands and others apart."""
    begun: Counter[tuple[date, bool]] = Counter()
    found = []
    for each in occurrences:
        key = max(each.first_day, span.first), each.is_band
        begun[key] += 1
        if begun[key] <= count:
            found.append(each)
    return found
