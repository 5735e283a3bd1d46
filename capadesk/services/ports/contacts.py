"""People on their way into a contact file."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple, Protocol

from capadesk.domain.records import Person
from capadesk.services.ports.progress import ProgressCallback


class ContactEntry(NamedTuple):
    """A person as the contact export needs them: nothing in it is private; `country` is a name."""

    person: Person
    organisation: str
    position: str
    city: str
    country: str
    tags: tuple[str, ...] = ()


class ContactWriter(Protocol):
    """Writes people as vCard."""

    def write(
        self, entries: Iterable[ContactEntry], path: Path, progress: ProgressCallback | None = None
    ) -> int:
        """Write the cards, whole or not at all; how many there are."""
