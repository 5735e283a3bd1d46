"""One section of the settings, and what it may use."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtCore import QSettings

from capadesk.services.desk import Desk
from capadesk.ui.common.look.appearance import Appearance
from capadesk.ui.common.window_page import WindowPage


class SettingsContext(NamedTuple):
    """What sections work on: the open data file, how the window looks, the user's own settings."""

    desk: Desk
    appearance: Appearance
    settings: QSettings


class SettingsSection(NamedTuple):
    """An entry of the list on the left; its widget is made when it is first shown."""

    name: str
    icon: str
    title: str
    make_widget: Callable[[SettingsContext], WindowPage]
