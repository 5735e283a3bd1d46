"""Rows of a kind of record made from values as they stand in the log."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any

from capadesk.storage.database.codecs import FieldMapping
from capadesk.storage.database.record_mapper import mapper_of, quoted

_REMEMBERED = 500
_ID_DIGITS = 32

_Columns = Callable[[Any], tuple[Any, ...]]


class RowMaker:
    """The statement for records of which the log names certain fields, and its parameters.

    A constant in the text takes a third of the time of a parameter, and most fields of most records are at
    their default.
    """

    def __init__(self, kind: str, fields: Iterable[str]) -> None:
        """Fields that this program does not know are left out."""
        mapper = mapper_of(kind)
        named = {name: mapper.mappings[name] for name in fields if name in mapper.mappings}
        values = {"seq": "?", "id": "?"} | {
            name: "?" for mapping in named.values() for name in mapping.columns
        }
        self._columns = [(name, columns_from_log(mapping)) for name, mapping in named.items()]
        self._rest: tuple[Any, ...] = ()
        for name, mapping in mapper.mappings.items():
            if name not in named:
                for column, value in zip(mapping.columns, _default_columns(mapping), strict=True):
                    values[column] = _literal(value)
                    if values[column] == "?":
                        self._rest += (value,)
        values |= {"deleted": "''", "created_stamp": "?", "changed_stamp": "?"}
        names = ", ".join(map(quoted, values))
        self.sql = f"INSERT INTO {quoted(kind)} ({names}) VALUES ({', '.join(values.values())})"

    def row(
        self, seq: int, raw_id: bytes, values: Mapping[str, Any], created: bytes, changed: bytes
    ) -> tuple[Any, ...]:
        """The parameters for a living record; `values` are those of the fields that were named."""
        row = [seq, raw_id]
        for name, columns_of in self._columns:
            row += columns_of(values[name])
        return (*row, *self._rest, created, changed)


def _default_columns(mapping: FieldMapping) -> tuple[Any, ...]:
    if mapping.default is None:
        return (None,) * len(mapping.columns)
    return mapping.codec.to_columns(mapping.default)


def _literal(value: Any) -> str:
    """A value that the program itself gives, as SQL has it; "?" if it is none of the plain ones."""
    if value is None:
        return "NULL"
    if type(value) is int:
        return str(value)
    if type(value) is str and (not value or (value.isascii() and value.isalnum())):
        return f"'{value}'"
    return "?"


class LoggedRows:
    """The makers of a kind, by the fields that they are for."""

    def __init__(self, kind: str) -> None:
        self._kind = kind
        self._makers: dict[tuple[str, ...], RowMaker] = {}

    def maker(self, fields: tuple[str, ...]) -> RowMaker:
        """That for records of which the log names these fields, in this order."""
        found = self._makers.get(fields)
        if found is None:
            if len(self._makers) >= _REMEMBERED:
                self._makers.clear()
            found = self._makers[fields] = RowMaker(self._kind, fields)
        return found


def columns_from_log(mapping: FieldMapping) -> _Columns:
    """What makes the columns of a field from its value in the log; equal times are worked out once."""
    codec = mapping.codec

    def plainly(value: Any) -> tuple[Any, ...]:
        return codec.to_columns(None if value is None else codec.from_json(value))

    def by_id(value: Any) -> tuple[Any, ...]:
        # `from_json` reads more ways of writing an id than the 32 digits that the log has.
        if type(value) is str and len(value) == _ID_DIGITS and value.isascii() and value.isalnum():
            return (bytes.fromhex(value),)
        return plainly(value)

    def remembered(value: Any) -> tuple[Any, ...]:
        if type(value) is not list or not all(type(part) is str for part in value):
            return plainly(value)
        key = tuple(value)
        found = known.get(key)
        if found is None:
            if len(known) >= _REMEMBERED:
                known.clear()
            found = known[key] = plainly(value)
        return found

    known: dict[tuple[str, ...], tuple[Any, ...]] = {}
    if codec.is_id:
        return by_id
    return remembered if codec.is_when else plainly


@cache
def logged_rows_of(kind: str) -> LoggedRows:
    """What makes the rows of a kind."""
    return LoggedRows(kind)
