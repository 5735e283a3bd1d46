"""The sections of the settings in their order."""

from __future__ import annotations

from capadesk.services.words import _
from capadesk.ui.settings.appearance_section import AppearanceSection
from capadesk.ui.settings.settings_section import SettingsSection


def settings_sections() -> tuple[SettingsSection, ...]:
    """All sections, in the order of the list on the left."""
    return (SettingsSection("appearance", "sun", _("Appearance"), AppearanceSection),)
