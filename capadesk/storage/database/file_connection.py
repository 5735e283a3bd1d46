"""Opens SQLite files, plain and encrypted: the one place where a driver is chosen."""

from __future__ import annotations

import contextlib
import sqlite3
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from capadesk.storage.encryption.file_key import KEY_RING, OWN_KEY

if TYPE_CHECKING:
    from capadesk.storage.encryption.file_key import FileKey


_STEPS_A_REPORT = 20_000
"""Of SQLite's machine: some milliseconds."""


def connect_file(
    path: Path, mode: str = "rwc", *, key: FileKey | None = OWN_KEY, **options: Any
) -> sqlite3.Connection:
    """A connection to a database file, with the key that this run knows unless one is given.

    `mode` as in SQLite's addresses: "ro", "rw", "rwc", "ro&immutable=1". Raises one of `driver_errors`.
    Both drivers are used alike, so that the encrypted one is called by the other's type.
    """
    address = f"{path.absolute().as_uri()}?mode={mode}"
    if key is OWN_KEY:
        key = KEY_RING.of(path)
    raw: sqlite3.Connection
    if key is None:
        raw = sqlite3.connect(address, uri=True, **options)
    else:
        from capadesk.storage.encryption import cipher_driver

        raw = cipher_driver.connect(address, key, uri=True, **options)
    return raw


@contextlib.contextmanager
def interruptible(raw: Any, step: Callable[[], None]) -> Iterator[None]:
    """Let `step` be called every few milliseconds while statements run; what it raises ends them."""
    stopped: list[BaseException] = []

    def report() -> int:
        try:
            step()
        except BaseException as error:  # noqa: BLE001 - the driver would swallow it: it is raised again below
            stopped.append(error)
            return 1
        return 0

    raw.set_progress_handler(report, _STEPS_A_REPORT)
    try:
        yield
    except driver_errors():
        if stopped:
            raise stopped[0] from None
        raise
    finally:
        raw.set_progress_handler(None, 0)


def driver_errors(*more: type[Exception]) -> tuple[type[Exception], ...]:
    """What the drivers raise that are in use, and `more`."""
    driver = sys.modules.get("sqlcipher3.dbapi2")
    return (sqlite3.Error, *more) if driver is None else (sqlite3.Error, driver.Error, *more)


def damage_errors(*more: type[Exception]) -> tuple[type[Exception], ...]:
    """Of these, what tells of the file and is no mistake of the caller, and `more`."""
    driver = sys.modules.get("sqlcipher3.dbapi2")
    own = sqlite3.DatabaseError
    return (own, *more) if driver is None else (own, driver.DatabaseError, *more)
