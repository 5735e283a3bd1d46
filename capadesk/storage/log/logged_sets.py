"""The log of a data file as ChangeSets that can be sent: whole, in order, as they stand there."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from capadesk.domain.change_set import ChangeRole
from capadesk.domain.errors import EnvironmentFailure
from capadesk.domain.stamp import Stamp
from capadesk.services.ports import Frontier, LoggedBlock, LoggedChange, LoggedSet, SourceKind
from capadesk.services.ports.changes import Step, no_step
from capadesk.storage.log.log_seal import LogSeal
from capadesk.storage.log.received_rows import BESIDE
from capadesk.storage.log.small_sets import SealedSets, SmallSet
from capadesk.storage.writing.shipped_log import damaged_shipped, shipped_blocks

_FRONTIER = (
    "WITH RECURSIVE r(replica) AS (SELECT min(replica) FROM change_set UNION ALL"
    " SELECT (SELECT min(replica) FROM change_set WHERE replica > r.replica) FROM r"
    " WHERE r.replica IS NOT NULL)"
    " SELECT replica, (SELECT max(stamp) FROM change_set s WHERE s.replica = r.replica) FROM r"
    " WHERE replica IS NOT NULL"
)
SET_COLUMNS = (
    "stamp, replica, previous, time, author, label, label_data, role, created_counts, undoes, record_count,"
    " schema_version"
)
_ROLES = {role.value: role for role in ChangeRole}
_ID_BYTES = 16
_FIRST_TEXT, _AFTER_TEXTS = 3, 9
_COUNT = SET_COLUMNS.split(", ").index("record_count")
_SETS_AT_ONCE = 500
_CHANGES_AT_ONCE = 2_000
_PORTION_SETS = 4_000
_PORTION_CHANGES = 6_000
_PORTION_CHARACTERS = 4_000_000


def frontier_of(sql: Any) -> dict[bytes, Stamp]:
    """The newest ChangeSet of each replica; a replica's ChangeSets are there without a gap up to it."""
    return {bytes(replica): Stamp.from_bytes(bytes(stamp)) for replica, stamp in sql(_FRONTIER).fetchall()}


def logged_set(sql: Any, raw: bytes) -> LoggedSet:
    """One ChangeSet with all its changes; the stamp must be in the log."""
    return next(logged_sets(sql, [raw]))


def logged_sets(
    sql: Any, stamps: Sequence[bytes], step: Step = no_step, *, checked_in: str = ""
) -> Iterator[LoggedSet]:
    """ChangeSets in order of their stamps, which are sorted and must be in the log.

    Small ones are read together: a desk may have ten thousand of one record each. `checked_in`: the file's
    path, if each is to be compared with its seal before anything of it is believed; EnvironmentFailure
    `database_damaged`.
    """
    for row, changes, has_blocks in _rows(sql, stamps, step, checked_in):
        yield _whole(sql, row, changes, has_blocks, step, checked_in)


def checked_portions(
    sql: Any, stamps: Sequence[bytes], step: Step, checked_in: str, beside: Any = None
) -> Iterator[list[SmallSet] | LoggedSet]:
    """As `logged_sets`, but small ChangeSets that are as they were sealed come together, as their rows.

    `beside` runs statements where this log is that of `sender`: then it is read there.
    """
    sealed = SealedSets()
    portion: list[SmallSet] = []
    count = characters = 0
    for row, changes, has_blocks in _rows(beside or sql, stamps, step, checked_in, BESIDE if beside else ""):
        small = None if has_blocks else sealed.small(row, changes)
        if small is not None:
            portion.append(small)
            count += len(changes)
            characters += sum([len(change[3]) for change in changes])
        if portion and (small is None or is_portion(len(portion), count, characters)):
            yield portion
            portion, count, characters = [], 0, 0
        if small is None:
            yield _whole(sql, row, changes, has_blocks, step, checked_in)
    if portion:
        yield portion


