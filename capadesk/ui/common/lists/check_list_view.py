"""A small list of values to tick."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPalette
from PySide6.QtWidgets import (
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionButton,
    QStyleOptionViewItem,
    QWidget,
)

from capadesk.services.ports import Localisation
from capadesk.ui.common.lists.check_list_model import COUNT_ROLE, CheckListModel
from capadesk.ui.common.look.fonts import figures_font, small_font
from capadesk.ui.common.look.palette import hover_ground, selection_ground
from capadesk.ui.common.look.spacing import MEDIUM, SMALL

_ROW = 30
_TICK = 16
_ROWS_SEEN = 11

_Index = QModelIndex | QPersistentModelIndex
_State = QStyle.StateFlag


class CheckListView(QListView):
    """Shows a CheckListModel; a click or Space ticks."""

    ticked = Signal()
    moved = Signal()
    left_upwards = Signal()
    """Up on the first row."""

    def __init__(
        self, model: CheckListModel, localisation: Localisation, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._model = model
        self.is_movable = False
        self.setModel(model)
        self.setItemDelegate(_CheckDelegate(model, localisation, self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.clicked.connect(lambda index: self._tick(index.row()))

    def row_height(self) -> int:
        """The height of a row in this font."""
        return max(_ROW, self.fontMetrics().height() + SMALL)

    def sizeHint(self) -> QSize:
        """As high as its rows, within reason; wide enough for its words."""
        rows = min(max(self._model.rowCount(), 1), _ROWS_SEEN)
        longest = max((len(each.label) for each in self._model.offers), default=0)
        words = self.fontMetrics().averageCharWidth() * (min(longest, 34) + 9)
        return QSize(max(220, words + _TICK + 2 * MEDIUM), rows * self.row_height() + 2)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space ticks, Alt with an arrow moves the row; Enter closes the popup."""
        row = self.currentIndex().row()
        alt = event.modifiers() & Qt.KeyboardModifier.AltModifier
        match event.key():
            case Qt.Key.Key_Space:
                self._tick(row)
            case Qt.Key.Key_Up | Qt.Key.Key_Down if alt and self.is_movable:
                self.move_current(-1 if event.key() == Qt.Key.Key_Up else 1)
            case Qt.Key.Key_Up if row <= 0:
                self.left_upwards.emit()
            case Qt.Key.Key_Return | Qt.Key.Key_Enter | Qt.Key.Key_Escape:
                event.ignore()
            case _:
                super().keyPressEvent(event)

    def move_current(self, step: int) -> None:
        """Move the current row up (-1) or down (1)."""
        row = self.currentIndex().row()
        if self._model.move(row, row + step):
            self.setCurrentIndex(self._model.index(row + step))
            self.moved.emit()

    def _tick(self, row: int) -> None:
        if self._model.toggle(row):
            self.ticked.emit()


class _CheckDelegate(QStyledItemDelegate):
    """A tick, the words, and the number at the end."""

    def __init__(self, model: CheckListModel, localisation: Localisation, view: CheckListView) -> None:
        super().__init__(view)
        self._model = model
        self._localisation = localisation
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        """One comfortable row."""
        return QSize(120, self._view.row_height())

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Qt asks for a row."""
        palette = option.palette
        painter.save()
        if option.state & _State.State_Selected:
            painter.fillRect(option.rect, selection_ground(palette))
        elif option.state & _State.State_MouseOver:
            painter.fillRect(option.rect, hover_ground(palette))
        row = option.rect.adjusted(MEDIUM, 0, -MEDIUM, 0)
        self._paint_tick(painter, option, index, row)
        font, small = option.font, figures_font(small_font(option.font))
        count = index.data(COUNT_ROLE)
        number = self._localisation.number(count) if count >= 0 else ""
        room = QFontMetrics(small).horizontalAdvance(number)
        direction = option.direction
        words = QStyle.visualRect(
            direction, row, row.adjusted(_TICK + SMALL, 0, -room - (SMALL if room else 0), 0)
        )
        painter.setLayoutDirection(direction)
        painter.setFont(font)
        group = (
            QPalette.ColorGroup.Active
            if option.state & _State.State_Enabled
            else QPalette.ColorGroup.Disabled
        )
        painter.setPen(palette.color(group, QPalette.ColorRole.Text))
        flags = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine)
        text = QFontMetrics(font).elidedText(index.data(), Qt.TextElideMode.ElideRight, words.width())
        painter.drawText(words, flags, text)
        if number:
            painter.setFont(small)
            painter.setPen(palette.color(QPalette.ColorRole.PlaceholderText))
            place = QStyle.visualRect(direction, row, row.adjusted(row.width() - room - 1, 0, 0, 0))
            painter.drawText(place, flags, number)
        painter.restore()

    def _paint_tick(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index, row: QRect) -> None:
        tick = QStyleOptionButton()
        tick.palette = option.palette
        tick.state = option.state & (_State.State_Enabled | _State.State_MouseOver)
        is_on = index.data(Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Checked
        tick.state |= _State.State_On if is_on else _State.State_Off
        place = QRect(row.x(), row.center().y() - _TICK // 2, _TICK, _TICK)
        tick.rect = QStyle.visualRect(option.direction, row, place)
        element = (
            QStyle.PrimitiveElement.PE_IndicatorRadioButton
            if self._model.is_exclusive
            else QStyle.PrimitiveElement.PE_IndicatorCheckBox
        )
        self._view.style().drawPrimitive(element, tick, painter, self._view)
