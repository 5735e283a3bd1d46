"""Dragging on a timeline: an event by days, or its end."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication

from capadesk.services.calendars.occurrence_service import Occurrence

if TYPE_CHECKING:
    from capadesk.ui.calendar.timeline.timeline_layout import PlacedBar
    from capadesk.ui.calendar.timeline.timeline_view import TimelineView

_GRIP = 6
_LEAST = 30.0
"""The end of a shorter bar cannot be told from the bar itself."""


class Held(NamedTuple):
    """An event that was taken with its bar."""

    event: Occurrence
    row: int
    placed: PlacedBar
    is_end: bool


class TimelineDragging:
    """What is dragged over a timeline, and by how much."""

    def __init__(self, view: TimelineView) -> None:
        self._view = view
        self.held: Held | None = None
        self.is_active = False
        self._pressed_at = QPoint()
        self._place = QPoint()

    @property
    def is_holding(self) -> bool:
        """Whether something was taken and not let go."""
        return self.held is not None

    @property
    def shift(self) -> timedelta:
        """By how many days it goes on."""
        places = self._view.places
        if not self.is_active or places is None:
            return timedelta(0)
        way = self._place.x() - self._pressed_at.x()
        if self._view.layoutDirection() == Qt.LayoutDirection.RightToLeft:
            way = -way
        days = timedelta(days=round(way / places.day_width))
        if self.held is not None and self.held.is_end:
            return max(days, self.held.event.first_day - self.held.event.last_day)
        return days

    def is_end_at(self, place: QPoint) -> bool:
        """Whether the end of a bar is at a point, where it can be drawn longer."""
        found = self._view.placed_at(place)
        if found is None or found[1].bar.dates or found[1].bar.event.is_partial:
            return False
        where = self._view.bar_place(*found)
        is_mirrored = self._view.layoutDirection() == Qt.LayoutDirection.RightToLeft
        end = where.left() if is_mirrored else where.right()
        return where.width() >= _LEAST and abs(place.x() - end) <= _GRIP

    def press(self, place: QPoint) -> None:
        """Take what is at a point."""
        self.cancel()
        found, event = self._view.placed_at(place), self._view.event_at(place)
        is_movable = event is not None and not event.is_partial and self._view.presenter.is_changeable
        if found is not None and event is not None and is_movable:
            self.held = Held(event, *found, self.is_end_at(place))
        self._pressed_at = self._place = place

    def drag(self, place: QPoint) -> None:
        """Carry it to a point."""
        self._place = place
        distance = (place - self._pressed_at).manhattanLength()
        self.is_active = self.is_active or distance >= QApplication.startDragDistance()
        self._view.viewport().update()

    def cancel(self) -> None:
        """Leave everything as it was."""
        self.held = None
        self.is_active = False
        self._view.viewport().update()

    def release(self) -> tuple[Occurrence, timedelta, bool] | None:
        """Let go: the event, by how much it goes on, and whether only its end does; None if it stays."""
        held, by = self.held, self.shift
        self.cancel()
        return (held.event, by, held.is_end) if held is not None and by else None
