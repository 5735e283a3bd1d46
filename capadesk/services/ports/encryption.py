"""What is said of the encryption of a data file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

SHORTEST_PASSPHRASE = 10
"""Characters; what is shorter is guessed by trying."""

LOCKED = frozenset({"file_passphrase_needed", "file_passphrase_wrong"})
"""The codes of a UserError that says: this `file` is encrypted, and its passphrase is to be given."""


Unlock = Callable[[Path, str, bool], bool]
"""Tries a passphrase on an encrypted file, which opens until the program ends if it fits.

Takes a quarter of a second and more. The last argument: whether the system's keyring is to keep it. False
if that was wanted and there is none. UserError `file_passphrase_wrong`.
"""


class PlainCopy(NamedTuple):
    """Something beside an encrypted data file that everybody can read: where, and its size in bytes."""

    path: Path
    size: int
