"""A month: weeks from above, events of several days as bands, the others in lines, the rest as a number."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import NamedTuple

from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from capadesk.services.calendars.occurrence_service import Occurrence
from capadesk.services.words import _
from capadesk.ui.calendar.calendar_content import CalendarContent
from capadesk.ui.calendar.calendar_presenter import CalendarPresenter
from capadesk.ui.calendar.cell_lines import LINES_AT_MOST, LaneSize, with_room
from capadesk.ui.calendar.day_grid_view import DayGridView
from capadesk.ui.calendar.day_model import Rows
from capadesk.ui.calendar.event_painting import EventPainter, EventWords, further_line_height, line_height
from capadesk.ui.calendar.week_lanes import Segment, week_lanes
from capadesk.ui.common.look.bidi import isolated
from capadesk.ui.common.look.fonts import figures_font, small_font, strong_font
from capadesk.ui.common.look.palette import Tone, hover_ground, mixed, selection_ground, tone_colours
from capadesk.ui.common.look.spacing import SMALL, TIGHT

_Role = QPalette.ColorRole
_DISC = 24
_AIR = 2
_GRIP = 7
_SIDE = 2
_LINE = int(Qt.AlignmentFlag.AlignVCenter) | int(Qt.TextFlag.TextSingleLine)


class _Placed(NamedTuple):
    place: QRectF
    segment: Segment


class _More(NamedTuple):
    place: QRectF
    text: str


class MonthView(DayGridView):
    """Paints weeks; an event can be dragged to another day."""

    def __init__(self, presenter: CalendarPresenter, parent: QWidget | None = None) -> None:
        super().__init__(presenter, _("Month"), parent)
        self._placed: list[_Placed] = []
        self._more: list[_More] = []
        self._pressed: Occurrence | None = None
        self._pressed_at = QPoint()
        self._pressed_on: date | None = None
        self._target: date | None = None
        self._is_lengthening = False

    # --- places -----------------------------------------------------------------------------------

    def rows_of(self, content: CalendarContent) -> Rows:
        """See DayGridView."""
        days = content.span.days()
        return [days[start : start + 7] for start in range(0, len(days), 7)]

    def place_of(self, row: int, column: int) -> QRectF:
        """See DayGridView."""
        top = self._heading_height()
        size = self.viewport().size()
        height = (size.height() - top) / max(self.days.rowCount(), 1)
        gutter = self._gutter()
        width = (size.width() - gutter) / 7
        # Whole pixels: hair lines between days stay sharp.
        left, right = round(gutter + column * width), round(gutter + (column + 1) * width)
        upper, lower = round(top + row * height), round(top + (row + 1) * height)
        return self.mirrored(QRectF(left, upper, right - left, lower - upper))

    def lay_out(self) -> None:
        """See DayGridView."""
        self._placed, self._more = [], []
        if self.content is None:
            return
        line = line_height(self.font()) + 2
        lane = LaneSize(line, further_line_height(self.font()))
        for row in range(self.days.rowCount()):
            first = self.days.day_at(self.days.index(row, 0))
            assert first is not None
            cells = [self.place_of(row, column) for column in range(7)]
            top = cells[0].y() + _AIR + _DISC + _AIR
            height = cells[0].bottom() - top - 1
            lanes = max(int(height // line), 1)
            below = max(height - lanes * line, 0.0)
            found = week_lanes(self.content.drawn, first, lanes)
            width = cells[0].width() - 2 * _SIDE
            wanted = partial(self._lines_wanted, width=width)
            for segment, down, lines in with_room(found.shown, found.hidden, lanes, lane, wanted, below):
                whole = cells[segment.first].united(cells[segment.last])
                left, wide = whole.x() + _SIDE, whole.width() - 2 * _SIDE
                place = QRectF(left, top + down, wide, line + (lines - 1) * lane.line - 2)
                self._placed.append(_Placed(place, segment))
            for column, day in enumerate(self.content.span.days()[row * 7 : row * 7 + 7]):
                if found.hidden[column]:
                    seen = sum(each.first <= column <= each.last for each in found.shown)
                    count = self.content.counts[day] - seen
                    cell = cells[column]
                    place = QRectF(
                        cell.x() + _SIDE, top + (lanes - 1) * line, cell.width() - 2 * _SIDE, line - 2
                    )
                    number = self.presenter.desk.localisation.number(count)
                    self._more.append(_More(place, _("+{number} more").format(number=number)))

    def _lines_wanted(self, segment: Segment, width: float) -> int:
        assert self.content is not None
        words = EventWords(self.presenter, self.font(), self.content.zone)
        return words.lines_wanted(segment.event, width, LINES_AT_MOST)

    def event_at(self, place: QPoint) -> Occurrence | None:
        """See DayGridView."""
        found = (each for each in self._placed if each.place.contains(place))
        return next((each.segment.event for each in found), None)

    def is_more_at(self, place: QPoint) -> bool:
        """See DayGridView."""
        return any(each.place.contains(place) for each in self._more)

    def place_of_event(self, event: Occurrence) -> QRectF | None:
        """Where the first part of an event is painted; None if there was no room for it."""
        return next((each.place for each in self._placed if each.segment.event == event), None)

    def _heading_height(self) -> int:
        return round(QFontMetricsF(small_font(self.font())).height()) + 2 * TIGHT + 2

    def _gutter(self) -> int:
        """How wide the numbers of the weeks are."""
        return round(QFontMetricsF(small_font(self.font())).horizontalAdvance("00")) + 2 * SMALL

    def tip_at(self, place: QPoint) -> str:
        """See CalendarView: over the number of a week that it is one."""
        x = place.x()
        if self.layoutDirection() == Qt.LayoutDirection.RightToLeft:
            x = self.viewport().width() - x
        if x >= self._gutter() or place.y() < self._heading_height():
            return super().tip_at(place)
        rows = range(self.days.rowCount())
        row = next((row for row in rows if place.y() < self.place_of(row, 0).bottom()), None)
        first = self.days.day_at(self.days.index(row, 0)) if row is not None else None
        return (
            _("Week {number}").format(number=self.presenter.week_number(first)) if first is not None else ""
        )

    # --- dragging ---------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click chooses; what is held can be dragged."""
        super().mousePressEvent(event)
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed_at = event.position().toPoint()
            self._pressed = self.event_at(self._pressed_at)
            self._pressed_on = self.day_at(self._pressed_at)
            self._is_lengthening = self._is_end_at(self._pressed_at)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show where an event would go."""
        place = event.position().toPoint()
        is_held = bool(event.buttons() & Qt.MouseButton.LeftButton)
        if self._pressed is None or not self.presenter.is_changeable or not is_held:
            super().mouseMoveEvent(event)
            if self._is_end_at(place):
                self.viewport().setCursor(Qt.CursorShape.SizeHorCursor)
            return
        distance = (place - self._pressed_at).manhattanLength()
        if self._target is not None or distance >= QApplication.startDragDistance():
            self._target = self.day_at(place) or self._target
            if not self._is_lengthening:
                self.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)
            self.viewport().update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go where it is."""
        pressed, target, begun = self._pressed, self._target, self._pressed_on
        told = self.lengthened if self._is_lengthening else self.moved
        self._forget_drag()
        if pressed is not None and target is not None and begun is not None and target != begun:
            told.emit(pressed, target - begun)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape leaves an event where it was; Ctrl and an arrow move what is on the day."""
        if event.key() == Qt.Key.Key_Escape and self._pressed is not None:
            self._forget_drag()
            return
        step = self.step_of(Qt.Key(event.key()))
        if step is not None and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.move_wanted.emit(step)
            return
        super().keyPressEvent(event)

    def _is_end_at(self, place: QPoint) -> bool:
        """Whether the end of a band is at a point, where it can be drawn longer."""
        for where, segment in self._placed:
            if where.contains(place) and segment.event.is_band and not segment.goes_on_after:
                is_mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
                end = where.left() if is_mirrored else where.right()
                return abs(place.x() - end) <= _GRIP
        return False

    def _forget_drag(self) -> None:
        self._pressed = self._target = self._pressed_on = None
        self.viewport().setCursor(Qt.CursorShape.ArrowCursor)
        self.viewport().update()

    # --- painting ---------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Ground, numbers, lines, events."""
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setLayoutDirection(self.layoutDirection())
        self._paint_headings(painter)
        self._each_day(painter, self._paint_ground)
        self._paint_lines(painter)
        self._paint_weeks(painter)
        self._each_day(painter, self._paint_number)
        zone = self.content.zone if self.content is not None else ""
        events = EventPainter(painter, self.presenter, self.font(), self.palette(), zone, self.hovered)
        for place, segment in self._placed:
            if self._target is not None and segment.event == self._pressed:
                painter.setOpacity(0.45)
            is_chosen = self.presenter.is_chosen(segment.event)
            if segment.event.is_band:
                ends = {"is_open_before": segment.goes_on_before, "is_open_after": segment.goes_on_after}
                events.band(segment.event, place, **ends, is_chosen=is_chosen)
            else:
                events.line(segment.event, place, is_chosen=is_chosen)
            painter.setOpacity(1.0)
        self._paint_more(painter)
        painter.end()

    def _each_day(self, painter: QPainter, paint: Callable[[QPainter, QRectF, date], None]) -> None:
        for row in range(self.days.rowCount()):
            for column in range(7):
                day = self.days.day_at(self.days.index(row, column))
                if day is not None:
                    paint(painter, self.place_of(row, column), day)

    def _paint_headings(self, painter: QPainter) -> None:
        localisation = self.presenter.desk.localisation
        painter.setFont(small_font(self.font()))
        painter.setPen(self.palette().color(_Role.PlaceholderText))
        names = localisation.weekday_names(are_short=True)
        for column in range(7):
            cell = self.place_of(0, column)
            place = QRectF(cell.x() + SMALL, 0, cell.width() - 2 * SMALL, self._heading_height())
            name = names[(localisation.first_weekday + column) % 7]
            painter.drawText(place, _LINE | int(Qt.AlignmentFlag.AlignLeft), isolated(name))

    def _paint_weeks(self, painter: QPainter) -> None:
        painter.setFont(figures_font(small_font(self.font())))
        painter.setPen(self.palette().color(_Role.PlaceholderText))
        for row in range(self.days.rowCount()):
            first = self.days.day_at(self.days.index(row, 0))
            assert first is not None
            top = self.place_of(row, 0).y() + _AIR
            place = self.mirrored(QRectF(0, top, self._gutter(), _DISC))
            painter.drawText(place, int(Qt.AlignmentFlag.AlignCenter), str(self.presenter.week_number(first)))

    def _paint_ground(self, painter: QPainter, cell: QRectF, day: date) -> None:
        palette = self.palette()
        if day == self._target:
            painter.fillRect(cell, mixed(palette.color(_Role.Accent), palette.color(_Role.Base), 0.22))
        elif day == self.current_day:
            painter.fillRect(cell, selection_ground(palette))
        elif day.weekday() in self.presenter.desk.localisation.weekend or self.presenter.holiday_on(day):
            painter.fillRect(cell, hover_ground(palette))

    def _paint_lines(self, painter: QPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(self.palette().color(_Role.Midlight))
        size = self.viewport().size()
        for row in range(self.days.rowCount()):
            top = round(self.place_of(row, 0).y())
            painter.drawLine(0, top, size.width(), top)
        for column in range(7):
            cell = self.place_of(0, column)
            side = round(
                cell.right() if painter.layoutDirection() == Qt.LayoutDirection.RightToLeft else cell.x()
            )
            painter.drawLine(side, self._heading_height(), side, size.height())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)

    def _paint_number(self, painter: QPainter, cell: QRectF, day: date) -> None:
        assert self.content is not None
        palette = self.palette()
        is_mirrored = painter.layoutDirection() == Qt.LayoutDirection.RightToLeft
        font = figures_font(self.font())
        is_near, is_today = day.month == self.presenter.day.month, day == self.content.today
        ink = palette.color(_Role.Text if is_near else _Role.PlaceholderText)
        if is_today:
            ink, font = palette.color(_Role.HighlightedText), strong_font(font)
        text = self.presenter.day_text(day, self.content.span)
        wide = max(QFontMetricsF(font).horizontalAdvance(text) + 2 * TIGHT, _DISC if is_today else 0)
        left = cell.right() - wide - TIGHT if is_mirrored else cell.x() + TIGHT
        disc = QRectF(left, cell.y() + _AIR, wide, _DISC)
        if is_today:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(palette.color(_Role.Accent))
            painter.drawRoundedRect(disc, _DISC / 2, _DISC / 2)
        painter.setFont(font)
        painter.setPen(ink)
        painter.drawText(disc, int(Qt.AlignmentFlag.AlignCenter), isolated(text))
        self._paint_holiday(painter, cell, disc, day)
        if day == self.current_day and self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(palette.color(_Role.Accent))
            painter.drawRoundedRect(cell.adjusted(1.5, 1.5, -1.5, -1.5), 4, 4)

    def _paint_holiday(self, painter: QPainter, cell: QRectF, disc: QRectF, day: date) -> None:
        name = self.presenter.holiday_on(day)
        if not name:
            return
        is_mirrored = painter.layoutDirection() == Qt.LayoutDirection.RightToLeft
        left, right = (cell.left(), disc.left()) if is_mirrored else (disc.right(), cell.right())
        place = QRectF(left + TIGHT, disc.y(), right - left - 2 * TIGHT, disc.height())
        font = small_font(self.font())
        painter.setFont(font)
        painter.setPen(tone_colours(Tone.PURPLE, self.palette()).text)
        text = QFontMetricsF(font).elidedText(name, Qt.TextElideMode.ElideRight, place.width())
        painter.drawText(place, _LINE | int(Qt.AlignmentFlag.AlignLeft), isolated(text))

    def _paint_more(self, painter: QPainter) -> None:
        painter.setFont(small_font(self.font()))
        painter.setPen(self.palette().color(_Role.PlaceholderText))
        for place, text in self._more:
            inner = place.adjusted(TIGHT, 0, -TIGHT, 0)
            painter.drawText(inner, _LINE | int(Qt.AlignmentFlag.AlignLeft), isolated(text))
