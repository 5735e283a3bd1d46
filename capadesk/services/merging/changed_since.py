"""Which fields were changed since somebody looked, and by whom: what the log tells of a stale row."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from capadesk.domain.change_set import DELETED_FIELD
from capadesk.services.ports import Store


class ChangedSince:
    """The changes that came after a list was read."""

    def __init__(self, store: Store, mark: int) -> None:
        """`mark` is what `Store.latest_change` gave before the list was read."""
        self._authors: dict[tuple[str, UUID, str], str] = {}
        if store.latest_change() == mark:
            return
        for change_set in store.changes_since(mark):
            for change in change_set.changes:
                for field in (DELETED_FIELD,) if change.is_creation else change.fields:
                    self._authors[change.kind, change.record_id, field] = change_set.author

    def author_of(self, kind: str, record_id: UUID, fields: Iterable[str]) -> str | None:
        """Who changed one of these fields last, `deleted` by making or deleting it; None if nobody did."""
        for field in fields:
            author = self._authors.get((kind, record_id, field))
            if author is not None:
                return author
        return None
