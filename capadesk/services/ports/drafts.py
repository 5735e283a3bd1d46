"""Text that is not saved yet, kept beside the records so that no crash takes it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple, Protocol
from uuid import UUID

DossierParts = Mapping[str, Any]
"""A dossier by the names of its parts: each a record, a tuple of records or of ids, or a plain value."""


class KeptDraft(NamedTuple):
    """What an editor held: `base` is the dossier as it was loaded, `edited` as the user left it.

    Both are None for a draft that this program cannot read (a newer one has written it). `is_new`: the
    record was not stored when it was edited. `kept_at` is UTC.
    """

    area: str
    kind: str
    record_id: UUID
    is_new: bool
    kept_at: datetime
    base: DossierParts | None
    edited: DossierParts | None


class DraftStore(Protocol):
    """The drafts of one desk: no records, so neither logged nor merged nor undone."""

    @property
    def can_keep(self) -> bool:
        """Whether drafts are kept at all: not where the file is open for reading only."""

    def keep(self, draft: KeptDraft) -> None:
        """Keep it, in the place of what was kept of that record in that area; durable on return.

        UserError `draft_too_large`; EnvironmentFailure.
        """

    def forget(self, area: str, record_id: UUID) -> None:
        """Let a draft go; nothing happens if there is none."""

    def left(self) -> list[KeptDraft]:
        """All that are kept, newest first."""
