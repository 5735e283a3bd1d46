"""One filter of a list as a chip: quiet while it is open, tinted and with a cross while it narrows."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QEnterEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
)
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QStyle, QWidget

from capadesk.services.words import _
from capadesk.ui.common.look.bidi import isolated
from capadesk.ui.common.look.fonts import small_font
from capadesk.ui.common.look.icons import paint_icon
from capadesk.ui.common.look.palette import hover_ground, mixed, selection_ground
from capadesk.ui.common.look.spacing import SMALL, TIGHT

_MARK = 12
_INSET = 10
_MOST_WIDTH = 360


class FilterChip(QAbstractButton):
    """A press opens what can be chosen."""

    cleared = Signal()

    def __init__(self, heading: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._heading = heading
        self.is_active = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setFont(small_font(self.font()))
        self.show_words("")

    def show_words(self, words: str) -> None:
        """Say what the filter says; "" if it is open."""
        self.is_active = bool(words)
        self.setText(words or self._heading)
        hint = _("Filter “{heading}”: Delete clears it") if words else _("Filter by “{heading}”")
        self.setAccessibleName(words or hint.format(heading=self._heading))
        self.setAccessibleDescription(hint.format(heading=self._heading))
        self.setToolTip(words or hint.format(heading=self._heading))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """As wide as its words, within reason."""
        metrics = self.fontMetrics()
        width = metrics.horizontalAdvance(self.text()) + 2 * _INSET + SMALL + _MARK
        return QSize(min(width, _MOST_WIDTH), metrics.height() + 2 * TIGHT + 2)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete and Backspace clear; Enter and Down open like Space."""
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and self.is_active:
            self.cleared.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down):
            self.click()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A press on the cross clears."""
        if self.is_active and self._mark_place().adjusted(-6, -8, 8, 8).contains(event.position()):
            self.cleared.emit()
            return
        super().mousePressEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        """Show that it can be pressed."""
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Back to rest."""
        super().leaveEvent(event)
        self.update()

    def _mark_place(self) -> QRectF:
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        left = _INSET if mirrored else self.width() - _INSET - _MARK
        return QRectF(left, (self.height() - _MARK) / 2, _MARK, _MARK)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Ground, words, and a chevron or a cross; a line of the accent while it has the focus."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette, role = self.palette(), QPalette.ColorRole
        accent = palette.color(role.Accent)
        ground = selection_ground(palette) if self.is_active else palette.color(role.Base)
        line = mixed(accent, ground, 0.45) if self.is_active else palette.color(role.Mid)
        if self.underMouse():
            ground = mixed(accent, palette.color(role.Base), 0.2) if self.is_active else hover_ground(palette)
        has_focus = self.hasFocus()
        painter.setPen(QPen(accent if has_focus else line, 1.6 if has_focus else 1.0))
        painter.setBrush(ground)
        box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)
        inner = self.rect().adjusted(_INSET, 0, -_INSET - _MARK - TIGHT, 0)
        inner = QStyle.visualRect(self.layoutDirection(), self.rect(), inner)
        painter.setLayoutDirection(self.layoutDirection())
        painter.setPen(palette.color(role.Text))
        flags = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine)
        words = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, inner.width())
        painter.drawText(inner, flags, isolated(words))
        mark = "close" if self.is_active else "chevron_down"
        paint_icon(painter, mark, self._mark_place(), palette.color(role.PlaceholderText))
        painter.end()
