"""Dragging among hours, in quarters: an event elsewhere, its end, or over empty hours a new one."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from enum import Enum, auto
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QPoint, QTimer
from PySide6.QtWidgets import QApplication

from capadesk.services.calendars.moved_dates import QUARTER
from capadesk.services.calendars.occurrence_service import Occurrence

if TYPE_CHECKING:
    from capadesk.ui.calendar.week_view import WeekView

_GRIP = 6
_EDGE = 26
_TURN_MS = 40
_A_DAY = timedelta(days=1)
_ZERO = timedelta(0)


class Hold(Enum):
    """What the mouse holds."""

    EVENT = auto()
    END = auto()
    EMPTY = auto()


class Held(NamedTuple):
    """What was taken where: on which day, at which time of its hours (None above them)."""

    hold: Hold
    day: date
    at: datetime | None
    event: Occurrence | None = None
    is_band: bool = False


class HourDragging:
    """What is dragged over a view of hours, and where it would come to lie."""

    def __init__(self, view: WeekView) -> None:
        self._view = view
        self._held: Held | None = None
        self._pressed_at = QPoint()
        self._place = QPoint()
        self._is_active = False
        self._turning = QTimer(view)
        self._turning.setInterval(_TURN_MS)
        self._turning.timeout.connect(self._turn)

    @property
    def event(self) -> Occurrence | None:
        """The event that is dragged now."""
        return self._held.event if self._held is not None and self._is_active else None

    @property
    def is_holding(self) -> bool:
        """Whether something was taken and not let go."""
        return self._held is not None

    def hold_at(self, place: QPoint) -> Hold | None:
        """What would be taken at a point; None where there is nothing to take."""
        held = self._taken(place)
        return held.hold if held is not None else None

    def press(self, place: QPoint) -> None:
        """Take what is at a point."""
        self.cancel()
        self._held = self._taken(place)
        self._pressed_at = self._place = place

    def drag(self, place: QPoint) -> None:
        """Carry it to a point."""
        self._place = place
        if self._held is None:
            return
        distance = (place - self._pressed_at).manhattanLength()
        self._is_active = self._is_active or distance >= QApplication.startDragDistance()
        if self._is_active:
            if self._held.at is not None and not self._turning.isActive():
                self._turning.start()
            self._view.viewport().update()

    def cancel(self) -> None:
        """Leave everything as it was."""
        self._held = None
        self._is_active = False
        self._turning.stop()
        self._view.viewport().update()

    def release(self) -> tuple[Held, timedelta, datetime, datetime] | None:
        """Let go: what was held, by how much it goes on, and the span that it takes; None if it stays."""
        if self._held is None or not self._is_active:
            self.cancel()
            return None
        held, (starts, ends), by = self._held, self.span(), self._shift()
        self.cancel()
        return (held, by, starts, ends) if by or held.hold is Hold.EMPTY else None

    def ghost(self) -> Occurrence | None:
        """The dragged event as it would be."""
        event = self.event
        if event is None or self._held is None:
            return None
        if self._held.is_band:
            days = self._shift()
            last = event.last_day + days
            if self._held.hold is Hold.END:
                return event._replace(last_day=max(last, event.first_day))
            return event._replace(first_day=event.first_day + days, last_day=last)
        starts, ends = self.span()
        return event._replace(
            starts=starts, ends=ends, first_day=starts.date(), last_day=(ends - QUARTER).date()
        )

    def new_span(self) -> tuple[datetime, datetime] | None:
        """The hours of a new event that are drawn now."""
        is_new = self._held is not None and self._held.hold is Hold.EMPTY and self._is_active
        return self.span() if is_new else None

    def span(self) -> tuple[datetime, datetime]:
        """Start and end of what is held as they would be; of a band its first and last midnight."""
        held = self._held
        assert held is not None
        if held.hold is Hold.EMPTY:
            assert held.at is not None
            return self._drawn_span(held.at)
        event = held.event
        assert event is not None
        if event.starts is None or event.ends is None or held.is_band:
            first = datetime.combine(event.first_day, time.min)
            return first, first
        by = self._shift()
        if held.hold is Hold.END:
            return event.starts, max(event.ends + by, event.starts + QUARTER)
        return event.starts + by, event.ends + by

    # --- inside -----------------------------------------------------------------------------------

    def _taken(self, place: QPoint) -> Held | None:
        view = self._view
        day = view.day_at(place)
        if day is None or not view.presenter.is_changeable or view.is_more_at(place):
            return None
        event, at = view.event_at(place), view.time_at(place)
        if event is None:
            return Held(Hold.EMPTY, day, _floored(at, QUARTER)) if at is not None else None
        edge = view.end_edge_at(place)
        is_end = edge is not None and abs(edge) <= _GRIP
        return Held(Hold.END if is_end else Hold.EVENT, day, at, event, event.is_band)

    def _shift(self) -> timedelta:
        """By how much what is held goes on."""
        held = self._held
        if held is None or not self._is_active:
            return _ZERO
        day = self._view.nearest_day(self._place)
        if held.is_band or held.at is None or held.event is None:
            return day - held.day
        now = self._view.time_at(self._place, is_bounded=True)
        event = held.event
        if now is None or event.starts is None or event.ends is None:
            return _ZERO
        midnight = datetime.combine(day, time.min)
        if held.hold is Hold.END:
            today = datetime.combine(event.first_day, time.min)
            end = _rounded(today + (now - midnight), QUARTER)
            return max(min(end, today + _A_DAY), event.starts + QUARTER) - event.ends
        start = _rounded(event.starts + (now - held.at), QUARTER)
        # It begins on the day under the pointer, however far up it was taken.
        return max(min(start, midnight + _A_DAY - QUARTER), midnight) - event.starts

    def _drawn_span(self, begun: datetime) -> tuple[datetime, datetime]:
        now = self._view.time_at(self._place, is_bounded=True) or begun
        midnight = datetime.combine(begun.date(), time.min)
        other = midnight + (now - datetime.combine(now.date(), time.min))
        first = min(begun, _floored(other, QUARTER))
        last = max(begun + QUARTER, _floored(other, QUARTER) + QUARTER)
        return first, min(last, midnight + _A_DAY)

    def _turn(self) -> None:
        """Go on through the hours while the mouse is at their edge."""
        view = self._view
        above = self._place.y() - view.top() - _EDGE
        below = self._place.y() - (view.viewport().height() - _EDGE)
        way = above if above < 0 else max(below, 0)
        if way:
            bar = view.verticalScrollBar()
            bar.setValue(bar.value() + round(min(max(way, -_EDGE), _EDGE) / 2))


def _floored(at: datetime, step: timedelta) -> datetime:
    midnight = datetime.combine(at.date(), time.min)
    return midnight + (at - midnight) // step * step


def _rounded(at: datetime, step: timedelta) -> datetime:
    return _floored(at + step / 2, step)
