"""A short list of titles at the side of a page: sections of the settings, pages of the guide."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPalette
from PySide6.QtWidgets import (
    QFrame,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from capadesk.ui.common.look.fonts import strong_font
from capadesk.ui.common.look.icons import paint_icon
from capadesk.ui.common.look.palette import mixed
from capadesk.ui.common.look.spacing import MEDIUM, SMALL, TIGHT

_LEAST_WIDTH = 200
_ROW_HEIGHT = 40
_ICON = 20
_MOST_CHARACTERS = 30
_RADIUS = 8
_ICON_ROLE = int(Qt.ItemDataRole.UserRole) + 1


class SideList(QListWidget):
    """One stop of the Tab key; up and down choose, Enter goes into what is chosen (`activated`)."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        """`name` is for screen readers."""
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setItemDelegate(_Delegate(self))
        self.setMouseTracking(True)
        self.setSpacing(0)
        self.viewport().setAutoFillBackground(False)

    def add_entry(self, icon: str, title: str) -> None:
        """A row; `icon` may be empty."""
        item = QListWidgetItem(title, self)
        item.setData(_ICON_ROLE, icon)
        item.setToolTip(title if len(title) > _MOST_CHARACTERS else "")

    def fit(self, most_width: int = 0) -> None:
        """As wide as its longest title, at most `most_width` (0: any), pixels.

        What is longer ends in an ellipsis.
        """
        metrics = self.fontMetrics()
        words = max(
            (metrics.horizontalAdvance(self.item(row).text()) for row in range(self.count())), default=0
        )
        most = metrics.averageCharWidth() * _MOST_CHARACTERS
        width = min(round(words * 1.1), most) + _ICON + 5 * MEDIUM
        width = max(_LEAST_WIDTH, width)
        self.setFixedWidth(min(width, most_width) if most_width else width)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes into the section, on every system."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.activated.emit(self.currentIndex())
            return
        super().keyPressEvent(event)


class _Delegate(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        height = max(_ROW_HEIGHT, option.fontMetrics.height() + 2 * SMALL)
        return QSize(0, height + TIGHT)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        palette: QPalette = option.palette
        state: QStyle.StateFlag = option.state
        rect = QRectF(option.rect).adjusted(0, 0, 0, -TIGHT)
        is_mirrored = option.direction == Qt.LayoutDirection.RightToLeft
        accent = palette.color(QPalette.ColorRole.Accent)
        words = palette.color(QPalette.ColorRole.WindowText)
        ground = palette.color(QPalette.ColorRole.Window)
        is_chosen = bool(state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        if is_chosen:
            painter.setBrush(mixed(accent, ground, 0.14))
            painter.drawRoundedRect(rect, _RADIUS, _RADIUS)
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.setBrush(mixed(words, ground, 0.06))
            painter.drawRoundedRect(rect, _RADIUS, _RADIUS)
        gap = float(MEDIUM)
        icon = str(index.data(_ICON_ROLE) or "")
        if icon:
            left = rect.right() - MEDIUM - _ICON if is_mirrored else rect.left() + MEDIUM
            where = QRectF(round(left), round(rect.center().y() - _ICON / 2), _ICON, _ICON)
            quiet = palette.color(QPalette.ColorRole.PlaceholderText)
            paint_icon(painter, icon, where, accent if is_chosen else quiet)
            gap += _ICON + MEDIUM
        painter.setFont(strong_font(option.font) if is_chosen else option.font)
        painter.setPen(words)
        place = rect.adjusted(SMALL, 0, -gap, 0) if is_mirrored else rect.adjusted(gap, 0, -SMALL, 0)
        text = painter.fontMetrics().elidedText(
            str(index.data()), Qt.TextElideMode.ElideRight, round(place.width())
        )
        side = Qt.AlignmentFlag.AlignRight if is_mirrored else Qt.AlignmentFlag.AlignLeft
        painter.drawText(place, side | Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute, text)
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(accent)
            painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), _RADIUS, _RADIUS)
        painter.restore()
