"""What the window asks of the program when it is to work on another data file, or on a hub."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from capadesk.services.desk import Desk
    from capadesk.services.ports import ProgressCallback, PutBack, Recovery


class DeskOpener(Protocol):
    """Opens data files for the one window that each may have, and hubs."""

    def open(self, location: str, *, read_only: bool = False) -> Desk:
        """Open a data file that is there, or a hub; the errors of `bootstrap.open_desk_for_window`."""

    def home(self) -> Path:
        """The folder for data files of who has none open: with a hub there is none beside it."""

    def make(self, path: Path) -> Desk:
        """Make a new data file and open it; UserError `file_exists`, EnvironmentFailure."""

    def open_sample(self, path: Path, progress: ProgressCallback | None = None) -> Desk:
        """Open the file of the sample; made and filled if it is not there yet."""

    def restore(self, backup: Path, path: Path, progress: ProgressCallback | None = None) -> PutBack:
        """Put a backup in the place of a closed file; where what stood there is kept. Cancelled."""

    def recover(self, path: Path, progress: ProgressCallback | None = None) -> Recovery:
        """Bring a damaged, closed file back; EnvironmentFailure `nothing_salvaged`. Cancelled."""

    def encrypt(
        self, path: Path, passphrase: str, progress: ProgressCallback | None = None, *, is_kept: bool = False
    ) -> bool:
        """Encrypt a closed file, or change its passphrase, which the keyring may keep.

        False if the keyring is to keep it and there is none.
        UserError `passphrase_too_short`, `in_use`; EnvironmentFailure; Cancelled.
        """

    def decrypt(self, path: Path, progress: ProgressCallback | None = None) -> None:
        """Take the encryption of a closed file away. UserError `in_use`; EnvironmentFailure; Cancelled."""

    def move(self, path: Path, target: Path, progress: ProgressCallback | None = None) -> None:
        """Move a closed file with its drafts and backups; UserError `file_exists`, `in_use`. Cancelled."""
