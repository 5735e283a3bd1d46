"""The rows that somebody has chosen in a list: what many records are changed, copied and sent by."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from capadesk.services.ports import ListKind, Lists, ProgressCallback

BLOCK = 200
"""So many rows are read at once: between two blocks a long work may be stopped."""


@dataclass(frozen=True, slots=True)
class Selection:
    """Rows of one list by their keys, in the order of the list; cheap to make, whatever their number."""

    record_kind: str
    list_kind: ListKind
    keys: tuple[int, ...]

    def __len__(self) -> int:
        return len(self.keys)

    def rows(self, lists: Lists, progress: ProgressCallback | None = None) -> Iterator[Any]:
        """The rows; those that are gone meanwhile are left out."""
        for start in range(0, len(self.keys), BLOCK):
            if progress is not None:
                progress(start, len(self.keys))
            yield from lists.rows(self.list_kind, list(self.keys[start : start + BLOCK]))

    def ids(self, lists: Lists, progress: ProgressCallback | None = None) -> list[UUID]:
        """The records' ids; those that are gone meanwhile are left out."""
        return [row.id for row in self.rows(lists, progress)]
