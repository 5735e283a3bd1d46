"""One transaction: records go in, a ChangeSet comes out, written to the log in the same transaction."""

from __future__ import annotations

import itertools
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, Self, cast
from uuid import UUID

from sqlalchemy.exc import DBAPIError

from capadesk.domain.change_set import (
    DELETED_FIELD,
    ChangeRole,
    ChangeSet,
    Deletion,
    FieldChange,
    RecordChange,
)
from capadesk.domain.errors import RecordInUse, RecordNotFound, UserError
from capadesk.domain.record import RECORD_TYPES, R, Record, fields_of, references_to, register_names
from capadesk.domain.records.event import PUBLISHED_FIELDS
from capadesk.domain.stamp import SHIPPED_STAMP, Stamp, next_counter
from capadesk.domain.validation import require_sound
from capadesk.storage.change_log import BLOCK_SIZE, ChangeLog, encode_change
from capadesk.storage.database_errors import translated
from capadesk.storage.record_mapper import mapper_of, quoted
from capadesk.storage.search_index import SEARCHED, SearchIndex, searched_fields

_HEADS = (
    "SELECT field, stamp, 0 FROM field_stamp WHERE record_id=?"
    " UNION ALL SELECT field, stamp, 1 FROM rival WHERE record_id=?"
)
_NEWEST = "SELECT (SELECT max(stamp) FROM change_set), (SELECT max(stamp) FROM change_set WHERE replica=?)"
_PUT_STAMP = (
    "INSERT INTO field_stamp(record_id, field, stamp) VALUES (?, ?, ?)"
    " ON CONFLICT(record_id, field) DO UPDATE SET stamp=excluded.stamp"
)


@dataclass(slots=True)
class Pending:
    """A record that this transaction has touched."""

    seq: int
    created_stamp: bytes
    before: Record | None
    deleted_before: str
    record: Record
    deleted: str
    sequence: int = 0


@dataclass(slots=True)
class Heads:
    """The stamps on a record's registers: the visible values' and their rivals'."""

    created: bytes
    winners: dict[str, bytes] = field(default_factory=dict)
    rivals: dict[str, list[bytes]] = field(default_factory=dict)

    def overwrote(self, name: str) -> tuple[Stamp, ...]:
        """What a change of the field overwrites: the visible value's stamp first."""
        stamps = [self.winners.get(name, self.created), *self.rivals.get(name, ())]
        return tuple(Stamp.from_bytes(stamp) for stamp in stamps)

    def seen(self) -> tuple[Stamp, ...]:
        """Every stamp on the record's own fields, as a deletion keeps it."""
        stamps = {self.created}
        stamps.update(stamp for name, stamp in self.winners.items() if name != DELETED_FIELD)
        for name, rivals in self.rivals.items():
            if name != DELETED_FIELD:
                stamps.update(rivals)
        return tuple(Stamp.from_bytes(stamp) for stamp in sorted(stamps))


def read_heads(sql: Callable[..., Any], record_id: bytes, created: bytes) -> Heads:
    """The heads of a record."""
    heads = Heads(created)
    for name, stamp, is_rival in sql(_HEADS, (record_id, record_id)).fetchall():
        if is_rival:
            heads.rivals.setdefault(name, []).append(bytes(stamp))
        else:
            heads.winners[name] = bytes(stamp)
    return heads


