"""A hub that several people use at once: the store that the rest of the program works with, on PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from capadesk.domain.errors import UserError
from capadesk.services.ports import SourceKind
from capadesk.storage.database.database_errors import translated
from capadesk.storage.hub.hub_address import HubAddress
from capadesk.storage.hub.hub_client import HubClient
from capadesk.storage.hub.hub_database import bring_hub_up_to_date, hub_identity, make_hub
from capadesk.storage.hub.hub_listener import HubListener
from capadesk.storage.hub.postgres_connections import PostgresConnections
from capadesk.storage.sql_store import SqlStore
from capadesk.storage.writing.shipping import ship

if TYPE_CHECKING:
    from capadesk.domain.record import Record
    from capadesk.services.ports import BackupInfo, HubServer, Problem, ProgressCallback
    from capadesk.storage.log.logged_sets import SqlChanges


def _no_password() -> str | None:
    return None


class PostgresStore(SqlStore):
    """Implements ports.Store on a hub; each window is a replica of its own."""

    def __init__(
        self,
        address: str,
        *,
        author: str,
        own_folder: Path,
        password: Callable[[], str | None] = _no_password,
        read_only: bool = False,
    ) -> None:
        """Use `create` or `open`; `own_folder` is where this installation keeps what is its own."""
        known = HubAddress.parse(address)
        super().__init__(known.location, author=author, is_read_only=read_only)
        self._connections = PostgresConnections(
            known.conninfo, known.location, password=password, is_read_only=read_only
        )
        self._client = HubClient(own_folder, known.location, is_read_only=read_only)
        # They lie with this installation, so that a lost connection takes none.
        self.drafts = self._client.drafts
        self._identity = ""
        self._listener: HubListener | None = None

    @classmethod
    def create(
        cls,
        address: str,
        *,
        author: str,
        own_folder: Path,
        password: Callable[[], str | None] = _no_password,
        shipped: Iterable[Record] = (),
    ) -> Self:
        """Make a hub in an empty database; UserError `hub_exists`; EnvironmentFailure."""
        store = cls(address, author=author, own_folder=own_folder, password=password)
        try:
            with translated(store.location):
                make_hub(store.connection(), store.location)
                store._begin(shipped)
        except BaseException:
            store.close()
            raise
        return store

    @classmethod
    def open(
        cls,
        address: str,
        *,
        author: str,
        own_folder: Path,
        password: Callable[[], str | None] = _no_password,
        read_only: bool = False,
        shipped: Iterable[Record] = (),
    ) -> Self:
        """Open a hub; an older schema is migrated, a newer one is refused untouched.

        UserError `hub_empty`, `newer_schema`, `password_in_address`, `hub_address_unknown`;
        EnvironmentFailure `hub_unreachable`, `hub_password_needed`, `hub_refused`.
        """
        store = cls(address, author=author, own_folder=own_folder, password=password, read_only=read_only)
        try:
            with translated(store.location):
                bring_hub_up_to_date(store.connection(), store.location, is_read_only=read_only)
                store._begin(() if read_only else shipped)
        except BaseException:
            store.close()
            raise
        return store

    def _begin(self, shipped: Iterable[Record]) -> None:
        self._identity = hub_identity(self.connection())
        self._replica = self._client.replica(self._identity)
        ship(self.connection(), shipped)

    def connection(self) -> Any:
        """The calling thread's own connection, for the other parts of `storage`."""
        return self._connections.own()

    def claim_window(self) -> bool:
        """Several windows may be open, each with its own replica and its own texts that are not saved."""
        self._client = self._client.for_window()
        self.drafts = self._client.drafts
        self._replica = self._client.replica(self._identity)
        return True

    @property
    def is_reachable(self) -> bool:
        """See ports.Store."""
        return self._listener is None or not self._listener.is_lost

    def server(self) -> HubServer:
        """See ports.Store."""
        from capadesk.storage.hub.hub_look import server_of

        with translated(self.location):
            return server_of(self.connection().exec_driver_sql)

    def listen(self) -> None:
        """See ports.Store."""
        if self._listener is None:
            self._listener = HubListener(self._connections.opened)
            self._connections.on_commit = self._listener.note_change

    def has_news(self) -> bool:
        """See ports.Store."""
        return self._listener is None or (not self._listener.is_lost and self._listener.take_news())

    def outgoing(self) -> SqlChanges:
        """See ports.Store."""
        outgoing = super().outgoing()
        outgoing.kind = SourceKind.HUB
        return outgoing

    # --- backup, check --------------------------------------------------------------------------

    def backup_to(self, path: Path, progress: ProgressCallback | None = None) -> BackupInfo:
        """See ports.Store: a data file that has taken everything that the hub's log holds."""
        from capadesk.storage.hub.hub_copy import copy_hub

        outgoing = self.outgoing()
        if any(each.kind == SourceKind.WITHOUT_NAMES and each.taken_out_at is None for each in self.merges()):
            outgoing.kind = SourceKind.WITHOUT_NAMES  # the copy knows that it is one without names
        return copy_hub(outgoing, Path(path), self.author, progress)

    def backup_now(self, progress: ProgressCallback | None = None) -> BackupInfo:
        """See ports.Store; UserError `not_for_hubs`: its server is backed up."""
        raise UserError("not_for_hubs", location=self.location)

    def backups(self) -> list[BackupInfo]:
        """See ports.Store: a hub has none of its own, its server is backed up."""
        return []

    def backup_if_due(self) -> BackupInfo | None:
        """See ports.Store."""
        return None

    def check(self, *, with_records: bool = True) -> list[Problem]:
        """See ports.Store."""
        from capadesk.storage.trust.consistency import problems_of_contents

        with translated(self.location):
            return problems_of_contents(self.connection(), with_records=with_records)

    def close(self) -> None:
        """See ports.Store."""
        if self._listener is not None:
            self._listener.close()
        self._client.close()
        self._connections.close()
