"""A calendar finds the events that recur without looking at the others."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from alembic.operations import Operations


def upgrade(op: Operations) -> None:
    """Make the index."""
    op.execute("CREATE INDEX ix_event_recurring ON event (when_first_day) WHERE recurrence <> ''")
