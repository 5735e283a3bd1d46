"""Underlines the letters that go with Alt while Alt is held, as other programs do."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

from capadesk.ui.common.calm_style import CalmStyle


class MnemonicKeys(QObject):
    """An event filter for the application."""

    def __init__(self, style: CalmStyle, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._style = style

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Look at Alt going down and up; keep nothing from anybody."""
        kind = event.type()
        if kind is QEvent.Type.KeyPress or kind is QEvent.Type.KeyRelease:
            assert isinstance(event, QKeyEvent)
            if event.key() == Qt.Key.Key_Alt:
                self._show(kind is QEvent.Type.KeyPress)
        elif kind is QEvent.Type.ApplicationDeactivate:
            self._show(False)
        return False

    def _show(self, shows: bool) -> None:
        if shows != self._style.shows_mnemonics:
            self._style.shows_mnemonics = shows
            for window in QApplication.topLevelWidgets():
                for child in window.findChildren(QWidget):
                    child.update()
