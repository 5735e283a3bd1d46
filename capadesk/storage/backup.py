"""Backups: copies by SQLite's online backup, verified, written whole or not at all, kept in rotation."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import sqlite3
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from capadesk.domain.errors import EnvironmentFailure
from capadesk.services.ports import BackupInfo
from capadesk.storage.database_errors import translated

if TYPE_CHECKING:
    from capadesk.services.ports import ProgressCallback

PAGES_A_STEP = 2_000
EVERY = timedelta(hours=1)
KEEP_RECENT, KEEP_DAYS, KEEP_WEEKS = 8, 14, 8

_NAME = re.compile(r"(\d{8}T\d{6})Z(?:-\w+)?\.capadesk$")


def folder_of(location: Path) -> Path:
    """Where the rotating backups of a file lie."""
    return location.with_name(location.name + ".backups")


def copy_database(source: Path, target: Path, progress: ProgressCallback | None = None) -> BackupInfo:
    """Copy a database that may be in use; EnvironmentFailure, Cancelled; then nothing is left behind."""
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle, name = tempfile.mkstemp(prefix=".backup-", dir=target.parent)
    except OSError as error:
        raise EnvironmentFailure("folder_not_writable", file=str(target)) from error
    os.close(handle)
    temporary = Path(name)

    def report(_status: int, remaining: int, total: int) -> None:
        if progress is not None:
            progress(total - remaining, total)

    try:
        with translated(str(target)):
            with (
                contextlib.closing(sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True)) as own,
                contextlib.closing(sqlite3.connect(temporary)) as copy,
            ):
                own.backup(copy, pages=PAGES_A_STEP, progress=report)
                copy.execute("PRAGMA journal_mode=DELETE")
            is_verified = verify(temporary)
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


def verify(path: Path) -> bool:
    """Whether SQLite finds the copy sound."""
    try:
        with contextlib.closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as copy:
            return bool(copy.execute("PRAGMA integrity_check(1)").fetchone()[0] == "ok")
    except sqlite3.DatabaseError:
        return False


def backups_of(location: Path) -> list[BackupInfo]:
    """The rotating backups of a file, newest first."""
    return _backups_in(folder_of(location))


def _backups_in(folder: Path) -> list[BackupInfo]:
    found = []
    for path in folder.iterdir() if folder.is_dir() else ():
        match = _NAME.search(path.name)
        if match:
            made_at = datetime.strptime(match[1], "%Y%m%dT%H%M%S").replace(tzinfo=UTC)
            found.append(BackupInfo(path, made_at, path.stat().st_size, True))
    return sorted(found, key=lambda info: info.made_at, reverse=True)


def next_backup_path(location: Path, reason: str = "") -> Path:
    """The name of a backup made now."""
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    suffix = f"-{reason}" if reason else ""
    return folder_of(location) / f"{location.stem}-{stamp}{suffix}.capadesk"


def backup_if_due(
    location: Path, now: datetime | None = None, *, newest_kept: int = KEEP_RECENT
) -> BackupInfo | None:
    """Make the next backup if the newest is older than an hour and than the last change; thin out the old."""
    now = now or datetime.now(UTC)
    present = backups_of(location)
    if present and (now - present[0].made_at < EVERY or _changed_at(location) <= present[0].made_at):
        return None
    return backup_now(location, newest_kept=newest_kept)


def backup_now(
    location: Path, progress: ProgressCallback | None = None, newest_kept: int = KEEP_RECENT
) -> BackupInfo:
    """Make the next backup, and thin out the old ones."""
    made = copy_database(location, next_backup_path(location), progress)
    for info in to_drop(backups_of(location), newest_kept):
        info.path.unlink(missing_ok=True)
    return made


def _changed_at(location: Path) -> datetime:
    """When the file, or what is on its way into it, was last written."""
    files = [path for path in (location, Path(f"{location}-wal")) if path.exists()]
    return datetime.fromtimestamp(max(path.stat().st_mtime for path in files), UTC)


def copy_elsewhere(made: BackupInfo, folder: Path, newest_kept: int = KEEP_RECENT) -> Path:
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
        stem = made.path.name.rpartition("-")[0]
        own = [info for info in _backups_in(folder) if info.path.name.rpartition("-")[0] == stem]
        for info in to_drop(own, newest_kept):
            info.path.unlink(missing_ok=True)
    except OSError as error:
        raise EnvironmentFailure("write_failed", file=str(target), detail=str(error)) from error
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
    return target


def to_drop(backups: list[BackupInfo], newest_kept: int = KEEP_RECENT) -> list[BackupInfo]:
    """Those that the rotation lets go: kept are the newest, one a day and one a week."""
    kept = set(backups[:newest_kept])
    for length, count in ((1, KEEP_DAYS), (7, KEEP_WEEKS)):
        slots: dict[int, BackupInfo] = {}
        for info in backups:
            slots.setdefault(info.made_at.toordinal() // length, info)
        kept.update(list(slots.values())[:count])
    return [info for info in backups if info not in kept]
