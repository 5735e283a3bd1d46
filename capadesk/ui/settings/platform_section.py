"""Settings: the profile of the national platform."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from PySide6.QtWidgets import QWidget

from capadesk.domain.change_set import ChangeSet
from capadesk.domain.records import Platform
from capadesk.services.platform_service import PlatformService
from capadesk.services.words import _
from capadesk.ui.common.fields.country_field import CountryField
from capadesk.ui.common.fields.language_field import LanguageField
from capadesk.ui.common.fields.line_field import LineField, LinkField
from capadesk.ui.common.fields.text_field import TextField
from capadesk.ui.common.fields.zone_field import ZoneField
from capadesk.ui.settings.record_form_section import RecordFormSection
from capadesk.ui.settings.settings_section import SettingsContext


class PlatformSection(RecordFormSection):
    """One record; each save is one change that can be undone."""

    record_type = Platform

    def __init__(self, context: SettingsContext, parent: QWidget | None = None) -> None:
        super().__init__(
            context,
            _("Platform"),
            _("Your national platform, as reports and calendars name it. Times are local to its time zone."),
            parent,
        )
        desk = context.desk
        self._language = desk.localisation.language
        self._service = PlatformService(desk.store)
        self.add_field("name", _("&Name"), LineField())
        self.add_field("country", _("&Country"), CountryField(desk.localisation))
        midnight = datetime.combine(desk.clock.today(), datetime.min.time())
        self.add_field("time_zone", _("&Time zone"), ZoneField(midnight))
        self.add_field("language", _("&Language"), LanguageField(desk.localisation))
        self.add_field("website", _("&Website"), LinkField())
        self.add_field("participation", _("&Participation"), TextField(least_lines=2))
        self.add_field("coordinating_structure", _("Coo&rdinating structure"), TextField(least_lines=2))
        self.add_field("national_partners", _("N&ational partners"), TextField(least_lines=2))
        self.add_field("notes", _("N&otes"), TextField(least_lines=2))
        self.add_buttons()
        self.load()

    def read_record(self) -> Platform:
        """See RecordFormSection."""
        return self._service.platform() or self.new()

    def new(self) -> Platform:
        """See RecordFormSection."""
        return self._service.new(self._language)

    def write_record(self, record: Platform, changed: dict[str, Any], *, is_new: bool) -> ChangeSet | None:
        """See RecordFormSection."""
        return self._service.save(replace(record, **changed))

    def refresh(self, change_set: ChangeSet) -> None:
        """See WindowPage."""
        if "platform" in change_set.kinds() and not self.is_modified:
            self.load()
