"""What an undo takes back by whole blocks: which records go at once, which are looked at, and which stay."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from capadesk.domain.change_set import Deletion, RecordChange
from capadesk.domain.record import RECORD_TYPES, fields_of, references_to
from capadesk.storage.database.record_mapper import chunks, mapper_of, quoted
from capadesk.storage.log.change_block import CREATE
from capadesk.storage.log.later_work import GOES_ON
from capadesk.storage.log.registers import heads_among

if TYPE_CHECKING:
    from capadesk.domain.record import Record
    from capadesk.domain.stamp import Stamp
    from capadesk.storage.log.change_log import ChangeLog

RecordKey = tuple[str, UUID]
"""The kind and the id of a record."""

_STAMP_ON_DELETED = "(SELECT f.stamp FROM field_stamp f WHERE f.record_id={id}.id AND f.field='deleted')"
_UNTOUCHED = (
    "NOT EXISTS (SELECT 1 FROM field_stamp f WHERE f.record_id=r.id AND f.field<>'deleted')"
    " AND NOT EXISTS (SELECT 1 FROM rival v WHERE v.record_id=r.id)"
)


class Condition(NamedTuple):
    """SQL over the table alias `r`, and its parameters."""

    sql: str
    parameters: tuple[Any, ...]


class _Block(NamedTuple):
    """What the blocks of one kind did: `after` is what they wrote into `deleted`, `back` what comes again."""

    is_creation: bool
    after: str
    back: str


class UndoBlocks:
    """The blocks of one ChangeSet. `single` are its records that are looked at one by one.

    `staying` are records of the blocks that could go at once but for others of the ChangeSet that stay.
    """

    def __init__(self, sql: Any, log: ChangeLog, target: Stamp, made: bytes) -> None:
        """`made`: the stamp of the work that made the records."""
        self._sql = sql
        self._log = log
        self._target = target
        self.raw = target.to_bytes()
        self.made = made
        self.single: set[RecordKey] = set()
        self.staying: set[RecordKey] = set()
        self._kinds: dict[str, _Block] = {}
        for kind, operation, payload in log.blocks_of(target):
            if kind not in self._kinds and kind in RECORD_TYPES:
                self._kinds[kind] = _block(operation, payload)

    def __bool__(self) -> bool:
        return bool(self._kinds)

    @property
    def kinds(self) -> Sequence[str]:
        """The kinds that have blocks."""
        return tuple(self._kinds)

    def is_creation(self, kind: str) -> bool:
        """Whether the blocks of a kind made their records; others wrote whether they are deleted."""
        return self._kinds[kind].is_creation

    def back(self, kind: str) -> str:
        """What the register `deleted` of the records gets again."""
        return self._kinds[kind].back

    def staying_ids(self, kind: str) -> frozenset[bytes]:
        """The ids of those of a kind that stay."""
        return frozenset(record_id.bytes for each, record_id in self.staying if each == kind)

    # --- which --------------------------------------------------------------------------------------

    def plain(self, kind: str, over: bytes | None = None) -> Condition:
        """Those on which nothing stands but what the ChangeSet did, and that nothing outside of it holds.

        `over`: of created ones only those with this stamp on the register `deleted`.
        """
        block = self._kinds[kind]
        parts = ["r.created_stamp=?", "r.deleted=?", _UNTOUCHED]
        parameters: list[Any] = [self.made, block.after]
        on_deleted = _STAMP_ON_DELETED.format(id="r")
        if not block.is_creation:
            parts.append(f"{on_deleted}=?")
            parameters.append(self.raw)
        elif over is not None:
            parts.append(f"coalesce({on_deleted}, r.created_stamp)=?")
            parameters.append(over)
        if block.back:
            parts.append(f"NOT EXISTS (SELECT 1 FROM pair p WHERE {GOES_ON.format(id='r.id')})")
        for condition in self._held(kind) if block.back else self._dangling(kind):
            parts.append(condition)
            parameters.append(self.raw)
        return Condition(" AND ".join(parts), tuple(parameters))

    def _held(self, kind: str) -> Iterator[str]:
        """Nothing that lives refers to it, but for what goes with it."""
        is_other = "h.created_stamp<>?"
        if not self._kinds[kind].is_creation:
            is_other = f"coalesce({_STAMP_ON_DELETED.format(id='h')}, h.created_stamp)<>?"
        for holder, info in references_to(kind):
            yield (
                f"NOT EXISTS (SELECT 1 FROM {quoted(holder.KIND)} h WHERE h.{quoted(info.name)}=r.id"
                f" AND h.deleted='' AND {is_other})"
            )

    @staticmethod
    def _dangling(kind: str) -> Iterator[str]:
        """It refers to nothing that is deleted, but for what comes with it."""
        for name, info in fields_of(RECORD_TYPES[kind]).items():
            if info.refers_to is not None:
                is_other = f"coalesce({_STAMP_ON_DELETED.format(id='t')}, t.created_stamp)<>?"
                yield (
                    f"NOT EXISTS (SELECT 1 FROM {quoted(info.refers_to)} t WHERE t.id=r.{quoted(name)}"
                    f" AND t.deleted<>'' AND {is_other})"
                )

    def count(self, kind: str) -> int:
        """How many go at once."""
        plain = self.plain(kind)
        sql = f"SELECT count(*) FROM {quoted(kind)} r WHERE {plain.sql}"
        return int(self._sql(sql, plain.parameters).scalar() or 0) - len(self.staying_ids(kind))

    def rest(self) -> Iterator[RecordChange]:
        """What was done to those that have to be looked at one by one."""
        for kind, block in self._kinds.items():
            for raw_id in (*self._not_plain(kind, block), *self._made_again(kind)):
                record_id = UUID(bytes=raw_id)
                if (kind, record_id) in self.single:
                    continue
                if block.is_creation:
                    yield RecordChange(kind, record_id, {}, is_creation=True)
                elif (change := self._log.change_to(self._target, kind, record_id)) is not None:
                    yield change

    def _not_plain(self, kind: str, block: _Block) -> list[bytes]:
        plain = self.plain(kind)
        is_there = "AND r.deleted=''" if block.is_creation else ""
        rows = self._sql(
            f"SELECT r.id FROM {quoted(kind)} r WHERE r.created_stamp=? {is_there} AND NOT ({plain.sql})",
            (self.made, *plain.parameters),
        ).fetchall()
        return [bytes(row[0]) for row in rows]

    def _made_again(self, kind: str) -> Iterator[bytes]:
        """Those that another desk has made later under the same id."""
        derived = [
            raw_id
            for each, _operation, payload in self._log.blocks_of(self._target)
            if each == kind
            for raw_id in map(bytes.fromhex, json.loads(zlib.decompress(payload))["ids"])
            if UUID(bytes=raw_id).version != 7
        ]
        for marks, chunk in chunks(derived):
            sql = f"SELECT id FROM {quoted(kind)} WHERE created_stamp<>? AND id IN ({marks})"
            yield from (bytes(row[0]) for row in self._sql(sql, (self.made, *chunk)).fetchall())

    def goes_at_once(self, key: RecordKey, created: bytes, deleted: str, on_deleted: bytes | None) -> bool:
        """Whether a record goes with its block, by the stamps of its creation and on its `deleted`."""
        block = self._kinds.get(key[0])
        if block is None or block.after != deleted or key in self.single or key in self.staying:
            return False
        return (created if block.is_creation else on_deleted or created) == self.raw

    # --- what has to stay with others ---------------------------------------------------------------

    def keep_needed(
        self, ahead: Iterable[tuple[RecordKey, Record]], freed: set[tuple[str, UUID, str]]
    ) -> Iterator[tuple[RecordKey, RecordKey]]:
        """(what stays, what needs it): what live records refer to that stay, and so on.

        `freed` are the fields that will refer to something else.
        """
        holders = list(ahead)
        while holders:
            wanted: dict[str, dict[bytes, RecordKey]] = {}
            for (kind, record_id), record in holders:
                for name, info in fields_of(RECORD_TYPES[kind]).items():
                    if info.refers_to in self._kinds and (kind, record_id, name) not in freed:
                        value = getattr(record, name)
                        if value is not None:
                            by_id = wanted.setdefault(info.refers_to or "", {})
                            by_id.setdefault(value.bytes, (kind, record_id))
            holders = []
            for kind, by_id in wanted.items():
                for key, record in self._at_once_among(kind, by_id):
                    self.staying.add(key)
                    holders.append((key, record))
                    yield key, by_id[key[1].bytes]

    def _at_once_among(self, kind: str, ids: Iterable[bytes]) -> Iterator[tuple[RecordKey, Record]]:
        mapper = mapper_of(kind)
        for marks, chunk in chunks(ids):
            rows = self._sql(f"{mapper.select_sql} WHERE id IN ({marks})", chunk).fetchall()
            every_heads = heads_among(self._sql, {bytes(row[4]): bytes(row[2]) for row in rows})
            for row in rows:
                key = kind, UUID(bytes=bytes(row[4]))
                on_deleted = every_heads[bytes(row[4])].winners.get("deleted")
                if self.goes_at_once(key, bytes(row[2]), row[1], on_deleted):
                    yield key, mapper.record(row)

    def hold_back(self, ahead: Iterable[RecordKey]) -> Iterator[tuple[RecordKey, str, RecordKey]]:
        """(what stays deleted, by which field, what it refers to): what would refer to what stays deleted."""
        dead = list(ahead)
        while dead:
            by_kind: dict[str, list[bytes]] = {}
            for kind, record_id in dead:
                by_kind.setdefault(kind, []).append(record_id.bytes)
            dead = []
            for kind, ids in by_kind.items():
                for found in self._would_dangle(kind, ids):
                    self.staying.add(found[0])
                    dead.append(found[0])
                    yield found

    def _would_dangle(self, kind: str, ids: Sequence[bytes]) -> Iterator[tuple[RecordKey, str, RecordKey]]:
        for holder, info in references_to(kind):
            block = self._kinds.get(holder.KIND)
            if block is None or block.back:
                continue
            column = quoted(info.name)
            for marks, chunk in chunks(ids):
                rows = self._sql(
                    f"SELECT r.id, r.{column} FROM {quoted(holder.KIND)} r WHERE r.{column} IN ({marks})"
                    f" AND r.deleted=? AND {_STAMP_ON_DELETED.format(id='r')}=?",
                    (*chunk, block.after, self.raw),
                ).fetchall()
                for raw, target in rows:
                    key = holder.KIND, UUID(bytes=bytes(raw))
                    if key not in self.single and key not in self.staying:
                        yield key, info.name, (kind, UUID(bytes=bytes(target)))


def _block(operation: str, payload: bytes) -> _Block:
    if operation == CREATE:
        return _Block(True, "", Deletion.UNDONE.value)
    body = json.loads(zlib.decompress(payload))
    return _Block(False, body["after"], body["before"])
