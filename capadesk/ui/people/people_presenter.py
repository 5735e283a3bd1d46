"""Decides for the area of people."""

from __future__ import annotations

from uuid import UUID

from capadesk.domain.change_set import ChangeSet
from capadesk.domain.record import Record
from capadesk.services.desk import Desk
from capadesk.services.people_service import PersonDossier
from capadesk.services.ports import ListKind, SortKey
from capadesk.services.words import _
from capadesk.ui.common.area_presenter import AreaPresenter, AreaWords
from capadesk.ui.common.lists.list_presenter import ListPresenter


class PeoplePresenter(AreaPresenter[PersonDossier]):
    """People and what ties them to organisations."""

    record_kind = "person"
    can_duplicate = True

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, ListPresenter(desk.store.lists, ListKind.PEOPLE, SortKey("family_name")))

    @property
    def words(self) -> AreaWords:
        """See AreaPresenter."""
        return AreaWords(
            title=_("People"),
            new=_("&New person"),
            find=_("Find in people"),
            untitled=_("New person"),
            empty_title=_("No people yet"),
            empty_text=_("Record the people you work with, and the organisations that they stand for."),
            choose_title=_("Choose a person to see them here"),
        )

    def new(self) -> PersonDossier:
        """See AreaPresenter."""
        return self.desk.people.new()

    def open(self, record_id: UUID) -> PersonDossier:
        """See AreaPresenter."""
        return self.desk.people.open(record_id)

    def duplicate(self, record_id: UUID) -> PersonDossier:
        """See AreaPresenter."""
        return self.desk.people.duplicate(record_id)

    def save(self, dossier: PersonDossier) -> ChangeSet:
        """See AreaPresenter."""
        return self.desk.people.save(dossier)

    def record_of(self, dossier: PersonDossier) -> Record:
        """See AreaPresenter."""
        return dossier.person
