"""SQLAlchemy over connections that are open already, imported when it is first needed."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable
from typing import Any


def _empty_database() -> Any:
    return sqlite3.connect(":memory:")


class CoreEngine:
    """One engine, with one cache of compiled statements, for all connections to a data file or hub."""

    def __init__(
        self, address: str = "sqlite+pysqlite://", first: Callable[[], Any] = _empty_database, **options: Any
    ) -> None:
        """`first` opens a connection that the engine may use up when it is made."""
        self._address = address
        self._first = first
        self._options = options
        self._lock = threading.Lock()
        self._engine: Any = None
        self._next: Any = None

    def over(self, raw: Any) -> Any:
        """SQLAlchemy's connection that works on `raw`, whether or not a transaction is open there."""
        with self._lock:
            if self._engine is None:
                self._engine = self._made()
            self._next = raw
            return self._engine.connect()

    def close(self) -> None:
        """Let go of everything."""
        with self._lock:
            if self._engine is not None:
                self._engine.dispose()
                self._engine = None

    def _made(self) -> Any:
        # 120 ms: the window is painted before anything needs it.
        from sqlalchemy import create_engine
        from sqlalchemy.pool import NullPool

        engine = create_engine(self._address, creator=lambda: self._next, poolclass=NullPool, **self._options)
        # A cursor on the server needs a transaction, which readings do not have; they come in blocks.
        engine.dialect.supports_server_side_cursors = False
        # An engine ends its first connection's transaction: that may be one of its own, never a user's.
        self._next = self._first()
        engine.connect().close()
        return engine
