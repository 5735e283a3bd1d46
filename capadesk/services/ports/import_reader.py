"""Files on their way in: what a reader yields."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

if TYPE_CHECKING:
    from capadesk.services.ports.progress import ProgressCallback


@dataclass(frozen=True, slots=True)
class Draft:
    """One thing read from a file, before it is matched: values by field name, as the reader knows them.

    `place` says where in the file ("row 12", "events[3]"). `values` holds domain values; names of other
    records stand as text under the keys that the import service knows ("city_name", "organiser_names",
    "tag_names"); codes may stand as their words. `source_key` is the file's own id, if it has one. `places`
    says where single values stand, if that is known more closely ("Sheet1!C12").
    """

    record_kind: str
    place: str
    values: Mapping[str, Any]
    source_key: str = ""
    places: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Something in a file that could not be read, where and why."""

    file: str
    place: str
    reason: str
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Notice:
    """Something about a file that its owner should know, although nothing failed (a column not used)."""

    file: str
    place: str
    code: str
    data: Mapping[str, Any] = field(default_factory=dict)


ReadItem = Draft | Unreadable | Notice


@runtime_checkable
class ImportReader(Protocol):
    """Reads one format of file into drafts."""

    def can_read(self, path: Path) -> bool:
        """Whether the file is of this format, by its name and first bytes."""

    def read(self, path: Path, progress: ProgressCallback | None = None) -> Iterator[ReadItem]:
        """Drafts in the file's order; UnreadableFile if the file as a whole cannot be read."""
