"""What every store does alike, whichever database keeps its tables."""

from __future__ import annotations

import threading
from abc import abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, cast
from uuid import UUID

from capadesk.domain.errors import ChangedMeanwhile, EnvironmentFailure, RecordNotFound, UserError
from capadesk.domain.record import R
from capadesk.storage.beside.own_settings import read_own, write_own
from capadesk.storage.database.database_errors import translated
from capadesk.storage.database.record_mapper import mapper_of
from capadesk.storage.log.logged_store import LoggedStore
from capadesk.storage.reading.overview import SqlOverview

# What is not asked before the window is seen (changing, undoing, searching, checking) is imported when it is.
if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from capadesk.domain.stamp import Stamp
    from capadesk.services.ports import (
        BackupInfo,
        HubServer,
        Problem,
        ProgressCallback,
    )
    from capadesk.services.ports.encryption import PlainCopy
    from capadesk.storage.beside.draft_file import DraftFile
    from capadesk.storage.merging.duplicates import SqlDuplicates
    from capadesk.storage.reading.lists import SqlLists
    from capadesk.storage.reading.occurrences import SqlOccurrences
    from capadesk.storage.writing.unit_of_work import SqlUnitOfWork


class SqlStore(LoggedStore):
    """The part of ports.Store that is SQL; every thread has a connection of its own."""

    drafts: DraftFile

    def __init__(self, location: str, *, author: str, is_read_only: bool) -> None:
        """The class that builds on it opens the database, and enters the replica."""
        self._location = location
        self._author = author
        self._is_read_only = is_read_only
        self._replica = b""
        self._note_commit: Callable[[bytes], None] | None = None
        self._expected = threading.local()
        self.overview = SqlOverview(self.connection)

    @abstractmethod
    def connection(self) -> Any:
        """The calling thread's own connection, for the other parts of `storage`."""

    @abstractmethod
    def backup_to(self, path: Path, progress: ProgressCallback | None = None) -> BackupInfo:
        """See ports.Store."""

    @abstractmethod
    def backup_now(self, progress: ProgressCallback | None = None) -> BackupInfo:
        """See ports.Store."""

    @abstractmethod
    def backups(self) -> list[BackupInfo]:
        """See ports.Store."""

    @abstractmethod
    def backup_if_due(self) -> BackupInfo | None:
        """See ports.Store."""

    @abstractmethod
    def check(self, *, with_records: bool = True) -> list[Problem]:
        """See ports.Store."""

    @property
    def location(self) -> str:
        """See ports.Store."""
        return self._location

    # --- what it is -----------------------------------------------------------------------------

    @property
    def is_read_only(self) -> bool:
        """Whether nothing may be changed."""
        return self._is_read_only

    @property
    def is_encrypted(self) -> bool:
        """See ports.Store."""
        return False

    def plain_copies(self) -> list[PlainCopy]:
        """See ports.Store."""
        return []

    def remove_plain_copies(self, progress: ProgressCallback | None = None) -> None:
        """See ports.Store."""

    @property
    def replica(self) -> bytes:
        """The replica id of this file here."""
        return self._replica

    @cached_property
    def lists(self) -> SqlLists:
        """See ports.Store."""
        from capadesk.storage.reading.lists import SqlLists

        return SqlLists(self.connection)

    @property
    def duplicates(self) -> SqlDuplicates:
        """See ports.Store."""
        from capadesk.storage.merging.duplicates import SqlDuplicates

        return SqlDuplicates(self.connection)

    @cached_property
    def occurrences(self) -> SqlOccurrences:
        """See ports.Store."""
        from capadesk.storage.reading.occurrences import SqlOccurrences

        return SqlOccurrences(self.connection, self.lists)

    @property
    def reports(self) -> Any:
        """See ports.Store."""
        from capadesk.storage.reading.report_source import SqlReportSource

        return SqlReportSource(self.connection, self.lists)

    @property
    def author(self) -> str:
        """See ports.Store."""
        return self._author

    def sign_as(self, author: str) -> None:
        """See ports.Store."""
        self._author = author

    def own_setting(self, name: str) -> str:
        """See ports.Store."""
        with translated(self.location):
            return read_own(self.connection().exec_driver_sql, name)

    def set_own_setting(self, name: str, value: str) -> None:
        """See ports.Store."""
        if self._is_read_only:
            raise UserError("read_only", file=self.location)
        with translated(self.location):
            write_own(self.connection().exec_driver_sql, name, value)

    # --- records --------------------------------------------------------------------------------

    def unit_of_work(self) -> SqlUnitOfWork:
        """See ports.Store."""
        from capadesk.storage.writing.unit_of_work import SqlUnitOfWork

        if self._is_read_only:
            raise UserError("read_only", file=self.location)
        mark: int | None = getattr(self._expected, "mark", None)
        begun = None if mark is None else partial(self._require, mark)
        return SqlUnitOfWork(self.connection(), self._replica, self._author, self._note_commit, begun)

    @contextmanager
    def expecting(self, mark: int) -> Iterator[None]:
        """See ports.Store."""
        self._expected.mark = mark
        try:
            yield
        finally:
            self._expected.mark = None

    def _require(self, mark: int) -> None:
        if self.latest_change() != mark:
            raise ChangedMeanwhile

    def get(self, record_type: type[R], record_id: UUID) -> R:
        """See ports.Store."""
        found = self.select(record_type, id=record_id)
        if not found:
            raise RecordNotFound(record_type.KIND, record_id)
        return found[0]

    def select(self, record_type: type[R], **equal: Any) -> list[R]:
        """See ports.Store."""
        mapper = mapper_of(record_type.KIND)
        condition, parameters = mapper.where(equal)
        with translated(self.location):
            rows = self.connection().exec_driver_sql(
                f"{mapper.select_sql} WHERE {condition} ORDER BY id", tuple(parameters)
            )
            found = rows.fetchall()
            try:
                return [cast(R, mapper.record(row)) for row in found]
            except (ValueError, TypeError) as error:  # a day, a number or an id that is none any more
                raise EnvironmentFailure("database_damaged", file=self.location, detail=str(error)) from error

    def longest_here(self, record_type: type[R]) -> R | None:
        """See ports.Store."""
        found = self.select(record_type)
        if len(found) > 1:
            from capadesk.storage.log.arrivals import first_arrived

            with translated(self.location):
                first = first_arrived(self.connection(), record_type.KIND, [each.id for each in found])
            found = [each for each in found if each.id == first] or found
        return found[0] if found else None

    def code_uses(self, fields: Sequence[tuple[str, str]]) -> Mapping[str, int]:
        """See ports.Store."""
        from capadesk.storage.reading.code_uses import code_uses

        return code_uses(self.connection().exec_driver_sql, fields)

    # --- trust: what a database on a server answers for itself ---------------------------------------

    def quick_check(self) -> list[Problem]:
        """See ports.Store."""
        return []

    def check_log(self) -> list[Problem]:
        """See ports.Store."""
        from capadesk.storage.trust import consistency

        with translated(self.location):
            return consistency.altered_sets(self.connection())

    @property
    def was_left_open(self) -> bool:
        """See ports.Store."""
        return False

    @property
    def is_reachable(self) -> bool:
        """See ports.Store; a file always is."""
        return True

    def server(self) -> HubServer | None:
        """See ports.Store; a file has none."""
        return None

    def listen(self) -> None:
        """See ports.Store; a file tells nobody, and is asked each time."""

    def has_news(self) -> bool:
        """See ports.Store."""
        return True

    @property
    def lost_at(self) -> datetime | None:
        """See ports.Store."""
        return None

    @property
    def lost_stamp(self) -> Stamp | None:
        """See ports.Store."""
        return None

    def forget_lost(self) -> None:
        """See ports.Store."""
