"""Where the stores of tests live: in memory, in files, or on a private PostgreSQL."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Protocol

import psycopg

from capadesk.bootstrap.desk_parts import desk_over as parts_over
from capadesk.bootstrap.surroundings import shipped
from capadesk.domain.record import Record
from capadesk.services.desk import Desk
from capadesk.services.ports import Store
from capadesk.storage.encryption.file_key import KEY_RING, FileKey
from capadesk.storage.hub.postgres_store import PostgresStore
from capadesk.storage.sql_store import SqlStore
from capadesk.storage.sqlite_store import SqliteStore
from tests.postgres_server import PostgresServer


class Places(Protocol):
    """Makes and opens stores of one kind."""

    kind: str

    def create(self, name: str, *, author: str, shipped: Iterable[Record] = ()) -> Store: ...

    def open(
        self, location: str, *, author: str, read_only: bool = False, shipped: Iterable[Record] = ()
    ) -> Store: ...

    def more(self) -> AbstractContextManager[Places]:
        """Places of their own, for one of many tries within a test."""


class FilePlaces:
    """Data files in a folder; nothing waits for the disk."""

    kind = "file"

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def create(self, name: str, *, author: str, shipped: Iterable[Record] = ()) -> SqlStore:
        return _quick(SqliteStore.create(self._folder / f"{name}.capadesk", author=author, shipped=shipped))

    def open(
        self, location: str, *, author: str, read_only: bool = False, shipped: Iterable[Record] = ()
    ) -> SqlStore:
        return _quick(SqliteStore.open(Path(location), author=author, read_only=read_only, shipped=shipped))

    @contextmanager
    def more(self) -> Iterator[FilePlaces]:
        with tempfile.TemporaryDirectory(dir=self._folder) as folder:
            yield FilePlaces(Path(folder))


class EncryptedPlaces(FilePlaces):
    """Data files that are encrypted, with a key that no passphrase had to be stretched for."""

    def create(self, name: str, *, author: str, shipped: Iterable[Record] = ()) -> SqlStore:
        key = FileKey(os.urandom(32), os.urandom(16))
        KEY_RING.add(key)
        path = self._folder / f"{name}.capadesk"
        return _quick(SqliteStore.create(path, author=author, shipped=shipped, key=key))

    @contextmanager
    def more(self) -> Iterator[EncryptedPlaces]:
        with tempfile.TemporaryDirectory(dir=self._folder) as folder:
            yield EncryptedPlaces(Path(folder))


def _quick(store: SqliteStore) -> SqliteStore:
    store.connection().exec_driver_sql("PRAGMA synchronous=OFF")
    return store


class HubDatabases:
    """Databases that are made once, lent to a test, and emptied when they come back."""

    def __init__(self, server: PostgresServer, folder: Path) -> None:
        self.server = server
        self._template = server.make()
        PostgresStore.create(server.address(self._template), author="", own_folder=folder).close()
        with self._connection(self._template) as connection:
            rows = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'capadesk'")
            tables = [row[0] for row in rows if row[0] != "meta"]
        deletions = "; ".join(f'DELETE FROM "{table}"' for table in tables)
        self._emptying = (
            "SET search_path TO capadesk; SET session_replication_role TO replica;"
            f" {deletions}; DELETE FROM meta WHERE key <> 'schema_version'"
        )
        self._free: list[str] = []

    def lend(self) -> str:
        """An empty hub; its database's name."""
        return self._free.pop() if self._free else self.server.make(self._template)

    def take_back(self, name: str) -> None:
        """Empty a hub; nobody may be connected who still writes."""
        with self._connection(name) as connection:
            connection.execute(self._emptying)
        self._free.append(name)

    def _connection(self, name: str) -> psycopg.Connection[tuple[str, ...]]:
        return psycopg.connect(
            self.server.address(name).replace("postgresql+psycopg", "postgresql"), autocommit=True
        )


class HubPlaces:
    """Hubs on the tests' own server, each in a database of its own."""

    kind = "hub"

    def __init__(self, databases: HubDatabases, folder: Path) -> None:
        self._databases = databases
        self._folder = folder
        self._lent: list[str] = []
        self._opened: list[PostgresStore] = []

    def create(self, name: str, *, author: str, shipped: Iterable[Record] = ()) -> SqlStore:
        self._lent.append(self._databases.lend())
        return self.open(self._databases.server.address(self._lent[-1]), author=author, shipped=shipped)

    def open(
        self, location: str, *, author: str, read_only: bool = False, shipped: Iterable[Record] = ()
    ) -> SqlStore:
        store = PostgresStore.open(
            location, author=author, own_folder=self._folder, read_only=read_only, shipped=shipped
        )
        self._opened.append(store)
        return store

    def close(self) -> None:
        """Give everything back."""
        for store in self._opened:
            store.close()
        while self._lent:
            self._databases.take_back(self._lent.pop())

    @contextmanager
    def more(self) -> Iterator[HubPlaces]:
        with tempfile.TemporaryDirectory(dir=self._folder) as folder:
            places = HubPlaces(self._databases, Path(folder))
            try:
                yield places
            finally:
                places.close()


def desk_over(places: Places, name: str, *, author: str) -> Desk:
    """The services over a new store that has what every store begins with."""
    return parts_over(places.create(name, author=author, shipped=shipped()), "en")
