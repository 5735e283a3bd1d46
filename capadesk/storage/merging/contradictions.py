"""Contradictions that nobody has settled: the value that holds beside those that lost, with who and when."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from capadesk.domain.change_set import DELETED_FIELD
from capadesk.domain.record import RECORD_TYPES
from capadesk.domain.stamp import Stamp
from capadesk.services.ports import Contradiction, Version
from capadesk.storage.database.codecs import from_json
from capadesk.storage.database.record_mapper import mapper_of

_Sql = Callable[..., Any]
_IDS_AT_ONCE = 500
_RIVALS = (
    "SELECT v.kind, v.record_id, v.field, v.value, v.stamp, s.author, s.time, s.received FROM rival v"
    " JOIN change_set s ON s.stamp = v.stamp ORDER BY v.kind, v.record_id, v.field, v.stamp DESC"
)


def contradictions(sql: _Sql) -> list[Contradiction]:
    """See ports.Store; a record in the bin contradicts only in whether it is deleted."""
    found: list[Contradiction] = []
    rows = sql(_RIVALS).fetchall()
    for kind, group in itertools.groupby(rows, key=lambda row: row[0]):
        if kind in RECORD_TYPES:
            found.extend(_of_kind(sql, kind, list(group)))
    return found


def _of_kind(sql: _Sql, kind: str, rows: Sequence[Any]) -> Iterator[Contradiction]:
    mapper = mapper_of(kind)
    states = _by_id(
        sql, f"{mapper.select_sql} WHERE id IN ({{marks}})", {bytes(row[1]) for row in rows}, at=4
    )
    stamps = {(bytes(row[0]), row[1]): bytes(row[2]) for row in _field_stamps(sql, rows)}
    holding: dict[tuple[bytes, str], bytes] = {}
    for row in rows:
        key = (bytes(row[1]), row[2])
        holding[key] = stamps.get(key) or bytes(states[key[0]][2])
    writers = _by_id(
        sql,
        "SELECT stamp, author, time, received FROM change_set WHERE stamp IN ({marks})",
        set(holding.values()),
        at=0,
    )
    for (raw_id, field), group in itertools.groupby(rows, key=lambda row: (bytes(row[1]), row[2])):
        state, writer = states[raw_id], writers.get(holding[raw_id, field])
        if state[1] and field != DELETED_FIELD:
            continue
        value = state[1] if field == DELETED_FIELD else getattr(mapper.record(state), field)
        others = tuple(version for row in group if (version := _lost(kind, field, row)).value != value)
        if others:
            stamp = Stamp.from_bytes(holding[raw_id, field])
            author, time, received = writer[1:] if writer is not None else ("", "", "")
            holds = Version(value, stamp, author, _utc(time), bool(received))
            yield Contradiction(kind, UUID(bytes=raw_id), field, holds, others)


def _field_stamps(sql: _Sql, rows: Sequence[Any]) -> Iterator[Any]:
    ids = sorted({bytes(row[1]) for row in rows})
    for start in range(0, len(ids), _IDS_AT_ONCE):
        chunk = tuple(ids[start : start + _IDS_AT_ONCE])
        marks = ",".join("?" * len(chunk))
        yield from sql(
            f"SELECT record_id, field, stamp FROM field_stamp WHERE record_id IN ({marks})", chunk
        ).fetchall()


def _by_id(sql: _Sql, statement: str, wanted: set[bytes], *, at: int) -> dict[bytes, Any]:
    """The rows by the value of their column `at`."""
    found: dict[bytes, Any] = {}
    ids = sorted(wanted)
    for start in range(0, len(ids), _IDS_AT_ONCE):
        chunk = tuple(ids[start : start + _IDS_AT_ONCE])
        rows = sql(statement.format(marks=",".join("?" * len(chunk))), chunk).fetchall()
        found.update((bytes(row[at]), row) for row in rows)
    return found


def _lost(kind: str, field: str, row: Any) -> Version:
    value = from_json(RECORD_TYPES[kind], field, json.loads(row[3]))
    return Version(value, Stamp.from_bytes(bytes(row[4])), row[5], _utc(row[6]), bool(row[7]))


def _utc(text: str) -> datetime:
    """The moment of a ChangeSet; shipped records have none."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC) if text else datetime.fromtimestamp(0, UTC)