def is_portion(sets: int, changes: int, characters: int) -> bool:
    """Whether so many ChangeSets are enough to be taken at once."""
    return sets >= _PORTION_SETS or changes >= _PORTION_CHANGES or characters >= _PORTION_CHARACTERS


def _rows(
    sql: Any, stamps: Sequence[bytes], step: Step, checked_in: str, schema: str = ""
) -> Iterator[tuple[Sequence[Any], Sequence[Any], bool]]:
    """(row of the ChangeSet by SET_COLUMNS and its seal, rows of its changes, whether it has blocks)."""
    for start in range(0, len(stamps), _SETS_AT_ONCE):
        step()
        chunk = tuple(stamps[start : start + _SETS_AT_ONCE])
        among = f" IN ({','.join('?' * len(chunk))})"
        rows = sql(
            f"SELECT {SET_COLUMNS}, seal FROM {schema}change_set WHERE stamp{among} ORDER BY stamp", chunk
        ).fetchall()
        if checked_in and len(rows) != len(chunk):
            raise _damaged(checked_in, "stamp")
        together = 0
        group: list[Any] = []
        blocks = sql(
            f"SELECT DISTINCT stamp FROM {schema}change_block WHERE stamp BETWEEN ? AND ?",
            (chunk[0], chunk[-1]),
        )
        with_blocks = {bytes(row[0]) for row in blocks.fetchall()}
        for row in rows:
            count = int(row[_COUNT])
            if group and together + count > _CHANGES_AT_ONCE:
                yield from _with_changes(sql, group, with_blocks, schema)
                group, together = [], 0
            group.append(row)
            together += count
        yield from _with_changes(sql, group, with_blocks, schema)


def _with_changes(
    sql: Any, rows: Sequence[Any], with_blocks: Collection[bytes], schema: str
) -> Iterator[tuple[Sequence[Any], Sequence[Any], bool]]:
    changes: dict[bytes, list[Any]] = {}
    for row in sql(
        f"SELECT stamp, kind, record_id, payload FROM {schema}change"
        f" WHERE stamp IN ({','.join('?' * len(rows))}) ORDER BY stamp, record_id",
        tuple([row[0] for row in rows]),
    ).fetchall():
        of_set = changes.get(row[0])
        if of_set is None:
            changes[row[0]] = [row]
        else:
            of_set.append(row)
    for row in rows:
        yield row, changes.pop(row[0], ()), row[0] in with_blocks


def _whole(
    sql: Any,
    sealed_row: Sequence[Any],
    changes: Sequence[Any],
    has_blocks: bool,
    step: Step,
    checked_in: str,
) -> LoggedSet:
    *row, seal = sealed_row
    raw = bytes(row[0])
    blocks: list[Any] = []
    if has_blocks:
        for block in sql(
            "SELECT kind, operation, payload, first_id, last_id, record_count FROM change_block"
            " WHERE stamp=? ORDER BY number",
            (raw,),
        ):
            step()
            blocks.append(block)
    if not checked_in:
        seal = None
    elif not _is_as_sealed(seal, row, changes, blocks):
        raise _damaged(checked_in, raw.hex())
    return logged_set_of(
        row,
        tuple([LoggedChange(kind, UUID(bytes=bytes(rid)), text) for _stamp, kind, rid, text in changes]),
        tuple(LoggedBlock(kind, operation, bytes(packed)) for kind, operation, packed, *_ in blocks),
        seal,
    )


def _is_as_sealed(
    seal: bytes | None, row: Sequence[Any], changes: Sequence[Any], blocks: Sequence[Any]
) -> bool:
    """Whether all of it is as it was written; without a seal, whether texts are texts and bytes bytes."""
    if set(map(type, row[_FIRST_TEXT:_AFTER_TEXTS])) != {str}:
        return False
    found = LogSeal()
    for _stamp, kind, raw_id, text in changes:
        if type(kind) is not str or type(text) is not str or len(raw_id) != _ID_BYTES:
            return False
        found.add_change(raw_id, kind, text)
    for kind, operation, packed, first, last, count in blocks:
        if not isinstance(kind, str) or not isinstance(packed, bytes):
            return False
        found.add(kind, operation, first, last, count, packed)
    return seal is None or found.of(*row) == seal


