"""Compares the records with the log: what was overwritten in a record is recognised."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

from capadesk.domain.change_set import DELETED_FIELD
from capadesk.domain.record import RECORD_TYPES
from capadesk.services.ports import Problem
from capadesk.storage.database.record_mapper import mapper_of, quoted
from capadesk.storage.log.change_block import CREATE
from capadesk.storage.log.change_log import ChangeLog
from capadesk.storage.log.registers import read_heads
from capadesk.storage.merging.deferred_index import DeferredIndex
from capadesk.storage.merging.liveness import Liveness, kept_records
from capadesk.storage.reading.search_index import SearchIndex
from capadesk.storage.writing.shipped_log import shipped_values

_AT_ONCE = 500
_SHIPPED = bytes(14)

_Fields = Mapping[str, Any]
"""Field -> its value after the change, as the log has it."""


class RowCheck:
    """Each register of each record must hold what the ChangeSet wrote whose stamp stands on it.

    A shipped record must hold what it was shipped with, in the fields that nobody has changed. Not
    compared: the columns that are made from others (sort keys, times in UTC); SEQUENCE, which is no register.
    """

    def __init__(self, connection: Any) -> None:
        self._sql = connection.exec_driver_sql
        self._kept = kept_records(self._sql)
        self._liveness = Liveness(connection, ChangeLog(connection), DeferredIndex(SearchIndex(connection)))
        self._tables = {kind: _Table(kind) for kind in RECORD_TYPES}
        self._stamps_met = 0

    def problems(self) -> Iterator[Problem]:
        """The records that are not as the log says, by kind and id."""
        yield from self._single_changes()
        yield from self._blocks()
        yield from self._shipped()
        yield from self._left_over()

    def _single_changes(self) -> Iterator[Problem]:
        rows = self._sql("SELECT stamp, record_id, kind, payload FROM change")
        while chunk := rows.fetchmany(_AT_ONCE):
            by_kind: dict[str, list[tuple[bytes, bytes, bool, _Fields]]] = {}
            for stamp, raw_id, kind, payload in chunk:
                if kind in RECORD_TYPES:
                    data = json.loads(payload)
                    fields = {name: values[1] for name, values in data["f"].items()}
                    change = bytes(stamp), bytes(raw_id), bool(data.get("c")), fields
                    by_kind.setdefault(kind, []).append(change)
            for kind, changes in by_kind.items():
                yield from self._compare(kind, changes)

    def _blocks(self) -> Iterator[Problem]:
        for (number,) in self._sql("SELECT number FROM change_block ORDER BY number").fetchall():
            stamp, kind, operation, payload = self._sql(
                "SELECT stamp, kind, operation, payload FROM change_block WHERE number=?", (number,)
            ).fetchone()
            if kind not in RECORD_TYPES:
                continue
            body = json.loads(zlib.decompress(payload))
            ids = [bytes.fromhex(text) for text in body["ids"]]
            for start in range(0, len(ids), _AT_ONCE):
                part = range(start, min(start + _AT_ONCE, len(ids)))
                if operation == CREATE:
                    columns = body["columns"]
                    changes = [
                        (bytes(stamp), ids[at], True, {name: values[at] for name, values in columns.items()})
                        for at in part
                    ]
                else:
                    changes = [(bytes(stamp), ids[at], False, {body["field"]: body["after"]}) for at in part]
                yield from self._compare(kind, changes)

    def _shipped(self) -> Iterator[Problem]:
        for kind in self._tables:
            changes = [
                (_SHIPPED, raw_id, True, values) for raw_id, values in shipped_values(self._sql, kind).items()
            ]
            for start in range(0, len(changes), _AT_ONCE):
                yield from self._compare(kind, changes[start : start + _AT_ONCE])

    def _compare(self, kind: str, changes: Sequence[tuple[bytes, bytes, bool, _Fields]]) -> Iterator[Problem]:
        table = self._tables[kind]
        ids = tuple({raw_id for _stamp, raw_id, _is_creation, _fields in changes})
        marks = ",".join("?" * len(ids))
        rows = {
            bytes(row[0]): row for row in self._sql(f"{table.select} WHERE id IN ({marks})", ids).fetchall()
        }
        stamps: dict[bytes, dict[str, bytes]] = {}
        for raw_id, name, stamp in self._sql(
            f"SELECT record_id, field, stamp FROM field_stamp WHERE record_id IN ({marks})", ids
        ).fetchall():
            stamps.setdefault(bytes(raw_id), {})[name] = bytes(stamp)
        nothing: dict[str, bytes] = {}
        for stamp, raw_id, is_creation, fields in changes:
            row = rows.get(raw_id)
            if row is None and stamp == _SHIPPED:
                continue  # taken out with a merge that had made it again
            if row is None:
                yield Problem("record_changed", kind, f"{raw_id.hex()}: id")
                continue
            own = stamps.get(raw_id, nothing)
            created = bytes(row[1])
            if is_creation and created == stamp != _SHIPPED:
                table.created_met += 1
            if is_creation and created == stamp and not own:
                names: Sequence[str] | None = None  # all of them
            else:
                known = table.names if is_creation else [name for name in fields if name in table.known]
                names = [name for name in known if own.get(name, created) == stamp]
                self._stamps_met += sum(name in own for name in names) if stamp != _SHIPPED else 0
            is_kept = (kind, raw_id) in self._kept
            for name in table.differing(row, fields, names):
                if name != DELETED_FIELD or (not is_kept and row[2] != self._own_state(kind, raw_id)):
                    yield Problem("record_changed", kind, f"{raw_id.hex()}: {name}")

    def _own_state(self, kind: str, raw_id: bytes) -> str:
        """When the record was deleted, "" where a change that its deleter had not seen keeps it."""
        row = self._sql(mapper_of(kind).by_id_sql, (raw_id,)).fetchone()
        heads = read_heads(self._sql, raw_id, bytes(row[2]))
        return self._liveness.own_state(kind, raw_id, heads)

    def _left_over(self) -> Iterator[Problem]:
        """Records and stamps that no ChangeSet accounts for."""
        for kind, table in self._tables.items():
            made = self._sql(
                f"SELECT count(*) FROM {quoted(kind)} WHERE created_stamp<>?", (_SHIPPED,)
            ).scalar()
            if made != table.created_met:
                yield Problem("record_changed", kind, f"{made} made, {table.created_met} in the log")
        stamps = self._sql("SELECT count(*) FROM field_stamp WHERE stamp<>?", (_SHIPPED,)).scalar()
        if stamps != self._stamps_met:
            yield Problem("record_changed", "field_stamp", f"{stamps}, {self._stamps_met} in the log")


class _Table:
    """One kind of record: its columns, and what the log's values become in them."""

    def __init__(self, kind: str) -> None:
        mapper = mapper_of(kind)
        columns = ", ".join(quoted(column) for column in mapper.value_columns)
        self.select = f"SELECT id, created_stamp, deleted, {columns} FROM {quoted(kind)}"
        self.created_met = 0
        self._places: dict[str, slice] = {}
        at = 3
        self._registers = {
            name: mapping for name, mapping in mapper.mappings.items() if not mapping.is_publication
        }
        for name, mapping in mapper.mappings.items():
            self._places[name] = slice(at, at + mapping.codec.width)
            at += mapping.codec.width
        self._width = at - 3
        self._published = [name for name in mapper.mappings if name not in self._registers]
        self.names = [*self._registers, DELETED_FIELD]
        self.known = frozenset(self.names)
        self._defaults: dict[str, tuple[Any, ...]] = {}
        self._converted: dict[tuple[str, str], tuple[Any, ...]] = {}

    def differing(self, row: Sequence[Any], fields: _Fields, names: Sequence[str] | None) -> Iterator[str]:
        """The fields among these (None: all) whose columns are not what the log has; missing is default."""
        if names is None and self._is_like(row, fields):
            return
        for name in self.names if names is None else names:
            if name == DELETED_FIELD:
                if row[2] != (fields.get(name) or ""):
                    yield name
                continue
            wanted = self._columns(name, fields[name]) if name in fields else self._default(name)
            if tuple(row[self._places[name]]) != wanted:
                yield name

    def _is_like(self, row: Sequence[Any], fields: _Fields) -> bool:
        """Whether the whole row is what a creation with these fields makes: the quick way for most rows."""
        wanted = list(row)
        wanted[3:] = self._template
        for name in self._published:
            wanted[self._places[name]] = row[self._places[name]]
        for name, value in fields.items():
            if name in self._registers:
                wanted[self._places[name]] = self._columns(name, value)
        wanted[2] = fields.get(DELETED_FIELD) or ""
        return wanted == list(row)

    @cached_property
    def _template(self) -> list[Any]:
        """The columns of a record in which everything is at its default."""
        found: list[Any] = [None] * self._width
        for name in self._registers:
            place = self._places[name]
            found[place.start - 3 : place.stop - 3] = self._default(name)
        return found

    def _default(self, name: str) -> tuple[Any, ...]:
        columns = self._defaults.get(name)
        if columns is None:
            mapping = self._registers[name]
            if mapping.default is None:
                columns = (None,) * mapping.codec.width
            else:
                columns = tuple(mapping.codec.to_columns(mapping.default)[: mapping.codec.width])
            self._defaults[name] = columns
        return columns

    def _columns(self, name: str, value: Any) -> tuple[Any, ...]:
        mapping = self._registers[name]
        if mapping.codec.is_id:
            return (None if value is None else bytes.fromhex(value),)
        key = name, value if isinstance(value, str) else repr(value)
        columns = self._converted.get(key)
        if columns is None:
            record_value = None if value is None else mapping.codec.from_json(value)
            columns = tuple(mapping.codec.to_columns(record_value)[: mapping.codec.width])
            if len(self._converted) < _AT_ONCE * 20:
                self._converted[key] = columns
        return columns
