"""A data file as a file: made, known as ours, brought to the present schema."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from capadesk.domain.errors import CapaDeskError, EnvironmentFailure, UserError
from capadesk.storage.beside.draft_file import remove_drafts_of
from capadesk.storage.beside.side_file import side_files_of
from capadesk.storage.database.schema import APPLICATION_ID, SCHEMA_VERSION
from capadesk.storage.encryption.file_key import KEY_RING, PLAIN_HEAD, FileKey, salt_of
from capadesk.storage.migrations import schema_version, upgrade
from capadesk.storage.trust import backup

_AGE_HEAD, _ZIP_HEAD, _FIRST_PART = b"age-encryption.org/v1", b"PK\x03\x04", b"README.txt"
"""How packages of changes begin, encrypted or not."""


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


def has_wal(path: Path) -> bool:
    """Whether changes lie beside the file that are not in it yet."""
    try:
        return Path(f"{path}-wal").stat().st_size > 0
    except OSError:
        return False


def require_ours(path: Path, is_read_only: bool) -> None:
    """Refuse what is not a data file of ours before SQLite touches it; UserError `file_passphrase_needed`."""
    if KEY_RING.is_held(path):  # this program has looked, and must not open it in another way now
        _require_writable(path, is_read_only)
        return
    try:
        with path.open("rb") as file:
            head = file.read(100)
    except FileNotFoundError as error:
        raise UserError("file_missing", file=str(path)) from error
    except IsADirectoryError as error:
        raise UserError("not_a_file", file=str(path)) from error
    except PermissionError as error:
        if path.is_dir():  # as Windows says it
            raise UserError("not_a_file", file=str(path)) from error
        raise EnvironmentFailure("file_not_readable", file=str(path), detail=str(error)) from error
    if len(head) < 100 or not head.startswith(PLAIN_HEAD):
        if KEY_RING.of(path) is None:
            raise _why_not_plain(path, head)
        _require_writable(path, is_read_only)
        return
    is_marked = int.from_bytes(head[68:72], "big") == APPLICATION_ID
    if not is_marked and not Path(f"{path}-wal").exists():  # the mark may still lie in the WAL
        if _was_ours(path):
            raise with_good_backup(EnvironmentFailure("database_damaged"), path)
        raise UserError("not_a_capadesk_file", file=str(path))
    _require_writable(path, is_read_only)


def _require_writable(path: Path, is_read_only: bool) -> None:
    if not is_read_only and not os.access(path, os.W_OK):
        raise EnvironmentFailure("file_not_writable", file=str(path), detail="")
    if not is_read_only and not os.access(path.parent, os.W_OK):
        raise EnvironmentFailure("folder_not_writable", file=str(path), detail="")


def _was_ours(path: Path) -> bool:
    """Whether backups lie beside the file, or the note of what was saved in it last."""
    from capadesk.storage.log.newest_change import NewestChange

    return bool(backup.backups_of(path)) or NewestChange(path).is_noted


def _why_not_plain(path: Path, head: bytes) -> CapaDeskError:
    """Why a file that does not begin like a database cannot be opened: encrypted, damaged or not ours.

    Where its backups are encrypted they need the passphrase as well, before it can be called damaged.
    """
    from capadesk.storage.encryption.cipher_pages import looks_encrypted

    has_key = KEY_RING.expected(path) is not None
    backups = backup.backups_of(path)
    if not has_key and any(looks_encrypted(each) for each in (path, *(info.path for info in backups[:1]))):
        return UserError("file_passphrase_needed", file=str(path))
    if has_key or _was_ours(path):
        return with_good_backup(EnvironmentFailure("database_damaged"), path)
    if head.startswith(_AGE_HEAD) or (head.startswith(_ZIP_HEAD) and _FIRST_PART in head):
        return UserError("package_no_data_file", file=str(path))
    return UserError("not_a_capadesk_file", file=str(path))


def enter_schema(connection: Any) -> None:
    """Make the tables of an empty file."""
    from capadesk.storage.database.empty_file import make_tables

    connection.exec_driver_sql("PRAGMA journal_mode=WAL").fetchall()
    make_tables(connection)


def require_same(path: Path, before: os.stat_result) -> None:
    """Refuse a file in whose place another one was put while it was being opened: `database_busy`.

    Who changes the whole file (a backup put back, encryption) has it alone: it is asked once a connection is
    in WAL mode, with which nobody can have it alone any more.
    """
    now = path.stat()
    if (now.st_dev, now.st_ino) != (before.st_dev, before.st_ino):
        raise EnvironmentFailure("database_busy", file=str(path))


def bring_in_line(path: Path, key: FileKey | None) -> None:
    """End what was left half done when a program was killed while it encrypted or decrypted the file."""
    beside = [side for side in side_files_of(path) if side.exists()]
    is_in_doubt = any(salt_of(side) != (key.salt if key else None) for side in beside)
    if is_in_doubt or any(part_of(each).exists() for each in (path.resolve(), *side_files_of(path))):
        from capadesk.storage.encryption.encrypting import end_half_done

        end_half_done(path, key)


def part_of(path: Path) -> Path:
    """Where a file is written that is to take another one's place, encrypted anew."""
    return path.with_name(f".{path.name}.encrypting")


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
        backup.make_kept(path, backup.BEFORE_MIGRATION)
        upgrade(connection)


def with_good_backup(failure: EnvironmentFailure, path: Path) -> EnvironmentFailure:
    """The failure `database_damaged` of a file, naming its newest sound `backup` ("": there is none)."""
    good = backup.good_backup_of(path)
    return EnvironmentFailure(
        "database_damaged",
        file=str(path),
        backup=str(good.path) if good else "",
        made_at=good.made_at if good else "",
        detail=failure.data.get("detail", ""),
    )
