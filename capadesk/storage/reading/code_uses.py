"""Counts how often the values of coded fields are used."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

from capadesk.domain.record import RECORD_TYPES, fields_of
from capadesk.storage.database.record_mapper import quoted


def code_uses(sql: Callable[..., Any], fields: Iterable[tuple[str, str]]) -> Counter[str]:
    """How many records, those in the bin included, hold each code in these fields (record kind, field)."""
    counts: Counter[str] = Counter()
    for kind, field in fields:
        table, column = quoted(kind), quoted(field)
        if fields_of(RECORD_TYPES[kind])[field].default == ():
            statement = (
                f"SELECT each.value, count(*) FROM {table} r, json_each(r.{column}) each"
                f" WHERE r.{column} <> '' GROUP BY each.value"
            )
        else:
            statement = f"SELECT {column}, count(*) FROM {table} WHERE {column} <> '' GROUP BY {column}"
        for code, count in sql(statement).fetchall():
            counts[code] += count
    return counts
