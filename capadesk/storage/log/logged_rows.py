"""Rows of a kind of record made from values as they stand in the log."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from capadesk.storage.database.codecs import FieldMapping
from capadesk.storage.database.record_mapper import mapper_of


class LoggedRows:
    """Makes the parameters of the mapper's `insert_sql` from {field: value in the log}."""

    def __init__(self, kind: str) -> None:
        self._template: list[Any] = [None, None]
        self._places: dict[str, tuple[slice, FieldMapping]] = {}
        for name, mapping in mapper_of(kind).mappings.items():
            columns: tuple[Any, ...] = (None,) * len(mapping.columns)
            if mapping.default is not None:
                columns = mapping.codec.to_columns(mapping.default)
            begin = len(self._template)
            self._places[name] = slice(begin, begin + len(columns)), mapping
            self._template += columns

    def row(
        self, seq: int, raw_id: bytes, values: Mapping[str, Any], created: bytes, changed: bytes
    ) -> tuple[Any, ...]:
        """The row of a living record; fields that are not named are at their default, unknown ones left."""
        row = self._template.copy()
        row[0], row[1] = seq, raw_id
        for name, value in values.items():
            found = self._places.get(name)
            if found is not None:
                place, mapping = found
                codec = mapping.codec
                row[place] = codec.to_columns(None if value is None else codec.from_json(value))
        row += ("", created, changed)
        return tuple(row)


@cache
def logged_rows_of(kind: str) -> LoggedRows:
    """What makes the rows of a kind."""
    return LoggedRows(kind)
