"""Settings: the projects that events belong to."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from capadesk.domain.records import Project
from capadesk.services.words import _
from capadesk.ui.common.fields.check_field import CheckField
from capadesk.ui.common.fields.line_field import LineField, LinkField
from capadesk.ui.common.fields.optional_date_field import OptionalDateField
from capadesk.ui.common.fields.text_field import TextField
from capadesk.ui.settings.event_groups_section import EventGroupsSection
from capadesk.ui.settings.settings_section import SettingsContext


class ProjectsSection(EventGroupsSection):
    """Funded projects, their own or others'."""

    record_type = Project

    def __init__(self, context: SettingsContext, parent: QWidget | None = None) -> None:
        super().__init__(
            context,
            _("Projects"),
            _(
                "Funded projects that events belong to. Reports and lists call them by their acronym; an "
                "event's own page says which project it belongs to."
            ),
            _("&New project"),
            parent,
        )
        today = context.desk.clock.today()
        self.add_field("name", _("Na&me"), LineField())
        self.add_field("acronym", _("A&cronym"), LineField())
        self.add_field("grant_number", _("&Grant number"), LineField())
        self.add_field("programme", _("&Programme"), LineField())
        self.add_field("start", _("&Start"), OptionalDateField(today))
        self.add_field("end", _("En&d"), OptionalDateField(today))
        self.add_field("website", _("&Website"), LinkField())
        self.add_field("is_own", _("&Ours"), CheckField(_("We take part in it ourselves")))
        self.add_field("notes", _("N&otes"), TextField(least_lines=2))
        self.add_buttons()
        self.load()

    def name_of(self, record: Any) -> str:
        """See EventGroupsSection."""
        return str(record.acronym or record.name)
