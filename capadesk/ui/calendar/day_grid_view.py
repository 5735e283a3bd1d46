"""What the calendars of days share: a current day, where keys and the mouse lead, and what lies under it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from PySide6.QtCore import (
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    Qt,
)
from PySide6.QtGui import (
    QMouseEvent,
)
from PySide6.QtWidgets import (
    QWidget,
)

from capadesk.services.calendars.occurrence_service import Occurrence
from capadesk.ui.calendar.calendar_content import CalendarContent
from capadesk.ui.calendar.calendar_presenter import CalendarPresenter
from capadesk.ui.calendar.calendar_view import CalendarView
from capadesk.ui.calendar.day_model import DayModel, Rows

_Index = QModelIndex | QPersistentModelIndex


class DayGridView(CalendarView):
    """Days in rows; what fills them is painted by those who build on it."""

    days_in_a_row = 7
    """So many days Up and Down move."""

    def __init__(self, presenter: CalendarPresenter, name: str, parent: QWidget | None = None) -> None:
        days = DayModel()
        super().__init__(presenter, days, name, parent)
        self.content: CalendarContent | None = None
        self.hovered: Occurrence | None = None
        """The event that the pointer is over."""
        self.days = days
        days.setParent(self)

    # --- for those who build on it ----------------------------------------------------------------

    def rows_of(self, content: CalendarContent) -> Rows:
        """The days in their rows."""
        raise NotImplementedError

    def place_of(self, row: int, column: int) -> QRectF:
        """Where a day is painted."""
        raise NotImplementedError

    # --- content ----------------------------------------------------------------------------------

    def show_content(self, content: CalendarContent, spoken: Callable[[date], str]) -> None:
        """Show other days."""
        self.content = content
        self.hovered = None
        self.days.show_days(self.rows_of(content), spoken)
        self.lay_out()
        self.show_day(self.presenter.day)
        self.viewport().update()

    def show_day(self, day: date) -> None:
        """Make a day current; nothing happens if it is not seen."""
        index = self.days.index_of(day)
        if index.isValid():
            flag = QItemSelectionModel.SelectionFlag.ClearAndSelect
            self.selectionModel().setCurrentIndex(index, flag)

    @property
    def current_day(self) -> date | None:
        """The day that is current."""
        return self.days.day_at(self.currentIndex())

    def day_at(self, place: QPoint) -> date | None:
        """The day that is painted at a point."""
        return self.days.day_at(self.indexAt(place))

    # --- keys and mouse ---------------------------------------------------------------------------

    def chosen_event(self) -> Occurrence | None:
        """See CalendarView."""
        return self.presenter.chosen_in(self.content) if self.content is not None else None

    def go_by_arrow(self, key: Qt.Key) -> bool:
        """See CalendarView: to another day."""
        days = self._days_of(key)
        if days is not None:
            self.day_wanted.emit(self.presenter.day + timedelta(days=days))
        return days is not None

    def step_of(self, key: Qt.Key) -> timedelta | None:
        """See CalendarView: by days and weeks."""
        days = self._days_of(key)
        return timedelta(days=days) if days is not None else None

    def _days_of(self, key: Qt.Key) -> int | None:
        onwards = -1 if self.layoutDirection() == Qt.LayoutDirection.RightToLeft else 1
        moves = {
            Qt.Key.Key_Right: onwards,
            Qt.Key.Key_Left: -onwards,
            Qt.Key.Key_Down: self.days_in_a_row,
            Qt.Key.Key_Up: -self.days_in_a_row,
        }
        return moves.get(key)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click chooses the day; on “more” it shows them all."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        place = event.position().toPoint()
        day = self.day_at(place)
        self.presenter.chosen = self.event_at(place)
        if day is not None:
            self.day_wanted.emit(day)
            if self.is_more_at(place):
                self.list_wanted.emit(day)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Nothing more: Qt would select."""

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """A hand over what can be opened."""
        place = event.position().toPoint()
        self._hover(self.event_at(place))
        is_live = self.hovered is not None or self.is_more_at(place)
        self.viewport().setCursor(
            Qt.CursorShape.PointingHandCursor if is_live else Qt.CursorShape.ArrowCursor
        )

    def viewportEvent(self, event: QEvent) -> bool:
        """When the pointer leaves, nothing is under it any more."""
        if event.type() == QEvent.Type.Leave:
            self._hover(None)
        return super().viewportEvent(event)

    def _hover(self, event: Occurrence | None) -> None:
        if event != self.hovered:
            self.hovered = event
            self.viewport().update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Opens an event, or begins one."""
        place = event.position().toPoint()
        found, day = self.event_at(place), self.day_at(place)
        if found is not None:
            self.opened.emit(found)
        elif day is not None and not self.is_more_at(place):
            self.create_wanted.emit(day)

    def tip_at(self, place: QPoint) -> str:
        """See CalendarView."""
        return self.tool_tip(self.event_at(place), self.day_at(place))

    def tool_tip(self, event: Occurrence | None, day: date | None) -> str:
        """What is said of an event, or of a day."""
        if event is None or self.content is None:
            return self.presenter.holiday_on(day) if day is not None else ""
        return self.presenter.tip(event, self.content.zone)

    # --- what Qt asks of a view -------------------------------------------------------------------

    def visualRect(self, index: _Index) -> QRect:
        """Where a day is painted."""
        if self.days.day_at(index) is None:
            return QRect()
        return self.place_of(index.row(), index.column()).toRect()

    def indexAt(self, place: QPoint) -> QModelIndex:
        """The day at a point."""
        for row in range(self.days.rowCount()):
            for column in range(self.days.columnCount()):
                index = self.days.index(row, column)
                if self.visualRect(index).contains(place):
                    return index
        return QModelIndex()
