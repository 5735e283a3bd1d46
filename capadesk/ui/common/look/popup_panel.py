"""A small panel over the window that Escape, Enter or a click elsewhere closes."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QVBoxLayout, QWidget

from capadesk.ui.common.look.spacing import SMALL, TIGHT


class PopupPanel(QWidget):
    """Takes the focus while it is there and gives it back."""

    closed = Signal()

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAccessibleName(name)
        self.setBackgroundRole(QPalette.ColorRole.Base)
        self.setAutoFillBackground(True)
        self._asker: QWidget | None = None
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(1, SMALL, 1, SMALL)
        self.column.setSpacing(TIGHT)

    def open_under(self, asker: QWidget) -> None:
        """Show it under a widget, at that side of it where reading begins."""
        below = asker.rect().bottomLeft() + QPoint(0, TIGHT)
        self._asker = asker
        self.adjustSize()
        if asker.layoutDirection() == Qt.LayoutDirection.RightToLeft:
            below.setX(asker.width() - self.width())
        self._open(asker.mapToGlobal(below))

    def open_at(self, place: QPoint, asker: QWidget) -> None:
        """Show it at a point of the screen."""
        self._asker = asker
        self.adjustSize()
        self._open(place)

    def _open(self, place: QPoint) -> None:
        room = self.screen().availableGeometry()
        place.setX(max(room.left(), min(place.x(), room.right() - self.width())))
        place.setY(max(room.top(), min(place.y(), room.bottom() - self.height())))
        self.move(place)
        self.show()
        self.focus_first()

    def focus_first(self) -> None:
        """Go to where the work in the panel begins."""
        self.setFocus(Qt.FocusReason.PopupFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape and Enter close."""
        if event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.close()
            return
        super().keyPressEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        """It is over."""
        super().hideEvent(event)
        if self._asker is not None and self._asker.isVisible():
            self._asker.setFocus(Qt.FocusReason.PopupFocusReason)
        self.closed.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """A line around it."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setPen(self.palette().color(QPalette.ColorRole.Mid))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()
