"""Undo and redo: new ChangeSets that give back what a ChangeSet overwrote."""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from capadesk.domain.change_set import DELETED_FIELD, Deletion, RecordChange
from capadesk.domain.errors import UserError
from capadesk.domain.record import RECORD_TYPES, fields_of, references_to
from capadesk.domain.stamp import Stamp
from capadesk.storage.change_log import CREATE
from capadesk.storage.later_work import GOES_ON, LaterWork
from capadesk.storage.record_mapper import chunks, mapper_of, quoted
from capadesk.storage.registers import Heads, heads_among, read_heads
from capadesk.storage.undo_stack import chain_of

if TYPE_CHECKING:
    from capadesk.domain.change_set import ChangeRole, ChangeSet
    from capadesk.domain.record import Record
    from capadesk.storage.unit_of_work import SqlUnitOfWork

RecordKey = tuple[str, UUID]
"""The kind and the id of a record."""


class Left(NamedTuple):
    """What an undo leaves as it is: a field, or with "" a whole record; and what stands in the way.

    `later` are the changes that were made since, `holders` the live records that need this one.
    """

    kind: str
    record_id: UUID
    field: str
    later: tuple[Stamp, ...] = ()
    holders: tuple[RecordKey, ...] = ()


class Plan(NamedTuple):
    """How one record goes back: the fields with the values that they get again."""

    change: RecordChange
    record: Record
    values: dict[str, Any]

    @property
    def key(self) -> RecordKey:
        """Which record it is."""
        return self.change.kind, self.change.record_id


