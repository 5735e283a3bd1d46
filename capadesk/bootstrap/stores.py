"""Opens data files, hubs, backups and what is to be merged."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from capadesk.bootstrap.encryption import unlock, with_kept_passphrase
from capadesk.bootstrap.surroundings import default_location, shipped, user_name
from capadesk.domain.errors import EnvironmentFailure, UserError
from capadesk.services.store_place import is_hub
from capadesk.sync.kept_passwords import KeptPasswords

if TYPE_CHECKING:
    from capadesk.services.ports import (
        IncomingChanges,
        Store,
    )
    from capadesk.services.ports.feeds import Publications
    from capadesk.storage.hub.postgres_store import PostgresStore
    from capadesk.storage.sqlite_store import SqliteStore

HUB_PASSWORDS = KeptPasswords()
FEED_PASSWORDS = KeptPasswords()


def file_store(path: Path, signer: str, *, create: bool, read_only: bool) -> Store:
    from capadesk.storage.sqlite_store import SqliteStore

    if path.exists():
        return with_kept_passphrase(
            lambda: SqliteStore.open(path, author=signer, read_only=read_only, shipped=shipped())
        )
    if not create or read_only:
        raise UserError("file_missing", file=str(path))
    if str(path) == default_location():
        path.parent.mkdir(parents=True, exist_ok=True)
    return SqliteStore.create(path, author=signer, shipped=shipped())


def hub_store() -> type[PostgresStore]:
    """Imports the driver when a hub is named."""
    from capadesk.storage.hub.postgres_store import PostgresStore

    return PostgresStore


def own_on_hub(location: str, signer: str) -> dict[str, Any]:
    """What a hub needs to know of this installation."""
    from capadesk.storage.hub.hub_address import HubAddress

    named = HubAddress.parse(location).location
    return {"author": signer, "own_folder": _hubs_folder(), "password": lambda: HUB_PASSWORDS.of(named)}


def _hubs_folder() -> Path:
    import platformdirs

    return platformdirs.user_data_path("capadesk", appauthor=False) / "hubs"


def publications_of(location: str) -> Publications:
    """What this desk knows of what it published: beside a data file; of a hub among the user's own files."""
    from capadesk.storage.beside.publication_file import PublicationFile, publication_file_of
    from capadesk.storage.encryption.file_key import KEY_RING
    from capadesk.storage.hub.hub_client import hub_file_name

    if not is_hub(location):
        return PublicationFile(publication_file_of(Path(location)), KEY_RING.of(Path(location)))
    return PublicationFile(publication_file_of(_hubs_folder() / hub_file_name(location)))


@contextlib.contextmanager
def open_hub(location: str) -> Iterator[Store]:
    """A hub for as long as it is needed; errors as in `open_desk`."""
    hub = hub_store().open(location, shipped=shipped(), **own_on_hub(location, user_name()))
    try:
        yield hub
    finally:
        hub.close()


@contextlib.contextmanager
def opened_to_look(path: Path) -> Iterator[SqliteStore]:
    """A data file or a backup, to look at and to take from; one of an earlier schema as an upgraded copy."""
    import tempfile

    from capadesk.storage.database.data_file import require_ours
    from capadesk.storage.database.schema import SCHEMA_VERSION
    from capadesk.storage.sqlite_store import SqliteStore

    with_kept_passphrase(lambda: require_ours(path, True))
    with contextlib.ExitStack() as stack:
        store = SqliteStore.open(path, author="", read_only=True)
        stack.callback(store.close)
        if store.schema_version < SCHEMA_VERSION:
            copy = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="capadesk-"))) / "copy.db"
            store.backup_to(copy)
            store = SqliteStore.open(copy, author="")
            stack.callback(store.close)
        yield store


@contextlib.contextmanager
def merge_source(path: Path, passphrase: str = "") -> Iterator[IncomingChanges]:
    """A whole data file to be merged, what is taken of it is checked, and one without names says so.

    UserError `file_passphrase_needed`, `file_passphrase_wrong`, `not_a_capadesk_file`, `newer_schema`,
    `same_file`; EnvironmentFailure `source_damaged`, or `database_damaged` where a backup lies beside it,
    here or by what is asked of the source.
    """
    from capadesk.services.merging.names_withheld import NamesWithheld
    from capadesk.services.ports import SourceKind
    from capadesk.storage.database.file_connection import driver_errors
    from capadesk.storage.database.snapshot import snapshot

    if passphrase:
        unlock(path, passphrase)
    with _damage_of_source(path), opened_to_look(path) as source, snapshot(source.connection()):
        try:
            merges = source.merges()
        except driver_errors(ValueError) as error:  # a text that is none any more, a time that is none
            raise EnvironmentFailure("database_damaged", file=str(path), detail=str(error)) from error
        is_whole = all(
            entry.kind != SourceKind.WITHOUT_NAMES or entry.taken_out_at is not None for entry in merges
        )
        if any(stamp.is_beyond_time for stamp in source.frontier().values()):
            raise EnvironmentFailure("database_damaged", file=str(path), detail="stamp")
        outgoing = source.checked_outgoing()
        yield outgoing if is_whole else NamesWithheld(outgoing)


@contextlib.contextmanager
def _damage_of_source(path: Path) -> Iterator[None]:
    """A file that somebody has sent has no backups here: it is to be sent again, not to be brought back."""
    try:
        yield
    except EnvironmentFailure as error:
        is_sources = error.code == "database_damaged" and error.data.get("file") == str(path)
        if not is_sources or error.data.get("backup"):
            raise
        detail = error.data.get("detail", "")
        raise EnvironmentFailure("source_damaged", file=str(path), detail=detail) from error
