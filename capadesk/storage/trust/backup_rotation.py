"""Which backups are kept: the newest, one of each day and one of each week; the rest is let go."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from capadesk.services.ports.store import BACKUP_DAYS_KEPT, BACKUP_WEEKS_KEPT, BACKUPS_KEPT
from capadesk.storage.beside.own_settings import read_own

if TYPE_CHECKING:
    from capadesk.services.ports import BackupInfo

WITH_REASON_KEPT = 3
"""Of those that were made before something was put in the file's place, so many of each kind stay besides."""


class Rotation(NamedTuple):
    """How many of the newest, of the days and of the weeks are kept."""

    newest: int = 8
    days: int = 14
    weeks: int = 8

    @classmethod
    def of(cls, sql: Any) -> Rotation:
        """What the user has set for a file; what is not set, or is no number, is as usual."""
        usual = cls()
        names = BACKUPS_KEPT, BACKUP_DAYS_KEPT, BACKUP_WEEKS_KEPT
        wanted = [read_own(sql, name) for name in names]
        counts = [
            int(text) if text.isascii() and text.isdecimal() else count
            for text, count in zip(wanted, usual, strict=True)
        ]
        return cls(max(1, counts[0]), counts[1], counts[2])


def to_drop(backups: list[BackupInfo], rotation: Rotation | None = None) -> list[BackupInfo]:
    """Those that the rotation lets go; `backups` are sorted, newest first."""
    rotation = rotation or Rotation()
    kept = set(backups[: rotation.newest])
    for length, count in ((1, rotation.days), (7, rotation.weeks)):
        slots: dict[int, BackupInfo] = {}
        for info in backups:
            slots.setdefault(info.made_at.toordinal() // length, info)
        kept.update(list(slots.values())[:count])
    for reason in {info.reason for info in backups if info.reason}:
        kept.update([info for info in backups if info.reason == reason][:WITH_REASON_KEPT])
    return [info for info in backups if info not in kept]
