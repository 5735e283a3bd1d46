"""Other data files for the window."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from capadesk.bootstrap import encryption
from capadesk.bootstrap.desks import open_desk_for_window
from capadesk.bootstrap.surroundings import default_location
from capadesk.domain.errors import UserError
from capadesk.domain.records import Platform
from capadesk.services.store_place import is_hub

if TYPE_CHECKING:
    from capadesk.services.desk import Desk
    from capadesk.services.ports import (
        ProgressCallback,
        PutBack,
        Recovery,
    )


class DeskFiles:
    """Implements services.DeskOpener: other data files for the window."""

    def open(self, location: str, *, read_only: bool = False) -> Desk:
        """See DeskOpener."""
        if not is_hub(location) and not Path(location).exists():
            raise UserError("file_missing", file=location)
        return open_desk_for_window(location, read_only=read_only)

    def home(self) -> Path:
        """See DeskOpener."""
        folder = Path(default_location()).parent
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def make(self, path: Path) -> Desk:
        """See DeskOpener."""
        if path.exists():
            raise UserError("file_exists", file=str(path))
        return open_desk_for_window(str(path))

    def open_sample(self, path: Path, progress: ProgressCallback | None = None) -> Desk:
        """See DeskOpener."""
        desk = open_desk_for_window(str(path))
        if not desk.store.select(Platform):
            try:
                desk.sample.add_sample(progress)
            except BaseException:
                desk.store.close()
                raise
        return desk

    def move(self, path: Path, target: Path, progress: ProgressCallback | None = None) -> None:
        """See DeskOpener."""
        from capadesk.storage.trust.moving import move_file

        move_file(path, target, progress)

    def encrypt(
        self, path: Path, passphrase: str, progress: ProgressCallback | None = None, *, is_kept: bool = False
    ) -> bool:
        """See DeskOpener."""
        return encryption.encrypt(path, passphrase, progress, is_kept=is_kept)

    def decrypt(self, path: Path, progress: ProgressCallback | None = None) -> None:
        """See DeskOpener."""
        encryption.decrypt(path, progress)

    def recover(self, path: Path, progress: ProgressCallback | None = None) -> Recovery:
        """See DeskOpener."""
        from capadesk.bootstrap.rescue import recover

        return recover(str(path), progress)

    def restore(self, backup: Path, path: Path, progress: ProgressCallback | None = None) -> PutBack:
        """See DeskOpener."""
        from capadesk.bootstrap.rescue import restore_backup

        return restore_backup(str(path), backup, progress)
