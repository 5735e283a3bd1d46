"""The file of drafts: texts that are not saved yet, kept beside the data file so that no crash takes them."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from capadesk.domain.errors import UserError
from capadesk.services.ports import KeptDraft
from capadesk.storage.beside.draft_codec import UnreadableDraft, parts_of, text_of
from capadesk.storage.beside.side_file import DRAFTS, SideFile, remove_side_file
from capadesk.storage.encryption.file_key import FileKey

LARGEST = 16 * 1024 * 1024
"""Characters of one draft; a dossier of this size would not be worked on in an editor."""

_TABLE = """
CREATE TABLE IF NOT EXISTS draft (
    area TEXT NOT NULL,
    record_id BLOB NOT NULL,
    kind TEXT NOT NULL,
    is_new INTEGER NOT NULL,
    kept_at TEXT NOT NULL,
    base TEXT NOT NULL,
    edited TEXT NOT NULL,
    PRIMARY KEY (area, record_id)
)
"""
_KEEP = """
INSERT INTO draft (area, record_id, kind, is_new, kept_at, base, edited) VALUES (?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (area, record_id) DO UPDATE SET kind = excluded.kind, is_new = excluded.is_new,
kept_at = excluded.kept_at, base = excluded.base, edited = excluded.edited
"""
_ANY = "SELECT 1 FROM draft LIMIT 1"
_LEFT = "SELECT area, kind, record_id, is_new, kept_at, base, edited FROM draft ORDER BY kept_at DESC"


def draft_file_of(location: Path) -> Path:
    """Where the drafts of a data file lie."""
    return location.with_name(location.name + DRAFTS)


def remove_drafts_of(location: Path) -> None:
    """Remove what is kept for a data file, with what SQLite keeps beside it."""
    remove_side_file(draft_file_of(location))


class DraftFile:
    """Implements ports.DraftStore on a file of its own, which is there only while something is kept.

    Any thread may call it; each call is a transaction of its own.
    """

    def __init__(self, path: Path, *, is_read_only: bool = False, key: FileKey | None = None) -> None:
        """`is_read_only`: nothing is kept here, and what another window has kept is not looked at.

        `key` is that of the data file, if it is encrypted.
        """
        self._file = SideFile(path, _TABLE, key=key)
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
        self._file.run(
            _KEEP,
            draft.area,
            draft.record_id.bytes,
            draft.kind,
            int(draft.is_new),
            draft.kept_at.isoformat(),
            base,
            edited,
        )

    def forget(self, area: str, record_id: UUID) -> None:
        """See ports.DraftStore."""
        if self._file.exists:
            self._file.run("DELETE FROM draft WHERE area = ? AND record_id = ?", area, record_id.bytes)

    def left(self) -> list[KeptDraft]:
        """See ports.DraftStore."""
        if self._is_read_only or not self._file.exists:
            # Of a file that is only read they belong to the window that may write.
            return []
        return [_draft(row) for row in self._file.run(_LEFT)]

    def close(self) -> None:
        """Close the file; it is removed if nothing is kept in it."""
        self._file.close(_ANY)


def _draft(row: tuple[Any, ...]) -> KeptDraft:
    area, kind, record_id, is_new, kept_at, base, edited = row
    parts: tuple[dict[str, Any] | None, dict[str, Any] | None]
    try:
        parts = parts_of(base), parts_of(edited)
    except UnreadableDraft:
        parts = None, None
    return KeptDraft(area, kind, UUID(bytes=record_id), bool(is_new), datetime.fromisoformat(kept_at), *parts)
