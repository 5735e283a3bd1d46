"""Adding, changing and finding single records of any kind, as scripts do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from capadesk.domain.change_set import ChangeSet
from capadesk.domain.errors import RecordNotFound, UserError
from capadesk.domain.record import RECORD_TYPES, Record
from capadesk.domain.records import Event
from capadesk.services.deletion_service import name_of
from capadesk.services.merging.duplicate_service import DuplicateService
from capadesk.services.ports import Store
from capadesk.services.words import N_


class RecordService:
    """Use cases on one record by its id alone; each change returns the ChangeSet that it made."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def add(self, record: Record) -> ChangeSet:
        """Store a new record; InvalidRecord, RecordNotFound for a reference to nothing."""
        with self._store.unit_of_work() as work:
            work.save(record)
            return work.commit(N_("Added “{name}”"), name=name_of(record))

    def change(self, kind: str, record_id: UUID, values: Mapping[str, Any]) -> ChangeSet:
        """Change the named fields of a live record; InvalidRecord, RecordNotFound."""
        with self._store.unit_of_work() as work:
            stored: Any = work.get(RECORD_TYPES[kind], record_id)
            changed: Record = replace(stored, **values)
            work.save(changed)
            return work.commit(N_("Changed “{name}”"), name=name_of(changed))

    def kind_of(self, record_id: UUID) -> str:
        """The kind of the record with this id, live or in the bin.

        RecordNotFound; UserError `record_joined` with `name`, and `into`, the id of the record that goes on.
        """
        with self._store.unit_of_work() as work:
            for kind, record_type in _USUAL_FIRST:
                if work.find(record_type, record_id) is not None or work.is_in_bin(record_type, record_id):
                    return kind
        if (joined := DuplicateService(self._store).survivor_of(record_id)) is not None:
            kind, into = joined
            name = self._store.record_names(kind, [record_id])[record_id].name
            raise UserError("record_joined", kind=kind, name=name, into=str(into))
        raise RecordNotFound("record", record_id)


_USUAL_FIRST = sorted(RECORD_TYPES.items(), key=lambda item: item[1] is not Event)
