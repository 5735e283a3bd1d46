"""What a page or a menu asks of the program: another data file in the window, or the same one anew."""

from __future__ import annotations

from pathlib import Path


class OpenFile:
    """Open a data file in place of the present one."""

    __match_args__ = ("path",)

    def __init__(self, path: Path) -> None:
        self.path = path


class NewFile:
    """Make a data file, and open it in place of the present one."""

    __match_args__ = ("path",)

    def __init__(self, path: Path) -> None:
        self.path = path


class OpenSample:
    """Open the sample, in a file of its own beside the present one."""


class RestoreBackup:
    """Put a backup in the place of the present data file; what it holds now is kept as a backup."""

    __match_args__ = ("backup",)

    def __init__(self, backup: Path) -> None:
        self.backup = backup


class RecoverFile:
    """Bring the present, damaged data file back: its last good backup, and what can be read of it."""


class MoveFile:
    """Move the present data file, with its drafts and backups, and go on there."""

    __match_args__ = ("target",)

    def __init__(self, target: Path) -> None:
        self.target = target


class EncryptFile:
    """Encrypt the present data file, or give it another passphrase; whether the keyring is to keep it."""

    __match_args__ = ("passphrase", "is_kept")

    def __init__(self, passphrase: str, *, is_kept: bool) -> None:
        self.passphrase = passphrase
        self.is_kept = is_kept


class DecryptFile:
    """Take the encryption of the present data file away."""


class Reopen:
    """Open the present data file anew, so that a setting holds everywhere."""


class OpenHub:
    """Open a hub in place of the present file; `note` is said when it is open."""

    __match_args__ = ("address", "note")

    def __init__(self, address: str, note: str = "") -> None:
        self.address = address
        self.note = note


class ConnectToHub:
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
