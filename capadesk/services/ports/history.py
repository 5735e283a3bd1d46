"""What the change log tells: changes, rivals, the bin, and what a merge did."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

if TYPE_CHECKING:
    from capadesk.domain.change_set import FieldChange
    from capadesk.domain.stamp import Stamp


class HistoryEntry(NamedTuple):
    """A ChangeSet in the history list; `is_undone`: its effect is taken back at present.

    `undone_by` is the newest ChangeSet that undid it, whether that still stands or not. `is_received`: it
    came from another file by a merge. Where one record was changed alone, `kind` and `fields` say what of it.
    """

    stamp: Stamp
    time: datetime
    author: str
    label: str
    label_data: Mapping[str, Any]
    role: str
    record_count: int
    is_undone: bool
    is_own: bool
    undone_by: Stamp | None = None
    is_received: bool = False
    kind: str = ""
    fields: tuple[str, ...] = ()


class Whose(StrEnum):
    """Whose changes are asked for; `MINE` were made in this file by its author or on this desk."""

    ALL = "all"
    MINE = "mine"
    OTHERS = "others"


@dataclass(frozen=True, slots=True)
class HistoryFilter:
    """Which ChangeSets are asked for.

    Every word of `text` occurs in the label, its data or the author; `label_words` are the words of labels
    that are codes. `record` is (kind, id): what touched it, or a part that belongs to it.
    """

    text: str = ""
    whose: Whose = Whose.ALL
    record: tuple[str, UUID] | None = None
    label_words: Mapping[str, str] = field(default_factory=dict)


class Obstacle(NamedTuple):
    """What an undo would leave as it is: a field of a record, or with "" the whole record.

    `later` are the ChangeSets that have changed it since, `holders` the live records that need it.
    """

    kind: str
    record_id: UUID
    field: str
    later: tuple[HistoryEntry, ...]
    holders: tuple[tuple[str, UUID], ...]


class UndoPreview(NamedTuple):
    """What undoing a ChangeSet would do: how many records change, and what would stay.

    `obstacles` are at most 100 of the `obstacle_count`.
    """

    entry: HistoryEntry
    record_count: int
    obstacles: tuple[Obstacle, ...]
    obstacle_count: int


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
    """A deleted record; `stamp` is that of the ChangeSet that deleted it."""

    kind: str
    record_id: UUID
    name: str
    deleted_at: datetime
    author: str
    stamp: Stamp | None = None


class MergeResult(NamedTuple):
    """What a merge did: counts of records, and of fields that contradict since (what came settled does not).

    `waiting` ChangeSets of this source cannot be applied before others have come; `change_sets` were
    applied, those among them that had waited since earlier merges too. `kept` records stay though they
    were deleted elsewhere: something lives that the deletion had not seen. `number` names the merge in
    `Store.merges`, 0 after a dry run.
    """

    created: int
    updated: int
    same: int
    conflicts: int
    waiting: int
    change_sets: int
    kept: int = 0
    number: int = 0
