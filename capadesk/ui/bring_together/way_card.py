"""One way of synchronising: from where to where, how much, and what."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QLabel, QSizePolicy, QVBoxLayout, QWidget

from capadesk.ui.bring_together.synchronise_presenter import WayWords
from capadesk.ui.common.look.bidi import leading
from capadesk.ui.common.look.fonts import small_font, title_font
from capadesk.ui.common.look.leading import lead
from capadesk.ui.common.look.spacing import LARGE, TIGHT

_RADIUS = 8


class WayCard(QWidget):
    """A frame with three texts."""

    def __init__(self, heading: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.heading = _label(self)
        self.heading.setText(heading)
        self.heading.setFont(small_font(self.font()))
        self.heading.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self.title = _label(self)
        self.title.setFont(title_font(self.font()))
        self.text = _label(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(LARGE, LARGE, LARGE, LARGE)
        column.setSpacing(TIGHT)
        for label in (self.heading, self.title, self.text):
            column.addWidget(lead(label))
        column.addStretch(1)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)

    def show_words(self, words: WayWords) -> None:
        """Say something else."""
        self.title.setText(leading(words.title))
        self.text.setText(leading(words.text))
        self.setAccessibleName(f"{self.heading.text()}: {words.title}")
        self.setAccessibleDescription(words.text)

    def paintEvent(self, event: QPaintEvent) -> None:
        """A calm frame."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(self.palette().color(QPalette.ColorRole.Base))
        painter.setPen(self.palette().color(QPalette.ColorRole.Mid))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), _RADIUS, _RADIUS)
        painter.end()


def _label(parent: QWidget) -> QLabel:
    label = QLabel(parent)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setMinimumWidth(1)
    return label
