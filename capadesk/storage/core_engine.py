"""SQLAlchemy over connections that are open already, imported when it is first needed."""

from __future__ import annotations

import sqlite3
import threading
from typing import Any


class CoreEngine:
    """One engine, with one cache of compiled statements, for all connections to a file."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._engine: Any = None
        self._next: sqlite3.Connection | None = None

    def over(self, raw: sqlite3.Connection) -> Any:
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

        engine = create_engine("sqlite+pysqlite://", creator=lambda: self._next, poolclass=NullPool)
        # An engine ends its first connection's transaction: that may be an empty database, never a user's.
        self._next = sqlite3.connect(":memory:")
        engine.connect().close()
        return engine
