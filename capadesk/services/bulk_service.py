"""Changing many records alike: one field or several, in one change that one Undo takes back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple
from uuid import UUID

from capadesk.domain.change_set import DELETED_FIELD, ChangeSet
from capadesk.domain.codes import ActionStatus
from capadesk.domain.record import RECORD_TYPES
from capadesk.domain.records import Action, Tagging
from capadesk.services.deletion_service import name_of
from capadesk.services.merging.changed_since import ChangedSince
from capadesk.services.ports import Clock, ProgressCallback, Store, UnitOfWork
from capadesk.services.words import N_

TAG_ADDED = "tag_added"
TAG_REMOVED = "tag_removed"
"""These two are no fields of a record: their value is the id of a tag."""

BULK_FIELDS: Mapping[str, frozenset[str]] = {
    "event": frozenset(
        {"status", "kind", "country", "mode", "visibility", "series_id", "project_id", "title"}
        | {TAG_ADDED, TAG_REMOVED}
    ),
    "person": frozenset({"country", "language", "lawful_basis", "email", TAG_ADDED, TAG_REMOVED}),
    "organisation": frozenset({"country", "helix", "level", "name", TAG_ADDED, TAG_REMOVED}),
    "action": frozenset(
        {"status", "priority", "due", "owner_person_id", "owner_organisation_id", "number", "text"}
    ),
    "decision": frozenset({"status", "text"}),
}
"""What can be changed of many records at once, by their kind."""

_STEP = 50


class LeftRecord(NamedTuple):
    """A record that a bulk change left as it is: `author` has changed the same of it meanwhile."""

    record_id: UUID
    name: str
    author: str


@dataclass(frozen=True, slots=True)
class BulkResult:
    """What a bulk change did: records changed, those that said so already, those that are gone meanwhile.

    `left` are those that others had changed since they were seen. `change_set` is empty (`bool` is False)
    if nothing was changed.
    """

    change_set: ChangeSet
    changed: int
    same: int
    gone: int = 0
    left: tuple[LeftRecord, ...] = ()


class BulkService:
    """The use case of changing many records of one kind."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def change(
        self,
        kind: str,
        ids: Sequence[UUID],
        values: Mapping[str, Any],
        progress: ProgressCallback | None = None,
        *,
        seen: int | None = None,
        shown: Mapping[str, Any] | None = None,
    ) -> BulkResult:
        """Give every record these values, all of them or none: one ChangeSet.

        `values` are fields of BULK_FIELDS (ValueError for others). An action that becomes done is done today
        unless it says when. A record of which others have changed the same is left as it is and told: since
        `Store.latest_change` gave `seen`, or where a field is not as it was `shown`; with neither, nobody
        looks. InvalidRecord; RecordNotFound for a tag, owner, series or project that is gone; Cancelled by
        `progress`, which keeps nothing.
        """
        for field in values:
            if field not in BULK_FIELDS.get(kind, ()):
                raise ValueError(f"{kind}.{field} is not changed in bulk")
        changed = same = gone = 0
        left: list[LeftRecord] = []
        name = ""
        with self._store.unit_of_work() as work:
            tags = _Tags(work, kind, values)
            onlooker = _Onlooker(kind, None if seen is None else ChangedSince(self._store, seen), shown or {})
            fields = {name: value for name, value in values.items() if name not in (TAG_ADDED, TAG_REMOVED)}
            for done, record_id in enumerate(dict.fromkeys(ids)):
                if progress is not None and done % _STEP == 0:
                    progress(done, len(ids))
                stored: Any = work.find(RECORD_TYPES[kind], record_id)
                if stored is None:
                    gone += 1
                    continue
                wanted = self._with(stored, fields)
                differs = [field for field in fields if getattr(wanted, field) != getattr(stored, field)]
                links = tags.due_links(record_id)
                if not differs and not links:
                    same += 1
                    continue
                author = onlooker.surprised_by(stored, differs, links)
                if author is not None:
                    left.append(LeftRecord(record_id, name_of(stored), author))
                    continue
                if differs:
                    work.save(wanted)
                tags.put_on(record_id)
                changed += 1
                name = name_of(wanted)
            if progress is not None:
                progress(len(ids), len(ids))
            if changed == 1:
                change_set = work.commit(N_("Changed “{name}”"), name=name)
            else:
                change_set = work.commit(_label(kind, values), count=changed, kind=kind)
        return BulkResult(change_set, changed, same, gone, tuple(left))

    def _with(self, stored: Any, fields: Mapping[str, Any]) -> Any:
        wanted = replace(stored, **fields)
        if isinstance(wanted, Action) and wanted.status == ActionStatus.DONE != stored.status:
            wanted = replace(wanted, done_on=wanted.done_on or self._clock.today())
        return wanted


