"""Organisers, tags and head-counts that a file names for an event, as links to make, change or take away."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple
from uuid import UUID

from capadesk.domain.codes import ORGANISER_ROLES, ParticipationRole
from capadesk.domain.record import Record
from capadesk.domain.records import HeadCount, Participation, Tagging
from capadesk.services.importing.import_trace import ImportTraces
from capadesk.services.importing.incoming_event import HeadCounts, IncomingEvent
from capadesk.services.named_records import Named, NamedRecords
from capadesk.services.ports import Store

_CHUNK = 500


class StoredChildren:
    """The children of some events as they are stored, read in few queries."""

    def __init__(self, store: Store, event_ids: Sequence[UUID]) -> None:
        self.organisers: dict[UUID, list[Participation]] = {}
        self.taggings: dict[UUID, list[Tagging]] = {}
        self.head_counts: dict[UUID, list[HeadCount]] = {}
        for start in range(0, len(event_ids), _CHUNK):
            chunk = event_ids[start : start + _CHUNK]
            roles = tuple(ORGANISER_ROLES)
            for participation in store.select(Participation, event_id=chunk, role=roles):
                if participation.person_id is None:
                    self.organisers.setdefault(participation.event_id, []).append(participation)
            for tagging in store.select(Tagging, event_id=chunk):
                if tagging.event_id is not None:
                    self.taggings.setdefault(tagging.event_id, []).append(tagging)
            for count in store.select(HeadCount, event_id=chunk):
                self.head_counts.setdefault(count.event_id, []).append(count)


class _Link(NamedTuple):
    record: Record
    name: str


class _Links(NamedTuple):
    field: str
    present: dict[UUID, _Link]
    wanted: dict[UUID, str]
    make: Callable[[UUID], Record]


@dataclass(slots=True)
class ChildrenChange:
    """Links to write and to take away, and how that reads: see import_plan.PlanItem."""

    added: list[Record] = field(default_factory=list)
    changed: list[Record] = field(default_factory=list)
    removed: list[tuple[type[Record], UUID]] = field(default_factory=list)
    differences: dict[str, tuple[Any, Any]] = field(default_factory=dict)
    kept: dict[str, tuple[Any, Any]] = field(default_factory=dict)


class EventChildren:
    """The links of one event; `in_bin` are the (kind, record) that the file names but were deleted here."""

    def __init__(self, event_id: UUID, names: NamedRecords, status: str) -> None:
        self._event_id = event_id
        self._names = names
        self._status = status
        self.in_bin: list[tuple[str, Named]] = []

    def of(self, incoming: IncomingEvent) -> list[Record]:
        """All links of a new event."""
        links: list[Record] = [self._organiser(named.record_id) for named in self._organisers(incoming)]
        links += [self._tagging(named.record_id) for named in self._tags(incoming)]
        links += [self._count(*count) for count in incoming.head_counts or () if count[2]]
        return links

    def questions(
        self, incoming: IncomingEvent, stored: StoredChildren, *, may_remove: bool
    ) -> Iterator[Record]:
        """The links whose past `compare` will ask for."""
        for _name, present, wanted, make in self._links_of(incoming, stored):
            yield from (make(key) for key in wanted if key not in present)
            if may_remove:
                yield from (link.record for key, link in present.items() if key not in wanted)
        numbers = {(presence, group): count for presence, group, count in incoming.head_counts or ()}
        for count in stored.head_counts.get(self._event_id, ()):
            if numbers.pop((count.presence, count.group), count.count) != count.count:
                yield count
        yield from (self._count(presence, group, number) for (presence, group), number in numbers.items())

    def compare(
        self, incoming: IncomingEvent, stored: StoredChildren, traces: ImportTraces, *, may_remove: bool
    ) -> ChildrenChange:
        """What the file changes: adds what was not taken away here, takes away what imports alone made."""
        change = ChildrenChange()
        for name, present, wanted, make in self._links_of(incoming, stored):
            missing = {key: make(key) for key in wanted if key not in present}
            refused = [key for key, link in missing.items() if _was_taken_away_here(traces, link)]
            added = [key for key in missing if key not in refused]
            removed = [
                key
                for key, link in present.items()
                if may_remove
                and key not in wanted
                and traces.of(type(link.record), link.record.id).is_only_imported
            ]
            before = _joined(link.name for link in present.values())
            change.added += [missing[key] for key in added]
            change.removed += [(type(present[key].record), present[key].record.id) for key in removed]
            if added or removed:
                left = [link.name for key, link in present.items() if key not in removed]
                change.differences[name] = (before, _joined([*left, *(wanted[key] for key in added)]))
            if refused:
                change.kept[name] = (before, _joined(wanted.values()))
        if incoming.head_counts is not None:
            stored_counts = stored.head_counts.get(self._event_id, ())
            self._compare_counts(incoming.head_counts, stored_counts, traces, change)
        return change

    def _links_of(self, incoming: IncomingEvent, stored: StoredChildren) -> Iterator[_Links]:
        """For organisers and tags, if the file speaks of them: what is there and what is wanted, by id."""
        if incoming.organisers is not None:
            name_of = self._names.organisation_name
            yield _Links(
                "organisers",
                {
                    link.organisation_id: _Link(link, name_of(link.organisation_id))
                    for link in stored.organisers.get(self._event_id, ())
                    if link.organisation_id is not None
                },
                {named.record_id: named.name for named in self._organisers(incoming)},
                self._organiser,
            )
        if incoming.tags is not None:
            yield _Links(
                "tags",
                {
                    link.tag_id: _Link(link, self._names.tag_name(link.tag_id))
                    for link in stored.taggings.get(self._event_id, ())
                },
                {named.record_id: named.name for named in self._tags(incoming)},
                self._tagging,
            )

    def _compare_counts(
        self, wanted: HeadCounts, stored: Iterable[HeadCount], traces: ImportTraces, change: ChildrenChange
    ) -> None:
        present = {(count.presence, count.group): count for count in stored}
        for presence, group, number in wanted:
            name = f"head_count_{presence}"
            here = present.get((presence, group))
            others = [c.count for key, c in present.items() if key[0] == presence and key[1] != group]
            if here is None and others:
                # Counted by groups here: the same people, so a number without groups may only agree.
                if sum(others) != number:
                    change.kept[name] = (sum(others), number)
            elif here is None:
                link = self._count(presence, group, number)
                if number == 0:
                    continue
                if _was_taken_away_here(traces, link):
                    change.kept[name] = (0, number)
                else:
                    change.added.append(link)
                    change.differences[name] = (0, number)
            elif here.count != number:
                trace = traces.of(HeadCount, here.id)
                if trace.has_import("count") and trace.imported("count") == here.count:
                    change.changed.append(replace(here, count=number))
                    change.differences[name] = (here.count, number)
                else:
                    change.kept[name] = (here.count, number)

    def _organisers(self, incoming: IncomingEvent) -> list[Named]:
        found = map(self._names.organisation, incoming.organisers or ())
        return self._usable("organisation", found)

    def _tags(self, incoming: IncomingEvent) -> list[Named]:
        return self._usable("tag", map(self._names.tag, incoming.tags or ()))

    def _usable(self, kind: str, found: Iterable[Named]) -> list[Named]:
        """Each record once, those in the bin set aside."""
        usable: dict[UUID, Named] = {}
        for named in found:
            if named.is_binned:
                self.in_bin.append((kind, named))
            else:
                usable[named.record_id] = named
        return list(usable.values())

    def _organiser(self, organisation_id: UUID) -> Participation:
        role = ParticipationRole.ORGANISER
        return Participation(
            id=Participation.derive_id(self._event_id, None, organisation_id, role),
            event_id=self._event_id,
            organisation_id=organisation_id,
            role=role,
            status=self._status,
        )

    def _tagging(self, tag_id: UUID) -> Tagging:
        tagging_id = Tagging.derive_id(tag_id, self._event_id)
        return Tagging(id=tagging_id, tag_id=tag_id, event_id=self._event_id)

    def _count(self, presence: str, group: str, number: int) -> HeadCount:
        count_id = HeadCount.derive_id(self._event_id, presence, group)
        return HeadCount(id=count_id, event_id=self._event_id, presence=presence, group=group, count=number)


def _was_taken_away_here(traces: ImportTraces, link: Record) -> bool:
    return traces.of(type(link), link.id).was_taken_away_here


def _joined(names: Iterable[str]) -> str:
    return "; ".join(names)
