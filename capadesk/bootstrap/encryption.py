"""Encrypted data files: their passphrases, and encrypting them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from capadesk.domain.errors import UserError
from capadesk.sync.kept_passwords import KeptPasswords

if TYPE_CHECKING:
    from capadesk.services.ports import ProgressCallback

FILE_PASSPHRASES = KeptPasswords()

T = TypeVar("T")


def with_kept_passphrase(act: Callable[[], T]) -> T:
    """Do what opens a data file; if that is encrypted, with the passphrase that the keyring keeps."""
    try:
        return act()
    except UserError as error:
        if error.code != "file_passphrase_needed" or not _is_unlocked_by_keyring(Path(error.data["file"])):
            raise
    return act()


def unlock(path: Path, passphrase: str, is_kept: bool = False) -> bool:
    """Know the passphrase of a data file until the program ends; the keyring keeps it if that is wanted.

    False if that is wanted and there is no keyring. A plain file needs none.
    UserError `file_passphrase_wrong`.
    """
    from capadesk.storage.encryption.file_key import KEY_RING, salt_of

    if salt_of(path) is None and path.exists():
        return True
    KEY_RING.enter(path, passphrase)
    return not is_kept or keep_passphrase(path, passphrase)


def keep_passphrase(path: Path, passphrase: str) -> bool:
    """Put it into the keyring; whether there is one that took it."""
    FILE_PASSPHRASES.enter(_named(path), passphrase)
    return FILE_PASSPHRASES.keep(_named(path))


def encrypt(
    path: Path, passphrase: str, progress: ProgressCallback | None = None, *, is_kept: bool = False
) -> bool:
    """Encrypt a closed data file, or change its passphrase; what the keyring kept for it goes.

    False if the keyring is to keep the new one and there is none.
    UserError `passphrase_too_short`, `in_use` and those of opening it; EnvironmentFailure; Cancelled.
    """
    from capadesk.storage.encryption.encrypting import encrypt_file

    _bring_up_to_date(path)
    encrypt_file(path, passphrase, progress)
    FILE_PASSPHRASES.forget(_named(path))
    return not is_kept or keep_passphrase(path, passphrase)


def decrypt(path: Path, progress: ProgressCallback | None = None) -> None:
    """Take the encryption of a closed data file away. Raises what `encrypt` raises."""
    from capadesk.storage.encryption.encrypting import decrypt_file

    _bring_up_to_date(path)
    decrypt_file(path, progress)
    FILE_PASSPHRASES.forget(_named(path))


def is_encrypted(path: Path) -> bool:
    """Whether a data file cannot be read without a passphrase."""
    from capadesk.storage.encryption.file_key import salt_of

    return salt_of(path) is not None


def needs_passphrase(path: Path) -> bool:
    """Whether a file is encrypted like a data file, and its passphrase was not given yet."""
    from capadesk.storage.encryption.cipher_pages import looks_encrypted
    from capadesk.storage.encryption.file_key import KEY_RING

    if KEY_RING.is_held(path):  # the open file itself
        return False
    return KEY_RING.of(path) is None and looks_encrypted(path) and not _is_unlocked_by_keyring(path)


def _bring_up_to_date(path: Path) -> None:
    """Open it once: an earlier schema is migrated, what is damaged or not ours is refused."""
    from capadesk.bootstrap.desks import open_desk

    open_desk(str(path), create=False).store.close()


def _is_unlocked_by_keyring(path: Path) -> bool:
    from capadesk.storage.encryption.file_key import KEY_RING

    kept = FILE_PASSPHRASES.of(_named(path))
    if not kept:
        return False
    try:
        KEY_RING.enter(path, kept)
    except UserError:  # it was changed elsewhere
        return False
    return True


def _named(path: Path) -> str:
    return str(path.absolute())