class _Onlooker(NamedTuple):
    """What somebody knew of the records who wants to change them."""

    kind: str
    since: ChangedSince | None
    shown: Mapping[str, Any]

    def surprised_by(self, stored: Any, fields: Sequence[str], links: Sequence[UUID]) -> str | None:
        """Who has changed one of these fields or links meanwhile, "" if unknown; None if nobody has."""
        if self.since is not None:
            author = self.since.author_of(self.kind, stored.id, fields)
            for link_id in links if author is None else ():
                author = author or self.since.author_of(Tagging.KIND, link_id, (DELETED_FIELD,))
            if author is not None:
                return author
        is_other = any(
            field in self.shown and getattr(stored, field) != self.shown[field] for field in fields
        )
        return "" if is_other else None


class _Tags:
    """Puts one tag on records and takes another one off."""

    def __init__(self, work: UnitOfWork, kind: str, values: Mapping[str, Any]) -> None:
        self._work = work
        self._end = f"{kind}_id"
        self._added: UUID | None = values.get(TAG_ADDED)
        self._removed: UUID | None = values.get(TAG_REMOVED)
        self._tagged = self._links_of(self._added)
        self._untagged = self._links_of(self._removed)

    def due_links(self, record_id: UUID) -> list[UUID]:
        """The links that have to be made or deleted."""
        links = list(self._untagged.get(record_id, ()))
        if self._added is not None and record_id not in self._tagged:
            links.append(Tagging.derive_id(self._added, record_id))
        return links

    def put_on(self, record_id: UUID) -> None:
        """Do it."""
        if self._added is not None and record_id not in self._tagged:
            link_id = Tagging.derive_id(self._added, record_id)
            ends: dict[str, Any] = {self._end: record_id}
            self._work.save(Tagging(id=link_id, tag_id=self._added, **ends))
        for link_id in self._untagged.get(record_id, ()):
            self._work.delete(Tagging, link_id)

    def _links_of(self, tag_id: UUID | None) -> dict[UUID, list[UUID]]:
        found: dict[UUID, list[UUID]] = {}
        if tag_id is not None:
            for link in self._work.select(Tagging, tag_id=tag_id):
                end = getattr(link, self._end)
                if end is not None:
                    found.setdefault(end, []).append(link.id)
        return found


def _label(kind: str, values: Mapping[str, Any]) -> str:
    """The label of a change of several records: of the one field that it changes, else of them all."""
    if len(values) == 1:
        (field,) = values
        return _LABELS.get((kind, field), _ANY[kind])
    return _ANY[kind]


_ANY = {
    "event": N_("Changed {count} events"),
    "person": N_("Changed {count} people"),
    "organisation": N_("Changed {count} organisations"),
    "action": N_("Changed {count} actions"),
    "decision": N_("Changed {count} decisions"),
}
_LABELS = {
    ("event", "status"): N_("Status of {count} events changed"),
    ("event", "kind"): N_("Kind of {count} events changed"),
    ("event", "country"): N_("Country of {count} events changed"),
    ("event", "series_id"): N_("Series of {count} events changed"),
    ("event", "project_id"): N_("Project of {count} events changed"),
    ("event", TAG_ADDED): N_("Tag put on {count} events"),
    ("event", TAG_REMOVED): N_("Tag taken off {count} events"),
    ("person", "country"): N_("Country of {count} people changed"),
    ("person", "lawful_basis"): N_("Lawful basis of {count} people changed"),
    ("person", TAG_ADDED): N_("Tag put on {count} people"),
    ("person", TAG_REMOVED): N_("Tag taken off {count} people"),
    ("organisation", "country"): N_("Country of {count} organisations changed"),
    ("organisation", "helix"): N_("Helix of {count} organisations changed"),
    ("organisation", "level"): N_("Level of {count} organisations changed"),
    ("organisation", TAG_ADDED): N_("Tag put on {count} organisations"),
    ("organisation", TAG_REMOVED): N_("Tag taken off {count} organisations"),
    ("action", "status"): N_("Status of {count} actions changed"),
    ("action", "priority"): N_("Priority of {count} actions changed"),
    ("action", "due"): N_("Due day of {count} actions changed"),
    ("action", "owner_person_id"): N_("Owner of {count} actions changed"),
    ("action", "owner_organisation_id"): N_("Owner of {count} actions changed"),
}
