"""A data file that is open, its backups and its check."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple, Protocol
from uuid import UUID

from capadesk.domain.change_set import ChangeSet
from capadesk.domain.record import R
from capadesk.domain.stamp import Stamp
from capadesk.services.ports.history import BinEntry, HistoryEntry, MergeResult, RecordHistoryEntry, Rival
from capadesk.services.ports.lists import Lists
from capadesk.services.ports.progress import ProgressCallback
from capadesk.services.ports.report_source import ReportSource
from capadesk.services.ports.unit_of_work import UnitOfWork


class BackupInfo(NamedTuple):
    """One backup: where, when it was made (UTC), its size in bytes and whether it was verified."""

    path: Path
    made_at: datetime
    size: int
    is_verified: bool


class Problem(NamedTuple):
    """Something that `check` found: a code, where, and details."""

    code: str
    place: str
    detail: str


class Store(Protocol):
    """One data file (or hub) that is open."""

    @property
    def location(self) -> str:
        """The file's path or the hub's address without password."""

    @property
    def lists(self) -> Lists: ...

    @property
    def reports(self) -> ReportSource: ...

    def unit_of_work(self) -> UnitOfWork: ...

    def get(self, record_type: type[R], record_id: UUID) -> R:
        """The live record, read outside of any unit of work; RecordNotFound."""

    def select(self, record_type: type[R], **equal: Any) -> list[R]:
        """Live records whose fields equal the values (a list or tuple value: any of them)."""

    def undo(self) -> ChangeSet | None:
        """Undo this replica's newest change that is not undone; None if there is none."""

    def redo(self) -> ChangeSet | None:
        """Take back the newest undo, unless work followed it; None if there is none."""

    def undo_change_set(self, stamp: Stamp) -> ChangeSet:
        """Undo one ChangeSet wherever it stands; fields changed since are left and named."""

    def next_undo(self) -> HistoryEntry | None: ...

    def next_redo(self) -> HistoryEntry | None: ...

    def history(self, limit: int = 200, before: Stamp | None = None) -> list[HistoryEntry]:
        """ChangeSets, newest first."""

    def record_history(self, kind: str, record_id: UUID) -> list[RecordHistoryEntry]:
        """What happened to one record, newest first."""

    def record_histories(self, kind: str, record_ids: Sequence[UUID]) -> dict[UUID, list[RecordHistoryEntry]]:
        """`record_history` of many records of one kind at once; [] for those that never were."""

    def rivals(self) -> list[Rival]:
        """The contradictions that are not settled."""

    def bin(self) -> list[BinEntry]:
        """Deleted records, newest first."""

    def latest_change(self) -> int:
        """A number that grows with each ChangeSet in the file, by whichever program."""

    def changes_since(self, mark: int) -> list[ChangeSet]:
        """The ChangeSets that came after `latest_change` gave `mark`; creations in bulk as counts only."""

    def merge_from(self, other: Path, progress: ProgressCallback | None = None) -> MergeResult:
        """Take all ChangeSets of another data file that this one has not seen."""

    def backup_to(self, path: Path, progress: ProgressCallback | None = None) -> BackupInfo:
        """A verified copy by SQLite's online backup, written whole or not at all."""

    def backups(self) -> list[BackupInfo]:
        """The rotating backups of this file, newest first."""

    def backup_if_due(self) -> BackupInfo | None:
        """Make the next rotating backup if the schedule asks for one."""

    def check(self) -> list[Problem]:
        """Look for damage; empty when the file is sound."""

    def close(self) -> None: ...
