"""What one user on one computer has set for a data file: it lies in the file, and is never merged."""

from __future__ import annotations

import contextlib
import getpass
import hashlib
import sys
from functools import cache
from typing import Any

_PREFIX = "own"


def read_own(sql: Any, name: str) -> str:
    """The setting; "" if this user has not set it here."""
    row = sql("SELECT value FROM meta WHERE key = ?", (_key(name),)).fetchone()
    return str(row[0]) if row is not None else ""


def write_own(sql: Any, name: str, value: str) -> None:
    """Keep the setting; "" takes it away."""
    if value:
        sql(
            "INSERT INTO meta(key, value) VALUES (?, ?) ON CONFLICT(key) DO UPDATE SET value=excluded.value",
            (_key(name), value),
        )
    else:
        sql("DELETE FROM meta WHERE key = ?", (_key(name),))


def _computer() -> str:
    if sys.platform != "win32":
        import os

        return os.uname().nodename
    import platform

    return platform.node()


def _key(name: str) -> str:
    return f"{_PREFIX}:{_whose()}:{name}"


@cache
def _whose() -> str:
    """A fingerprint of user and computer: a copy on another desk does not speak in this one's name."""
    user = ""
    with contextlib.suppress(OSError, KeyError, ImportError):
        user = getpass.getuser()
    return hashlib.sha256(f"{_computer()}\x1f{user}".encode()).hexdigest()[:16]
