"""One window on a file: an advisory lock beside it, which the system drops when the program ends."""

from __future__ import annotations

import contextlib
import sys
from pathlib import Path
from typing import IO


class WindowLock:
    """Taken by a window; the command line may write all the same."""

    def __init__(self, location: Path) -> None:
        self._path = location.with_name(location.name + ".window")
        self._file: IO[bytes] | None = None

    def acquire(self) -> bool:
        """Take it; False if another window holds it. A folder that forbids the file counts as free."""
        if self._file is not None:
            return True
        try:
            file = self._path.open("ab")
        except OSError:
            return True
        try:
            _lock(file)
        except OSError:
            file.close()
            return False
        self._file = file
        return True

    def release(self) -> None:
        """Give it back."""
        if self._file is not None:
            self._file.close()
            self._file = None
            with contextlib.suppress(OSError):
                self._path.unlink()


if sys.platform == "win32":
    import msvcrt

    def _lock(file: IO[bytes]) -> None:
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _lock(file: IO[bytes]) -> None:
        fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
