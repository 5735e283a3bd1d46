"""The editor of an organisation with its people, interactions and tags."""

from __future__ import annotations

from capadesk.domain.codes import CodeList
from capadesk.services.people_service import OrganisationDossier
from capadesk.services.words import _
from capadesk.ui.common.editing.contact_editor import ContactEditor
from capadesk.ui.common.fields.code_field import CodeField
from capadesk.ui.common.fields.code_flags_field import CodeFlagsField
from capadesk.ui.common.fields.country_field import CountryField
from capadesk.ui.common.fields.line_field import LineField, LinkField
from capadesk.ui.common.fields.record_field import RecordField
from capadesk.ui.common.fields.tags_field import TagsField
from capadesk.ui.common.fields.text_field import TextField


class OrganisationEditor(ContactEditor[OrganisationDossier]):
    """An organisation in pages: the organisation, people, interactions."""

    OWN = "organisation"
    OTHER = "person"

    def _add_own_page(self) -> None:
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

    def _affiliation_words(self) -> tuple[str, str]:
        return _("People"), _("&People and their positions")
