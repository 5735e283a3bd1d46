"""The part of the window beside the rail."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget


class WindowContent(QWidget):
    """What is beside the rail, parted from rail and menus by a line; one thing below the other."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(1, 1, 0, 0)
        self._column.setSpacing(0)

    def put(self, widget: QWidget, stretch: int = 0) -> None:
        """Put a widget below what is there."""
        self._column.addWidget(widget, stretch)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Two lines."""
        painter = QPainter(self)
        painter.setPen(self.palette().color(QPalette.ColorRole.Midlight))
        rect = self.rect().adjusted(0, 0, -1, -1)
        is_mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        side = (rect.topRight(), rect.bottomRight()) if is_mirrored else (rect.topLeft(), rect.bottomLeft())
        painter.drawLine(*side)
        painter.drawLine(rect.topLeft(), rect.topRight())
        painter.end()


def beside(rail: QWidget, content: QWidget, parent: QWidget) -> QWidget:
    """The rail and the content next to each other."""
    centre = QWidget(parent)
    row = QHBoxLayout(centre)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(0)
    row.addWidget(rail)
    row.addWidget(content, 1)
    return centre
