"""The first schema: records, change log, field stamps, rivals and the search index."""

from __future__ import annotations

from importlib import resources
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from alembic.operations import Operations


def upgrade(op: Operations) -> None:
    """Make an empty file, as it was released; the statements stand beside this file and never change."""
    script = resources.files(__package__).joinpath("0001_first_schema.sql").read_text("utf-8")
    for statement in script.split(";\n"):
        if statement.strip():
            op.execute(statement)
