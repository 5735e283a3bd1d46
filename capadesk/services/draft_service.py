"""Drafts: what an editor holds is kept while it is not saved, and brought back after a crash."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

from capadesk.domain.record import is_record
from capadesk.services.ports import KeptDraft

if TYPE_CHECKING:
    from capadesk.domain.record import Record
    from capadesk.services.ports import Clock, DossierParts, Store

D = TypeVar("D")

_WHOLE = ""
"""The name of the only part of a dossier that is a record itself."""


class DraftService:
    """Keeps dossiers that are not saved; any thread may call it."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._drafts = store.drafts
        self._clock = clock

    @property
    def can_keep(self) -> bool:
        """Whether drafts are kept: not where the file is open for reading only."""
        return self._drafts.can_keep

    def keep(self, area: str, record: Record, base: Any, edited: Any, *, is_new: bool) -> None:
        """Keep the dossier `edited` of an area, and `base`, which it was before; durable on return.

        `record` is the one that both are about. UserError `draft_too_large`; EnvironmentFailure.
        """
        kept_at = self._clock.now()
        parts = parts_of_dossier(base), parts_of_dossier(edited)
        self._drafts.keep(KeptDraft(area, record.KIND, record.id, is_new, kept_at, *parts))

    def forget(self, area: str, record_id: UUID) -> None:
        """Let a draft go, if there is one."""
        self._drafts.forget(area, record_id)

    def left(self) -> list[KeptDraft]:
        """What was kept and never saved nor given up, newest first."""
        return self._drafts.left()


def parts_of_dossier(dossier: Any) -> DossierParts:
    """A dossier by the names of its parts; a record is its own only part."""
    if is_record(dossier):
        return {_WHOLE: dossier}
    return {field.name: getattr(dossier, field.name) for field in dataclasses.fields(dossier)}


def dossier_of_parts(parts: DossierParts, dossier_type: type[D]) -> D:
    """The dossier that `parts_of_dossier` took apart; TypeError if it has other parts."""
    whole: D = parts[_WHOLE] if set(parts) == {_WHOLE} else dossier_type(**parts)
    return whole
