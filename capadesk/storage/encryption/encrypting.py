"""A data file is encrypted, decrypted, or gets another passphrase: a new file takes its place at once."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING

from capadesk.domain.errors import EnvironmentFailure, UserError
from capadesk.services.ports.encryption import SHORTEST_PASSPHRASE
from capadesk.storage.beside.side_file import is_damage, put_aside, side_files_of
from capadesk.storage.database.connections import Connections
from capadesk.storage.database.data_file import part_of
from capadesk.storage.database.database_errors import translated
from capadesk.storage.database.file_connection import damage_errors, driver_errors, interruptible
from capadesk.storage.database.window_lock import WindowLock
from capadesk.storage.encryption import cipher_driver
from capadesk.storage.encryption.file_key import KEY_RING, FileKey, new_key, salt_of
from capadesk.storage.encryption.plain_copies import overwrite
from capadesk.storage.log.replica import home_of
from capadesk.storage.trust import backup
from capadesk.storage.trust.consistency import altered_sets
from capadesk.storage.trust.restoring import settle

if TYPE_CHECKING:
    import sqlite3

    from capadesk.services.ports import ProgressCallback

_HALF = "-half"
_TABLES = (
    "SELECT name FROM sqlite_master WHERE type='table' AND name<>'meta' AND sql NOT LIKE 'CREATE VIRTUAL%'"
    " ORDER BY name"
)


def encrypt_file(location: Path, passphrase: str, progress: ProgressCallback | None = None) -> None:
    """Encrypt a closed file, or give an encrypted one whose key is known another passphrase.

    UserError `passphrase_too_short`, `in_use`; EnvironmentFailure `database_busy`, `database_damaged`,
    `disk_full`, `folder_not_writable`; Cancelled, and everything is as it was.
    """
    if len(passphrase) < SHORTEST_PASSPHRASE:
        raise UserError("passphrase_too_short", count=SHORTEST_PASSPHRASE)
    key = new_key(passphrase)
    KEY_RING.add(key)
    _rewrite(location, key, progress)


def decrypt_file(location: Path, progress: ProgressCallback | None = None) -> None:
    """Take the encryption of a closed file away; its key is known. Raises what `encrypt_file` raises."""
    _rewrite(location, None, progress)


def end_half_done(location: Path, key: FileKey | None) -> None:
    """After a program was killed at this work: the side files become as the data file is, the rest goes.

    Called by who has the file open in WAL mode, or has its lock, so that nobody is at work on it.
    """
    with contextlib.suppress(OSError):
        _remove(part_of(location.resolve()))
        for side in side_files_of(location):
            ready = part_of(side)
            if ready.exists() and salt_of(ready) == _salt_of_key(key) and backup.is_intact(ready, key):
                _put(ready, side)
            _remove(ready)
            is_readable = salt_of(side) is None or KEY_RING.of(side) is not None
            if side.exists() and salt_of(side) != _salt_of_key(key) and is_readable:
                with contextlib.suppress(*driver_errors()):
                    _make_ready(side, key)
                    _put(ready, side)


def _rewrite(location: Path, key: FileKey | None, progress: ProgressCallback | None) -> None:
    lock = WindowLock(location)
    if not lock.acquire():
        raise UserError("in_use", file=str(location))
    # A link stays one: what it leads to is written anew.
    file, beside = location.resolve(), side_files_of(location)
    part = part_of(file)
    was_plain = salt_of(location) is None
    is_replaced = False
    old: IO[bytes] | None = None
    try:
        end_half_done(location, KEY_RING.of(location))
        with translated(str(location)), _alone(location) as own:
            _empty(part)
            backup.copy_contents(location, part, _half(progress, 0), key=key)
            _verify(location, own, part, key, _half(progress, 1))
            for side in beside:
                _make_ready(side, key)
            if sys.platform == "win32":
                own.close()  # an open file is not replaced there, whoever holds it
            elif was_plain:
                old = file.open("r+b")  # closed after `own` is, whose locks would go with it
            part.replace(file)
            is_replaced = True
            for side in beside:
                _put(part_of(side), side)
        # Not before the new name is durable: after a loss of power the old file may have its name again.
        if old is not None and _is_folder_synced(file.parent):
            overwrite(old)
    except OSError as error:
        if sys.platform == "win32" and isinstance(error, PermissionError):
            raise UserError("in_use", file=str(location)) from error
        raise EnvironmentFailure("write_failed", file=str(location), detail=str(error)) from error
    finally:
        if old is not None:
            old.close()
        with contextlib.suppress(OSError):
            _remove(part)
            # Side files that still wait for their place are put there by who opens the file next.
            for side in () if is_replaced else beside:
                _remove(part_of(side))
        lock.release()


@contextlib.contextmanager
def _alone(location: Path) -> Iterator[sqlite3.Connection]:
    """The file without a WAL, while nobody else can write to it or bring it back into WAL mode."""
    settle(location)
    key = KEY_RING.of(location)
    held = KEY_RING.hold(location, key)
    # By the driver that copies it, even if it is plain: neither of two drivers knows of the other's locks.
    own = cipher_driver.connect(str(location), key, timeout=0.0, isolation_level=None)
    try:
        own.execute("BEGIN IMMEDIATE")
        if own.execute("PRAGMA journal_mode").fetchone()[0] != "delete":
            raise EnvironmentFailure("database_busy", file=str(location))
        yield own
    finally:
        own.close()
        KEY_RING.let_go(held)


def _verify(
    location: Path,
    own: sqlite3.Connection,
    part: Path,
    key: FileKey | None,
    progress: ProgressCallback | None,
) -> None:
    """Hold the new file against the old one: soundness, rows of each table, seals; then make it durable."""

    def step() -> None:
        if progress is not None:
            progress(done, total)

    done, total = 0, 1
    connections = Connections(part, is_read_only=False, key=key)
    try:
        copy = connections.own()
        sql = copy.exec_driver_sql
        names = [str(row[0]) for row in own.execute(_TABLES)]
        total = len(names) + 2
        with interruptible(copy.connection, step):
            checked = sql("PRAGMA integrity_check(1)").scalar()
            is_same = checked == "ok" and names == [str(row[0]) for row in sql(_TABLES)]
            for name in names if is_same else ():
                done += 1
                step()
                count = f'SELECT count(*) FROM "{name}"'
                is_same &= own.execute(count).fetchone() == sql(count).fetchone()
            if not is_same or altered_sets(copy):
                raise EnvironmentFailure("database_damaged", file=str(location), detail="copy")
        # The new file is the old one: the same replica, which goes on with its changes.
        home = home_of(location, part.stat())
        sql("INSERT INTO meta(key, value) VALUES ('home', ?)", (home,))
    finally:
        connections.close()
    with part.open("rb+") as written:
        os.fsync(written.fileno())


def _make_ready(side: Path, key: FileKey | None) -> None:
    """Write a side file anew beside it, whole or not at all."""
    if not side.exists():
        return
    ready = part_of(side)
    half = Path(f"{ready}{_HALF}")
    _empty(half)
    try:
        backup.copy_contents(side, half, key=key)
    except damage_errors() as error:
        _remove(half)
        if not is_damage(error):
            raise
        put_aside(side)
        return
    with half.open("rb+") as written:
        os.fsync(written.fileno())
    half.replace(ready)


def _put(ready: Path, side: Path) -> None:
    """Let what was written anew take the place of the old one and of what SQLite kept beside that."""
    if ready.exists():
        for left in _all_of(side)[1:]:
            left.unlink(missing_ok=True)
        ready.replace(side)


def _is_folder_synced(folder: Path) -> bool:
    """Make the names in a folder durable; whether that can be done here."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:
        return False
    try:
        os.fsync(handle)
    except OSError:
        return False
    finally:
        os.close(handle)
    return True


def _empty(path: Path) -> None:
    _remove(path)
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))


def _remove(path: Path) -> None:
    for each in _all_of(path):
        each.unlink(missing_ok=True)


def _all_of(path: Path) -> list[Path]:
    return [Path(f"{path}{ending}") for ending in ("", "-journal", "-wal", "-shm", _HALF)]


def _salt_of_key(key: FileKey | None) -> bytes | None:
    return key.salt if key else None


def _half(progress: ProgressCallback | None, number: int) -> ProgressCallback | None:
    """The progress of the first or the second half of the work."""
    if progress is None:
        return None
    return lambda done, total: progress(total * number + done, total * 2)
