"""Packages of changes: what is said of one, and who writes and reads them."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple, Protocol

from capadesk.domain.stamp import Stamp
from capadesk.services.ports.changes import Frontier, IncomingChanges
from capadesk.services.ports.progress import ProgressCallback


class Names(StrEnum):
    """Whether a package says who people are."""

    INCLUDED = "included"
    WITHHELD = "withheld"


class PackageSender(NamedTuple):
    """Who sends a package, as people read it; each may be ""."""

    author: str = ""
    platform: str = ""
    country: str = ""


class PackageSummary(NamedTuple):
    """What a package holds.

    `since` is what its receiver has to have (None: nothing), `state` what it has after merging. `size` is the
    file's, in bytes; `newest` the newest ChangeSet in it.
    """

    path: Path
    replica: bytes
    sender: PackageSender
    names: Names
    since: Frontier | None
    state: Frontier
    newest: Stamp | None
    change_sets: int
    changes: int
    kinds: Mapping[str, int]
    size: int
    is_encrypted: bool


class PackageWriter(Protocol):
    """Writes packages."""

    def write(
        self,
        path: Path,
        changes: IncomingChanges,
        sender: PackageSender,
        *,
        since: Frontier | None = None,
        names: Names = Names.INCLUDED,
        passphrase: str = "",
        progress: ProgressCallback | None = None,
    ) -> PackageSummary:
        """Write the ChangeSets that `since` does not cover, whole or not at all.

        The changes come as they are to leave: names are taken out before. With a passphrase the file is
        encrypted in the format age. UserError `folder_missing`, `not_a_file`, `package_too_large`;
        EnvironmentFailure as of any file that is written.
        """


class Package(IncomingChanges, Protocol):
    """A package that was opened and checked whole."""

    @property
    def summary(self) -> PackageSummary: ...

    def close(self) -> None:
        """Let go of the file."""


class PackageReader(Protocol):
    """Opens packages."""

    def is_package(self, path: Path) -> bool:
        """Whether the file begins like a package, encrypted or not; False if it cannot be read."""

    def is_encrypted(self, path: Path) -> bool:
        """Whether a passphrase is needed; False if it cannot be read."""

    def open(self, path: Path, passphrase: str = "") -> Package:
        """Check everything: sizes, checksums, version, each line; then it can be merged.

        UnreadableFile names the file, the place in it and the reason.
        """
