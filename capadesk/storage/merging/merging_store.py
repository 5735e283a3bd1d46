"""What a store does with the changes of others: it takes them in, takes them out, lists them, and sends."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from capadesk.storage.database.database_errors import translated

# What merges is imported when something is merged: the way to the window does not pay for it.
if TYPE_CHECKING:
    from capadesk.domain.change_set import ChangeSet
    from capadesk.services.ports import (
        Contradiction,
        Frontier,
        IncomingChanges,
        MergeEntry,
        MergeResult,
        ProgressCallback,
        Sender,
        WaitingSet,
    )
    from capadesk.storage.log.logged_sets import SqlChanges
    from capadesk.storage.merging.merge_trial import SqlMergeTrial
    from capadesk.storage.writing.unit_of_work import SqlUnitOfWork


class MergingStore(ABC):
    """The part of a store that merges; the rest is in the class that builds on it."""

    @abstractmethod
    def connection(self) -> Any:
        """The calling thread's own connection."""

    @abstractmethod
    def unit_of_work(self) -> SqlUnitOfWork:
        """A transaction."""

    @abstractmethod
    def close(self) -> None:
        """Let go of the file."""

    @property
    @abstractmethod
    def location(self) -> str:
        """The file's path."""

    @property
    @abstractmethod
    def replica(self) -> bytes:
        """The replica id of this file here."""

    def merge_changes(
        self, incoming: IncomingChanges, *, dry_run: bool = False, progress: ProgressCallback | None = None
    ) -> MergeResult:
        """See ports.Store."""
        from capadesk.storage.log.checked_changes import CheckedChanges
        from capadesk.storage.merging import merges

        connection = self.connection()
        file = incoming.plain_file if isinstance(incoming, CheckedChanges) else ""
        with (
            connection.roomy(),
            connection.beside(file) as is_beside,
            self.unit_of_work() as work,
            translated(self.location),
        ):
            return merges.merge(work, connection, incoming, progress, is_dry_run=dry_run, is_beside=is_beside)

    @contextmanager
    def trial(self) -> Iterator[SqlMergeTrial]:
        """See ports.Store."""
        from capadesk.storage.merging.merge_trial import SqlMergeTrial

        with self.unit_of_work() as work, translated(self.location):
            yield SqlMergeTrial(self.connection(), work.stamp)

    def contradictions(self) -> list[Contradiction]:
        """See ports.Store."""
        from capadesk.storage.merging.contradictions import contradictions

        with translated(self.location):
            return contradictions(self.connection().exec_driver_sql)

    def outgoing(self) -> SqlChanges:
        """See ports.Store."""
        from capadesk.storage.log.logged_sets import SqlChanges

        return SqlChanges(self.connection(), self.replica, self.location)

    def frontier(self) -> Frontier:
        """See ports.Store."""
        from capadesk.storage.log.logged_sets import frontier_of

        return frontier_of(self.connection().exec_driver_sql)

    def merges(self) -> list[MergeEntry]:
        """See ports.Store."""
        from capadesk.storage.merging.merge_list import MergeList

        return MergeList(self.connection()).all()

    def take_out_merge(self, number: int, progress: ProgressCallback | None = None) -> ChangeSet:
        """See ports.Store."""
        from capadesk.storage.merging import merges

        with self.unit_of_work() as work, translated(self.location):
            return merges.take_out(work, self.connection(), number, progress)

    def senders(self) -> list[Sender]:
        """See ports.Store."""
        from capadesk.storage.merging.merge_list import MergeList

        return MergeList(self.connection()).senders()

    def waiting(self) -> list[WaitingSet]:
        """See ports.Store."""
        from capadesk.storage.merging import merges

        with translated(self.location):
            return merges.waiting(self.connection())
