"""What a draft that a crash has left means now: its record may have changed, or be gone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any, Protocol
from uuid import UUID

from capadesk.domain.errors import RecordNotFound
from capadesk.services.draft_service import dossier_of_parts
from capadesk.services.merging.rebasing import rebased
from capadesk.services.ports import KeptDraft
from capadesk.services.words import N_, _, ngettext
from capadesk.ui.common.wording.sentences import field_text


class Fate(Enum):
    """What became of the record while its draft lay there."""

    AS_IT_WAS = auto()
    CHANGED = auto()
    DELETED = auto()
    UNREADABLE = auto()


@dataclass(frozen=True, slots=True)
class BroughtBack:
    """A draft over what is stored now; `base` and `edited` are None for an UNREADABLE one.

    `conflicts` are the fields that the draft and somebody else have both changed.
    """

    name: str
    fate: Fate
    base: Any = None
    edited: Any = None
    is_new: bool = False
    conflicts: tuple[str, ...] = ()


class Editable(Protocol):
    """What is asked of who edits the records of an area; see AreaPresenter."""

    def open(self, record_id: UUID) -> Any:
        """The stored dossier; RecordNotFound."""

    def new(self) -> Any:
        """An empty one."""

    def title_of(self, dossier: Any) -> str:
        """How it is called."""


def bring_back(presenter: Editable, draft: KeptDraft) -> BroughtBack | None:
    """What to show in the editor; None if all that the draft says is stored already."""
    try:
        present = presenter.open(draft.record_id)
    except RecordNotFound:
        present = None
    dossier_type = type(presenter.new() if present is None else present)
    if draft.base is None or draft.edited is None:
        return BroughtBack("", Fate.UNREADABLE)
    try:
        base, edited = (dossier_of_parts(parts, dossier_type) for parts in (draft.base, draft.edited))
    except TypeError:
        return BroughtBack("", Fate.UNREADABLE)
    name = presenter.title_of(edited)
    if present is None:
        fate = Fate.AS_IT_WAS if draft.is_new else Fate.DELETED
        return BroughtBack(name, fate, base, edited, is_new=True)
    if present == base:
        return BroughtBack(name, Fate.AS_IT_WAS, base, edited)
    over = rebased(base, edited, present)
    if over.dossier == present:
        return None
    return BroughtBack(name, Fate.CHANGED, present, over.dossier, conflicts=over.conflicts)


def brought_back_text(found: Sequence[BroughtBack]) -> str:
    """What the message bar says of all that came back."""
    back = [each for each in found if each.fate is not Fate.UNREADABLE]
    names = ", ".join(_("“{name}”").format(name=each.name) for each in back)
    text = ""
    if len(back) == 1:
        text = _(_SENTENCES[back[0].fate]).format(name=back[0].name)
        if back[0].conflicts:
            fields = ", ".join(field_text(field) for field in back[0].conflicts)
            text += " " + _("Both changed: {fields}. Your text stands there.").format(fields=fields)
    elif back:
        text = _("Brought back, not saved: {names}.").format(names=names)
        others = {Fate.CHANGED: _("Changed since: {names}."), Fate.DELETED: _("Deleted since: {names}.")}
        for fate, sentence in others.items():
            touched = ", ".join(_("“{name}”").format(name=each.name) for each in back if each.fate is fate)
            if touched:
                text += " " + sentence.format(names=touched)
    unreadable = len(found) - len(back)
    if unreadable:
        more = ngettext(
            "A text that was not saved cannot be shown by this CapaDesk. It is kept for a newer one.",
            "{count} texts that were not saved cannot be shown by this CapaDesk. They are kept for a newer "
            "one.",
            unreadable,
        )
        text = " ".join(part for part in (text, more.format(count=unreadable)) if part)
    return text


_SENTENCES = {
    Fate.AS_IT_WAS: N_("“{name}” was not saved when the program ended. Your text is back."),
    Fate.CHANGED: N_("“{name}” was changed elsewhere before you saved it. Your text is back, over that."),
    Fate.DELETED: N_("“{name}” was deleted before you saved it. Your text is back; saving restores it."),
}
