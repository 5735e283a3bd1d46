"""A popup that asks for a name."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QWidget

from capadesk.ui.common.look.calm_style import PRIMARY
from capadesk.ui.common.look.fonts import small_font, strong_font
from capadesk.ui.common.look.popup_panel import PopupPanel
from capadesk.ui.common.look.spacing import MEDIUM, SMALL


class NamePopup(PopupPanel):
    """One line and one button."""

    named = Signal(str)

    def __init__(self, title: str, act: str, text: str, parent: QWidget) -> None:
        super().__init__(title, parent)
        heading = QLabel(title, self)
        heading.setFont(strong_font(small_font(self.font())))
        heading.setContentsMargins(MEDIUM, 0, MEDIUM, 0)
        self.line = QLineEdit(text, self)
        self.line.setMinimumWidth(220)
        self.line.setAccessibleName(title)
        self.line.selectAll()
        self.button = QPushButton(act, self)
        self.button.setProperty(PRIMARY, True)
        self.button.setEnabled(bool(text.strip()))
        self.line.textChanged.connect(lambda words: self.button.setEnabled(bool(words.strip())))
        self.button.clicked.connect(self._tell)
        row = QHBoxLayout()
        row.setContentsMargins(MEDIUM, 0, MEDIUM, 0)
        row.setSpacing(SMALL)
        row.addWidget(self.line, 1)
        row.addWidget(self.button)
        self.column.addWidget(heading)
        self.column.addLayout(row)

    def focus_first(self) -> None:
        """Into the line."""
        self.line.setFocus(Qt.FocusReason.PopupFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter takes the name."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.line.text().strip():
                self._tell()
            return
        super().keyPressEvent(event)

    def _tell(self) -> None:
        self.close()
        self.named.emit(self.line.text())
