"""What an import would do, and what it did: one item for everything that was read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Any
from uuid import UUID

from capadesk.domain.change_set import ChangeSet
from capadesk.domain.record import Record
from capadesk.services.ports import Notice, Unreadable

IMPORT_LABEL = "import"
"""The label code of an import's ChangeSet, by which a record's history tells files from people."""

_UNPRINTABLE = dict.fromkeys(
    [*range(0x20), *range(0x7F, 0xA0), 0x2028, 0x2029, *range(0x202A, 0x202F)], "\ufffd"
)


class Outcome(StrEnum):
    """What becomes of one thing that was read."""

    CREATE = "create"
    UPDATE = "update"
    SAME = "same"
    CONFLICT = "conflict"
    UNREADABLE = "unreadable"
    IN_BIN = "in_bin"


@dataclass(frozen=True, slots=True)
class PlanItem:
    """One thing of a file and what becomes of it.

    `differences` are the fields that will be changed, (before, after); `kept` those that stay as they are
    although the file says otherwise, (here, in the file): a conflict. City, organisers, tags and head-counts
    stand under these names and as text. `reason` is a code, with `data`.
    """

    file: str
    place: str
    outcome: Outcome
    title: str = ""
    record_kind: str = "event"
    record_id: UUID | None = None
    differences: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)
    kept: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)
    reason: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RecordWork:
    """The records to write: `created` with what they refer to first, `changed`, and links to take away."""

    created: tuple[Record, ...] = ()
    changed: tuple[Record, ...] = ()
    removed: tuple[tuple[type[Record], UUID], ...] = ()

    def with_more(self, other: RecordWork) -> RecordWork:
        """Both, this one first."""
        if not len(other):
            return self
        return RecordWork(
            self.created + other.created, self.changed + other.changed, self.removed + other.removed
        )

    def __len__(self) -> int:
        return len(self.created) + len(self.changed) + len(self.removed)


@dataclass(frozen=True)
class ImportPlan:
    """A dry run: items in the order of the files, notices about the files, and the work to apply.

    `mark` is the state of the store that the plan was made for (ports.Store.latest_change).
    """

    files: tuple[str, ...]
    items: tuple[PlanItem, ...]
    notices: tuple[Notice, ...]
    work: RecordWork
    mark: int

    @property
    def assumed_zone(self) -> str:
        """The zone (IANA) in which times were read that name none; "" if every time names its own."""
        codes = ("times_without_zone", "zone_not_found")
        found = (str(notice.data["assumed"]) for notice in self.notices if notice.code in codes)
        return next(found, "")

    @cached_property
    def counts(self) -> Mapping[Outcome, int]:
        """How many items have each outcome, all outcomes listed."""
        found = Counter(item.outcome for item in self.items)
        return {outcome: found[outcome] for outcome in Outcome}

    @property
    def unreadable(self) -> tuple[Unreadable, ...]:
        """What could not be read, where and why."""
        return tuple(
            Unreadable(item.file, item.place, item.reason, item.data)
            for item in self.items
            if item.outcome is Outcome.UNREADABLE
        )


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did; `change_set` is the id of its ChangeSet, None if nothing was changed."""

    created: int
    updated: int
    same: int
    conflicts: int
    in_bin: int
    unreadable: tuple[Unreadable, ...]
    items: tuple[PlanItem, ...]
    notices: tuple[Notice, ...]
    change_set: str | None
    changes: ChangeSet | None = None

    @classmethod
    def of(cls, plan: ImportPlan, changes: ChangeSet | None) -> ImportReport:
        """The report of a plan that was applied."""
        counts = plan.counts
        return cls(
            created=counts[Outcome.CREATE],
            updated=counts[Outcome.UPDATE],
            same=counts[Outcome.SAME],
            conflicts=counts[Outcome.CONFLICT],
            in_bin=counts[Outcome.IN_BIN],
            unreadable=plan.unreadable,
            items=plan.items,
            notices=plan.notices,
            change_set=changes.id if changes else None,
            changes=changes or None,
        )


def shown(text: str | Path) -> str:
    """A name or text from outside, fit to be shown and stored: never used as a path again."""
    return str(text).encode("utf-8", "replace").decode("utf-8").translate(_UNPRINTABLE)
