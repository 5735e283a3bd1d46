"""What was said of two records has a table, and natural keys are counted on indexes alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from alembic.operations import Operations

_PAIR = """
CREATE TABLE pair (
    seq INTEGER NOT NULL,
    id BLOB NOT NULL,
    record_kind TEXT NOT NULL,
    first_id BLOB NOT NULL,
    second_id BLOB NOT NULL,
    verdict TEXT NOT NULL,
    deleted TEXT NOT NULL,
    created_stamp BLOB NOT NULL,
    changed_stamp BLOB NOT NULL,
    PRIMARY KEY (seq),
    UNIQUE (id)
)
"""
_INDEXES = {
    "ix_pair_created": "pair (created_stamp)",
    "ix_pair_first_id": "pair (first_id)",
    "ix_pair_second_id": "pair (second_id)",
    "ix_pair_record_kind": "pair (record_kind, verdict)",
    "ix_event_name_and_date": "event (title_key, when_sort, deleted)",
    "ix_person_folded_email": "person (lower(email), deleted)",
}


def upgrade(op: Operations) -> None:
    """Make the table and the indexes."""
    op.execute(_PAIR)
    for name, columns in _INDEXES.items():
        op.execute(f"CREATE INDEX {name} ON {columns}")
