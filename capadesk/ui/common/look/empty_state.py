"""What stands where there is nothing yet: a drawing, a sentence and the first thing to do."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from capadesk.ui.common.look.calm_style import PRIMARY
from capadesk.ui.common.look.fonts import strong_font
from capadesk.ui.common.look.icons import pixmap
from capadesk.ui.common.look.spacing import MEDIUM, SMALL, WIDE

_ICON = 48
_TEXT_WIDTH = 360
_BUTTON_WIDTH = 240


class EmptyState(QWidget):
    """A calm invitation."""

    def __init__(self, icon: str, title: str, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon_name = icon
        self._icon = QLabel(self)
        self._icon.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._title = QLabel(title, self)
        self._title.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._title.setWordWrap(True)
        self._title.setTextFormat(Qt.TextFormat.PlainText)
        self._title.setFont(strong_font(self.font()))
        self._text = QLabel(text, self)
        self._text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._text.setWordWrap(True)
        self._text.setMaximumWidth(_TEXT_WIDTH)
        self._text.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self._buttons = QVBoxLayout()
        self._buttons.setSpacing(SMALL)
        text_row = QHBoxLayout()
        text_row.addStretch(1)
        text_row.addWidget(self._text, 100)
        text_row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(WIDE, WIDE, WIDE, WIDE)
        column.setSpacing(MEDIUM)
        column.addStretch(2)
        column.addWidget(self._icon)
        column.addWidget(self._title)
        column.addLayout(text_row)
        column.addSpacing(SMALL)
        column.addLayout(self._buttons)
        column.addStretch(3)
        self._dress()

    def add_button(self, text: str, clicked: Callable[[], object], *, is_main: bool = False) -> QPushButton:
        """Offer something to do."""
        button = QPushButton(text, self)
        button.setProperty(PRIMARY, is_main)
        button.setMinimumWidth(_BUTTON_WIDTH)
        button.clicked.connect(lambda _checked=False: clicked())
        self._buttons.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)
        return button

    def set_words(self, title: str, text: str) -> None:
        """Say something else."""
        self._title.setText(title)
        self._text.setText(text)
        self._text.setVisible(bool(text))

    def _dress(self) -> None:
        colour = self.palette().color(QPalette.ColorRole.Dark)
        self._icon.setPixmap(pixmap(self._icon_name, colour, _ICON, self.devicePixelRatioF()))

    def changeEvent(self, event: QEvent) -> None:
        """Other colours."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange:
            self._dress()
