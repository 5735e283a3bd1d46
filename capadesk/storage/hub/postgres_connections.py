"""The connections to one hub: every thread has one of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable
from urllib.parse import quote

import psycopg
from psycopg import sql

from capadesk.storage.database.core_engine import CoreEngine
from capadesk.storage.hub.postgres_connection import PostgresConnection, Raw

SCHEMA = "capadesk"
"""The schema of the hub's database that holds everything of ours."""
BUSY_TIMEOUT_S = 30
CONNECT_TIMEOUT_S = 10
_SYSTEM = "sslrootcert=system"
_SILENCE_S = 30
"""How long a connection may be silent before it is asked whether it is there."""


def _with_known_authorities(address: str) -> str:
    """Where the system's authorities are asked for, its file of them: libpq as it comes along has none."""
    if _SYSTEM not in address:
        return address
    import ssl

    file = ssl.get_default_verify_paths().cafile
    return address.replace(_SYSTEM, f"sslrootcert={quote(file)}") if file else address


class PostgresConnections:
    """Opens a connection when a thread first asks for one, and closes them all together."""

    def __init__(
        self, address: str, location: str, *, password: Callable[[], str | None], is_read_only: bool
    ) -> None:
        """`address` as libpq takes it, without a password; `location` is how the hub is named in errors."""
        self._address = _with_known_authorities(address)
        self._location = location
        self._password = password
        self._known: str | None = None
        self.on_commit: Callable[[], None] = lambda: None
        self._is_read_only = is_read_only
        self._local = threading.local()
        self._all: list[PostgresConnection] = []
        self._core = CoreEngine("postgresql+psycopg://", self.opened, use_native_hstore=False)

    def own(self) -> PostgresConnection:
        """The calling thread's connection; EnvironmentFailure if the hub does not answer."""
        connection: PostgresConnection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = PostgresConnection(self.opened, self._core, self._location, self._committed)
            self._local.connection = connection
            self._all.append(connection)
        return connection

    def _committed(self) -> None:
        self.on_commit()

    def opened(self) -> Raw:
        """A new connection, outside of any transaction; psycopg.Error."""
        try:
            raw = self._connected(self._known)
        except psycopg.OperationalError as error:
            # The keyring is asked only if the server asks, and libpq's own file of passwords has none.
            is_asked = error.pgconn is not None and error.pgconn.needs_password
            password = self._password() if is_asked else None
            if password is None:
                raise
            raw = self._connected(password)
            self._known = password
        raw.execute(
            sql.SQL(
                "SET search_path TO {}; SET lock_timeout TO {}; SET default_transaction_read_only TO {}"
            ).format(
                sql.Identifier(SCHEMA),
                sql.Literal(BUSY_TIMEOUT_S * 1000),
                sql.Literal("on" if self._is_read_only else "off"),
            )
        )
        return raw

    def _connected(self, password: str | None) -> Raw:
        return psycopg.connect(
            self._address,
            autocommit=True,
            password=password,
            connect_timeout=CONNECT_TIMEOUT_S,
            application_name="capadesk",
            client_encoding="utf-8",
            keepalives_idle=_SILENCE_S,
            keepalives_interval=5,
            keepalives_count=3,
        )

    def close(self) -> None:
        """Close every thread's connection."""
        for connection in self._all:
            connection.close()
        self._all.clear()
        self._local = threading.local()
        self._core.close()
