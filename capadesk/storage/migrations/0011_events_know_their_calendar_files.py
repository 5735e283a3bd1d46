"""An event knows which state of a calendar file it was read from, and keeps the lines that it has no field for."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from alembic.operations import Operations


def upgrade(op: Operations) -> None:
    """Add the two columns, empty."""
    op.execute("ALTER TABLE event ADD COLUMN source_version TEXT NOT NULL DEFAULT ''")
    op.execute("ALTER TABLE event ADD COLUMN kept_lines TEXT NOT NULL DEFAULT ''")
