"""The connections to one SQLite file: every thread has one of its own."""

from __future__ import annotations

import os
import sqlite3
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from capadesk.storage.database.connection import Connection, Rows
from capadesk.storage.database.core_engine import CoreEngine
from capadesk.storage.database.database_errors import translated
from capadesk.storage.database.file_connection import connect_file
from capadesk.storage.encryption.file_key import KEY_RING

if TYPE_CHECKING:
    from capadesk.storage.encryption.file_key import FileKey

BUSY_TIMEOUT_S = 10.0
CACHE_KIB = 3 * 1024
"""For each connection, and each list reads on one of its own; the system keeps the file's pages as well."""


class Connections:
    """Opens a connection when a thread first asks for one, and closes them all together."""

    def __init__(self, path: Path, *, is_read_only: bool, key: FileKey | None = None) -> None:
        """`key` is that of an encrypted file."""
        self._path = path
        self._key = key
        self._local = threading.local()
        self._all: list[Connection] = []
        mode = "ro" if is_read_only else "rw"
        if is_read_only and not os.access(path.parent, os.W_OK) and not Path(f"{path}-wal").exists():
            mode = "ro&immutable=1"  # a WAL database on a medium where its side files cannot be made
        self._mode = mode
        self._held = KEY_RING.hold(path, key)
        self._core = CoreEngine()
        self._rows = Rows
        if key is not None:
            from capadesk.storage.encryption import cipher_driver

            self._core = CoreEngine(first=cipher_driver.memory_database, module=cipher_driver.driver)
            self._rows = cipher_driver.CipherRows

    def own(self) -> Connection:
        """The calling thread's connection; EnvironmentFailure if the file cannot be opened."""
        connection: Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            with translated(str(self._path)):
                connection = Connection(self._opened(), self._core, self._rows)
            self._local.connection = connection
            self._all.append(connection)
        return connection

    def close(self) -> None:
        """Close every thread's connection."""
        for connection in self._all:
            connection.close()
        self._all.clear()
        self._local = threading.local()
        self._core.close()
        KEY_RING.let_go(self._held)

    def _opened(self) -> sqlite3.Connection:
        raw = connect_file(
            self._path,
            self._mode,
            key=self._key,
            timeout=BUSY_TIMEOUT_S,
            isolation_level=None,
            check_same_thread=False,
            cached_statements=256,
        )
        try:
            with translated(str(self._path)):
                _prepare(raw)
        except BaseException:
            raw.close()
            raise
        return raw


def _prepare(raw: sqlite3.Connection) -> None:
    for pragma in (
        "foreign_keys=ON",
        "synchronous=FULL",
        f"cache_size=-{CACHE_KIB}",
        "secure_delete=ON",
        "temp_store=MEMORY",
        "trusted_schema=OFF",
    ):
        raw.execute(f"PRAGMA {pragma}")
