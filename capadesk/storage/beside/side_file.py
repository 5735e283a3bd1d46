"""A small SQLite file beside a data file, for what is no record: no work on those ever holds it up."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from capadesk.domain.errors import EnvironmentFailure
from capadesk.storage.database.database_errors import translated
from capadesk.storage.database.file_connection import connect_file, damage_errors, driver_errors
from capadesk.storage.encryption.file_key import FileKey

DRAFTS, FEEDS = ".drafts", ".feeds"
"""What is added to a data file's name for each of its side files."""

_FILES = ("", "-wal", "-shm")

_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "secure_delete=ON",
    "temp_store=MEMORY",
    "trusted_schema=OFF",
)


def side_files_of(location: Path) -> tuple[Path, ...]:
    """Where the side files of a data file lie, whether or not they are there."""
    return tuple(location.with_name(location.name + ending) for ending in (DRAFTS, FEEDS))


def remove_side_file(path: Path) -> None:
    """Remove the file, with what SQLite keeps beside it."""
    for ending in _FILES:
        Path(f"{path}{ending}").unlink(missing_ok=True)


def put_aside(path: Path) -> None:
    """Keep a side file that is damaged under another name, with what SQLite keeps beside it."""
    for ending in _FILES:
        with contextlib.suppress(FileNotFoundError):
            Path(f"{path}{ending}").replace(f"{path}.damaged{ending}")


class SideFile:
    """Made when something is first kept, for its owner alone; any thread may call it.

    One that is damaged is put aside as `.damaged`.
    """

    def __init__(self, path: Path, *tables: str, key: FileKey | None = None) -> None:
        """`tables` are the statements that make its tables where they are not there.

        `key` is that of the data file, if it is encrypted.
        """
        self._key = key
        self._path = path
        self._tables = tables
        self._connection: sqlite3.Connection | None = None
        self._lock = threading.Lock()

    @property
    def exists(self) -> bool:
        """Whether anything was ever kept."""
        return self._path.exists()

    def run(self, sql: str, *parameters: Any) -> list[tuple[Any, ...]]:
        """One statement, a transaction of its own. EnvironmentFailure."""
        with self._lock, translated(str(self._path)):
            try:
                return self._opened().execute(sql, parameters).fetchall()
            except damage_errors() as error:
                if is_damage(error):
                    self._put_aside()
                    return self._opened().execute(sql, parameters).fetchall()
                raise

    @contextlib.contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Several statements that are kept together or not at all. EnvironmentFailure."""
        with self._lock, translated(str(self._path)):
            connection = self._opened()
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
            except BaseException:
                connection.execute("ROLLBACK")
                raise
            connection.execute("COMMIT")

    def close(self, is_empty: str = "") -> None:
        """Close the file; it is removed if the statement `is_empty` gives no row."""
        with self._lock:
            connection, self._connection = self._connection, None
            if connection is None:
                return
            has_rows = True
            if is_empty:
                with contextlib.suppress(*driver_errors()):
                    has_rows = connection.execute(is_empty).fetchone() is not None
            connection.close()
            if not has_rows:
                with contextlib.suppress(OSError):
                    self._path.unlink()

    def _opened(self) -> sqlite3.Connection:
        if self._connection is None:
            _make_private(self._path)
            connection = connect_file(
                self._path, key=self._key, isolation_level=None, check_same_thread=False
            )
            try:
                for pragma in _PRAGMAS:
                    connection.execute(f"PRAGMA {pragma}")
                for table in self._tables:
                    connection.execute(table)
            except BaseException:
                connection.close()
                raise
            self._connection = connection
        return self._connection

    def _put_aside(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None
        put_aside(self._path)


def _make_private(path: Path) -> None:
    try:
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as error:
        raise EnvironmentFailure("folder_not_writable", file=str(path), detail=str(error)) from error


def is_damage(error: Exception) -> bool:
    """Whether a driver's error says that the file is damaged, or no database at all."""
    return getattr(error, "sqlite_errorname", "").startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB"))
