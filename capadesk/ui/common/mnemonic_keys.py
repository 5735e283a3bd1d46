"""Underlines the letters that go with Alt while Alt is held, as other programs do."""

from __future__ import annotations

import shiboken6
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QWindow
from PySide6.QtWidgets import QApplication, QWidget

from capadesk.ui.common.look.calm_style import CalmStyle


class MnemonicKeys(QObject):
    """An event filter for the window that has the keys; on the application it would see every event."""

    def __init__(self, style: CalmStyle, app: QApplication) -> None:
        super().__init__(app)
        self._app = app
        self._style = style
        self._window: QWindow | None = None
        app.focusWindowChanged.connect(self._follow)

    def stop(self) -> None:
        """Look at no window any more."""
        self._app.focusWindowChanged.disconnect(self._follow)
        self._follow(None)

    def _follow(self, window: QWindow | None) -> None:
        if self._window is not None and shiboken6.isValid(self._window):
            self._window.removeEventFilter(self)
        self._window = window
        if window is not None:
            window.installEventFilter(self)
        else:
            self._show(False)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Look at Alt going down and up; keep nothing from anybody."""
        kind = event.type()
        if kind is QEvent.Type.KeyPress or kind is QEvent.Type.KeyRelease:
            assert isinstance(event, QKeyEvent)
            if event.key() == Qt.Key.Key_Alt:
                self._show(kind is QEvent.Type.KeyPress)
        return False

    def _show(self, shows: bool) -> None:
        if shows != self._style.shows_mnemonics:
            self._style.shows_mnemonics = shows
            for window in QApplication.topLevelWidgets():
                for child in window.findChildren(QWidget):
                    child.update()
