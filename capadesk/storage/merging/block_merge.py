"""Blocks of received changes: records that are unknown here go in at once, the others one by one."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from capadesk.domain.change_set import DELETED_FIELD
from capadesk.domain.record import RECORD_TYPES, fields_of
from capadesk.storage.database.codecs import FieldMapping
from capadesk.storage.database.record_mapper import RecordMapper, mapper_of, quoted
from capadesk.storage.log.change_block import CREATE, change_in_body
from capadesk.storage.log.registers import put_stamps
from capadesk.storage.merging.deferred_index import DeferredIndex
from capadesk.storage.merging.register_merge import RegisterMerge, known_ids
from capadesk.storage.reading.search_index import SEARCHED, folded_texts

_IDS_AT_ONCE = 500


class BlockMerge:
    """Applies the blocks of one merge; `created` counts the records that came in at once."""

    def __init__(self, connection: Any, registers: RegisterMerge, index: DeferredIndex) -> None:
        self._sql = connection.exec_driver_sql
        self._registers = registers
        self._index = index
        self.created = 0

    def apply(self, kind: str, operation: str, body: dict[str, Any], stamp: bytes) -> None:
        """Bring a block into its table; kinds that are not known are left to the log."""
        if kind not in RECORD_TYPES:
            return
        known = self.create(kind, body, stamp) if operation == CREATE else self._set(kind, body, stamp)
        for index in known:
            self._registers.apply(change_in_body(kind, operation, body, index), 0, stamp)

    def create(self, kind: str, body: dict[str, Any], stamp: bytes) -> list[int]:
        """Insert the records that are new; the places in the block of those that were there already."""
        mapper = mapper_of(kind)
        ids = [bytes.fromhex(text) for text in body["ids"]]
        last = self._sql(f"SELECT coalesce(max(seq), 0) FROM {quoted(kind)}").scalar() or 0
        rows = list(_rows(mapper, ids, body["columns"], last, stamp))
        inserted = self._sql(f"{mapper.insert_sql} ON CONFLICT(id) DO NOTHING", rows).rowcount
        old = set() if inserted == len(rows) else known_ids(self._sql, kind, ids, last)
        known = [index for index, raw_id in enumerate(ids) if raw_id in old]
        self.created += len(ids) - len(known)
        if kind in SEARCHED:
            numbered = ((index, last + 1 + index) for index, raw_id in enumerate(ids) if raw_id not in old)
            self._index.put_texts(kind, _texts(kind, body["columns"], numbered))
        return known

    def _set(self, kind: str, body: dict[str, Any], stamp: bytes) -> list[int]:
        """Flip `deleted` where nothing but what the block saw is there; the places of all the others."""
        ids = [bytes.fromhex(text) for text in body["ids"]]
        if body["field"] != DELETED_FIELD:
            return list(range(len(ids)))
        plain = self._untouched(kind, ids, bytes.fromhex(body["over"]), bytes.fromhex(body["saw"]))
        chosen = [raw_id for raw_id in ids if raw_id in plain]
        if chosen:
            self._sql(
                f"UPDATE {quoted(kind)} SET deleted=?, changed_stamp=max(changed_stamp, ?) WHERE id=?",
                [(body["after"], stamp, raw_id) for raw_id in chosen],
            )
            put_stamps(self._sql, chosen, (DELETED_FIELD,), stamp)
            self._registers.touched.update((kind, raw_id) for raw_id in chosen)
        return [index for index, raw_id in enumerate(ids) if raw_id not in plain]

    def _untouched(self, kind: str, ids: Sequence[bytes], over: bytes, saw: bytes) -> set[bytes]:
        found: set[bytes] = set()
        for start in range(0, len(ids), _IDS_AT_ONCE):
            chunk = tuple(ids[start : start + _IDS_AT_ONCE])
            rows = self._sql(
                f"SELECT r.id FROM {quoted(kind)} r WHERE r.created_stamp=?"
                " AND coalesce((SELECT f.stamp FROM field_stamp f WHERE f.record_id=r.id"
                " AND f.field='deleted'), r.created_stamp)=?"
                " AND NOT EXISTS (SELECT 1 FROM field_stamp f WHERE f.record_id=r.id AND f.field<>'deleted')"
                " AND NOT EXISTS (SELECT 1 FROM rival v WHERE v.record_id=r.id)"
                f" AND r.id IN ({','.join('?' * len(chunk))})",
                (saw, over, *chunk),
            ).fetchall()
            found.update(bytes(row[0]) for row in rows)
        return found


def _rows(
    mapper: RecordMapper, ids: Sequence[bytes], columns: dict[str, list[Any]], last: int, stamp: bytes
) -> Iterable[tuple[Any, ...]]:
    """The parameters of the mapper's `insert_sql`, column by column."""
    parts: list[Iterable[Any]] = [range(last + 1, last + 1 + len(ids)), ids]
    for name, mapping in mapper.mappings.items():
        if name in columns:
            parts.extend(_column_values(mapping, columns[name]))
        else:
            parts.extend(itertools.repeat(value) for value in mapping.codec.to_columns(mapping.default))
    parts += [itertools.repeat(""), itertools.repeat(stamp), itertools.repeat(stamp)]
    return zip(*parts, strict=False)


def _column_values(mapping: FieldMapping, values: list[Any]) -> Iterable[Iterable[Any]]:
    codec = mapping.codec
    if codec.is_id:
        return [[None if value is None else bytes.fromhex(value) for value in values]]
    from_json: Callable[[Any], Any] = codec.from_json
    distinct: dict[Any, tuple[Any, ...]] = {}
    found: list[tuple[Any, ...]] = []
    for value in values:
        key = value if isinstance(value, str) or value is None else repr(value)
        columns = distinct.get(key)
        if columns is None:
            columns = codec.to_columns(None if value is None else from_json(value))
            if len(distinct) < _IDS_AT_ONCE:
                distinct[key] = columns
        found.append(columns)
    return list(zip(*found, strict=True))


def _texts(
    kind: str, columns: dict[str, list[Any]], numbered: Iterable[tuple[int, int]]
) -> Iterable[tuple[int, str, str]]:
    for index, seq in numbered:
        title, body = folded_texts(
            kind,
            lambda name, at=index: columns[name][at] if name in columns else "",  # type: ignore[misc]
        )
        yield seq, title, body


def references_in(kind: str, body: dict[str, Any]) -> Iterable[tuple[str, set[bytes]]]:
    """(kind, ids) of what the records of a block that creates refer to."""
    for name, info in fields_of(RECORD_TYPES[kind]).items():
        if info.refers_to is not None and name in body["columns"]:
            yield (
                info.refers_to,
                {bytes.fromhex(text) for text in set(body["columns"][name]) if text is not None},
            )
