"""The editor of a person with affiliations, interactions and tags."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtWidgets import QWidget

from capadesk.domain.codes import CodeList
from capadesk.services.people_service import PersonDossier
from capadesk.services.words import _
from capadesk.ui.common.editing.contact_tables import AffiliationsTable, InteractionsTable
from capadesk.ui.common.editing.record_editor import RecordEditor
from capadesk.ui.common.fields.code_field import CodeField
from capadesk.ui.common.fields.country_field import CountryField
from capadesk.ui.common.fields.language_field import LanguageField
from capadesk.ui.common.fields.line_field import LineField, LinkField
from capadesk.ui.common.fields.record_field import RecordField
from capadesk.ui.common.fields.tags_field import TagsField
from capadesk.ui.common.fields.text_field import TextField

if TYPE_CHECKING:
    from capadesk.services.desk import Desk


class PersonEditor(RecordEditor):
    """A person in pages: the person, organisations, interactions."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._dossier: PersonDossier | None = None
        self._add_person()
        page = self.add_page(_("Organisations"))
        self.affiliations = AffiliationsTable(self, "organisation", self._person_id)
        self.add_wide(page, "affiliations", _("&Positions in organisations"), self.affiliations, 1)
        page = self.add_page(_("Interactions"))
        self.interactions = InteractionsTable(self, "organisation", self._person_id)
        self.add_wide(page, "interactions", _("What was said, and what &follows"), self.interactions, 1)

    def set_dossier(self, dossier: PersonDossier) -> None:
        """Show a person with all that belongs to them."""
        self._dossier = dossier
        person = dossier.person
        values = {name: getattr(person, name) for name in self.fields if hasattr(person, name)}
        self.load(
            values
            | {
                "affiliations": dossier.affiliations,
                "interactions": dossier.interactions,
                "tag_ids": dossier.tag_ids,
            }
        )

    def dossier(self) -> PersonDossier:
        """A copy with what the user changed."""
        assert self._dossier is not None, "set_dossier comes first"
        return replace(
            self._dossier,
            person=self.changed_copy(self._dossier.person),
            affiliations=self.current("affiliations"),
            interactions=self.current("interactions"),
            tag_ids=self.current("tag_ids"),
        )

    def _add_person(self) -> None:
        localisation, book = self.desk.localisation, self.desk.code_book
        page = self.add_page(_("Person"))
        self.add(page, "honorific", _("Tit&le"), LineField())
        self.add(page, "given_name", _("&Given name"), LineField())
        self.add(page, "family_name", _("F&amily name"), LineField())
        self.add(page, "email", _("E-&mail"), LinkField("mailto"))
        self.add(page, "phone", _("&Phone"), LinkField("tel"))
        self.add(page, "mobile", _("Mo&bile"), LinkField("tel"))
        self.add(page, "language", _("Lang&uage"), LanguageField(localisation))
        self.add(page, "city_id", _("&City"), RecordField(self.directory, "city"))
        self.add(page, "country", _("C&ountry"), CountryField(localisation))
        self.add(page, "tag_ids", _("&Tags"), TagsField(self.directory))
        self.add(page, "lawful_basis", _("La&wful basis"), CodeField(book, CodeList.LAWFUL_BASIS))
        self.add(page, "data_source", _("&Source of the data"), LineField())
        self.add(page, "notes", _("&Notes"), TextField())
        page.finish()

    def focus_first(self) -> None:
        """Go to the given name: few people have a title."""
        self.tabs.setCurrentIndex(0)
        self.fields["given_name"].setFocus()

    def _person_id(self) -> UUID:
        assert self._dossier is not None, "set_dossier comes first"
        return self._dossier.person.id
