"""The records that come with the program (code lists, cities, tags) enter a file."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from capadesk.domain.record import Record, fields_of
from capadesk.domain.stamp import SHIPPED_STAMP
from capadesk.services.ports import Shipment
from capadesk.storage.record_mapper import mapper_of
from capadesk.storage.registers import read_heads
from capadesk.storage.search_index import SEARCHED, SearchIndex

_RAW = SHIPPED_STAMP.to_bytes()
_ENTERED = "SELECT value FROM meta WHERE key='shipped'"


def ship(connection: Any, shipped: Iterable[Record]) -> None:
    """Enter shipped records, outside the ChangeSets: new ones, and what a newer program says otherwise.

    A field that anybody has written, and a record that was deleted, stay as they are.
    """
    sql = connection.exec_driver_sql
    edition = shipped.edition if isinstance(shipped, Shipment) else ""
    # A file that has the edition is left at once: making the records takes longer than opening the file.
    if edition and sql(_ENTERED).scalar() == edition:
        return
    records = list(shipped)
    if not records:
        return
    edition = edition or _digest(records)
    if sql(_ENTERED).scalar() == edition:
        return
    index = SearchIndex(connection)
    sql("BEGIN IMMEDIATE")
    try:
        for record in records:
            row = sql(mapper_of(record.KIND).by_id_sql, (record.id.bytes,)).fetchone()
            if row is None:
                _enter(connection, index, record)
            elif not row[1]:
                _correct(sql, index, record, row)
        sql(
            "INSERT INTO meta(key, value) VALUES ('shipped', ?)"
            " ON CONFLICT(key) DO UPDATE SET value=excluded.value",
            (edition,),
        )
        sql("COMMIT")
    except BaseException:
        sql("ROLLBACK")
        raise


def _digest(records: list[Record]) -> str:
    import hashlib

    return hashlib.sha256("\x1f".join(map(repr, records)).encode()).hexdigest()


def _enter(connection: Any, index: SearchIndex, record: Record) -> None:
    mapper = mapper_of(record.KIND)
    seq = connection.inserted(mapper.insert_sql, mapper.insert_values(record, None, "", _RAW))
    if record.KIND in SEARCHED:
        index.put(record, seq, is_new=True)


def _correct(sql: Any, index: SearchIndex, record: Record, row: Any) -> None:
    mapper = mapper_of(record.KIND)
    stored, seq, created = mapper.record(row), int(row[0]), bytes(row[2])
    if stored == record or created != _RAW:
        return
    written = read_heads(sql, record.id.bytes, created).winners
    values = {
        name: getattr(record, name)
        for name in fields_of(type(record))
        if name not in written and getattr(record, name) != getattr(stored, name)
    }
    if not values:
        return
    sql(*mapper.update(values, record.id, _RAW))
    if record.KIND in SEARCHED:
        row = sql(mapper.by_id_sql, (record.id.bytes,)).fetchone()
        index.put(mapper.record(row), seq, is_new=False)
