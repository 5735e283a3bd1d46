"""Decides what the settings say of the backups of a data file."""

from __future__ import annotations

from typing import NamedTuple

from capadesk.services.desk import Desk
from capadesk.services.ports import BackupInfo
from capadesk.services.ports.store import (
    BACKUP_COPIES,
    BACKUP_DAYS_KEPT,
    BACKUP_WEEKS_KEPT,
    BACKUPS_KEPT,
)
from capadesk.services.words import _
from capadesk.ui.common.wording.file_sizes import size_text
from capadesk.ui.common.wording.moments import ago

NEWEST_KEPT = (8, 16, 32)
"""How many of the newest backups can be kept; the first is as usual."""
KEPT_CHOICES = {
    BACKUPS_KEPT: NEWEST_KEPT,
    BACKUP_DAYS_KEPT: (14, 0, 7, 30, 90),
    BACKUP_WEEKS_KEPT: (8, 0, 4, 26, 52),
}
"""Own setting -> the counts that can be chosen; the first is as usual."""


class BackupLine(NamedTuple):
    """One backup: when it was made and how long ago, its size, whether it was verified, and which it is.

    `reason` says before what it was made; "" for one of the ordinary rotation.
    """

    made: str
    ago: str
    size: str
    state: str
    reason: str
    info: BackupInfo


class BackupPresenter:
    """Backups in words, newest first."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def kept(self, setting: str) -> int:
        """How many are kept: of the newest, of the days or of the weeks, by the name of the setting."""
        wanted = self._desk.store.own_setting(setting)
        is_number = wanted.isascii() and wanted.isdecimal()
        return int(wanted) if is_number else KEPT_CHOICES[setting][0]

    def keep(self, setting: str, count: int) -> None:
        """Keep so many from the next backup on. UserError `read_only`."""
        is_usual = count == KEPT_CHOICES[setting][0]
        self._desk.store.set_own_setting(setting, "" if is_usual else str(count))

    @property
    def copies_folder(self) -> str:
        """Where a copy of each backup is put as well; "" for nowhere."""
        return self._desk.store.own_setting(BACKUP_COPIES)

    def copy_into(self, folder: str) -> None:
        """Put a copy of each backup there from the next one on, "" for nowhere. UserError `read_only`."""
        self._desk.store.set_own_setting(BACKUP_COPIES, folder)

    def lines(self) -> list[BackupLine]:
        """The backups that there are."""
        localisation = self._desk.localisation
        lines = []
        for info in self._desk.store.backups():
            made = info.made_at.astimezone().replace(tzinfo=None)
            text = f"{localisation.date(made.date(), with_weekday=True)}, {localisation.time(made)}"
            size = size_text(localisation, info.size)
            state = _("Verified") if info.is_verified else _("Not verified")
            since = ago(localisation, info.made_at)
            lines.append(BackupLine(text, since, size, state, _reason_words(info.reason), info))
        return lines

    def state(self, lines: list[BackupLine]) -> str:
        """One sentence on the newest backup."""
        if not lines:
            return _("There is no backup yet. The first one is made on its own while you work.")
        newest = lines[0]
        return _("The last backup was made {ago} and takes {size}.").format(ago=newest.ago, size=newest.size)


def _reason_words(reason: str) -> str:
    return {
        "before_restore": _("Before going back to a backup"),
        "before_migration": _("Before CapaDesk was updated"),
    }.get(reason, "")
