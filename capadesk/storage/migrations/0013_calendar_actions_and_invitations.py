"""Actions know their calendar files, as events do; participations know when somebody was invited."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from alembic.operations import Operations


def upgrade(op: Operations) -> None:
    """Add the columns, empty."""
    op.execute("ALTER TABLE action ADD COLUMN uid TEXT NOT NULL DEFAULT ''")
    op.execute("ALTER TABLE action ADD COLUMN source_version TEXT NOT NULL DEFAULT ''")
    op.execute("ALTER TABLE action ADD COLUMN kept_lines TEXT NOT NULL DEFAULT ''")
    op.execute("ALTER TABLE participation ADD COLUMN invited_on TEXT")
