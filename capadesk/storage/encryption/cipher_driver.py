"""The driver of encrypted data files: SQLCipher, imported when the first one is opened."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlcipher3 import dbapi2 as driver

from capadesk.storage.database.file_connection import interruptible
from capadesk.storage.encryption.file_key import FileKey

if TYPE_CHECKING:
    from capadesk.services.ports import ProgressCallback

__all__ = ["CipherRows", "Error", "connect", "driver", "export", "memory_database"]

Error: type[Exception] = driver.Error


class CipherRows(driver.Cursor):  # type: ignore[misc]
    """What a statement found: `connection.Rows` of this driver."""

    def scalar(self) -> Any:
        """The first value of the first row; None if there is none. Nothing can be read after it."""
        row = self.fetchone()
        self.close()
        return None if row is None else row[0]


def connect(database: str, key: FileKey | None, **options: Any) -> Any:
    """A connection to a file that is encrypted with `key`; None for a plain one. dbapi2.Error."""
    raw = driver.connect(database, **options)
    # It would tell of each damaged page on standard error.
    raw.execute("PRAGMA cipher_log_level=NONE").fetchall()
    if key is not None:
        raw.execute(f'PRAGMA key="{key.literal}"').fetchall()
        raw.execute("PRAGMA cipher_compatibility=4").fetchall()
    return raw


def export(
    source: Path,
    source_key: FileKey | None,
    target: Path,
    target_key: FileKey | None,
    progress: ProgressCallback | None = None,
) -> None:
    """Copy all rows into an empty file: from a plain one into an encrypted one, or back.

    `progress` counts bytes; what it raises ends the copying. Raises dbapi2.Error.
    """
    total = source.stat().st_size

    def step() -> None:
        if progress is not None:
            progress(min(target.stat().st_size, total), total)

    with contextlib.closing(connect(str(target), target_key, isolation_level=None)) as raw:
        for pragma in ("journal_mode=OFF", "synchronous=OFF", "temp_store=MEMORY"):
            raw.execute(f"PRAGMA {pragma}").fetchall()
        raw.execute("ATTACH ? AS source KEY ?", (str(source), source_key.literal if source_key else ""))
        with interruptible(raw, step):
            raw.execute("SELECT sqlcipher_export('main', 'source')").fetchall()
        for pragma in ("user_version", "application_id"):
            value = raw.execute(f"PRAGMA source.{pragma}").fetchone()[0]
            raw.execute(f"PRAGMA main.{pragma}={int(value)}")
        raw.execute("DETACH source")


def memory_database() -> Any:
    """An empty database that is nowhere."""
    return driver.connect(":memory:")
