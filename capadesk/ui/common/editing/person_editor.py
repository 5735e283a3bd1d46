"""The editor of a person with affiliations, interactions and tags."""

from __future__ import annotations

from capadesk.domain.codes import CodeList
from capadesk.services.people_service import PersonDossier
from capadesk.services.words import _
from capadesk.ui.common.editing.contact_editor import ContactEditor
from capadesk.ui.common.fields.code_field import CodeField
from capadesk.ui.common.fields.country_field import CountryField
from capadesk.ui.common.fields.language_field import LanguageField
from capadesk.ui.common.fields.line_field import LineField, LinkField
from capadesk.ui.common.fields.record_field import RecordField
from capadesk.ui.common.fields.tags_field import TagsField
from capadesk.ui.common.fields.text_field import TextField


class PersonEditor(ContactEditor[PersonDossier]):
    """A person in pages: the person, organisations, interactions."""

    OWN = "person"
    OTHER = "organisation"

    def _add_own_page(self) -> None:
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

    def _affiliation_words(self) -> tuple[str, str]:
        return _("Organisations"), _("&Positions in organisations")
