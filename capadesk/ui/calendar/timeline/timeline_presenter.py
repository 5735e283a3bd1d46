"""Decides what a timeline shows, and how it words it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial
from itertools import groupby

from capadesk.domain.when import When
from capadesk.services.calendars.occurrence_service import Occurrence
from capadesk.services.calendars.timeline_service import Bar, TimelineGroup
from capadesk.services.own_platform import zone_of
from capadesk.services.ports import ListQuery
from capadesk.services.words import _, ngettext
from capadesk.ui.calendar.calendar_content import Span
from capadesk.ui.calendar.calendar_presenter import CalendarPresenter
from capadesk.ui.calendar.timeline.timeline_content import (
    GroupBy,
    Reach,
    TimelineContent,
    columns_from,
    month_on,
)

_SPOKEN = 10


class TimelinePresenter:
    """What is grouped, from which month on, how far; days, filters and looks are those of the calendar."""

    def __init__(self, presenter: CalendarPresenter) -> None:
        self.calendar = presenter
        self.by = GroupBy.SERIES
        self.reach = Reach.QUARTER
        self._anchor = presenter.day

    # --- where ------------------------------------------------------------------------------------

    @property
    def _columns(self) -> tuple[Span, tuple[date, ...]]:
        return columns_from(self._anchor, self.reach, self.calendar.desk.localisation.first_weekday)

    @property
    def span(self) -> Span:
        """The days that are seen."""
        return self._columns[0]

    @property
    def title(self) -> str:
        """Its months: "March–May 2026"."""
        first = self._anchor
        last = month_on(first, self.reach.months - 1)
        months = When.months(first.year, first.month, (last.year, last.month))
        return self.calendar.desk.localisation.when(months)

    def go_to(self, day: date) -> bool:
        """Choose a day; whether other months are seen then."""
        before = self.span
        self.calendar.day = day
        if not before.first <= day <= before.last:
            self._anchor = day
        return self.span != before

    def step(self, steps: int) -> None:
        """Go on by what is seen."""
        months = steps * self.reach.months
        self._anchor = month_on(self._anchor, months)
        self.calendar.day = month_on(self.calendar.day, months)

    def zoom(self, steps: int) -> bool:
        """See less time (positive) or more around the current day; whether there was another reach."""
        reaches = list(Reach)
        place = min(max(reaches.index(self.reach) - steps, 0), len(reaches) - 1)
        is_other = reaches[place] is not self.reach
        self.reach = reaches[place]
        if is_other:
            # What was looked at is seen still, with as much before it as fits the reach.
            self._anchor = month_on(self.calendar.day, -(self.reach.months // 4))
        return is_other

    # --- reading ----------------------------------------------------------------------------------

    def question(self) -> Callable[[], TimelineContent]:
        """What reads the groups that are to be seen now; to be run in any thread."""
        return partial(self._read, *self._columns, self.by, self.reach, self.calendar.query)

    def _read(
        self, span: Span, columns: tuple[date, ...], by: GroupBy, reach: Reach, query: ListQuery
    ) -> TimelineContent:
        desk = self.calendar.desk
        groups = desk.timeline.groups(query, by.value, columns, span.last)
        return TimelineContent(span, columns, groups, by, reach, desk.clock.today(), zone_of(desk.store))

    def bars_question(
        self, content: TimelineContent, names: Sequence[str]
    ) -> Callable[[], Mapping[str, list[Bar]]]:
        """What reads the events of some groups; to be run in any thread."""
        return partial(self._read_bars, content, tuple(names), self.calendar.query)

    def _read_bars(
        self, content: TimelineContent, names: tuple[str, ...], query: ListQuery
    ) -> Mapping[str, list[Bar]]:
        timeline = self.calendar.desk.timeline
        return {
            name: timeline.bars(query, content.by.value, name, *content.span, content.zone) for name in names
        }

    def cell_question(
        self, content: TimelineContent, name: str, column: int
    ) -> Callable[[], list[Occurrence]]:
        """What reads all that is in a cell, however much; to be run in any thread."""
        return partial(self._read_cell, content, name, content.column_span(column), self.calendar.query)

    def _read_cell(
        self, content: TimelineContent, name: str, span: Span, query: ListQuery
    ) -> list[Occurrence]:
        bars = self.calendar.desk.timeline.bars(query, content.by.value, name, *span, content.zone)
        events = (each for bar in bars for each in bar.on(*span))
        return sorted(events, key=lambda each: each.first_day)

    # --- words ------------------------------------------------------------------------------------

    def name_of(self, group: TimelineGroup, by: GroupBy) -> str:
        """How a row is called."""
        if not group.name:
            return {
                GroupBy.SERIES: _("Without series"),
                GroupBy.CITY: _("Without city"),
                GroupBy.COUNTRY: _("Without country"),
            }[by]
        if by is GroupBy.COUNTRY:
            return self.calendar.desk.localisation.country_name(group.name)
        return group.name

    def row_text(self, content: TimelineContent, row: int) -> str:
        """A row in words: its name and how many events it has in these months."""
        group = content.groups[row]
        return f"{self.name_of(group, content.by)}: {self.calendar.events_text(group.events)}"

    def column_text(self, content: TimelineContent, column: int) -> str:
        """The days of a column in words."""
        localisation = self.calendar.desk.localisation
        span = content.column_span(column)
        if content.reach.is_by_months:
            return localisation.month(span.first.year, span.first.month)
        return localisation.when(When.days(*span))

    def heading_of(self, by: GroupBy) -> str:
        """What stands over the names of the rows."""
        return {GroupBy.SERIES: _("Series"), GroupBy.CITY: _("City"), GroupBy.COUNTRY: _("Country")}[by]

    def column_names(self, content: TimelineContent, column: int) -> tuple[str, ...]:
        """What stands over a column, from long to short: the name of its month, or its first day."""
        first = content.columns[column]
        if not content.reach.is_by_months:
            return (str(first.day),)
        localisation = self.calendar.desk.localisation
        short = localisation.month_names(are_short=True)[first.month - 1]
        return localisation.month_names()[first.month - 1], short, short[:1]

    def stretches(self, content: TimelineContent) -> list[tuple[str, date, date]]:
        """The months that weeks go through, or the years of months: each with its first and last day seen."""
        span, localisation = content.span, self.calendar.desk.localisation
        by_months = content.reach.is_by_months
        found = []
        for (year, month), days in groupby(
            span.days(), lambda day: (day.year, 0 if by_months else day.month)
        ):
            inside = list(days)
            text = str(year) if by_months else localisation.month(year, month)
            found.append((text, inside[0], inside[-1]))
        return found

    def has_clash(self, group: TimelineGroup, column: int) -> bool:
        """Whether something stands in the way of an event that begins in a cell."""
        return (group.name, column) in self.calendar.clash_cells

    def _clash_text(self, group: TimelineGroup, column: int) -> str:
        count = self.calendar.clash_cells.get((group.name, column), 0)
        if not count:
            return ""
        text = ngettext("{number} with something in its way", "{number} with something in their way", count)
        return text.format(number=self.calendar.desk.localisation.number(count))

    def spoken(self, content: TimelineContent, row: int, column: int, bars: Sequence[Bar] | None) -> str:
        """A cell for a screen reader: its group, its days, how many events, and the first of them."""
        group = content.groups[row]
        head = f"{self.name_of(group, content.by)}, {self.column_text(content, column)}"
        if bars is None:
            parts = head, self.calendar.events_text(group.columns[column]), self._clash_text(group, column)
            return ", ".join(part for part in parts if part)
        span = content.column_span(column)
        events = [each for bar in bars for each in bar.on(*span)]
        head = f"{head}, {self.calendar.events_text(len(events))}"
        said = (self.calendar.spoken(each, content.zone) for each in events[:_SPOKEN])
        return "; ".join((head, *said))
