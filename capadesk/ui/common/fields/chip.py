"""One chosen thing that a click, Space or Delete takes away."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QEnterEvent, QKeyEvent, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from capadesk.ui.common.look.bidi import isolated
from capadesk.ui.common.look.icons import paint_icon
from capadesk.ui.common.look.palette import hover_ground
from capadesk.ui.common.look.spacing import SMALL, TIGHT

_CROSS = 12
_MOST_WIDTH = 340


class Chip(QAbstractButton):
    """A word on a rounded ground, with a cross."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setText(text)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def sizeHint(self) -> QSize:
        """As wide as the word, within reason."""
        width = self.fontMetrics().horizontalAdvance(self.text()) + 3 * SMALL + _CROSS
        return QSize(min(width, _MOST_WIDTH), self.fontMetrics().height() + 2 * TIGHT)

    def enterEvent(self, event: QEnterEvent) -> None:
        """Show that it can be pressed."""
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Back to rest."""
        super().leaveEvent(event)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete and Backspace take it away like Space."""
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.click()
            return
        super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Ground, word, cross; a line of the accent around it while it has the focus."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette = self.palette()
        role = QPalette.ColorRole
        ground = hover_ground(palette) if self.underMouse() else palette.color(role.AlternateBase)
        line = palette.color(role.Accent if self.hasFocus() else role.Mid)
        painter.setPen(QPen(line, 1.6 if self.hasFocus() else 1.0))
        painter.setBrush(ground)
        box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        cross_left = SMALL if mirrored else self.width() - SMALL - _CROSS
        words = self.rect().adjusted(SMALL, 0, -2 * SMALL - _CROSS + TIGHT, 0)
        if mirrored:
            words = self.rect().adjusted(2 * SMALL + _CROSS - TIGHT, 0, -SMALL, 0)
        painter.setPen(palette.color(role.WindowText))
        text = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, words.width())
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeading, isolated(text))
        where = QRectF(cross_left, (self.height() - _CROSS) / 2, _CROSS, _CROSS)
        paint_icon(painter, "close", where, palette.color(role.PlaceholderText))
