"""The connections to one SQLite file: every thread has one of its own."""

from __future__ import annotations

import os
import sqlite3
import threading
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, event
from sqlalchemy.pool import NullPool

from capadesk.storage.database_errors import translated

BUSY_TIMEOUT_S = 10.0
CACHE_KIB = 64 * 1024


class Connections:
    """Opens a connection when a thread first asks for one, and closes them all together."""

    def __init__(self, path: Path, *, is_read_only: bool) -> None:
        self._path = path
        self._local = threading.local()
        self._all: list[Any] = []
        mode = "ro" if is_read_only else "rw"
        if is_read_only and not os.access(path.parent, os.W_OK) and not Path(f"{path}-wal").exists():
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
        event.listen(self._engine, "connect", _prepare)

    def own(self) -> Any:
        """The calling thread's connection; EnvironmentFailure if the file cannot be opened."""
        connection = getattr(self._local, "connection", None)
        if connection is None:
            with translated(str(self._path)):
                connection = self._engine.connect()
            self._local.connection = connection
            self._all.append(connection)
        return connection

    def close(self) -> None:
        """Close every thread's connection."""
        for connection in self._all:
            connection.close()
        self._all.clear()
        self._local = threading.local()
        self._engine.dispose()


def _prepare(raw: Any, _record: Any) -> None:
    for pragma in (
        "foreign_keys=ON",
        "synchronous=FULL",
        f"cache_size=-{CACHE_KIB}",
        "secure_delete=ON",
        "temp_store=MEMORY",
        "trusted_schema=OFF",
    ):
        raw.execute(f"PRAGMA {pragma}")
