"""What a store tells of its change log: what happened, what can be taken back, and taking it back."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from capadesk.domain.change_set import ChangeRole
from capadesk.storage.database.database_errors import translated
from capadesk.storage.merging.merging_store import MergingStore

# What undoes and searches is imported when it is asked for: the way to the window does not pay for it.
if TYPE_CHECKING:
    from capadesk.domain.change_set import ChangeSet, RecordChange
    from capadesk.domain.stamp import Stamp
    from capadesk.services.ports import (
        BinEntry,
        Choice,
        HistoryEntry,
        HistoryFilter,
        ProgressCallback,
        RecordHistoryEntry,
        Rival,
        UndoPreview,
    )
    from capadesk.storage.log.history_reader import HistoryReader
    from capadesk.storage.log.history_search import HistorySearch
    from capadesk.storage.reading.lists import SqlLists
    from capadesk.storage.writing.unit_of_work import SqlUnitOfWork

_LATEST_CHANGE = (
    "SELECT max((SELECT coalesce(max(arrival), 0) FROM change_set),"
    " (SELECT coalesce(max(out_arrival), 0) FROM merge))"
)


class LoggedStore(MergingStore):
    """The part of a store that reads its change log and takes back what stands there."""

    _replica: bytes
    _author: str

    @property
    @abstractmethod
    def lists(self) -> SqlLists:
        """See ports.Store."""

    # --- undo -----------------------------------------------------------------------------------

    def undo(self, progress: ProgressCallback | None = None) -> ChangeSet | None:
        """See ports.Store."""
        from capadesk.storage.merging.merge_list import MergeList

        newest = MergeList(self.connection()).newest_act()
        if newest is not None:
            return self.take_out_merge(newest.number, progress)
        return self._undo_next(ChangeRole.UNDO, progress)

    def redo(self, progress: ProgressCallback | None = None) -> ChangeSet | None:
        """See ports.Store."""
        return self._undo_next(ChangeRole.REDO, progress)

    def _undo_next(self, role: ChangeRole, progress: ProgressCallback | None) -> ChangeSet | None:
        from capadesk.storage.log.undo_stack import UndoStack

        with self.unit_of_work() as work:
            stack = UndoStack(self.connection(), self._replica)
            target = stack.next_undo() if role is ChangeRole.UNDO else stack.next_redo()
            if target is None:
                return None
            return self._take_back(work, target, role, progress)

    def undo_change_set(self, stamp: Stamp, progress: ProgressCallback | None = None) -> ChangeSet:
        """See ports.Store."""
        with self.unit_of_work() as work:
            entry = self._history().entry_of(stamp)
            is_undo = entry is not None and entry.role == ChangeRole.UNDO
            role = ChangeRole.REDO if is_undo else ChangeRole.UNDO
            return self._take_back(work, stamp, role, progress)

    def _take_back(
        self, work: SqlUnitOfWork, target: Stamp, role: ChangeRole, progress: ProgressCallback | None
    ) -> ChangeSet:
        from capadesk.storage.log.undo import Undoer

        entry = self._history().entry_of(target)
        total = entry.record_count if entry is not None else 0
        done = 0

        def step(count: int) -> None:
            nonlocal done
            done += count
            if progress is not None:
                progress(min(done, total), total)

        return Undoer(work, self.connection(), step).undo(target, role)

    def preview_undo(self, stamp: Stamp) -> UndoPreview:
        """See ports.Store."""
        from capadesk.storage.log.undo import Undoer
        from capadesk.storage.log.undo_preview import preview
        from capadesk.storage.writing.unit_of_work import SqlUnitOfWork

        work = SqlUnitOfWork(self.connection(), self._replica, self._author)
        with translated(self.location):
            return preview(Undoer(work, self.connection()), stamp, self._history().entry_of)

    def next_undo(self) -> HistoryEntry | None:
        """See ports.Store."""
        from capadesk.storage.log.undo_stack import UndoStack
        from capadesk.storage.merging.merge_list import MergeList

        merge_list = MergeList(self.connection())
        newest = merge_list.newest_act()
        if newest is not None:
            return merge_list.entry(newest)
        return self._history().entry_of(UndoStack(self.connection(), self._replica).next_undo())

    def next_redo(self) -> HistoryEntry | None:
        """See ports.Store."""
        from capadesk.storage.log.undo_stack import UndoStack

        return self._history().entry_of(UndoStack(self.connection(), self._replica).next_redo())

    # --- history --------------------------------------------------------------------------------

    def _history(self) -> HistoryReader:
        from capadesk.storage.log.history_reader import HistoryReader

        return HistoryReader(self.connection(), self._replica)

    def history(self, limit: int = 200, before: Stamp | None = None) -> list[HistoryEntry]:
        """See ports.Store."""
        return self._history().entries(limit, before)

    def find_history(
        self, wanted: HistoryFilter, limit: int = 200, before: Stamp | None = None
    ) -> list[HistoryEntry]:
        """See ports.Store."""
        with translated(self.location):
            return self._history().entries_of(self._search().stamps(wanted, limit, before))

    def history_entry(self, stamp: Stamp) -> HistoryEntry | None:
        """See ports.Store."""
        return self._history().entry_of(stamp)

    def record_changes(
        self, stamp: Stamp, limit: int = 50, offset: int = 0, record: tuple[str, UUID] | None = None
    ) -> list[RecordChange]:
        """See ports.Store."""
        with translated(self.location):
            return self._search().record_changes(stamp, limit, offset, record)

    def record_names(self, kind: str, ids: Sequence[UUID]) -> dict[UUID, Choice]:
        """See ports.Store."""
        from capadesk.storage.reading.record_names import record_names

        return record_names(self.connection(), self.lists, kind, ids)

    def _search(self) -> HistorySearch:
        from capadesk.storage.log.history_search import HistorySearch

        return HistorySearch(self.connection(), self._replica, self._author)

    def record_history(self, kind: str, record_id: UUID) -> list[RecordHistoryEntry]:
        """See ports.Store."""
        return self.record_histories(kind, [record_id])[record_id]

    def record_histories(self, kind: str, record_ids: Sequence[UUID]) -> dict[UUID, list[RecordHistoryEntry]]:
        """See ports.Store."""
        return self._history().record_histories(kind, record_ids)

    def rivals(self) -> list[Rival]:
        """See ports.Store."""
        return self._history().rivals()

    def bin(self) -> list[BinEntry]:
        """See ports.Store."""
        return self._history().bin(self.lists)

    def latest_change(self) -> int:
        """See ports.Store."""
        return int(self.connection().exec_driver_sql(_LATEST_CHANGE).scalar())

    def changes_since(self, mark: int) -> list[ChangeSet]:
        """See ports.Store."""
        return self._history().changes_since(mark)
