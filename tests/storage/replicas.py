"""Replicas for tests of merging: what they hold, and part of what one sends."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from capadesk.domain.record import RECORD_TYPES
from capadesk.services.ports import Frontier, LoggedBlock, LoggedSet, SourceKind, Store
from capadesk.services.ports.changes import Step, no_step
from capadesk.storage.database.record_mapper import mapper_of
from capadesk.storage.sql_store import SqlStore
from tests.memory_store.memory_look import memory_registers, memory_rows
from tests.memory_store.memory_store import MemoryStore


@dataclass
class Sent:
    """Some ChangeSets of a replica, in any order, as a package may carry them."""

    replica: bytes
    sets: Sequence[LoggedSet]
    name: str = "Bob"
    path: str = "bob.capadesk"
    kind: SourceKind = SourceKind.PACKAGE
    blocks: Sequence[LoggedBlock] = field(default_factory=tuple)

    def count(self, seen: Frontier) -> int:
        return len(self.sets)

    def change_sets(self, seen: Frontier, step: Step = no_step) -> Iterator[LoggedSet]:
        yield from self.sets

    def shipped(self) -> Iterator[LoggedBlock]:
        yield from self.blocks


def sql_of(store: Store) -> SqlStore:
    """A store on a database, for looking into its tables."""
    assert isinstance(store, SqlStore)
    return store


def everything_of(store: Store) -> Sent:
    """All that a replica can send at this moment."""
    outgoing = store.outgoing()
    return Sent(outgoing.replica, tuple(outgoing.change_sets({})), store.author)


def rows_of(store: Store) -> dict[Any, Any]:
    """Every row by kind and id: whether it is deleted, its stamps and values, without its place."""
    if isinstance(store, MemoryStore):
        return memory_rows(store)
    sql = sql_of(store).connection().exec_driver_sql
    found = {}
    for kind in RECORD_TYPES:
        mapper = mapper_of(kind)
        for row in sql(mapper.select_sql).fetchall():
            record = mapper.record(row)
            values = tuple(getattr(record, name) for name in mapper.mappings if name != "sequence")
            found[kind, record.id] = (row[1], bytes(row[2]), bytes(row[3]), values)
    return found


def registers_of(store: Store) -> tuple[set[Any], set[Any], set[Any]]:
    """The stamps on registers, the rivals, and the records that are kept against their deletion."""
    if isinstance(store, MemoryStore):
        return memory_registers(store)
    sql = sql_of(store).connection().exec_driver_sql
    stamps = {
        (bytes(row[0]), row[1], bytes(row[2]))
        for row in sql("SELECT record_id, field, stamp FROM field_stamp").fetchall()
    }
    rivals = {
        (bytes(row[0]), row[1], bytes(row[2]), row[3])
        for row in sql("SELECT record_id, field, stamp, value FROM rival").fetchall()
    }
    kept = {bytes(row[0]) for row in sql("SELECT record_id FROM kept").fetchall()}
    return stamps, rivals, kept
