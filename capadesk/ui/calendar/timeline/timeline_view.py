"""A timeline: rows of series, cities or countries along weeks or months; only what is seen is painted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from PySide6.QtCore import (
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractItemView, QWidget

from capadesk.services.calendars.occurrence_service import Occurrence
from capadesk.services.calendars.timeline_service import Bar
from capadesk.services.words import _
from capadesk.ui.calendar.calendar_view import CalendarView
from capadesk.ui.calendar.event_painting import line_height
from capadesk.ui.calendar.timeline.timeline_content import TimelineContent
from capadesk.ui.calendar.timeline.timeline_dragging import TimelineDragging
from capadesk.ui.calendar.timeline.timeline_layout import PlacedBar
from capadesk.ui.calendar.timeline.timeline_model import TimelineModel
from capadesk.ui.calendar.timeline.timeline_painting import TimelinePainter
from capadesk.ui.calendar.timeline.timeline_places import Measures, TimelinePlaces
from capadesk.ui.calendar.timeline.timeline_presenter import TimelinePresenter
from capadesk.ui.common.look.fonts import small_font
from capadesk.ui.common.look.spacing import SMALL, TIGHT

_Index = QModelIndex | QPersistentModelIndex
_A_DAY = timedelta(days=1)
_A_NOTCH = 120


class TimelineView(CalendarView):
    """Arrows go through its cells; a bar is opened, dragged on and drawn longer."""

    rows_wanted = Signal(object)
    """The names of the groups that have come into sight, and whose events are not read yet."""
    cell_opened = Signal(int, int)
    """What is in the cell of a row and a column is to be shown."""
    zoom_into_wanted = Signal(object)
    """The days around a date are to be seen more closely."""
    # Qt asks for places while the view is being made.
    content: TimelineContent | None = None
    places: TimelinePlaces | None = None

    def __init__(self, presenter: TimelinePresenter, parent: QWidget | None = None) -> None:
        model = TimelineModel()
        super().__init__(presenter.calendar, model, _("Timeline"), parent)
        self.timeline = presenter
        self.cells = model
        model.setParent(self)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.bars: dict[str, list[Bar]] = {}
        self.dragging = TimelineDragging(self)

    # --- content ----------------------------------------------------------------------------------

    def show_content(self, content: TimelineContent) -> None:
        """Show other groups; their events are asked for as they come into sight."""
        row = self.currentIndex().row()
        self.content = content
        self.bars = {}
        self.cells.show_content(content, self._spoken)
        self.lay_out()
        if content.groups:
            self.show_cell(min(max(row, 0), len(content.groups) - 1), content.column_of(self.presenter.day))
        self.viewport().update()

    def show_bars(self, bars: Mapping[str, list[Bar]]) -> None:
        """Show the events of some groups."""
        self.bars.update(bars)
        self._lay_out_bars()
        self.viewport().update()

    def _spoken(self, row: int, column: int) -> str:
        assert self.content is not None
        bars = self.bars.get(self.content.groups[row].name)
        return self.timeline.spoken(self.content, row, column, bars)

    def show_cell(self, row: int, column: int) -> None:
        """Make a cell current."""
        index = self.cells.index(row, column)
        self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self.scrollTo(index)

    # --- places -----------------------------------------------------------------------------------

    def lay_out(self) -> None:
        """See CalendarView."""
        if self.content is None or not self.content.groups:
            self.places = None
            return
        line = line_height(self.font()) + 6.0
        head = 2 * QFontMetricsF(small_font(self.font())).height() + SMALL + TIGHT
        size = self.viewport().size()
        self.places = TimelinePlaces(self.content, Measures(size.width(), size.height(), line, head))
        self.verticalScrollBar().setSingleStep(round(line))
        self._set_scroll_range(self.places)
        self._lay_out_bars()

    def _set_scroll_range(self, places: TimelinePlaces) -> None:
        bar, room = self.verticalScrollBar(), places.measures.height - places.measures.head
        bar.setRange(0, max(round(places.height - room), 0))
        bar.setPageStep(max(round(room), 1))

    def _lay_out_bars(self) -> None:
        """Place the events of what is seen, until rows neither grow nor shrink; ask for those not read."""
        while self._lay_out_seen_bars():
            pass

    def _lay_out_seen_bars(self) -> bool:
        """Whether rows have grown or shrunk, so that others may be seen now."""
        if self.places is None or self.content is None:
            return False
        missing = []
        bar, is_other, above = self.verticalScrollBar(), False, 0.0
        font = QFontMetricsF(small_font(self.font()))
        for row in self.seen_rows():
            name = self.content.groups[row].name
            if self.places.is_counted(row) or self.places.layout(row) is not None:
                continue
            if name not in self.bars:
                missing.append(name)
                continue
            growth = self.places.lay_out(
                row, self.bars[name], self.presenter.title_of, self.presenter.is_bar_clashing, font
            )
            is_other = is_other or bool(growth)
            above += growth if self.places.tops[row] < bar.value() else 0.0
        if is_other:
            # What is seen stays where it is, though rows above it have become higher or lower.
            self._set_scroll_range(self.places)
            bar.setValue(round(bar.value() + above))
            return True
        if missing:
            self.rows_wanted.emit(missing)
        return False

    def seen_rows(self) -> range:
        """The rows that are seen."""
        if self.places is None:
            return range(0)
        top = float(self.verticalScrollBar().value())
        return self.places.rows_between(top, top + self.viewport().height() - self.places.measures.head)

    def offset(self) -> float:
        """How far down the first row is painted."""
        assert self.places is not None
        return self.places.measures.head - self.verticalScrollBar().value()

    def cell_place(self, row: int, column: int) -> QRectF:
        """Where a cell is painted."""
        if self.places is None:
            return QRectF()
        left, right = self.places.column_place(column)
        top, bottom = self.places.tops[row], self.places.tops[row + 1]
        place = QRectF(self.places.heads + left, top + self.offset(), right - left, bottom - top)
        return self.mirrored(place)

    def bar_place(self, row: int, placed: PlacedBar) -> QRectF:
        """Where a bar is painted, without its name."""
        assert self.places is not None
        place = self.places.bar_place(row, placed.lane, placed.left, placed.right)
        return self.mirrored(place.translated(0, self.offset()))

    def placed_at(self, place: QPoint) -> tuple[int, PlacedBar] | None:
        """The row and the bar at a point, its name included."""
        row = self.row_at(place)
        layout = self.places.layout(row) if self.places is not None and row is not None else None
        if self.places is None or row is None or layout is None:
            return None
        for placed in layout.placed:
            begin, end = min(placed.left, placed.begin), max(placed.right, placed.end)
            whole = self.places.bar_place(row, placed.lane, begin, end)
            if self.mirrored(whole.translated(0, self.offset())).contains(place):
                return row, placed
        return None

    def row_at(self, place: QPoint) -> int | None:
        """The row at a point."""
        if self.places is None or place.y() < self.places.measures.head:
            return None
        return self.places.row_at(place.y() - self.offset())

    def day_at(self, place: QPoint) -> date | None:
        """The day at a point; None over the names of the rows."""
        if self.places is None:
            return None
        x = place.x()
        if self.layoutDirection() == Qt.LayoutDirection.RightToLeft:
            x = self.viewport().width() - x
        return self.places.day_at(x - self.places.heads) if x >= self.places.heads else None

    def event_at(self, place: QPoint) -> Occurrence | None:
        """See CalendarView; of a recurring event the date that is nearest."""
        found, day = self.placed_at(place), self.day_at(place)
        if found is None or day is None:
            return None
        bar = found[1].bar
        return min(bar.dates or (bar.event,), key=lambda each: abs((each.first_day - day).days))

    def events_in(self, row: int, column: int) -> list[Occurrence] | None:
        """What is in a cell; None where that is not read."""
        if self.content is None:
            return None
        bars = self.bars.get(self.content.groups[row].name)
        if bars is None:
            return None
        return [each for bar in bars for each in bar.on(*self.content.column_span(column))]

    def chosen_event(self) -> Occurrence | None:
        """See CalendarView: the one that was chosen in the current cell, else the only one."""
        index = self.currentIndex()
        events = self.events_in(index.row(), index.column()) or [] if index.isValid() else []
        found = next((each for each in events if self.presenter.is_chosen(each)), None)
        return found or (events[0] if len(events) == 1 else None)

    def tip_at(self, place: QPoint) -> str:
        """See CalendarView."""
        event = self.event_at(place)
        if event is not None and self.content is not None:
            return self.presenter.tip(event, self.content.zone)
        index, row = self.indexAt(place), self.row_at(place)
        if index.isValid():
            return self._spoken(index.row(), index.column())
        return (
            self.timeline.row_text(self.content, row) if self.content is not None and row is not None else ""
        )

    # --- keys and mouse ---------------------------------------------------------------------------

    def step_of(self, key: Qt.Key) -> timedelta | None:
        """See CalendarView: by days, and by weeks with Up and Down."""
        onwards = -1 if self.layoutDirection() == Qt.LayoutDirection.RightToLeft else 1
        days = {
            Qt.Key.Key_Right: onwards,
            Qt.Key.Key_Left: -onwards,
            Qt.Key.Key_Down: 7,
            Qt.Key.Key_Up: -7,
        }.get(key)
        return timedelta(days=days) if days is not None else None

    def go_by_arrow(self, key: Qt.Key) -> bool:
        """See CalendarView: to another cell, and through time beyond the last column."""
        content, index = self.content, self.currentIndex()
        if content is None or not index.isValid():
            return False
        onwards = -1 if self.layoutDirection() == Qt.LayoutDirection.RightToLeft else 1
        rows = {
            Qt.Key.Key_Down: index.row() + 1,
            Qt.Key.Key_Up: index.row() - 1,
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: len(content.groups) - 1,
        }
        columns = {Qt.Key.Key_Right: onwards, Qt.Key.Key_Left: -onwards}
        if key in rows:
            self.show_cell(min(max(rows[key], 0), len(content.groups) - 1), index.column())
        elif key in columns:
            column = index.column() + columns[key]
            if 0 <= column < len(content.columns):
                self.show_cell(index.row(), column)
                self.day_wanted.emit(self._day_in(column))
            else:
                self.day_wanted.emit(
                    content.span.last + _A_DAY if column > 0 else content.span.first - _A_DAY
                )
        return key in rows or key in columns

    def _day_in(self, column: int) -> date:
        """The day that a column stands for: today if that is in it."""
        assert self.content is not None
        span = self.content.column_span(column)
        return self.content.today if span.first <= self.content.today <= span.last else span.first

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape leaves what is dragged where it was; Enter opens what is in the cell."""
        key, index = Qt.Key(event.key()), self.currentIndex()
        if key == Qt.Key.Key_Escape and self.dragging.is_holding:
            self.dragging.cancel()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and index.isValid():
            self.cell_opened.emit(index.row(), index.column())
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click chooses a cell and the event in it; what is held can be dragged."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        place = event.position().toPoint()
        row, day = self.row_at(place), self.day_at(place)
        found = self.event_at(place)
        self.presenter.chosen = found
        if row is not None and self.content is not None:
            column = self.content.column_of(day) if day is not None else self.currentIndex().column()
            if found is not None:
                column = self.content.column_of(max(found.first_day, self.content.span.first))
            self.show_cell(row, column)
            if day is not None:
                self.day_wanted.emit(day)
            self.dragging.press(place)
        self.viewport().update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show where it would go."""
        place = event.position().toPoint()
        if self.dragging.is_holding and event.buttons() & Qt.MouseButton.LeftButton:
            self.dragging.drag(place)
            return
        shape = Qt.CursorShape.ArrowCursor
        if self.event_at(place) is not None:
            is_end = self.dragging.is_end_at(place)
            shape = Qt.CursorShape.SizeHorCursor if is_end else Qt.CursorShape.PointingHandCursor
        self.viewport().setCursor(shape)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go where it is."""
        let_go = self.dragging.release()
        if let_go is not None:
            dragged, by, is_end = let_go
            (self.lengthened if is_end else self.moved).emit(dragged, by)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Opens an event, looks more closely at counted ones, or begins a new one."""
        place = event.position().toPoint()
        found, row, day = self.event_at(place), self.row_at(place), self.day_at(place)
        if found is not None:
            self.opened.emit(found)
        elif row is not None and day is not None and self.places is not None:
            is_counted = self.places.is_counted(row)
            (self.zoom_into_wanted if is_counted else self.create_wanted).emit(day)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Go through the rows."""
        bar = self.verticalScrollBar()
        bar.setValue(bar.value() - round(event.angleDelta().y() / _A_NOTCH * 3 * bar.singleStep()))
        event.accept()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """Other rows have come into sight."""
        self._lay_out_bars()
        self.viewport().update()

    # --- what Qt asks of a view -------------------------------------------------------------------

    def visualRect(self, index: _Index) -> QRect:
        """Where a cell is painted."""
        if not index.isValid() or self.places is None:
            return QRect()
        return self.cell_place(index.row(), index.column()).toRect()

    def indexAt(self, place: QPoint) -> QModelIndex:
        """The cell at a point."""
        row, day = self.row_at(place), self.day_at(place)
        if row is None or day is None or self.content is None:
            return QModelIndex()
        return self.cells.index(row, self.content.column_of(day))

    def scrollTo(
        self,
        index: _Index,
        hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible,
    ) -> None:
        """Bring a row into sight."""
        if self.places is None or not index.isValid():
            return
        bar = self.verticalScrollBar()
        top, bottom = self.places.tops[index.row()], self.places.tops[index.row() + 1]
        room = self.viewport().height() - self.places.measures.head
        if top < bar.value():
            bar.setValue(int(top))
        elif bottom > bar.value() + room:
            bar.setValue(round(bottom - room))

    # --- painting ---------------------------------------------------------------------------------

    def seen_bars(self) -> Iterator[tuple[int, PlacedBar]]:
        """The bars that are painted, with their rows."""
        for row in self.seen_rows():
            layout = self.places.layout(row) if self.places is not None else None
            for placed in layout.placed if layout is not None else ():
                yield row, placed

    def paintEvent(self, event: QPaintEvent) -> None:
        """Rows, columns, bars and counts, and the names of both over them."""
        if self.places is None:
            return
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setLayoutDirection(self.layoutDirection())
        TimelinePainter(painter, self).paint()
        painter.end()
