"""Encryption with a passphrase in the format age (https://age-encryption.org/v1), by its library."""

from __future__ import annotations

from pathlib import Path

from capadesk.domain.errors import UnreadableFile, UserError

AGE_BEGINNING = b"age-encryption.org/v1\n"
_ARMOURED = b"-----BEGIN AGE ENCRYPTED FILE-----"
SIZE_LIMIT = 1 << 30
"""Bytes that are encrypted or decrypted at most: the library works in memory."""


def is_age(beginning: bytes) -> bool:
    """Whether a file that begins like this is encrypted in this format."""
    return beginning.startswith((AGE_BEGINNING, _ARMOURED))


def encrypt(content: bytes, passphrase: str) -> bytes:
    """The content as an age file with a scrypt recipient; takes a second or three, by design."""
    from pyrage import passphrase as age

    if len(content) > SIZE_LIMIT:
        raise UserError("package_too_large", limit=SIZE_LIMIT >> 20)
    encrypted: bytes = age.encrypt(content, passphrase)
    return encrypted


def decrypt(path: Path, passphrase: str) -> bytes:
    """What is in an age file.

    UnreadableFile reasons: `passphrase_missing`, `not_by_passphrase`, `package_too_large`,
    `passphrase_wrong` (or the file is damaged: the format cannot tell the one from the other in its first
    part), `age_damaged`.
    """
    from pyrage import DecryptError
    from pyrage import passphrase as age

    file = str(path)
    if not passphrase:
        raise UnreadableFile(file, "passphrase_missing")
    if path.stat().st_size > SIZE_LIMIT:
        raise UnreadableFile(file, "package_too_large", limit=SIZE_LIMIT >> 20)
    content = path.read_bytes()
    try:
        clear: bytes = age.decrypt(content, passphrase)
    except (DecryptError, ValueError, OSError) as error:
        if content.startswith(AGE_BEGINNING) and b"\n-> scrypt " not in content[:200]:
            raise UnreadableFile(file, "not_by_passphrase") from error
        raise UnreadableFile(file, "passphrase_wrong", detail=str(error)[:200]) from error
    return clear
