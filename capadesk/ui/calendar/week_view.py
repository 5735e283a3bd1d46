"""A week or a day by hours: what has a time stands at it, what fills days stands above."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from PySide6.QtCore import QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QWidget

from capadesk.services.calendars.occurrence_service import Occurrence
from capadesk.services.words import _
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
_NEAR = 14
"""The name of an hour that is so near to now, in pixels, is left out for it."""
_DOT = 4.0
_DISC = 24
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
        events = EventPainter(
            painter, self.presenter, self.font(), self.palette(), self.content.zone, self.hovered
        )
        for place, slot in self._slots:
            self._faint(painter, slot.event)
            is_chosen = self.presenter.is_chosen(slot.event)
            events.block(slot.event, place, seen_from=self.top(), is_chosen=is_chosen)
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
            is_off = day.weekday() in self.presenter.desk.localisation.weekend or self.presenter.holiday_on(
                day
            )
            if is_off and self.days.columnCount() > 1:
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
        now = self._now_height()
        for hour in range(1, 24):
            at = datetime.combine(date.min, time(hour))
            y = round(self._y(at))
            painter.setPen(palette.color(_Role.Midlight))
            gutter = round(self._gutter())
            is_mirrored = painter.layoutDirection() == Qt.LayoutDirection.RightToLeft
            painter.drawLine(0 if is_mirrored else gutter, y, width - gutter if is_mirrored else width, y)
            if now is None or abs(y - now) > _NEAR:
                self._paint_time(painter, at, y, palette.color(_Role.PlaceholderText))
        painter.setPen(palette.color(_Role.Midlight))
        painter.drawLine(0, round(self.top()), width, round(self.top()))

    def _paint_time(self, painter: QPainter, at: datetime, y: float, ink: QColor) -> None:
        """A time beside its line."""
        painter.setPen(ink)
        words = self.presenter.desk.localisation.time(at)
        place = self.mirrored(QRectF(SMALL, y - 10, self._gutter() - SMALL, 20))
        painter.drawText(place, _LINE, isolated(words))

    def _now_height(self) -> float | None:
        """Where now is among the hours; None on other days."""
        if self.content is None or self.content.today not in self.content.span.days():
            return None
        return self._y(self.presenter.now(self.content.zone))

    def _paint_now(self, painter: QPainter) -> None:
        """A line over today, faint over the other days, with the time beside it."""
        y = self._now_height()
        if y is None:
            return
        assert self.content is not None
        cell = self.place_of(0, self.content.span.days().index(self.content.today))
        accent = self.palette().color(_Role.Accent)
        painter.setFont(strong_font(figures_font(small_font(self.font()))))
        self._paint_time(painter, self.presenter.now(self.content.zone), y, accent)
        gutter, width = self._gutter(), self.viewport().width()
        days = self.mirrored(QRectF(gutter, y, width - gutter, 0))
        painter.setPen(QPen(mixed(accent, self.palette().color(_Role.Base), 0.4), 1.0))
        painter.drawLine(days.topLeft(), days.topRight())
        painter.setPen(QPen(accent, 2.0))
        painter.drawLine(QPointF(cell.left(), round(y)), QPointF(cell.right(), round(y)))
        is_mirrored = painter.layoutDirection() == Qt.LayoutDirection.RightToLeft
        painter.setBrush(accent)
        painter.drawEllipse(QPointF(cell.right() if is_mirrored else cell.left(), round(y)), _DOT, _DOT)

    def _paint_heads(self, painter: QPainter) -> None:
        assert self.content is not None
        localisation = self.presenter.desk.localisation
        names = localisation.weekday_names(are_short=self.days.columnCount() > 1)
        for column, day in enumerate(self.content.span.days()):
            cell = self.place_of(0, column)
            is_today = day == self.content.today
            holiday = self.presenter.holiday_on(day)
            place = QRectF(cell.x() + SMALL, 0, cell.width() - 2 * SMALL, self._day_height())
            if holiday:
                self._paint_holiday(painter, place.translated(0, self._holiday_height() + TIGHT), holiday)
            self._paint_day_name(painter, place, names[day.weekday()], day.day, is_today=is_today)
            if day == self.current_day and self.hasFocus():
                ring = QRectF(cell.x(), 0, cell.width(), self._head_height()).adjusted(1.5, 1.5, -1.5, -1.5)
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.setPen(QPen(self.palette().color(_Role.Accent), 1.0))
                painter.drawRoundedRect(ring, 4, 4)
        self._paint_week_number(painter)

    def _paint_day_name(
        self, painter: QPainter, place: QRectF, name: str, number: int, *, is_today: bool
    ) -> None:
        """The weekday, then its number, which today stands on the accent."""
        palette = self.palette()
        width = QFontMetricsF(self.font()).horizontalAdvance(f"{name} ")
        painter.setFont(self.font())
        painter.setPen(palette.color(_Role.Accent if is_today else _Role.PlaceholderText))
        painter.drawText(place, _LINE, isolated(name))
        font = strong_font(figures_font(self.font()))
        painter.setFont(font)
        digits = QFontMetricsF(font).horizontalAdvance(str(number)) + 1
        is_mirrored = painter.layoutDirection() == Qt.LayoutDirection.RightToLeft
        x = place.right() - width - digits if is_mirrored else place.x() + width
        figures = QRectF(x, place.y(), digits, place.height())
        painter.setPen(palette.color(_Role.Text))
        if is_today:
            disc = QRectF(0, 0, max(digits + SMALL, _DISC), _DISC)
            shift = (disc.width() - digits) / 2
            figures.translate(-shift if is_mirrored else shift, 0)
            disc.moveCenter(figures.center())
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(palette.color(_Role.Accent))
            painter.drawRoundedRect(disc, _DISC / 2, _DISC / 2)
            painter.setPen(palette.color(_Role.HighlightedText))
        painter.drawText(figures, int(Qt.AlignmentFlag.AlignCenter), str(number))

    def _paint_week_number(self, painter: QPainter) -> None:
        """Over the hours, as in a month."""
        assert self.content is not None
        painter.setFont(figures_font(small_font(self.font())))
        painter.setPen(self.palette().color(_Role.PlaceholderText))
        place = self.mirrored(QRectF(SMALL, 0, self._gutter() - SMALL, self._day_height()))
        painter.drawText(place, _LINE, str(self.presenter.week_number(self.content.span.first)))

    def tip_at(self, place: QPoint) -> str:
        """See CalendarView: over the number of the week that it is one."""
        corner = self.mirrored(QRectF(0, 0, self._gutter(), self._day_height()))
        if self.content is None or not corner.contains(place):
            return super().tip_at(place)
        return _("Week {number}").format(number=self.presenter.week_number(self.content.span.first))

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
