"""Deleting: what hangs on a record is said first; its parts go along, all else is unlinked."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from capadesk.domain.change_set import DELETED_FIELD, ChangeSet, Deletion, RecordChange
from capadesk.domain.errors import RecordInUse, UserError
from capadesk.domain.joining import joined_link, moved
from capadesk.domain.record import RECORD_TYPES, Record, fields_of, references_to
from capadesk.domain.records import CodeItem, Participation
from capadesk.domain.stamp import Stamp
from capadesk.services.ports import BinEntry, ProgressCallback, Store, UnitOfWork
from capadesk.services.words import N_

_STEP = 20
_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class DeletionPreview:
    """What deleting would do: counts by record kind of what goes along and of what is unlinked."""

    names: tuple[str, ...]
    goes_along: dict[str, int]
    unlinked: dict[str, int]


@dataclass(frozen=True, slots=True)
class RestorePreview:
    """What restoring would do: counts by record kind of what comes back along and of what is linked again."""

    comes_along: dict[str, int]
    linked: dict[str, int]


class DeletionService:
    """Puts records into the bin, and takes them out again; nothing dangles and all can be undone."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def preview(
        self, kind: str, ids: Sequence[UUID], progress: ProgressCallback | None = None
    ) -> DeletionPreview:
        """What hangs on these records; changes nothing. RecordNotFound; Cancelled by `progress`."""
        along: Counter[str] = Counter()
        unlinked: Counter[str] = Counter()
        with self._store.unit_of_work() as work:
            names = tuple(name_of(work.get(RECORD_TYPES[kind], record_id)) for record_id in ids)
            _delete(work, kind, ids, along, unlinked, progress)
        return DeletionPreview(names, dict(along), dict(unlinked))

    def delete(self, kind: str, ids: Sequence[UUID], progress: ProgressCallback | None = None) -> ChangeSet:
        """Put the records into the bin in one change.

        RecordNotFound; RecordInUse for used code values; Cancelled by `progress`, which keeps nothing.
        """
        with self._store.unit_of_work() as work:
            names = [name_of(work.get(RECORD_TYPES[kind], record_id)) for record_id in ids]
            _delete(work, kind, ids, Counter(), Counter(), progress)
            if len(names) == 1:
                return work.commit(N_("Deleted “{name}”"), name=names[0])
            return work.commit(N_("Deleted {count} records"), count=len(names), kind=kind)

    def restore_preview(self, entries: Sequence[BinEntry]) -> RestorePreview:
        """What would come back with these records, and what would be linked again; changes nothing."""
        with self._store.unit_of_work() as work:
            return _restore(self._store, work, entries)

    def restore(self, entries: Sequence[BinEntry], progress: ProgressCallback | None = None) -> ChangeSet:
        """Take records out of the bin in one change, with what went along and the links that were cut.

        RecordNotFound; UserError `restore_needs` if what one belongs to lies in the bin; Cancelled.
        """
        with self._store.unit_of_work() as work:
            _restore(self._store, work, entries, progress)
            if len(entries) == 1:
                return work.commit(N_("Restored “{name}”"), name=entries[0].name)
            return work.commit(N_("Restored {count} records"), count=len(entries))


def name_of(record: Record) -> str:
    """How a record reads in a sentence."""
    for field in ("title", "name", "full_name", "label", "text", "subject", "role"):
        value = getattr(record, field, "")
        if value:
            return str(value)
    return record.KIND


def delete_records(work: UnitOfWork, kind: str, ids: Sequence[UUID]) -> None:
    """Put records into the bin with what hangs on them, as a part of a larger change."""
    _delete(work, kind, ids, Counter(), Counter())


def _delete(
    work: UnitOfWork,
    kind: str,
    ids: Sequence[UUID],
    along: Counter[str],
    unlinked: Counter[str],
    progress: ProgressCallback | None = None,
) -> None:
    for start in range(0, len(ids), _AT_ONCE):
        if progress is not None:
            progress(start, len(ids))
        _delete_block(work, kind, ids[start : start + _AT_ONCE], along, unlinked)


def _delete_block(
    work: UnitOfWork, kind: str, ids: Sequence[UUID], along: Counter[str], unlinked: Counter[str]
) -> None:
    """A few at once: what hangs on them is asked for together, not record by record."""
    record_type = RECORD_TYPES[kind]
    live = [record_id for record_id in dict.fromkeys(ids) if work.find(record_type, record_id) is not None]
    if not live:
        return
    if record_type is CodeItem:
        raise RecordInUse(kind, live[0], [{"kind": "code_list", "count": 1}])
    for holder_type, info in references_to(kind):
        holders = work.select(holder_type, **{info.name: live})
        parts = [holder for holder in holders if info.required or _is_nothing_without(holder, info.name)]
        _delete(work, holder_type.KIND, [part.id for part in parts], along, unlinked)
        along[holder_type.KIND] += len(parts)
        going = {part.id for part in parts}
        if holder_type is record_type:
            going.update(live)  # an event of the block that belongs to another one goes with it
        for holder in holders:
            if holder.id not in going and work.find(holder_type, holder.id) is not None:
                loose: Any = holder
                work.save(replace(loose, **{info.name: None}))
                unlinked[holder_type.KIND] += 1
    for record_id in live:
        if work.find(record_type, record_id) is not None:
            work.delete(record_type, record_id)


def _is_nothing_without(holder: Record, field: str) -> bool:
    if isinstance(holder, Participation):
        return field == "person_id" or (field == "organisation_id" and holder.person_id is None)
    return holder.KIND == "tagging"


_READ_AT_ONCE = 500


