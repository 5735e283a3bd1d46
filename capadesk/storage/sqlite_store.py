"""One data file, open: the store that the rest of the program works with."""

from __future__ import annotations

import json
import os
import sqlite3
import threading
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, Self, cast
from uuid import UUID

from sqlalchemy import create_engine, event
from sqlalchemy.pool import NullPool

from capadesk.domain.change_set import DELETED_FIELD, ChangeRole, ChangeSet
from capadesk.domain.errors import EnvironmentFailure, RecordNotFound, UserError
from capadesk.domain.record import RECORD_TYPES, R, Record
from capadesk.domain.stamp import SHIPPED_STAMP, Stamp
from capadesk.services.ports import (
    BackupInfo,
    BinEntry,
    HistoryEntry,
    MergeResult,
    Problem,
    ProgressCallback,
    RecordHistoryEntry,
    Rival,
)
from capadesk.storage import backup, consistency
from capadesk.storage.change_log import ChangeLog
from capadesk.storage.codecs import from_json
from capadesk.storage.database_errors import translated
from capadesk.storage.lists import SqlLists
from capadesk.storage.merge import Merger
from capadesk.storage.migrations import schema_version, upgrade
from capadesk.storage.record_mapper import mapper_of, quoted
from capadesk.storage.replica import own_replica
from capadesk.storage.search_index import SEARCHED, SearchIndex
from capadesk.storage.tables import APPLICATION_ID, SCHEMA_VERSION
from capadesk.storage.undo import Undoer, UndoStack
from capadesk.storage.unit_of_work import SqlUnitOfWork
from capadesk.storage.window_lock import WindowLock

BUSY_TIMEOUT_S = 10.0
CACHE_KIB = 64 * 1024
_HISTORY = (
    "stamp, previous, time, author, label, label_data, role, undoes, record_count, created_counts, received"
)