def _damaged(path: str, place: str) -> EnvironmentFailure:
    return EnvironmentFailure("database_damaged", file=path, detail=f"log_changed: {place}")


def logged_set_of(
    row: Sequence[Any],
    changes: tuple[LoggedChange, ...],
    blocks: tuple[LoggedBlock, ...],
    seal: bytes | None = None,
) -> LoggedSet:
    """A ChangeSet from its own row (by SET_COLUMNS) and what it changed."""
    (
        stamp,
        _replica,
        previous,
        time,
        author,
        label,
        label_data,
        role,
        counts,
        undoes,
        _count,
        schema_version,
    ) = row
    return LoggedSet(
        Stamp.from_bytes(bytes(stamp)),
        Stamp.from_bytes(bytes(previous)) if previous else None,
        datetime.fromisoformat(time).replace(tzinfo=UTC),
        author,
        label,
        {} if label_data == "{}" else json.loads(label_data),
        _ROLES.get(role) or ChangeRole(role),
        Stamp.from_bytes(bytes(undoes)) if undoes else None,
        json.loads(counts) if counts else {},
        schema_version,
        changes,
        blocks,
        seal,
    )


def logged_small_set(small: SmallSet) -> LoggedSet:
    """A small ChangeSet of a log, which agreed with its seal."""
    *row, seal = small.row
    changes = tuple([LoggedChange(kind, UUID(bytes=rid), text) for _stamp, kind, rid, text in small.changes])
    return logged_set_of(row, changes, (), seal)


class SqlChanges:
    """Implements ports.IncomingChanges on a connection to a data file."""

    kind = SourceKind.FILE

    def __init__(self, connection: Any, replica: bytes, path: str) -> None:
        self._connection = connection
        self._sql = connection.exec_driver_sql
        self.replica = replica
        self.path = path

    @property
    def name(self) -> str:
        """Who signed the file's newest own change; "" if it has none."""
        row = self._sql(
            "SELECT author FROM change_set WHERE replica=? ORDER BY stamp DESC LIMIT 1", (self.replica,)
        ).fetchone()
        return str(row[0]) if row else ""

    def count(self, seen: Frontier) -> int:
        """See ports.IncomingChanges."""
        return sum(
            self._sql("SELECT count(*) FROM change_set WHERE replica=? AND stamp>?", (replica, last)).scalar()
            for replica, last in self._unseen(seen)
        )

    def change_sets(self, seen: Frontier, step: Step = no_step) -> Iterator[LoggedSet]:
        """See ports.IncomingChanges."""
        yield from logged_sets(self._sql, self.stamps(seen), step)

    def stamps(self, seen: Frontier) -> list[bytes]:
        """The stamps of the ChangeSets that `seen` does not cover, sorted."""
        stamps: list[bytes] = []
        for replica, last in self._unseen(seen):
            rows = self._sql("SELECT stamp FROM change_set WHERE replica=? AND stamp>?", (replica, last))
            stamps.extend(bytes(row[0]) for row in rows.fetchall())
        return sorted(stamps)

    def _unseen(self, seen: Frontier) -> Iterator[tuple[bytes, bytes]]:
        """(replica, what is seen of it) of the replicas that have more."""
        for replica, newest in frontier_of(self._sql).items():
            last = seen.get(replica)
            if last is None or last < newest:
                yield replica, last.to_bytes() if last else b""

    def shipped(self) -> Iterator[LoggedBlock]:
        """See ports.IncomingChanges."""
        damaged_shipped(self._connection, self.path)
        yield from shipped_blocks(self._sql)
