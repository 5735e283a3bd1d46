"""What one use case changed: the one mechanism under undo, history, refresh and merge."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from capadesk.domain.stamp import Stamp

DELETED_FIELD = "deleted"
"""The register that every record has beside its own fields: one of `Deletion`."""


class Deletion(StrEnum):
    """The values of the register `deleted`."""

    NONE = ""
    BIN = "deleted"
    UNDONE = "undone"  # its creation was undone: not in the bin, and an import may bring it back
    JOINED = "joined"  # it went into another record, which goes on: not in the bin; see records/pair.py


class ChangeRole(StrEnum):
    """Whether a ChangeSet is work, an undo of another one, or a redo (the undo of an undo)."""

    WORK = "work"
    UNDO = "undo"
    REDO = "redo"


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One register before and after.

    `overwrote` holds the stamps that the writer saw on the register: the visible value's first, then
    those of the rivals that this change settles. Empty for a record's creation.
    """

    before: Any
    after: Any
    overwrote: tuple[Stamp, ...] = ()


@dataclass(frozen=True, slots=True)
class RecordChange:
    """The fields of one record that changed; a creation lists every field that is not at its default.

    `saw` is kept by deletions only: the stamps of all registers that the deleter had seen.
    """

    kind: str
    record_id: UUID
    fields: Mapping[str, FieldChange]
    is_creation: bool = False
    saw: tuple[Stamp, ...] = ()


@dataclass(frozen=True, slots=True)
class ChangeSet:
    """One transaction's changes; empty (`bool` is False) if nothing changed, and then not stored."""

    stamp: Stamp
    time: datetime
    author: str
    label: str
    label_data: Mapping[str, Any] = field(default_factory=dict)
    role: ChangeRole = ChangeRole.WORK
    undoes: Stamp | None = None
    changes: tuple[RecordChange, ...] = ()
    created_counts: Mapping[str, int] = field(default_factory=dict)
    skipped: tuple[tuple[str, UUID, str], ...] = ()
    """Undo only: (kind, id, field) that others have changed since, left as they are."""

    def __bool__(self) -> bool:
        return bool(self.changes) or bool(self.created_counts)

    @property
    def id(self) -> str:
        """The ChangeSet's id as printed: its stamp in hexadecimal."""
        return str(self.stamp)

    def touched(self) -> Iterator[tuple[str, UUID]]:
        """(kind, id) of every record that is listed in `changes`."""
        for change in self.changes:
            yield change.kind, change.record_id

    def kinds(self) -> frozenset[str]:
        """The kinds of record that it touches: what a list asks before it refreshes."""
        return frozenset(change.kind for change in self.changes) | frozenset(self.created_counts)
