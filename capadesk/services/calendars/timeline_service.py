"""A season at a glance: events by series, city or country along time."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple
from uuid import UUID

from capadesk.domain.records import Event, Series
from capadesk.services.calendars.occurrence_service import Occurrence, OccurrenceService
from capadesk.services.ports import ListQuery, Store

GROUPS = ("series", "city", "country")
"""What a timeline can be grouped by."""
BARS_AT_MOST = 400
"""So many events of one group are read; of more there are only counts."""

_AT_ONCE = 500


class TimelineGroup(NamedTuple):
    """A row: its name (a country by its code, "" for none), its events, and how many begin in each column.

    A recurring event, and one that began before the days, counts once and in no column.
    """

    name: str
    events: int
    columns: tuple[int, ...]


class Bar(NamedTuple):
    """An event from its first day to its last; a recurring one with its dates within the days, as `dates`."""

    event: Occurrence
    first_day: date
    last_day: date
    dates: tuple[Occurrence, ...] = ()

    def on(self, first: date, last: date) -> list[Occurrence]:
        """Its dates that touch some days."""
        dates = self.dates or (self.event,)
        return [each for each in dates if each.first_day <= last and each.last_day >= first]


class TimelineService:
    """Reads timelines; safe to call from any thread."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._occurrences = OccurrenceService(store)

    def groups(
        self, query: ListQuery, group: str, columns: Sequence[date], last_day: date
    ) -> list[TimelineGroup]:
        """The groups with anything on the days, by name, "" last. `columns` are the first days of each.

        `query` is of the kind CALENDAR; its words and values narrow, its period does not.
        """
        are_months = all(day.day == 1 for day in columns)
        counted = self._store.occurrences.counts(query, group, columns[0], last_day, are_months=are_months)
        totals: dict[str, int] = {}
        spread: dict[str, list[int]] = {}
        for name, bucket, events in counted:
            totals[name] = totals.get(name, 0) + events
            row = spread.setdefault(name, [0] * len(columns))
            if bucket:
                day = date.fromisoformat(f"{bucket}-01" if are_months else bucket)
                row[bisect_right(columns, day) - 1] += events
        names = sorted(totals, key=lambda name: (not name, name.casefold()))
        return [TimelineGroup(name, totals[name], tuple(spread[name])) for name in names]

    def names_of(self, group: str, events: Iterable[Occurrence]) -> Mapping[UUID, str]:
        """The name of the group that each event is in, by the event's id."""
        if group == "city":
            return {each.event_id: each.city for each in events}
        if group == "country":
            return {each.event_id: each.country for each in events}
        ids = list({each.event_id for each in events})
        names = {series.id: series.name for series in self._store.select(Series)}
        return {
            event.id: names.get(event.series_id, "") if event.series_id is not None else ""
            for start in range(0, len(ids), _AT_ONCE)
            for event in self._store.select(Event, id=ids[start : start + _AT_ONCE])
        }

    def bars(
        self, query: ListQuery, group: str, name: str, first_day: date, last_day: date, zone: str
    ) -> list[Bar]:
        """The events of one group on the days, by their first day; BARS_AT_MOST dates at most."""
        narrowed = replace(query, equal={**query.equal, group: (name,)})
        found = self._occurrences.between(narrowed, first_day, last_day, zone, BARS_AT_MOST).found
        recurring: dict[object, list[Occurrence]] = {}
        bars = []
        for each in found:
            if each.original_start:
                recurring.setdefault(each.event_id, []).append(each)
            else:
                bars.append(Bar(each, each.first_day, each.last_day))
        bars += [
            Bar(dates[0], dates[0].first_day, max(each.last_day for each in dates), tuple(dates))
            for dates in recurring.values()
        ]
        return sorted(bars, key=lambda bar: (bar.first_day, bar.event.title))
