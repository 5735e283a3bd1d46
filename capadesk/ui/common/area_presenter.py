"""Decides for an area: how a record is made, opened, saved, copied and deleted, and what is said."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar
from uuid import UUID

from capadesk.domain.change_set import ChangeSet
from capadesk.domain.errors import CapaDeskError, ChangedMeanwhile, RecordNotFound
from capadesk.domain.record import Record
from capadesk.services.deletion_service import DeletionPreview, name_of
from capadesk.services.desk import Desk
from capadesk.services.merging.rebasing import Clash, rebased
from capadesk.services.ports import ProgressCallback
from capadesk.services.words import _, ngettext
from capadesk.ui.common.lists.list_presenter import ListPresenter
from capadesk.ui.common.wording.sentences import count_text

D = TypeVar("D")
_ATTEMPTS = 20


@dataclass(frozen=True, slots=True)
class AreaWords:
    """What an area says: names of things to do, and of places where nothing is yet."""

    title: str
    new: str
    find: str
    untitled: str
    empty_title: str
    empty_text: str
    choose_title: str


@dataclass(frozen=True, slots=True)
class ChangedByOthers(Generic[D]):
    """What was found stored when something was to be saved; nothing was saved.

    `present` is the dossier as it is stored now, None if it was deleted; `edited` is what the user changed
    over that, with the user's own values where both have changed a field: `clashes`.
    """

    present: D | None
    edited: D
    clashes: tuple[Clash, ...] = ()


class AreaPresenter(ABC, Generic[D]):
    """What an area does with its records, without widgets. A dossier is a record with its parts."""

    record_kind: str
    can_duplicate = False
    can_invite = False

    def __init__(self, desk: Desk, listing: ListPresenter) -> None:
        self.desk = desk
        self.listing = listing
        listing.know(desk)

    # --- what each area says for itself -----------------------------------------------------------

    @property
    @abstractmethod
    def words(self) -> AreaWords:
        """The area's own words."""

    @abstractmethod
    def new(self) -> D:
        """An empty dossier, not stored yet."""

    @abstractmethod
    def open(self, record_id: UUID) -> D:
        """The stored dossier; RecordNotFound."""

    @abstractmethod
    def save(self, dossier: D) -> ChangeSet:
        """Store the dossier as one change; InvalidRecord."""

    @abstractmethod
    def record_of(self, dossier: D) -> Record:
        """The record that the dossier is about."""

    def duplicate(self, record_id: UUID) -> D:
        """A copy that is not stored yet; only where `can_duplicate`."""
        raise NotImplementedError

    # --- the same everywhere ----------------------------------------------------------------------

    def save_over(self, base: D | None, edited: D) -> ChangeSet | ChangedByOthers[D]:
        """Store what was changed from `base` to `edited`; what others changed meanwhile stays.

        Where both have changed the same field, or the record was deleted, nothing is stored: what was found
        is given back, to be decided on. `base` is None for a new record. InvalidRecord.
        """
        if base is None:
            return self.save(edited)
        store = self.desk.store
        for _attempt in range(_ATTEMPTS):
            mark = store.latest_change()
            try:
                present = self.open(self.record_of(base).id)
            except RecordNotFound:
                return ChangedByOthers(None, edited)
            over = rebased(base, edited, present)
            if over.clashes:
                return ChangedByOthers(present, over.dossier, over.clashes)
            try:
                with store.expecting(mark):
                    return self.save(over.dossier)
            except ChangedMeanwhile:
                continue  # somebody was quicker: what they stored is looked at as well
        raise ChangedMeanwhile

    def take_note(self, change_set: ChangeSet) -> None:
        """A change was made, here or elsewhere: forget what it makes stale."""

    def title_of(self, dossier: D) -> str:
        """The record's name, else that it is new."""
        record = self.record_of(dossier)
        name = name_of(record)
        return self.words.untitled if name == record.KIND else name

    def count_text(self, shown: int) -> str:
        """How many rows there are; with a filter, of how many."""
        number = self.desk.localisation.number
        if not self.listing.is_filtered:
            return number(shown)
        return _("{shown} of {total}").format(shown=number(shown), total=number(self.listing.length))

    def nothing_words(self) -> tuple[str, str]:
        """What to say when words and filter leave no row: a title and what may help."""
        text, chosen = self.listing.text.strip(), self.listing.facets.all_words(self.listing.filter)
        if not chosen:
            found = _("Nothing matches “{text}”").format(text=text)
            return found, _("Accents do not matter, and the beginning of a word is enough.")
        if not text:
            return _("Nothing matches the filter"), chosen
        return _("Nothing that the filter leaves matches “{text}”").format(text=text), chosen

    def deletion_question(self, ids: Sequence[UUID], progress: ProgressCallback | None = None) -> str:
        """What to ask before deleting; "" if nothing hangs on the records."""
        return deletion_text(self.desk.deletion.preview(self.record_kind, ids, progress))

    def delete(self, ids: Sequence[UUID], progress: ProgressCallback | None = None) -> ChangeSet:
        """Put the records into the bin."""
        return self.desk.deletion.delete(self.record_kind, ids, progress)

    def is_touched(self, record_id: UUID, change_set: ChangeSet) -> bool:
        """Whether a change may have touched a record or a part of it."""
        # A part names its record in its fields only where they changed: any part may be one of ours.
        if change_set.kinds() == {self.record_kind} and not change_set.created_counts:
            return (self.record_kind, record_id) in set(change_set.touched())
        return True

    def is_there(self, record_id: UUID) -> bool:
        """Whether the record is still live."""
        try:
            self.open(record_id)
        except CapaDeskError:
            return False
        return True


def deletion_text(preview: DeletionPreview) -> str:
    """What deleting takes along and what it unlinks, as one question; "" if neither."""
    along = ", ".join(count_text(kind, count) for kind, count in sorted(preview.goes_along.items()) if count)
    loose = ", ".join(count_text(kind, count) for kind, count in sorted(preview.unlinked.items()) if count)
    if not along and not loose:
        return ""
    count = len(preview.names)
    what = ngettext("“{name}”", "{count} records", count).format(name=preview.names[0], count=count)
    if along and loose:
        text = _("Deleting {what} takes along {along}, and unlinks {loose}. Everything can be undone.")
    elif along:
        text = _("Deleting {what} takes along {along}. Everything can be undone.")
    else:
        text = _("Deleting {what} unlinks {loose}. Everything can be undone.")
    return text.format(what=what, along=along, loose=loose)
