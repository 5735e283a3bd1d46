"""The records that come with the program (code lists, cities, tags) enter a file."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from capadesk.domain.record import Record
from capadesk.domain.stamp import SHIPPED_STAMP
from capadesk.storage.record_mapper import mapper_of, quoted
from capadesk.storage.search_index import SEARCHED, SearchIndex


def ship(connection: Any, shipped: Iterable[Record]) -> None:
    """Enter shipped records that are not there yet, outside the ChangeSets."""
    records = list(shipped)
    if not records:
        return
    sql = connection.exec_driver_sql
    digest = str(hash(tuple(sorted(record.id.int for record in records))))
    if sql("SELECT value FROM meta WHERE key='shipped'").scalar() == digest:
        return
    index = SearchIndex(connection)
    raw = SHIPPED_STAMP.to_bytes()
    sql("BEGIN IMMEDIATE")
    try:
        for record in records:
            mapper = mapper_of(record.KIND)
            if sql(f"SELECT 1 FROM {quoted(record.KIND)} WHERE id=?", (record.id.bytes,)).fetchone():
                continue
            result = sql(mapper.insert_sql, mapper.insert_values(record, None, "", raw))
            if record.KIND in SEARCHED:
                index.put(record, result.lastrowid, is_new=True)
        sql(
            "INSERT INTO meta(key, value) VALUES ('shipped', ?)"
            " ON CONFLICT(key) DO UPDATE SET value=excluded.value",
            (digest,),
        )
        sql("COMMIT")
    except BaseException:
        sql("ROLLBACK")
        raise
