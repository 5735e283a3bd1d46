"""A list by days: the day above its first row, a disc with an icon, two lines, chips at the end."""

from __future__ import annotations

from PySide6.QtCore import (
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QFont,
    QFontMetrics,
    QFontMetricsF,
    QKeyEvent,
    QPainter,
    QPalette,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QMenu,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from capadesk.ui.common.lists.day_list_model import HEADING_ROLE, ROW_ROLE, DayListModel
from capadesk.ui.common.lists.day_rows import DayRow
from capadesk.ui.common.lists.record_cell_delegate import row_height
from capadesk.ui.common.look.bidi import isolated
from capadesk.ui.common.look.cell_drawing import chip_width, draw_chip
from capadesk.ui.common.look.fonts import small_font, strong_font
from capadesk.ui.common.look.icons import paint_icon
from capadesk.ui.common.look.palette import hover_ground, selection_ground, tone_colours
from capadesk.ui.common.look.spacing import LARGE, MEDIUM, SMALL, TIGHT

_Index = QModelIndex | QPersistentModelIndex
_State = QStyle.StateFlag
_DISC = 32
_ICON = 18
_CHIP_ICON = 14
_STRIP = 3


class DayListView(QListView):
    """Shows a DayListModel; a click or an arrow key chooses, Enter or a double click opens."""

    chosen = Signal(object)
    """The key of the current row, None for none."""
    opened = Signal()

    def __init__(self, model: DayListModel, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self.setModel(model)
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setItemDelegate(_Delegate(self))
        self.setMouseTracking(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._show_menu)
        self.doubleClicked.connect(lambda _index: self.opened.emit())

    def selected_rows(self) -> list[DayRow]:
        """The selected rows, from the top."""
        positions = sorted(index.row() for index in self.selectedIndexes())
        return [row for position in positions if (row := self._model.row_at(position)) is not None]

    def show_position(self, position: int) -> None:
        """Make a row current, whichever keys are held just now."""
        flag = QItemSelectionModel.SelectionFlag.ClearAndSelect
        self.selectionModel().setCurrentIndex(self._model.index(position), flag)

    def currentChanged(self, current: _Index, previous: _Index) -> None:
        """Qt says that another row is current."""
        super().currentChanged(current, previous)
        row = self._model.row_at(current.row())
        self.chosen.emit(row.key if row is not None else None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens; everything else is Qt's."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.opened.emit()
            return
        super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Another font needs other rows."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            self.scheduleDelayedItemsLayout()

    def _show_menu(self, place: QPoint) -> None:
        if self.actions() and self.indexAt(place).isValid():
            menu = QMenu(self)
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            menu.addActions(self.actions())
            menu.popup(self.viewport().mapToGlobal(place))


class _Delegate(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        """Two lines and their air; a line more where a day begins."""
        height = row_height(option.font)
        if index.data(HEADING_ROLE):
            height += _heading_height(option.font)
        return QSize(100, height)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Qt asks for a row."""
        row: DayRow | None = index.data(ROW_ROLE)
        if row is None:
            return
        painter.save()
        painter.setLayoutDirection(option.direction)
        rect = QRect(option.rect)
        heading = index.data(HEADING_ROLE)
        if heading:
            line = QRect(rect)
            line.setHeight(_heading_height(option.font))
            _paint_heading(painter, QRectF(line), option, heading)
            rect.setTop(line.bottom() + 1)
        _paint_ground(painter, rect, option)
        cell = QRectF(rect).adjusted(MEDIUM, 0, -MEDIUM, 0)
        cell = _paint_disc(painter, cell, option, row)
        cell = _paint_marks(painter, cell, option, row)
        _paint_words(painter, cell, option, row)
        painter.restore()


def _heading_height(font: QFont) -> int:
    return QFontMetrics(small_font(font)).height() + LARGE + SMALL


def _paint_heading(painter: QPainter, line: QRectF, option: QStyleOptionViewItem, text: str) -> None:
    painter.setFont(strong_font(small_font(option.font)))
    painter.setPen(option.palette.color(QPalette.ColorRole.PlaceholderText))
    flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom
    painter.drawText(line.adjusted(MEDIUM, 0, -MEDIUM, -TIGHT), flags, text)


def _paint_ground(painter: QPainter, rect: QRect, option: QStyleOptionViewItem) -> None:
    palette = option.palette
    if option.state & _State.State_Selected:
        painter.fillRect(rect, selection_ground(palette))
        strip = QRect(rect)
        strip.setWidth(_STRIP)
        if option.direction == Qt.LayoutDirection.RightToLeft:
            strip.moveRight(rect.right())
        painter.fillRect(strip, palette.color(QPalette.ColorRole.Accent))
    elif option.state & _State.State_MouseOver:
        painter.fillRect(rect, hover_ground(palette))
    if option.state & _State.State_HasFocus:
        painter.setPen(palette.color(QPalette.ColorRole.Accent))
        painter.drawLine(rect.topLeft(), rect.topRight())
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())


def _paint_disc(painter: QPainter, cell: QRectF, option: QStyleOptionViewItem, row: DayRow) -> QRectF:
    is_mirrored = option.direction == Qt.LayoutDirection.RightToLeft
    left = cell.right() - _DISC if is_mirrored else cell.x()
    disc = QRectF(left, cell.center().y() - _DISC / 2, _DISC, _DISC)
    colours = tone_colours(row.tone, option.palette)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colours.ground)
    painter.drawEllipse(disc)
    inset = (_DISC - _ICON) / 2
    paint_icon(painter, row.icon, disc.adjusted(inset, inset, -inset, -inset), colours.text)
    gap = _DISC + MEDIUM
    return cell.adjusted(0, 0, -gap, 0) if is_mirrored else cell.adjusted(gap, 0, 0, 0)


def _paint_marks(painter: QPainter, cell: QRectF, option: QStyleOptionViewItem, row: DayRow) -> QRectF:
    is_mirrored = option.direction == Qt.LayoutDirection.RightToLeft
    for mark in reversed(row.marks):
        width = min(chip_width(option.font, mark.text), cell.width() / 2)
        left = cell.x() if is_mirrored else cell.right() - width
        draw_chip(
            painter, QRectF(left, cell.y(), width, cell.height()), option, mark.icon, mark.tone, mark.text
        )
        taken = width + SMALL
        cell = cell.adjusted(taken, 0, 0, 0) if is_mirrored else cell.adjusted(0, 0, -taken, 0)
    return cell


def _paint_words(painter: QPainter, cell: QRectF, option: QStyleOptionViewItem, row: DayRow) -> None:
    role = QPalette.ColorRole
    first, second = strong_font(option.font), small_font(option.font)
    first_metrics, second_metrics = QFontMetricsF(first), QFontMetricsF(second)
    top = cell.center().y() - (first_metrics.height() + second_metrics.height()) / 2
    flags = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter) | int(Qt.TextFlag.TextSingleLine)
    line = QRectF(cell.x(), top, cell.width(), first_metrics.height())
    painter.setFont(first)
    painter.setPen(option.palette.color(role.PlaceholderText if row.is_faded else role.Text))
    title = first_metrics.elidedText(row.title, Qt.TextElideMode.ElideRight, line.width())
    painter.drawText(line, flags, isolated(title))
    line = QRectF(cell.x(), line.bottom(), cell.width(), second_metrics.height())
    painter.setFont(second)
    painter.setPen(option.palette.color(role.PlaceholderText))
    detail = second_metrics.elidedText(row.detail, Qt.TextElideMode.ElideRight, line.width())
    painter.drawText(line, flags, isolated(detail))
