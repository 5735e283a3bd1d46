"""What one installation keeps of its own for a hub: which replica it is, and texts that are not saved."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from pathlib import Path

from capadesk.domain.errors import EnvironmentFailure
from capadesk.domain.stamp import REPLICA_BYTES
from capadesk.storage.beside.draft_file import DraftFile, draft_file_of
from capadesk.storage.database.window_lock import WindowLock

_WINDOWS_AT_MOST = 50


def hub_file_name(location: str, number: int = 1) -> str:
    """The name of the file of the `number`-th window on the hub at a location."""
    name = hashlib.sha256(location.encode()).hexdigest()[:16]
    return f"{name}.json" if number == 1 else f"{name}-{number}.json"


class HubClient:
    """Files of the user's, each window with its own: a lost connection to the hub takes nothing of them."""

    def __init__(self, folder: Path, location: str, number: int = 1, *, is_read_only: bool = False) -> None:
        """The files of the `number`-th window on the hub at a location."""
        self._folder, self._location, self._number = folder, location, number
        self._is_read_only = is_read_only
        self._path = folder / hub_file_name(location, number)
        self._lock = WindowLock(self._path)
        self.drafts = DraftFile(draft_file_of(self._path), is_read_only=is_read_only)

    def replica(self, hub: str) -> bytes:
        """The replica that this window is on a hub; a hub that was put back from a copy is another one.

        EnvironmentFailure `folder_not_writable`.
        """
        known: dict[str, str] = {}
        with contextlib.suppress(OSError, ValueError):
            known = json.loads(self._path.read_text("utf-8"))
        if hub not in known:
            known[hub] = os.urandom(REPLICA_BYTES).hex()
            self._write(json.dumps(known))
        return bytes.fromhex(known[hub])

    def _write(self, text: str) -> None:
        part = self._path.with_suffix(f".{os.getpid()}.part")
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            part.write_text(text, "utf-8")
            part.replace(self._path)
        except OSError as error:
            detail = str(error)
            raise EnvironmentFailure("folder_not_writable", file=str(self._path), detail=detail) from error

    def for_window(self) -> HubClient:
        """The first files that no other window has, held until they are closed."""
        self._folder.mkdir(parents=True, exist_ok=True)
        if self._claim():
            return self
        self.close()
        numbers = range(2, _WINDOWS_AT_MOST)
        more = (HubClient(self._folder, self._location, n, is_read_only=self._is_read_only) for n in numbers)
        return next((client for client in more if client._claim()), self)  # noqa: SLF001 - its own kind

    def _claim(self) -> bool:
        return self._lock.acquire()

    def close(self) -> None:
        """Let go of the files."""
        self._lock.release()
        self.drafts.close()
