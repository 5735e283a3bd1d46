"""A tag can be on a person as well; nothing refers to a tagging, so its table is made anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from alembic.operations import Operations

_TAGGING = """
CREATE TABLE tagging (
    seq INTEGER NOT NULL,
    id BLOB NOT NULL,
    tag_id BLOB NOT NULL,
    event_id BLOB,
    organisation_id BLOB,
    person_id BLOB,
    deleted TEXT NOT NULL,
    created_stamp BLOB NOT NULL,
    changed_stamp BLOB NOT NULL,
    PRIMARY KEY (seq),
    UNIQUE (id),
    FOREIGN KEY(tag_id) REFERENCES tag (id) DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY(event_id) REFERENCES event (id) DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY(organisation_id) REFERENCES organisation (id) DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY(person_id) REFERENCES person (id) DEFERRABLE INITIALLY DEFERRED
)
"""
_COPIED = "seq, id, tag_id, event_id, organisation_id, deleted, created_stamp, changed_stamp"
_INDEXES = {
    "ix_tagging_created": "created_stamp",
    "ix_tagging_event_id": "event_id",
    "ix_tagging_organisation_id": "organisation_id",
    "ix_tagging_person_id": "person_id",
    "ix_tagging_tag_id": "tag_id",
}


def upgrade(op: Operations) -> None:
    """Add the column between the other ends of the link, and its index."""
    op.execute("ALTER TABLE tagging RENAME TO tagging_before")
    for name in _INDEXES:
        op.execute(f"DROP INDEX IF EXISTS {name}")
    op.execute(_TAGGING)
    op.execute(f"INSERT INTO tagging ({_COPIED}) SELECT {_COPIED} FROM tagging_before")
    op.execute("DROP TABLE tagging_before")
    for name, column in _INDEXES.items():
        op.execute(f"CREATE INDEX {name} ON tagging ({column})")