def _restore(
    store: Store, work: UnitOfWork, entries: Sequence[BinEntry], progress: ProgressCallback | None = None
) -> RestorePreview:
    """Bring back the records; of the changes that deleted them also what hangs on them, and links to them."""
    back = {(entry.kind, entry.record_id) for entry in entries}
    for done, (kind, record_id) in enumerate(sorted(back)):
        if progress is not None and done % _STEP == 0:
            progress(done, len(entries))
        work.restore(RECORD_TYPES[kind], record_id)
    along: Counter[str] = Counter()
    linked: Counter[str] = Counter()
    stamps = sorted({entry.stamp for entry in entries if entry.stamp is not None})
    changes = [change for stamp in stamps for change in _changes_of(store, stamp)]
    gone = [change for change in changes if _has_gone(change)]
    joins = _Joins(store, work)
    is_more = True
    while is_more:
        if progress is not None:
            progress(len(entries), len(entries))
        parts = [change for change in gone if _comes_along(work, change, back, joins)]
        for change in parts:
            work.restore(RECORD_TYPES[change.kind], change.record_id)
            back.add((change.kind, change.record_id))
            along[change.kind] += 1
        is_more = bool(parts)
    for change in changes:
        linked[change.kind] += _link_again(work, change, back)
    for kind, record_id in sorted(back):
        there = joins.follow(RECORD_TYPES[kind], record_id)
        _let_go_of_the_dead(work, RECORD_TYPES[kind], there)
    return RestorePreview(dict(along), {kind: count for kind, count in linked.items() if count})


def _changes_of(store: Store, stamp: Stamp) -> Iterator[RecordChange]:
    for offset in itertools.count(0, _READ_AT_ONCE):
        changes = store.record_changes(stamp, _READ_AT_ONCE, offset)
        yield from changes
        if len(changes) < _READ_AT_ONCE:
            return


def _has_gone(change: RecordChange) -> bool:
    deletion = change.fields.get(DELETED_FIELD)
    return deletion is not None and deletion.after == Deletion.BIN


class _Joins:
    """What was joined into another record while something that refers to it lay in the bin."""

    def __init__(self, store: Store, work: UnitOfWork) -> None:
        self._store = store
        self._work = work
        self._survivors: dict[str, Mapping[UUID, UUID]] = {}

    def going_on(self, kind: str, record_id: UUID) -> UUID | None:
        """The live record that goes on for a joined one."""
        if kind not in self._survivors:
            self._survivors[kind] = self._store.duplicates.survivors(kind)
        end = self._survivors[kind].get(record_id)
        is_there = end is not None and self._work.find(RECORD_TYPES[kind], end) is not None
        return end if is_there else None

    def follow(self, record_type: type[Record], record_id: UUID) -> UUID:
        """Let a record refer to what goes on instead of what was joined; the id that it has then."""
        record = there = self._work.get(record_type, record_id)
        for name, info in fields_of(record_type).items():
            target = getattr(record, name) if info.refers_to is not None else None
            if target is None or info.refers_to is None:
                continue
            is_there = self._work.find(RECORD_TYPES[info.refers_to], target) is not None
            if not is_there and (end := self.going_on(info.refers_to, target)) is not None:
                there = moved(there, (target,), end)
        if there.id == record.id:
            self._work.save(there)
        else:
            known = self._work.find(record_type, there.id)
            self._work.save(there if known is None else joined_link(known, there))
            self._work.delete(record_type, record.id)  # it stays in the bin
        return there.id


def _comes_along(work: UnitOfWork, change: RecordChange, back: set[tuple[str, UUID]], joins: _Joins) -> bool:
    """Whether a deleted part hangs on what comes back, and everything else that it needs is there."""
    record_type = RECORD_TYPES[change.kind]
    part = work.find_in_bin(record_type, change.record_id)
    if part is None:
        return False
    hangs = False
    for name, info in fields_of(record_type).items():
        target = getattr(part, name) if info.refers_to is not None else None
        if info.refers_to is None or target is None:
            continue
        is_part = info.required or _is_nothing_without(part, name)
        is_there = work.find(RECORD_TYPES[info.refers_to], target) is not None
        if is_part and not is_there and joins.going_on(info.refers_to, target) is None:
            return False
        hangs = hangs or (is_part and (info.refers_to, target) in back)
    return hangs


def _link_again(work: UnitOfWork, change: RecordChange, back: set[tuple[str, UUID]]) -> bool:
    """Put back the references to what came back, where the deletion emptied them and they are still empty."""
    record_type = RECORD_TYPES[change.kind]
    record: Any = work.find(record_type, change.record_id)
    if record is None:
        return False
    infos = fields_of(record_type)
    values = {
        name: field.before
        for name, field in change.fields.items()
        if name in infos
        and (infos[name].refers_to, field.before) in back
        and field.after is None
        and getattr(record, name) is None
    }
    if values:
        work.save(replace(record, **values))
    return bool(values)


def _let_go_of_the_dead(work: UnitOfWork, record_type: type[Record], record_id: UUID) -> None:
    """Empty references to what was deleted meanwhile; UserError `restore_needs` if one is needed."""
    record: Any = work.get(record_type, record_id)
    dead: dict[str, None] = {}
    for name, info in fields_of(record_type).items():
        target = getattr(record, name) if info.refers_to is not None else None
        if info.refers_to is None or target is None:
            continue
        target_type = RECORD_TYPES[info.refers_to]
        if work.find(target_type, target) is not None:
            continue
        if info.required or _is_nothing_without(record, name):
            needed = work.find_in_bin(target_type, target)
            needs = name_of(needed) if needed is not None else info.refers_to
            raise UserError("restore_needs", name=name_of(record), needs=needs)
        dead[name] = None
    if dead:
        work.save(replace(record, **dead))
