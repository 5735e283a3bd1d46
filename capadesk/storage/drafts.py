"""The table of drafts: texts that are not saved yet, kept so that no crash takes them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from capadesk.domain.errors import UserError
from capadesk.services.ports import KeptDraft
from capadesk.storage.database_errors import translated
from capadesk.storage.draft_codec import UnreadableDraft, parts_of, text_of

LARGEST = 16 * 1024 * 1024
"""Characters of one draft; a dossier of this size would not be worked on in an editor."""

_KEEP = """
INSERT INTO draft (area, record_id, kind, is_new, kept_at, base, edited) VALUES (?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (area, record_id) DO UPDATE SET kind = excluded.kind, is_new = excluded.is_new,
kept_at = excluded.kept_at, base = excluded.base, edited = excluded.edited
"""


class SqlDrafts:
    """Implements ports.DraftStore; each call is a transaction of its own, in the calling thread."""

    def __init__(self, connection: Callable[[], Any], location: str, *, is_read_only: bool) -> None:
        self._connection = connection
        self._location = location
        self._is_read_only = is_read_only

    @property
    def can_keep(self) -> bool:
        """See ports.DraftStore."""
        return not self._is_read_only

    def keep(self, draft: KeptDraft) -> None:
        """See ports.DraftStore."""
        base, edited = text_of(draft.base or {}), text_of(draft.edited or {})
        if len(base) + len(edited) > LARGEST:
            raise UserError("draft_too_large")
        row = (
            draft.area,
            draft.record_id.bytes,
            draft.kind,
            int(draft.is_new),
            draft.kept_at.isoformat(),
            base,
            edited,
        )
        with translated(self._location):
            self._connection().exec_driver_sql(_KEEP, row)

    def forget(self, area: str, record_id: UUID) -> None:
        """See ports.DraftStore."""
        with translated(self._location):
            self._connection().exec_driver_sql(
                "DELETE FROM draft WHERE area = ? AND record_id = ?", (area, record_id.bytes)
            )

    def left(self) -> list[KeptDraft]:
        """See ports.DraftStore."""
        if self._is_read_only:
            # They belong to the window that may write; and an older file has no such table yet.
            return []
        with translated(self._location):
            rows = self._connection().exec_driver_sql(
                "SELECT area, kind, record_id, is_new, kept_at, base, edited FROM draft ORDER BY kept_at DESC"
            )
            return [_draft(row) for row in rows.fetchall()]


def _draft(row: Any) -> KeptDraft:
    area, kind, record_id, is_new, kept_at, base, edited = row
    parts: tuple[dict[str, Any] | None, dict[str, Any] | None]
    try:
        parts = parts_of(base), parts_of(edited)
    except UnreadableDraft:
        parts = None, None
    return KeptDraft(area, kind, UUID(bytes=record_id), bool(is_new), datetime.fromisoformat(kept_at), *parts)
