"""Merges are listed, what waits knows which merge brought it, and what is kept against its deletion."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from alembic.operations import Operations

_MERGE = """
CREATE TABLE merge (
    number INTEGER NOT NULL,
    received TEXT NOT NULL,
    at TEXT NOT NULL,
    replica BLOB NOT NULL,
    name TEXT NOT NULL,
    path TEXT NOT NULL,
    kind TEXT NOT NULL,
    change_sets INTEGER NOT NULL,
    created INTEGER NOT NULL,
    updated INTEGER NOT NULL,
    conflicts INTEGER NOT NULL,
    waiting INTEGER NOT NULL,
    again INTEGER NOT NULL,
    kinds TEXT NOT NULL,
    taken_out_at TEXT NOT NULL,
    out_arrival INTEGER NOT NULL,
    PRIMARY KEY (number),
    UNIQUE (received)
)
"""
_WAITING = """
CREATE TABLE waiting (
    stamp BLOB NOT NULL,
    received TEXT NOT NULL,
    payload BLOB NOT NULL,
    PRIMARY KEY (stamp)
)
"""
_KEPT = """
CREATE TABLE kept (
    record_id BLOB NOT NULL,
    kind TEXT NOT NULL,
    PRIMARY KEY (record_id)
)
"""
_EARLIER = (
    "INSERT INTO merge(received, at, replica, name, path, kind, change_sets, created, updated, conflicts,"
    " waiting, again, kinds, taken_out_at, out_arrival)"
    " SELECT received, max(time), zeroblob(8), '', '', 'file', count(*), 0, 0, 0, 0, 1, '', '', 0"
    " FROM change_set WHERE received <> '' GROUP BY received ORDER BY min(arrival)"
)


def upgrade(op: Operations) -> None:
    """Make the tables; merges of before are listed with what the log says of them."""
    op.execute(_MERGE)
    op.execute("DROP TABLE waiting")
    op.execute(_WAITING)
    op.execute(_KEPT)
    op.execute("CREATE INDEX ix_change_set_received ON change_set (received) WHERE received <> ''")
    op.execute(_EARLIER)
