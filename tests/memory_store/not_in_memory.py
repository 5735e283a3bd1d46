"""What a store in memory does not do, because it belongs to a file on the disk or to a server."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any, NoReturn

from capadesk.domain.stamp import Stamp
from capadesk.services.ports import BackupInfo, HubServer, Problem, ProgressCallback
from capadesk.services.ports.encryption import PlainCopy


class NotKeptInMemory(NotImplementedError):
    """A test asked the store in memory for something that only a file or a hub has."""


class _Refused:
    """In the place of a part: the services may take it, and are refused when they ask it for something."""

    def __init__(self, what: str) -> None:
        self._what = what

    def __getattr__(self, name: str) -> NoReturn:
        _refuse(f"{self._what} ({name})")


def _refuse(what: str) -> NoReturn:
    raise NotKeptInMemory(f"a store in memory has no {what}; let the test run on a file")


class NotInMemory:
    """What is answered without a file: nothing is lost, copied or encrypted. The rest is refused by name."""

    @property
    def overview(self) -> Any:
        """Refused: it is SQL over indexes."""
        return _Refused("overview")

    @property
    def occurrences(self) -> Any:
        """Refused: it is SQL over indexes."""
        return _Refused("occurrences")

    @property
    def reports(self) -> Any:
        """Refused: it is SQL over indexes."""
        return _Refused("reports")

    @property
    def drafts(self) -> Any:
        """Refused: they lie in a file beside the data file."""
        return _Refused("drafts")

    def backup_to(self, path: Path, progress: ProgressCallback | None = None) -> BackupInfo:
        """Refused."""
        _refuse("backups")

    def backup_now(self, progress: ProgressCallback | None = None) -> BackupInfo:
        """Refused."""
        _refuse("backups")

    def backups(self) -> list[BackupInfo]:
        """Refused."""
        _refuse("backups")

    def backup_if_due(self) -> BackupInfo | None:
        """Refused."""
        _refuse("backups")

    @property
    def is_encrypted(self) -> bool:
        """Never."""
        return False

    def plain_copies(self) -> list[PlainCopy]:
        """None."""
        return []

    def remove_plain_copies(self, progress: ProgressCallback | None = None) -> None:
        """There are none."""

    def check_log(self) -> list[Problem]:
        """There is no disk that could have changed it."""
        return []

    def quick_check(self) -> list[Problem]:
        """There is no structure that could be damaged."""
        return []

    @property
    def was_left_open(self) -> bool:
        """Never."""
        return False

    @property
    def lost_at(self) -> datetime | None:
        """Nothing is lost."""
        return None

    @property
    def lost_stamp(self) -> Stamp | None:
        """Nothing is lost."""
        return None

    def forget_lost(self) -> None:
        """Nothing is lost."""

    @property
    def is_reachable(self) -> bool:
        """Always."""
        return True

    def server(self) -> HubServer | None:
        """None."""
        return None

    def listen(self) -> None:
        """It is asked each time."""

    def has_news(self) -> bool:
        """It is asked each time."""
        return True

    def close(self) -> None:
        """Nothing is held."""
