"""Bulk reading for reports and exports."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any, cast
from uuid import UUID

from capadesk.domain.change_set import Deletion
from capadesk.domain.record import R
from capadesk.services.ports import (
    ActionEntry,
    ActionReportRow,
    ActivityCounts,
    CalendarEntry,
    DecisionReportRow,
    EventReportRow,
    ListQuery,
    OrganisationReportRow,
    ParticipationReportRow,
    PersonReportRow,
    ReportPeriod,
    SourceMark,
)
from capadesk.storage.database.record_mapper import mapper_of
from capadesk.storage.database.snapshot import snapshot
from capadesk.storage.reading.activity_counts import activity_counts
from capadesk.storage.reading.activity_events import ActivityEvents
from capadesk.storage.reading.activity_results import ActivityResults
from capadesk.storage.reading.calendar_source import action_entries, binned_entries, calendar_entries
from capadesk.storage.reading.lists import SqlLists

_MARKS = (
    "SELECT id, title, source_version, deleted, 'event' FROM event"
    " WHERE source_version <> '' AND deleted <> ?"
    " UNION ALL SELECT id, substr(text, 1, 200), source_version, deleted, 'action' FROM action"
    " WHERE source_version <> '' AND deleted <> ?"
)


class SqlReportSource:
    """Implements ports.ReportSource; `connect` gives the calling thread's own connection."""

    def __init__(self, connect: Callable[[], Any], lists: SqlLists) -> None:
        self._connect = connect
        self._lists = lists
        self._events = ActivityEvents(connect)
        self._results = ActivityResults(connect)

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """See ports.ReportSource."""
        # A unit of work of this thread sees one state anyway.
        with snapshot(self._connect()):
            yield

    def calendar_entries(
        self, query: ListQuery, with_attendees: bool = False, ids: Collection[UUID] | None = None
    ) -> Iterator[CalendarEntry]:
        """See ports.ReportSource."""
        return calendar_entries(self._connect, self._lists, query, with_attendees, ids)

    def action_entries(self, with_people: bool = False) -> Iterator[ActionEntry]:
        """See ports.ReportSource."""
        return action_entries(self._connect, with_people)

    def binned_entries(self) -> Iterator[CalendarEntry]:
        """See ports.ReportSource."""
        return binned_entries(self._connect)

    def records(self, record_type: type[R], **equal: Any) -> Iterator[R]:
        """See ports.ReportSource."""
        mapper = mapper_of(record_type.KIND)
        condition, parameters = mapper.where(equal)
        rows = self._connect().exec_driver_sql(
            f"{mapper.select_sql} WHERE {condition} ORDER BY id",
            tuple(parameters),
        )
        for row in rows:
            yield cast(R, mapper.record(row))

    def source_marks(self) -> Iterator[SourceMark]:
        """See ports.ReportSource."""
        rows = self._connect().exec_driver_sql(_MARKS, (Deletion.UNDONE.value, Deletion.UNDONE.value))
        for raw_id, title, version, deleted, kind in rows:
            shown = " ".join(title.split())
            yield SourceMark(UUID(bytes=bytes(raw_id)), shown, version, deleted == Deletion.BIN, kind)

    def activity_counts(self, period: ReportPeriod, today: date) -> ActivityCounts:
        """See ports.ReportSource."""
        return activity_counts(self._connect(), period, today)

    def event_rows(self, period: ReportPeriod) -> Iterator[EventReportRow]:
        """See ports.ReportSource."""
        return self._events.events(period)

    def participation_rows(self, period: ReportPeriod) -> Iterator[ParticipationReportRow]:
        """See ports.ReportSource."""
        return self._events.participations(period)

    def person_rows(self, period: ReportPeriod) -> Iterator[PersonReportRow]:
        """See ports.ReportSource."""
        return self._results.people(period)

    def organisation_rows(self, period: ReportPeriod) -> Iterator[OrganisationReportRow]:
        """See ports.ReportSource."""
        return self._results.organisations(period)

    def decision_rows(self, period: ReportPeriod) -> Iterator[DecisionReportRow]:
        """See ports.ReportSource."""
        return self._results.decisions(period)

    def action_rows(self, period: ReportPeriod) -> Iterator[ActionReportRow]:
        """See ports.ReportSource."""
        return self._results.actions(period)
