"""Which records live: those whose own registers say so, and whatever a living record refers to.

A deletion holds against all that the deleter had seen. A change of the record itself that the deleter had
not seen keeps it, a confirmation that it lives as well, and so does a living record that refers to it:
nothing that lives refers to nothing. That is a function of the registers, so every replica that saw the
same changes finds the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Any
from uuid import UUID

from capadesk.domain.change_set import DELETED_FIELD
from capadesk.domain.record import RECORD_TYPES, fields_of, references_to
from capadesk.domain.stamp import Stamp
from capadesk.services.ports.changes import Step, no_step
from capadesk.storage.database.record_mapper import chunks, quoted
from capadesk.storage.log.change_log import ChangeLog
from capadesk.storage.log.registers import Heads, heads_among
from capadesk.storage.merging.deferred_index import DeferredIndex
from capadesk.storage.merging.register_merge import RecordKey
from capadesk.storage.reading.search_index import SEARCHED, folded_texts


class Liveness:
    """Brings `deleted`, the table `kept` and the search index up to date after changes of registers."""

    def __init__(self, connection: Any, log: ChangeLog, index: DeferredIndex) -> None:
        self._sql = connection.exec_driver_sql
        self._log = log
        self._index = index
        self._needed: dict[str, set[bytes]] = {}

    def settle(
        self, touched: Iterable[RecordKey], suspects: Iterable[RecordKey] = (), step: Step = no_step
    ) -> int:
        """Decide on records whose registers changed, and on deleted ones that something may refer to.

        How many are kept that were not before, though their own registers say that they are deleted.
        """
        kept_before = kept_records(self._sql)
        by_kind: dict[str, list[bytes]] = {}
        for kind, raw_id in sorted({*touched, *suspects, *kept_before}):
            by_kind.setdefault(kind, []).append(raw_id)
        dead = [key for kind, ids in by_kind.items() for key in self._dead_among(kind, ids, step)]
        self._sql("DELETE FROM kept")
        for key in dead:
            if has_live_holder(self._sql, *key):
                self._keep(key)
        while self._needed:
            needed, self._needed = self._needed, {}
            for kind, wanted in needed.items():
                for raw_id in self._deleted_among(kind, wanted):
                    self._keep((kind, raw_id))
        return len(kept_records(self._sql) - kept_before)

    def _dead_among(self, kind: str, ids: Iterable[bytes], step: Step) -> Iterator[RecordKey]:
        """Enter what the records' own registers say; those that are deleted. What is not there is left."""
        columns = _LiveColumns.of(kind)
        for marks, chunk in chunks(ids):
            step()
            rows = self._sql(f"{columns.select} WHERE id IN ({marks}) ORDER BY id", chunk).fetchall()
            every_heads = heads_among(self._sql, {bytes(row[3]): bytes(row[2]) for row in rows})
            for row in rows:
                raw_id = bytes(row[3])
                own = self.own_state(kind, raw_id, every_heads[raw_id])
                if own != row[1]:
                    self._set_deleted((kind, raw_id), own)
                if kind in SEARCHED:
                    self._index.remove(kind, row[0])
                if own:
                    yield kind, raw_id
                else:
                    self._enter_live(columns, row)

    def _deleted_among(self, kind: str, ids: Iterable[bytes]) -> list[bytes]:
        found: list[bytes] = []
        for marks, chunk in chunks(sorted(ids)):
            sql = f"SELECT id FROM {quoted(kind)} WHERE deleted<>'' AND id IN ({marks}) ORDER BY id"
            found.extend(bytes(row[0]) for row in self._sql(sql, chunk).fetchall())
        return found

    def _enter_live(self, columns: _LiveColumns, row: Sequence[Any]) -> None:
        if columns.kind in SEARCHED:
            self._index.put_folded(columns.kind, row[0], *columns.texts(row))
        for target, raw_id in columns.references(row):
            self._needed.setdefault(target, set()).add(raw_id)

    def _keep(self, key: RecordKey) -> None:
        self._set_deleted(key, "")
        self._sql("INSERT INTO kept(record_id, kind) VALUES (?, ?)", (key[1], key[0]))
        columns = _LiveColumns.of(key[0])
        self._enter_live(columns, self._sql(f"{columns.select} WHERE id=?", (key[1],)).fetchone())

    def _set_deleted(self, key: RecordKey, value: str) -> None:
        self._sql(f"UPDATE {quoted(key[0])} SET deleted=? WHERE id=?", (value, key[1]))

    def own_state(self, kind: str, raw_id: bytes, heads: Heads) -> str:
        """The register `deleted`, unless a change of the record that the deleter had not seen keeps it."""
        created = heads.created
        if DELETED_FIELD not in heads.winners:
            if created == bytes(len(created)):
                return ""
            if DELETED_FIELD not in heads.rivals and heads.is_changed:
                return ""  # a creation sees nothing but itself, so the later change keeps the record
        raw = heads.winners.get(DELETED_FIELD, created)
        change = self._log.change_to(Stamp.from_bytes(raw), kind, UUID(bytes=raw_id))
        field = change.fields.get(DELETED_FIELD) if change else None
        if change is None or field is None or not field.after:
            return ""
        if heads.rivals.get(DELETED_FIELD) and self._is_confirmed(raw_id):
            return ""
        # What the deleting change itself wrote on other fields, as an undo does, it has seen as well.
        seen = {*(change.saw or field.overwrote), Stamp.from_bytes(raw)}
        return str(field.after) if set(heads.seen()) <= seen else ""

    def _is_confirmed(self, raw_id: bytes) -> bool:
        """Whether somebody who had not seen the deletion wrote that the record lives."""
        return bool(
            self._sql(
                "SELECT 1 FROM rival WHERE record_id=? AND field=? AND value='\"\"'",
                (raw_id, DELETED_FIELD),
            ).fetchone()
        )


class _LiveColumns:
    """The columns of a kind that say what a living record means to the index and to others."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        title, body = SEARCHED.get(kind, ((), ()))
        infos = fields_of(RECORD_TYPES[kind])
        targets = {name: info.refers_to for name, info in infos.items() if info.refers_to is not None}
        names = [*title, *body, *targets]
        columns = "".join(f", {quoted(name)}" for name in names)
        self.select = f"SELECT seq, deleted, created_stamp, id{columns} FROM {quoted(kind)}"
        self._places = {name: place for place, name in enumerate(names, 4)}
        self._targets = [(self._places[name], target) for name, target in targets.items()]

    @classmethod
    @cache
    def of(cls, kind: str) -> _LiveColumns:
        """Those of a kind."""
        return cls(kind)

    def texts(self, row: Sequence[Any]) -> tuple[str, str]:
        """The folded title and body."""
        return folded_texts(self.kind, lambda name: row[self._places[name]])

    def references(self, row: Sequence[Any]) -> Iterator[tuple[str, bytes]]:
        """(kind, id) of what the record refers to."""
        for place, target in self._targets:
            if row[place] is not None:
                yield target, bytes(row[place])


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