class SqlUnitOfWork:
    """Implements ports.UnitOfWork on one connection that nobody else uses meanwhile."""

    def __init__(self, connection: Any, replica: bytes, author: str) -> None:
        self._connection = connection
        self._sql = connection.exec_driver_sql
        self._replica = replica
        self._author = author
        self._pending: dict[tuple[str, UUID], Pending] = {}
        self._loaded: dict[tuple[str, UUID], Pending] = {}
        self._bulk_counts: Counter[str] = Counter()
        self._set_blocks = 0
        self._set_block_counts: Counter[str] = Counter()
        self._stamp: Stamp | None = None
        self._previous: bytes | None = None
        self._open = False
        self.log = ChangeLog(connection)
        self.index = SearchIndex(connection)

    # --- the transaction ------------------------------------------------------------------------

    def __enter__(self) -> Self:
        with translated():
            self._sql("BEGIN IMMEDIATE")
        self._open = True
        return self

    def __exit__(self, *exc: object) -> None:
        if self._open:
            self._open = False
            try:
                self._sql("ROLLBACK")
            except DBAPIError:  # SQLite has rolled back by itself, as on a full disk
                if exc[0] is None:
                    raise

    def finished(self) -> None:
        """The caller has ended the transaction itself."""
        self._open = False

    @property
    def stamp(self) -> Stamp:
        """The stamp of this transaction's changes."""
        if self._stamp is None:
            seen, previous = self._sql(_NEWEST, (self._replica,)).fetchone()
            self._previous = bytes(previous) if previous else None
            counter = int.from_bytes(bytes(seen)[:6], "big") if seen else 0
            self._stamp = Stamp(next_counter(counter, 0, time.time_ns() // 1_000_000), self._replica)
        return self._stamp

    # --- reading --------------------------------------------------------------------------------

    def get(self, record_type: type[R], record_id: UUID) -> R:
        """See ports.UnitOfWork."""
        found = self.find(record_type, record_id)
        if found is None:
            raise RecordNotFound(record_type.KIND, record_id)
        return found

    def find(self, record_type: type[R], record_id: UUID) -> R | None:
        """See ports.UnitOfWork."""
        pending = self._load(record_type, record_id)
        return None if pending is None or pending.deleted else cast(R, pending.record)

    def select(self, record_type: type[R], **equal: Any) -> list[R]:
        """See ports.UnitOfWork."""
        mapper = mapper_of(record_type.KIND)
        condition, parameters = mapper.where(equal)
        rows = self._sql(f"{mapper.select_sql} WHERE {condition} ORDER BY id", tuple(parameters)).fetchall()
        return [cast(R, mapper.record(row)) for row in rows]

    def is_in_bin(self, record_type: type[Record], record_id: UUID) -> bool:
        """See ports.UnitOfWork."""
        pending = self._load(record_type, record_id)
        return pending is not None and pending.deleted == Deletion.BIN

    def _load(self, record_type: type[Record], record_id: UUID) -> Pending | None:
        key = (record_type.KIND, record_id)
        pending = self._pending.get(key) or self._loaded.get(key)
        if pending is None:
            mapper = mapper_of(record_type.KIND)
            row = self._sql(mapper.by_id_sql, (record_id.bytes,)).fetchone()
            if row is None:
                return None
            record = mapper.record(row)
            pending = Pending(row[0], bytes(row[2]), record, row[1], record, row[1])
            self._loaded[key] = pending
        return pending

    # --- writing --------------------------------------------------------------------------------

    def save(self, record: Record) -> None:
        """See ports.UnitOfWork."""
        require_sound(record)
        record_type = type(record)
        pending = self._load(record_type, record.id)
        if pending is None:
            self._insert(record)
            return
        old = pending.record
        values: dict[str, Any] = {}
        for name in register_names(record_type):
            value = getattr(record, name)
            if value != getattr(old, name):
                values[name] = value
        if pending.deleted:
            values[DELETED_FIELD] = ""
        if values:
            self._update(pending, record, values)

    def _insert(self, record: Record) -> None:
        mapper = mapper_of(record.KIND)
        stamp = self.stamp.to_bytes()
        with translated():
            result = self._sql(mapper.insert_sql, mapper.insert_values(record, None, "", stamp))
        self._pending[(record.KIND, record.id)] = Pending(result.lastrowid, stamp, None, "", record, "")

    def _update(self, pending: Pending, record: Record, values: dict[str, Any]) -> None:
        kind = record.KIND
        if kind == "event":
            # SEQUENCE is the store's: it only rises, whatever the caller holds.
            held: Any = pending.record
            record = _with_sequence(record, held.sequence)
            if (
                pending.sequence == 0
                and pending.before is not None
                and not PUBLISHED_FIELDS.isdisjoint(values)
            ):
                pending.sequence = held.sequence + 1
                record = _with_sequence(record, pending.sequence)
                values["sequence"] = pending.sequence
        sql, parameters = mapper_of(kind).update(values, record.id, self.stamp.to_bytes())
        with translated():
            self._sql(sql, parameters)
        pending.record = record
        pending.deleted = values.get(DELETED_FIELD, pending.deleted)
        self._pending[(kind, record.id)] = pending

    def save_many(self, records: Iterable[Record]) -> int:
        """See ports.UnitOfWork."""
        done = 0
        stamp = self.stamp.to_bytes()
        for kind, group in itertools.groupby(records, key=lambda record: record.KIND):
            mapper = mapper_of(kind)
            seq = self._sql(f"SELECT coalesce(max(seq), 0) FROM {quoted(kind)}").scalar() or 0
            while block := list(itertools.islice(group, BLOCK_SIZE)):
                done += len(block)
                block = self._new_of(kind, block)
                if not block:
                    continue
                block.sort(key=lambda record: record.id.bytes)
                for record in block:
                    require_sound(record)
                numbered = list(enumerate(block, seq + 1))
                with translated():
                    self._sql(
                        mapper.insert_sql,
                        [mapper.insert_values(record, number, "", stamp) for number, record in numbered],
                    )
                    if kind in SEARCHED:
                        self.index.put_many((record, number) for number, record in numbered)
                    self.log.write_created_block(stamp, kind, block)
                seq += len(block)
                self._bulk_counts[kind] += len(block)
        return done

    def _new_of(self, kind: str, block: list[Record]) -> list[Record]:
        """The records whose ids were never used; the others are saved singly (an import after its undo)."""
        marks = ",".join("?" * len(block))
        ids = tuple(record.id.bytes for record in block)
        rows = self._sql(f"SELECT id FROM {quoted(kind)} WHERE id IN ({marks})", ids).fetchall()
        used = {bytes(row[0]) for row in rows}
        if not used:
            return block
        for record in block:
            if record.id.bytes in used:
                self.save(record)
        return [record for record in block if record.id.bytes not in used]

    def delete(self, record_type: type[Record], record_id: UUID, how: Deletion = Deletion.BIN) -> None:
        """See ports.UnitOfWork."""
        pending = self._load(record_type, record_id)
        if pending is None or pending.deleted:
            raise RecordNotFound(record_type.KIND, record_id)
        self._update(pending, pending.record, {DELETED_FIELD: how.value})

    def restore(self, record_type: type[Record], record_id: UUID) -> None:
        """See ports.UnitOfWork."""
        pending = self._load(record_type, record_id)
        if pending is None:
            raise RecordNotFound(record_type.KIND, record_id)
        if pending.deleted:
            self._update(pending, pending.record, {DELETED_FIELD: ""})

    def set_deleted_in_bulk(
        self, kind: str, condition: str, parameters: tuple[Any, ...], before: str, after: str, over: bytes
    ) -> int:
        """Flip the register `deleted` of many records whose only stamp on it is `over`, as log blocks."""
        rows = self._sql(
            f"SELECT r.id, r.seq FROM {quoted(kind)} r WHERE {condition} ORDER BY r.id", parameters
        ).fetchall()
        stamp = self.stamp.to_bytes()
        for start in range(0, len(rows), BLOCK_SIZE):
            chunk = rows[start : start + BLOCK_SIZE]
            ids = [bytes(row[0]) for row in chunk]
            self._sql(
                f"UPDATE {quoted(kind)} SET deleted=?, changed_stamp=? WHERE id=?",
                [(after, stamp, record_id) for record_id in ids],
            )
            self._sql(_PUT_STAMP, [(record_id, DELETED_FIELD, stamp) for record_id in ids])
            self.log.write_set_block(stamp, kind, ids, DELETED_FIELD, before, after, over)
        if kind in SEARCHED:
            if after:
                for row in rows:
                    self.index.remove(kind, row[1])
            else:
                mapper = mapper_of(kind)
                for row in rows:
                    found = self._sql(mapper.by_id_sql, (row[0],)).fetchone()
                    self.index.put(mapper.record(found), row[1], is_new=True)
        self._set_blocks += len(rows)
        if rows:
            self._set_block_counts[kind] += len(rows)
        return len(rows)

    # --- the end --------------------------------------------------------------------------------

    def commit(self, label: str, **label_data: Any) -> ChangeSet:
        """See ports.UnitOfWork."""
        return self.commit_as(ChangeRole.WORK, None, label, label_data)

    def commit_as(
        self,
        role: ChangeRole,
        undoes: Stamp | None,
        label: str,
        label_data: dict[str, Any],
        skipped: tuple[tuple[str, UUID, str], ...] = (),
    ) -> ChangeSet:
        """Write log and index, and end the transaction."""
        with translated():
            changes = self._net_changes()
            counts = self._bulk_counts + self._set_block_counts
            now = datetime.now(UTC)
            entry = ChangeSet(
                self.stamp, now, self._author, label, label_data, role, undoes, changes, dict(counts), skipped
            )
            if not changes and not counts and role is ChangeRole.WORK:
                self.__exit__(None)
                return entry
            self._check_references(changes)
            self._write(entry)
            self._sql("COMMIT")
        self._open = False
        return entry

    def _net_changes(self) -> tuple[RecordChange, ...]:
        found = []
        for (kind, record_id), pending in self._pending.items():
            change = self._net_change(kind, record_id, pending)
            if change is not None:
                found.append(change)
        return tuple(found)

    def _net_change(self, kind: str, record_id: UUID, pending: Pending) -> RecordChange | None:
        record_type = RECORD_TYPES[kind]
        infos = fields_of(record_type)
        fields: dict[str, FieldChange] = {}
        if pending.before is None:
            for name in register_names(record_type):
                value = getattr(pending.record, name)
                if value != infos[name].default:
                    fields[name] = FieldChange(None, value)
            if pending.deleted:
                fields[DELETED_FIELD] = FieldChange("", pending.deleted)
            return RecordChange(kind, record_id, fields, is_creation=True)
        names = [
            name
            for name in register_names(record_type)
            if getattr(pending.record, name) != getattr(pending.before, name)
        ]
        is_flipped = pending.deleted != pending.deleted_before
        if not names and not is_flipped:
            return None
        heads = read_heads(self._sql, record_id.bytes, pending.created_stamp)
        for name in names:
            fields[name] = FieldChange(
                getattr(pending.before, name), getattr(pending.record, name), heads.overwrote(name)
            )
        if is_flipped:
            fields[DELETED_FIELD] = FieldChange(
                pending.deleted_before, pending.deleted, heads.overwrote(DELETED_FIELD)
            )
        saw = heads.seen() if pending.deleted and is_flipped else ()
        stamp = self.stamp.to_bytes()
        rows = [(record_id.bytes, name, stamp) for name in fields]
        self._sql(_PUT_STAMP, rows if len(rows) > 1 else rows[0])
        for name in fields:
            if name in heads.rivals:
                self._sql("DELETE FROM rival WHERE record_id=? AND field=?", (record_id.bytes, name))
        return RecordChange(kind, record_id, fields, saw=saw)

    def _write(self, entry: ChangeSet) -> None:
        stamp = entry.stamp.to_bytes()
        rows = []
        for change in entry.changes:
            pending = self._pending[(change.kind, change.record_id)]
            payload = encode_change(change, pending.sequence or None)
            rows.append((change.record_id.bytes, change.kind, payload))
            self._index(change, pending)
        self.log.write_changes(stamp, rows)
        count = len(rows) + sum(entry.created_counts.values())
        self.log.write_set(entry, self._previous, count)

    def _index(self, change: RecordChange, pending: Pending) -> None:
        if change.kind not in SEARCHED:
            return
        was_there = pending.before is not None and not pending.deleted_before
        is_there = not pending.deleted
        if is_there and not was_there:
            self.index.put(pending.record, pending.seq, is_new=True)
        elif was_there and not is_there:
            self.index.remove(change.kind, pending.seq)
        elif is_there and not searched_fields(change.kind).isdisjoint(change.fields):
            self.index.put(pending.record, pending.seq, is_new=False)

    def _check_references(self, changes: tuple[RecordChange, ...]) -> None:
        """Nothing dangles: no live record refers to a deleted or missing one."""
        checked: set[tuple[str, UUID]] = set()
        for change in changes:
            pending = self._pending[(change.kind, change.record_id)]
            if pending.deleted:
                self._check_no_holders(change.kind, change.record_id)
                continue
            is_back = DELETED_FIELD in change.fields
            for name, info in fields_of(RECORD_TYPES[change.kind]).items():
                if info.refers_to is None or (name not in change.fields and not is_back):
                    continue
                target = getattr(pending.record, name)
                if target is None or (info.refers_to, target) in checked:
                    continue
                checked.add((info.refers_to, target))
                if self.find(RECORD_TYPES[info.refers_to], target) is None:
                    raise UserError(
                        "refers_to_missing",
                        kind=change.kind,
                        id=str(change.record_id),
                        field=name,
                        target_kind=info.refers_to,
                        target=str(target),
                    )

    def _check_no_holders(self, kind: str, record_id: UUID) -> None:
        uses = []
        for holder_type, info in references_to(kind):
            count = self._sql(
                f"SELECT count(*) FROM {quoted(holder_type.KIND)} WHERE {quoted(info.name)}=? AND deleted=''",
                (record_id.bytes,),
            ).scalar()
            if count:
                uses.append({"kind": holder_type.KIND, "count": count})
        if uses:
            raise RecordInUse(kind, record_id, uses)


def _with_sequence(record: Any, sequence: int) -> Any:
    if record.sequence == sequence:
        return record
    return replace(record, sequence=sequence)


def is_shipped(stamp: bytes) -> bool:
    """Whether a stamp is that of shipped records."""
    return stamp == SHIPPED_STAMP.to_bytes()
