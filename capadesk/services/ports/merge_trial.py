"""Merges that are only tried, and the contradictions that merges leave behind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol
from uuid import UUID

if TYPE_CHECKING:
    from capadesk.domain.record import Record
    from capadesk.domain.stamp import Stamp
    from capadesk.services.ports.changes import IncomingChanges
    from capadesk.services.ports.history import MergeResult
    from capadesk.services.ports.progress import ProgressCallback


class Version(NamedTuple):
    """One value of a register: the change that wrote it, who and when (UTC); `is_received` from elsewhere."""

    value: Any
    stamp: Stamp
    author: str
    time: datetime
    is_received: bool


class Contradiction(NamedTuple):
    """A register with values that did not know of each other: the one that holds, and those that lost."""

    kind: str
    record_id: UUID
    field: str
    holds: Version
    others: tuple[Version, ...]


class RecordState(NamedTuple):
    """A record, and its register `deleted`."""

    record: Record
    deleted: str


@dataclass(frozen=True, slots=True)
class TriedMerge:
    """What one merge of a trial did.

    `before` are the records that were there and that it changed, by kind and id, as they were; `kept` those
    that stay, or come back, though they were deleted on one side.
    """

    result: MergeResult
    before: Mapping[tuple[str, UUID], RecordState]
    kept: frozenset[tuple[str, UUID]]


class MergeTrial(Protocol):
    """Merges in a transaction that is rolled back; in this thread the store reads what they did."""

    def merge(self, incoming: IncomingChanges, progress: ProgressCallback | None = None) -> TriedMerge:
        """As `Store.merge_changes`; one that fails leaves nothing behind, and the trial goes on."""

    def states(self, kind: str, ids: Sequence[UUID]) -> Mapping[UUID, RecordState]:
        """Records as they stand now, deleted ones too; those that are not there are left out."""
