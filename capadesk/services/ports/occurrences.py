"""Reading for calendars: the events of some days."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, NamedTuple, Protocol
from uuid import UUID

if TYPE_CHECKING:
    from capadesk.domain.when import When
    from capadesk.services.ports.lists import ListQuery


class DatedEvent(NamedTuple):
    """What a calendar shows of an event; `exceptions` are original starts (ISO 8601)."""

    event_id: UUID
    title: str
    kind: str
    status: str
    when: When
    city: str
    country: str
    venue: str
    series_event_id: UUID | None
    recurrence: str = ""
    exceptions: tuple[str, ...] = ()


class GroupCount(NamedTuple):
    """How many events of a group begin on a day ("2026-03-12") or in a month ("2026-03").

    The bucket "" has recurring events that may reach into the days, each once, and what began before them.
    """

    group: str
    bucket: str
    events: int


class OccurrenceSource(Protocol):
    """Events by their days, each reading answered by an index; safe to call from any thread.

    Of a query, a ListQuery of the kind CALENDAR, its words and values narrow; its period does not.
    """

    def single(self, query: ListQuery, first_day: date, last_day: date, limit: int) -> list[DatedEvent]:
        """Events without a recurrence that touch the days, by their start: `limit` at most."""

    def recurring(self, query: ListQuery, first_day: date, last_day: date) -> list[DatedEvent]:
        """Events with a recurrence that begin by the last day and may reach into the days."""

    def changed_starts(self, series: Collection[UUID]) -> Mapping[UUID, tuple[str, ...]]:
        """The original starts (ISO 8601) of occurrences that are events of their own, by their series."""

    def counts(
        self, query: ListQuery, group: str, first_day: date, last_day: date, *, are_months: bool
    ) -> list[GroupCount]:
        """How many events there are on the days by "series", "city" or "country" ("" for none)."""

    def dates_of_people(
        self, people: Collection[UUID], first_day: date, last_day: date
    ) -> list[tuple[UUID, DatedEvent]]:
        """Each of these people with each event where they are expected or were, and that may touch the days.

        Who was excused or absent is not; what is cancelled or postponed does not count.
        """

    def at_venue(self, venue: str, spans: Sequence[tuple[date, date]]) -> list[DatedEvent]:
        """What takes place at a venue (see `word_key`) and may touch one of the spans, in their order.

        What is cancelled or postponed does not; in which city is not looked at.
        """

    def shared_people(self, events: Collection[UUID]) -> Mapping[UUID, list[UUID]]:
        """Who is expected at two of these events or more, or was there; and at which of them."""
