"""Reads what can still be read of the tables of a damaged database, round the pages that cannot."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import Any

from capadesk.storage.database.file_connection import damage_errors

_HIGHEST = 1 << 62
_STEPS_AT_MOST = 10_000
"""Jumps over damaged pages in one table; a table that is damaged in more places is given up there."""

Row = tuple[Any, ...]


def rows_by_number(raw: sqlite3.Connection, columns: str, table: str, number: str) -> Iterator[Row]:
    """The readable rows of a table with an integer key, which is the first of the columns, ascending."""
    after = -1
    for _step in range(_STEPS_AT_MOST):
        try:
            for row in raw.execute(
                f"SELECT {number}, {columns} FROM {table} WHERE {number} > ? ORDER BY {number}", (after,)
            ):
                after = int(row[0])
                yield row
            return
        except damage_errors(OverflowError, TypeError, ValueError):
            found = _next_readable(raw, table, number, after)
            if found is None:
                return
            after = found - 1


def _next_readable(raw: sqlite3.Connection, table: str, number: str, after: int) -> int | None:
    """The lowest key beyond the damaged place; None if there is none."""
    low, step = after + 1, 1
    while (found := _first_from(raw, table, number, low + step)) is None:
        step *= 2
        if low + step > _HIGHEST:
            return None
    # Between the last that failed and the first that did not there may be more.
    failed, good = low + step // 2, low + step
    while good - failed > 1:
        middle = (failed + good) // 2
        nearer = _first_from(raw, table, number, middle)
        if nearer is None:
            failed = middle
        else:
            good, found = middle, nearer
    return found if found >= 0 else None


def _first_from(raw: sqlite3.Connection, table: str, number: str, low: int) -> int | None:
    """The first key from `low` on whose row can be read; -1 if there is none; None if it cannot."""
    try:
        row = raw.execute(
            f"SELECT * FROM {table} WHERE {number} >= ? ORDER BY {number} LIMIT 1", (low,)
        ).fetchone()
        if row is None:
            return -1
        key = raw.execute(
            f"SELECT {number} FROM {table} WHERE {number} >= ? ORDER BY {number} LIMIT 1", (low,)
        ).fetchone()
        return int(key[0])
    except damage_errors(OverflowError, TypeError, ValueError):
        return None


def rows_by_key(raw: sqlite3.Connection, columns: str, table: str, key: str) -> Iterator[Row]:
    """The readable rows of a table with any other key, from its beginning and from its end."""
    for direction in ("ASC", "DESC"):
        try:
            yield from raw.execute(f"SELECT {columns} FROM {table} ORDER BY {key} {direction}")
        except damage_errors():
            continue
        return


def rows_where(raw: sqlite3.Connection, columns: str, table: str, column: str, value: object) -> list[Row]:
    """The rows in which a column has a value, as far as one look finds them."""
    try:
        return raw.execute(f"SELECT {columns} FROM {table} WHERE {column}=?", (value,)).fetchall()
    except damage_errors():
        return []
