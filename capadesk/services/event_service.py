"""Recording events and meetings: an event with all that belongs to it is saved as one change."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from capadesk.domain.change_set import ChangeSet
from capadesk.domain.codes import EventStatus, KindFamily
from capadesk.domain.identity import new_id
from capadesk.domain.record import Record
from capadesk.domain.records import (
    Action,
    Decision,
    Event,
    HeadCount,
    Participation,
    Tagging,
)
from capadesk.domain.records.event import uid_for
from capadesk.domain.when import When
from capadesk.services.own_platform import platform_of
from capadesk.services.ports import Store, UnitOfWork
from capadesk.services.words import N_


@dataclass(frozen=True, slots=True)
class EventDossier:
    """An event and everything that is edited with it; the children's ids are mended on saving."""

    event: Event
    participations: tuple[Participation, ...] = ()
    head_counts: tuple[HeadCount, ...] = ()
    decisions: tuple[Decision, ...] = ()
    actions: tuple[Action, ...] = ()
    tag_ids: tuple[UUID, ...] = ()


class EventService:
    """Use cases around events; each returns the ChangeSet that it made."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def new(self, family: KindFamily = KindFamily.EVENT, when: When | None = None) -> EventDossier:
        """An empty dossier, not stored yet, with the platform's country."""
        platform = platform_of(self._store)
        event_id = new_id()
        return EventDossier(
            Event(
                id=event_id,
                title="",
                uid=uid_for(event_id),
                kind="meeting" if family is KindFamily.MEETING else "workshop",
                when=when or When(),
                country=platform.country if platform is not None else "",
            )
        )

    def open(self, event_id: UUID) -> EventDossier:
        """The stored dossier; RecordNotFound."""
        select = self._store.select
        return EventDossier(
            self._store.get(Event, event_id),
            tuple(select(Participation, event_id=event_id)),
            tuple(sorted(select(HeadCount, event_id=event_id), key=lambda c: (c.presence, c.group))),
            tuple(sorted(select(Decision, event_id=event_id), key=lambda d: _number_key(d.number))),
            tuple(sorted(select(Action, event_id=event_id), key=lambda a: _number_key(a.number))),
            tuple(tagging.tag_id for tagging in select(Tagging, event_id=event_id)),
        )

    def save(self, dossier: EventDossier) -> ChangeSet:
        """Store the dossier; children that are no longer in it go to the bin. InvalidRecord."""
        event = dossier.event
        with self._store.unit_of_work() as work:
            is_new = work.find(Event, event.id) is None
            if not event.uid:
                event = replace(event, uid=uid_for(event.id))
            work.save(event)
            keep_children(work, Participation, event.id, _with_ids(dossier.participations, event.id))
            keep_children(work, HeadCount, event.id, _counts(dossier.head_counts, event.id))
            keep_children(work, Decision, event.id, _of_event(dossier.decisions, event.id))
            keep_children(work, Action, event.id, _of_event(dossier.actions, event.id))
            taggings = [
                Tagging(id=Tagging.derive_id(tag_id, event.id), tag_id=tag_id, event_id=event.id)
                for tag_id in dict.fromkeys(dossier.tag_ids)
            ]
            keep_children(work, Tagging, event.id, taggings)
            label = N_("Added “{name}”") if is_new else N_("Changed “{name}”")
            return work.commit(label, name=event.title)

    def duplicate(self, event_id: UUID) -> EventDossier:
        """A copy that is not stored yet: a planned event without date, people invited, no results."""
        dossier = self.open(event_id)
        copy_id = new_id()
        event = replace(
            dossier.event,
            id=copy_id,
            uid=uid_for(copy_id),
            status=EventStatus.PLANNED,
            when=When(),
            minutes="",
            minutes_status="",
            lessons="",
            recurrence="",
            exceptions=(),
            series_event_id=None,
            original_start="",
            source_key="",
            source_version="",
            kept_lines="",
            sequence=0,
        )
        people = tuple(
            replace(p, event_id=copy_id, status="invited", invited_on=None) for p in dossier.participations
        )
        return EventDossier(event, _with_ids(people, copy_id), tag_ids=dossier.tag_ids)

    def mark_as_held(self, event_id: UUID) -> ChangeSet:
        """The event has taken place; RecordNotFound."""
        with self._store.unit_of_work() as work:
            event = work.get(Event, event_id)
            work.save(replace(event, status=EventStatus.HELD))
            return work.commit(N_("Marked as held: “{name}”"), name=event.title)


def keep_children(
    work: UnitOfWork,
    child_type: type[Any],
    parent_id: UUID,
    wanted: Iterable[Record],
    field: str = "event_id",
) -> None:
    """Make the stored children of a parent equal to `wanted`: save those, put all others into the bin."""
    wanted = list(wanted)
    wanted_ids = {child.id for child in wanted}
    for stored in work.select(child_type, **{field: parent_id}):
        if stored.id not in wanted_ids:
            work.delete(child_type, stored.id)
    for child in wanted:
        work.save(child)


def _with_ids(people: Iterable[Participation], event_id: UUID) -> tuple[Participation, ...]:
    by_id: dict[UUID, Participation] = {}
    for person in people:
        derived = Participation.derive_id(event_id, person.person_id, person.organisation_id, person.role)
        by_id[derived] = replace(person, id=derived, event_id=event_id)
    return tuple(by_id.values())


def _counts(counts: Iterable[HeadCount], event_id: UUID) -> list[HeadCount]:
    return [
        replace(c, id=HeadCount.derive_id(event_id, c.presence, c.group), event_id=event_id)
        for c in counts
        if c.count
    ]


def _of_event(children: Iterable[Any], event_id: UUID) -> list[Any]:
    return [replace(child, event_id=event_id) for child in children]


def _number_key(number: str) -> tuple[int, str]:
    digits = number.strip().rstrip(".")
    return (int(digits), "") if digits.isdecimal() and len(digits) < 10 else (10**9, number)
