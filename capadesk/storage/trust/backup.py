"""Backups: copies by SQLite's online backup, verified, written whole or not at all, kept in rotation."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from capadesk.domain.errors import EnvironmentFailure
from capadesk.services.ports import BackupInfo
from capadesk.storage.database.database_errors import translated
from capadesk.storage.database.file_connection import connect_file, damage_errors
from capadesk.storage.encryption.file_key import KEY_RING, OWN_KEY
from capadesk.storage.trust import backup_checksum
from capadesk.storage.trust.backup_rotation import Rotation, to_drop

if TYPE_CHECKING:
    from capadesk.services.ports import ProgressCallback
    from capadesk.storage.encryption.file_key import FileKey

PAGES_A_STEP = 2_000
EVERY = timedelta(hours=1)
_CLOCK_TOLERANCE = timedelta(minutes=5)
BEFORE_RESTORE, BEFORE_MIGRATION = "before_restore", "before_migration"

_MOMENT = re.compile(r"\d{8}T\d{6}Z(?:\.\d+)?")
_NAME = re.compile(r"(\d{8}T\d{6})Z(?:\.(\d+))?(?:-(\w+))?\.capadesk$")


def folder_of(location: Path) -> Path:
    """Where the rotating backups of a file lie."""
    return location.with_name(location.name + ".backups")


def copy_database(
    source: Path,
    target: Path,
    progress: ProgressCallback | None = None,
    *,
    key: FileKey | None = OWN_KEY,
) -> BackupInfo:
    """Copy a database that may be in use, encrypted with `key`, or as it is; EnvironmentFailure, Cancelled.

    If it fails nothing is left behind.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle, name = tempfile.mkstemp(prefix=".backup-", dir=target.parent)
    except OSError as error:
        raise EnvironmentFailure("folder_not_writable", file=str(target)) from error
    os.close(handle)
    temporary = Path(name)
    try:
        with translated(str(target)):
            copy_contents(source, temporary, progress, key=key)
            is_verified = is_intact(temporary, key)
        if not is_verified:
            raise EnvironmentFailure("database_damaged", file=str(source), detail="backup")
        with temporary.open("rb+") as written:
            os.fsync(written.fileno())
        temporary.replace(target)
    except OSError as error:
        raise EnvironmentFailure("disk_full", file=str(target), detail=str(error)) from error
    finally:
        for left in (temporary, Path(f"{temporary}-journal")):
            left.unlink(missing_ok=True)
    return BackupInfo(target, datetime.now(UTC), target.stat().st_size, True)


def copy_contents(
    source: Path,
    target: Path,
    progress: ProgressCallback | None = None,
    *,
    key: FileKey | None = OWN_KEY,
) -> None:
    """Copy a database into an empty file: encrypted with `key`, plain (None), or as the source is.

    Raises one of `driver_errors`; what `progress` raises.
    """
    own_key = KEY_RING.of(source)
    if key is OWN_KEY:
        key = own_key
    if (key is None) is not (own_key is None):
        from capadesk.storage.encryption import cipher_driver

        cipher_driver.export(source, own_key, target, key, progress)
    else:
        _copy_pages(source, own_key, target, key, progress)
    with contextlib.closing(connect_file(target, key=key)) as copy:
        copy.execute("PRAGMA journal_mode=DELETE")
        # A copy is another replica wherever it is opened, even where the file itself lay.
        if copy.execute("SELECT 1 FROM sqlite_master WHERE name='meta'").fetchone():
            copy.execute("DELETE FROM meta WHERE key='home'")
        copy.commit()


def _copy_pages(
    source: Path,
    own_key: FileKey | None,
    target: Path,
    key: FileKey | None,
    progress: ProgressCallback | None,
) -> None:
    def report(_status: int, remaining: int, total: int) -> None:
        if progress is not None:
            progress(total - remaining, total)

    with (
        contextlib.closing(connect_file(source, "ro", key=own_key)) as own,
        contextlib.closing(connect_file(target, key=key)) as copy,
    ):
        own.backup(copy, pages=PAGES_A_STEP, progress=report)


def verify(path: Path) -> bool:
    """Whether SQLite finds the copy sound, and it is as it was when its checksum was put beside it."""
    return backup_checksum.is_unchanged(path) and is_intact(path)


def is_intact(path: Path, key: FileKey | None = OWN_KEY) -> bool:
    """Whether SQLite finds nothing wrong with a file; one whose key is not known is not."""
    if key is OWN_KEY:
        key = KEY_RING.of(path)
    try:
        with contextlib.closing(connect_file(path, "ro", key=key)) as copy:
            return bool(copy.execute("PRAGMA integrity_check(1)").fetchone()[0] == "ok")
    except damage_errors():
        return False


