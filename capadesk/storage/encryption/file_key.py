"""The key of an encrypted data file, and the passphrases of this run: SQLCipher 4's own format, nothing else.

A file begins with 16 random bytes, the salt; the key is derived from the passphrase and the salt. What
belongs together (file, backups, drafts) has one key and one salt, so that whoever has opened the file reads
all of it, and nothing is derived twice.
"""

from __future__ import annotations

import hashlib
import os
import threading
from pathlib import Path
from typing import Any, NamedTuple

from capadesk.domain.errors import UserError

PLAIN_HEAD = b"SQLite format 3\x00"
SALT_BYTES = 16
_KEY_BYTES = 32
_ROUNDS = 256_000
"""Of PBKDF2 with HMAC-SHA512, as SQLCipher 4 does by default: a quarter of a second a try."""


FileId = tuple[int, int]
"""Device and inode."""

_NO_FILE: FileId = (0, 0)


class FileKey(NamedTuple):
    """The derived key and the salt that it goes with."""

    raw: bytes
    salt: bytes

    @property
    def literal(self) -> str:
        """As `PRAGMA key` and `ATTACH … KEY` take it: derived already, with its salt."""
        return f"x'{self.raw.hex()}{self.salt.hex()}'"

    def __repr__(self) -> str:
        """No key shows in a log."""
        return "FileKey(…)"


def derived(passphrase: str, salt: bytes) -> FileKey:
    """The key that a passphrase gives with a salt; takes a quarter of a second."""
    import unicodedata

    # One system writes é as one character, another as two.
    text = unicodedata.normalize("NFC", passphrase).encode("utf-8", "surrogatepass")
    raw = hashlib.pbkdf2_hmac("sha512", text, salt, _ROUNDS, _KEY_BYTES)
    return FileKey(raw, salt)


def new_key(passphrase: str) -> FileKey:
    """A key for a file that is to be encrypted, with a salt of its own."""
    return derived(passphrase, os.urandom(SALT_BYTES))


def salt_of(path: Path) -> bytes | None:
    """The first 16 bytes of a file that is not a plain database; None if there is no such file."""
    try:
        with path.open("rb") as file:
            head = file.read(SALT_BYTES)
    except OSError:
        return None
    return head if len(head) == SALT_BYTES and head != PLAIN_HEAD else None


OWN_KEY: Any = object()
"""In the place of a key: the one that the file has, as far as this run knows it."""


class KeyRing:
    """The keys that this run of the program knows, by their salts. In memory alone; any thread may ask."""

    def __init__(self) -> None:
        self._keys: dict[bytes, FileKey] = {}
        self._held: dict[FileId, tuple[FileKey | None, int]] = {}
        self._lock = threading.Lock()

    def of(self, path: Path) -> FileKey | None:
        """The key of a file; None if it is plain, not there, or its passphrase was not given yet."""
        if not self._keys:
            return None
        held = self._held.get(_id_of(path))
        if held is not None:
            return held[0]
        salt = salt_of(path)
        return self._keys.get(salt) if salt is not None else None

    def hold(self, path: Path, key: FileKey | None) -> FileId:
        """Note the key of a database that this program is about to open; the name of the note.

        A file that is open as a database must not be opened in another way: on POSIX systems, closing it
        takes all locks of the program away from it (SQLite, "How To Corrupt", 2.2). So `of` does not.
        """
        with self._lock:
            found = _id_of(path)
            if found != _NO_FILE:
                self._held[found] = key, self._held.get(found, (key, 0))[1] + 1
            return found

    def let_go(self, held: FileId) -> None:
        """The database is closed."""
        with self._lock:
            key, count = self._held.pop(held, (None, 0))
            if count > 1:
                self._held[held] = key, count - 1

    def is_held(self, path: Path) -> bool:
        """Whether this program has the file open as a database."""
        return _id_of(path) in self._held

    def add(self, key: FileKey) -> None:
        """Know a key from now on."""
        with self._lock:
            self._keys[key.salt] = key

    def enter(self, path: Path, passphrase: str) -> None:
        """Know the key of a file; UserError `file_passphrase_wrong`.

        Where the beginning of the file is damaged, its salt is taken from what lies beside it: then opening
        says that the file is damaged, and its backups can be read.
        """
        from capadesk.storage.encryption.cipher_pages import has_page_of, looks_encrypted

        for salt_file in (path, *_kin_of(path)):
            salt = salt_of(salt_file)
            if salt is None:
                continue
            key = derived(passphrase, salt)
            if has_page_of(key, path):
                self.add(key)
                return
            if salt_file is not path and has_page_of(key, salt_file):
                self.add(key)
                if not looks_encrypted(path):  # nothing is left of it by which the passphrase could be known
                    return
        raise UserError("file_passphrase_wrong", file=str(path))

    def expected(self, path: Path) -> FileKey | None:
        """The key of a file, also where its beginning is damaged and only its backups have the salt still."""
        known = self.of(path)
        if known is not None or salt_of(path) is None:
            return known
        return next((key for kin in _kin_of(path) if (key := self.of(kin)) is not None), None)


def _id_of(path: Path) -> FileId:
    try:
        status = path.stat()
    except OSError:
        return _NO_FILE
    return status.st_dev, status.st_ino


def _kin_of(path: Path) -> list[Path]:
    """What has a file's salt if nothing was changed: one file for each salt, the newest backups first."""
    folder = path.with_name(path.name + ".backups")
    if path.parent.name.endswith(".backups"):
        folder = path.parent
    beside = [path.with_name(path.name + ".drafts")]
    if folder.is_dir():
        beside += sorted((each for each in folder.iterdir() if each.suffix == ".capadesk"), reverse=True)
    by_salt: dict[bytes, Path] = {}
    for each in beside:
        salt = salt_of(each)
        if salt is not None:
            by_salt.setdefault(salt, each)
    own = salt_of(path)
    return [each for salt, each in by_salt.items() if salt != own]


KEY_RING = KeyRing()
"""Of this run of the program."""
