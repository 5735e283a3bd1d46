"""Texts that are not saved lie in a file beside the data file; those of before are taken there."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from alembic.operations import Operations

_COLUMNS = "area, record_id, kind, is_new, kept_at, base, edited"
_TABLE = """
CREATE TABLE IF NOT EXISTS draft (
    area TEXT NOT NULL,
    record_id BLOB NOT NULL,
    kind TEXT NOT NULL,
    is_new INTEGER NOT NULL,
    kept_at TEXT NOT NULL,
    base TEXT NOT NULL,
    edited TEXT NOT NULL,
    PRIMARY KEY (area, record_id)
)
"""


def upgrade(op: Operations) -> None:
    """Copy what is kept, durably, before the table goes: a migration that fails copies it once more."""
    sql = op.get_bind().exec_driver_sql
    rows = [tuple(row) for row in sql(f"SELECT {_COLUMNS} FROM draft").fetchall()]
    if rows:
        path = sql("PRAGMA database_list").fetchall()[0][2] + ".drafts"
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        with closing(sqlite3.connect(path)) as drafts:
            drafts.execute("PRAGMA secure_delete=ON")
            drafts.execute(_TABLE)
            drafts.executemany(
                f"INSERT OR REPLACE INTO draft ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?)", rows
            )
            drafts.commit()
    op.execute("DROP TABLE draft")