def backups_of(location: Path) -> list[BackupInfo]:
    """The rotating backups of a file, newest first.

    Those that were made while the clock was ahead come last: nobody knows how old they are.
    """
    return _backups_in(folder_of(location))


def _backups_in(folder: Path) -> list[BackupInfo]:
    found = []
    for path in folder.iterdir() if folder.is_dir() else ():
        match = _NAME.search(path.name)
        if match:
            made_at = datetime.strptime(match[1], "%Y%m%dT%H%M%S").replace(tzinfo=UTC)
            is_verified = backup_checksum.was_verified(path)
            info = BackupInfo(path, made_at, path.stat().st_size, is_verified, match[3] or "")
            found.append((not is_ahead(made_at), made_at, int(match[2] or 1), info))
    return [info for *_order, info in sorted(found, reverse=True)]


def is_ahead(moment: datetime, now: datetime | None = None) -> bool:
    """Whether a moment (UTC) is yet to come, so that the clock was wrong when it was noted."""
    return moment > (now or datetime.now(UTC)) + _CLOCK_TOLERANCE


def good_backup_of(location: Path) -> BackupInfo | None:
    """The newest backup of a file that is sound now; each is read until one is."""
    return next((info for info in backups_of(location) if verify(info.path)), None)


def make_kept(location: Path, reason: str = "", progress: ProgressCallback | None = None) -> BackupInfo:
    """Make a backup beside the others with its checksum; `reason` says before what it was made."""
    made = copy_database(location, next_backup_path(location, reason), progress)
    backup_checksum.write_checksum(made.path)
    return made._replace(reason=reason)


def next_backup_path(location: Path, reason: str = "") -> Path:
    """The name of a backup made now, which no other has; its number is the greatest of its second."""
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    suffix = f"-{reason}" if reason else ""
    folder = folder_of(location)
    taken = {match[0] for path in _names_in(folder) if (match := _MOMENT.search(path))}
    numbers = [int(each.partition(".")[2] or 1) for each in taken if each.partition(".")[0] == stamp]
    moment = f"{stamp}.{max(numbers) + 1}" if numbers else stamp
    return folder / f"{location.stem}-{moment}{suffix}.capadesk"


def _names_in(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()] if folder.is_dir() else []


def backup_if_due(
    location: Path, now: datetime | None = None, rotation: Rotation | None = None
) -> BackupInfo | None:
    """Make the next backup if the newest is older than an hour and than the last change; thin out the old."""
    now = now or datetime.now(UTC)
    present = [info for info in backups_of(location) if not is_ahead(info.made_at, now)]
    if present and (now - present[0].made_at < EVERY or _changed_at(location) <= present[0].made_at):
        return None
    return backup_now(location, rotation=rotation)


def backup_now(
    location: Path, progress: ProgressCallback | None = None, rotation: Rotation | None = None
) -> BackupInfo:
    """Make the next backup, and thin out the old ones."""
    made = make_kept(location, progress=progress)
    for info in to_drop(backups_of(location), rotation):
        if info.path == made.path:
            continue
        backup_checksum.remove(info.path)
    return made


def _changed_at(location: Path) -> datetime:
    """When the file, or what is on its way into it, was last written."""
    files = [path for path in (location, Path(f"{location}-wal")) if path.exists()]
    return datetime.fromtimestamp(max(path.stat().st_mtime for path in files), UTC)


def copy_elsewhere(made: BackupInfo, folder: Path, rotation: Rotation | None = None) -> Path:
    """Put a copy of a backup into another folder, whole or not at all, and thin out those of this file.

    EnvironmentFailure `folder_missing`, `write_failed`.
    """
    if not folder.is_dir():
        raise EnvironmentFailure("folder_missing", folder=str(folder))
    target = folder / made.path.name
    part = folder / f".{made.path.name}.part"
    try:
        shutil.copyfile(made.path, part)
        with contextlib.suppress(OSError):  # a memory stick may know no owners
            part.chmod(0o600)
        part.replace(target)
        backup_checksum.copy_checksum(made.path, target)
        if not backup_checksum.is_unchanged(target):
            backup_checksum.remove(target)
            raise EnvironmentFailure("write_failed", file=str(target), detail="checksum")
        stem = made.path.name.rpartition("-")[0]
        own = [info for info in _backups_in(folder) if info.path.name.rpartition("-")[0] == stem]
        for info in to_drop(own, rotation):
            backup_checksum.remove(info.path)
    except OSError as error:
        raise EnvironmentFailure("write_failed", file=str(target), detail=str(error)) from error
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
    return target
