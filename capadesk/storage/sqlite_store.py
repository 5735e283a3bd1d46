"""One data file, open: the store that the rest of the program works with."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from capadesk.domain.errors import EnvironmentFailure
from capadesk.domain.stamp import Stamp
from capadesk.services.ports.store import BACKUP_COPIES, DAMAGE
from capadesk.storage.beside.draft_file import DraftFile, draft_file_of
from capadesk.storage.database import data_file
from capadesk.storage.database.connections import Connections
from capadesk.storage.database.database_errors import translated
from capadesk.storage.database.file_connection import driver_errors
from capadesk.storage.database.window_lock import WindowLock
from capadesk.storage.encryption.file_key import KEY_RING
from capadesk.storage.log.newest_change import NewestChange
from capadesk.storage.log.replica import own_replica
from capadesk.storage.sql_store import SqlStore
from capadesk.storage.trust import backup
from capadesk.storage.trust.backup_rotation import Rotation
from capadesk.storage.writing.shipping import ship

if TYPE_CHECKING:
    from datetime import datetime

    from capadesk.domain.record import Record
    from capadesk.services.ports import BackupInfo, Problem, ProgressCallback
    from capadesk.services.ports.encryption import PlainCopy
    from capadesk.storage.encryption.file_key import FileKey
    from capadesk.storage.log.checked_changes import CheckedChanges


class SqliteStore(SqlStore):
    """Implements ports.Store on one SQLite file."""

    def __init__(
        self, path: Path, *, author: str, read_only: bool = False, key: FileKey | None = None
    ) -> None:
        """Use `create` or `open`."""
        super().__init__(str(path), author=author, is_read_only=read_only)
        self._path = path
        self._key = key
        self._connections = Connections(path, is_read_only=read_only, key=key)
        self._window_lock = WindowLock(path)
        self.drafts = DraftFile(draft_file_of(path), is_read_only=read_only, key=key)
        self._newest = NewestChange(path)
        self._note_commit = self._newest.note
        self._lost_at: datetime | None = None
        self._was_left_open = False

    # --- opening --------------------------------------------------------------------------------

    @classmethod
    def create(
        cls, path: Path, *, author: str, shipped: Iterable[Record] = (), key: FileKey | None = None
    ) -> Self:
        """Make a new file, encrypted if there is a key.

        UserError `file_exists`; EnvironmentFailure if the folder does not allow it.
        """
        path = Path(path)
        data_file.make_empty(path)
        try:
            store = cls(path, author=author, key=key)
            store._newest.forget()  # of a file that lay here and is gone
            with translated(str(path)):
                connection = store.connection()
                data_file.enter_schema(connection)
                store._replica = own_replica(connection.exec_driver_sql, path, is_read_only=False)
                ship(connection, shipped)
                data_file.settle(connection)
        except BaseException:
            data_file.remove(path)
            raise
        return store

    @classmethod
    def open(
        cls, path: Path, *, author: str, read_only: bool = False, shipped: Iterable[Record] = ()
    ) -> Self:
        """Open a file; an older schema is backed up and migrated, a newer one is refused untouched.

        UserError `file_missing`, `not_a_capadesk_file`, `newer_schema`, `file_passphrase_needed`;
        EnvironmentFailure `database_damaged` (with the newest `backup`), `database_busy` (it was replaced
        meanwhile), `file_not_writable`, `folder_not_writable`.
        """
        path = Path(path)
        data_file.require_ours(path, read_only)
        was_left_open = data_file.has_wal(path)
        before = path.stat()
        key = KEY_RING.of(path)
        store = cls(path, author=author, read_only=read_only, key=key)
        store._was_left_open = was_left_open
        try:
            with translated(str(path)):
                connection = store.connection()
                data_file.bring_up_to_date(connection, path, read_only)
                if not read_only:
                    data_file.require_same(path, before)
                    data_file.bring_in_line(path, key)
                sql = connection.exec_driver_sql
                store._lost_at = store._newest.lost_at(sql)
                has_lost = store._lost_at is not None
                store._replica = own_replica(sql, path, is_read_only=read_only, has_lost=has_lost)
                if not read_only:
                    ship(connection, shipped)
        except EnvironmentFailure as failure:
            store.close()
            if failure.code == "database_damaged":
                raise data_file.with_good_backup(failure, path) from failure
            raise
        except BaseException:
            store.close()
            raise
        return store

    def connection(self) -> Any:
        """The calling thread's own connection, for the other parts of `storage`."""
        return self._connections.own()

    @property
    def schema_version(self) -> int:
        """The version of the schema that the file has."""
        from capadesk.storage.migrations import schema_version

        return schema_version(self.connection().exec_driver_sql)

    @property
    def is_encrypted(self) -> bool:
        """See ports.Store."""
        return self._key is not None

    def plain_copies(self) -> list[PlainCopy]:
        """See ports.Store."""
        from capadesk.storage.encryption.plain_copies import plain_copies_of

        return plain_copies_of(self._path, self.own_setting(BACKUP_COPIES)) if self.is_encrypted else []

    def remove_plain_copies(self, progress: ProgressCallback | None = None) -> None:
        """See ports.Store."""
        from capadesk.storage.encryption.plain_copies import remove_plain_copies

        copies = self.plain_copies()
        if copies and all(info.path in {copy.path for copy in copies} for info in self.backups()):
            self.backup_now()
        remove_plain_copies(copies, progress)

    def claim_window(self) -> bool:
        """Whether this is the only window on the file; held until `close`."""
        return self._window_lock.acquire()

    # --- backup, check -------------------------------------------------------------------

    def backup_to(self, path: Path, progress: ProgressCallback | None = None) -> BackupInfo:
        """See ports.Store."""
        return backup.copy_database(self._path, Path(path), progress)

    def backup_now(self, progress: ProgressCallback | None = None) -> BackupInfo:
        """See ports.Store."""
        return self._copied(backup.backup_now(self._path, progress, self._rotation()))

    def backups(self) -> list[BackupInfo]:
        """See ports.Store."""
        return backup.backups_of(self._path)

    def backup_if_due(self) -> BackupInfo | None:
        """See ports.Store."""
        if self._is_read_only:
            return None
        made = backup.backup_if_due(self._path, rotation=self._rotation())
        return self._copied(made) if made is not None else None

    def _copied(self, made: BackupInfo) -> BackupInfo:
        folder = self.own_setting(BACKUP_COPIES)
        if folder:
            backup.copy_elsewhere(made, Path(folder), self._rotation())
        return made

    def _rotation(self) -> Rotation:
        return Rotation.of(self.connection().exec_driver_sql)

    def check(self, *, with_records: bool = True) -> list[Problem]:
        """See ports.Store."""
        from capadesk.services.ports import Problem
        from capadesk.storage.trust import consistency

        try:
            with translated(str(self._path)):
                found = consistency.problems_of_file(self.connection(), with_records=with_records)
        except EnvironmentFailure as failure:
            if failure.code != "database_damaged":
                raise
            found = [Problem("integrity", "", str(failure.data.get("detail", "")))]
        except driver_errors(ValueError, TypeError, KeyError) as error:
            # What was written as a text, a time or JSON is none any more.
            found = [Problem("integrity", "", f"{type(error).__name__}: {error}")]
        if self._lost_at is not None:
            found.append(Problem("changes_lost", "", self._lost_at.isoformat(timespec="seconds")))
        return found

    def checked_outgoing(self) -> CheckedChanges:
        """What a merge takes from this file: compared with what was written before any of it is believed."""
        from capadesk.storage.log.checked_changes import CheckedChanges

        def check_all() -> None:
            damage = [problem for problem in self.check(with_records=False) if problem.code in DAMAGE]
            if damage:
                detail = f"{damage[0].code}: {damage[0].detail}"
                raise EnvironmentFailure("database_damaged", file=self.location, detail=detail)

        return CheckedChanges(self.connection(), self.replica, self.location, check_all)

    def quick_check(self) -> list[Problem]:
        """See ports.Store."""
        from capadesk.storage.trust import consistency

        with translated(self.location):
            return consistency.structural_problems(self.connection().exec_driver_sql)

    @property
    def was_left_open(self) -> bool:
        """See ports.Store."""
        return self._was_left_open

    @property
    def lost_stamp(self) -> Stamp | None:
        """See ports.Store."""
        raw = self._newest.has_lost()
        return Stamp.from_bytes(raw) if raw is not None else None

    def forget_lost(self) -> None:
        """See ports.Store."""
        self._newest.forget()
        self._lost_at = None

    @property
    def lost_at(self) -> datetime | None:
        """See ports.Store."""
        return self._lost_at

    def close(self) -> None:
        """See ports.Store."""
        self._window_lock.release()
        self.drafts.close()
        self._newest.close()
        self._connections.close()
