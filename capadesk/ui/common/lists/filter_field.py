"""A field for words to find: tells them after a short pause, Escape empties it, Down leads to the list."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAction, QKeyEvent, QPalette
from PySide6.QtWidgets import QLineEdit, QWidget

from capadesk.services.words import _
from capadesk.ui.common.look.icons import set_icon

_PAUSE_MS = 120


class FilterField(QLineEdit):
    """A line with a magnifying glass."""

    words_changed = Signal(str)
    list_wanted = Signal()
    """Down or Enter: on to the list."""

    def __init__(self, hint: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setPlaceholderText(hint)
        self.setAccessibleName(hint)
        glass = QAction(self)
        set_icon(glass, "search", QPalette.ColorRole.PlaceholderText)
        self.addAction(glass, QLineEdit.ActionPosition.LeadingPosition)
        self._clear = QAction(_("Clear the field"), self)
        set_icon(self._clear, "close", QPalette.ColorRole.PlaceholderText)
        self._clear.triggered.connect(self.clear_words)
        self.addAction(self._clear, QLineEdit.ActionPosition.TrailingPosition)
        self._clear.setVisible(False)
        self._told = ""
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self._tell)
        self.textChanged.connect(self._typed)

    def clear_words(self) -> None:
        """Show everything again, at once."""
        self.clear()
        self._tell()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """See the class."""
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear_words()
        elif event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._tell()
            self.list_wanted.emit()
        else:
            super().keyPressEvent(event)

    def _typed(self, text: str) -> None:
        self._clear.setVisible(bool(text))
        self._pause.start()

    def _tell(self) -> None:
        self._pause.stop()
        text = self.text()
        if text != self._told:
            self._told = text
            self.words_changed.emit(text)
