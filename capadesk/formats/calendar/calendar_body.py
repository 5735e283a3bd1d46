"""The events of a calendar file: which are written, under which UID, and what makes a series."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import IO
from uuid import UUID

from capadesk.domain.records import Event
from capadesk.domain.records.event import uid_for
from capadesk.domain.series_rule import SeriesRule, local_starts, rule_of
from capadesk.domain.when import When
from capadesk.formats.calendar.calendar_times import CalendarTimes, TimeForm, times_of
from capadesk.formats.calendar.content_line import line
from capadesk.formats.calendar.event_component import EventComponent, Recurrence
from capadesk.formats.calendar.rule_text import rule_text
from capadesk.formats.calendar.todo_component import action_lines, action_uid
from capadesk.services.ports import ActionEntry, CalendarEntry


@dataclass(slots=True)
class _Series:
    master: CalendarEntry
    rule: SeriesRule
    changed: list[CalendarEntry] = field(default_factory=list)


class CalendarBody:
    """Writes single events as they come, and series when all their changed occurrences are there."""

    def __init__(self, file: IO[bytes], component: EventComponent, *, partial_dates_as_spans: bool) -> None:
        self._file = file
        self._component = component
        self._partial_dates_as_spans = partial_dates_as_spans
        self._series: dict[UUID, _Series] = {}
        self._occurrences: list[CalendarEntry] = []
        self._uids: set[str] = set()
        self.zones: set[str] = set()
        """The zones that times were written in."""
        self.written = 0
        self.actions = 0
        self.left_out = 0

    def take(self, entry: CalendarEntry) -> None:
        """Write a single event; keep what may belong to a series; count what has no place in a calendar."""
        event = entry.event
        if event.series_event_id is not None and event.original_start:
            self._occurrences.append(entry)
        elif not self._has_place(event):
            self.left_out += 1
        elif event.when.is_exact and (rule := rule_of(event)) is not None:
            self._series[event.id] = _Series(entry, rule)
        else:
            self._add_single(entry, event.uid)

    def finish(self) -> None:
        """Write the series, each master before its changed occurrences, in the order in which they came."""
        for entry in self._occurrences:
            event = entry.event
            series = self._series.get(event.series_event_id) if event.series_event_id else None
            if series is not None and local_starts([event.original_start], series.master.event):
                series.changed.append(entry)
            elif not self._has_place(event):
                self.left_out += 1
            else:  # under the UID of its series it would replace the series in the reader's calendar
                self._add_single(entry, "")
        for series in self._series.values():
            self._add_series(series)

    def add_action(self, entry: ActionEntry, *, with_people: bool, with_notes: bool) -> None:
        """Write an action; it is related to its event if that has been written."""
        if (uid := action_uid(entry)) in self._uids:
            return
        lines = action_lines(entry, self._uids, with_people=with_people, with_notes=with_notes)
        self._file.write(b"".join(line(content) for content in lines))
        self._uids.add(uid)
        self.actions += 1

    def _add_single(self, entry: CalendarEntry, uid: str) -> None:
        self._add(entry, self._own_uid(uid, entry.event), times_of(entry.event.when, is_series=False))

    def _add_series(self, series: _Series) -> None:
        master = series.master.event
        times = times_of(master.when, is_series=True)
        uid = self._own_uid(master.uid, master)
        changed: dict[date, CalendarEntry] = {}
        gone = set(local_starts(master.exceptions, master))
        for entry in series.changed:
            original = local_starts([entry.event.original_start], master)[0]
            if self._has_place(entry.event):
                changed.setdefault(original, entry)
            else:  # postponed to a day that nobody knows yet
                self.left_out += 1
                gone.add(original)
        exceptions = tuple(sorted(gone - changed.keys()))
        begins = _begins(master.when, series.rule)
        rule = Recurrence(times, rule_text(series.rule, times), exceptions, begins=begins)
        self._add(series.master, uid, times, rule)
        for original, entry in sorted(changed.items(), key=lambda item: item[0]):
            when = entry.event.when
            override = Recurrence(times, original=original, sequence=master.sequence)
            self._add(entry, uid, times_of(when, is_series=when.zone == times.zone), override)

    def _add(
        self, entry: CalendarEntry, uid: str, times: CalendarTimes, recurrence: Recurrence | None = None
    ) -> None:
        if times.form is TimeForm.ZONED:
            self.zones.add(times.zone)
        lines = self._component.lines(entry, uid, times, recurrence)
        self._file.write(b"".join(line(content) for content in lines))
        self.written += 1

    def _has_place(self, event: Event) -> bool:
        return event.when.is_exact or (self._partial_dates_as_spans and event.when.is_known)

    def _own_uid(self, uid: str, event: Event) -> str:
        if not uid.strip() or uid in self._uids:  # two events under one UID would overwrite each other
            uid = uid_for(event.id)
        self._uids.add(uid)
        return uid


def _begins(when: When, rule: SeriesRule) -> When:
    start, end = when.start, when.end
    assert start is not None
    assert end is not None
    begins = start if isinstance(start, datetime) else datetime.combine(start, time.min)
    shift = rule.first - begins
    return When(when.precision, start + shift, end + shift, when.zone) if shift else when
