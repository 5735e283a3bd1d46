"""Deleting: what hangs on a record is said first; its parts go along, all else is unlinked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from capadesk.domain.change_set import ChangeSet
from capadesk.domain.errors import RecordInUse
from capadesk.domain.record import RECORD_TYPES, Record, references_to
from capadesk.domain.records import CodeItem, Participation
from capadesk.services.ports import BinEntry, Store, UnitOfWork
from capadesk.services.words import N_


@dataclass(frozen=True, slots=True)
class DeletionPreview:
    """What deleting would do: counts by record kind of what goes along and of what is unlinked."""

    names: tuple[str, ...]
    goes_along: dict[str, int]
    unlinked: dict[str, int]


class DeletionService:
    """Puts records into the bin, and takes them out again; nothing dangles and all can be undone."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def preview(self, kind: str, ids: Sequence[UUID]) -> DeletionPreview:
        """What hangs on these records; changes nothing. RecordNotFound."""
        along: Counter[str] = Counter()
        unlinked: Counter[str] = Counter()
        with self._store.unit_of_work() as work:
            names = tuple(name_of(work.get(RECORD_TYPES[kind], record_id)) for record_id in ids)
            _delete(work, kind, ids, along, unlinked)
        return DeletionPreview(names, dict(along), dict(unlinked))

    def delete(self, kind: str, ids: Sequence[UUID]) -> ChangeSet:
        """Put the records into the bin in one change. RecordNotFound; RecordInUse for used code values."""
        with self._store.unit_of_work() as work:
            names = [name_of(work.get(RECORD_TYPES[kind], record_id)) for record_id in ids]
            _delete(work, kind, ids, Counter(), Counter())
            if len(names) == 1:
                return work.commit(N_("Deleted “{name}”"), name=names[0])
            return work.commit(N_("Deleted {count} records"), count=len(names), kind=kind)

    def restore(self, entries: Sequence[BinEntry]) -> ChangeSet:
        """Take records out of the bin in one change."""
        with self._store.unit_of_work() as work:
            for entry in entries:
                work.restore(RECORD_TYPES[entry.kind], entry.record_id)
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


def _delete(
    work: UnitOfWork, kind: str, ids: Sequence[UUID], along: Counter[str], unlinked: Counter[str]
) -> None:
    for record_id in ids:
        record = work.find(RECORD_TYPES[kind], record_id)
        if record is None:
            continue
        if isinstance(record, CodeItem):
            raise RecordInUse(kind, record_id, [{"kind": "code_list", "count": 1}])
        for holder_type, info in references_to(kind):
            holders = work.select(holder_type, **{info.name: record_id})
            parts = [holder for holder in holders if info.required or _is_nothing_without(holder, info.name)]
            _delete(work, holder_type.KIND, [part.id for part in parts], along, unlinked)
            along[holder_type.KIND] += len(parts)
            part_ids = {part.id for part in parts}
            for holder in holders:
                if holder.id not in part_ids and work.find(holder_type, holder.id) is not None:
                    loose: Any = holder
                    work.save(replace(loose, **{info.name: None}))
                    unlinked[holder_type.KIND] += 1
        work.delete(RECORD_TYPES[kind], record_id)


def _is_nothing_without(holder: Record, field: str) -> bool:
    if isinstance(holder, Participation):
        return field == "person_id" or (field == "organisation_id" and holder.person_id is None)
    return holder.KIND == "tagging"
