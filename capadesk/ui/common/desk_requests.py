"""What a page or a menu asks of the program: another data file in the window, or the same one anew."""

from __future__ import annotations

from pathlib import Path


class _Request:
    """Equal to another one that asks the same; a dataclass would cost the start more."""

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and vars(other) == vars(self)

    def __hash__(self) -> int:
        return hash((type(self), *vars(self).values()))


class OpenFile(_Request):
    """Open a data file in place of the present one."""

    __match_args__ = ("path",)

    def __init__(self, path: Path) -> None:
        self.path = path


class NewFile(_Request):
    """Make a data file, and open it in place of the present one."""

    __match_args__ = ("path",)

    def __init__(self, path: Path) -> None:
        self.path = path


class OpenSample(_Request):
    """Open the sample, in a file of its own beside the present one."""


class RestoreBackup(_Request):
    """Put a backup in the place of the present data file; what it holds now is kept as a backup."""

    __match_args__ = ("backup",)

    def __init__(self, backup: Path) -> None:
        self.backup = backup


class RecoverFile(_Request):
    """Bring the present, damaged data file back: its last good backup, and what can be read of it."""


class MoveFile(_Request):
    """Move the present data file, with its drafts and backups, and go on there."""

    __match_args__ = ("target",)

    def __init__(self, target: Path) -> None:
        self.target = target


class EncryptFile(_Request):
    """Encrypt the present data file, or give it another passphrase; whether the keyring is to keep it."""

    __match_args__ = ("passphrase", "is_kept")

    def __init__(self, passphrase: str, *, is_kept: bool) -> None:
        self.passphrase = passphrase
        self.is_kept = is_kept


class DecryptFile(_Request):
    """Take the encryption of the present data file away."""


class Reopen(_Request):
    """Open the present data file anew, so that a setting holds everywhere."""


class OpenHub(_Request):
    """Open a hub in place of the present file; `note` is said when it is open."""

    __match_args__ = ("address", "note")

    def __init__(self, address: str, note: str = "") -> None:
        self.address = address
        self.note = note


class ConnectToHub(_Request):
    """Ask which hub to open."""


DeskRequest = (
    OpenFile
    | OpenHub
    | ConnectToHub
    | NewFile
    | OpenSample
    | RestoreBackup
    | RecoverFile
    | MoveFile
    | EncryptFile
    | DecryptFile
    | Reopen
)
