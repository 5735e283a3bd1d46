"""What somebody said of a date clash has a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from alembic.operations import Operations

_ACCEPTED_CLASH = """
CREATE TABLE accepted_clash (
    seq INTEGER NOT NULL,
    id BLOB NOT NULL,
    clash TEXT NOT NULL,
    first_id BLOB NOT NULL,
    second_id BLOB,
    person_id BLOB,
    day TEXT,
    country TEXT NOT NULL,
    is_fine INTEGER NOT NULL,
    deleted TEXT NOT NULL,
    created_stamp BLOB NOT NULL,
    changed_stamp BLOB NOT NULL,
    PRIMARY KEY (seq),
    UNIQUE (id)
)
"""


def upgrade(op: Operations) -> None:
    """Make the table and its index."""
    op.execute(_ACCEPTED_CLASH)
    op.execute("CREATE INDEX ix_accepted_clash_created ON accepted_clash (created_stamp)")
