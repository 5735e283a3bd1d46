"""What all painted calendars share: keys, a menu, tool tips, and the answers that Qt wants of a view."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from PySide6.QtCore import (
    QAbstractTableModel,
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

from capadesk.services.calendars.occurrence_service import Occurrence
from capadesk.ui.calendar.calendar_presenter import CalendarPresenter

_Index = QModelIndex | QPersistentModelIndex
_A_NOTCH = 120
_SHIFT = Qt.KeyboardModifier.ShiftModifier


class CalendarView(QAbstractItemView):
    """A table to Qt and to screen readers; what it shows is painted by those who build on it."""

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

    def __init__(
        self,
        presenter: CalendarPresenter,
        model: QAbstractTableModel,
        name: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.presenter = presenter
        self.setModel(model)
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

    def lay_out(self) -> None:
        """Find the place of everything anew."""

    def event_at(self, place: QPoint) -> Occurrence | None:
        """The event that is painted at a point."""
        return None

    def is_more_at(self, place: QPoint) -> bool:
        """Whether a point is where it says how many there are besides."""
        return False

    def chosen_event(self) -> Occurrence | None:
        """The event that keys are about."""
        return None

    def step_of(self, key: Qt.Key) -> timedelta | None:
        """By how much an arrow moves what is chosen; None for other keys."""
        return None

    def go_by_arrow(self, key: Qt.Key) -> bool:
        """Go on by an arrow; whether the key is one that leads anywhere."""
        return False

    def tip_at(self, place: QPoint) -> str:
        """What is said of what lies at a point."""
        return ""

    # --- keys and mouse ---------------------------------------------------------------------------

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
        step = self.step_of(key)
        if modifiers & Qt.KeyboardModifier.AltModifier and step is not None:
            (self.lengthen_wanted if modifiers & _SHIFT else self.move_wanted).emit(step)
        elif modifiers & ~(Qt.KeyboardModifier.KeypadModifier | _SHIFT):
            super().keyPressEvent(event)
        elif key in acts:
            acts[key]()
        elif not self.go_by_arrow(key):
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """What can be done with the event under the pointer, or with the one that is chosen."""
        if event.reason() is QContextMenuEvent.Reason.Mouse:
            found = self.event_at(event.pos())
            place = event.globalPos()
        else:
            found = self.chosen_event()
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
        """Where a cell is painted."""
        raise NotImplementedError

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
        if not isinstance(view, CalendarView):
            return False
        QToolTip.showText(event.globalPos(), view.tip_at(event.pos()), view.viewport())
        return True