class SqliteStore:
    """Implements ports.Store on one SQLite file; every thread has a connection of its own."""

    def __init__(self, path: Path, *, author: str, read_only: bool = False) -> None:
        """Use `create` or `open`."""
        self._path = path
        self._author = author
        self._is_read_only = read_only
        self._local = threading.local()
        self._connections: list[Any] = []
        self._write_lock = threading.RLock()
        self._window_lock = WindowLock(path)
        mode = "ro" if read_only else "rw"
        if read_only and not os.access(path.parent, os.W_OK) and not Path(f"{path}-wal").exists():
            mode = "ro&immutable=1"  # a WAL database on a medium where its side files cannot be made
        # Not by SQLAlchemy's own address, in which names with % # or ? would be read anew.
        connect = partial(
            sqlite3.connect,
            f"{path.absolute().as_uri()}?mode={mode}",
            uri=True,
            timeout=BUSY_TIMEOUT_S,
            check_same_thread=False,
            cached_statements=256,
        )
        self._engine = create_engine(
            "sqlite+pysqlite://", creator=connect, poolclass=NullPool, isolation_level="AUTOCOMMIT"
        )
        event.listen(self._engine, "connect", self._prepare)
        self.lists = SqlLists(self.connection)
        self._replica = b""

    # --- opening --------------------------------------------------------------------------------

    @classmethod
    def create(cls, path: Path, *, author: str, shipped: Iterable[Record] = ()) -> Self:
        """Make a new file; UserError `file_exists`; EnvironmentFailure if the folder does not allow it."""
        path = Path(path)
        if path.exists():
            raise UserError("file_exists", file=str(path))
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        except OSError as error:
            raise EnvironmentFailure("folder_not_writable", file=str(path), detail=str(error)) from error
        try:
            store = cls(path, author=author)
            with translated(str(path)):
                connection = store.connection()
                connection.exec_driver_sql("PRAGMA journal_mode=WAL").fetchall()
                upgrade(connection)
                store._replica = own_replica(connection.exec_driver_sql, path, is_read_only=False)
                store._ship(shipped)
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        except BaseException:
            for left in (path, Path(f"{path}-wal"), Path(f"{path}-shm")):
                left.unlink(missing_ok=True)
            raise
        return store

    @classmethod
    def open(
        cls, path: Path, *, author: str, read_only: bool = False, shipped: Iterable[Record] = ()
    ) -> Self:
        """Open a file; an older schema is backed up and migrated, a newer one is refused untouched.

        UserError `file_missing`, `not_a_capadesk_file`, `newer_schema`; EnvironmentFailure
        `database_damaged` (with the newest `backup`), `file_not_writable`, `folder_not_writable`.
        """
        path = Path(path)
        _require_ours(path, read_only)
        store = cls(path, author=author, read_only=read_only)
        try:
            with translated(str(path)):
                connection = store.connection()
                sql = connection.exec_driver_sql
                version = schema_version(sql)
                if sql("PRAGMA application_id").scalar() != APPLICATION_ID:
                    raise UserError("not_a_capadesk_file", file=str(path))
                if version > SCHEMA_VERSION:
                    raise UserError("newer_schema", file=str(path), version=version, supported=SCHEMA_VERSION)
                if not read_only:
                    sql("PRAGMA journal_mode=WAL").fetchall()
                if not read_only and version < SCHEMA_VERSION:
                    backup.copy_database(path, backup.next_backup_path(path, "before_migration"))
                    upgrade(connection)
                store._replica = own_replica(sql, path, is_read_only=read_only)
                if not read_only:
                    store._ship(shipped)
        except EnvironmentFailure as failure:
            store.close()
            if failure.code == "database_damaged":
                good = next(iter(backup.backups_of(path)), None)
                raise EnvironmentFailure(
                    "database_damaged",
                    file=str(path),
                    backup=str(good.path) if good else "",
                    detail=failure.data.get("detail", ""),
                ) from failure
            raise
        except BaseException:
            store.close()
            raise
        return store

    @staticmethod
    def restore(backup_file: Path, location: Path, *, author: str) -> BackupInfo:
        """Put a backup in a file's place; what stood there is kept as a backup of its own first."""
        backup_file, location = Path(backup_file), Path(location)
        _require_ours(backup_file, True)
        if not backup.verify(backup_file):
            raise EnvironmentFailure("database_damaged", file=str(backup_file), backup="")
        if location.exists() and backup.verify(location):
            backup.copy_database(location, backup.next_backup_path(location, "before_restore"))
        elif location.exists():
            kept = backup.next_backup_path(location, "damaged").with_suffix(".damaged")
            kept.parent.mkdir(parents=True, exist_ok=True)
            location.replace(kept)
        for left in (Path(f"{location}-wal"), Path(f"{location}-shm")):
            left.unlink(missing_ok=True)
        return backup.copy_database(backup_file, location)

    def _prepare(self, raw: Any, _record: Any) -> None:
        for pragma in (
            "foreign_keys=ON",
            "synchronous=FULL",
            f"cache_size=-{CACHE_KIB}",
            "secure_delete=ON",
            "temp_store=MEMORY",
            "trusted_schema=OFF",
        ):
            raw.execute(f"PRAGMA {pragma}")

    def connection(self) -> Any:
        """The calling thread's own connection, for the other parts of `storage`."""
        connection = getattr(self._local, "connection", None)
        if connection is None:
            with translated(str(self._path)):
                connection = self._engine.connect()
            self._local.connection = connection
            self._connections.append(connection)
        return connection

    def _ship(self, shipped: Iterable[Record]) -> None:
        """Enter shipped records that are not there yet, outside the ChangeSets."""
        records = list(shipped)
        if not records:
            return
        connection = self.connection()
        sql = connection.exec_driver_sql
        digest = str(hash(tuple(sorted(record.id.int for record in records))))
        if sql("SELECT value FROM meta WHERE key='shipped'").scalar() == digest:
            return
        index = SearchIndex(connection)
        raw = SHIPPED_STAMP.to_bytes()
        sql("BEGIN IMMEDIATE")
        try:
            for record in records:
                mapper = mapper_of(record.KIND)
                if sql(f"SELECT 1 FROM {quoted(record.KIND)} WHERE id=?", (record.id.bytes,)).fetchone():
                    continue
                result = sql(mapper.insert_sql, mapper.insert_values(record, None, "", raw))
                if record.KIND in SEARCHED:
                    index.put(record, result.lastrowid, is_new=True)
            sql(
                "INSERT INTO meta(key, value) VALUES ('shipped', ?)"
                " ON CONFLICT(key) DO UPDATE SET value=excluded.value",
                (digest,),
            )
            sql("COMMIT")
        except BaseException:
            sql("ROLLBACK")
            raise

    # --- what it is -----------------------------------------------------------------------------

    @property
    def location(self) -> str:
        """See ports.Store."""
        return str(self._path)

    @property
    def is_read_only(self) -> bool:
        """Whether nothing may be changed."""
        return self._is_read_only

    @property
    def replica(self) -> bytes:
        """The replica id of this file here."""
        return self._replica

    @property
    def reports(self) -> Any:
        """See ports.Store."""
        from capadesk.storage.report_source import SqlReportSource

        return SqlReportSource(self.connection, self.lists)

    def claim_window(self) -> bool:
        """Whether this is the only window on the file; held until `close`."""
        return self._window_lock.acquire()

    # --- records --------------------------------------------------------------------------------

    def unit_of_work(self) -> SqlUnitOfWork:
        """See ports.Store."""
        if self._is_read_only:
            raise UserError("read_only", file=str(self._path))
        return SqlUnitOfWork(self.connection(), self._replica, self._author)

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
        with translated(str(self._path)):
            rows = self.connection().exec_driver_sql(
                f"{mapper.select_sql} WHERE {condition} ORDER BY id", tuple(parameters)
            )
            return [cast(R, mapper.record(row)) for row in rows.fetchall()]

    # --- undo -----------------------------------------------------------------------------------

    def undo(self) -> ChangeSet | None:
        """See ports.Store."""
        return self._undo_next(ChangeRole.UNDO)

    def redo(self) -> ChangeSet | None:
        """See ports.Store."""
        return self._undo_next(ChangeRole.REDO)

    def _undo_next(self, role: ChangeRole) -> ChangeSet | None:
        with self.unit_of_work() as work:
            stack = UndoStack(self.connection(), self._replica)
            target = stack.next_undo() if role is ChangeRole.UNDO else stack.next_redo()
            if target is None:
                return None
            return Undoer(work, self.connection()).undo(target, role)

    def undo_change_set(self, stamp: Stamp) -> ChangeSet:
        """See ports.Store."""
        with self.unit_of_work() as work:
            return Undoer(work, self.connection()).undo(stamp, ChangeRole.UNDO)

    def next_undo(self) -> HistoryEntry | None:
        """See ports.Store."""
        return self._entry_of(UndoStack(self.connection(), self._replica).next_undo())

    def next_redo(self) -> HistoryEntry | None:
        """See ports.Store."""
        return self._entry_of(UndoStack(self.connection(), self._replica).next_redo())

    # --- history --------------------------------------------------------------------------------

    def history(self, limit: int = 200, before: Stamp | None = None) -> list[HistoryEntry]:
        """See ports.Store."""
        raw = before.to_bytes() if before else b"\xff" * 14
        rows = self.connection().exec_driver_sql(
            f"SELECT {_HISTORY} FROM change_set WHERE stamp < ? ORDER BY stamp DESC LIMIT ?", (raw, limit)
        )
        return [self._history_entry(row) for row in rows.fetchall()]

    def _entry_of(self, stamp: Stamp | None) -> HistoryEntry | None:
        if stamp is None:
            return None
        row = (
            self.connection()
            .exec_driver_sql(f"SELECT {_HISTORY} FROM change_set WHERE stamp=?", (stamp.to_bytes(),))
            .fetchone()
        )
        return self._history_entry(row) if row else None

    def _history_entry(self, row: Any) -> HistoryEntry:
        stamp = bytes(row[0])
        return HistoryEntry(
            Stamp.from_bytes(stamp),
            _utc(row[2]),
            row[3],
            row[4],
            json.loads(row[5]),
            row[6],
            row[8],
            self._is_undone(stamp),
            stamp[6:] == self._replica and not row[10],
        )

    def _is_undone(self, stamp: bytes) -> bool:
        row = (
            self.connection()
            .exec_driver_sql(
                "SELECT stamp FROM change_set WHERE undoes=? ORDER BY stamp DESC LIMIT 1", (stamp,)
            )
            .fetchone()
        )
        return row is not None and not self._is_undone(bytes(row[0]))

    def record_history(self, kind: str, record_id: UUID) -> list[RecordHistoryEntry]:
        """See ports.Store."""
        return self.record_histories(kind, [record_id])[record_id]

    def record_histories(self, kind: str, record_ids: Sequence[UUID]) -> dict[UUID, list[RecordHistoryEntry]]:
        """See ports.Store."""
        histories = ChangeLog(self.connection()).histories_of(kind, record_ids)
        return {
            record_id: [
                RecordHistoryEntry(
                    entry.stamp, entry.time, entry.author, entry.label, change.is_creation, change.fields
                )
                for entry, change in history
            ]
            for record_id, history in histories.items()
        }

    def rivals(self) -> list[Rival]:
        """See ports.Store."""
        rows = self.connection().exec_driver_sql(
            "SELECT v.kind, v.record_id, v.field, v.value, v.stamp, s.author, s.time FROM rival v"
            " JOIN change_set s ON s.stamp = v.stamp ORDER BY v.stamp DESC"
        )
        found = []
        for kind, raw_id, field, value, stamp, author, time in rows.fetchall():
            record_id = UUID(bytes=bytes(raw_id))
            lost = from_json(RECORD_TYPES[kind], field, json.loads(value))
            if lost != self._present_value(kind, record_id, field):
                found.append(
                    Rival(kind, record_id, field, lost, Stamp.from_bytes(bytes(stamp)), author, _utc(time))
                )
        return found

    def _present_value(self, kind: str, record_id: UUID, field: str) -> Any:
        mapper = mapper_of(kind)
        row = self.connection().exec_driver_sql(mapper.by_id_sql, (record_id.bytes,)).fetchone()
        return row[1] if field == DELETED_FIELD else getattr(mapper.record(row), field)

    def bin(self) -> list[BinEntry]:
        """See ports.Store."""
        found: list[BinEntry] = []
        connection = self.connection()
        for kind in SEARCHED:
            rows = connection.exec_driver_sql(
                f"SELECT r.id, s.time, s.author FROM {quoted(kind)} r"
                " JOIN field_stamp f ON f.record_id = r.id AND f.field = 'deleted'"
                " JOIN change_set s ON s.stamp = f.stamp WHERE r.deleted = 'deleted'"
            ).fetchall()
            names = {c.id: c.name for c in self.lists.choices_by_id(kind, [UUID(bytes=r[0]) for r in rows])}
            for record_id, time, author in rows:
                uuid = UUID(bytes=bytes(record_id))
                found.append(BinEntry(kind, uuid, names.get(uuid, ""), _utc(time), author))
        return sorted(found, key=lambda entry: entry.deleted_at, reverse=True)

    def latest_change(self) -> int:
        """See ports.Store."""
        return int(self.connection().exec_driver_sql("SELECT max(arrival) FROM change_set").scalar() or 0)

    def changes_since(self, mark: int) -> list[ChangeSet]:
        """See ports.Store."""
        connection = self.connection()
        rows = connection.exec_driver_sql(
            "SELECT stamp FROM change_set WHERE arrival > ? ORDER BY arrival", (mark,)
        ).fetchall()
        log = ChangeLog(connection)
        found = (log.find(Stamp.from_bytes(bytes(row[0]))) for row in rows)
        return [entry for entry in found if entry is not None]

    # --- merge, backup, check -------------------------------------------------------------------

    def merge_from(self, other: Path, progress: ProgressCallback | None = None) -> MergeResult:
        """See ports.Store."""
        source = SqliteStore.open(other, author="", read_only=True)
        try:
            with self.unit_of_work() as work, translated(str(self._path)):
                received = f"{source.replica.hex()}:{work.stamp}"
                merger = Merger(self.connection(), source.connection())
                result = merger.run(received, progress)
                self.connection().exec_driver_sql("COMMIT")
                work.finished()
                return result
        finally:
            source.close()

    def backup_to(self, path: Path, progress: ProgressCallback | None = None) -> BackupInfo:
        """See ports.Store."""
        return backup.copy_database(self._path, Path(path), progress)

    def backups(self) -> list[BackupInfo]:
        """See ports.Store."""
        return backup.backups_of(self._path)

    def backup_if_due(self) -> BackupInfo | None:
        """See ports.Store."""
        return None if self._is_read_only else backup.backup_if_due(self._path)

    def check(self) -> list[Problem]:
        """See ports.Store."""
        with translated(str(self._path)):
            return consistency.problems_of(self.connection().exec_driver_sql)

    def close(self) -> None:
        """See ports.Store."""
        self._window_lock.release()
        for connection in self._connections:
            connection.close()
        self._connections.clear()
        self._local = threading.local()
        self._engine.dispose()


