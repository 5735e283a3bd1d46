"""One transaction: records go in, a ChangeSet comes out, written to the log in the same transaction."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Iterable
from collections.abc import Set as AbstractSet
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Self, cast
from uuid import UUID

from capadesk.domain.change_set import DELETED_FIELD, ChangeRole, ChangeSet, Deletion
from capadesk.domain.errors import RecordNotFound
from capadesk.domain.record import RECORD_TYPES, R, register_names
from capadesk.domain.records.event import PUBLISHED_FIELDS
from capadesk.domain.stamp import Stamp, next_counter
from capadesk.domain.validation import require_sound
from capadesk.storage.database.database_errors import translated
from capadesk.storage.database.record_mapper import mapper_of
from capadesk.storage.log.change_log import BLOCK_SIZE, ChangeLog
from capadesk.storage.merging.liveness import has_live_holder, kept_records
from capadesk.storage.reading.search_index import SearchIndex
from capadesk.storage.trust.reference_check import check_references
from capadesk.storage.writing.bulk_writer import BulkWriter
from capadesk.storage.writing.change_writer import ChangeWriter
from capadesk.storage.writing.pending import Pending

if TYPE_CHECKING:
    from capadesk.domain.change_set import RecordChange
    from capadesk.domain.record import Record

_NEWEST = "SELECT (SELECT max(stamp) FROM change_set), (SELECT max(stamp) FROM change_set WHERE replica=?)"


class SqlUnitOfWork:
    """Implements ports.UnitOfWork on one connection that nobody else uses meanwhile."""

    def __init__(
        self,
        connection: Any,
        replica: bytes,
        author: str,
        committed: Callable[[bytes], None] | None = None,
        begun: Callable[[], None] | None = None,
    ) -> None:
        """`begun` looks at what is stored as soon as nobody else can change it, and may refuse."""
        self._connection = connection
        self._sql = connection.exec_driver_sql
        self._replica = replica
        self._author = author
        self._committed = committed
        self._begun = begun
        self._pending: dict[tuple[str, UUID], Pending] = {}
        self._loaded: dict[tuple[str, UUID], Pending] = {}
        self._stamp: Stamp | None = None
        self._previous: bytes | None = None
        self._open = False
        self.log = ChangeLog(connection)
        index = SearchIndex(connection)
        self._writer = ChangeWriter(connection, self.log, index)
        self._bulk = BulkWriter(connection, self.log, index)

    # --- the transaction ------------------------------------------------------------------------

    def __enter__(self) -> Self:
        with translated():
            self._sql("BEGIN IMMEDIATE")
        self._open = True
        if self._begun is not None:
            try:
                self._begun()
            except BaseException as error:
                self.__exit__(type(error), error, None)
                raise
        return self

    def __exit__(self, *exc: object) -> None:
        if self._open:
            self._open = False
            try:
                self._sql("ROLLBACK")
            except self._connection.error:  # SQLite has rolled back by itself, as on a full disk
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

    def find_in_bin(self, record_type: type[R], record_id: UUID) -> R | None:
        """See ports.UnitOfWork."""
        pending = self._load(record_type, record_id)
        is_in_bin = pending is not None and pending.deleted == Deletion.BIN
        return cast(R, pending.record) if pending is not None and is_in_bin else None

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
            pending = self._enter(key, row)
        return pending

    def know(self, kind: str, row: Any) -> None:
        """Spare reading a record that was read already: its row as the mapper's `select_sql` gives it."""
        key = (kind, UUID(bytes=bytes(row[4])))
        if key not in self._pending and key not in self._loaded:
            self._enter(key, row)

    def _enter(self, key: tuple[str, UUID], row: Any) -> Pending:
        record = mapper_of(key[0]).record(row)
        pending = self._loaded[key] = Pending(
            row[0], bytes(row[2]), record, row[1], record, row[1], changed_stamp=bytes(row[3])
        )
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
            values = mapper.insert_values(record, None, "", stamp)
            seq = self._connection.inserted(mapper.insert_sql, values)
        self._pending[(record.KIND, record.id)] = Pending(seq, stamp, None, "", record, "")

    def _update(self, pending: Pending, record: Record, values: dict[str, Any]) -> None:
        kind = record.KIND
        if kind == "event":
            # SEQUENCE is the store's: it only rises, whatever the caller holds.
            held: Any = pending.record
            record = _with_sequence(record, held.sequence)
            deleted = values.get(DELETED_FIELD, pending.deleted)
            # A creation that is undone was never published as deleted.
            is_flipped = deleted != pending.deleted and Deletion.BIN in (deleted, pending.deleted)
            if (
                pending.sequence == 0
                and pending.before is not None
                and (is_flipped or not PUBLISHED_FIELDS.isdisjoint(values))
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
            seq = self._bulk.last_seq(kind)
            while block := list(itertools.islice(group, BLOCK_SIZE)):
                done += len(block)
                block = self._new_of(kind, block)
                if block:
                    self._bulk.create_block(kind, block, seq, stamp)
                    seq += len(block)
        return done

    def _new_of(self, kind: str, block: list[Record]) -> list[Record]:
        """The records whose ids were never used; the others are saved singly (an import after its undo)."""
        used = self._bulk.used_ids(kind, block)
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

    def confirm(self, record_type: type[Record], record_id: UUID) -> None:
        """See ports.UnitOfWork."""
        pending = self._load(record_type, record_id)
        if pending is None or pending.deleted:
            raise RecordNotFound(record_type.KIND, record_id)
        self._update(pending, pending.record, {DELETED_FIELD: ""})
        pending.is_confirmed = True

    def restore(self, record_type: type[Record], record_id: UUID) -> None:
        """See ports.UnitOfWork."""
        pending = self._load(record_type, record_id)
        if pending is None:
            raise RecordNotFound(record_type.KIND, record_id)
        if pending.deleted:
            self._update(pending, pending.record, {DELETED_FIELD: ""})

    def settle(self, record_type: type[R], record_id: UUID, field: str, value: Any) -> None:
        """See ports.UnitOfWork."""
        pending = self._load(record_type, record_id)
        if pending is None or (pending.deleted and field != DELETED_FIELD):
            raise RecordNotFound(record_type.KIND, record_id)
        if field == DELETED_FIELD:
            pending.is_confirmed = True
            self._update(pending, pending.record, {DELETED_FIELD: value})
            return
        pending.settled |= {field}
        is_other = getattr(pending.record, field) != value
        record: Any = pending.record
        if is_other:
            record = replace(record, **{field: value})
            require_sound(record)
        self._update(pending, record, {field: value} if is_other else {DELETED_FIELD: pending.deleted})

    def set_deleted_in_bulk(
        self,
        kind: str,
        condition: str,
        parameters: tuple[Any, ...],
        before: str,
        after: str,
        over: bytes,
        saw: bytes,
        staying: AbstractSet[bytes] = frozenset(),
        step: Callable[[int], None] = lambda _count: None,
    ) -> int:
        """Flip the register `deleted` of many records whose only stamp on it is `over`, as log blocks.

        `saw` is the stamp that all their other fields have; `staying` are left out.
        """
        stamp = self.stamp.to_bytes()
        return self._bulk.set_deleted(
            kind, condition, parameters, before, after, over, saw, stamp, staying, step
        )

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
            changes = self._writer.net_changes(self._pending, self.stamp.to_bytes())
            changes += self._confirmations(changes)
            counts = dict(self._bulk.counts)
            now = datetime.now(UTC)
            entry = ChangeSet(
                self.stamp, now, self._author, label, label_data, role, undoes, changes, counts, skipped
            )
            if not changes and not counts and role is ChangeRole.WORK:
                self.__exit__(None)
                return entry
            check_references(self._sql, self.find, changes, self._pending)
            self._writer.write(entry, self._pending, self._previous)
            self._sql("COMMIT")
        self._open = False
        if self._committed is not None:
            self._committed(self.stamp.to_bytes())
        return entry

    def _confirmations(self, changes: tuple[RecordChange, ...]) -> tuple[RecordChange, ...]:
        """Records that were deleted elsewhere and kept here by a reference stay when it goes."""
        kept = kept_records(self._sql)
        if not kept:
            return ()
        written = {(change.kind, change.record_id.bytes) for change in changes}
        stamp, confirmed = self.stamp.to_bytes(), {}
        for kind, raw_id in kept:
            if (kind, raw_id) not in written:
                if has_live_holder(self._sql, kind, raw_id):
                    continue
                pending = self._load(RECORD_TYPES[kind], UUID(bytes=raw_id))
                if pending is not None:
                    pending.is_confirmed = True
                    self._sql(*mapper_of(kind).update({DELETED_FIELD: ""}, UUID(bytes=raw_id), stamp))
                    confirmed[kind, UUID(bytes=raw_id)] = pending
            self._sql("DELETE FROM kept WHERE record_id=?", (raw_id,))
        self._pending.update(confirmed)
        return self._writer.net_changes(confirmed, stamp)


def _with_sequence(record: Any, sequence: int) -> Any:
    if record.sequence == sequence:
        return record
    return replace(record, sequence=sequence)
