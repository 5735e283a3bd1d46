"""Looking for damage: the file itself, its references, its log and its index."""

from __future__ import annotations

import itertools
from typing import Any

from capadesk.domain.record import RECORD_TYPES, fields_of
from capadesk.services.ports import Problem
from capadesk.storage.database.record_mapper import mapper_of, quoted
from capadesk.storage.log.log_seal import broken_seals
from capadesk.storage.reading.search_index import KIND_BITS, KIND_NUMBERS, SEARCHED, SEQ_MASK
from capadesk.storage.writing.shipped_log import broken_shipped

_AT_MOST = 50


def problems_of_file(connection: Any, *, with_records: bool) -> list[Problem]:
    """Everything that is wrong with a data file; empty when it is sound."""
    sql = connection.exec_driver_sql
    found = [
        Problem("integrity", "file", str(row[0]))
        for row in sql(f"PRAGMA integrity_check({_AT_MOST})").fetchall()
        if row[0] != "ok"
    ]
    found = found or altered_tables(sql)
    if found:
        return found
    found += [
        Problem("foreign_key", f"{row[0]}:{row[1]}", str(row[2]))
        for row in sql("PRAGMA foreign_key_check").fetchall()[:_AT_MOST]
    ]
    return found + problems_of_contents(connection, with_records=with_records)


def altered_tables(sql: Any) -> list[Problem]:
    """The columns that are not called as they were made: SQLite would read such a name as a text."""
    found = []
    for kind in RECORD_TYPES:
        columns = {row[1] for row in sql(f"PRAGMA table_info({quoted(kind)})").fetchall()}
        missing = [name for name in mapper_of(kind).all_columns if name not in columns]
        found += [Problem("integrity", "file", f"{kind}.{name}") for name in missing]
    return found


def structural_problems(sql: Any) -> list[Problem]:
    """What is wrong with the pages of a data file, without what stands on them and without its indexes."""
    rows = sql(f"PRAGMA quick_check({_AT_MOST})").fetchall()
    return [Problem("integrity", "file", str(row[0])) for row in rows if row[0] != "ok"]


def problems_of_contents(connection: Any, *, with_records: bool = True) -> list[Problem]:
    """What is wrong with what the tables hold, whichever database keeps them.

    `with_records`: also whether the records are what the log says.
    """
    sql = connection.exec_driver_sql
    found: list[Problem] = []
    for kind, record_type in RECORD_TYPES.items():
        for name, info in fields_of(record_type).items():
            if info.refers_to is None:
                continue
            rows = sql(
                f"SELECT r.id FROM {quoted(kind)} r JOIN {quoted(info.refers_to)} t"
                f" ON t.id = r.{quoted(name)} WHERE r.deleted = '' AND t.deleted <> '' LIMIT {_AT_MOST}"
            ).fetchall()
            found += [Problem("refers_to_deleted", f"{kind}.{name}", bytes(row[0]).hex()) for row in rows]
    found += _log_problems(sql)
    found += altered_sets(connection)
    found += _index_problems(sql)
    if with_records and not found:
        from capadesk.storage.trust.row_check import RowCheck

        found += itertools.islice(RowCheck(connection).problems(), _AT_MOST)
    return found


def altered_sets(connection: Any) -> list[Problem]:
    """The ChangeSets and shipped records that are not as they were written."""
    stamps = itertools.islice(broken_seals(connection), _AT_MOST)
    found = [Problem("log_changed", "change_set", stamp) for stamp in stamps]
    ids = itertools.islice(broken_shipped(connection), _AT_MOST)
    return found + [Problem("log_changed", "shipped", raw_id) for raw_id in ids]


def _log_problems(sql: Any) -> list[Problem]:
    found = []
    for table in ("change", "change_block"):
        rows = sql(
            f"SELECT DISTINCT c.stamp FROM {table} c WHERE NOT EXISTS"
            f" (SELECT 1 FROM change_set s WHERE s.stamp = c.stamp) LIMIT {_AT_MOST}"
        ).fetchall()
        found += [Problem("log_without_set", table, bytes(row[0]).hex()) for row in rows]
    rows = sql(
        "SELECT s.stamp, s.record_count FROM change_set s WHERE s.record_count <>"
        " (SELECT count(*) FROM change c WHERE c.stamp = s.stamp) +"
        " (SELECT coalesce(sum(b.record_count), 0) FROM change_block b WHERE b.stamp = s.stamp)"
        f" LIMIT {_AT_MOST}"
    ).fetchall()
    found += [Problem("log_incomplete", "change_set", bytes(row[0]).hex()) for row in rows]
    for kind in RECORD_TYPES:
        rows = sql(
            f"SELECT r.id FROM {quoted(kind)} r WHERE r.created_stamp <> zeroblob(14) AND NOT EXISTS"
            f" (SELECT 1 FROM change_set s WHERE s.stamp = r.created_stamp) LIMIT {_AT_MOST}"
        ).fetchall()
        found += [Problem("record_without_log", kind, bytes(row[0]).hex()) for row in rows]
    return found


def _index_problems(sql: Any) -> list[Problem]:
    found = []
    for kind in SEARCHED:
        low = KIND_NUMBERS[kind] << KIND_BITS
        indexed = sql(f"SELECT count(*) FROM search WHERE rowid BETWEEN {low} AND {low | SEQ_MASK}").scalar()
        live = sql(f"SELECT count(*) FROM {quoted(kind)} WHERE deleted = ''").scalar()
        if indexed != live:
            found.append(Problem("search_index", kind, f"{indexed} indexed, {live} live"))
    return found
