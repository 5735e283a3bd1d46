"""What the painted calendars share: a current day, keys, the mouse, and what lies under it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QContextMenuEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPalette,
    QRegion,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolTip,
    QWidget,
)

from capadesk.services.occurrence_service import Occurrence
from capadesk.ui.calendar.calendar_content import CalendarContent
from capadesk.ui.calendar.calendar_presenter import CalendarPresenter
from capadesk.ui.calendar.day_model import DayModel, Rows

_Index = QModelIndex | QPersistentModelIndex
_A_NOTCH = 120
_SHIFT = Qt.KeyboardModifier.ShiftModifier


class DayGridView(QAbstractItemView):
    """Days in rows; what fills them is painted by those who build on it."""

    day_wanted = Signal(object)
    """Go to a date, which may not be seen yet."""
    opened = Signal(object)
    """An Occurrence is to be opened."""
    day_opened = Signal(object)
    """All that is on a date is to be shown."""
    list_wanted = Signal(object)
    """All that is on a date is to be listed."""
    create_wanted = Signal(object)
    """A new event on a date."""
    step_wanted = Signal(int)
    today_wanted = Signal()
    zoom_wanted = Signal(int)
    moved = Signal(object, object)
    """An Occurrence was dragged on by a timedelta."""
    lengthened = Signal(object, object)
    """The end of an Occurrence was dragged on by a timedelta."""
    move_wanted = Signal(object)
    """What is chosen is to be moved by a timedelta."""
    lengthen_wanted = Signal(object)
    """The end of what is chosen is to be moved by a timedelta."""
    choose_wanted = Signal(int)
    """Choose the event of the day that is so many further on."""
    removal_wanted = Signal()
    """What is chosen is to be taken out."""
    menu_wanted = Signal(object, QPoint)
    """What can be done with an Occurrence is to be offered at a place of the screen."""
    days_in_a_row = 7
    """So many days Up and Down move."""

    def __init__(self, presenter: CalendarPresenter, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.presenter = presenter
        self.content: CalendarContent | None = None
        self.days = DayModel(self)
        self.setModel(self.days)
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setBackgroundRole(QPalette.ColorRole.Base)
        self.setMouseTracking(True)
        self._turned = 0
        self.setItemDelegate(_ToolTips(self))

    # --- for those who build on it ----------------------------------------------------------------

    def rows_of(self, content: CalendarContent) -> Rows:
        """The days in their rows."""
        raise NotImplementedError

    def lay_out(self) -> None:
        """Find the place of everything anew."""

    def place_of(self, row: int, column: int) -> QRectF:
        """Where a day is painted."""
        raise NotImplementedError

    def event_at(self, place: QPoint) -> Occurrence | None:
        """The event that is painted at a point."""
        return None

    def is_more_at(self, place: QPoint) -> bool:
        """Whether a point is where it says how many there are besides."""
        return False

    # --- content ----------------------------------------------------------------------------------

    def show_content(self, content: CalendarContent, spoken: Callable[[date], str]) -> None:
        """Show other days."""
        self.content = content
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

    def step_of(self, key: Qt.Key) -> timedelta | None:
        """By how much an arrow moves what is chosen; None for other keys."""
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

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows, Page Up and Down, T, + and -, Enter, N, E, Delete; with Alt arrows move what is chosen."""
        day, key, modifiers = self.presenter.day, Qt.Key(event.key()), event.modifiers()
        acts: dict[Qt.Key, Callable[[], None]] = {
            Qt.Key.Key_PageDown: lambda: self.step_wanted.emit(1),
            Qt.Key.Key_PageUp: lambda: self.step_wanted.emit(-1),
            Qt.Key.Key_T: self.today_wanted.emit,
            Qt.Key.Key_Plus: lambda: self.zoom_wanted.emit(1),
            Qt.Key.Key_Equal: lambda: self.zoom_wanted.emit(1),
            Qt.Key.Key_Minus: lambda: self.zoom_wanted.emit(-1),
            Qt.Key.Key_N: lambda: self.create_wanted.emit(day),
            Qt.Key.Key_E: lambda: self.choose_wanted.emit(-1 if modifiers & _SHIFT else 1),
            Qt.Key.Key_Delete: self.removal_wanted.emit,
            Qt.Key.Key_Return: lambda: self.day_opened.emit(day),
            Qt.Key.Key_Enter: lambda: self.day_opened.emit(day),
            Qt.Key.Key_Space: lambda: self.day_opened.emit(day),
        }
        days, step = self._days_of(key), self.step_of(key)
        if modifiers & Qt.KeyboardModifier.AltModifier and step is not None:
            (self.lengthen_wanted if modifiers & _SHIFT else self.move_wanted).emit(step)
        elif modifiers & ~(Qt.KeyboardModifier.KeypadModifier | _SHIFT):
            super().keyPressEvent(event)
        elif days is not None:
            self.day_wanted.emit(day + timedelta(days=days))
        elif key in acts:
            acts[key]()
        else:
            super().keyPressEvent(event)

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
        is_live = self.event_at(place) is not None or self.is_more_at(place)
        self.viewport().setCursor(
            Qt.CursorShape.PointingHandCursor if is_live else Qt.CursorShape.ArrowCursor
        )

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Opens an event, or begins one."""
        place = event.position().toPoint()
        found, day = self.event_at(place), self.day_at(place)
        if found is not None:
            self.opened.emit(found)
        elif day is not None and not self.is_more_at(place):
            self.create_wanted.emit(day)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """What can be done with the event under the pointer, or with the one that is chosen."""
        if self.content is None:
            return
        if event.reason() is QContextMenuEvent.Reason.Mouse:
            found = self.event_at(event.pos())
            place = event.globalPos()
        else:
            found = self.presenter.chosen_in(self.content)
            place = self.viewport().mapToGlobal(self.visualRect(self.currentIndex()).center())
        if found is not None:
            self.presenter.chosen = found
            self.viewport().update()
            self.menu_wanted.emit(found, place)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """One notch goes one step on."""
        self._turned += event.angleDelta().y()
        if abs(self._turned) >= _A_NOTCH:
            self.step_wanted.emit(-1 if self._turned > 0 else 1)
            self._turned = 0
        event.accept()

    def tool_tip(self, event: Occurrence | None, _day: date | None) -> str:
        """What is said of an event, or of a day."""
        if event is None or self.content is None:
            return ""
        look = self.presenter.look(event)
        title = f"{self.presenter.title_of(event)} · {look.word}"
        return "\n".join((title, self.presenter.detail(event, self.content.zone)))

    # --- look -------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another size has other places."""
        super().resizeEvent(event)
        self.lay_out()

    def changeEvent(self, event: QEvent) -> None:
        """Another font or direction as well."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.LayoutDirectionChange):
            self.lay_out()
            self.viewport().update()

    def mirrored(self, place: QRectF) -> QRectF:
        """A place that was counted from the side where reading begins."""
        if self.layoutDirection() == Qt.LayoutDirection.RightToLeft:
            return QRectF(self.viewport().width() - place.right(), place.y(), place.width(), place.height())
        return place

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

    def scrollTo(
        self,
        index: _Index,
        hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible,
    ) -> None:
        """Everything is seen."""

    def moveCursor(
        self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier
    ) -> QModelIndex:
        """Keys are read here, so that they lead beyond what is seen."""
        return self.currentIndex()

    def horizontalOffset(self) -> int:
        """Nothing is scrolled."""
        return 0

    def verticalOffset(self) -> int:
        """Nothing is scrolled."""
        return 0

    def isIndexHidden(self, index: _Index) -> bool:
        """No day is hidden."""
        return False

    def setSelection(self, rect: QRect, command: QItemSelectionModel.SelectionFlag) -> None:
        """Only the current day is selected."""

    def visualRegionForSelection(self, selection: QItemSelection) -> QRegion:
        """Where the selected days are painted."""
        region = QRegion()
        for index in selection.indexes():
            region = region.united(QRegion(self.visualRect(index)))
        return region


class _ToolTips(QStyledItemDelegate):
    """Says all of what may be cut short where the pointer rests."""

    def helpEvent(
        self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem, index: _Index
    ) -> bool:
        """Qt asks what to say."""
        if not isinstance(view, DayGridView):
            return False
        text = view.tool_tip(view.event_at(event.pos()), view.day_at(event.pos()))
        QToolTip.showText(event.globalPos(), text, view.viewport())
        return True
