"""Paints a timeline: its rows and columns, bars or counts in them, and the names of both."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPalette

from capadesk.services.words import _
from capadesk.ui.calendar.bar_painting import BarPainter
from capadesk.ui.calendar.heat import heat_steps, ink_on, shade
from capadesk.ui.calendar.timeline.timeline_content import TimelineContent
from capadesk.ui.calendar.timeline.timeline_layout import PlacedBar
from capadesk.ui.common.look.bidi import isolated
from capadesk.ui.common.look.fonts import figures_font, small_font, strong_font
from capadesk.ui.common.look.icons import paint_icon
from capadesk.ui.common.look.palette import hover_ground, selection_ground
from capadesk.ui.common.look.spacing import SMALL, TIGHT, WIDE

if TYPE_CHECKING:
    from capadesk.ui.calendar.timeline.timeline_view import TimelineView

_Role = QPalette.ColorRole
_LINE = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft) | int(Qt.TextFlag.TextSingleLine)
_LEAD = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight)
_CENTRE = int(Qt.AlignmentFlag.AlignCenter) | int(Qt.TextFlag.TextSingleLine)
_FAINT = 0.4
_SIGN = 14.0
_DATE = 5.0


class TimelinePainter:
    """Paints what is seen of a view that has places."""

    def __init__(self, painter: QPainter, view: TimelineView) -> None:
        assert view.places is not None
        assert view.content is not None
        self._painter = painter
        self._view = view
        self._places = view.places
        self._content: TimelineContent = view.content
        self._palette = view.palette()
        self._small = small_font(view.font())

    def paint(self) -> None:
        """Everything."""
        painter, size = self._painter, self._view.viewport().size()
        head = self._places.measures.head
        painter.setClipRect(QRectF(0, head, size.width(), size.height() - head))
        self._rows()
        self._columns()
        self._focus()
        self._counts()
        self._bars()
        self._row_names()
        painter.setClipping(False)
        self._column_names()

    def _focus(self) -> None:
        """A ring around the current cell."""
        index = self._view.currentIndex()
        if not self._view.hasFocus() or not index.isValid():
            return
        cell = self._view.cell_place(index.row(), index.column()).adjusted(1.5, 1, -1, -2)
        self._painter.setBrush(Qt.BrushStyle.NoBrush)
        self._painter.setPen(self._palette.color(_Role.Accent))
        self._painter.drawRoundedRect(cell, 4, 4)

    # --- ground -----------------------------------------------------------------------------------

    def _rows(self) -> None:
        current = self._view.currentIndex()
        for row in self._view.seen_rows():
            if row == current.row():
                first, last = (self._view.cell_place(row, c) for c in (0, len(self._content.columns) - 1))
                self._painter.fillRect(first.united(last), hover_ground(self._palette))
                self._painter.fillRect(
                    self._view.cell_place(row, current.column()), selection_ground(self._palette)
                )

    def _columns(self) -> None:
        painter = self._painter
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        size = self._view.viewport().size()
        head = round(self._places.measures.head)
        for column, first in enumerate(self._content.columns):
            is_strong = self._begins_more(column, first)
            painter.setPen(self._palette.color(_Role.Mid if is_strong else _Role.Midlight))
            x = self._x(self._places.column_place(column)[0])
            painter.drawLine(x, head, x, size.height())
        painter.setPen(self._palette.color(_Role.Midlight))
        for row in self._view.seen_rows():
            y = round(self._places.tops[row + 1] + self._view.offset()) - 1
            painter.drawLine(0, y, size.width(), y)
        span = self._content.span
        if span.first <= self._content.today <= span.last:
            painter.setPen(self._palette.color(_Role.Accent))
            x = self._x(self._places.x_of(self._content.today) + self._places.day_width / 2)
            painter.drawLine(x, head, x, size.height())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)

    def _begins_more(self, column: int, first: date) -> bool:
        """Whether a month begins in a week, or a year with a month."""
        if self._content.reach.is_by_months:
            return first.month == 1
        return self._content.column_span(column).last.day <= 7

    def _x(self, x: float) -> int:
        place = self._view.mirrored(QRectF(self._places.heads + x, 0, 0, 0))
        return round(place.x())

    # --- what is in the rows ----------------------------------------------------------------------

    def _counts(self) -> None:
        counted = [row for row in self._view.seen_rows() if self._places.is_counted(row)]
        if not counted:
            return
        groups = self._content.groups
        most = max(
            (max(group.columns) for row, group in enumerate(groups) if self._places.is_counted(row)),
            default=0,
        )
        steps = heat_steps(most)
        self._painter.setFont(figures_font(self._small))
        metrics = QFontMetricsF(figures_font(self._small))
        number = self._view.presenter.desk.localisation.number
        for row in counted:
            for column, count in enumerate(groups[row].columns):
                if not count:
                    continue
                cell = self._view.cell_place(row, column).adjusted(2, TIGHT, -1, -TIGHT - 1)
                ground = shade(count, steps, self._palette)
                self._painter.setPen(Qt.PenStyle.NoPen)
                self._painter.setBrush(ground)
                self._painter.drawRoundedRect(cell, 4, 4)
                text = number(count)
                ink = ink_on(ground, self._palette)
                if self._view.timeline.has_clash(groups[row], column):
                    cell = self._sign(cell, ink)
                if metrics.horizontalAdvance(text) <= cell.width():
                    self._painter.setPen(ink)
                    self._painter.drawText(cell, _CENTRE, text)

    def _sign(self, cell: QRectF, ink: QColor) -> QRectF:
        """The sign of a clash where reading begins; what is left of a cell, all of it if there is no room."""
        is_mirrored = self._painter.layoutDirection() == Qt.LayoutDirection.RightToLeft
        side = min(_SIGN, cell.width())
        left = cell.right() - side - 1 if is_mirrored else cell.x() + 1
        paint_icon(self._painter, "warning", QRectF(left, cell.center().y() - side / 2, side, side), ink)
        return cell.adjusted(0, 0, -side, 0) if is_mirrored else cell.adjusted(side, 0, 0, 0)

    def _bars(self) -> None:
        bars = BarPainter(self._painter, self._view.presenter, self._view.font(), self._palette)
        held = self._view.dragging.held if self._view.dragging.is_active else None
        for row, placed in self._view.seen_bars():
            if held is not None and (held.row, held.placed) == (row, placed):
                self._painter.setOpacity(_FAINT)
            self._bar(bars, row, placed)
            self._painter.setOpacity(1.0)
        if held is not None:
            self._dragged(bars, held.row, held.placed, is_end=held.is_end)

    def _bar(self, bars: BarPainter, row: int, placed: PlacedBar) -> None:
        place = self._view.bar_place(row, placed)
        dates = placed.bar.dates or (placed.bar.event,)
        bars.paint(
            placed.bar,
            place,
            self._words_place(row, placed),
            [self._date_place(place, each.first_day) for each in placed.bar.dates],
            is_inside=placed.is_name_inside,
            is_chosen=any(self._view.presenter.is_chosen(each) for each in dates),
        )

    def _words_place(self, row: int, placed: PlacedBar) -> QRectF:
        left, right = placed.words
        place = self._places.bar_place(row, placed.lane, left, max(left, right))
        return self._view.mirrored(place.translated(0, self._view.offset()))

    def _date_place(self, place: QRectF, day: date) -> QRectF:
        x = self._x(self._places.x_of(day) + self._places.day_width / 2)
        return QRectF(x - _DATE / 2, place.bottom() - 4.5, _DATE, 3)

    def _dragged(self, bars: BarPainter, row: int, placed: PlacedBar, *, is_end: bool) -> None:
        """The bar where it would come to lie, with its first or last day."""
        way = self._view.dragging.shift.days * self._places.day_width
        moved = placed._replace(
            left=placed.left + (0 if is_end else way), right=placed.right + way, end=placed.right + way
        )
        moved = moved._replace(begin=moved.left)
        place = self._view.bar_place(row, moved)
        localisation = self._view.presenter.desk.localisation
        held = self._view.dragging.held
        assert held is not None
        day = (held.event.last_day if is_end else held.event.first_day) + self._view.dragging.shift
        text = localisation.date(day, with_weekday=True)
        font = strong_font(self._small)
        width = QFontMetricsF(font).horizontalAdvance(text) + SMALL
        words = QRectF(place.right() + TIGHT, place.y(), width, place.height())
        bars.paint(
            placed.bar,
            place,
            QRectF(),
            [],
            is_inside=True,
            is_chosen=True,
        )
        self._painter.setFont(font)
        self._painter.fillRect(words.adjusted(-2, 1, 2, -1), self._palette.color(_Role.Base))
        self._painter.setPen(self._palette.color(_Role.Accent))
        self._painter.drawText(words, _LINE, isolated(text))

    # --- names ------------------------------------------------------------------------------------

    def _row_names(self) -> None:
        painter, timeline = self._painter, self._view.timeline
        current = self._view.currentIndex().row()
        figures = figures_font(self._small)
        number = self._view.presenter.desk.localisation.number
        for row in self._view.seen_rows():
            group = self._content.groups[row]
            top, bottom = self._places.tops[row], self._places.tops[row + 1]
            whole = QRectF(0, top + self._view.offset(), self._places.heads, bottom - top - 1)
            ground = selection_ground(self._palette) if row == current else self._palette.color(_Role.Base)
            painter.fillRect(self._view.mirrored(whole), ground)
            count = number(group.events)
            layout = self._places.layout(row)
            if layout is not None and layout.hidden:
                more = _("+{number} more").format(number=number(layout.hidden))
                count = f"{more} · {count}"
            width = QFontMetricsF(figures).horizontalAdvance(count)
            line = QRectF(
                WIDE, whole.y(), whole.width() - WIDE - SMALL, self._places.measures.line + 2 * TIGHT
            )
            painter.setFont(figures)
            painter.setPen(self._palette.color(_Role.PlaceholderText))
            painter.drawText(self._view.mirrored(line), _LEAD, count)
            font = strong_font(self._view.font()) if group.name else self._view.font()
            painter.setFont(font)
            painter.setPen(self._palette.color(_Role.Text if group.name else _Role.PlaceholderText))
            room = line.width() - width - SMALL
            name = QFontMetricsF(font).elidedText(
                timeline.name_of(group, self._content.by), Qt.TextElideMode.ElideRight, room
            )
            place = QRectF(line.x(), line.y(), room, line.height())
            painter.drawText(self._view.mirrored(place), _LINE, isolated(name))

    def _column_names(self) -> None:
        """Months over weeks, or years over months."""
        painter, head = self._painter, self._places.measures.head
        painter.fillRect(QRectF(0, 0, self._view.viewport().width(), head), self._palette.color(_Role.Base))
        line = (head - TIGHT) / 2
        painter.setFont(strong_font(self._small))
        painter.setPen(self._palette.color(_Role.Text))
        for text, first_day, last_day in self._view.timeline.stretches(self._content):
            first, last = self._places.x_of(first_day), self._places.x_of(last_day) + self._places.day_width
            place = QRectF(self._places.heads + first + SMALL, TIGHT / 2, last - first - SMALL, line)
            painter.drawText(self._view.mirrored(place), _LINE, self._short(text, place.width()))
        painter.setFont(figures_font(self._small))
        painter.setPen(self._palette.color(_Role.PlaceholderText))
        corner = QRectF(WIDE, line, self._places.heads - WIDE - SMALL, line)
        heading = self._view.timeline.heading_of(self._content.by)
        painter.drawText(self._view.mirrored(corner), _LINE, isolated(heading))
        for column in range(len(self._content.columns)):
            left, right = self._places.column_place(column)
            span = self._content.column_span(column)
            is_now = span.first <= self._content.today <= span.last
            painter.setPen(self._palette.color(_Role.Accent if is_now else _Role.PlaceholderText))
            place = QRectF(self._places.heads + left + TIGHT, line, right - left - TIGHT, line)
            text = self._column_name(column, place.width())
            painter.drawText(self._view.mirrored(place), _LINE, isolated(text))
        painter.setPen(self._palette.color(_Role.Mid))
        painter.drawLine(0, round(head), self._view.viewport().width(), round(head))

    def _column_name(self, column: int, width: float) -> str:
        metrics = QFontMetricsF(figures_font(self._small))
        forms = self._view.timeline.column_names(self._content, column)
        return next((form for form in forms if metrics.horizontalAdvance(form) <= width), "")

    def _short(self, text: str, width: float) -> str:
        metrics = QFontMetricsF(strong_font(self._small))
        if metrics.horizontalAdvance(text) <= width:
            return isolated(text)
        return isolated(metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)) if width > 60 else ""
