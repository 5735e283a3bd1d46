"""Drafts: what an editor holds is kept while it is not saved, and brought back after a crash."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar
from uuid import UUID

from capadesk.domain.record import fields_of, is_record
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


class Rebased(NamedTuple):
    """A dossier with the user's changes over what is stored now, and the fields that both had changed."""

    dossier: Any
    conflicts: tuple[str, ...]


def rebased(base: Any, edited: Any, present: Any) -> Rebased:
    """Put what the user changed, from `base` to `edited`, over what is stored at `present`.

    Where both changed the same field, the user's text stands and the field is named. All three are
    dossiers of one type; what the user did not touch is as it is at present.
    """
    before, mine, now = parts_of_dossier(base), parts_of_dossier(edited), parts_of_dossier(present)
    conflicts: list[str] = []
    parts = {name: _part(name, before[name], mine[name], now[name], conflicts) for name in mine}
    return Rebased(dossier_of_parts(parts, type(edited)), tuple(dict.fromkeys(conflicts)))


def _part(name: str, before: Any, mine: Any, now: Any, conflicts: list[str]) -> Any:
    if mine == before:
        return now
    if now == before:
        return mine
    if isinstance(mine, tuple):
        return _items(before, mine, now, conflicts)
    if is_record(mine):
        return _record(before, mine, now, conflicts)
    conflicts.append(name)
    return mine


def _record(before: Any, mine: Any, now: Any, conflicts: list[str]) -> Any:
    changed = {}
    record_type: type[Record] = type(mine)
    for name in fields_of(record_type):
        if getattr(mine, name) != getattr(before, name):
            changed[name] = getattr(mine, name)
            if getattr(now, name) not in (getattr(before, name), changed[name]):
                conflicts.append(name)
    return dataclasses.replace(now, **changed)


def _items(
    before: tuple[Any, ...], mine: tuple[Any, ...], now: tuple[Any, ...], conflicts: list[str]
) -> tuple[Any, ...]:
    """Rows by their ids: what I added or changed is there, what I took out is not, the rest as it is now."""
    was, own = _by_id(before), _by_id(mine)
    found: dict[Any, Any] = {}
    for key, item in _by_id(now).items():
        if key in own:
            is_record = key in was and item is not key
            found[key] = _record(was[key], own[key], item, conflicts) if is_record else own[key]
        elif key not in was:
            found[key] = item
    for key, item in own.items():
        if key not in was or item != was[key]:
            found.setdefault(key, item)
    return tuple(found.values())


def _by_id(items: tuple[Any, ...]) -> dict[Any, Any]:
    """Records by their id; what is no record (the id of a tag) by itself."""
    return {getattr(item, "id", item): item for item in items}
