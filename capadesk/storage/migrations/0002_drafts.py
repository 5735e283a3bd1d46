"""Texts that are not saved yet are kept in a table of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from alembic.operations import Operations

_DRAFT = """
CREATE TABLE draft (
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
    """Add the table of drafts."""
    op.execute(_DRAFT)
