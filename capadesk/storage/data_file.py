"""A data file as a file: made, known as ours, brought to the present schema, put back from a backup."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from capadesk.domain.errors import EnvironmentFailure, UserError
from capadesk.storage import backup
from capadesk.storage.draft_file import remove_drafts_of
from capadesk.storage.migrations import schema_version, upgrade
from capadesk.storage.schema import APPLICATION_ID, SCHEMA_VERSION

if TYPE_CHECKING:
    from capadesk.services.ports import BackupInfo


def make_empty(path: Path) -> None:
    """Make the file; UserError `file_exists`; EnvironmentFailure if the folder does not allow it."""
    if path.exists():
        raise UserError("file_exists", file=str(path))
    # Texts that were never saved in a file that is gone do not belong to this one.
    remove_drafts_of(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except OSError as error:
        raise EnvironmentFailure("folder_not_writable", file=str(path), detail=str(error)) from error


def remove(path: Path) -> None:
    """Remove the file and what SQLite keeps beside it."""
    path.unlink(missing_ok=True)
    remove_side_files(path)


def remove_side_files(path: Path) -> None:
    """Remove what SQLite keeps beside the file."""
    for left in (Path(f"{path}-wal"), Path(f"{path}-shm")):
        left.unlink(missing_ok=True)


def require_ours(path: Path, is_read_only: bool) -> None:
    """Refuse what is not a data file of ours before SQLite touches it."""
    try:
        with path.open("rb") as file:
            head = file.read(100)
    except FileNotFoundError as error:
        raise UserError("file_missing", file=str(path)) from error
    except (PermissionError, IsADirectoryError) as error:
        raise EnvironmentFailure("file_not_readable", file=str(path), detail=str(error)) from error
    if len(head) < 100 or not head.startswith(b"SQLite format 3\x00"):
        good = next(iter(backup.backups_of(path)), None)
        if good is not None:
            raise EnvironmentFailure("database_damaged", file=str(path), backup=str(good.path), detail="")
        raise UserError("not_a_capadesk_file", file=str(path))
    is_marked = int.from_bytes(head[68:72], "big") == APPLICATION_ID
    if not is_marked and not Path(f"{path}-wal").exists():  # the mark may still lie in the WAL
        raise UserError("not_a_capadesk_file", file=str(path))
    if not is_read_only and not os.access(path, os.W_OK):
        raise EnvironmentFailure("file_not_writable", file=str(path), detail="")
    if not is_read_only and not os.access(path.parent, os.W_OK):
        raise EnvironmentFailure("folder_not_writable", file=str(path), detail="")


def enter_schema(connection: Any) -> None:
    """Make the tables of an empty file."""
    connection.exec_driver_sql("PRAGMA journal_mode=WAL").fetchall()
    upgrade(connection)


def settle(connection: Any) -> None:
    """Take everything that stands in the WAL into the file itself."""
    connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


def bring_up_to_date(connection: Any, path: Path, is_read_only: bool) -> None:
    """Back an older schema up and migrate it; UserError `not_a_capadesk_file`, `newer_schema`."""
    sql = connection.exec_driver_sql
    version = schema_version(sql)
    if sql("PRAGMA application_id").scalar() != APPLICATION_ID:
        raise UserError("not_a_capadesk_file", file=str(path))
    if version > SCHEMA_VERSION:
        raise UserError("newer_schema", file=str(path), version=version, supported=SCHEMA_VERSION)
    if is_read_only:
        return
    sql("PRAGMA journal_mode=WAL").fetchall()
    if version < SCHEMA_VERSION:
        backup.copy_database(path, backup.next_backup_path(path, "before_migration"))
        upgrade(connection)


def with_newest_backup(failure: EnvironmentFailure, path: Path) -> EnvironmentFailure:
    """The failure `database_damaged` of a file, naming the newest `backup` ("": there is none)."""
    good = next(iter(backup.backups_of(path)), None)
    return EnvironmentFailure(
        "database_damaged",
        file=str(path),
        backup=str(good.path) if good else "",
        detail=failure.data.get("detail", ""),
    )


def put_back(backup_file: Path, location: Path) -> BackupInfo:
    """Put a backup in a file's place; what stood there is kept as a backup of its own first."""
    require_ours(backup_file, True)
    if not backup.verify(backup_file):
        raise EnvironmentFailure("database_damaged", file=str(backup_file), backup="")
    if location.exists() and backup.verify(location):
        backup.copy_database(location, backup.next_backup_path(location, "before_restore"))
    elif location.exists():
        kept = backup.next_backup_path(location, "damaged").with_suffix(".damaged")
        kept.parent.mkdir(parents=True, exist_ok=True)
        location.replace(kept)
    remove_side_files(location)
    return backup.copy_database(backup_file, location)
