"""Who took part is counted from indexes alone; events stand by their date backwards, undated ones last."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from alembic.operations import Operations

_WIDER = {
    "ix_participation_event_id": "participation (event_id, deleted, status, person_id)",
    "ix_participation_person_id": "participation (person_id, deleted, event_id)",
    "ix_participation_organisation_id": "participation (organisation_id, deleted, event_id)",
    "ix_event_kind": "event (kind, deleted)",
}
_NEWEST = "CREATE INDEX ix_event_newest ON event ((when_precision = 'unknown'), when_sort DESC)"


def upgrade(op: Operations) -> None:
    """Make four indexes anew, with more columns, and one more."""
    for name, columns in _WIDER.items():
        op.execute(f"DROP INDEX {name}")
        op.execute(f"CREATE INDEX {name} ON {columns}")
    op.execute(_NEWEST)
