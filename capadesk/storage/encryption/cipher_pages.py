"""The pages of an encrypted data file, as SQLCipher 4 seals them: each ends with an IV and an HMAC-SHA512.

Nothing is decrypted here. A seal says whether a key fits, and which page was damaged.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from capadesk.storage.encryption.file_key import SALT_BYTES, FileKey

PAGE_BYTES = 4096
_SEAL_BYTES = 64
_IV_BYTES = 16
_LOOKED_AT = 64
_COUNT_AT, _COUNT_BYTES = 28, 4
"""Where the head of a database says how many pages it has (file format of SQLite, 1.3.7)."""

_OTHERS = (b"PK\x03\x04", b"\xff\xd8\xff", b"\x89PNG", b"%PDF", b"\x1f\x8b", b"7z\xbc\xaf", b"age-")
_EVENLY_SPREAD = 400.0
"""Chi-square of the bytes of a page: 255 ± 23 where they are random, far more in almost any other file."""


def looks_encrypted(path: Path) -> bool:
    """Whether a file begins with a page of random bytes, which no other kind of file does."""
    try:
        with path.open("rb") as file:
            page = file.read(PAGE_BYTES)
    except OSError:
        return False
    if len(page) < PAGE_BYTES or page.startswith(_OTHERS) or page[:SALT_BYTES].isascii():
        return False
    mean = PAGE_BYTES / 256
    return sum((page.count(value) - mean) ** 2 for value in range(256)) / mean < _EVENLY_SPREAD


def has_page_of(key: FileKey, path: Path) -> bool:
    """Whether a page of the file was sealed with this key; at most 64, spread over it, are looked at."""
    seal_key = _seal_key(key)
    try:
        with path.open("rb") as file:
            pages = path.stat().st_size // PAGE_BYTES
            step = max(1, pages // _LOOKED_AT)
            return any(
                _is_whole(_page(file, number), number, seal_key) for number in range(1, pages + 1, step)
            )
    except OSError:
        return False


def seal_again(key: FileKey, path: Path) -> int:
    """Put a fitting seal on each damaged page, so that SQLCipher reads on; how many there were.

    Only for a copy: what is wrong in such a page is garbled when it is read, the rest of it is as it was.
    """
    seal_key = _seal_key(key)
    mended = 0
    with path.open("r+b") as file:
        for number, page in _pages(file):
            if not _is_whole(page, number, seal_key):
                _write(file, number, _sealed(page, number, seal_key))
                mended += 1
    return mended


def put_head(key: FileKey, path: Path, model: Path) -> bool:
    """Put the first page of `model`, encrypted with the same key, in the place of a copy's; whether it fits.

    The head says how many pages there are, in the first block that is encrypted: with a chained cipher a
    difference there is a difference of the IV.
    """
    seal_key = _seal_key(key)
    with model.open("rb") as file:
        page = bytearray(_page(file, 1))
    if not _is_whole(bytes(page), 1, seal_key):
        return False
    said = model.stat().st_size // PAGE_BYTES
    pages = path.stat().st_size // PAGE_BYTES
    difference = (said ^ pages).to_bytes(_COUNT_BYTES, "big")
    iv_at = PAGE_BYTES - _SEAL_BYTES - _IV_BYTES
    first = iv_at + _COUNT_AT - SALT_BYTES
    for place, bits in enumerate(difference, first):
        page[place] ^= bits
    with path.open("r+b") as file:
        _write(file, 1, _sealed(bytes(page), 1, seal_key))
    return True


def _seal_key(key: FileKey) -> bytes:
    salt = bytes(byte ^ 0x3A for byte in key.salt)
    return hashlib.pbkdf2_hmac("sha512", key.raw, salt, 2, 32)


def _seal(page: bytes, number: int, seal_key: bytes) -> bytes:
    start = SALT_BYTES if number == 1 else 0
    body = page[start : PAGE_BYTES - _SEAL_BYTES]
    return hmac.digest(seal_key, body + number.to_bytes(4, "little"), "sha512")


def _is_whole(page: bytes, number: int, seal_key: bytes) -> bool:
    return len(page) == PAGE_BYTES and hmac.compare_digest(page[-_SEAL_BYTES:], _seal(page, number, seal_key))


def _sealed(page: bytes, number: int, seal_key: bytes) -> bytes:
    return page[:-_SEAL_BYTES] + _seal(page, number, seal_key)


def _page(file: IO[bytes], number: int) -> bytes:
    file.seek((number - 1) * PAGE_BYTES)
    return file.read(PAGE_BYTES)


def _pages(file: IO[bytes]) -> Iterator[tuple[int, bytes]]:
    number = 1
    while len(page := _page(file, number)) == PAGE_BYTES:
        yield number, page
        number += 1


def _write(file: IO[bytes], number: int, page: bytes) -> None:
    file.seek((number - 1) * PAGE_BYTES)
    file.write(page)
