"""A backup is put in a data file's place; what stood there is kept, and can be put back in turn."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING

from capadesk.domain.errors import EnvironmentFailure, UserError
from capadesk.services.ports.store import PutBack
from capadesk.storage.database import data_file
from capadesk.storage.database.database_errors import translated
from capadesk.storage.database.file_connection import connect_file
from capadesk.storage.database.window_lock import WindowLock
from capadesk.storage.encryption.file_key import KEY_RING, OWN_KEY
from capadesk.storage.log.newest_change import NewestChange
from capadesk.storage.trust import backup

if TYPE_CHECKING:
    from capadesk.services.ports import BackupInfo, ProgressCallback

_BUSY_TIMEOUT_S = 2.0


def put_back(
    backup_file: Path,
    location: Path,
    progress: ProgressCallback | None = None,
    *,
    is_damaged: bool = False,
) -> PutBack:
    """Put a backup in a file's place, whole or not at all, and keep what stood there.

    Where that `is_damaged`, even if SQLite finds its structure sound, it is kept as it is.

    UserError `not_a_capadesk_file`, `in_use`; EnvironmentFailure `backup_damaged`,
    `database_busy`; Cancelled, and everything is as it was.
    """
    data_file.require_ours(backup_file, True)
    if not backup.verify(backup_file):
        raise EnvironmentFailure("backup_damaged", file=str(backup_file))
    lock = WindowLock(location)
    if not lock.acquire():
        raise UserError("in_use", file=str(location))
    part = location.with_name(f".{location.name}.restoring")
    try:
        key = KEY_RING.expected(location)
        # In the place of an encrypted file nothing is put that everybody can read.
        backup.copy_database(backup_file, part, progress, key=key or OWN_KEY)
        made = _set_aside(location, progress, is_damaged=is_damaged)
        part.replace(location)
        NewestChange(location).forget()
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
        lock.release()
    return made


def put_back_for_damaged(backup_file: Path, location: Path, progress: ProgressCallback | None = None) -> Path:
    """Put a backup in the place of a damaged file; where that is kept, whatever can be read of it."""
    made = put_back(backup_file, location, progress, is_damaged=True)
    assert made.damaged is not None
    return made.damaged


def set_damaged_aside(location: Path) -> Path:
    """Move a damaged file, with its WAL, into the folder of its backups; where it lies now.

    UserError `in_use`.
    """
    lock = WindowLock(location)
    if not lock.acquire():
        raise UserError("in_use", file=str(location))
    try:
        damaged = _kept_as_damaged(location)
        location.unlink(missing_ok=True)
        return damaged
    finally:
        lock.release()


def _kept_as_damaged(location: Path) -> Path:
    """Keep a damaged file and its WAL; it stays in its place until another one takes that, at one stroke."""
    damaged = backup.next_backup_path(location, "damaged").with_suffix(".damaged")
    damaged.parent.mkdir(parents=True, exist_ok=True)
    try:
        damaged.hardlink_to(location)
    except OSError:  # a file system without hard links
        location.replace(damaged)
    wal = Path(f"{location}-wal")
    if wal.exists():
        wal.replace(f"{damaged}-wal")
    data_file.remove_side_files(location)
    return damaged


def before_restore_of(location: Path) -> BackupInfo | None:
    """What stood in the file's place before a backup was put there last; None if none was."""
    found = backup.backups_of(location)
    return next((info for info in found if info.reason == backup.BEFORE_RESTORE), None)


def _set_aside(location: Path, progress: ProgressCallback | None, *, is_damaged: bool) -> PutBack:
    """Keep what stands in the place: a sound file as a backup, a damaged one as it is."""
    if not location.exists():
        data_file.remove_side_files(location)
        return PutBack(None, None)
    if not is_damaged and backup.verify(location):
        kept = backup.make_kept(location, backup.BEFORE_RESTORE, progress)
        settle(location)
        return PutBack(kept, None)
    return PutBack(None, _kept_as_damaged(location))


def settle(location: Path) -> None:
    """Take the WAL into the file, and let it go: SQLite does that only where no one else has it open.

    A WAL that stayed would be played into the file that comes in its place.
    """
    with (
        translated(str(location)),
        contextlib.closing(connect_file(location, timeout=_BUSY_TIMEOUT_S, isolation_level=None)) as own,
    ):
        own.execute("PRAGMA journal_mode=DELETE").fetchall()
    data_file.remove_side_files(location)
