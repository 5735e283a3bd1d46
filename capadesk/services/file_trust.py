"""Whether the open data file can be trusted: its structure, what it lost, and where it lies."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from capadesk.domain.errors import CapaDeskError

if TYPE_CHECKING:
    from capadesk.services.backup_service import BackupOpener
    from capadesk.services.ports import Clock, Problem, Store
    from capadesk.services.ports.file_place import FilePlace, RiskyPlace

CHECKED_ON = "checked_on"
"""The own setting that says on which day the whole file was checked last."""
PLACE_ACCEPTED = "place_accepted"
"""The own setting that names the folder about which the user wants no warning any more."""
PLACE_TOLD = "place_told"
"""The own setting that names the folder of which the command line has warned."""
COPIES_LEFT = "copies_left"
"""The own setting that names the conflicted copies that the user has left alone."""
_BACKUPS_LOOKED_AT = 5


@dataclass(frozen=True, slots=True)
class TrustReport:
    """What was found; the first that is there is the most urgent.

    `lost_at` is when the newest change was saved that the file has lost, `lost_in` a backup that still
    has it. `copies` are conflicted copies beside the file that hold more than it does.
    """

    problems: tuple[Problem, ...] = ()
    lost_at: datetime | None = None
    lost_in: Path | None = None
    copies: tuple[Path, ...] = ()
    place: RiskyPlace | None = None

    @property
    def is_calm(self) -> bool:
        """Whether there is nothing to say."""
        return not (self.problems or self.lost_at or self.copies or self.place)


class FileTrust:
    """Looks at a data file after it was opened; may take seconds, so never in the way of the user."""

    def __init__(
        self,
        store: Store,
        place: FilePlace | None,
        open_backup: BackupOpener,
        clock: Clock,
        *,
        is_movable: bool = True,
    ) -> None:
        """`place` is None for a hub; the file that is opened when none is named is not `is_movable`."""
        self._store = store
        self._place = place
        self._open_backup = open_backup
        self._clock = clock
        self.is_movable = is_movable

    def look(self) -> TrustReport:
        """Look at everything; what the user has accepted before is left out."""
        if self._place is None:
            return TrustReport()
        problems = self._problems()
        if problems:
            return TrustReport(problems)
        lost_at = self._store.lost_at
        lost_in = self._backup_with_lost() if lost_at is not None else None
        return TrustReport((), lost_at, lost_in, self._copies(), self._risk())

    def place_to_tell(self) -> RiskyPlace | None:
        """Why the file should not lie where it does, where that was not told or accepted before."""
        if self._place is None or self._store.is_read_only:
            return None
        folder = str(Path(self._store.location).absolute().parent)
        if self._store.own_setting(PLACE_TOLD) == folder:
            return None
        place = self._risk()
        if place is not None:
            self._store.set_own_setting(PLACE_TOLD, folder)
        return place

    def place_and_copies(self) -> tuple[RiskyPlace | None, tuple[Path, ...]]:
        """What is to be said of the folder and of what lies there, accepted before or not."""
        if self._place is None:
            return None, ()
        return self._place.risk(), self._place.conflicted_copies()

    def accept_place(self, place: RiskyPlace) -> None:
        """Warn no more of this folder. UserError `read_only`."""
        self._store.set_own_setting(PLACE_ACCEPTED, str(place.folder))

    def leave_copies(self, copies: tuple[Path, ...]) -> None:
        """Offer these copies no more, as they are now. UserError `read_only`."""
        self._store.set_own_setting(COPIES_LEFT, "\n".join(map(_print_of, copies)))

    def accept_loss(self) -> None:
        """The file is as it should be: say no more of what it lost."""
        self._store.forget_lost()

    # --- looking ----------------------------------------------------------------------------------

    def _problems(self) -> tuple[Problem, ...]:
        """The structure each time; everything once a day, and where the file was not closed properly."""
        today = self._clock.today()
        if not self._store.was_left_open and self._checked_on() == today:
            return tuple(self._store.quick_check())
        found = tuple(self._store.quick_check()) or tuple(self._store.check_log())
        if not found and not self._store.is_read_only:
            with contextlib.suppress(CapaDeskError):
                self._store.set_own_setting(CHECKED_ON, today.isoformat())
        return found

    def _checked_on(self) -> date | None:
        try:
            return date.fromisoformat(self._store.own_setting(CHECKED_ON))
        except ValueError:
            return None

    def _backup_with_lost(self) -> Path | None:
        stamp = self._store.lost_stamp
        if stamp is None:
            return None
        for info in self._store.backups()[:_BACKUPS_LOOKED_AT]:
            with contextlib.suppress(CapaDeskError), self._open_backup(info.path) as backup:
                if backup.history_entry(stamp) is not None:
                    return info.path
        return None

    def _copies(self) -> tuple[Path, ...]:
        assert self._place is not None
        left = set(self._store.own_setting(COPIES_LEFT).split("\n"))
        return tuple(path for path in self._place.conflicted_copies() if _print_of(path) not in left)

    def _risk(self) -> RiskyPlace | None:
        assert self._place is not None
        place = self._place.risk()
        is_accepted = place is not None and self._store.own_setting(PLACE_ACCEPTED) == str(place.folder)
        return None if is_accepted else place


def _print_of(path: Path) -> str:
    """A file by its name and when it was changed last."""
    try:
        return f"{path.name} {path.stat().st_mtime_ns}"
    except OSError:
        return path.name
