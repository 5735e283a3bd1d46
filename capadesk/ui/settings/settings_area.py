"""The area of the settings: its name, its icon, its page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSettings

from capadesk.services.desk import Desk
from capadesk.services.store_place import is_hub
from capadesk.ui.common.look.appearance import Appearance

if TYPE_CHECKING:
    from capadesk.ui.settings.settings_page import SettingsPage

NAME = "settings"
ICON = "settings"


def make_page(desk: Desk, appearance: Appearance, settings: QSettings) -> SettingsPage:
    """The page; imported when it is first shown."""
    from capadesk.ui.settings.settings_page import SettingsPage
    from capadesk.ui.settings.settings_section import SettingsContext
    from capadesk.ui.settings.settings_sections import settings_sections

    sections = settings_sections(is_hub=is_hub(desk.store.location))
    return SettingsPage(SettingsContext(desk, appearance, settings), sections)
