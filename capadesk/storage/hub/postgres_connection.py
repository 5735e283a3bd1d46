"""One connection to a hub: the statements that were written for SQLite, sent to PostgreSQL by psycopg."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Self, cast

import psycopg
from psycopg.pq import TransactionStatus
from psycopg.types.string import StrDumper

from capadesk.domain.errors import EnvironmentFailure
from capadesk.storage.hub.hub_errors import failure_of_hub
from capadesk.storage.hub.postgres_dialect import POSTGRES, tsquery_of
from capadesk.storage.hub.postgres_text import text_for_postgres
from capadesk.storage.reading.search_index import Match

if TYPE_CHECKING:
    from psycopg.abc import Buffer

    from capadesk.storage.database.core_engine import CoreEngine

# What the driver warns of when a connection breaks is told as an error of ours.
logging.getLogger("psycopg").addHandler(logging.NullHandler())

Raw = psycopg.Connection[Any]

WRITERS_LOCK = 0x43415044
"""The advisory lock that one writer holds until the end of its transaction: "CAPD"."""
_BEGINNINGS = {
    "BEGIN": "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
    "BEGIN IMMEDIATE": f"BEGIN; SELECT pg_advisory_xact_lock({WRITERS_LOCK})",
}
"""SQLite's reading and writing transactions: a snapshot, and the only writer."""
_ENDS = frozenset({"COMMIT", "ROLLBACK"})
_READINGS = ("SELECT", "WITH")
_TEXT_WITHOUT_NUL = str.maketrans({"\x00": "\N{REPLACEMENT CHARACTER}"})


class Rows(psycopg.Cursor[Any]):
    """What a statement found; a cursor that takes SQLite's statements, and gives the one value of a row."""

    def __init__(self, owner: PostgresConnection) -> None:
        super().__init__(owner.connection)
        self._owner = owner
        self._location = owner.location

    def execute(self, query: Any, params: Any = (), **options: Any) -> Self:
        """Run a statement of ours; EnvironmentFailure, psycopg.Error for a fault of the program.

        What only reads, outside of a transaction, is asked once more on a new connection if this one is lost.
        """
        text = text_for_postgres(query)
        is_plain = query.startswith(_READINGS) and not self._owner.in_transaction
        with told(self._location):
            try:
                return super().execute(text, params, **options)
            except psycopg.OperationalError:
                if not is_plain or not self.connection.closed:
                    raise
            super().__init__(self._owner.renewed())
            return super().execute(text, params, **options)

    def executemany(self, query: Any, params_seq: Any, **options: Any) -> None:
        """Run a statement of ours for each entry."""
        with told(self._location):
            super().executemany(text_for_postgres(query), params_seq, **options)

    def run_script(self, script: str) -> Self:
        """Run one or several statements as PostgreSQL takes them."""
        with told(self._location):
            return super().execute(script.encode())

    def scalar(self) -> Any:
        """The first value of the first row; None if there is none. Nothing can be read after it."""
        row = self.fetchone()
        self.close()
        return None if row is None else row[0]


