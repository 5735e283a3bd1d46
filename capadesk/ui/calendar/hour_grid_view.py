"""The places of a view of hours: columns of days, bands above them, events at their time."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractItemView, QWidget

from capadesk.services.calendars.moved_dates import QUARTER
from capadesk.services.calendars.occurrence_service import Occurrence
from capadesk.services.words import _
from capadesk.ui.calendar.calendar_content import CalendarContent
from capadesk.ui.calendar.calendar_presenter import CalendarPresenter
from capadesk.ui.calendar.day_grid_view import DayGridView
from capadesk.ui.calendar.day_model import Rows
from capadesk.ui.calendar.event_painting import line_height
from capadesk.ui.calendar.side_by_side_events import Slot, side_by_side
from capadesk.ui.calendar.week_lanes import Segment, week_lanes
from capadesk.ui.common.look.fonts import figures_font, small_font
from capadesk.ui.common.look.spacing import SMALL, TIGHT

_BANDS = 5
_HOURS_SEEN = 11
_LEAST_HOUR = 40
_LEAST_WIDTH = 64
"""What is narrower says nothing: it is counted instead."""
_FIRST_HOUR = 8


class HourGridView(DayGridView):
    """As many days beside each other as were read, their hours below each other."""

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
        for each in segments:
            self._bands.append((self._band_place(each.lane, each.first, min(each.last, columns - 1)), each))
        room = self.viewport().height() - self.top()
        before, self._hour = self._hour, max(room / _HOURS_SEEN, _LEAST_HOUR)
        self._set_scroll_range(room, before)
        for number, day in enumerate(self.content.span.days()):
            timed = [each for each in self.content.drawn if not each.is_band and each.first_day == day]
            slots = side_by_side(timed, self._columns_at_most(number))
            self._slots += ((self._slot_place(number, day, slot), slot) for slot in slots)
            seen = len(slots) + sum(each.first <= number <= each.last for each in segments)
            if self.content.counts.get(day, 0) > seen:
                self._more.append(self._more_place(number, self.content.counts[day] - seen))

    def _columns_at_most(self, number: int) -> int:
        left, right = self._column(number)
        return max(int((right - left) // _LEAST_WIDTH), 1)

    def _set_scroll_range(self, room: float, hour_before: float) -> None:
        """The hour that is seen first stays the first, however high hours are now."""
        bar = self.verticalScrollBar()
        first = bar.value() / hour_before if self._was_scrolled else _FIRST_HOUR - 0.25
        bar.setRange(0, max(round(24 * self._hour - room), 0))
        bar.setPageStep(max(round(room), 1))
        bar.setSingleStep(round(self._hour / 2))
        if not self._was_scrolled or self._hour != hour_before:
            self._was_scrolled = room > 0
            bar.setValue(round(first * self._hour))

    def band_place(self, lane: int, first: date, last: date) -> QRectF:
        """Where a band over some days of the view is painted."""
        assert self.content is not None
        begins = self.content.span.first
        return self._band_place(lane, (first - begins).days, (last - begins).days)

    def _band_place(self, lane: int, first: int, last: int) -> QRectF:
        begins, ends = self._column(first), self._column(last)
        line = line_height(self.font()) + 2
        top = self._head_height() + lane * line
        return self.mirrored(QRectF(begins[0] + 2, top, ends[1] - begins[0] - 5, line - 2))

    def span_place(self, starts: datetime, ends: datetime) -> QRectF:
        """Where an event would be painted that has its day for itself."""
        assert self.content is not None
        left, right = self._column((starts.date() - self.content.span.first).days)
        bottom = self._y(starts) + (ends - starts).total_seconds() / 3600 * self._hour
        top = self._y(starts)
        return self.mirrored(QRectF(left + 2, top + 1, right - left - 8, bottom - top - 2))

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
        return self.mirrored(QRectF(right - width - TIGHT, 0, width, self._day_height())), text

    def is_more_at(self, place: QPoint) -> bool:
        """See DayGridView."""
        return any(where.contains(place) for where, _text in self._more)

    def _y(self, at: datetime) -> float:
        hours = at.hour + at.minute / 60
        return self.top() + hours * self._hour - self.verticalScrollBar().value()

    def _column(self, number: int) -> tuple[float, float]:
        """Left and right of a day, counted from where reading begins."""
        gutter = self._gutter()
        width = (self.viewport().width() - gutter) / max(self.days.columnCount(), 1)
        return round(gutter + number * width), round(gutter + (number + 1) * width)

    def _gutter(self) -> float:
        latest = self.presenter.desk.localisation.time(datetime.combine(date.min, time(22)))
        return QFontMetricsF(figures_font(small_font(self.font()))).horizontalAdvance(latest) + 2 * SMALL

    def _head_height(self) -> float:
        """One line for the days, and one for public holidays if there are any."""
        return self._day_height() + (self._holiday_height() if self._has_holidays() else 0.0)

    def _day_height(self) -> float:
        return QFontMetricsF(self.font()).height() + 2 * SMALL

    def _holiday_height(self) -> float:
        return QFontMetricsF(small_font(self.font())).height()

    def _has_holidays(self) -> bool:
        return self.content is not None and any(map(self.presenter.holiday_on, self.content.span.days()))

    def top(self) -> float:
        """Where the hours begin."""
        bands = self._lanes * (line_height(self.font()) + 2) + TIGHT if self._lanes else 0
        return self._head_height() + bands

    def place_of(self, row: int, column: int) -> QRectF:
        """See DayGridView."""
        left, right = self._column(column)
        return self.mirrored(QRectF(left, 0, right - left, self.viewport().height()))

    def event_at(self, place: QPoint) -> Occurrence | None:
        """See DayGridView."""
        for where, segment in self._bands:
            if where.contains(place):
                return segment.event
        if place.y() < self.top():
            return None
        return next((slot.event for where, slot in self._slots if where.contains(place)), None)

    def time_at(self, place: QPoint, *, is_bounded: bool = False) -> datetime | None:
        """The time on the clocks here at a point; None above the hours, unless `is_bounded`."""
        day = self.nearest_day(place) if is_bounded else self.day_at(place)
        if day is None or (place.y() < self.top() and not is_bounded):
            return None
        hours = (place.y() - self.top() + self.verticalScrollBar().value()) / self._hour
        minutes = min(max(hours, 0.0), 24.0) * 60
        return datetime.combine(day, time.min) + timedelta(minutes=min(minutes, 24 * 60 - 1))

    def nearest_day(self, place: QPoint) -> date:
        """The day of the column at a point, or of the nearest one."""
        assert self.content is not None
        x = place.x()
        if self.layoutDirection() == Qt.LayoutDirection.RightToLeft:
            x = self.viewport().width() - x
        width = (self.viewport().width() - self._gutter()) / max(self.days.columnCount(), 1)
        column = min(max(int((x - self._gutter()) // width), 0), self.days.columnCount() - 1)
        return self.content.span.first + timedelta(days=column)

    def end_edge_at(self, place: QPoint) -> float | None:
        """How far the end of the event at a point is away; None where it has no end to take."""
        is_mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        for where, segment in self._bands:
            if where.contains(place):
                is_longer = segment.goes_on_after or segment.last >= self.days.columnCount()
                end = where.left() if is_mirrored else where.right()
                return None if is_longer else place.x() - end
        if place.y() < self.top():
            return None
        found = (where for where, _slot in self._slots if where.contains(place))
        return next((place.y() - where.bottom() for where in found), None)

    # --- keys and wheel ---------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and Down go through the hours."""
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        step = steps.get(Qt.Key(event.key()))
        if step is None or event.modifiers() & Qt.KeyboardModifier.AltModifier:
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

    def step_of(self, key: Qt.Key) -> timedelta | None:
        """See DayGridView: Up and Down are quarters of an hour."""
        steps = {Qt.Key.Key_Up: -QUARTER, Qt.Key.Key_Down: QUARTER}
        return steps.get(key) or super().step_of(key)
