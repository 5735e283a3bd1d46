"""The tables: one for each kind of record, and those of the change log."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    func,
    literal_column,
)
from sqlalchemy.types import TypeEngine

import capadesk.domain.records  # noqa: F401 - registers the kinds
from capadesk.domain.record import RECORD_TYPES, fields_of
from capadesk.storage.database.codecs import ColumnType, mappings_of

metadata = MetaData()

_TYPES: dict[ColumnType, TypeEngine[Any]] = {
    ColumnType.INTEGER: Integer(),
    ColumnType.BLOB: LargeBinary(),
    ColumnType.TEXT: Text(),
}


COVERED = {
    ("event", "status"): ("when_last_day", "when_first_day", "when_sort", "kind", "deleted"),
    ("action", "status"): ("due", "deleted"),
    ("person", "family_name_key"): ("given_name_key", "deleted"),
    ("organisation", "name_key"): ("deleted",),
    ("event", "kind"): ("deleted", "when_first_day"),
    ("event", "title_key"): ("kind", "deleted"),
    ("event", "when_sort"): ("kind", "deleted", "when_precision", "when_first_day"),
    ("event", "country"): ("deleted", "kind", "when_precision", "when_sort"),
    ("person", "email"): ("deleted",),
    ("pair", "record_kind"): ("verdict",),
    ("participation", "event_id"): ("deleted", "status", "person_id"),
    ("participation", "person_id"): ("deleted", "event_id"),
    ("participation", "organisation_id"): ("deleted", "event_id"),
}
"""Columns beside the first in some indexes: what lists, counts and the overview ask is read there alone."""


def _record_table(kind: str) -> Table:
    record_type = RECORD_TYPES[kind]
    infos = fields_of(record_type)
    columns: list[Column[object]] = [
        Column("seq", Integer, primary_key=True),
        Column("id", LargeBinary, nullable=False, unique=True),
    ]
    for name, mapping in mappings_of(record_type).items():
        info = infos[name]
        for column, (_, kind_of_column) in zip(mapping.columns, mapping.codec.columns, strict=True):
            column_type = _TYPES[kind_of_column]
            if info.refers_to:
                is_alone = (kind, column) not in COVERED
                key = ForeignKey(f"{info.refers_to}.id", deferrable=True, initially="DEFERRED")
                columns.append(Column(column, column_type, key, nullable=not info.required, index=is_alone))
            else:
                columns.append(Column(column, column_type, nullable=info.optional))
    columns += [
        Column("deleted", Text, nullable=False),
        Column("created_stamp", LargeBinary, nullable=False),
        Column("changed_stamp", LargeBinary, nullable=False),
    ]
    return Table(kind, metadata, *columns)


RECORD_TABLES: dict[str, Table] = {kind: _record_table(kind) for kind in sorted(RECORD_TYPES)}

for _kind, _columns in {
    "event": ("title_key", "when_sort", "kind", "status", "country", "source_key", "uid"),
    "person": ("family_name_key", "email", "country"),
    "organisation": ("name_key", "helix", "level", "country"),
    "city": ("name_key",),
    "action": ("due", "status"),
    "decision": ("decided_on",),
    "participation": ("event_id", "person_id", "organisation_id"),
    "pair": ("first_id", "second_id", "record_kind"),
}.items():
    for _column in _columns:
        _more = COVERED.get((_kind, _column), ())
        Index(f"ix_{_kind}_{_column}", *(RECORD_TABLES[_kind].c[_name] for _name in (_column, *_more)))
_when = RECORD_TABLES["event"].c
Index(
    "ix_event_newest",
    _when.when_precision == literal_column("'unknown'"),
    _when.when_sort.desc(),
    _when.kind,
    _when.deleted,
    _when.when_precision,
)
Index("ix_event_coming", _when.when_first_day, _when.when_sort, _when.status, _when.deleted)
Index(
    "ix_event_long",
    *(_when.when_last_day, _when.when_sort, _when.when_first_day, _when.status, _when.kind, _when.deleted),
    sqlite_where=_when.when_last_day > _when.when_first_day,
)
Index("ix_event_recurring", _when.when_first_day, sqlite_where=_when.recurrence != literal_column("''"))
for _kind in ("organisation", "person"):
    _deleted = RECORD_TABLES[_kind].c.deleted
    Index(f"ix_{_kind}_deleted", _deleted, sqlite_where=_deleted != literal_column("''"))
Index("ix_event_name_and_date", _when.title_key, _when.when_sort, _when.deleted)
_person = RECORD_TABLES["person"].c
Index("ix_person_folded_email", func.lower(_person.email), _person.deleted)
for _kind, _table in RECORD_TABLES.items():
    Index(f"ix_{_kind}_created", _table.c.created_stamp)

meta = Table("meta", metadata, Column("key", Text, primary_key=True), Column("value", Text, nullable=False))

change_set = Table(
    "change_set",
    metadata,
    Column("arrival", Integer, primary_key=True),
    Column("stamp", LargeBinary, nullable=False, unique=True),
    Column("replica", LargeBinary, nullable=False),
    Column("previous", LargeBinary),
    Column("time", Text, nullable=False),
    Column("author", Text, nullable=False),
    Column("label", Text, nullable=False),
    Column("label_data", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("undoes", LargeBinary),
    Column("record_count", Integer, nullable=False),
    Column("created_counts", Text, nullable=False),
    Column("schema_version", Integer, nullable=False),
    Column("received", Text, nullable=False),
    Column("seal", LargeBinary),
)

Index("ix_change_set_replica", change_set.c.replica, change_set.c.stamp)
Index("ix_change_set_received", change_set.c.received, sqlite_where=change_set.c.received != "")
Index("ix_change_set_undoes", change_set.c.undoes, sqlite_where=change_set.c.undoes.is_not(None))

change = Table(
    "change",
    metadata,
    Column("record_id", LargeBinary, primary_key=True),
    Column("stamp", LargeBinary, primary_key=True, index=True),
    Column("kind", Text, nullable=False),
    Column("payload", Text, nullable=False),
    sqlite_with_rowid=False,
)

change_block = Table(
    "change_block",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("stamp", LargeBinary, nullable=False, index=True),
    Column("kind", Text, nullable=False),
    Column("operation", Text, nullable=False),
    Column("first_id", LargeBinary, nullable=False),
    Column("last_id", LargeBinary, nullable=False),
    Column("record_count", Integer, nullable=False),
    Column("payload", LargeBinary, nullable=False),
)
Index("ix_change_block_ids", change_block.c.kind, change_block.c.first_id, change_block.c.last_id)

field_stamp = Table(
    "field_stamp",
    metadata,
    Column("record_id", LargeBinary, primary_key=True),
    Column("field", Text, primary_key=True),
    Column("stamp", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)

rival = Table(
    "rival",
    metadata,
    Column("record_id", LargeBinary, primary_key=True),
    Column("field", Text, primary_key=True),
    Column("stamp", LargeBinary, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("value", Text, nullable=False),
    sqlite_with_rowid=False,
)

waiting = Table(
    "waiting",
    metadata,
    Column("stamp", LargeBinary, primary_key=True),
    Column("received", Text, nullable=False),
    Column("payload", LargeBinary, nullable=False),
)

merge = Table(
    "merge",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("received", Text, nullable=False, unique=True),
    Column("at", Text, nullable=False),
    Column("replica", LargeBinary, nullable=False),
    Column("name", Text, nullable=False),
    Column("path", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("change_sets", Integer, nullable=False),
    Column("created", Integer, nullable=False),
    Column("updated", Integer, nullable=False),
    Column("conflicts", Integer, nullable=False),
    Column("waiting", Integer, nullable=False),
    Column("again", Integer, nullable=False),
    Column("kinds", Text, nullable=False),
    Column("taken_out_at", Text, nullable=False),
    Column("out_arrival", Integer, nullable=False),
)

kept = Table(
    "kept",
    metadata,
    Column("record_id", LargeBinary, primary_key=True),
    Column("kind", Text, nullable=False),
)
