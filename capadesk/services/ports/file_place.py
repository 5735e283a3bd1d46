"""Where a data file lies, and what lies beside it that should not."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import NamedTuple, Protocol


class PlaceKind(StrEnum):
    """Why a folder is no good place for a data file."""

    SYNCHRONISED = "synchronised"
    NETWORK = "network"


class RiskyPlace(NamedTuple):
    """A folder that something else writes into: a synchroniser (its name), or a network share (its kind)."""

    kind: PlaceKind
    owner: str
    folder: Path


class FilePlace(Protocol):
    """Looks at the folder of a data file; may take long where the folder is far away."""

    def risk(self) -> RiskyPlace | None:
        """Why the file should not lie there; None if nothing is known against it."""

    def conflicted_copies(self) -> tuple[Path, ...]:
        """Copies of the file beside it that a synchroniser made of two versions."""
