"""The sections of the settings in their order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from capadesk.services.words import _
from capadesk.ui.settings.appearance_section import AppearanceSection
from capadesk.ui.settings.calendar_section import CalendarSection
from capadesk.ui.settings.code_lists_section import CodeListsSection
from capadesk.ui.settings.feeds.feeds_section import FeedsSection
from capadesk.ui.settings.language_section import LanguageSection
from capadesk.ui.settings.own_section import OwnSection
from capadesk.ui.settings.platform_section import PlatformSection
from capadesk.ui.settings.projects_section import ProjectsSection
from capadesk.ui.settings.series_section import SeriesSection
from capadesk.ui.settings.settings_section import SettingsContext, SettingsSection
from capadesk.ui.settings.store.backup_section import BackupSection
from capadesk.ui.settings.store.data_file_section import DataFileSection

if TYPE_CHECKING:
    from capadesk.ui.settings.store.hub_section import HubSection


def settings_sections(*, is_hub: bool) -> tuple[SettingsSection, ...]:
    """All sections, in the order of the list on the left; those of a file are not there on a hub."""
    of_file = (
        SettingsSection("backup", "backup", _("Backup"), BackupSection),
        SettingsSection("data_file", "data_file", _("Data file"), DataFileSection),
    )
    of_hub = (SettingsSection("hub", "hub", _("Hub"), _hub_section),)
    return (
        SettingsSection("appearance", "sun", _("Appearance"), AppearanceSection),
        SettingsSection("language", "globe", _("Language"), LanguageSection),
        SettingsSection("platform", "flag", _("Platform"), PlatformSection),
        SettingsSection("you", "person", _("You"), OwnSection),
        SettingsSection("calendar", "month", _("Calendar"), CalendarSection),
        SettingsSection("code_lists", "list", _("Code lists"), CodeListsSection),
        SettingsSection("series", "network", _("Series"), SeriesSection),
        SettingsSection("project", "launch", _("Projects"), ProjectsSection),
        SettingsSection("feeds", "send", _("Feeds"), FeedsSection),
        *(of_hub if is_hub else of_file),
    )


def _hub_section(context: SettingsContext) -> HubSection:
    """Imported for who is on a hub."""
    from capadesk.ui.settings.store.hub_section import HubSection

    return HubSection(context)
