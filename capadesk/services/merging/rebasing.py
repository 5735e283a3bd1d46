"""What somebody changed is put over what others have stored meanwhile, and where the two clash."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from capadesk.domain.change_set import DELETED_FIELD
from capadesk.domain.record import fields_of, is_record
from capadesk.services.draft_service import dossier_of_parts, parts_of_dossier

if TYPE_CHECKING:
    from capadesk.domain.record import Record
    from capadesk.services.ports import Store


class Clash(NamedTuple):
    """A field that two have changed from the same value, neither knowing of the other."""

    kind: str
    record_id: UUID
    field: str
    mine: Any
    theirs: Any


class Origin(NamedTuple):
    """Who stored a value, and when (UTC)."""

    author: str
    time: datetime


class Rebased(NamedTuple):
    """A dossier with the user's changes over what is stored now, and the fields that both had changed."""

    dossier: Any
    clashes: tuple[Clash, ...]

    @property
    def conflicts(self) -> tuple[str, ...]:
        """The names of those fields."""
        return tuple(dict.fromkeys(clash.field for clash in self.clashes))


def rebased(base: Any, edited: Any, present: Any) -> Rebased:
    """Put what the user changed, from `base` to `edited`, over what is stored at `present`.

    Where both changed the same field, the user's value stands and the field is told. All three are
    dossiers of one type; what the user did not touch is as it is at present.
    """
    before, mine, now = parts_of_dossier(base), parts_of_dossier(edited), parts_of_dossier(present)
    clashes: list[Clash] = []
    parts = {name: _part(before[name], mine[name], now[name], clashes) for name in mine}
    return Rebased(dossier_of_parts(parts, type(edited)), tuple(clashes))


def with_theirs(dossier: Any, clashes: Collection[Clash]) -> Any:
    """The dossier with the values of others in these fields."""
    values: dict[tuple[str, UUID], dict[str, Any]] = {}
    for clash in clashes:
        values.setdefault((clash.kind, clash.record_id), {})[clash.field] = clash.theirs

    def given(part: Any) -> Any:
        if isinstance(part, tuple):
            return tuple(given(item) for item in part)
        theirs = values.get((part.KIND, part.id)) if is_record(part) else None
        return dataclasses.replace(part, **theirs) if theirs else part

    return dossier_of_parts(
        {name: given(part) for name, part in parts_of_dossier(dossier).items()}, type(dossier)
    )


def origin_of(store: Store, kind: str, record_id: UUID, field: str = DELETED_FIELD) -> Origin | None:
    """Who gave a field the value that it has now, else who made the record; None if nobody is known."""
    history = store.record_history(kind, record_id)
    changed = [entry for entry in history if field in entry.fields]
    newest = changed[0] if changed else history[-1] if history else None
    return Origin(newest.author, newest.time) if newest is not None else None


def _part(before: Any, mine: Any, now: Any, clashes: list[Clash]) -> Any:
    if mine == before:
        return now
    if now == before:
        return mine
    if isinstance(mine, tuple):
        return _items(before, mine, now, clashes)
    return _record(before, mine, now, clashes)


def _record(before: Any, mine: Any, now: Any, clashes: list[Clash]) -> Any:
    changed = {}
    record_type: type[Record] = type(mine)
    for name in fields_of(record_type):
        was, own, theirs = (getattr(each, name) for each in (before, mine, now))
        if own != was:
            changed[name] = own
            if theirs not in (was, own):
                clashes.append(Clash(mine.KIND, mine.id, name, own, theirs))
    return dataclasses.replace(now, **changed)


def _items(
    before: tuple[Any, ...], mine: tuple[Any, ...], now: tuple[Any, ...], clashes: list[Clash]
) -> tuple[Any, ...]:
    """Rows by their ids: what I added or changed is there, the rest is as it is now.

    What I took out is not there, unless others have changed it: as in a merge, the edit wins.
    """
    was, own = _by_id(before), _by_id(mine)
    found: dict[Any, Any] = {}
    for key, item in _by_id(now).items():
        if key in own:
            is_row = key in was and item is not key
            found[key] = _record(was[key], own[key], item, clashes) if is_row else own[key]
        elif key not in was or item != was[key]:
            found[key] = item
    for key, item in own.items():
        if key not in was or item != was[key]:
            found.setdefault(key, item)
    return tuple(found.values())


def _by_id(items: tuple[Any, ...]) -> dict[Any, Any]:
    """Records by their id; what is no record (the id of a tag) by itself."""
    return {getattr(item, "id", item): item for item in items}
