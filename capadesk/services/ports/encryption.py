"""What is said of the encryption of a data file."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

SHORTEST_PASSPHRASE = 10
"""Characters; what is shorter is guessed by trying."""

LOCKED = frozenset({"file_passphrase_needed", "file_passphrase_wrong"})
"""The codes of a UserError that says: this `file` is encrypted, and its passphrase is to be given."""


class PlainCopy(NamedTuple):
    """Something beside an encrypted data file that everybody can read: where, and its size in bytes."""

    path: Path
    size: int
