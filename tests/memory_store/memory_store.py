"""A store that keeps everything in memory."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from capadesk.domain.change_set import ChangeRole, ChangeSet, RecordChange
from capadesk.domain.errors import ChangedMeanwhile, RecordNotFound, UserError
from capadesk.domain.record import R
from capadesk.domain.stamp import Stamp
from capadesk.services.ports import (
    BinEntry,
    Choice,
    Contradiction,
    Frontier,
    HistoryEntry,
    HistoryFilter,
    IncomingChanges,
    MergeEntry,
    MergeResult,
    Problem,
    ProgressCallback,
    RecordHistoryEntry,
    Rival,
    Sender,
    Store,
    UndoPreview,
    WaitingSet,
)
from tests.memory_store import memory_merge
from tests.memory_store.memory_duplicates import MemoryDuplicates
from tests.memory_store.memory_file import MemoryFile
from tests.memory_store.memory_history import MemoryHistory
from tests.memory_store.memory_lists import MemoryLists
from tests.memory_store.memory_merge import MemoryChanges, MemoryTrial
from tests.memory_store.memory_names import record_names
from tests.memory_store.memory_undo import Undoing, undo_stack
from tests.memory_store.memory_work import MemoryWork, is_equal
from tests.memory_store.not_in_memory import NotInMemory


class MemoryStore(NotInMemory):
    """Implements ports.Store but for what belongs to files and servers (`not_in_memory`)."""

    def __init__(self, file: MemoryFile, *, author: str, is_read_only: bool = False) -> None:
        self.file = file
        self._author = author
        self._is_read_only = is_read_only
        self._expected = threading.local()

    @property
    def location(self) -> str:
        """See ports.Store."""
        return self.file.location

    @property
    def replica(self) -> bytes:
        """The replica that this file is."""
        return self.file.replica

    @property
    def is_read_only(self) -> bool:
        """See ports.Store."""
        return self._is_read_only

    @property
    def author(self) -> str:
        """See ports.Store."""
        return self._author

    def sign_as(self, author: str) -> None:
        """See ports.Store."""
        self._author = author

    def own_setting(self, name: str) -> str:
        """See ports.Store."""
        return self.file.own_settings.get(name, "")

    def set_own_setting(self, name: str, value: str) -> None:
        """See ports.Store."""
        self._require_writable()
        self.file.own_settings[name] = value

    @property
    def lists(self) -> MemoryLists:
        """See ports.Store."""
        return MemoryLists(self.file)

    @property
    def duplicates(self) -> MemoryDuplicates:
        """See ports.Store."""
        return MemoryDuplicates(self.file)

    # --- records ------------------------------------------------------------------------------------

    def _require_writable(self) -> None:
        if self._is_read_only:
            raise UserError("read_only", file=self.location)

    def unit_of_work(self) -> MemoryWork:
        """See ports.Store."""
        self._require_writable()
        mark = getattr(self._expected, "mark", None)

        def begun() -> None:
            if mark is not None and self.latest_change() != mark:
                raise ChangedMeanwhile

        return MemoryWork(self.file, self._author, begun)

    @contextmanager
    def expecting(self, mark: int) -> Iterator[None]:
        """See ports.Store."""
        self._expected.mark = mark
        try:
            yield
        finally:
            self._expected.mark = None

    def get(self, record_type: type[R], record_id: UUID) -> R:
        """See ports.Store."""
        state, key = self.file.log.state, (record_type.KIND, record_id)
        if key not in state.registers or state.deletion(key):
            raise RecordNotFound(*key)
        found: R = state.record(key)
        return found

    def select(self, record_type: type[R], **equal: Any) -> list[R]:
        """See ports.Store."""
        return [each for each in self.file.log.state.live(record_type.KIND) if is_equal(each, equal)]

    def longest_here(self, record_type: type[R]) -> R | None:
        """See ports.Store."""
        arrivals: dict[UUID, int] = {}
        for entry in self.file.log.entries.values():
            for kind, record_id in entry.by_record:
                if kind == record_type.KIND:
                    arrivals[record_id] = min(entry.arrival, arrivals.get(record_id, entry.arrival))
        return min(self.select(record_type), key=lambda each: arrivals.get(each.id, 0), default=None)

    def code_uses(self, fields: Sequence[tuple[str, str]]) -> Mapping[str, int]:
        """See ports.Store."""
        state, found = self.file.log.state, Counter[str]()
        for kind, field in fields:
            for key in state.keys(kind):
                value = state.registers[key].value(field)
                found.update(value if isinstance(value, tuple) else (value,) if value else ())
        return found

    # --- undo -----------------------------------------------------------------------------------------

    def undo(self, progress: ProgressCallback | None = None) -> ChangeSet | None:
        """See ports.Store."""
        newest = memory_merge.newest_act(self.file)
        if newest is not None:
            return self.take_out_merge(newest.number, progress)
        target = undo_stack(self.file)[0]
        return None if target is None else self._taken_back(target, ChangeRole.UNDO, progress)

    def redo(self, progress: ProgressCallback | None = None) -> ChangeSet | None:
        """See ports.Store."""
        target = undo_stack(self.file)[1]
        return None if target is None else self._taken_back(target, ChangeRole.REDO, progress)

    def undo_change_set(self, stamp: Stamp, progress: ProgressCallback | None = None) -> ChangeSet:
        """See ports.Store."""
        entry = self.file.log.entries.get(stamp)
        is_undo = entry is not None and entry.logged.role is ChangeRole.UNDO
        return self._taken_back(stamp, ChangeRole.REDO if is_undo else ChangeRole.UNDO, progress)

    def _taken_back(self, target: Stamp, role: ChangeRole, progress: ProgressCallback | None) -> ChangeSet:
        with self.unit_of_work() as work:
            undoing = Undoing(self.file, target)
            total = len(self.file.log.entries[target].changes)

            def step(done: int) -> None:
                if progress is not None:
                    progress(min(done, total), total)

            return undoing.apply(work, role, step)

    def preview_undo(self, stamp: Stamp) -> UndoPreview:
        """See ports.Store."""
        return MemoryHistory(self.file).preview_undo(stamp)

    def next_undo(self) -> HistoryEntry | None:
        """See ports.Store."""
        newest = memory_merge.newest_act(self.file)
        if newest is not None:
            return memory_merge.entry_of(newest)
        return MemoryHistory(self.file).entry(undo_stack(self.file)[0])

    def next_redo(self) -> HistoryEntry | None:
        """See ports.Store."""
        return MemoryHistory(self.file).entry(undo_stack(self.file)[1])

    # --- history ----------------------------------------------------------------------------------------

    def history(self, limit: int = 200, before: Stamp | None = None) -> list[HistoryEntry]:
        """See ports.Store."""
        return self.find_history(HistoryFilter(), limit, before)

    def find_history(
        self, wanted: HistoryFilter, limit: int = 200, before: Stamp | None = None
    ) -> list[HistoryEntry]:
        """See ports.Store."""
        return MemoryHistory(self.file, self._author).found(wanted, limit, before)

    def history_entry(self, stamp: Stamp) -> HistoryEntry | None:
        """See ports.Store."""
        return MemoryHistory(self.file).entry(stamp)

    def record_changes(
        self, stamp: Stamp, limit: int = 50, offset: int = 0, record: tuple[str, UUID] | None = None
    ) -> list[RecordChange]:
        """See ports.Store."""
        return MemoryHistory(self.file).record_changes(stamp, limit, offset, record)

    def record_names(self, kind: str, ids: Sequence[UUID]) -> Mapping[UUID, Choice]:
        """See ports.Store."""
        return record_names(self.file.log.state, kind, ids)

    def record_history(self, kind: str, record_id: UUID) -> list[RecordHistoryEntry]:
        """See ports.Store."""
        return MemoryHistory(self.file).record_history(kind, record_id)

    def record_histories(self, kind: str, record_ids: Sequence[UUID]) -> dict[UUID, list[RecordHistoryEntry]]:
        """See ports.Store."""
        return {record_id: self.record_history(kind, record_id) for record_id in record_ids}

    def rivals(self) -> list[Rival]:
        """See ports.Store."""
        return MemoryHistory(self.file).rivals()

    def contradictions(self) -> list[Contradiction]:
        """See ports.Store."""
        return MemoryHistory(self.file).contradictions()

    def bin(self) -> list[BinEntry]:
        """See ports.Store."""
        return MemoryHistory(self.file).bin()

    def latest_change(self) -> int:
        """See ports.Store."""
        return self.file.last_arrival()

    def changes_since(self, mark: int) -> list[ChangeSet]:
        """See ports.Store."""
        return MemoryHistory(self.file).changes_since(mark)

    # --- merging ----------------------------------------------------------------------------------------

    def merge_changes(
        self, incoming: IncomingChanges, *, dry_run: bool = False, progress: ProgressCallback | None = None
    ) -> MergeResult:
        """See ports.Store."""
        if dry_run:
            with self.trial() as trial:
                return trial.merge(incoming, progress).result
        with self.unit_of_work():
            return memory_merge.merge(self.file, incoming, progress).result

    @contextmanager
    def trial(self) -> Iterator[MemoryTrial]:
        """See ports.Store."""
        with self.unit_of_work():
            snapshot = self.file.snapshot()
            try:
                yield MemoryTrial(self.file)
            finally:
                self.file.go_back(snapshot)

    def outgoing(self) -> MemoryChanges:
        """See ports.Store."""
        return MemoryChanges(self.file)

    def frontier(self) -> Frontier:
        """See ports.Store."""
        return self.file.log.frontier

    def merges(self) -> list[MergeEntry]:
        """See ports.Store."""
        return memory_merge.merges(self.file)

    def take_out_merge(self, number: int, progress: ProgressCallback | None = None) -> ChangeSet:
        """See ports.Store."""
        with self.unit_of_work():
            return memory_merge.take_out(self.file, number)

    def senders(self) -> list[Sender]:
        """See ports.Store."""
        return memory_merge.senders(self.file)

    def waiting(self) -> list[WaitingSet]:
        """See ports.Store."""
        return memory_merge.waiting(self.file)

    # --- soundness ----------------------------------------------------------------------------------------

    def check(self, *, with_records: bool = True) -> list[Problem]:
        """What lives refers to something that is deleted, or to nothing."""
        state, found = self.file.log.state, []
        for target, holders in state.holders.items():
            if target not in state.registers or state.deletion(target):
                for (kind, record_id), field in holders:
                    found.append(Problem("refers_to_deleted", f"{kind}.{field}", record_id.hex))
        return found


_PORT: type[Store] = MemoryStore
"""So the type checker holds it against its port."""
