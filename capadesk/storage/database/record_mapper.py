"""One generic mapper between rows and records, with the text of its statements made once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from typing import Any
from uuid import UUID

from capadesk.domain.record import Record, type_of_kind
from capadesk.storage.database.codecs import mappings_of

KEY_LENGTH = 500
"""Characters of a text that is looked up as a whole, for an index that takes no text of any length."""
LOOKED_UP = frozenset({("event", "uid"), ("event", "source_key"), ("person", "email")})
"""Columns that hold such texts, and have an index."""
BOOKKEEPING = ("seq", "deleted", "created_stamp", "changed_stamp")
_IDS_AT_ONCE = 500


def quoted(name: str) -> str:
    """A name as SQL takes it everywhere."""
    return f'"{name}"'


def chunks(ids: Iterable[bytes]) -> Iterator[tuple[str, tuple[bytes, ...]]]:
    """(marks, ids): ids in portions that one statement takes, with its parameter marks."""
    every = tuple(ids)
    for start in range(0, len(every), _IDS_AT_ONCE):
        chunk = every[start : start + _IDS_AT_ONCE]
        yield ",".join("?" * len(chunk)), chunk


class RecordMapper:
    """Rows of one kind: `row` is (seq, deleted, created_stamp, changed_stamp, id, values...)."""

    def __init__(self, record_type: type[Record]) -> None:
        self.record_type = record_type
        self.kind = record_type.KIND
        self.mappings = mappings_of(record_type)
        self.value_columns = [c for m in self.mappings.values() for c in m.value_columns]
        self.all_columns = [c for m in self.mappings.values() for c in m.columns]
        columns = ", ".join(quoted(c) for c in (*BOOKKEEPING, "id", *self.value_columns))
        self.select_sql = f"SELECT {columns} FROM {quoted(self.kind)}"
        self.by_id_sql = f"{self.select_sql} WHERE id=?"
        names = ["seq", "id", *self.all_columns, "deleted", "created_stamp", "changed_stamp"]
        marks = ", ".join("?" * len(names))
        self.insert_sql = (
            f"INSERT INTO {quoted(self.kind)} ({', '.join(quoted(n) for n in names)}) VALUES ({marks})"
        )
        self._readers = self._make_readers()
        self._updates: dict[tuple[str, ...], str] = {}

    def _make_readers(self) -> list[tuple[str, int, int, Callable[..., Any] | None]]:
        readers: list[tuple[str, int, int, Callable[..., Any] | None]] = []
        at = len(BOOKKEEPING) + 1
        for name, mapping in self.mappings.items():
            width = mapping.codec.width
            reader = mapping.codec.from_columns
            readers.append((name, at, width, None if reader.__name__ == "_same" else reader))
            at += width
        return readers

    def record(self, row: Sequence[Any]) -> Record:
        """The record of a row that `select_sql` gave."""
        values: dict[str, Any] = {"id": UUID(bytes=bytes(row[4]))}
        for name, at, width, reader in self._readers:
            if reader is None:
                values[name] = row[at]
            elif width == 1:
                values[name] = reader(row[at])
            else:
                values[name] = reader(*row[at : at + width])
        return self.record_type(**values)

    def insert_values(self, record: Record, seq: int | None, deleted: str, stamp: bytes) -> tuple[Any, ...]:
        """The parameters of `insert_sql`."""
        values: list[Any] = [seq, record.id.bytes]
        for name, mapping in self.mappings.items():
            values.extend(mapping.codec.to_columns(getattr(record, name)))
        values += (deleted, stamp, stamp)
        return tuple(values)

    def update(self, values: dict[str, Any], record_id: UUID, stamp: bytes) -> tuple[str, tuple[Any, ...]]:
        """The statement that sets these fields ("deleted" too) of one record, with its parameters."""
        names = tuple(values)
        sql = self._updates.get(names)
        if sql is None:
            columns = [c for n in names for c in (self.mappings[n].columns if n in self.mappings else (n,))]
            sets = "".join(f"{quoted(c)}=?, " for c in columns)
            sql = f"UPDATE {quoted(self.kind)} SET {sets}changed_stamp=max(changed_stamp, ?) WHERE id=?"
            self._updates[names] = sql
        parameters: list[Any] = []
        for name, value in values.items():
            mapping = self.mappings.get(name)
            parameters.extend((value,) if mapping is None else mapping.codec.to_columns(value))
        return sql, (*parameters, stamp, record_id.bytes)

    def where(self, equal: dict[str, Any]) -> tuple[str, list[Any]]:
        """The condition for `field=value` or `field in values`, live records only."""
        parts: list[str] = ["deleted=''"]
        parameters: list[Any] = []
        convert: Callable[[Any], Any]
        for name, value in equal.items():
            if name == "id":
                column, convert = "id", _uuid_bytes
            else:
                mapping = self.mappings[name]
                column, convert = mapping.columns[0], _first(mapping.codec.to_columns)
            wanted: Iterable[Any] = value if isinstance(value, list | tuple | set | frozenset) else (value,)
            values = [convert(v) for v in wanted]
            if values == [None]:
                parts.append(f"{quoted(column)} IS NULL")
                continue
            marks = ", ".join("?" * len(values))
            if (self.kind, column) in LOOKED_UP:
                # A hub's index has the beginnings alone.
                parts.append(f"substr({quoted(column)}, 1, {KEY_LENGTH}) IN ({marks})")
                parameters.extend(value[:KEY_LENGTH] for value in values)
            parts.append(f"{quoted(column)} IN ({marks})")
            parameters.extend(values)
        return " AND ".join(parts), parameters


def _uuid_bytes(value: UUID) -> bytes:
    return value.bytes


def _first(to_columns: Callable[[Any], tuple[Any, ...]]) -> Callable[[Any], Any]:
    return lambda value: to_columns(value)[0]


@cache
def mapper_of(kind: str) -> RecordMapper:
    """The mapper of a kind."""
    return RecordMapper(type_of_kind(kind))
