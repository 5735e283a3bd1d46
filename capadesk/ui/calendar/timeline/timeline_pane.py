"""A timeline with what reads it: the groups at once, the events of a row when it comes into sight."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from capadesk.services.calendars.occurrence_service import Occurrence
from capadesk.services.calendars.timeline_service import Bar
from capadesk.services.words import _
from capadesk.ui.calendar.agenda_rows import day_rows
from capadesk.ui.calendar.calendar_presenter import CalendarPresenter
from capadesk.ui.calendar.day_popup import DayPopup
from capadesk.ui.calendar.timeline.timeline_content import GroupBy, TimelineContent
from capadesk.ui.calendar.timeline.timeline_presenter import TimelinePresenter
from capadesk.ui.calendar.timeline.timeline_view import TimelineView
from capadesk.ui.common.look.empty_state import EmptyState
from capadesk.ui.common.newest_answer import NewestAnswer

_PATIENCE_S = 0.03
_ROWS_PATIENCE_S = 0.01


class TimelinePane(QStackedWidget):
    """The view, or that there is nothing in these months."""

    opened = Signal(object)
    """An Occurrence is to be opened."""
    create_wanted = Signal(object)
    """A new event on a date."""
    told = Signal(str)
    failed = Signal(object)
    shown = Signal(object)
    """The events of the rows that are seen are others now."""
    moved_on = Signal()
    """Other months are seen: what stands over them is to be worded anew."""
    groups_shown = Signal(object)
    """A TimelineContent is seen, and what stands in the way of its events may be read."""

    def __init__(self, presenter: CalendarPresenter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.presenter = TimelinePresenter(presenter)
        self.view = TimelineView(self.presenter, self)
        self.empty = EmptyState(
            "month",
            _("Nothing in these months"),
            _("Events stand here by series, city or country, along weeks or months."),
            self,
        )
        self.empty.add_button(_("&New event"), lambda: self.create_wanted.emit(presenter.day), is_main=True)
        self.popup: DayPopup | None = None
        self._groups = NewestAnswer("timeline", _PATIENCE_S, self)
        self._groups.loaded.connect(self._show)
        self._groups.failed.connect(self.failed)
        self._rows = NewestAnswer("timeline rows", _ROWS_PATIENCE_S, self)
        self._rows.loaded.connect(self._show_bars)
        self._rows.failed.connect(self.failed)
        self._cell = NewestAnswer("timeline cell", _PATIENCE_S, self)
        self._cell.loaded.connect(self._list)
        self._cell.failed.connect(self.failed)
        self.addWidget(self.view)
        self.addWidget(self.empty)
        self._connect()

    def _connect(self) -> None:
        view = self.view
        view.rows_wanted.connect(self._read_rows)
        view.day_wanted.connect(self.go_to)
        view.step_wanted.connect(self.step)
        view.today_wanted.connect(lambda: self.go_to(self.presenter.calendar.desk.clock.today()))
        view.zoom_wanted.connect(self.zoom)
        view.zoom_into_wanted.connect(self._zoom_into)
        view.opened.connect(self.opened)
        view.create_wanted.connect(self.create_wanted)
        view.cell_opened.connect(self._open_cell)
        view.choose_wanted.connect(self._choose_next)

    # --- what is seen -----------------------------------------------------------------------------

    @property
    def is_reading(self) -> bool:
        """Whether groups or events are still to come."""
        return self._groups.is_reading or self._rows.is_reading or self._cell.is_reading

    @property
    def chosen(self) -> Occurrence | None:
        """The event that keys are about."""
        return self.view.chosen_event()

    def seen_events(self) -> list[Occurrence]:
        """The events that have come into sight."""
        return [bar.event for bars in self.view.bars.values() for bar in bars]

    def read(self) -> None:
        """Read the groups of the months that are to be seen."""
        self.moved_on.emit()
        self._rows.drop()
        self._groups.ask(self.presenter.question())

    def go_to(self, day: date) -> None:
        """Choose a day, and read the months around it if they are not seen."""
        if self.presenter.go_to(day):
            self.read()
        elif self.view.content is not None and self.view.currentIndex().isValid():
            self.view.show_cell(self.view.currentIndex().row(), self.view.content.column_of(day))

    def step(self, steps: int) -> None:
        """Go on by the months that are seen."""
        self.presenter.step(steps)
        self.read()

    def zoom(self, steps: int) -> None:
        """See less time (positive) or more."""
        if self.presenter.zoom(steps):
            self.read()

    def group_by(self, by: GroupBy) -> None:
        """Let the rows be something else."""
        self.presenter.by = by
        self.read()

    def show_signs(self) -> None:
        """Make room for the signs before names; the first row that is seen stays where it is."""
        view, bar = self.view, self.view.verticalScrollBar()
        first = view.seen_rows().start
        before = bar.value() - view.places.tops[first] if view.places is not None else 0.0
        view.lay_out()
        if view.places is not None:
            bar.setValue(round(view.places.tops[first] + before))
        view.viewport().update()

    def wait(self) -> None:
        """Wait for what is being read: before the store is closed."""
        for reading in (self._groups, self._rows, self._cell):
            reading.wait()

    # --- inside -----------------------------------------------------------------------------------

    def _show(self, content: TimelineContent) -> None:
        self.view.show_content(content)
        self.setCurrentWidget(self.view if content.groups else self.empty)
        self.shown.emit(self.seen_events())
        self.groups_shown.emit(content)

    def _read_rows(self, names: Sequence[str]) -> None:
        if self.view.content is not None:
            self._rows.ask(self.presenter.bars_question(self.view.content, names))

    def _show_bars(self, bars: Mapping[str, list[Bar]]) -> None:
        self.view.show_bars(bars)
        self.shown.emit(self.seen_events())

    def _zoom_into(self, day: date) -> None:
        self.presenter.calendar.day = day
        if self.presenter.zoom(1):
            self.read()
        else:
            index = self.view.currentIndex()
            self._open_cell(index.row(), index.column())

    def _choose_next(self, steps: int) -> None:
        index = self.view.currentIndex()
        events = self.view.events_in(index.row(), index.column()) if index.isValid() else None
        if not events or self.view.content is None:
            return
        calendar = self.presenter.calendar
        calendar.choose_next_of(events, steps)
        assert calendar.chosen is not None
        self.told.emit(calendar.spoken(calendar.chosen, self.view.content.zone))
        self.view.viewport().update()

    def _open_cell(self, row: int, column: int) -> None:
        content = self.view.content
        if content is None:
            return
        chosen = self.view.chosen_event()
        if chosen is not None:
            self.opened.emit(chosen)
            return
        group = content.groups[row]
        read = self.presenter.cell_question(content, group.name, column)
        self._cell.ask(partial(_cell_read, row, column, read))

    def _list(self, read: tuple[int, int, list[Occurrence]]) -> None:
        row, column, events = read
        content = self.view.content
        if content is None:
            return
        if not events:
            self.create_wanted.emit(self.presenter.calendar.day)
            return
        group = content.groups[row]
        words = f"{self.presenter.name_of(group, content.by)} · {self.presenter.column_text(content, column)}"
        calendar = self.presenter.calendar
        rows = list(day_rows(calendar, events, content.zone))
        popup = DayPopup(words, calendar.day, rows, self)
        popup.opened.connect(self.opened)
        popup.create_wanted.connect(self.create_wanted)
        popup.closed.connect(popup.deleteLater)
        self.popup = popup
        place = self.view.cell_place(row, column).toRect()
        corner = QPoint(place.left(), place.bottom())
        popup.open_at(self.view.viewport().mapToGlobal(corner), self.view)

    def focus(self) -> None:
        """Give the view the focus."""
        if self.currentWidget() is self.view:
            self.view.setFocus(Qt.FocusReason.OtherFocusReason)


def _cell_read(
    row: int, column: int, read: Callable[[], list[Occurrence]]
) -> tuple[int, int, list[Occurrence]]:
    return row, column, read()
