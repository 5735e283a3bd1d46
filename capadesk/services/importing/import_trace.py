"""What imports wrote into a record, told from what people wrote since: read from its history."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from capadesk.domain.change_set import DELETED_FIELD, Deletion
from capadesk.domain.record import Record, fields_of
from capadesk.services.importing.import_plan import IMPORT_LABEL
from capadesk.services.ports import RecordHistoryEntry, Store


class ImportTrace:
    """The history of one record, seen by who wrote what; an undo counts as whoever it undoes."""

    def __init__(self, record_type: type[Record], history: Sequence[RecordHistoryEntry]) -> None:
        self._fields = fields_of(record_type)
        self._history = history
        self._made_by_import = any(e.is_creation and e.label == IMPORT_LABEL for e in history)

    def has_import(self, field: str) -> bool:
        """Whether an import has ever decided the field's value."""
        return self._made_by_import or any(field in entry.fields for entry in self._imports())

    def imported(self, field: str) -> Any:
        """What the last import that decided the field wrote."""
        for entry in self._imports():
            if field in entry.fields:
                return entry.fields[field].after
        return self._fields[field].default

    def was_written_here(self, field: str) -> bool:
        """Whether anyone but an import has ever written the field."""
        return any(field in entry.fields for entry in self._history if entry.label != IMPORT_LABEL)

    def value(self, field: str) -> Any:
        """The field's value after the whole history: of a record in the bin as well."""
        for entry in self._history:
            if field in entry.fields:
                return entry.fields[field].after
        return "" if field == DELETED_FIELD else self._fields[field].default

    @property
    def newest(self) -> datetime | None:
        """When (UTC) the record was last changed."""
        return self._history[0].time if self._history else None

    @property
    def was_taken_away_here(self) -> bool:
        """Whether it was deleted by anyone but an import or an undo."""
        return self.value(DELETED_FIELD) == Deletion.BIN and not self.was_last_touched_by_import

    @property
    def is_only_imported(self) -> bool:
        """Whether nobody but imports has touched the record."""
        return bool(self._history) and all(entry.label == IMPORT_LABEL for entry in self._history)

    @property
    def was_last_touched_by_import(self) -> bool:
        """Whether the newest change is an import's."""
        return bool(self._history) and self._history[0].label == IMPORT_LABEL

    def _imports(self) -> list[RecordHistoryEntry]:
        return [entry for entry in self._history if entry.label == IMPORT_LABEL]


class ImportTraces:
    """Traces of many records, read together where it is known beforehand which are asked for."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._found: dict[UUID, ImportTrace] = {}

    def foresee(self, record_type: type[Record], record_ids: Iterable[UUID]) -> None:
        """Read the traces of these records at once."""
        missing = [record_id for record_id in dict.fromkeys(record_ids) if record_id not in self._found]
        for record_id, history in self._store.record_histories(record_type.KIND, missing).items():
            self._found[record_id] = ImportTrace(record_type, history)

    def of(self, record_type: type[Record], record_id: UUID) -> ImportTrace:
        """The trace of one record; it may be in the bin, or never have been."""
        if record_id not in self._found:
            self.foresee(record_type, [record_id])
        return self._found[record_id]
