"""The editor of an organisation with its people, interactions and tags."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtWidgets import QWidget

from capadesk.domain.codes import CodeList
from capadesk.services.people_service import OrganisationDossier
from capadesk.services.words import _
from capadesk.ui.common.editing.contact_tables import AffiliationsTable, InteractionsTable
from capadesk.ui.common.editing.record_editor import RecordEditor
from capadesk.ui.common.fields.code_field import CodeField
from capadesk.ui.common.fields.code_flags_field import CodeFlagsField
from capadesk.ui.common.fields.country_field import CountryField
from capadesk.ui.common.fields.line_field import LineField, LinkField
from capadesk.ui.common.fields.record_field import RecordField
from capadesk.ui.common.fields.tags_field import TagsField
from capadesk.ui.common.fields.text_field import TextField

if TYPE_CHECKING:
    from capadesk.services.desk import Desk


class OrganisationEditor(RecordEditor):
    """An organisation in pages: the organisation, people, interactions."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._dossier: OrganisationDossier | None = None
        self._add_organisation()
        page = self.add_page(_("People"))
        self.affiliations = AffiliationsTable(self, "person", self._organisation_id)
        self.add_wide(page, "affiliations", _("&People and their positions"), self.affiliations, 1)
        page = self.add_page(_("Interactions"))
        self.interactions = InteractionsTable(self, "person", self._organisation_id)
        self.add_wide(page, "interactions", _("What was said, and what &follows"), self.interactions, 1)

    def set_dossier(self, dossier: OrganisationDossier) -> None:
        """Show an organisation with all that belongs to it."""
        self._dossier = dossier
        organisation = dossier.organisation
        values = {n: getattr(organisation, n) for n in self.fields if hasattr(organisation, n)}
        self.load(
            values
            | {
                "affiliations": dossier.affiliations,
                "interactions": dossier.interactions,
                "tag_ids": dossier.tag_ids,
            }
        )

    def dossier(self) -> OrganisationDossier:
        """A copy with what the user changed."""
        assert self._dossier is not None, "set_dossier comes first"
        return replace(
            self._dossier,
            organisation=self.changed_copy(self._dossier.organisation),
            affiliations=self.current("affiliations"),
            interactions=self.current("interactions"),
            tag_ids=self.current("tag_ids"),
        )

    def _add_organisation(self) -> None:
        directory, book = self.directory, self.desk.code_book
        page = self.add_page(_("Organisation"))
        self.add(page, "name", _("&Name"), LineField())
        self.add(page, "short_name", _("&Short name"), LineField())
        self.add(page, "helix", _("Heli&x"), CodeField(book, CodeList.HELIX))
        self.add(page, "level", _("&Level"), CodeField(book, CodeList.GOVERNANCE_LEVEL))
        self.add(page, "flags", _("&Also"), CodeFlagsField(book, CodeList.ORGANISATION_FLAG))
        self.add(page, "parent_id", _("Pa&rt of"), RecordField(directory, "organisation"))
        self.add(page, "legal_form", _("Legal for&m"), LineField())
        self.add(page, "address", _("A&ddress"), TextField(least_lines=2))
        self.add(page, "city_id", _("&City"), RecordField(directory, "city"))
        self.add(page, "country", _("Co&untry"), CountryField(self.desk.localisation))
        self.add(page, "website", _("&Website"), LinkField())
        self.add(page, "email", _("E-ma&il"), LinkField("mailto"))
        self.add(page, "phone", _("&Phone"), LinkField("tel"))
        self.add(page, "tag_ids", _("&Tags"), TagsField(directory))
        self.add(page, "notes", _("N&otes"), TextField())
        page.finish()

    def _organisation_id(self) -> UUID:
        assert self._dossier is not None, "set_dossier comes first"
        return self._dossier.organisation.id
