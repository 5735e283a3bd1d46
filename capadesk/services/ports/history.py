"""What the change log tells: changes, rivals, the bin, and what a merge did."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from capadesk.domain.change_set import FieldChange
from capadesk.domain.stamp import Stamp


class HistoryEntry(NamedTuple):
    """A ChangeSet in the history list; `is_undone`: its effect is taken back at present."""

    stamp: Stamp
    time: datetime
    author: str
    label: str
    label_data: Mapping[str, Any]
    role: str
    record_count: int
    is_undone: bool
    is_own: bool


class RecordHistoryEntry(NamedTuple):
    """What one ChangeSet did to one record."""

    stamp: Stamp
    time: datetime
    author: str
    label: str
    is_creation: bool
    fields: Mapping[str, FieldChange]


class Rival(NamedTuple):
    """A value that lost against a concurrent change, kept until someone writes the field again."""

    kind: str
    record_id: UUID
    field: str
    value: Any
    stamp: Stamp
    author: str
    time: datetime


class BinEntry(NamedTuple):
    """A deleted record."""

    kind: str
    record_id: UUID
    name: str
    deleted_at: datetime
    author: str


class MergeResult(NamedTuple):
    """What a merge did: counts of records, and of fields where concurrent changes contradict."""

    created: int
    updated: int
    same: int
    conflicts: int
    waiting: int
    change_sets: int
