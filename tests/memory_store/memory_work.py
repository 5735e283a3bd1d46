"""Changing records in memory: one transaction, one ChangeSet."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from typing import Any, Self, cast
from uuid import UUID

from capadesk.domain.change_set import (
    DELETED_FIELD,
    ChangeRole,
    ChangeSet,
    Deletion,
    FieldChange,
    RecordChange,
)
from capadesk.domain.errors import RecordInUse, RecordNotFound, UserError
from capadesk.domain.record import RECORD_TYPES, R, Record, register_names
from capadesk.domain.records.event import PUBLISHED_FIELDS
from capadesk.domain.stamp import Stamp
from capadesk.domain.validation import require_sound
from capadesk.services.ports import LoggedBlock, LoggedSet
from tests.memory_store.log_text import block_that_creates, block_that_sets, change_to_text
from tests.memory_store.memory_file import MemoryFile, creation_of
from tests.memory_store.merge_rule import Key, references
from tests.memory_store.seen_log import Entry

_BLOCK_SIZE = 1_000


@dataclass
class Touched:
    """A record in a transaction; `is_new`: it was never there. `again` are registers to write in any case."""

    is_new: bool
    before: Any
    deleted_before: str
    record: Any
    deleted: str
    again: frozenset[str] = frozenset()


class MemoryWork:
    """Implements ports.UnitOfWork; nothing is kept before `commit`."""

    def __init__(self, file: MemoryFile, author: str, begun: Callable[[], None] | None = None) -> None:
        """`begun` may refuse as soon as nobody else can change anything."""
        self._file = file
        self._author = author
        self._begun = begun
        self._is_open = False
        self._touched: dict[Key, Touched] = {}
        self._bulk: dict[Key, Record] = {}
        self._set_in_bulk: dict[tuple[str, str, str, Stamp, Stamp], list[UUID]] = defaultdict(list)
        self._flipped: dict[Key, str] = {}

    def __enter__(self) -> Self:
        self._file.lock.acquire()
        self._is_open = True
        if self._begun is not None:
            try:
                self._begun()
            except BaseException:
                self.__exit__()
                raise
        return self

    def __exit__(self, *exc: object) -> None:
        if self._is_open:
            self._is_open = False
            self._file.lock.release()

    # --- reading ----------------------------------------------------------------------------------

    def _look(self, key: Key) -> Touched | None:
        if key in self._touched:
            return self._touched[key]
        if key in self._bulk:
            return Touched(True, None, "", self._bulk[key], "")
        if not self._file.log.has_record(key):
            return None
        state = self._file.log.state
        record, deleted = state.record(key), state.deletion(key)
        return Touched(False, record, deleted, record, self._flipped.get(key, deleted))

    def get(self, record_type: type[R], record_id: UUID) -> R:
        """See ports.UnitOfWork."""
        found = self.find(record_type, record_id)
        if found is None:
            raise RecordNotFound(record_type.KIND, record_id)
        return found

    def find(self, record_type: type[R], record_id: UUID) -> R | None:
        """See ports.UnitOfWork."""
        found = self._look((record_type.KIND, record_id))
        return None if found is None or found.deleted else cast(R, found.record)

    def select(self, record_type: type[R], **equal: Any) -> list[R]:
        """See ports.UnitOfWork."""
        kind = record_type.KIND
        keys = {*self._file.log.state.keys(kind), *(k for k in (*self._touched, *self._bulk) if k[0] == kind)}
        found = (self.find(record_type, record_id) for _kind, record_id in sorted(keys))
        return [each for each in found if each is not None and is_equal(each, equal)]

    def find_in_bin(self, record_type: type[R], record_id: UUID) -> R | None:
        """See ports.UnitOfWork."""
        found = self._look((record_type.KIND, record_id))
        return cast(R, found.record) if found is not None and found.deleted == Deletion.BIN else None

    def is_in_bin(self, record_type: type[Record], record_id: UUID) -> bool:
        """See ports.UnitOfWork."""
        return self.find_in_bin(record_type, record_id) is not None

    # --- writing ----------------------------------------------------------------------------------

    def save(self, record: Record) -> None:
        """See ports.UnitOfWork."""
        require_sound(record)
        key = (record.KIND, record.id)
        found = self._look(key) or Touched(True, None, "", record, "")
        found.record, found.deleted = record, ""
        self._touched[key] = found

    def save_many(self, records: Iterable[Record]) -> int:
        """See ports.UnitOfWork."""
        count = 0
        for record in records:
            count += 1
            if self._look((record.KIND, record.id)) is not None:
                self.save(record)
            else:
                require_sound(record)
                self._bulk[record.KIND, record.id] = record
        return count

    def _living(self, record_type: type[Record], record_id: UUID) -> Touched:
        found = self._look((record_type.KIND, record_id))
        if found is None or found.deleted:
            raise RecordNotFound(record_type.KIND, record_id)
        return self._touched.setdefault((record_type.KIND, record_id), found)

    def delete(self, record_type: type[Record], record_id: UUID, how: Deletion = Deletion.BIN) -> None:
        """See ports.UnitOfWork."""
        self._living(record_type, record_id).deleted = how.value

    def confirm(self, record_type: type[Record], record_id: UUID) -> None:
        """See ports.UnitOfWork."""
        self._living(record_type, record_id).again |= {DELETED_FIELD}

    def restore(self, record_type: type[Record], record_id: UUID) -> None:
        """See ports.UnitOfWork."""
        key = (record_type.KIND, record_id)
        found = self._look(key)
        if found is None:
            raise RecordNotFound(*key)
        if found.deleted:
            found.deleted = ""
            self._touched[key] = found

    def settle(self, record_type: type[R], record_id: UUID, field: str, value: Any) -> None:
        """See ports.UnitOfWork."""
        key = (record_type.KIND, record_id)
        found = self._look(key)
        if found is None or (found.deleted and field != DELETED_FIELD):
            raise RecordNotFound(*key)
        if field == DELETED_FIELD:
            found.deleted = value
        elif getattr(found.record, field) != value:
            found.record = replace(found.record, **{field: value})
            require_sound(found.record)
        found.again |= {field}
        self._touched[key] = found

    def set_deleted_in_bulk(self, key: Key, before: str, after: str, over: Stamp, saw: Stamp) -> None:
        """Write the register `deleted` of a record so that the log keeps it in a block."""
        self._set_in_bulk[key[0], before, after, over, saw].append(key[1])
        self._flipped[key] = after

    # --- the end ----------------------------------------------------------------------------------

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
        """As `commit`, for an undo or a redo too: that is entered even if it changes nothing."""
        self._confirm_what_was_kept()
        changes = [change for change in map(self._net_change, self._touched) if change is not None]
        blocks, counts = self._blocks()
        stamp, now = self._file.next_stamp(), datetime.now(UTC)
        if not changes and not blocks and role is ChangeRole.WORK:
            self.__exit__()
            return ChangeSet(stamp, now, self._author, label, label_data)
        self._check_references(changes)
        logged = LoggedSet(
            *(stamp, self._file.own_newest(), now, self._author, label, label_data, role, undoes, counts),
            changes=tuple(change_to_text(change, self._sequence(change)) for change in changes),
            blocks=blocks,
        )
        for (kind, record_id), touched in self._touched.items():
            if kind == "event" and touched.is_new and touched.record.sequence:
                self._file.log.sequences[record_id] = touched.record.sequence
        entry = Entry(logged, self._file.last_arrival() + 1)
        self._file.log.add(entry)
        self.__exit__()
        return entry.change_set(skipped)

    def _net_change(self, key: Key) -> RecordChange | None:
        """What a record has become on balance; None if it is as it was."""
        touched = self._touched[key]
        if touched.is_new:
            return creation_of(touched.record, touched.deleted)
        heads = self._file.log.registers(key)
        fields = {
            name: FieldChange(before, after, heads.overwrites(name))
            for name in register_names(RECORD_TYPES[key[0]])
            if (before := getattr(touched.before, name)) != (after := getattr(touched.record, name))
            or name in touched.again
        }
        is_flipped = touched.deleted != touched.deleted_before or DELETED_FIELD in touched.again
        if is_flipped:
            over = heads.overwrites(DELETED_FIELD)
            fields[DELETED_FIELD] = FieldChange(touched.deleted_before, touched.deleted, over)
        saw = heads.seen() if is_flipped and touched.deleted else ()
        return RecordChange(*key, fields, saw=saw) if fields else None

    def _sequence(self, change: RecordChange) -> int:
        """The SEQUENCE that the change gives an event; 0 if it stays: what is undone was never published."""
        if change.kind != "event" or change.is_creation:
            return 0
        flip = change.fields.get(DELETED_FIELD)
        is_flipped = (
            flip is not None and flip.before != flip.after and Deletion.BIN in (flip.before, flip.after)
        )
        differing = {name for name, field in change.fields.items() if field.before != field.after}
        if not is_flipped and PUBLISHED_FIELDS.isdisjoint(differing):
            return 0
        return self._file.log.sequences.get(change.record_id, 0) + 1

    def _blocks(self) -> tuple[tuple[LoggedBlock, ...], Counter[str]]:
        found: list[LoggedBlock] = []
        counts: Counter[str] = Counter()
        by_kind: dict[str, list[Record]] = defaultdict(list)
        for (kind, _id), record in self._bulk.items():
            by_kind[kind].append(record)
        for kind, records in by_kind.items():
            counts[kind] += len(records)
            found += [block_that_creates(part) for part in _parts(records)]
        for (kind, before, after, over, saw), ids in self._set_in_bulk.items():
            counts[kind] += len(ids)
            parts = _parts(sorted(ids))
            found += [block_that_sets(kind, part, DELETED_FIELD, before, after, over, saw) for part in parts]
        return tuple(found), counts

    # --- what holds together ------------------------------------------------------------------------

    def _live_holders(self, key: Key) -> Counter[str]:
        """How many live records of each kind refer to a record, as the transaction sees them."""
        found = Counter(self._pointed_at[key])
        for holder, _field in self._file.log.state.holders.get(key, ()):
            if holder not in self._touched and not self._flipped.get(holder):
                found[holder[0]] += 1
        return found

    @cached_property
    def _pointed_at(self) -> dict[Key, Counter[str]]:
        """What the records refer to that the transaction leaves alive; asked at its end only."""
        found: dict[Key, Counter[str]] = defaultdict(Counter)
        alive = {key: each.record for key, each in self._touched.items() if not each.deleted}
        for holder, record in (*alive.items(), *self._bulk.items()):
            for _field, target in references(holder[0], _values_of(record)):
                found[target][holder[0]] += 1
        return found

    def _confirm_what_was_kept(self) -> None:
        """A record that only a reference kept alive stays when whoever has seen both takes it away."""
        written = {key for key in self._touched if self._net_change(key) is not None}
        kept = sorted(self._file.log.state.kept - written)
        for key in [key for key in kept if not self._live_holders(key)]:
            self.confirm(RECORD_TYPES[key[0]], key[1])
        self.__dict__.pop("_pointed_at", None)  # what is confirmed refers to something as well

    def _check_references(self, changes: Iterable[RecordChange]) -> None:
        for change in changes:
            key = (change.kind, change.record_id)
            touched = self._touched[key]
            if touched.deleted:
                if holders := self._live_holders(key):
                    uses = [{"kind": kind, "count": count} for kind, count in holders.items()]
                    raise RecordInUse(*key, uses)
                continue
            is_back = DELETED_FIELD in change.fields
            for field, target in references(change.kind, _values_of(touched.record)):
                if (field in change.fields or is_back) and self.find(
                    RECORD_TYPES[target[0]], target[1]
                ) is None:
                    raise UserError(
                        "refers_to_missing",
                        kind=change.kind,
                        id=str(change.record_id),
                        field=field,
                        target_kind=target[0],
                        target=str(target[1]),
                    )


def _values_of(record: Record) -> Callable[[str], Any]:
    return lambda name: getattr(record, name)


def _parts(records: Any) -> list[Any]:
    return [records[start : start + _BLOCK_SIZE] for start in range(0, len(records), _BLOCK_SIZE)]


def is_equal(record: Record, equal: dict[str, Any]) -> bool:
    """Whether the fields of a record equal the values (a list, set or tuple: any of them)."""
    return all(
        getattr(record, name) in (value if isinstance(value, list | tuple | set | frozenset) else (value,))
        for name, value in equal.items()
    )
