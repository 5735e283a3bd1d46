"""What bringing files together would do: file by file, record by record, field by field."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

from capadesk.domain.errors import CapaDeskError
from capadesk.domain.record import Record
from capadesk.services.package_service import MergeOutcome
from capadesk.services.ports import Choice, Contradiction, MergeResult

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

    `records` are at most MOST_RECORDS, `left_out` is how many more there are. `size` in bytes and
    `modified_ns` say which file was looked at.
    """

    file: FileToMerge
    sender: str = ""
    result: MergeResult | None = None
    records: tuple[RecordPreview, ...] = ()
    left_out: int = 0
    error: CapaDeskError | None = None
    needs_passphrase: bool = False
    size: int = 0
    modified_ns: int = 0

    @property
    def is_ready(self) -> bool:
        """Whether it could be merged."""
        return self.result is not None

    @property
    def brings(self) -> bool:
        """Whether it holds anything that is not here yet."""
        return self.result is not None and bool(self.result.change_sets or self.result.waiting)

    @property
    def counts(self) -> Counter[MergeOutcome]:
        """How many of its records have each outcome."""
        return Counter(record.outcome for record in self.records)

    @property
    def contradiction_count(self) -> int:
        """How many fields contradict."""
        return sum(1 for record in self.records for _each in record.contradictions)


@dataclass(frozen=True, slots=True)
class MergePreview:
    """Several files in the order in which they would be merged.

    `names` are how the records read that would come or change; `mark` is `Store.latest_change` of the moment.
    """

    files: tuple[FilePreview, ...] = ()
    names: Mapping[RecordKey, Choice] = field(default_factory=dict)
    mark: int = 0

    @property
    def ready(self) -> tuple[FilePreview, ...]:
        """The files that could be merged."""
        return tuple(each for each in self.files if each.is_ready)

    @property
    def brings(self) -> bool:
        """Whether any of them holds what is not here yet."""
        return any(each.brings for each in self.files)

    @property
    def contradictions(self) -> dict[FieldKey, Contradiction]:
        """What would contradict; of several files that touch one field the last one has seen them all."""
        return {
            (found.kind, found.record_id, found.field): found
            for each in self.files
            for record in each.records
            for found in record.contradictions
        }