class Undoer:
    """Takes one ChangeSet back inside a unit of work; what it would leave can be asked without writing."""

    def __init__(
        self, work: SqlUnitOfWork, connection: Any, step: Callable[[int], None] = lambda _count: None
    ) -> None:
        """`step` is told of each portion of records that went back, and may raise."""
        self._work = work
        self._sql = connection.exec_driver_sql
        self._log = work.log
        # Records of one ChangeSet ask for the same few again and again.
        self._head_of = cache(self._log.head)
        self._step = step
        self._single: set[RecordKey] = set()
        self._present: dict[RecordKey, tuple[Any, Heads]] = {}
        self._later = LaterWork(connection, work.log, self._head_of)
        self.left: list[Left] = []

    def undo(self, target: Stamp, role: ChangeRole) -> ChangeSet:
        """Undo the ChangeSet and commit; UserError `change_set_not_found`."""
        entry = self._found(target)
        plans = self.plans(entry)
        for number, plan in enumerate(plans, 1):
            self._apply(plan)
            if not number % _STEP:
                self._step(_STEP)
        self._step(len(plans) % _STEP)
        self._undo_blocks(target)
        skipped = tuple((left.kind, left.record_id, left.field) for left in self.left)
        return self._work.commit_as(role, target, entry.label, dict(entry.label_data), skipped)

    def count(self, target: Stamp) -> int:
        """How many records would change; `left` then says what would stay. Writes nothing.

        UserError `change_set_not_found`.
        """
        count = len(self.plans(self._found(target)))
        for kind, operation, payload in self._kinds_in_blocks(target):
            if operation == CREATE:
                conditions, parameters = self._untouched_in_block(kind, target)
                count += self._count(kind, f"r.deleted='' AND {conditions}", parameters)
                raw = target.to_bytes()
                count += len(self._rest_of_block(kind, target, f"NOT {conditions}", [raw, *parameters]))
            else:
                conditions, parameters = self._flipped_in_block(target, json.loads(zlib.decompress(payload)))
                count += self._count(kind, conditions, parameters)
        return count

    def _found(self, target: Stamp) -> ChangeSet:
        entry = self._log.find(target)
        if entry is None:
            raise UserError("change_set_not_found", id=str(target))
        return entry

    def _count(self, kind: str, condition: str, parameters: Sequence[Any]) -> int:
        sql = f"SELECT count(*) FROM {quoted(kind)} r WHERE {condition}"
        return int(self._sql(sql, tuple(parameters)).scalar() or 0)

    # --- records that are in the log singly -------------------------------------------------------

    def plans(self, entry: ChangeSet) -> list[Plan]:
        """How the records of a ChangeSet go back, those first that come or stay."""
        self._single = self._later.going_back = set(entry.touched())
        self._read(entry.changes)
        self._later.know(entry)
        found = [self._plan(change, entry.stamp) for change in reversed(entry.changes)]
        plans = self._without_dangling([plan for plan in found if plan is not None])
        plans = self._without_needed(plans, entry.stamp)
        return sorted(plans, key=lambda plan: bool(plan.values.get(DELETED_FIELD)))

    def _read(self, changes: Sequence[RecordChange]) -> None:
        """Read the records that are to go back, many at once: a hub is asked over a network."""
        by_kind: dict[str, list[bytes]] = {}
        for change in changes:
            if change.kind in RECORD_TYPES:
                by_kind.setdefault(change.kind, []).append(change.record_id.bytes)
        for kind, ids in by_kind.items():
            for marks, chunk in chunks(ids):
                sql = f"{mapper_of(kind).select_sql} WHERE id IN ({marks})"
                rows = {bytes(row[4]): row for row in self._sql(sql, chunk).fetchall()}
                heads = heads_among(self._sql, {raw_id: bytes(row[2]) for raw_id, row in rows.items()})
                for raw_id, row in rows.items():
                    self._present[kind, UUID(bytes=raw_id)] = row, heads[raw_id]
        self._later.look_for_joins([raw_id for ids in by_kind.values() for raw_id in ids])

    def _plan(self, change: RecordChange, target: Stamp) -> Plan | None:
        if change.kind not in RECORD_TYPES:
            return None
        mapper = mapper_of(change.kind)
        found = self._present.get((change.kind, change.record_id))
        if found is None:
            return None
        row, heads = found
        values: dict[str, Any] = {}
        if change.is_creation:
            joins = self._later.joins_into(change.record_id)
            later = joins or self._later.on_record(change, heads, target)
            if later:
                self._leave(change, "", later)
            elif not row[1]:
                values[DELETED_FIELD] = Deletion.UNDONE.value
        else:
            for name, field in change.fields.items():
                if name == DELETED_FIELD and not field.before and not field.after:
                    continue  # that it lives was confirmed: nothing is to be taken back
                later = self._later.on_field(change, name, heads, target)
                if later:
                    self._leave(change, name, later)
                else:
                    values[name] = field.before
            if row[1] and DELETED_FIELD not in values:
                deleted = Stamp.from_bytes(heads.winners.get(DELETED_FIELD, heads.created))
                for name in values:
                    self._leave(change, name, (deleted,))
                values.clear()
        return Plan(change, mapper.record(row), values) if values else None

    def _leave(self, change: RecordChange, field: str, later: tuple[Stamp, ...]) -> None:
        self.left.append(Left(change.kind, change.record_id, field, later))

    def _without_dangling(self, plans: list[Plan]) -> list[Plan]:
        """Leave out what would point to a record that lies in the bin and does not come back with it."""
        while True:
            coming = {plan.key for plan in plans if plan.values.get(DELETED_FIELD) == ""}
            kept = []
            for plan in plans:
                dead = self._dead_references(plan, coming)
                for name, stamp in dead.items():
                    self._leave(plan.change, name, (stamp,))
                if dead and plan.key in coming:
                    continue
                values = {name: value for name, value in plan.values.items() if name not in dead}
                if values:
                    kept.append(plan._replace(values=values))
            if len(kept) == len(plans):
                return kept
            plans = kept

    def _dead_references(self, plan: Plan, coming: set[RecordKey]) -> dict[str, Stamp]:
        """The fields that would point to a deleted record, with the change that deleted it."""
        if plan.values.get(DELETED_FIELD):
            return {}
        found = {}
        for name, info in fields_of(RECORD_TYPES[plan.change.kind]).items():
            if info.refers_to is None or (name not in plan.values and plan.key not in coming):
                continue
            value = plan.values.get(name, getattr(plan.record, name))
            if value is None or (info.refers_to, value) in coming:
                continue
            row = self._sql(mapper_of(info.refers_to).by_id_sql, (value.bytes,)).fetchone()
            if row is None or not row[1]:
                continue
            heads = read_heads(self._sql, value.bytes, bytes(row[2]))
            found[name] = Stamp.from_bytes(heads.winners.get(DELETED_FIELD, heads.created))
        return found

    def _without_needed(self, plans: list[Plan], target: Stamp) -> list[Plan]:
        """Leave out the deletion of what other live records need."""
        going = {plan.key for plan in plans if plan.values.get(DELETED_FIELD)}
        freed = {(*plan.key, name) for plan in plans for name in plan.values}
        holders = self._holders(going, freed, target)
        while True:
            needed = {
                key: [holder for holder in holders[key] if holder not in going]
                for key in going
                if any(holder not in going for holder in holders[key])
            }
            if not needed:
                break
            for (kind, record_id), by in needed.items():
                later = tuple(sorted({holders[kind, record_id][holder] for holder in by}))
                self.left.append(Left(kind, record_id, "", later, tuple(by)))
            going -= needed.keys()
        return [plan for plan in plans if not plan.values.get(DELETED_FIELD) or plan.key in going]

    def _holders(
        self, keys: Iterable[RecordKey], freed: set[tuple[str, UUID, str]], target: Stamp
    ) -> dict[RecordKey, dict[RecordKey, Stamp]]:
        """Of each record the live ones that point to it, each with the change that made it so."""
        found: dict[RecordKey, dict[RecordKey, Stamp]] = {key: {} for key in keys}
        by_kind: dict[str, list[bytes]] = {}
        for kind, record_id in found:
            by_kind.setdefault(kind, []).append(record_id.bytes)
        for kind, ids in by_kind.items():
            for holder_type, info in references_to(kind):
                column = quoted(info.name)
                for marks, chunk in chunks(ids):
                    rows = self._sql(
                        f"SELECT h.{column}, h.id, h.created_stamp, f.stamp FROM {quoted(holder_type.KIND)} h"
                        " LEFT JOIN field_stamp f ON f.record_id=h.id AND f.field=?"
                        f" WHERE h.{column} IN ({marks}) AND h.deleted='' ORDER BY h.seq",
                        (info.name, *chunk),
                    ).fetchall()
                    for held, raw, created, changed in rows:
                        holder = holder_type.KIND, UUID(bytes=bytes(raw))
                        goes_with_its_block = (
                            bytes(created) == target.to_bytes() and holder not in self._single
                        )
                        if not goes_with_its_block and (*holder, info.name) not in freed:
                            stamp = Stamp.from_bytes(bytes(changed or created))
                            found[kind, UUID(bytes=bytes(held))][holder] = stamp
        return found

    def _apply(self, plan: Plan) -> None:
        record_type = RECORD_TYPES[plan.change.kind]
        values = dict(plan.values)
        self._work.know(plan.change.kind, self._present[plan.key][0])
        deletion = values.pop(DELETED_FIELD, None)
        if deletion == "":
            self._work.restore(record_type, plan.change.record_id)
        held: Any = plan.record
        if values:
            self._work.save(replace(held, **values))
        if deletion:
            self._work.delete(record_type, plan.change.record_id, Deletion(deletion))

    # --- records that are in the log by blocks ----------------------------------------------------

    def _kinds_in_blocks(self, target: Stamp) -> Iterator[tuple[str, str, bytes]]:
        """(kind, operation, payload of one of its blocks) of each kind in the ChangeSet's blocks."""
        done: set[str] = set()
        for kind, operation, payload in self._log.blocks_of(target):
            if kind not in done:
                done.add(kind)
                yield kind, operation, payload

    def _undo_blocks(self, target: Stamp) -> None:
        made = chain_of(self._head_of, target)[-1].to_bytes()
        for kind, operation, payload in self._kinds_in_blocks(target):
            if operation == CREATE:
                for over in (made, *self._flips_since(kind, made)):
                    conditions, parameters = self._untouched_in_block(kind, target, over)
                    self._flip(kind, f"r.deleted='' AND {conditions}", parameters, "undone", over, made)
                for plan in self._rest_of_block(kind, target, "1 = 1", [made]):
                    self._apply(plan)
            else:
                body = json.loads(zlib.decompress(payload))
                condition, parameters = self._flipped_in_block(target, body)
                self._flip(kind, condition, parameters, body["before"], target.to_bytes(), made)

    def _flip(
        self, kind: str, condition: str, parameters: Sequence[Any], after: str, over: bytes, made: bytes
    ) -> None:
        before = "" if after else Deletion.UNDONE.value
        self._work.set_deleted_in_bulk(
            kind, condition, tuple(parameters), before, after, over, made, self._step
        )

    def _flips_since(self, kind: str, made: bytes) -> list[bytes]:
        """The changes that brought records of a block back again, as the redo of an import does."""
        rows = self._sql(
            f"SELECT DISTINCT f.stamp FROM {quoted(kind)} r JOIN field_stamp f ON f.record_id=r.id"
            " AND f.field='deleted' WHERE r.created_stamp=? AND r.deleted=''",
            (made,),
        ).fetchall()
        return [bytes(row[0]) for row in rows]

    def _untouched_in_block(
        self, kind: str, target: Stamp, over: bytes | None = None
    ) -> tuple[str, list[Any]]:
        """Which created records go at once; the first parameter is that of `created_stamp`.

        `over` is the stamp on the register `deleted`, None for any.
        """
        raw = target.to_bytes()
        conditions = [
            "r.created_stamp=?",
            "NOT EXISTS (SELECT 1 FROM field_stamp f WHERE f.record_id=r.id AND f.field<>'deleted')",
            "NOT EXISTS (SELECT 1 FROM rival v WHERE v.record_id=r.id)",
            f"NOT EXISTS (SELECT 1 FROM pair p WHERE {GOES_ON.format(id='r.id')})",
        ]
        parameters: list[Any] = [raw]
        if over is not None:
            conditions.append(
                "coalesce((SELECT f.stamp FROM field_stamp f WHERE f.record_id=r.id"
                " AND f.field='deleted'), r.created_stamp)=?"
            )
            parameters.append(over)
        for holder_type, info in references_to(kind):
            conditions.append(
                f"NOT EXISTS (SELECT 1 FROM {quoted(holder_type.KIND)} h WHERE h.{quoted(info.name)}=r.id"
                " AND h.deleted='' AND h.created_stamp<>?)"
            )
            parameters.append(raw)
        return "(" + " AND ".join(conditions) + ")", parameters

    def _rest_of_block(
        self, kind: str, target: Stamp, condition: str, parameters: Sequence[Any]
    ) -> list[Plan]:
        """How those created records go back that have to be looked at one by one."""
        rows = self._sql(
            f"SELECT r.id FROM {quoted(kind)} r WHERE r.created_stamp=? AND r.deleted='' AND {condition}",
            tuple(parameters),
        ).fetchall()
        changes = [RecordChange(kind, UUID(bytes=bytes(row[0])), {}, is_creation=True) for row in rows]
        self._read(changes)
        plans = [plan for change in changes if (plan := self._plan(change, target)) is not None]
        return self._without_needed(plans, target)

    def _flipped_in_block(self, target: Stamp, body: dict[str, Any]) -> tuple[str, list[Any]]:
        """Which records of blocks that deleted or brought back go back."""
        condition = (
            "r.deleted=? AND EXISTS (SELECT 1 FROM field_stamp f WHERE f.record_id=r.id"
            " AND f.field='deleted' AND f.stamp=?) AND NOT EXISTS (SELECT 1 FROM field_stamp f"
            " WHERE f.record_id=r.id AND f.field<>'deleted')"
        )
        return condition, [body["after"], target.to_bytes()]


_STEP = 100
