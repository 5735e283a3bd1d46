"""The log of a data file as ChangeSets that can be sent: whole, in order, as they stand there."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from capadesk.domain.change_set import ChangeRole
from capadesk.domain.record import RECORD_TYPES
from capadesk.domain.stamp import SHIPPED_STAMP, Stamp
from capadesk.services.ports import Frontier, LoggedBlock, LoggedChange, LoggedSet, SourceKind
from capadesk.storage.change_log import BLOCK_SIZE, CREATE
from capadesk.storage.record_mapper import mapper_of

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
_SETS_AT_ONCE = 200
_CHANGES_AT_ONCE = 2_000


def frontier_of(sql: Any) -> dict[bytes, Stamp]:
    """The newest ChangeSet of each replica; a replica's ChangeSets are there without a gap up to it."""
    return {bytes(replica): Stamp.from_bytes(bytes(stamp)) for replica, stamp in sql(_FRONTIER).fetchall()}


def logged_set(sql: Any, raw: bytes) -> LoggedSet:
    """One ChangeSet with all its changes; the stamp must be in the log."""
    return next(logged_sets(sql, [raw]))


def logged_sets(sql: Any, stamps: Sequence[bytes]) -> Iterator[LoggedSet]:
    """ChangeSets in order of their stamps, which are sorted and must be in the log.

    Small ones are read together: a desk may have ten thousand of one record each.
    """
    for start in range(0, len(stamps), _SETS_AT_ONCE):
        chunk = tuple(stamps[start : start + _SETS_AT_ONCE])
        among = f" IN ({','.join('?' * len(chunk))})"
        rows = sql(
            f"SELECT {SET_COLUMNS} FROM change_set WHERE stamp{among} ORDER BY stamp", chunk
        ).fetchall()
        counted = sql(f"SELECT stamp, count(*) FROM change WHERE stamp{among} GROUP BY stamp", chunk)
        together = 0
        group: list[Any] = []
        counts = {bytes(stamp): count for stamp, count in counted.fetchall()}
        blocks = sql(f"SELECT DISTINCT stamp FROM change_block WHERE stamp{among}", chunk)
        with_blocks = {bytes(row[0]) for row in blocks.fetchall()}
        for row in rows:
            count = counts.get(bytes(row[0]), 0)
            if group and together + count > _CHANGES_AT_ONCE:
                yield from _read(sql, group, with_blocks)
                group, together = [], 0
            group.append(row)
            together += count
        yield from _read(sql, group, with_blocks)


def _read(sql: Any, rows: Sequence[Any], with_blocks: Collection[bytes]) -> Iterator[LoggedSet]:
    changes: dict[bytes, list[LoggedChange]] = {}
    stamps = tuple(bytes(row[0]) for row in rows)
    for stamp, kind, raw_id, text in sql(
        f"SELECT stamp, kind, record_id, payload FROM change WHERE stamp IN ({','.join('?' * len(rows))})"
        " ORDER BY stamp, record_id",
        stamps,
    ).fetchall():
        changes.setdefault(bytes(stamp), []).append(LoggedChange(kind, UUID(bytes=bytes(raw_id)), text))
    for raw, row in zip(stamps, rows, strict=True):
        blocks: Sequence[Any] = ()
        if raw in with_blocks:
            blocks = sql(
                "SELECT kind, operation, payload FROM change_block WHERE stamp=? ORDER BY number", (raw,)
            ).fetchall()
        yield logged_set_of(
            row,
            tuple(changes.pop(raw, ())),
            tuple(LoggedBlock(kind, operation, bytes(packed)) for kind, operation, packed in blocks),
        )


def logged_set_of(
    row: Sequence[Any], changes: tuple[LoggedChange, ...], blocks: tuple[LoggedBlock, ...]
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
        json.loads(label_data),
        ChangeRole(role),
        Stamp.from_bytes(bytes(undoes)) if undoes else None,
        json.loads(counts) if counts else {},
        schema_version,
        changes,
        blocks,
    )


class SqlChanges:
    """Implements ports.IncomingChanges on a connection to a data file."""

    kind = SourceKind.FILE

    def __init__(self, connection: Any, replica: bytes, path: str) -> None:
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

    def change_sets(self, seen: Frontier) -> Iterator[LoggedSet]:
        """See ports.IncomingChanges."""
        stamps: list[bytes] = []
        for replica, last in self._unseen(seen):
            rows = self._sql("SELECT stamp FROM change_set WHERE replica=? AND stamp>?", (replica, last))
            stamps.extend(bytes(row[0]) for row in rows.fetchall())
        yield from logged_sets(self._sql, sorted(stamps))

    def _unseen(self, seen: Frontier) -> Iterator[tuple[bytes, bytes]]:
        """(replica, what is seen of it) of the replicas that have more."""
        for replica, newest in frontier_of(self._sql).items():
            last = seen.get(replica)
            if last is None or last < newest:
                yield replica, last.to_bytes() if last else b""

    def shipped(self) -> Iterator[LoggedBlock]:
        """See ports.IncomingChanges."""
        for kind in RECORD_TYPES:
            mapper = mapper_of(kind)
            rows = self._sql(
                f"{mapper.select_sql} WHERE created_stamp=? ORDER BY id", (SHIPPED_STAMP.to_bytes(),)
            ).fetchall()
            for start in range(0, len(rows), BLOCK_SIZE):
                records = [mapper.record(row) for row in rows[start : start + BLOCK_SIZE]]
                columns = {
                    name: [mapping.codec.to_json(getattr(record, name)) for record in records]
                    for name, mapping in mapper.mappings.items()
                    if not mapping.is_publication
                }
                ids = [record.id.hex for record in records]
                yield LoggedBlock.of(kind, CREATE, {"ids": ids, "columns": columns})
