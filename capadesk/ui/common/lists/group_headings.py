"""Headings of groups: a strip over the first row of each, which belongs to no record."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPalette
from PySide6.QtWidgets import QTableView

from capadesk.ui.common.lists.record_list_model import RecordListModel
from capadesk.ui.common.look.bidi import isolated
from capadesk.ui.common.look.fonts import small_font, strong_font
from capadesk.ui.common.look.spacing import MEDIUM, SMALL, TIGHT


class GroupHeadings:
    """Makes room for the strips of one view, and paints them."""

    def __init__(self, view: QTableView, model: RecordListModel) -> None:
        self._view = view
        self._model = model
        self._tall: set[int] = set()
        model.headings_changed.connect(self.make_room)

    @property
    def height(self) -> int:
        """How high a strip is."""
        return QFontMetrics(small_font(self._view.font())).height() + 2 * SMALL + TIGHT

    def make_room(self) -> None:
        """Give the first rows of groups, and no others, room for their strips."""
        rows = self._view.verticalHeader()
        own, count = rows.defaultSectionSize(), rows.count()
        wanted = {row for row in self._model.headings if row < count}
        if not wanted and not self._tall:
            return
        for row in self._tall - wanted:
            if row < count:
                rows.resizeSection(row, own)
        for row in wanted:
            rows.resizeSection(row, own + self.height)
        self._tall = wanted

    def body(self, row: int, rect: QRect) -> QRect:
        """What of a row or cell belongs to its record."""
        return rect.adjusted(0, self.height, 0, 0) if row in self._model.headings else rect

    def is_over(self, point: QPoint) -> bool:
        """Whether a point of the view lies on a strip."""
        row = self._view.rowAt(point.y())
        return row in self._model.headings and point.y() < self._view.rowViewportPosition(row) + self.height

    def paint(self) -> None:
        """Draw the strips of the rows that are seen."""
        if not self._model.headings:
            return
        viewport = self._view.viewport()
        first = self._view.rowAt(0)
        if first < 0:
            return
        last = self._view.rowAt(viewport.height() - 1)
        last = self._model.rowCount() - 1 if last < 0 else last
        painter = QPainter(viewport)
        for row in range(first, last + 1):
            if row in self._model.headings:
                top = self._view.rowViewportPosition(row)
                self._paint_one(painter, row, QRect(0, top, viewport.width(), self.height))
        painter.end()

    def _paint_one(self, painter: QPainter, row: int, strip: QRect) -> None:
        palette = self._view.palette()
        heading = self._model.headings[row]
        painter.fillRect(strip, palette.color(QPalette.ColorRole.Window))
        painter.setPen(palette.color(QPalette.ColorRole.Midlight))
        painter.drawLine(strip.bottomLeft(), strip.bottomRight())
        mirrored = self._view.layoutDirection() == Qt.LayoutDirection.RightToLeft
        words = QRectF(strip).adjusted(MEDIUM, 0, -MEDIUM, 0)
        font = strong_font(small_font(self._view.font()))
        painter.setLayoutDirection(self._view.layoutDirection())
        painter.setFont(font)
        painter.setPen(palette.color(QPalette.ColorRole.Text))
        flags = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        flags |= int(Qt.TextFlag.TextSingleLine)
        painter.drawText(words, flags, isolated(heading.text))
        gap = QFontMetrics(font).horizontalAdvance(heading.text) + SMALL
        words = words.adjusted(0, 0, -gap, 0) if mirrored else words.adjusted(gap, 0, 0, 0)
        painter.setFont(small_font(self._view.font()))
        painter.setPen(palette.color(QPalette.ColorRole.PlaceholderText))
        painter.drawText(words, flags, heading.count_text)
