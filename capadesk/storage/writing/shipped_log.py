"""Shipped records as they came with a program, sealed: what a file hands on to one that lacks them.

They are in no ChangeSet. So their values lie in `meta` (key "shipped:kind:id", value seal and JSON), and are
compared with their seals before a merge takes any of them or a package carries them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from capadesk.domain.errors import EnvironmentFailure
from capadesk.domain.record import RECORD_TYPES, Record
from capadesk.domain.stamp import SHIPPED_STAMP
from capadesk.services.ports import LoggedBlock
from capadesk.storage.database.codecs import to_json
from capadesk.storage.database.record_mapper import chunks, mapper_of, quoted
from capadesk.storage.log.change_block import CREATE
from capadesk.storage.log.change_log import BLOCK_SIZE, dumps
from capadesk.storage.log.log_seal import SEAL_BYTES, seal_of

_RAW = SHIPPED_STAMP.to_bytes()
_SEAL_DIGITS = 2 * SEAL_BYTES
_PUT = "INSERT INTO meta(key, value) VALUES (?, ?) ON CONFLICT(key) DO UPDATE SET value=excluded.value"
_AMONG = "FROM meta WHERE key>=? AND key<?"


def values_of(record: Record) -> dict[str, Any]:
    """What is kept of a record: {field: value as in the log}."""
    return {
        name: to_json(type(record), name, getattr(record, name))
        for name, mapping in mapper_of(record.KIND).mappings.items()
        if not mapping.is_publication
    }


def put_shipped(sql: Any, records: Iterable[tuple[str, bytes, Mapping[str, Any]]]) -> None:
    """Keep (kind, id, values) of records that entered the file as shipped ones."""
    rows = []
    for kind, raw_id, values in records:
        payload = dumps(dict(values))
        key = f"shipped:{kind}:{raw_id.hex()}"
        rows.append((key, seal_of(key, payload).hex() + payload))
    if rows:
        sql(_PUT, rows)


def broken_shipped(connection: Any) -> Iterator[str]:
    """The kind and id ("kind:id") of those that are not as they were written."""
    octets = connection.dialect.octets
    columns = f"{octets.format('key')}, {octets.format('value')}"
    for row in connection.exec_driver_sql(f"SELECT {columns} {_AMONG}", _bounds("shipped")).fetchall():
        key, value = (text if isinstance(text, bytes) else text.encode() for text in row)
        if seal_of(key, value[_SEAL_DIGITS:]).hex().encode() != value[:_SEAL_DIGITS]:
            yield key.decode("utf-8", "replace").partition(":")[2]


def shipped_values(sql: Any, kind: str) -> dict[bytes, Mapping[str, Any]]:
    """The values of each record of a kind as it was shipped."""
    rows = sql(f"SELECT key, value {_AMONG}", _bounds(f"shipped:{kind}")).fetchall()
    return {bytes.fromhex(key.rpartition(":")[2]): json.loads(value[_SEAL_DIGITS:]) for key, value in rows}


def unsealed_shipped(sql: Any) -> bool:
    """Whether there are shipped records from before they were sealed, which no program has shipped since."""
    return any(_present(sql, kind) - shipped_values(sql, kind).keys() for kind in RECORD_TYPES)


def shipped_blocks(sql: Any) -> Iterator[LoggedBlock]:
    """The shipped records that are still at their first creation, as blocks that create."""
    for kind in RECORD_TYPES:
        present = _present(sql, kind)
        if not present:
            continue
        values = {raw_id: found for raw_id, found in shipped_values(sql, kind).items() if raw_id in present}
        mapper = mapper_of(kind)
        for marks, chunk in chunks(present - values.keys()):
            for row in sql(f"{mapper.select_sql} WHERE id IN ({marks})", chunk).fetchall():
                values[bytes(row[4])] = values_of(mapper.record(row))
        yield from _blocks(kind, sorted(values.items()))


def _present(sql: Any, kind: str) -> set[bytes]:
    rows = sql(f"SELECT id FROM {quoted(kind)} WHERE created_stamp=?", (_RAW,)).fetchall()
    return {bytes(row[0]) for row in rows}


def _bounds(beginning: str) -> tuple[str, str]:
    return f"{beginning}:", f"{beginning};"


def _blocks(kind: str, records: list[tuple[bytes, Mapping[str, Any]]]) -> Iterator[LoggedBlock]:
    record_type, mappings = RECORD_TYPES[kind], mapper_of(kind).mappings
    names = [name for name, mapping in mappings.items() if not mapping.is_publication]
    defaults = {name: to_json(record_type, name, mappings[name].default) for name in names}
    for start in range(0, len(records), BLOCK_SIZE):
        part = records[start : start + BLOCK_SIZE]
        columns = {name: [values.get(name, defaults[name]) for _id, values in part] for name in names}
        yield LoggedBlock.of(kind, CREATE, {"ids": [raw_id.hex() for raw_id, _v in part], "columns": columns})


def damaged_shipped(connection: Any, path: str) -> None:
    """EnvironmentFailure `database_damaged` if one of them is not as it was written."""
    for place in broken_shipped(connection):
        raise EnvironmentFailure("database_damaged", file=path, detail=f"log_changed: shipped {place}")
