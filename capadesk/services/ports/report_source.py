"""Reading in bulk for reports and exports."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import AbstractContextManager
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol
from uuid import UUID

if TYPE_CHECKING:
    from capadesk.domain.record import R
    from capadesk.services.ports.calendar import ActionEntry, CalendarEntry
    from capadesk.services.ports.lists import ListQuery
    from capadesk.services.ports.report_rows import (
        ActionReportRow,
        ActivityCounts,
        DecisionReportRow,
        EventReportRow,
        OrganisationReportRow,
        ParticipationReportRow,
        PersonReportRow,
        ReportPeriod,
    )


class SourceMark(NamedTuple):
    """An event or action that came from a calendar file: which state was read last (its source_version)."""

    record_id: UUID
    title: str
    source_version: str
    is_in_bin: bool
    record_kind: str = "event"


class ReportSource(Protocol):
    """Bulk reading for reports and exports: streamed, in a stable order."""

    def calendar_entries(
        self, query: ListQuery, with_attendees: bool = False, ids: Collection[UUID] | None = None
    ) -> Iterator[CalendarEntry]:
        """The events of a query, or those of them that have these ids."""

    def action_entries(self, with_people: bool = False) -> Iterator[ActionEntry]:
        """All live actions by due date, then id; their owners are named `with_people` only."""

    def binned_entries(self) -> Iterator[CalendarEntry]:
        """The events in the bin, as they were; `changed_at` is when they were deleted. Nobody is named."""

    def records(self, record_type: type[R], **equal: Any) -> Iterator[R]:
        """All live records of a type (matching the values), in order of id."""

    def source_marks(self) -> Iterator[SourceMark]:
        """The events and actions that calendar files told of, those in the bin and joined ones too."""

    def snapshot(self) -> AbstractContextManager[None]:
        """While it is entered, this thread reads one state of the data, whatever others write."""

    def activity_counts(self, period: ReportPeriod, today: date) -> ActivityCounts:
        """How many rows the readings below give, and what to look at before a report is sent."""

    def event_rows(self, period: ReportPeriod) -> Iterator[EventReportRow]:
        """Events and meetings that touch the period, by date; undated ones only without a period."""

    def participation_rows(self, period: ReportPeriod) -> Iterator[ParticipationReportRow]:
        """Who took part in those events, in their order; then by organisation and name."""

    def person_rows(self, period: ReportPeriod) -> Iterator[PersonReportRow]:
        """People of those events by name; without a period everybody."""

    def organisation_rows(self, period: ReportPeriod) -> Iterator[OrganisationReportRow]:
        """Organisations of those events by name; without a period all of them."""

    def decision_rows(self, period: ReportPeriod) -> Iterator[DecisionReportRow]:
        """Decisions of those events, and others decided in the period."""

    def action_rows(self, period: ReportPeriod) -> Iterator[ActionReportRow]:
        """Actions of those events, and others due or done in the period; by due date."""
