"""Decides for the area of organisations."""

from __future__ import annotations

from uuid import UUID

from capadesk.domain.change_set import ChangeSet
from capadesk.domain.record import Record
from capadesk.services.desk import Desk
from capadesk.services.people_service import OrganisationDossier
from capadesk.services.ports import ListKind, SortKey
from capadesk.services.words import _
from capadesk.ui.common.area_presenter import AreaPresenter, AreaWords
from capadesk.ui.common.lists.list_presenter import ListPresenter


class OrganisationsPresenter(AreaPresenter[OrganisationDossier]):
    """Organisations and who stands for them."""

    record_kind = "organisation"
    can_duplicate = True

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, ListPresenter(desk.store.lists, ListKind.ORGANISATIONS, SortKey("name")))

    @property
    def words(self) -> AreaWords:
        """See AreaPresenter."""
        return AreaWords(
            title=_("Organisations"),
            new=_("&New organisation"),
            find=_("Find in organisations"),
            untitled=_("New organisation"),
            empty_title=_("No organisations yet"),
            empty_text=_("Record ministries, cities, universities, companies and associations."),
            choose_title=_("Choose an organisation to see it here"),
        )

    def new(self) -> OrganisationDossier:
        """See AreaPresenter."""
        return self.desk.organisations.new()

    def open(self, record_id: UUID) -> OrganisationDossier:
        """See AreaPresenter."""
        return self.desk.organisations.open(record_id)

    def duplicate(self, record_id: UUID) -> OrganisationDossier:
        """See AreaPresenter."""
        return self.desk.organisations.duplicate(record_id)

    def save(self, dossier: OrganisationDossier) -> ChangeSet:
        """See AreaPresenter."""
        return self.desk.organisations.save(dossier)

    def record_of(self, dossier: OrganisationDossier) -> Record:
        """See AreaPresenter."""
        return dossier.organisation
