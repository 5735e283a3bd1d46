"""The driver's errors in the program's own words (codes)."""

from __future__ import annotations

import contextlib
import json
import zlib
from collections.abc import Iterator

from capadesk.domain.errors import CapaDeskError, EnvironmentFailure
from capadesk.storage.database.file_connection import damage_errors, driver_errors

_CODES = {
    "SQLITE_FULL": "disk_full",
    "SQLITE_READONLY": "file_not_writable",
    "SQLITE_CANTOPEN": "folder_not_writable",
    "SQLITE_BUSY": "database_busy",
    "SQLITE_LOCKED": "database_busy",
    "SQLITE_CORRUPT": "database_damaged",
    "SQLITE_NOTADB": "database_damaged",
    "SQLITE_IOERR": "disk_failed",
    "SQLITE_PERM": "file_not_writable",
}

_OF_DAMAGE = (
    "malformed",
    "Could not decode to UTF-8",
    "not a database",
    "unsupported file format",  # of the header; no SQLite that we write with makes another
    "no such table",  # the statements are fixed: it is the text of the schema that has changed
    "no such column",
)

_NO_TEXT_ANY_MORE = (UnicodeDecodeError, json.JSONDecodeError, zlib.error)
"""What reading raises where a byte of a text, of JSON or of a compressed block is not what was written."""


def failure_of(error: BaseException, file: str = "") -> EnvironmentFailure | None:
    """The EnvironmentFailure that a driver's error stands for; None if it is a fault of the program."""
    inner = getattr(error, "orig", error)  # SQLAlchemy wraps the driver's error in its own
    if type(inner).__module__.partition(".")[0] == "psycopg":
        from capadesk.storage.hub.hub_errors import failure_of_hub

        return failure_of_hub(inner, file)
    if isinstance(inner, _NO_TEXT_ANY_MORE):
        return EnvironmentFailure("database_damaged", file=file, detail=str(inner))
    if not isinstance(inner, driver_errors()):
        return None
    name = getattr(inner, "sqlite_errorname", "") or ""
    for prefix, code in _CODES.items():
        if name.startswith(prefix):
            return EnvironmentFailure(code, file=file, detail=str(inner))
    if isinstance(inner, damage_errors()) and any(words in str(inner) for words in _OF_DAMAGE):
        return EnvironmentFailure("database_damaged", file=file, detail=str(inner))
    return None


@contextlib.contextmanager
def translated(file: str = "") -> Iterator[None]:
    """Raise the program's own error in place of the driver's."""
    try:
        yield
    except CapaDeskError:
        raise
    except Exception as error:
        failure = failure_of(error, file)
        if failure is None:
            raise
        raise failure from error
