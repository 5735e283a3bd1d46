"""Undo and redo: new ChangeSets that give back what a ChangeSet overwrote."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from capadesk.domain.change_set import DELETED_FIELD, Deletion, RecordChange
from capadesk.domain.errors import UserError
from capadesk.domain.record import RECORD_TYPES, fields_of, references_to
from capadesk.domain.stamp import Stamp
from capadesk.storage.database.record_mapper import chunks, mapper_of, quoted
from capadesk.storage.log.later_work import LaterWork
from capadesk.storage.log.registers import Heads, heads_among, read_heads
from capadesk.storage.log.undo_blocks import Condition, RecordKey, UndoBlocks
from capadesk.storage.log.undo_stack import chain_of

if TYPE_CHECKING:
    from capadesk.domain.change_set import ChangeRole, ChangeSet
    from capadesk.domain.record import Record
    from capadesk.storage.writing.unit_of_work import SqlUnitOfWork


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
        self._blocks: UndoBlocks | None = None
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
        self._undo_blocks()
        skipped = tuple((left.kind, left.record_id, left.field) for left in self.left)
        return self._work.commit_as(role, target, entry.label, dict(entry.label_data), skipped)

    def count(self, target: Stamp) -> int:
        """How many records would change; `left` then says what would stay. Writes nothing.

        UserError `change_set_not_found`.
        """
        count = len(self.plans(self._found(target)))
        return count + sum(self._blocks.count(kind) for kind in self._blocks.kinds) if self._blocks else count

    def _found(self, target: Stamp) -> ChangeSet:
        entry = self._log.find(target)
        if entry is None:
            raise UserError("change_set_not_found", id=str(target))
        return entry

    # --- records that are in the log singly -------------------------------------------------------

    def plans(self, entry: ChangeSet) -> list[Plan]:
        """How the records of a ChangeSet go back, those first that come or stay."""
        made = chain_of(self._head_of, entry.stamp)[-1].to_bytes()
        blocks = self._blocks = UndoBlocks(self._sql, self._log, entry.stamp, made)
        blocks.single = self._later.going_back = set(entry.touched())
        changes = [*reversed(entry.changes), *blocks.rest()]
        blocks.single |= {(change.kind, change.record_id) for change in changes}
        self._read(changes)
        self._later.know(entry)
        found = [self._plan(change, entry.stamp) for change in changes]
        plans = self._without_dangling([plan for plan in found if plan is not None], blocks)
        plans = self._without_needed(plans, blocks)
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
            if row[1]:
                return None  # it is not there any more: nothing is to be taken back
            joins = self._later.joins_into(change.record_id)
            later = joins or self._later.on_record(change, heads, target)
            if later:
                self._leave(change, "", later)
            else:
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

    def _without_dangling(self, plans: list[Plan], blocks: UndoBlocks) -> list[Plan]:
        """Leave out what would point to a record that lies in the bin and does not come back with it."""
        while True:
            coming = {plan.key for plan in plans if plan.values.get(DELETED_FIELD) == ""}
            kept = []
            for plan in plans:
                dead = self._dead_references(plan, coming, blocks)
                for name, stamp in dead.items():
                    self._leave(plan.change, name, (stamp,))
                if dead and plan.key in coming:
                    continue
                values = {name: value for name, value in plan.values.items() if name not in dead}
                if values:
                    kept.append(plan._replace(values=values))
            is_more = self._hold_back(kept, blocks) if blocks else False
            if len(kept) == len(plans) and not is_more:
                return kept
            plans = kept

    def _hold_back(self, plans: list[Plan], blocks: UndoBlocks) -> bool:
        """Leave out of the blocks what would point to records of the ChangeSet that stay deleted."""
        coming = {plan.key for plan in plans if plan.values.get(DELETED_FIELD) == ""}
        dead = [key for key, (row, _heads) in self._present.items() if row[1] and key not in coming]
        found = list(blocks.hold_back(dead))
        for (kind, record_id), name, target in found:
            self.left.append(Left(kind, record_id, name, (self._deleted_by(target),)))
        return bool(found)

    def _deleted_by(self, key: RecordKey) -> Stamp:
        """The change that a record's register `deleted` stands at."""
        row = self._sql(mapper_of(key[0]).by_id_sql, (key[1].bytes,)).fetchone()
        heads = read_heads(self._sql, key[1].bytes, bytes(row[2]))
        return Stamp.from_bytes(heads.winners.get(DELETED_FIELD, heads.created))

    def _dead_references(self, plan: Plan, coming: set[RecordKey], blocks: UndoBlocks) -> dict[str, Stamp]:
        """The fields that would point to a deleted record, with the change that deleted it."""
        if plan.values.get(DELETED_FIELD):
            return {}
        found = {}
        for name, info in fields_of(RECORD_TYPES[plan.change.kind]).items():
            if info.refers_to is None or (name not in plan.values and plan.key not in coming):
                continue
            value = plan.values.get(name, getattr(plan.record, name))
            key = (info.refers_to, value)
            if value is None or key in coming:
                continue
            row = self._sql(mapper_of(info.refers_to).by_id_sql, (value.bytes,)).fetchone()
            if row is None or not row[1]:
                continue
            deleted_by = self._deleted_by(key)
            if not blocks.goes_at_once(key, bytes(row[2]), row[1], deleted_by.to_bytes()):
                found[name] = deleted_by
        return found

    def _without_needed(self, plans: list[Plan], blocks: UndoBlocks) -> list[Plan]:
        """Leave out the deletion of what other live records need."""
        going = {plan.key for plan in plans if plan.values.get(DELETED_FIELD)}
        freed = {(*plan.key, name) for plan in plans for name in plan.values}
        holders, at_once = self._holders(going, freed, blocks)
        while True:
            kept = self._keep_needed(going, freed, blocks) if blocks else False
            goes = going | (at_once - blocks.staying)
            needed = {
                key: [holder for holder in holders[key] if holder not in goes]
                for key in going
                if any(holder not in goes for holder in holders[key])
            }
            if not needed and not kept:
                break
            for (kind, record_id), by in needed.items():
                later = tuple(sorted({holders[kind, record_id][holder] for holder in by}))
                self.left.append(Left(kind, record_id, "", later, tuple(by)))
            going -= needed.keys()
        return [plan for plan in plans if not plan.values.get(DELETED_FIELD) or plan.key in going]

    def _keep_needed(
        self, going: set[RecordKey], freed: set[tuple[str, UUID, str]], blocks: UndoBlocks
    ) -> bool:
        """Leave out of the blocks what records of the ChangeSet need that stay."""
        staying = [
            (key, mapper_of(key[0]).record(row))
            for key, (row, _heads) in self._present.items()
            if not row[1] and key not in going
        ]
        found = list(blocks.keep_needed(staying, freed))
        for (kind, record_id), holder in found:
            changed = self._present[holder][0][3] if holder in self._present else blocks.raw
            self.left.append(Left(kind, record_id, "", (Stamp.from_bytes(bytes(changed)),), (holder,)))
        return bool(found)

    def _holders(
        self, keys: Iterable[RecordKey], freed: set[tuple[str, UUID, str]], blocks: UndoBlocks
    ) -> tuple[dict[RecordKey, dict[RecordKey, Stamp]], set[RecordKey]]:
        """Of each record the live ones that point to it, each with the change that made it so.

        Also which of these go with their block.
        """
        found: dict[RecordKey, dict[RecordKey, Stamp]] = {key: {} for key in keys}
        at_once: set[RecordKey] = set()
        by_kind: dict[str, list[bytes]] = {}
        for kind, record_id in found:
            by_kind.setdefault(kind, []).append(record_id.bytes)
        for kind, ids in by_kind.items():
            for holder_type, info in references_to(kind):
                column = quoted(info.name)
                for marks, chunk in chunks(ids):
                    rows = self._sql(
                        f"SELECT h.{column}, h.id, h.created_stamp, f.stamp, d.stamp"
                        f" FROM {quoted(holder_type.KIND)} h"
                        " LEFT JOIN field_stamp f ON f.record_id=h.id AND f.field=?"
                        " LEFT JOIN field_stamp d ON d.record_id=h.id AND d.field='deleted'"
                        f" WHERE h.{column} IN ({marks}) AND h.deleted='' ORDER BY h.seq",
                        (info.name, *chunk),
                    ).fetchall()
                    for held, raw, created, changed, on_deleted in rows:
                        holder = holder_type.KIND, UUID(bytes=bytes(raw))
                        if (*holder, info.name) in freed:
                            continue
                        if blocks.goes_at_once(holder, bytes(created), "", on_deleted and bytes(on_deleted)):
                            at_once.add(holder)
                        stamp = Stamp.from_bytes(bytes(changed or created))
                        found[kind, UUID(bytes=bytes(held))][holder] = stamp
        return found, at_once

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

    def _undo_blocks(self) -> None:
        blocks = self._blocks
        for kind in blocks.kinds if blocks else ():
            assert blocks is not None
            if blocks.is_creation(kind):
                for over in (blocks.made, *self._flips_since(kind, blocks.made)):
                    self._flip(kind, blocks.plain(kind, over), over, blocks)
            else:
                self._flip(kind, blocks.plain(kind), blocks.raw, blocks)

    def _flip(self, kind: str, plain: Condition, over: bytes, blocks: UndoBlocks) -> None:
        after = blocks.back(kind)
        before = "" if after else Deletion.UNDONE.value
        self._work.set_deleted_in_bulk(
            kind,
            plain.sql,
            plain.parameters,
            before,
            after,
            over,
            blocks.made,
            blocks.staying_ids(kind),
            self._step,
        )

    def _flips_since(self, kind: str, made: bytes) -> list[bytes]:
        """The changes that brought records of a block back again, as the redo of an import does."""
        rows = self._sql(
            f"SELECT DISTINCT f.stamp FROM {quoted(kind)} r JOIN field_stamp f ON f.record_id=r.id"
            " AND f.field='deleted' WHERE r.created_stamp=? AND r.deleted=''",
            (made,),
        ).fetchall()
        return [bytes(row[0]) for row in rows]


_STEP = 100
