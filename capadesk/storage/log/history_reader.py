"""Reading what happened: the list of changes, records' histories, rivals and the bin."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from capadesk.domain.change_set import DELETED_FIELD
from capadesk.domain.record import RECORD_TYPES
from capadesk.domain.stamp import STAMP_BYTES, Stamp
from capadesk.services.ports import BinEntry, HistoryEntry, RecordHistoryEntry, Rival
from capadesk.storage.database.codecs import from_json
from capadesk.storage.database.record_mapper import mapper_of, quoted
from capadesk.storage.log.change_log import ChangeLog
from capadesk.storage.merging.merge_list import MergeList
from capadesk.storage.reading.search_index import SEARCHED

if TYPE_CHECKING:
    from capadesk.domain.change_set import ChangeSet
    from capadesk.services.ports import Lists

_COLUMNS = (
    "stamp, time, author, label, label_data, role, record_count, received,"
    " CASE WHEN record_count = 1 THEN {single} END"
)


class HistoryReader:
    """What the change log tells the reader of one replica, on one connection."""

    def __init__(self, connection: Any, replica: bytes) -> None:
        self._connection = connection
        self._sql = connection.exec_driver_sql
        self._replica = replica
        self._columns = _COLUMNS.format(single=connection.dialect.single_change)

    def entries(self, limit: int, before: Stamp | None) -> list[HistoryEntry]:
        """See ports.Store.history."""
        raw = before.to_bytes() if before else b"\xff" * STAMP_BYTES
        rows = self._sql(
            f"SELECT {self._columns} FROM change_set WHERE stamp < ? ORDER BY stamp DESC LIMIT ?",
            (raw, limit),
        )
        return [self._entry(row) for row in rows.fetchall()]

    def entries_of(self, stamps: Sequence[bytes]) -> list[HistoryEntry]:
        """The entries of ChangeSets, newest first."""
        marks = ",".join("?" * len(stamps))
        rows = self._sql(
            f"SELECT {self._columns} FROM change_set WHERE stamp IN ({marks}) ORDER BY stamp DESC",
            tuple(stamps),
        )
        return [self._entry(row) for row in rows.fetchall()]

    def entry_of(self, stamp: Stamp | None) -> HistoryEntry | None:
        """The entry of one ChangeSet; None if there is none."""
        if stamp is None:
            return None
        row = self._sql(
            f"SELECT {self._columns} FROM change_set WHERE stamp=?", (stamp.to_bytes(),)
        ).fetchone()
        return self._entry(row) if row else None

    def _entry(self, row: Any) -> HistoryEntry:
        raw, time, author, label, label_data, role, record_count, received, single = row
        kind, fields, is_creation = json.loads(single) if single else ("", (), None)
        stamp = bytes(raw)
        undone_by = self._undone_by(stamp)
        return HistoryEntry(
            Stamp.from_bytes(stamp),
            _utc(time),
            author,
            label,
            json.loads(label_data),
            role,
            record_count,
            undone_by is not None and not self._is_undone(undone_by),
            stamp[6:] == self._replica and not received,
            Stamp.from_bytes(undone_by) if undone_by is not None else None,
            bool(received),
            kind,
            () if is_creation else tuple(fields),
        )

    def _is_undone(self, stamp: bytes) -> bool:
        undone_by = self._undone_by(stamp)
        return undone_by is not None and not self._is_undone(undone_by)

    def _undone_by(self, stamp: bytes) -> bytes | None:
        row = self._sql(
            "SELECT stamp FROM change_set WHERE undoes=? ORDER BY stamp DESC LIMIT 1", (stamp,)
        ).fetchone()
        return bytes(row[0]) if row is not None else None

    def record_histories(self, kind: str, record_ids: Sequence[UUID]) -> dict[UUID, list[RecordHistoryEntry]]:
        """See ports.Store."""
        histories = ChangeLog(self._connection).histories_of(kind, record_ids)
        return {
            record_id: [
                RecordHistoryEntry(
                    entry.stamp, entry.time, entry.author, entry.label, change.is_creation, change.fields
                )
                for entry, change in history
            ]
            for record_id, history in histories.items()
        }

    def rivals(self) -> list[Rival]:
        """See ports.Store."""
        rows = self._sql(
            "SELECT v.kind, v.record_id, v.field, v.value, v.stamp, s.author, s.time FROM rival v"
            " JOIN change_set s ON s.stamp = v.stamp ORDER BY v.stamp DESC"
        )
        found = []
        for kind, raw_id, field, value, stamp, author, time in rows.fetchall():
            record_id = UUID(bytes=bytes(raw_id))
            lost = from_json(RECORD_TYPES[kind], field, json.loads(value))
            if lost != self._present_value(kind, record_id, field):
                found.append(
                    Rival(kind, record_id, field, lost, Stamp.from_bytes(bytes(stamp)), author, _utc(time))
                )
        return found

    def _present_value(self, kind: str, record_id: UUID, field: str) -> Any:
        mapper = mapper_of(kind)
        row = self._sql(mapper.by_id_sql, (record_id.bytes,)).fetchone()
        return row[1] if field == DELETED_FIELD else getattr(mapper.record(row), field)

    def bin(self, lists: Lists) -> list[BinEntry]:
        """See ports.Store; `lists` know how the records read."""
        found: list[BinEntry] = []
        for kind in SEARCHED:
            rows = self._sql(
                f"SELECT r.id, s.time, s.author, s.stamp FROM {quoted(kind)} r"
                " JOIN field_stamp f ON f.record_id = r.id AND f.field = 'deleted'"
                " JOIN change_set s ON s.stamp = f.stamp WHERE r.deleted = 'deleted'"
            ).fetchall()
            names = {c.id: c.name for c in lists.choices_by_id(kind, [UUID(bytes=r[0]) for r in rows])}
            for record_id, time, author, stamp in rows:
                uuid = UUID(bytes=bytes(record_id))
                entry = BinEntry(
                    kind, uuid, names.get(uuid, ""), _utc(time), author, Stamp.from_bytes(bytes(stamp))
                )
                found.append(entry)
        return sorted(found, key=lambda entry: entry.deleted_at, reverse=True)

    def changes_since(self, mark: int) -> list[ChangeSet]:
        """See ports.Store."""
        rows = self._sql(
            "SELECT stamp FROM change_set WHERE arrival > ? ORDER BY arrival", (mark,)
        ).fetchall()
        log = ChangeLog(self._connection)
        found = (log.find(Stamp.from_bytes(bytes(row[0]))) for row in rows)
        removed = MergeList(self._connection).removed_since(mark)
        return [*(entry for entry in found if entry is not None), *removed]


def _utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
