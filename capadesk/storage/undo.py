"""Undo and redo: new ChangeSets that give back what a ChangeSet overwrote."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from uuid import UUID

from capadesk.domain.change_set import DELETED_FIELD, ChangeRole, ChangeSet, Deletion, RecordChange
from capadesk.domain.errors import UserError
from capadesk.domain.record import RECORD_TYPES, Record, references_to
from capadesk.domain.stamp import STAMP_BYTES, Stamp
from capadesk.storage.change_log import CREATE, ChangeLog
from capadesk.storage.record_mapper import mapper_of, quoted
from capadesk.storage.registers import Heads, read_heads
from capadesk.storage.unit_of_work import SqlUnitOfWork


class UndoStack:
    """Which of a replica's own ChangeSets Ctrl+Z and Ctrl+Shift+Z take next, read from the log."""

    def __init__(self, connection: Any, replica: bytes) -> None:
        self._sql = connection.exec_driver_sql
        self._log = ChangeLog(connection)
        self._replica = replica

    def next_undo(self) -> Stamp | None:
        """The newest own work (or redo) that is not undone."""
        skip: set[Stamp] = set()
        for stamp, role, undoes in self._walk():
            if role is ChangeRole.UNDO:
                if stamp not in skip and undoes is not None:
                    skip.add(undoes)
                continue
            if role is ChangeRole.REDO and undoes is not None:
                skip.update(self._chain(undoes))
            if stamp not in skip:
                return stamp
        return None

    def next_redo(self) -> Stamp | None:
        """The newest own undo that is not redone, unless work followed it."""
        skip: set[Stamp] = set()
        for stamp, role, undoes in self._walk():
            if role is ChangeRole.WORK:
                return None
            if role is ChangeRole.REDO and undoes is not None:
                skip.add(undoes)
            elif stamp not in skip:
                return stamp
        return None

    def _chain(self, stamp: Stamp) -> list[Stamp]:
        """An undo or redo, what it undoes, and so on down to the work that it is about."""
        return chain_of(self._log, stamp)

    def _walk(self) -> Iterator[tuple[Stamp, ChangeRole, Stamp | None]]:
        last = b"\xff" * STAMP_BYTES
        while True:
            rows = self._sql(
                "SELECT stamp, role, undoes FROM change_set"
                " WHERE received='' AND replica=? AND stamp < ? ORDER BY stamp DESC LIMIT 100",
                (self._replica, last),
            ).fetchall()
            if not rows:
                return
            for stamp, role, undoes in rows:
                last = bytes(stamp)
                yield (
                    Stamp.from_bytes(bytes(stamp)),
                    ChangeRole(role),
                    Stamp.from_bytes(bytes(undoes)) if undoes else None,
                )


def chain_of(log: ChangeLog, stamp: Stamp) -> list[Stamp]:
    """A ChangeSet, the one that it undoes, and so on down to the work; the last is the work."""
    chain = [stamp]
    entry = log.find(stamp, with_changes=False)
    while entry is not None and entry.undoes is not None:
        chain.append(entry.undoes)
        entry = log.find(entry.undoes, with_changes=False)
    return chain


