"""What comes next, what runs and what a year holds are read from the first rows of an index."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from alembic.operations import Operations


def upgrade(op: Operations) -> None:
    """Make one index wider, and four more."""
    op.execute("DROP INDEX ix_event_kind")
    op.execute("CREATE INDEX ix_event_kind ON event (kind, deleted, when_first_day)")
    op.execute("CREATE INDEX ix_event_coming ON event (when_first_day, when_sort, status, deleted)")
    op.execute(
        "CREATE INDEX ix_event_long ON event (when_last_day, when_sort, when_first_day, status, kind,"
        " deleted) WHERE when_last_day > when_first_day"
    )
    op.execute("CREATE INDEX ix_person_deleted ON person (deleted) WHERE deleted <> ''")
    op.execute("CREATE INDEX ix_organisation_deleted ON organisation (deleted) WHERE deleted <> ''")
