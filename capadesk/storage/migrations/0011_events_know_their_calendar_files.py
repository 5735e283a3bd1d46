"""An event knows the state of the calendar file that it came from, and keeps its lines without a field."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from alembic.operations import Operations


def upgrade(op: Operations) -> None:
    """Add the two columns, empty."""
    op.execute("ALTER TABLE event ADD COLUMN source_version TEXT NOT NULL DEFAULT ''")
    op.execute("ALTER TABLE event ADD COLUMN kept_lines TEXT NOT NULL DEFAULT ''")
