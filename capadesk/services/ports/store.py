"""A data file that is open, its backups and its check."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol
from uuid import UUID

if TYPE_CHECKING:
    from capadesk.domain.change_set import ChangeSet, RecordChange
    from capadesk.domain.record import R
    from capadesk.domain.stamp import Stamp
    from capadesk.services.ports.changes import Frontier, IncomingChanges, MergeEntry, Sender, WaitingSet
    from capadesk.services.ports.drafts import DraftStore
    from capadesk.services.ports.duplicates import Duplicates
    from capadesk.services.ports.encryption import PlainCopy
    from capadesk.services.ports.history import (
        BinEntry,
        HistoryEntry,
        HistoryFilter,
        MergeResult,
        RecordHistoryEntry,
        Rival,
        UndoPreview,
    )
    from capadesk.services.ports.hubs import HubServer
    from capadesk.services.ports.list_rows import Choice
    from capadesk.services.ports.lists import Lists
    from capadesk.services.ports.merge_trial import Contradiction, MergeTrial
    from capadesk.services.ports.occurrences import OccurrenceSource
    from capadesk.services.ports.overview import Overview
    from capadesk.services.ports.progress import ProgressCallback
    from capadesk.services.ports.report_source import ReportSource
    from capadesk.services.ports.unit_of_work import UnitOfWork

BACKUPS_KEPT = "backups_kept"
"""The own setting that says how many of the newest backups are kept; "" for as many as usual."""
BACKUP_DAYS_KEPT, BACKUP_WEEKS_KEPT = "backup_days_kept", "backup_weeks_kept"
"""The own settings that say of how many days, and of how many weeks, one backup is kept besides."""
BACKUP_COPIES = "backup_copies"
"""The own setting that names a folder where a copy of each backup is put as well; "" for none."""

DAMAGE = frozenset(
    {
        *("integrity", "foreign_key", "log_incomplete", "log_without_set", "log_changed"),
        *("record_without_log", "record_changed"),
    }
)
"""What `check` finds in a data file that must not be merged, and is brought back from a backup."""


class BackupInfo(NamedTuple):
    """One backup: where, when it was made (UTC), its size in bytes and whether it was verified.

    `reason`: before what it was made, "before_restore" or "before_migration"; "" in the ordinary rotation.
    """

    path: Path
    made_at: datetime
    size: int
    is_verified: bool
    reason: str = ""


class PutBack(NamedTuple):
    """What was done with what stood in a file's place when a backup was put there.

    `kept` is the backup that was made of it, `damaged` where the file lies that could not be read any more.
    """

    kept: BackupInfo | None
    damaged: Path | None


class Recovery(NamedTuple):
    """How a damaged file was brought back.

    `backup` is what it was brought back from, None if only what could be read went into a new file; `damaged`
    where the damaged one is kept. Of its ChangeSets that the backup lacked `added` could be read and were
    merged, `waiting` build on some that could not, and `unreadable` are there in part only.
    """

    backup: BackupInfo | None
    damaged: Path
    added: int
    waiting: int
    unreadable: int


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
    def is_read_only(self) -> bool:
        """Whether nothing may be changed."""

    @property
    def is_encrypted(self) -> bool:
        """Whether the file can only be read with its passphrase."""

    def plain_copies(self) -> list[PlainCopy]:
        """What lies beside an encrypted file and everybody can read: backups and drafts of before."""

    def remove_plain_copies(self, progress: ProgressCallback | None = None) -> None:
        """Overwrite and remove them, once there is an encrypted backup. EnvironmentFailure; Cancelled."""

    @property
    def author(self) -> str:
        """Who signs the changes that are made here."""

    def sign_as(self, author: str) -> None:
        """Let changes from now on carry another author."""

    def own_setting(self, name: str) -> str:
        """What this user on this computer has set for this file, never merged; "" if not set."""

    def set_own_setting(self, name: str, value: str) -> None:
        """Keep such a setting, "" takes it away. UserError `read_only`; EnvironmentFailure."""

    @property
    def lists(self) -> Lists: ...

    @property
    def overview(self) -> Overview: ...

    @property
    def occurrences(self) -> OccurrenceSource: ...

    @property
    def reports(self) -> ReportSource: ...

    @property
    def drafts(self) -> DraftStore: ...

    @property
    def duplicates(self) -> Duplicates: ...

    def unit_of_work(self) -> UnitOfWork: ...

    def expecting(self, mark: int) -> AbstractContextManager[None]:
        """Within it, this thread's units of work raise ChangedMeanwhile unless `latest_change` is `mark`.

        What was read before and is to be built on has not been changed by anybody then.
        """

    def get(self, record_type: type[R], record_id: UUID) -> R:
        """The live record, read outside of any unit of work; RecordNotFound."""

    def select(self, record_type: type[R], **equal: Any) -> list[R]:
        """Live records whose fields equal the values (a list or tuple value: any of them)."""

    def longest_here(self, record_type: type[R]) -> R | None:
        """The live record of its kind that came into this file first; None if there is none.

        What merges bring comes later, however early it was made. For records written one by one, and for
        kinds of which a file has few.
        """

    def undo(self, progress: ProgressCallback | None = None) -> ChangeSet | None:
        """Undo this replica's newest change that is not undone; None if there is none."""

    def redo(self, progress: ProgressCallback | None = None) -> ChangeSet | None:
        """Take back the newest undo, unless work followed it; None if there is none."""

    def undo_change_set(self, stamp: Stamp, progress: ProgressCallback | None = None) -> ChangeSet:
        """Undo one ChangeSet wherever it stands, an undo too (which does it again).

        Fields changed since are left and named. UserError `change_set_not_found`.
        """

    def preview_undo(self, stamp: Stamp) -> UndoPreview:
        """What `undo_change_set` would do and leave; writes nothing. UserError `change_set_not_found`."""

    def next_undo(self) -> HistoryEntry | None: ...

    def next_redo(self) -> HistoryEntry | None: ...

    def history(self, limit: int = 200, before: Stamp | None = None) -> list[HistoryEntry]:
        """ChangeSets, newest first."""

    def find_history(
        self, wanted: HistoryFilter, limit: int = 200, before: Stamp | None = None
    ) -> list[HistoryEntry]:
        """The ChangeSets that fit, newest first: the next `limit` older than `before`."""

    def history_entry(self, stamp: Stamp) -> HistoryEntry | None:
        """One ChangeSet as the history lists it."""

    def record_changes(
        self, stamp: Stamp, limit: int = 50, offset: int = 0, record: tuple[str, UUID] | None = None
    ) -> list[RecordChange]:
        """What a ChangeSet did, record by record; `record`: only to that one and what belongs to it."""

    def record_names(self, kind: str, ids: Sequence[UUID]) -> Mapping[UUID, Choice]:
        """How records of any kind read, deleted ones too; those that never were are left out.

        A link reads by its ends; the name of a head-count is the code of its group.
        """

    def record_history(self, kind: str, record_id: UUID) -> list[RecordHistoryEntry]:
        """What happened to one record, newest first."""

    def record_histories(self, kind: str, record_ids: Sequence[UUID]) -> dict[UUID, list[RecordHistoryEntry]]:
        """`record_history` of many records of one kind at once; [] for those that never were."""

    def rivals(self) -> list[Rival]:
        """The values that lost, of contradictions that are not settled."""

    def contradictions(self) -> list[Contradiction]:
        """The contradictions of live records that are not settled, by kind, record and field."""

    def bin(self) -> list[BinEntry]:
        """Deleted records, newest first."""

    def latest_change(self) -> int:
        """A number that grows with each ChangeSet in the file, by whichever program."""

    def changes_since(self, mark: int) -> list[ChangeSet]:
        """The ChangeSets that came after `latest_change` gave `mark`; creations in bulk as counts only."""

    def merge_changes(
        self, incoming: IncomingChanges, *, dry_run: bool = False, progress: ProgressCallback | None = None
    ) -> MergeResult:
        """Take the ChangeSets that are not here yet, all or none; what lacks a predecessor waits.

        `progress` may raise, and nothing is kept. UserError `read_only`; EnvironmentFailure.
        """

    def trial(self) -> AbstractContextManager[MergeTrial]:
        """Merges that are only tried, all of them taken back at the end; meanwhile nobody else writes.

        UserError `read_only`; EnvironmentFailure.
        """

    def outgoing(self) -> IncomingChanges:
        """Everything that this file can send, its own changes and those that it received."""

    def frontier(self) -> Frontier:
        """How much of each replica's changes is here."""

    def merges(self) -> list[MergeEntry]:
        """The merges of this file, newest first, those that were taken out too."""

    def take_out_merge(self, number: int, progress: ProgressCallback | None = None) -> ChangeSet:
        """Take the ChangeSets that a merge brought out again, as if it had not been.

        Merging brings them back. What came later from others and depends on them waits. Nothing is sent
        to anyone: the ChangeSet that is given back says what was touched and is not logged.
        UserError `merge_not_found`, `merge_needed` with `reasons`: (id, label, label data) of each
        own ChangeSet that depends on it.
        """

    def senders(self) -> list[Sender]:
        """Whose changes came here, who has been silent longest first."""

    def waiting(self) -> list[WaitingSet]:
        """The received ChangeSets that cannot be applied yet, oldest first."""

    def code_uses(self, fields: Sequence[tuple[str, str]]) -> Mapping[str, int]:
        """How many records, those in the bin included, hold each code in these fields (kind, field)."""

    def backup_to(self, path: Path, progress: ProgressCallback | None = None) -> BackupInfo:
        """A verified copy by SQLite's online backup, written whole or not at all."""

    def backup_now(self, progress: ProgressCallback | None = None) -> BackupInfo:
        """Make the next rotating backup, whether it is due or not, and thin out the old ones."""

    def backups(self) -> list[BackupInfo]:
        """The rotating backups of this file, newest first."""

    def backup_if_due(self) -> BackupInfo | None:
        """Make the next rotating backup if the schedule asks for one."""

    def check(self, *, with_records: bool = True) -> list[Problem]:
        """Look for damage; empty when the file is sound.

        `with_records`: also whether each record is what the log says, which takes longest.
        """

    def check_log(self) -> list[Problem]:
        """Look whether every ChangeSet is as it was written."""

    def quick_check(self) -> list[Problem]:
        """Look for damage in the structure of the file alone, which takes a fraction of `check`."""

    @property
    def was_left_open(self) -> bool:
        """Whether the file was not closed the last time, by a crash or a lost network."""

    def forget_lost(self) -> None:
        """Say no more of changes that were lost."""

    @property
    def lost_stamp(self) -> Stamp | None:
        """The newest change that was lost; None if none was."""

    @property
    def is_reachable(self) -> bool:
        """Whether the hub answers, as far as is known without asking it."""

    def server(self) -> HubServer | None:
        """What the hub's server says now; None for a data file. EnvironmentFailure."""

    def listen(self) -> None:
        """Let the hub tell of changes, so that `has_news` knows without asking."""

    def has_news(self) -> bool:
        """Whether `latest_change` may have grown since this was last asked; False while the hub is silent."""

    @property
    def lost_at(self) -> datetime | None:
        """When (UTC) the newest change was saved that the file had and has lost; None if it lost none."""

    def close(self) -> None: ...
