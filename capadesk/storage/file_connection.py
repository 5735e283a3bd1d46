"""Opens SQLite files, plain and encrypted: the one place where a driver is chosen."""

from __future__ import annotations

import sqlite3
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from capadesk.storage.file_key import KEY_RING, OWN_KEY

if TYPE_CHECKING:
    from capadesk.storage.file_key import FileKey


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
        from capadesk.storage import cipher_driver

        raw = cipher_driver.connect(address, key, uri=True, **options)
    return raw


def driver_errors(*more: type[Exception]) -> tuple[type[Exception], ...]:
    """What the drivers raise that are in use, and `more`."""
    driver = sys.modules.get("sqlcipher3.dbapi2")
    return (sqlite3.Error, *more) if driver is None else (sqlite3.Error, driver.Error, *more)


def damage_errors(*more: type[Exception]) -> tuple[type[Exception], ...]:
    """Of these, what tells of the file and is no mistake of the caller, and `more`."""
    driver = sys.modules.get("sqlcipher3.dbapi2")
    own = sqlite3.DatabaseError
    return (own, *more) if driver is None else (own, driver.DatabaseError, *more)