class PostgresConnection:
    """The same as `Connection`, used by one thread; a lost connection is opened anew between transactions."""

    dialect = POSTGRES
    error = (psycopg.Error, EnvironmentFailure)

    def __init__(
        self, opened: Callable[[], Raw], core: CoreEngine, location: str, on_commit: Callable[[], None]
    ) -> None:
        """`location` names the hub in failures; `on_commit` is told of each transaction that was kept."""
        self._opened = opened
        self._engine = core
        self._core: Any = None
        self._on_commit = on_commit
        self._has_begun = False
        self.location = location
        with told(location):
            self.connection = self._made()

    def exec_driver_sql(self, sql: str, parameters: Sequence[Any] = ()) -> Rows:
        """Run SQL text once, or once for each entry of a list; psycopg.Error."""
        if sql in _BEGINNINGS:
            rows = self._begun(_BEGINNINGS[sql])
            self._has_begun = True
            return rows
        if sql in _ENDS:
            self._has_begun = False
        rows = self._run(sql, parameters)
        if sql == "COMMIT":
            self._on_commit()
        return rows

    def _run(self, sql: str, parameters: Sequence[Any]) -> Rows:
        cursor = self.cursor()
        if isinstance(parameters, list) and parameters:
            cursor.executemany(sql, parameters)
            return cursor
        return cursor.execute(sql, parameters)

    def _begun(self, statement: str) -> Rows:
        try:
            return self.cursor().run_script(statement)
        except EnvironmentFailure:
            if not self.is_lost:
                self.connection.rollback()
                raise
        # Nothing was changed yet: on a new connection it is as if the old one had never been.
        return self.cursor().run_script(statement)

    def insert_many(self, into: str, rows: Sequence[Sequence[Any]]) -> None:
        """Insert rows; `into` is the statement up to its columns."""
        if rows:
            self._run(f"{into} VALUES ({', '.join('?' * len(rows[0]))})", list(rows))

    def run_script(self, script: str) -> None:
        """Run several statements at once, as PostgreSQL takes them."""
        self.cursor().run_script(script)

    def roomy(self) -> contextlib.AbstractContextManager[None]:
        """The server keeps what it needs."""
        return contextlib.nullcontext()

    def beside(self, file: str) -> contextlib.AbstractContextManager[bool]:
        """The server reads no file."""
        return contextlib.nullcontext(False)

    def inserted(self, sql: str, parameters: Sequence[Any]) -> int:
        """Insert one row whose number is left to the database; the number."""
        return int(self.exec_driver_sql(f"{sql} RETURNING seq", parameters).scalar())

    def cursor(self) -> Rows:
        """A cursor for several readings in a row, on a connection that is not known to be lost."""
        self.renewed()
        return Rows(self)

    def renewed(self) -> Raw:
        """The driver's connection, a new one if it is known to have ended; EnvironmentFailure.

        A transaction does not go on over a new connection.
        """
        if self.is_lost and self._has_begun:
            raise EnvironmentFailure("hub_unreachable", file=self.location, location=self.location, detail="")
        if self.is_lost:
            self._let_go()
            with told(self.location):
                self.connection = self._made()
        return self.connection

    @property
    def is_lost(self) -> bool:
        """Whether the connection is known to have ended."""
        return bool(self.connection.closed)

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction is open."""
        return self._has_begun or self.connection.info.transaction_status not in (
            TransactionStatus.IDLE,
            TransactionStatus.UNKNOWN,
        )

    def execute(self, statement: Any, *parameters: Any, **options: Any) -> Any:
        """Run a statement made of SQLAlchemy's parts, as its Connection does."""
        with told(self.location):
            return self.core().execute(statement, *parameters, **options)

    def core(self) -> Any:
        """SQLAlchemy's connection over this one, in the same transaction; made when it is first asked for."""
        self.cursor().close()
        if self._core is None:
            self._core = self._engine.over(self.connection)
        return self._core

    def close(self) -> None:
        """Close it; what is not committed is rolled back."""
        self._let_go()
        self.connection.close()

    def _let_go(self) -> None:
        if self._core is not None:
            core, self._core = self._core, None
            core.invalidate() if self.is_lost else core.close()

    def _made(self) -> Raw:
        made = self._opened()
        made.adapters.register_dumper(str, _TextDumper)
        made.adapters.register_dumper(Match, _MatchDumper)
        return made


@contextlib.contextmanager
def told(location: str) -> Iterator[None]:
    """Raise the program's own failure in place of the driver's, wherever a hub is asked something."""
    try:
        yield
    except Exception as error:
        failure = failure_of_hub(getattr(error, "orig", error), location)
        if failure is None:
            raise
        raise failure from error


class _TextDumper(StrDumper):
    """Text; the character NUL, which PostgreSQL does not keep, becomes the replacement character."""

    oid = 0

    def dump(self, obj: str) -> Buffer | None:
        return super().dump(obj.translate(_TEXT_WITHOUT_NUL) if "\x00" in obj else obj)


class _MatchDumper(StrDumper):
    """What the search index is asked."""

    oid = psycopg.adapters.types["tsquery"].oid

    def dump(self, obj: str) -> Buffer | None:
        return super().dump(tsquery_of(cast(Match, obj)))
