"""The program's own temporary folder: what is dragged out or pasted in passes through it, and goes again."""

from __future__ import annotations

import re
import shutil
import tempfile
import time
from contextlib import suppress
from itertools import count
from pathlib import Path

_PREFIX = "capadesk-scratch-"
_OLD_S = 24 * 60 * 60
_NOT_IN_NAMES = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\u2028\u2029\u202a-\u202e]+')
_LONGEST_BYTES = 80


class ScratchFolder:
    """Made when it is first needed, for the user alone; what a crash left behind goes after a day."""

    def __init__(self, parent: Path | None = None) -> None:
        """`parent` is the system's own temporary folder unless it is named."""
        self._parent = parent
        self._folder: Path | None = None
        self._numbers = count(1)

    def new_file(self, name: str, suffix: str) -> Path:
        """A path that nothing stands under yet, with a name that every system takes."""
        base = self._made() / str(next(self._numbers))
        base.mkdir(mode=0o700)
        return base / (file_name(name) + suffix)

    def close(self) -> None:
        """Take the folder away with all that is in it."""
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = None

    def _made(self) -> Path:
        if self._folder is None:
            self._folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=self._parent))
            self._sweep(self._folder.parent)
        return self._folder

    def _sweep(self, parent: Path) -> None:
        for left in parent.glob(f"{_PREFIX}*"):
            with suppress(OSError):
                if not left.is_symlink() and left.stat().st_mtime < time.time() - _OLD_S:
                    shutil.rmtree(left, ignore_errors=True)


def file_name(text: str) -> str:
    """A title as a file's name: without what some system forbids, at most 80 bytes, never empty."""
    name = " ".join(_NOT_IN_NAMES.sub(" ", text).split())
    name = name.encode("utf-8", "ignore")[:_LONGEST_BYTES].decode("utf-8", "ignore").strip(" .")
    return name or "capadesk"
