"""Each ChangeSet carries a checksum; those of before have none and are not looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from alembic.operations import Operations


def upgrade(op: Operations) -> None:
    """Make the column."""
    op.execute("ALTER TABLE change_set ADD COLUMN seal BLOB")
