"""The sections of the settings in their order."""

from __future__ import annotations

from capadesk.services.words import _
from capadesk.ui.settings.appearance_section import AppearanceSection
from capadesk.ui.settings.backup_section import BackupSection
from capadesk.ui.settings.code_lists_section import CodeListsSection
from capadesk.ui.settings.data_file_section import DataFileSection
from capadesk.ui.settings.language_section import LanguageSection
from capadesk.ui.settings.own_section import OwnSection
from capadesk.ui.settings.platform_section import PlatformSection
from capadesk.ui.settings.projects_section import ProjectsSection
from capadesk.ui.settings.series_section import SeriesSection
from capadesk.ui.settings.settings_section import SettingsSection


def settings_sections() -> tuple[SettingsSection, ...]:
    """All sections, in the order of the list on the left."""
    return (
        SettingsSection("appearance", "sun", _("Appearance"), AppearanceSection),
        SettingsSection("language", "globe", _("Language"), LanguageSection),
        SettingsSection("platform", "flag", _("Platform"), PlatformSection),
        SettingsSection("you", "person", _("You"), OwnSection),
        SettingsSection("code_lists", "list", _("Code lists"), CodeListsSection),
        SettingsSection("series", "network", _("Series"), SeriesSection),
        SettingsSection("project", "launch", _("Projects"), ProjectsSection),
        SettingsSection("backup", "backup", _("Backup"), BackupSection),
        SettingsSection("data_file", "data_file", _("Data file"), DataFileSection),
    )
