"""A week or a day by hours: what has a time stands at it, what fills days stands above."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from PySide6.QtCore import QPoint, QRectF, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPalette, QWheelEvent
from PySide6.QtWidgets import QAbstractItemView, QWidget

from capadesk.services.occurrence_service import Occurrence
from capadesk.services.words import _
from capadesk.ui.calendar.calendar_content import CalendarContent
from capadesk.ui.calendar.calendar_presenter import CalendarPresenter
from capadesk.ui.calendar.day_grid_view import DayGridView
from capadesk.ui.calendar.day_model import Rows
from capadesk.ui.calendar.event_painting import EventPainter, line_height
from capadesk.ui.calendar.side_by_side_events import Slot, side_by_side
from capadesk.ui.calendar.week_lanes import Segment, week_lanes
from capadesk.ui.common.bidi import isolated
from capadesk.ui.common.fonts import figures_font, small_font, strong_font
from capadesk.ui.common.palette import hover_ground, selection_ground
from capadesk.ui.common.spacing import SMALL, TIGHT

_Role = QPalette.ColorRole
_BANDS = 5
_HOURS_SEEN = 11
_LEAST_HOUR = 40
_FIRST_HOUR = 8
_HALF = timedelta(minutes=30)
_LINE = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)


class WeekView(DayGridView):
    """Paints as many days beside each other as were read."""

    create_at_wanted = Signal(object)
    """A new event at a datetime on the clocks here."""

    def __init__(self, presenter: CalendarPresenter, name: str, parent: QWidget | None = None) -> None:
        super().__init__(presenter, name, parent)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self._bands: list[tuple[QRectF, Segment]] = []
        self._slots: list[tuple[QRectF, Slot]] = []
        self._more: list[tuple[QRectF, str]] = []
        self._lanes = 0
        self._hour = float(_LEAST_HOUR)
        self._was_scrolled = False

    # --- places -----------------------------------------------------------------------------------

    def rows_of(self, content: CalendarContent) -> Rows:
        """See DayGridView: one row."""
        return [content.span.days()]

    def lay_out(self) -> None:
        """See DayGridView."""
        self._bands, self._slots, self._more = [], [], []
        if self.content is None or not self.days.columnCount():
            return
        first, columns = self.content.span.first, self.days.columnCount()
        bands = [each for each in self.content.drawn if each.is_band]
        lanes = week_lanes(bands, first, _BANDS)
        segments = [each for each in lanes.shown if each.first < columns]
        self._lanes = max((each.lane + 1 for each in segments), default=0)
        line = line_height(self.font()) + 2
        for each in segments:
            begins, ends = self._column(each.first), self._column(min(each.last, columns - 1))
            place = QRectF(begins[0] + 2, 0, ends[1] - begins[0] - 5, line - 2)
            place.moveTop(self._head_height() + each.lane * line)
            self._bands.append((self.mirrored(place), each))
        room = self.viewport().height() - self._top()
        self._hour = max(room / _HOURS_SEEN, _LEAST_HOUR)
        self._set_scroll_range(room)
        for number, day in enumerate(self.content.span.days()):
            timed = [each for each in self.content.drawn if not each.is_band and each.first_day == day]
            for slot in side_by_side(timed):
                self._slots.append((self._slot_place(number, day, slot), slot))
            seen = len(timed) + sum(each.first <= number <= each.last for each in segments)
            if self.content.counts.get(day, 0) > seen:
                self._more.append(self._more_place(number, self.content.counts[day] - seen))

    def _set_scroll_range(self, room: float) -> None:
        bar = self.verticalScrollBar()
        bar.setRange(0, max(round(24 * self._hour - room), 0))
        bar.setPageStep(max(round(room), 1))
        bar.setSingleStep(round(self._hour / 2))
        if not self._was_scrolled:
            self._was_scrolled = room > 0
            bar.setValue(round((_FIRST_HOUR - 0.25) * self._hour))

    def _slot_place(self, number: int, day: date, slot: Slot) -> QRectF:
        left, right = self._column(number)
        width = (right - left - 6) / slot.columns
        ends = min(slot.ends, datetime.combine(day, time.max))
        top, bottom = self._y(slot.starts), self._y(ends)
        place = QRectF(left + 2 + slot.column * width, top + 1, width - 2, bottom - top - 2)
        return self.mirrored(place)

    def _more_place(self, number: int, count: int) -> tuple[QRectF, str]:
        """Where the head of a day says how many there are besides."""
        text = _("+{number} more").format(number=self.presenter.desk.localisation.number(count))
        _left, right = self._column(number)
        width = QFontMetricsF(small_font(self.font())).horizontalAdvance(text) + SMALL
        return self.mirrored(QRectF(right - width - TIGHT, 0, width, self._head_height())), text

    def is_more_at(self, place: QPoint) -> bool:
        """See DayGridView."""
        return any(where.contains(place) for where, _text in self._more)

    def _y(self, at: datetime) -> float:
        hours = at.hour + at.minute / 60
        return self._top() + hours * self._hour - self.verticalScrollBar().value()

    def _column(self, number: int) -> tuple[float, float]:
        """Left and right of a day, counted from where reading begins."""
        gutter = self._gutter()
        width = (self.viewport().width() - gutter) / max(self.days.columnCount(), 1)
        return round(gutter + number * width), round(gutter + (number + 1) * width)

    def _gutter(self) -> float:
        return QFontMetricsF(figures_font(small_font(self.font()))).horizontalAdvance("00:00") + 2 * SMALL

    def _head_height(self) -> float:
        return QFontMetricsF(self.font()).height() + 2 * SMALL

    def _top(self) -> float:
        return self._head_height() + self._lanes * (line_height(self.font()) + 2) + TIGHT

    def place_of(self, row: int, column: int) -> QRectF:
        """See DayGridView."""
        left, right = self._column(column)
        return self.mirrored(QRectF(left, 0, right - left, self.viewport().height()))

    def event_at(self, place: QPoint) -> Occurrence | None:
        """See DayGridView."""
        for where, segment in self._bands:
            if where.contains(place):
                return segment.event
        if place.y() < self._top():
            return None
        return next((slot.event for where, slot in self._slots if where.contains(place)), None)

    # --- keys and mouse ---------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and Down go through the hours."""
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        step = steps.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
            return
        bar = self.verticalScrollBar()
        bar.setValue(bar.value() + step * round(self._hour))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Go through the hours."""
        bar = self.verticalScrollBar()
        bar.setValue(bar.value() - round(event.angleDelta().y() / 120 * self._hour))
        event.accept()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """What stands at its hour has another place."""
        self._slots = [(place.translated(0, dy), slot) for place, slot in self._slots]
        self.viewport().update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Opens an event, or begins one at the half hour that was meant."""
        place = event.position().toPoint()
        day = self.day_at(place)
        if self.event_at(place) is not None or place.y() < self._top() or day is None:
            super().mouseDoubleClickEvent(event)
            return
        hours = (place.y() - self._top() + self.verticalScrollBar().value()) / self._hour
        halves = min(max(int(hours * 2), 0), 47)
        self.create_at_wanted.emit(datetime.combine(day, time.min) + halves * _HALF)

    # --- painting ---------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Days, hours, events, and the line of now."""
        if self.content is None:
            return
        painter = QPainter(self.viewport())
        painter.setLayoutDirection(self.layoutDirection())
        self._paint_ground(painter)
        painter.setClipRect(QRectF(0, self._top(), self.viewport().width(), self.viewport().height()))
        self._paint_hours(painter)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        events = EventPainter(painter, self.presenter, self.font(), self.palette(), self.content.zone)
        for place, slot in self._slots:
            events.block(slot.event, place)
        self._paint_now(painter)
        painter.setClipping(False)
        for place, segment in self._bands:
            is_longer = segment.goes_on_after or segment.last >= self.days.columnCount()
            ends = {"is_open_before": segment.goes_on_before, "is_open_after": is_longer}
            events.band(segment.event, place, **ends)
        self._paint_heads(painter)
        painter.end()

    def _paint_ground(self, painter: QPainter) -> None:
        palette = self.palette()
        height = self.viewport().height()
        for column, day in enumerate(self.content.span.days() if self.content is not None else ()):
            cell = self.place_of(0, column)
            if day.weekday() in self.presenter.desk.localisation.weekend:
                painter.fillRect(cell, hover_ground(palette))
            if day == self.current_day and self.days.columnCount() > 1:
                head = QRectF(cell.x(), 0, cell.width(), self._head_height())
                painter.fillRect(head, selection_ground(palette))
            painter.setPen(palette.color(_Role.Midlight))
            is_mirrored = painter.layoutDirection() == Qt.LayoutDirection.RightToLeft
            side = round(cell.right() if is_mirrored else cell.x())
            painter.drawLine(side, round(self._head_height()), side, height)

    def _paint_hours(self, painter: QPainter) -> None:
        palette = self.palette()
        painter.setFont(figures_font(small_font(self.font())))
        width = self.viewport().width()
        for hour in range(1, 24):
            at = datetime.combine(date.min, time(hour))
            y = round(self._y(at))
            painter.setPen(palette.color(_Role.Midlight))
            gutter = round(self._gutter())
            is_mirrored = painter.layoutDirection() == Qt.LayoutDirection.RightToLeft
            painter.drawLine(0 if is_mirrored else gutter, y, width - gutter if is_mirrored else width, y)
            painter.setPen(palette.color(_Role.PlaceholderText))
            words = self.presenter.desk.localisation.time(at)
            place = self.mirrored(QRectF(SMALL, y - 10, gutter - SMALL, 20))
            painter.drawText(place, _LINE, isolated(words))
        painter.setPen(palette.color(_Role.Midlight))
        painter.drawLine(0, round(self._top()), width, round(self._top()))

    def _paint_now(self, painter: QPainter) -> None:
        assert self.content is not None
        days = self.content.span.days()
        if self.content.today not in days:
            return
        cell = self.place_of(0, days.index(self.content.today))
        y = self._y(self.presenter.now(self.content.zone))
        accent = self.palette().color(_Role.Accent)
        pen = painter.pen()
        pen.setColor(accent)
        pen.setWidthF(1.6)
        painter.setPen(pen)
        painter.drawLine(round(cell.x()), round(y), round(cell.right()), round(y))

    def _paint_heads(self, painter: QPainter) -> None:
        assert self.content is not None
        palette = self.palette()
        localisation = self.presenter.desk.localisation
        names = localisation.weekday_names(are_short=self.days.columnCount() > 1)
        for column, day in enumerate(self.content.span.days()):
            cell = self.place_of(0, column)
            is_today = day == self.content.today
            place = QRectF(cell.x() + SMALL, 0, cell.width() - 2 * SMALL, self._head_height())
            painter.setFont(strong_font(self.font()) if is_today else self.font())
            painter.setPen(palette.color(_Role.Accent if is_today else _Role.Text))
            painter.drawText(place, _LINE, isolated(f"{names[day.weekday()]} {day.day}"))
        painter.setFont(small_font(self.font()))
        painter.setPen(palette.color(_Role.PlaceholderText))
        for place, text in self._more:
            painter.drawText(place, _LINE, isolated(text))