class Undoer:
    """Takes one ChangeSet back inside a unit of work."""

    def __init__(self, work: SqlUnitOfWork, connection: Any) -> None:
        self._work = work
        self._sql = connection.exec_driver_sql
        self._log = work.log
        self._skipped: list[tuple[str, UUID, str]] = []

    def undo(self, target: Stamp, role: ChangeRole) -> ChangeSet:
        """Undo the ChangeSet and commit; UserError `change_set_not_found`, `nothing_left_to_undo`."""
        entry = self._log.find(target)
        if entry is None:
            raise UserError("change_set_not_found", id=str(target))
        going: set[tuple[str, UUID]] = set()
        plans: list[tuple[RecordChange, Record, dict[str, Any]]] = []
        for change in reversed(entry.changes):
            plan = self._plan(change, target)
            if plan is not None:
                plans.append(plan)
                if plan[2].get(DELETED_FIELD):
                    going.add((change.kind, change.record_id))
        for change, record, values in plans:
            self._apply(change, record, values, going, target)
        self._undo_blocks(target)
        label, data = entry.label, dict(entry.label_data)
        return self._work.commit_as(role, target, label, data, tuple(self._skipped))

    def _plan(
        self, change: RecordChange, target: Stamp
    ) -> tuple[RecordChange, Record, dict[str, Any]] | None:
        if change.kind not in RECORD_TYPES:
            return None
        mapper = mapper_of(change.kind)
        row = self._sql(mapper.by_id_sql, (change.record_id.bytes,)).fetchone()
        if row is None:
            return None
        record = mapper.record(row)
        heads = read_heads(self._sql, change.record_id.bytes, bytes(row[2]))
        values: dict[str, Any] = {}
        if change.is_creation:
            if self._is_untouched(change, heads, target):
                if not row[1]:
                    values[DELETED_FIELD] = Deletion.UNDONE.value
            else:
                self._skipped.append((change.kind, change.record_id, ""))
        else:
            for name, field in change.fields.items():
                present = Stamp.from_bytes(heads.winners.get(name, heads.created))
                is_others = self._root(present, change, name) != self._root(target, change, name)
                goes_again = name == DELETED_FIELD and bool(field.before)
                if is_others or (goes_again and not self._is_untouched(change, heads, target)):
                    self._skipped.append((change.kind, change.record_id, name))
                else:
                    values[name] = field.before
            if row[1] and DELETED_FIELD not in values:
                self._skipped.extend((change.kind, change.record_id, name) for name in values)
                values.clear()
        return (change, record, values) if values else None

    def _is_untouched(self, change: RecordChange, heads: Heads, target: Stamp) -> bool:
        """Whether nothing on the record has changed, and stayed changed, since it was made or deleted."""
        if any(name != DELETED_FIELD for name in heads.rivals):
            return False
        chain = chain_of(self._log, target)
        work = self._log.change_to(chain[-1], change.kind, change.record_id)
        saw = work.saw if work else ()
        made = {heads.created, *(stamp.to_bytes() for stamp in (*chain, *saw))}
        made |= {
            root.to_bytes()
            for stamp in saw
            for name in heads.winners
            if (root := self._root(stamp, change, name)) is not None
        }
        for name, stamp in heads.winners.items():
            if name == DELETED_FIELD:
                continue
            root = self._root(Stamp.from_bytes(stamp), change, name)
            if root is not None and root.to_bytes() not in made:
                return False
        return True

    def _root(self, stamp: Stamp, change: RecordChange, field: str) -> Stamp | None:
        """The work whose value stands on the register, followed back through undos."""
        while True:
            entry = self._log.find(stamp, with_changes=False)
            if entry is None or entry.undoes is None:
                return stamp
            undone = self._log.change_to(entry.undoes, change.kind, change.record_id)
            if undone is None:
                return stamp
            if undone.is_creation:
                return None
            before = undone.fields.get(field)
            if before is None or not before.overwrote:
                return stamp
            stamp = before.overwrote[0]

    def _apply(
        self,
        change: RecordChange,
        record: Record,
        values: dict[str, Any],
        going: set[tuple[str, UUID]],
        target: Stamp,
    ) -> None:
        record_type = RECORD_TYPES[change.kind]
        deletion = values.pop(DELETED_FIELD, None)
        if deletion and self._has_other_holders(change, going, target):
            self._skipped.append((change.kind, change.record_id, ""))
            return
        if deletion == "":
            self._work.restore(record_type, change.record_id)
        held: Any = record
        if values:
            self._work.save(replace(held, **values))
        if deletion:
            self._work.delete(record_type, change.record_id, Deletion(deletion))

    def _has_other_holders(self, change: RecordChange, going: set[tuple[str, UUID]], target: Stamp) -> bool:
        for holder_type, info in references_to(change.kind):
            rows = self._sql(
                f"SELECT id, created_stamp FROM {quoted(holder_type.KIND)}"
                f" WHERE {quoted(info.name)}=? AND deleted=''",
                (change.record_id.bytes,),
            ).fetchall()
            for holder_id, created in rows:
                is_going = (holder_type.KIND, UUID(bytes=bytes(holder_id))) in going
                if not is_going and bytes(created) != target.to_bytes():
                    return True
        return False

    def _undo_blocks(self, target: Stamp) -> None:
        done: set[str] = set()
        for kind, operation, payload in self._log.blocks_of(target):
            if kind in done:
                continue
            done.add(kind)
            if operation == CREATE:
                self._undo_created_block(kind, target)
            else:
                self._undo_set_block(kind, target, payload)

    def _undo_created_block(self, kind: str, target: Stamp) -> None:
        raw = target.to_bytes()
        conditions = [
            "r.created_stamp=? AND r.deleted=''",
            "NOT EXISTS (SELECT 1 FROM field_stamp f WHERE f.record_id=r.id)",
        ]
        parameters: list[Any] = [raw]
        for holder_type, info in references_to(kind):
            conditions.append(
                f"NOT EXISTS (SELECT 1 FROM {quoted(holder_type.KIND)} h WHERE h.{quoted(info.name)}=r.id"
                " AND h.deleted='' AND h.created_stamp<>?)"
            )
            parameters.append(raw)
        self._work.set_deleted_in_bulk(
            kind, " AND ".join(conditions), tuple(parameters), "", Deletion.UNDONE.value, raw
        )
        left = self._sql(
            f"SELECT id FROM {quoted(kind)} WHERE created_stamp=? AND deleted=''", (raw,)
        ).fetchall()
        for (record_id,) in left:
            change = RecordChange(kind, UUID(bytes=bytes(record_id)), {}, is_creation=True)
            plan = self._plan(change, target)
            if plan is not None:
                self._apply(*plan, set(), target)

    def _undo_set_block(self, kind: str, target: Stamp, payload: bytes) -> None:
        body = json.loads(zlib.decompress(payload))
        raw = target.to_bytes()
        condition = (
            "r.deleted=? AND EXISTS (SELECT 1 FROM field_stamp f WHERE f.record_id=r.id"
            " AND f.field='deleted' AND f.stamp=?) AND NOT EXISTS (SELECT 1 FROM field_stamp f"
            " WHERE f.record_id=r.id AND f.field<>'deleted')"
        )
        self._work.set_deleted_in_bulk(
            kind, condition, (body["after"], raw), body["after"], body["before"], raw
        )
