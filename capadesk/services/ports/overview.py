"""Reading for the overview: what is next, what is overdue, what is past, and a few figures."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, NamedTuple, Protocol
from uuid import UUID

if TYPE_CHECKING:
    from capadesk.domain.when import When
    from capadesk.services.ports.list_rows import ActionRow


class Statuses(NamedTuple):
    """Those with these codes, or all others: also those that users have added to the list."""

    codes: frozenset[str]
    are_left_out: bool = False

    def hold(self, status: str) -> bool:
        """Whether the status is meant."""
        return (status in self.codes) != self.are_left_out


class OverviewEvent(NamedTuple):
    """An event or meeting, with what is known of it.

    `has_people`: somebody is named or counted; `has_attendance`: somebody has attended or was counted.
    """

    id: UUID
    title: str
    kind: str
    status: str
    when: When
    mode: str
    city: str
    country: str
    has_venue: bool
    has_link: bool
    has_minutes: bool
    has_people: bool
    has_attendance: bool


class OverviewFigures(NamedTuple):
    """How much there is; `events_by_kind` are those of the year that was asked for, meetings too."""

    events_by_kind: Mapping[str, int]
    people: int
    organisations: int
    open_actions: int
    overdue_actions: int


class Overview(Protocol):
    """Short readings over all events and actions; safe to call from any thread.

    No reading gives more than `limit` rows.
    """

    def is_empty(self) -> bool:
        """Whether there is no live event, person, organisation or action at all."""

    def coming(self, today: date, statuses: Statuses, limit: int) -> list[OverviewEvent]:
        """Events that begin today or later, by their beginning."""

    def running(self, today: date, statuses: Statuses, limit: int) -> list[OverviewEvent]:
        """Events that began before today and may last until today or longer, by their end."""

    def past(
        self, first_day: date | None, today: date, statuses: Statuses, limit: int
    ) -> list[OverviewEvent]:
        """Events whose last day lies before today (but not before `first_day`), newest first."""

    def past_by_kind(self, today: date, statuses: Statuses) -> Mapping[str, int]:
        """How many events whose last day lies before today there are of each kind."""

    def undated(self, statuses: Statuses, limit: int) -> list[OverviewEvent]:
        """Events without a date, newest record first."""

    def overdue(self, today: date, limit: int) -> list[ActionRow]:
        """Open actions that were due before today, newest first."""

    def figures(self, first_day: date, last_day: date, today: date) -> OverviewFigures:
        """The figures: events that touch the days from first to last, everything else as it is now."""
