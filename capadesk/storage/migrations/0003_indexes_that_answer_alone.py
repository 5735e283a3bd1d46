"""Indexes by status and by name hold what the overview and the lists ask, so that no row is read for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from alembic.operations import Operations

_INDEXES = {
    "ix_event_status": "event (status, when_last_day, when_first_day, when_sort, kind, deleted)",
    "ix_action_status": "action (status, due, deleted)",
    "ix_person_family_name_key": "person (family_name_key, given_name_key, deleted)",
    "ix_organisation_name_key": "organisation (name_key, deleted)",
}


def upgrade(op: Operations) -> None:
    """Make the indexes anew, with more columns."""
    for name, columns in _INDEXES.items():
        op.execute(f"DROP INDEX {name}")
        op.execute(f"CREATE INDEX {name} ON {columns}")
