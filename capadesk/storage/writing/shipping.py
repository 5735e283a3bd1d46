"""The records that come with the program (code lists, cities, tags) enter a file."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from capadesk.domain.record import Record, fields_of
from capadesk.domain.stamp import SHIPPED_STAMP
from capadesk.services.ports import Shipment
from capadesk.storage.database.record_mapper import chunks, mapper_of, quoted
from capadesk.storage.log.registers import read_heads
from capadesk.storage.reading.search_index import SEARCHED, SearchIndex

_RAW = SHIPPED_STAMP.to_bytes()
_ENTERED = "SELECT value FROM meta WHERE key='shipped_edition'"


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
    from capadesk.storage.writing.shipped_log import put_shipped, values_of

    index = SearchIndex(connection)
    sql("BEGIN IMMEDIATE")
    try:
        entered = []
        present = _rows_of(sql, records)
        _enter(sql, index, [record for record in records if record.id not in present])
        for record in records:
            row = present.get(record.id)
            if row is not None and not row[1]:
                _correct(sql, index, record, row)
            if row is None or bytes(row[2]) == _RAW:
                entered.append((record.KIND, record.id.bytes, values_of(record)))
        put_shipped(sql, entered)
        sql(
            "INSERT INTO meta(key, value) VALUES ('shipped_edition', ?)"
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


def _rows_of(sql: Any, records: list[Record]) -> dict[UUID, Any]:
    """The rows that are there already, by their ids."""
    found = {}
    for kind in {record.KIND for record in records}:
        mapper = mapper_of(kind)
        for marks, chunk in chunks(record.id.bytes for record in records if kind == record.KIND):
            for row in sql(f"{mapper.select_sql} WHERE id IN ({marks})", chunk).fetchall():
                found[UUID(bytes=bytes(row[4]))] = row
    return found


def _enter(sql: Any, index: SearchIndex, records: list[Record]) -> None:
    for kind in dict.fromkeys(record.KIND for record in records):
        mapper = mapper_of(kind)
        last = sql(f"SELECT coalesce(max(seq), 0) FROM {quoted(kind)}").scalar() or 0
        numbered = [
            (record, last + place)
            for place, record in enumerate((each for each in records if kind == each.KIND), 1)
        ]
        sql(mapper.insert_sql, [mapper.insert_values(record, seq, "", _RAW) for record, seq in numbered])
        if kind in SEARCHED:
            index.put_many(numbered)


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