def _utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def _require_ours(path: Path, read_only: bool) -> None:
    """Refuse what is not a data file of ours before SQLite touches it."""
    try:
        with path.open("rb") as file:
            head = file.read(100)
    except FileNotFoundError as error:
        raise UserError("file_missing", file=str(path)) from error
    except (PermissionError, IsADirectoryError) as error:
        raise EnvironmentFailure("file_not_readable", file=str(path), detail=str(error)) from error
    if len(head) < 100 or not head.startswith(b"SQLite format 3\x00"):
        good = next(iter(backup.backups_of(path)), None)
        if good is not None:
            raise EnvironmentFailure("database_damaged", file=str(path), backup=str(good.path), detail="")
        raise UserError("not_a_capadesk_file", file=str(path))
    is_marked = int.from_bytes(head[68:72], "big") == APPLICATION_ID
    if not is_marked and not Path(f"{path}-wal").exists():  # the mark may still lie in the WAL
        raise UserError("not_a_capadesk_file", file=str(path))
    if not read_only and not os.access(path, os.W_OK):
        raise EnvironmentFailure("file_not_writable", file=str(path), detail="")
    if not read_only and not os.access(path.parent, os.W_OK):
        raise EnvironmentFailure("folder_not_writable", file=str(path), detail="")
