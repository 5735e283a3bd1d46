"""What was saved last, noted beside the file: a file that lost it (its WAL is gone, an old copy) is told."""

from __future__ import annotations

import contextlib
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from capadesk.domain.stamp import STAMP_BYTES
from capadesk.storage.trust.backup import folder_of

_NOTED, _LOST = "newest-change", "lost-change"


class NewestChange:
    """The stamp of the newest ChangeSet that this file's own replicas made, in the folder of its backups.

    It is written after each commit, so it never runs ahead of what was saved: what it names and the file
    does not have was lost. It is a hint and no part of the data: where it cannot be written nothing is said.
    """

    def __init__(self, location: Path) -> None:
        self._folder = folder_of(location)
        self._file: IO[bytes] | None = None
        self._lock = threading.Lock()

    def note(self, stamp: bytes) -> None:
        """Remember a ChangeSet that is committed."""
        with contextlib.suppress(OSError), self._lock:
            if self._file is None:
                self._folder.mkdir(parents=True, exist_ok=True)
                target = self._folder / _NOTED
                target.touch(0o600)
                self._file = target.open("r+b", buffering=0)
            self._file.seek(0)
            self._file.write(stamp.hex().encode())

    def close(self) -> None:
        """Let go of the note."""
        if self._file is not None:
            self._file.close()
            self._file = None

    @property
    def is_noted(self) -> bool:
        """Whether anything was ever saved in the file, as far as is known."""
        return any(_stamp_in(self._folder / name) is not None for name in (_NOTED, _LOST))

    def lost_at(self, sql: Any) -> datetime | None:
        """When (UTC) the newest change that the file has lost was saved; None if it has all of them.

        It is told until the change comes back, by a merge for instance, or `forget` is called.
        """
        moment = None
        for name in (_NOTED, _LOST):
            path = self._folder / name
            raw = _stamp_in(path)
            if raw is None:
                continue
            with contextlib.suppress(OSError):
                if sql("SELECT 1 FROM change_set WHERE stamp=?", (raw,)).fetchone() is None:
                    moment = datetime.fromtimestamp(path.stat().st_mtime, UTC)
                    if name == _NOTED:
                        path.replace(self._folder / _LOST)
                elif name == _LOST:
                    path.unlink()
        return moment

    def has_lost(self) -> bytes | None:
        """The stamp of the change that the file was found to lack; None if it lacks none."""
        return _stamp_in(self._folder / _LOST)

    def forget(self) -> None:
        """Say no more of what was there: another state was put in its place on purpose."""
        self.close()
        for name in (_NOTED, _LOST):
            with contextlib.suppress(OSError):
                (self._folder / name).unlink(missing_ok=True)


def _stamp_in(path: Path) -> bytes | None:
    try:
        raw = bytes.fromhex(path.read_text(encoding="ascii"))
    except (OSError, ValueError):
        return None
    return raw if len(raw) == STAMP_BYTES else None
