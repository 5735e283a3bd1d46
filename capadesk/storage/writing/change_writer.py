"""The end of a transaction: what its records have become on balance goes into log, registers and index."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from capadesk.domain.change_set import DELETED_FIELD, FieldChange, RecordChange
from capadesk.domain.record import RECORD_TYPES, fields_of, register_names
from capadesk.storage.database.record_mapper import chunks, quoted
from capadesk.storage.log.change_log import encode_change
from capadesk.storage.log.registers import PUT_STAMP, Heads, drop_rivals, heads_among
from capadesk.storage.reading.search_index import SEARCHED, row_id, searched_fields
from capadesk.storage.writing.pending import Pending

if TYPE_CHECKING:
    from capadesk.domain.change_set import ChangeSet
    from capadesk.storage.log.change_log import ChangeLog
    from capadesk.storage.reading.search_index import SearchIndex

Touched = Mapping[tuple[str, UUID], Pending]


class ChangeWriter:
    """Writes the changes of records that were saved singly; the records themselves are written already."""

    def __init__(self, connection: Any, log: ChangeLog, index: SearchIndex) -> None:
        self._sql = connection.exec_driver_sql
        self._log = log
        self._index = index

    def net_changes(self, touched: Touched, stamp: bytes) -> tuple[RecordChange, ...]:
        """What differs from before, in the order of touching; the changed registers get the stamp."""
        found = []
        old = {
            record_id.bytes: pending.created_stamp
            for (_kind, record_id), pending in touched.items()
            if pending.before is not None
        }
        every_heads: dict[bytes, Heads] = {}
        for _marks, chunk in chunks(old):
            every_heads |= heads_among(self._sql, {raw_id: old[raw_id] for raw_id in chunk})
        for (kind, record_id), pending in touched.items():
            if pending.before is None:
                change: RecordChange | None = _creation(kind, record_id, pending)
            else:
                change = self._net_change(kind, record_id, pending, every_heads[record_id.bytes])
            if change is not None:
                found.append(change)
            elif pending.changed_stamp:
                self._forget_touching(kind, record_id, pending)
        stamps = [
            (change.record_id.bytes, name, stamp)
            for change in found
            if not change.is_creation
            for name in change.fields
        ]
        if stamps:
            self._sql(PUT_STAMP, stamps if len(stamps) > 1 else stamps[0])
        return tuple(found)

    def _forget_touching(self, kind: str, record_id: UUID, pending: Pending) -> None:
        """What was changed and changed back is as if nobody had touched it: its row names no change."""
        sets = "changed_stamp=?"
        values: list[object] = [pending.changed_stamp]
        if pending.sequence:
            sets += ", sequence=?"
            values.append(getattr(pending.before, "sequence", 0))
        self._sql(f"UPDATE {quoted(kind)} SET {sets} WHERE id=?", (*values, record_id.bytes))

    def _net_change(self, kind: str, record_id: UUID, pending: Pending, heads: Heads) -> RecordChange | None:
        names = [
            name
            for name in register_names(RECORD_TYPES[kind])
            if name in pending.settled or getattr(pending.record, name) != getattr(pending.before, name)
        ]
        is_flipped = pending.deleted != pending.deleted_before or pending.is_confirmed
        if not names and not is_flipped:
            return None
        fields: dict[str, FieldChange] = {}
        for name in names:
            fields[name] = FieldChange(
                getattr(pending.before, name), getattr(pending.record, name), heads.overwrote(name)
            )
        if is_flipped:
            fields[DELETED_FIELD] = FieldChange(
                pending.deleted_before, pending.deleted, heads.overwrote(DELETED_FIELD)
            )
        saw = heads.seen() if pending.deleted and is_flipped else ()
        drop_rivals(self._sql, record_id.bytes, (name for name in fields if name in heads.rivals))
        return RecordChange(kind, record_id, fields, saw=saw)

    def write(self, entry: ChangeSet, touched: Touched, previous: bytes | None) -> None:
        """Enter the ChangeSet and its changes into the log, and the records into the index."""
        rows, indexed = [], []
        for change in entry.changes:
            pending = touched[(change.kind, change.record_id)]
            payload = encode_change(change, pending.sequence or None)
            rows.append((change.record_id.bytes, change.kind, payload))
            if change.kind in SEARCHED:
                indexed.append((row_id(change.kind, pending.seq), change, pending))
        for _row, change, pending in sorted(indexed, key=lambda each: each[0]):
            self._put_into_index(change, pending)  # in order: see deferred_index
        self._log.write_changes(entry.stamp.to_bytes(), rows)
        count = len(rows) + sum(entry.created_counts.values())
        self._log.write_set(entry, previous, count)

    def _put_into_index(self, change: RecordChange, pending: Pending) -> None:
        was_there = pending.before is not None and not pending.deleted_before
        is_there = not pending.deleted
        if is_there and not was_there:
            self._index.put(pending.record, pending.seq, is_new=True)
        elif was_there and not is_there:
            self._index.remove(change.kind, pending.seq)
        elif is_there and not searched_fields(change.kind).isdisjoint(change.fields):
            self._index.put(pending.record, pending.seq, is_new=False)


def _creation(kind: str, record_id: UUID, pending: Pending) -> RecordChange:
    record_type = RECORD_TYPES[kind]
    infos = fields_of(record_type)
    fields: dict[str, FieldChange] = {}
    for name in register_names(record_type):
        value = getattr(pending.record, name)
        if value != infos[name].default:
            fields[name] = FieldChange(None, value)
    if pending.deleted:
        fields[DELETED_FIELD] = FieldChange("", pending.deleted)
    return RecordChange(kind, record_id, fields, is_creation=True)
