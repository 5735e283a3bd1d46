"""The open data file is no file to read from or to write over."""

from __future__ import annotations

import contextlib
from pathlib import Path

from capadesk.domain.errors import UserError
from capadesk.services.ports import Store

_SIDE_FILES = ("", "-wal", "-shm")


def refuse_own_file(store: Store, path: Path) -> None:
    """UserError `same_file` for the open data file, or what SQLite keeps beside it.

    Another file in its place would lose everything. And on POSIX systems merely opening and closing it here
    would drop the locks that SQLite has on it ("How To Corrupt An SQLite Database File", 2.2).
    """
    if is_own_file(store, path):
        raise UserError("same_file", file=str(path))


def is_own_file(store: Store, path: Path) -> bool:
    """Whether this is the open data file, or what SQLite keeps beside it; found out without opening it."""
    for end in _SIDE_FILES:
        with contextlib.suppress(OSError):
            if path.samefile(Path(f"{store.location}{end}")):
                return True
    return False
