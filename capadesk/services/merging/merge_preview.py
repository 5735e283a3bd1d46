"""What bringing files together would do: file by file, record by record, field by field."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

from capadesk.domain.change_set import DELETED_FIELD
from capadesk.domain.errors import CapaDeskError
from capadesk.domain.record import Record, register_names
from capadesk.services.merging.package_service import MergeOutcome
from capadesk.services.ports import Choice, Contradiction, MergeResult, RecordState, TriedMerge

RecordKey = tuple[str, UUID]
FieldKey = tuple[str, UUID, str]
"""A kind, the id of a record, and one of its fields."""


class FileToMerge(NamedTuple):
    """A package or a data file, and its passphrase, "" for none."""

    path: Path
    passphrase: str = ""


class FieldPreview(NamedTuple):
    """One field: what stands here now, what would stand here then, and whether that contradicts."""

    name: str
    before: Any
    after: Any
    contradiction: Contradiction | None = None


class RecordPreview(NamedTuple):
    """One record that would come or change: as it would be, and who changed it last and when (UTC).

    `fields` are those that would change or contradict; none for a record that is new.
    """

    kind: str
    record_id: UUID
    outcome: MergeOutcome
    record: Record | None
    fields: tuple[FieldPreview, ...]
    author: str
    time: datetime

    @property
    def contradictions(self) -> Iterator[Contradiction]:
        """Those of its fields that contradict."""
        return (each.contradiction for each in self.fields if each.contradiction is not None)

    @property
    def is_contradictory(self) -> bool:
        """Whether one of its fields contradicts."""
        return any(self.contradictions)


@dataclass(frozen=True, slots=True)
class FilePreview:
    """One file: what it would bring after those before it, or why it cannot be merged.

    `records` are at most MOST_RECORDS, `left_out` is how many more there are. `counts` says how many of them
    have each outcome, `contradiction_count` how many fields contradict. `size` in bytes and `modified_ns` say
    which file was looked at. `is_without_names`: who people are is left out of what it brings; where it
    `ends_names`, of all that comes after it as well.
    """

    file: FileToMerge
    sender: str = ""
    result: MergeResult | None = None
    records: tuple[RecordPreview, ...] = ()
    left_out: int = 0
    counts: Mapping[MergeOutcome, int] = field(default_factory=Counter)
    contradiction_count: int = 0
    error: CapaDeskError | None = None
    needs_passphrase: bool = False
    size: int = 0
    modified_ns: int = 0
    is_without_names: bool = False
    ends_names: bool = False

    @property
    def is_ready(self) -> bool:
        """Whether it could be merged."""
        return self.result is not None

    @property
    def brings(self) -> bool:
        """Whether it holds anything that is not here yet."""
        return self.result is not None and bool(self.result.change_sets or self.result.waiting)


@dataclass(frozen=True, slots=True)
class MergePreview:
    """Several files in the order in which they would be merged.

    `names` are how the records read that would come or change; `mark` is `Store.latest_change` of the moment.
    `contradictions` are all that would contradict: of several files that touch one field, the last has seen
    them all.
    """

    files: tuple[FilePreview, ...] = ()
    names: Mapping[RecordKey, Choice] = field(default_factory=dict)
    mark: int = 0
    contradictions: Mapping[FieldKey, Contradiction] = field(default_factory=dict)

    @property
    def ready(self) -> tuple[FilePreview, ...]:
        """The files that could be merged."""
        return tuple(each for each in self.files if each.is_ready)

    @property
    def brings(self) -> bool:
        """Whether any of them holds what is not here yet."""
        return any(each.brings for each in self.files)


@dataclass(slots=True)
class TouchedRecord:
    """What ChangeSets that came did to one record."""

    author: str
    time: datetime
    is_new: bool = False
    was_deleted: bool = False


def record_preview(
    key: RecordKey,
    touched: TouchedRecord,
    state: RecordState,
    tried: TriedMerge,
    found: Sequence[Contradiction],
) -> RecordPreview | None:
    """What becomes of one record; None if nothing that anybody would see."""
    kind, record_id = key
    record, deleted = state
    contradictions = {each.field: each for each in found}
    if touched.is_new:
        if deleted:
            return None
        return RecordPreview(kind, record_id, MergeOutcome.CREATED, record, (), touched.author, touched.time)
    before = tried.before.get(key) or RecordState(record, "" if deleted else "deleted")
    if key in tried.kept:
        before = before._replace(deleted="deleted")
    fields = tuple(_field_previews(before.record, record, contradictions))
    if deleted != before.deleted:
        outcome = MergeOutcome.DELETED if deleted else MergeOutcome.RESTORED
    else:
        outcome = MergeOutcome.UPDATED
    if key in tried.kept or (not deleted and touched.was_deleted):
        outcome = MergeOutcome.KEPT
    if outcome is MergeOutcome.UPDATED and (deleted or not fields):
        return None
    return RecordPreview(kind, record_id, outcome, record, fields, touched.author, touched.time)


def _field_previews(
    before: Record, after: Record, contradictions: Mapping[str, Contradiction]
) -> Iterable[FieldPreview]:
    for name in register_names(type(after)):
        old, new = getattr(before, name), getattr(after, name)
        if old != new or name in contradictions:
            yield FieldPreview(name, old, new, contradictions.get(name))
    if DELETED_FIELD in contradictions:
        found = contradictions[DELETED_FIELD]
        yield FieldPreview(DELETED_FIELD, found.others[0].value, found.holds.value, found)
