"""A week or a day by hours: what has a time stands at it, what fills days stands above."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QWidget

from capadesk.services.calendars.occurrence_service import Occurrence
from capadesk.ui.calendar.calendar_presenter import CalendarPresenter
from capadesk.ui.calendar.event_painting import EventPainter
from capadesk.ui.calendar.hour_dragging import Hold, HourDragging
from capadesk.ui.calendar.hour_grid_view import HourGridView
from capadesk.ui.common.look.bidi import isolated
from capadesk.ui.common.look.fonts import figures_font, small_font, strong_font
from capadesk.ui.common.look.palette import Tone, hover_ground, mixed, selection_ground, tone_colours
from capadesk.ui.common.look.spacing import SMALL, TIGHT

_Role = QPalette.ColorRole
_HALF = timedelta(minutes=30)
_HOUR = timedelta(hours=1)
_LINE = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
_FAINT = 0.4
"""How strongly what is being dragged is still painted at its old place."""


class WeekView(HourGridView):
    """Paints the days; an event and its end can be dragged, and a new one drawn over empty hours."""

    create_at_wanted = Signal(object, object)
    """A new event from one datetime on the clocks here to another."""

    def __init__(self, presenter: CalendarPresenter, name: str, parent: QWidget | None = None) -> None:
        super().__init__(presenter, name, parent)
        self.dragging = HourDragging(self)

    # --- mouse ------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click chooses; what is held can be dragged."""
        super().mousePressEvent(event)
        if event.button() == Qt.MouseButton.LeftButton:
            self.dragging.press(event.position().toPoint())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show where it would go."""
        place = event.position().toPoint()
        if self.dragging.is_holding and event.buttons() & Qt.MouseButton.LeftButton:
            self.dragging.drag(place)
            return
        super().mouseMoveEvent(event)
        if self.dragging.hold_at(place) is Hold.END:
            found = self.event_at(place)
            is_band = found is not None and found.is_band
            self.viewport().setCursor(
                Qt.CursorShape.SizeHorCursor if is_band else Qt.CursorShape.SizeVerCursor
            )

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go where it is."""
        let_go = self.dragging.release()
        if let_go is None:
            return
        held, by, starts, ends = let_go
        if held.event is None:
            self.create_at_wanted.emit(starts, ends)
        else:
            (self.lengthened if held.hold is Hold.END else self.moved).emit(held.event, by)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Opens an event, or begins one at the half hour that was meant."""
        place = event.position().toPoint()
        at = self.time_at(place)
        if self.event_at(place) is not None or at is None:
            super().mouseDoubleClickEvent(event)
            return
        midnight = datetime.combine(at.date(), time.min)
        start = midnight + (at - midnight) // _HALF * _HALF
        self.create_at_wanted.emit(start, start + _HOUR)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape leaves what is dragged where it was."""
        if event.key() == Qt.Key.Key_Escape and self.dragging.is_holding:
            self.dragging.cancel()
            return
        super().keyPressEvent(event)

    # --- painting ---------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Days, hours, events, and the line of now."""
        if self.content is None:
            return
        painter = QPainter(self.viewport())
        painter.setLayoutDirection(self.layoutDirection())
        self._paint_ground(painter)
        painter.setClipRect(QRectF(0, self.top(), self.viewport().width(), self.viewport().height()))
        self._paint_hours(painter)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        events = EventPainter(painter, self.presenter, self.font(), self.palette(), self.content.zone)
        for place, slot in self._slots:
            self._faint(painter, slot.event)
            events.block(slot.event, place, is_chosen=self.presenter.is_chosen(slot.event))
            painter.setOpacity(1.0)
        self._paint_dragged(painter, events)
        self._paint_now(painter)
        painter.setClipping(False)
        for place, segment in self._bands:
            is_longer = segment.goes_on_after or segment.last >= self.days.columnCount()
            ends = {"is_open_before": segment.goes_on_before, "is_open_after": is_longer}
            self._faint(painter, segment.event)
            events.band(segment.event, place, **ends, is_chosen=self.presenter.is_chosen(segment.event))
            painter.setOpacity(1.0)
        self._paint_dragged_band(painter, events)
        self._paint_heads(painter)
        self._paint_more(painter)
        painter.end()

    def _faint(self, painter: QPainter, event: Occurrence) -> None:
        painter.setOpacity(_FAINT if event == self.dragging.event else 1.0)

    def _paint_dragged(self, painter: QPainter, events: EventPainter) -> None:
        """What is dragged among the hours, or a new event that is drawn there."""
        ghost, drawn = self.dragging.ghost(), self.dragging.new_span()
        if drawn is not None:
            place = self.span_place(*drawn)
            palette = self.palette()
            accent = palette.color(_Role.Accent)
            painter.setPen(accent)
            painter.setBrush(mixed(accent, palette.color(_Role.Base), 0.18))
            painter.drawRoundedRect(place.adjusted(0.5, 0.5, -0.5, -0.5), 5, 5)
            painter.setFont(strong_font(small_font(self.font())))
            time_text = self.presenter.desk.localisation.time
            inner = place.adjusted(SMALL, 1, -SMALL, 0)
            painter.drawText(inner, int(Qt.AlignmentFlag.AlignTop), isolated("–".join(map(time_text, drawn))))
        elif ghost is not None and ghost.starts is not None and ghost.ends is not None and not ghost.is_band:
            events.block(ghost, self.span_place(ghost.starts, ghost.ends), is_chosen=True)

    def _paint_dragged_band(self, painter: QPainter, events: EventPainter) -> None:
        ghost = self.dragging.ghost()
        if ghost is None or not ghost.is_band or self.content is None:
            return
        first, last = self.content.span
        if ghost.last_day < first or ghost.first_day > last:
            return
        lane = next((each.lane for _place, each in self._bands if each.event == self.dragging.event), 0)
        place = self.band_place(lane, max(ghost.first_day, first), min(ghost.last_day, last))
        is_open = {"is_open_before": ghost.first_day < first, "is_open_after": ghost.last_day > last}
        events.band(ghost, place, **is_open, is_chosen=True)

    def _paint_ground(self, painter: QPainter) -> None:
        palette = self.palette()
        height = self.viewport().height()
        for column, day in enumerate(self.content.span.days() if self.content is not None else ()):
            cell = self.place_of(0, column)
            if day.weekday() in self.presenter.desk.localisation.weekend or self.presenter.holiday_on(day):
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
        painter.drawLine(0, round(self.top()), width, round(self.top()))

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
            holiday = self.presenter.holiday_on(day)
            below = self._holiday_height() if self._has_holidays() else 0.0
            place = QRectF(cell.x() + SMALL, 0, cell.width() - 2 * SMALL, self._head_height() - below)
            if holiday:
                self._paint_holiday(painter, place.translated(0, below + TIGHT), holiday)
            painter.setFont(strong_font(self.font()) if is_today else self.font())
            painter.setPen(palette.color(_Role.Accent if is_today else _Role.Text))
            painter.drawText(place, _LINE, isolated(f"{names[day.weekday()]} {day.day}"))

    def _paint_holiday(self, painter: QPainter, place: QRectF, name: str) -> None:
        font = small_font(self.font())
        painter.setFont(font)
        painter.setPen(tone_colours(Tone.PURPLE, self.palette()).text)
        text = QFontMetricsF(font).elidedText(name, Qt.TextElideMode.ElideRight, place.width())
        painter.drawText(place, _LINE, isolated(text))

    def _paint_more(self, painter: QPainter) -> None:
        palette = self.palette()
        painter.setFont(small_font(self.font()))
        painter.setPen(palette.color(_Role.PlaceholderText))
        for place, text in self._more:
            painter.drawText(place, _LINE, isolated(text))
