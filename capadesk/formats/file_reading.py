"""Opening a file of somebody else: what the system refuses is told as UnreadableFile."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from capadesk.domain.errors import UnreadableFile


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """Read within it. UnreadableFile reasons: `not_found`, `not_permitted`, `not_a_file`, `read_error`."""
    try:
        yield
    except FileNotFoundError as error:
        raise UnreadableFile(str(path), "not_found") from error
    except PermissionError as error:
        raise UnreadableFile(str(path), "not_permitted") from error
    except IsADirectoryError as error:
        raise UnreadableFile(str(path), "not_a_file") from error
    except OSError as error:
        raise UnreadableFile(str(path), "read_error", detail=error.strerror or str(error)) from error


def size_within(path: Path, limit: int) -> int:
    """The bytes of a regular file. UnreadableFile reasons: `not_a_file`, `too_large`; OSError."""
    try:
        status = path.stat()
    except ValueError as error:  # a name with a NUL in it
        raise UnreadableFile(str(path), "not_found") from error
    if not stat.S_ISREG(status.st_mode):
        raise UnreadableFile(str(path), "not_a_file")
    if status.st_size > limit:
        raise UnreadableFile(str(path), "too_large", size=status.st_size, limit=limit)
    return status.st_size


def beginning_of(path: Path) -> bytes:
    """The first 64 bytes, by which a kind of file is known; none of a file that cannot be read."""
    try:
        with path.open("rb") as file:
            return file.read(64)
    except OSError:
        return b""
