"""What the window remembers between two days: its place and size, the area that was shown."""

from __future__ import annotations

from PySide6.QtCore import QSettings, QSize
from PySide6.QtWidgets import QWidget

_GEOMETRY = "window/geometry"
_AREA = "window/area"
_FIRST_SIZE = QSize(1280, 800)


class WindowMemory:
    """Reads and writes the settings of one window."""

    def __init__(self, settings: QSettings) -> None:
        self.settings = settings

    def restore(self, window: QWidget) -> str:
        """Bring a window to where it was; returns the area that was shown, "" at the first start."""
        geometry = self.settings.value(_GEOMETRY)
        if geometry is None or not window.restoreGeometry(geometry):
            window.resize(_FIRST_SIZE.boundedTo(window.screen().availableSize()))
        return str(self.settings.value(_AREA, ""))

    def keep(self, window: QWidget, area: str) -> None:
        """Write down where the window is."""
        self.settings.setValue(_GEOMETRY, window.saveGeometry())
        self.settings.setValue(_AREA, area)


def user_settings() -> QSettings:
    """The user's own settings file."""
    return QSettings(QSettings.Format.IniFormat, QSettings.Scope.UserScope, "CapaDesk", "CapaDesk")
