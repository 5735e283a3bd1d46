"""What a page or a menu asks of the program: another data file in the window, or the same one anew."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class OpenFile:
    """Open a data file in place of the present one."""

    path: Path


@dataclass(frozen=True, slots=True)
class NewFile:
    """Make a data file, and open it in place of the present one."""

    path: Path


@dataclass(frozen=True, slots=True)
class OpenSample:
    """Open the sample, in a file of its own beside the present one."""


@dataclass(frozen=True, slots=True)
class RestoreBackup:
    """Put a backup in the place of the present data file; what it holds now is kept as a backup."""

    backup: Path


@dataclass(frozen=True, slots=True)
class RecoverFile:
    """Bring the present, damaged data file back: its last good backup, and what can be read of it."""


@dataclass(frozen=True, slots=True)
class MoveFile:
    """Move the present data file, with its drafts and backups, and go on there."""

    target: Path


@dataclass(frozen=True, slots=True)
class EncryptFile:
    """Encrypt the present data file, or give it another passphrase; whether the keyring is to keep it."""

    passphrase: str = field(repr=False)
    is_kept: bool


@dataclass(frozen=True, slots=True)
class DecryptFile:
    """Take the encryption of the present data file away."""


@dataclass(frozen=True, slots=True)
class Reopen:
    """Open the present data file anew, so that a setting holds everywhere."""


@dataclass(frozen=True, slots=True)
class OpenHub:
    """Open a hub in place of the present file; `note` is said when it is open."""

    address: str
    note: str = ""


@dataclass(frozen=True, slots=True)
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
