"""Draws the cells of a list: two-line titles, discs with initials, chips, numbers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QFontMetricsF, QPainter, QPalette
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from capadesk.ui.common.lists.list_columns import CellKind, ListColumn
from capadesk.ui.common.lists.record_list_model import ROW_ROLE, RecordListModel
from capadesk.ui.common.look.bidi import isolated
from capadesk.ui.common.look.cell_drawing import draw_chip, draw_disc, line_flags
from capadesk.ui.common.look.fonts import figures_font, small_font, strong_font
from capadesk.ui.common.look.palette import hover_ground, selection_ground
from capadesk.ui.common.look.spacing import MEDIUM, SMALL

_Index = QModelIndex | QPersistentModelIndex
_State = QStyle.StateFlag
_DISC = 32
_STRIP = 3


class RecordCellDelegate(QStyledItemDelegate):
    """Paints one cell; the view says which row the pointer rests on."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.hovered_row = -1
        self.focused_row = -1
        self.hidden_keys: frozenset[str] = frozenset()
        self.heading_height: Callable[[int], int] = lambda _row: 0
        """How much of a row, at its top, belongs to the heading of a group."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Qt asks for a cell."""
        model = index.model()
        assert isinstance(model, RecordListModel)
        column = model.columns[index.column()]
        row = index.data(ROW_ROLE)
        option = QStyleOptionViewItem(option)
        option.rect = option.rect.adjusted(0, self.heading_height(index.row()), 0, 0)
        painter.save()
        self._paint_ground(painter, option, index)
        if row is not None:
            cell = QRectF(option.rect).adjusted(MEDIUM, 0, -MEDIUM, 0)
            painter.setLayoutDirection(option.direction)
            if column.kind is CellKind.TITLE:
                _paint_title(painter, cell, option, column, row, self._detail(column, row))
            elif column.kind is CellKind.CHIP:
                _paint_chip(painter, cell, option, column, row)
            else:
                _paint_text(painter, cell, option, column, row)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        """Two lines of text and their air."""
        return QSize(100, row_height(option.font))

    def _detail(self, column: ListColumn, row: Any) -> str:
        narrow = column.narrow_detail
        chosen = narrow if narrow is not None and column.narrow_without in self.hidden_keys else column.detail
        return chosen(row) if chosen is not None else ""

    def _paint_ground(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        palette = option.palette
        if option.state & _State.State_Selected:
            painter.fillRect(option.rect, selection_ground(palette))
            if index.column() == 0:
                strip = QRect(option.rect)
                strip.setWidth(_STRIP)
                if option.direction == Qt.LayoutDirection.RightToLeft:
                    strip.moveRight(option.rect.right())
                painter.fillRect(strip, palette.color(QPalette.ColorRole.Accent))
        elif index.row() == self.hovered_row:
            painter.fillRect(option.rect, hover_ground(palette))
        if index.row() == self.focused_row:
            painter.setPen(palette.color(QPalette.ColorRole.Accent))
            painter.drawLine(option.rect.topLeft(), option.rect.topRight())
            painter.drawLine(option.rect.bottomLeft(), option.rect.bottomRight())


def row_height(font: QFont) -> int:
    """The height of a row with two lines in this font."""
    lines = QFontMetrics(font).height() + QFontMetrics(small_font(font)).height()
    return lines + 2 * SMALL


def _paint_title(
    painter: QPainter,
    cell: QRectF,
    option: QStyleOptionViewItem,
    column: ListColumn,
    row: Any,
    detail: str,
) -> None:
    palette = option.palette
    if column.initials is not None:
        cell = _paint_disc(painter, cell, option, column.initials(row))
    first, second = strong_font(option.font), small_font(option.font)
    first_metrics, second_metrics = QFontMetricsF(first), QFontMetricsF(second)
    height = first_metrics.height() + (second_metrics.height() if detail else 0)
    top = cell.center().y() - height / 2
    painter.setFont(first)
    painter.setPen(palette.color(QPalette.ColorRole.Text))
    line = QRectF(cell.x(), top, cell.width(), first_metrics.height())
    _draw(painter, line, first_metrics, column.text(row), Qt.AlignmentFlag.AlignLeft)
    if detail:
        painter.setFont(second)
        painter.setPen(palette.color(QPalette.ColorRole.PlaceholderText))
        line = QRectF(cell.x(), line.bottom(), cell.width(), second_metrics.height())
        _draw(painter, line, second_metrics, detail, Qt.AlignmentFlag.AlignLeft)


def _paint_disc(painter: QPainter, cell: QRectF, option: QStyleOptionViewItem, initials: str) -> QRectF:
    is_mirrored = option.direction == Qt.LayoutDirection.RightToLeft
    left = cell.right() - _DISC if is_mirrored else cell.x()
    disc = QRectF(left, cell.center().y() - _DISC / 2, _DISC, _DISC)
    draw_disc(painter, disc, option, initials)
    gap = _DISC + MEDIUM
    return cell.adjusted(0, 0, -gap, 0) if is_mirrored else cell.adjusted(gap, 0, 0, 0)


def _paint_chip(
    painter: QPainter, cell: QRectF, option: QStyleOptionViewItem, column: ListColumn, row: Any
) -> None:
    text = column.text(row)
    look = column.chip(row) if text and column.chip is not None else None
    if look is not None:
        draw_chip(painter, cell, option, look.icon, look.tone, text)
    else:
        _paint_text(painter, cell, option, column, row)


def _paint_text(
    painter: QPainter, cell: QRectF, option: QStyleOptionViewItem, column: ListColumn, row: Any
) -> None:
    is_number = column.kind is CellKind.NUMBER
    font = figures_font(option.font) if is_number else option.font
    painter.setFont(font)
    colour: QColor = option.palette.color(QPalette.ColorRole.Text)
    painter.setPen(colour)
    side = Qt.AlignmentFlag.AlignRight if is_number else Qt.AlignmentFlag.AlignLeft
    _draw(painter, cell, QFontMetricsF(font), column.text(row), side)


def _draw(
    painter: QPainter, where: QRectF, metrics: QFontMetricsF, text: str, side: Qt.AlignmentFlag
) -> None:
    words = metrics.elidedText(text, Qt.TextElideMode.ElideRight, where.width())
    painter.drawText(where, line_flags(side), isolated(words))
