"""Lists are read and counted from indexes alone; events by their date backwards have undated ones last."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from alembic.operations import Operations

_WIDER = {
    "ix_participation_event_id": "participation (event_id, deleted, status, person_id)",
    "ix_participation_person_id": "participation (person_id, deleted, event_id)",
    "ix_participation_organisation_id": "participation (organisation_id, deleted, event_id)",
    "ix_event_kind": "event (kind, deleted)",
    "ix_event_title_key": "event (title_key, kind, deleted)",
    "ix_event_when_sort": "event (when_sort, kind, deleted, when_precision, when_first_day)",
    "ix_event_country": "event (country, deleted, kind, when_precision, when_sort)",
    "ix_person_email": "person (email, deleted)",
}
_NEWEST = (
    "CREATE INDEX ix_event_newest ON event"
    " ((when_precision = 'unknown'), when_sort DESC, kind, deleted, when_precision)"
)


def upgrade(op: Operations) -> None:
    """Make indexes anew, with more columns, and one more."""
    for name, columns in _WIDER.items():
        op.execute(f"DROP INDEX {name}")
        op.execute(f"CREATE INDEX {name} ON {columns}")
    op.execute(_NEWEST)
