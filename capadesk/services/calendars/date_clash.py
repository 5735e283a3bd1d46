"""A date clash, the event as it is planned, and what makes one clash the same as another."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from capadesk.domain.folding import word_key
from capadesk.domain.identity import link_id
from capadesk.domain.records import AcceptedClash
from capadesk.domain.when import When
from capadesk.services.calendars.occurrence_service import Occurrence, dates_text


class ClashKind(StrEnum):
    """What is in the way."""

    PERSON = "person"
    VENUE = "venue"
    HOLIDAY = "holiday"


class DateClash(NamedTuple):
    """Something in the way of an event, `own`, on a day.

    `names` are the people, the venue, or the holiday and its country (ISO 3166-1 alpha-2); `event` is what
    takes place at the same time; `people` are the ids of the people. `is_fine`: somebody has said so.
    """

    kind: ClashKind
    day: date
    names: tuple[str, ...]
    own: Occurrence
    event: Occurrence | None = None
    people: tuple[UUID, ...] = ()
    is_fine: bool = False

    @property
    def key(self) -> tuple[UUID, ...]:
        """Equal for both events of a clash, and as long as neither moves."""
        return tuple(record.id for record in acceptances(self))


class Plan(NamedTuple):
    """An event as an editor holds it; `is_off`: it does not take place then."""

    event_id: UUID
    when: When
    recurrence: str = ""
    exceptions: tuple[str, ...] = ()
    venue: str = ""
    city_id: UUID | None = None
    country: str = ""
    people: frozenset[UUID] = frozenset()
    is_off: bool = False
    title: str = ""


def each_once(clashes: Iterable[DateClash]) -> list[DateClash]:
    """The clashes by day, what is fine last; what is in the way of two events stands at the first."""
    ordered = sorted(clashes, key=lambda clash: (clash.is_fine, clash.day, clash.own.title))
    found: dict[tuple[tuple[UUID, ...], date], DateClash] = {}
    for clash in ordered:
        found.setdefault((clash.key, clash.day), clash)
    return list(found.values())


OccurrenceKey = tuple[UUID, str]
"""An event and which of its dates (its original start, "")."""


def acceptances(clash: DateClash) -> list[AcceptedClash]:
    """What is kept when somebody says that a clash is fine: one record, of people one for each."""
    own, other, kind = clash.own, clash.event, clash.kind.value
    if other is None:
        country = clash.names[1]
        known = link_id(AcceptedClash.KIND, kind, _dates(own), clash.day.isoformat(), country)
        return [AcceptedClash(id=known, clash=kind, first_id=own.event_id, day=clash.day, country=country)]
    first, second = sorted((own, other), key=lambda each: each.event_id)
    ends = _dates(first), _dates(second)
    if clash.kind is ClashKind.VENUE:
        known = link_id(AcceptedClash.KIND, kind, *ends, word_key(own.venue), word_key(own.city))
        return [AcceptedClash(id=known, clash=kind, first_id=first.event_id, second_id=second.event_id)]
    return [
        AcceptedClash(
            id=link_id(AcceptedClash.KIND, kind, *ends, person),
            clash=kind,
            first_id=first.event_id,
            second_id=second.event_id,
            person_id=person,
        )
        for person in clash.people
    ]


def _dates(event: Occurrence) -> str:
    """An event and when it takes place; of a recurring one its first dates and its rule."""
    return f"{event.event_id} {event.series or dates_text(event.when)}"
