"""Which records live: those whose own registers say so, and whatever a living record refers to.

A deletion holds against all that the deleter had seen. A change of the record itself that the deleter had
not seen keeps it, a confirmation that it lives as well, and so does a living record that refers to it:
nothing that lives refers to nothing. That is a function of the registers, so every replica that saw the
same changes finds the same.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from capadesk.domain.change_set import DELETED_FIELD
from capadesk.domain.record import Record, fields_of, references_to
from capadesk.domain.stamp import Stamp
from capadesk.storage.change_log import ChangeLog
from capadesk.storage.deferred_index import DeferredIndex
from capadesk.storage.record_mapper import mapper_of, quoted
from capadesk.storage.register_merge import RecordKey
from capadesk.storage.registers import read_heads
from capadesk.storage.search_index import SEARCHED


class Liveness:
    """Brings `deleted`, the table `kept` and the search index up to date after changes of registers."""

    def __init__(self, connection: Any, log: ChangeLog, index: DeferredIndex) -> None:
        self._sql = connection.exec_driver_sql
        self._log = log
        self._index = index
        self._needed: set[RecordKey] = set()

    def settle(self, touched: Iterable[RecordKey], suspects: Iterable[RecordKey] = ()) -> int:
        """Decide on records whose registers changed, and on deleted ones that something may refer to.

        How many are kept that were not before, though their own registers say that they are deleted.
        """
        kept_before = kept_records(self._sql)
        dead = [key for key in sorted({*touched, *suspects, *kept_before}) if self._is_dead(key)]
        self._sql("DELETE FROM kept")
        for key in dead:
            if has_live_holder(self._sql, *key):
                self._keep(key)
        while self._needed:
            kind, raw_id = self._needed.pop()
            if self._sql(f"SELECT deleted FROM {quoted(kind)} WHERE id=?", (raw_id,)).scalar():
                self._keep((kind, raw_id))
        return len(kept_records(self._sql) - kept_before)

    def _is_dead(self, key: RecordKey) -> bool:
        """Enter what the record's own registers say; False too if it is not there."""
        row = self._sql(mapper_of(key[0]).by_id_sql, (key[1],)).fetchone()
        if row is None:
            return False
        record = mapper_of(key[0]).record(row)
        own = self.own_state(key[0], record, bytes(row[2]))
        if own != row[1]:
            self._set_deleted(key, own)
        if key[0] in SEARCHED:
            self._index.remove(key[0], row[0])
        if own:
            return True
        self._enter_live(record, row[0])
        return False

    def _enter_live(self, record: Record, seq: int) -> None:
        if record.KIND in SEARCHED:
            self._index.put(record, seq, is_new=True)
        for name, info in fields_of(type(record)).items():
            if info.refers_to is not None and getattr(record, name) is not None:
                self._needed.add((info.refers_to, getattr(record, name).bytes))

    def _keep(self, key: RecordKey) -> None:
        self._set_deleted(key, "")
        self._sql("INSERT INTO kept(record_id, kind) VALUES (?, ?)", (key[1], key[0]))
        row = self._sql(mapper_of(key[0]).by_id_sql, (key[1],)).fetchone()
        self._enter_live(mapper_of(key[0]).record(row), row[0])

    def _set_deleted(self, key: RecordKey, value: str) -> None:
        self._sql(f"UPDATE {quoted(key[0])} SET deleted=? WHERE id=?", (value, key[1]))

    def own_state(self, kind: str, record: Record, created: bytes) -> str:
        """The register `deleted`, unless a change of the record that the deleter had not seen keeps it."""
        heads = read_heads(self._sql, record.id.bytes, created)
        if DELETED_FIELD not in heads.winners and created == bytes(len(created)):
            return ""
        raw = heads.winners.get(DELETED_FIELD, created)
        change = self._log.change_to(Stamp.from_bytes(raw), kind, record.id)
        field = change.fields.get(DELETED_FIELD) if change else None
        if change is None or field is None or not field.after:
            return ""
        if heads.rivals.get(DELETED_FIELD) and self._is_confirmed(record):
            return ""
        # What the deleting change itself wrote on other fields, as an undo does, it has seen as well.
        seen = {*(change.saw or field.overwrote), Stamp.from_bytes(raw)}
        return str(field.after) if set(heads.seen()) <= seen else ""

    def _is_confirmed(self, record: Record) -> bool:
        """Whether somebody who had not seen the deletion wrote that the record lives."""
        return bool(
            self._sql(
                "SELECT 1 FROM rival WHERE record_id=? AND field=? AND value='\"\"'",
                (record.id.bytes, DELETED_FIELD),
            ).fetchone()
        )


def kept_records(sql: Any) -> set[RecordKey]:
    """The records that live only because something that lives refers to them."""
    return {(kind, bytes(raw_id)) for kind, raw_id in sql("SELECT kind, record_id FROM kept").fetchall()}


def has_live_holder(sql: Any, kind: str, raw_id: bytes) -> bool:
    """Whether a living record refers to this one."""
    return any(
        sql(
            f"SELECT 1 FROM {quoted(holder.KIND)} WHERE {quoted(info.name)}=? AND deleted='' LIMIT 1",
            (raw_id,),
        ).fetchone()
        for holder, info in references_to(kind)
    )
