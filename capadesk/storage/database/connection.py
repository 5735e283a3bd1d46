"""One connection to a data file: SQL text goes to SQLite itself, SQLAlchemy's statements through it."""

from __future__ import annotations

import contextlib
import itertools
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from capadesk.storage.database.dialect import SQLITE

if TYPE_CHECKING:
    from capadesk.storage.database.core_engine import CoreEngine


_ROOMY_KIB = 64 * 1024
_BESIDE_KIB = 16 * 1024
_ROWS_AT_ONCE = 50
_LOG_TABLES = 3
_TABLES_BESIDE = (
    "SELECT count(*) FROM sender.sqlite_master WHERE type='table' AND sql LIKE 'CREATE TABLE %'"
    " AND name IN ('change_set', 'change', 'change_block')"
)


class Rows(sqlite3.Cursor):
    """What a statement found; a cursor, with the one value of a row that has only one."""

    def scalar(self) -> Any:
        """The first value of the first row; None if there is none. Nothing can be read after it."""
        row = self.fetchone()
        self.close()
        return None if row is None else row[0]


class Connection:
    """Used by one thread. Transactions are begun and ended by statements, nothing is begun by itself."""

    dialect = SQLITE

    def __init__(self, raw: sqlite3.Connection, core: CoreEngine, rows: type[Rows] = Rows) -> None:
        """`rows` is the cursor of a driver that is not SQLite's own."""
        self.connection = raw
        self.error: type[Exception] = raw.Error
        """What the driver raises."""
        self._rows = rows
        self._engine = core
        self._core: Any = None

    def exec_driver_sql(self, sql: str, parameters: Sequence[Any] = ()) -> Rows:
        """Run SQL text once, or once for each entry of a list; sqlite3.Error."""
        cursor = self.connection.cursor(self._rows)
        if isinstance(parameters, list) and parameters:
            return cursor.executemany(sql, parameters)
        return cursor.execute(sql, parameters)

    def insert_many(self, into: str, rows: Sequence[Sequence[Any]]) -> None:
        """Insert rows; `into` is the statement up to its columns. Many rows a statement are quicker here."""
        if not rows:
            return
        marks = f"({','.join('?' * len(rows[0]))})"
        for start in range(0, len(rows), _ROWS_AT_ONCE):
            portion = rows[start : start + _ROWS_AT_ONCE]
            sql = f"{into} VALUES {','.join([marks] * len(portion))}"
            self.connection.execute(sql, [*itertools.chain.from_iterable(portion)])

    @property
    def plain_file(self) -> str:
        """The file, where a connection to another plain file may read it as well; "" for an encrypted one."""
        if self._rows is not Rows:
            return ""
        return str(self.exec_driver_sql("PRAGMA database_list").fetchone()[2])

    @contextlib.contextmanager
    def beside(self, file: str) -> Iterator[bool]:
        """Let statements read the log of another file as that of `sender` meanwhile; False if that cannot be.

        Outside of a transaction; in each one they see one state of it.
        """
        if not file or self._rows is not Rows:
            yield False
            return
        try:
            self.exec_driver_sql("ATTACH ? AS sender", (f"{Path(file).absolute().as_uri()}?mode=ro",))
        except self.error:
            yield False
            return
        try:
            yield self._has_plain_log()
        finally:
            with contextlib.suppress(self.error):
                self.exec_driver_sql("DETACH sender")

    def _has_plain_log(self) -> bool:
        """Whether the log beside consists of tables: a view might say something else each time."""
        try:
            found = self.exec_driver_sql(_TABLES_BESIDE).scalar()
            self.exec_driver_sql(f"PRAGMA sender.cache_size=-{_BESIDE_KIB}")
        except self.error:
            return False
        return bool(found == _LOG_TABLES)

    @contextlib.contextmanager
    def roomy(self) -> Iterator[None]:
        """Keep many pages in memory meanwhile: for work that touches all of a large file."""
        before = self.exec_driver_sql("PRAGMA cache_size").scalar()
        self.exec_driver_sql(f"PRAGMA cache_size=-{_ROOMY_KIB}")
        try:
            yield
        finally:
            self.exec_driver_sql(f"PRAGMA cache_size={int(before)}")

    def inserted(self, sql: str, parameters: Sequence[Any]) -> int:
        """Insert one row whose number is left to the database; the number."""
        return int(self.connection.execute(sql, parameters).lastrowid or 0)

    def cursor(self) -> sqlite3.Cursor:
        """A cursor for several readings in a row."""
        return self.connection.cursor()

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction is open."""
        return self.connection.in_transaction

    def execute(self, statement: Any, *parameters: Any, **options: Any) -> Any:
        """Run a statement made of SQLAlchemy's parts, as its Connection does."""
        return self.core().execute(statement, *parameters, **options)

    def core(self) -> Any:
        """SQLAlchemy's connection over this one, in the same transaction; made when it is first asked for."""
        if self._core is None:
            self._core = self._engine.over(self.connection)
        return self._core

    def close(self) -> None:
        """Close it; what is not committed is rolled back."""
        if self._core is not None:
            self._core.close()
        self.connection.close()
