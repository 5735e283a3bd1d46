"""Decides what is asked where two have changed the same fields of a record (without Qt)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from capadesk.domain.record import RECORD_TYPES, fields_of
from capadesk.services.desk import Desk
from capadesk.services.merging.rebasing import Clash, Origin, origin_of, with_theirs
from capadesk.services.words import _
from capadesk.ui.common.area_presenter import AreaPresenter, ChangedByOthers
from capadesk.ui.common.editing.comparison import ComparedField, ComparedValue, Comparison
from capadesk.ui.common.lists.day_rows import moment_text
from capadesk.ui.common.wording.value_words import RecordKey, ValueWords

MINE, THEIRS = 0, 1


def gone_text(desk: Desk, kind: str, record_id: UUID) -> str:
    """Why nothing of a record was changed that was deleted meanwhile, and by whom."""
    words = ValueWords(desk)
    words.know([(kind, record_id)])
    name, origin = words.name(kind, record_id), origin_of(desk.store, kind, record_id)
    if origin is None or not origin.author:
        return _("“{name}” was deleted meanwhile: nothing was changed.").format(name=name)
    text = _("“{name}” was deleted by {author} meanwhile: nothing was changed.")
    return text.format(name=name, author=origin.author)


class ClashPresenter:
    """Which value shall stand in each field; the user's own, unless another one is chosen."""

    def __init__(self, presenter: AreaPresenter[Any], found: ChangedByOthers[Any]) -> None:
        self._presenter = presenter
        self._desk = presenter.desk
        self._found = found
        self._theirs: set[object] = set()
        self._words = ValueWords(self._desk)
        self._words.know(key for clash in found.clashes for key in _keys(clash))

    @property
    def present(self) -> Any:
        """The dossier as it is stored now."""
        return self._found.present

    def decided(self) -> Any:
        """The user's dossier over the present one, with the values that were chosen."""
        chosen = [clash for clash in self._found.clashes if _key(clash) in self._theirs]
        return with_theirs(self._found.edited, chosen)

    def choose(self, key: object, place: int) -> None:
        """Choose one's own value of a clash, or that of the others."""
        if place == THEIRS:
            self._theirs.add(key)
        else:
            self._theirs.discard(key)

    # --- words ------------------------------------------------------------------------------------

    def comparison(self) -> Comparison:
        """Each field with both values."""
        return Comparison(
            self._presenter.title_of(self._found.edited),
            "",
            tuple(self._field(clash) for clash in self._found.clashes),
            note=_(
                "Somebody else has changed the same meanwhile, so nothing is saved yet. Choose what is right."
            ),
        )

    def deletion_text(self) -> str:
        """What is asked where the record is gone."""
        record = self._presenter.record_of(self._found.edited)
        name = self._presenter.title_of(self._found.edited)
        origin = origin_of(self._desk.store, record.KIND, record.id)
        if origin is None or not origin.author:
            return _("“{name}” was deleted meanwhile. What you typed is not saved yet.").format(name=name)
        text = _("“{name}” was deleted by {author} meanwhile. What you typed is not saved yet.")
        return text.format(name=name, author=origin.author)

    def _field(self, clash: Clash) -> ComparedField:
        label = self._words.field(clash.kind, clash.field)
        if clash.record_id != self._presenter.record_of(self._found.edited).id:
            row = self._words.name(clash.kind, clash.record_id)
            label = _("{kind} “{name}”: {field}").format(
                kind=self._words.kind(clash.kind), name=row, field=label
            )
        origin = origin_of(self._desk.store, clash.kind, clash.record_id, clash.field)
        values = (
            ComparedValue(self._text(clash, clash.mine), _("Yours · not saved yet")),
            ComparedValue(self._text(clash, clash.theirs), self._whose(origin)),
        )
        return ComparedField(_key(clash), label, values, MINE)

    def _whose(self, origin: Origin | None) -> str:
        parts = [_("Theirs")]
        if origin is not None:
            parts += [origin.author, moment_text(self._desk, origin.time)]
        return " · ".join(part for part in parts if part)

    def _text(self, clash: Clash, value: Any) -> str:
        return self._words.text(clash.kind, clash.field, value)


def _key(clash: Clash) -> tuple[str, object, str]:
    return clash.kind, clash.record_id, clash.field


def _keys(clash: Clash) -> list[RecordKey]:
    """The record, and those that both values refer to."""
    keys: list[RecordKey] = [(clash.kind, clash.record_id)]
    target = fields_of(RECORD_TYPES[clash.kind])[clash.field].refers_to
    if target is not None:
        keys.extend((target, value) for value in (clash.mine, clash.theirs) if value is not None)
    return keys
