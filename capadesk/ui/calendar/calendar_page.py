"""Shows time: a year, a month or a list of its days."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime
from functools import partial
from typing import Any

from PySide6.QtCore import QPoint, QSettings, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QStackedWidget, QVBoxLayout, QWidget

from capadesk.domain.change_set import ChangeSet
from capadesk.domain.errors import CapaDeskError
from capadesk.domain.when import When
from capadesk.services.desk import Desk
from capadesk.services.list_filter import ListFilter
from capadesk.services.moving_service import Scope
from capadesk.services.occurrence_service import Occurrence
from capadesk.services.words import _
from capadesk.ui.calendar.agenda_rows import agenda_rows
from capadesk.ui.calendar.calendar_content import CalendarContent, ColourBy, Scale
from capadesk.ui.calendar.calendar_header import CalendarHeader
from capadesk.ui.calendar.calendar_presenter import CalendarPresenter
from capadesk.ui.calendar.day_grid_view import DayGridView
from capadesk.ui.calendar.day_popup import DayPopup
from capadesk.ui.calendar.month_view import MonthView
from capadesk.ui.calendar.partial_strip import PartialStrip
from capadesk.ui.calendar.week_view import WeekView
from capadesk.ui.calendar.year_view import YearView
from capadesk.ui.common.day_list_model import DayListModel
from capadesk.ui.common.day_list_view import DayListView
from capadesk.ui.common.day_rows import DayRow, day_heading
from capadesk.ui.common.empty_state import EmptyState
from capadesk.ui.common.filter_choices import FilterChoices
from capadesk.ui.common.fonts import small_font
from capadesk.ui.common.list_memory import saved_filters_of
from capadesk.ui.common.message_bar import Answer, Question
from capadesk.ui.common.newest_answer import NewestAnswer
from capadesk.ui.common.spacing import SMALL, TIGHT, WIDE
from capadesk.ui.common.window_page import WindowPage

_PATIENCE_S = 0.03
_ROWS_AT_ONCE = 200
_LOOK_FOR_MIDNIGHT_MS = 30_000


class CalendarPage(WindowPage):
    """A header, what has no day yet, and one of the views."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.presenter = CalendarPresenter(desk)
        self.content: CalendarContent | None = None
        self.popup: DayPopup | None = None
        self._is_stale = True
        self._rows_left: list[DayRow] = []
        self._loader = NewestAnswer("calendar", _PATIENCE_S, self)
        self._loader.loaded.connect(self._show)
        self._loader.failed.connect(self.failed)
        self.header = CalendarHeader(self.presenter, self)
        self.choices = FilterChoices(self.presenter.listing, desk.localisation, self)
        self.partial = PartialStrip(self.presenter, self)
        self.month = MonthView(self.presenter, self)
        self.year = YearView(self.presenter, self)
        self.week = WeekView(self.presenter, _("Week"), self)
        self.day = WeekView(self.presenter, _("Day"), self)
        self.agenda_model = DayListModel(lambda day: day_heading(desk, day), self)
        self.agenda = DayListView(self.agenda_model, _("Agenda"), self)
        self._empty = EmptyState("month", _("Nothing in this month"), "", self)
        self._empty.add_button(_("&New event"), self._create_today, is_main=True)
        self._cut = QLabel(_("There is more than can be shown here: narrow it by a filter."), self)
        self._cut.setFont(small_font(self.font()))
        self._cut.hide()
        self._views = QStackedWidget(self)
        for view in (self.month, self.week, self.day, self.year, self.agenda, self._empty):
            self._views.addWidget(view)
        self._arrange()
        self._connect()
        self._midnight = QTimer(self)
        self._midnight.setInterval(_LOOK_FOR_MIDNIGHT_MS)
        self._midnight.timeout.connect(self._look_for_midnight)
        self._midnight.start()

    def _arrange(self) -> None:
        above = QVBoxLayout()
        above.setContentsMargins(WIDE, 0, WIDE, SMALL)
        above.setSpacing(TIGHT)
        above.addWidget(self.partial)
        above.addWidget(self._cut)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addWidget(self.header)
        rows.addLayout(above)
        rows.addWidget(self._views, 1)

    def _connect(self) -> None:
        self.header.step_wanted.connect(self.step)
        self.header.today_wanted.connect(self.go_to_today)
        self.header.scale_wanted.connect(self.show_scale)
        self.header.colour_wanted.connect(self.colour_by)
        self.header.new_wanted.connect(lambda: self.create_on(self.presenter.day))
        self.header.filters.filtered.connect(self.narrow)
        self.header.filters.choice_wanted.connect(self.choices.open)
        self.choices.filtered.connect(self.narrow)
        self.choices.failed.connect(self.failed)
        self.partial.opened.connect(self.open)
        self.partial.all_wanted.connect(lambda: self.show_scale(Scale.AGENDA))
        for view in (self.month, self.week, self.day, self.year):
            view.day_wanted.connect(self.go_to)
            view.opened.connect(self.open)
            view.create_wanted.connect(self.create_on)
            view.step_wanted.connect(self.step)
            view.today_wanted.connect(self.go_to_today)
            view.zoom_wanted.connect(self.zoom)
        for view in (self.month, self.week, self.day):
            view.day_opened.connect(self.show_day)
        for hours in (self.week, self.day):
            hours.create_at_wanted.connect(self.create_at)
        self.month.moved.connect(lambda event, days: self._put(event, self.presenter.moved, days))
        self.month.lengthened.connect(lambda event, days: self._put(event, self.presenter.lengthened, days))
        self.month.move_wanted.connect(self.move_on_day)
        self.year.day_opened.connect(lambda _day: self.show_scale(Scale.MONTH))
        self.agenda_model.more_wanted.connect(self._show_more_rows)
        self.agenda.chosen.connect(self._choose_row)
        self.agenda.opened.connect(self._open_row)

    # --- what is seen -----------------------------------------------------------------------------

    @property
    def view(self) -> QWidget:
        """The view of the scale."""
        views: dict[Scale, QWidget] = {
            Scale.DAY: self.day,
            Scale.WEEK: self.week,
            Scale.MONTH: self.month,
            Scale.YEAR: self.year,
            Scale.AGENDA: self.agenda,
        }
        return views[self.presenter.scale]

    def go_to(self, day: date) -> None:
        """Choose a day, and read what is around it if that is not seen."""
        if self.presenter.go_to(day):
            self._read()
        elif isinstance(self.view, DayGridView):
            self.view.show_day(self.presenter.day)
            self.view.viewport().update()

    def go_to_today(self) -> None:
        """Choose the day that it is."""
        self.go_to(self.presenter.desk.clock.today())

    def step(self, steps: int) -> None:
        """Go on by the time that is seen."""
        self.presenter.step(steps)
        self._read()

    def show_scale(self, scale: Scale) -> None:
        """See more or less time."""
        self.presenter.scale = scale
        self._read()

    def zoom(self, steps: int) -> None:
        """See less time (positive) or more."""
        if self.presenter.zoom(steps):
            self._read()

    def colour_by(self, what: ColourBy) -> None:
        """Let colours say something else."""
        self.presenter.colour_by = what
        self._read()

    def narrow(self, chosen: ListFilter) -> None:
        """Show only what a filter lets through."""
        self.presenter.listing.narrow(chosen)
        self._read()

    # --- acts -------------------------------------------------------------------------------------

    def open(self, event: Occurrence) -> None:
        """Open an event in its area."""
        self.record_wanted.emit("event", event.event_id)

    def create_on(self, day: date) -> None:
        """Begin a new event on a day."""
        if self.presenter.is_changeable:
            self.new_dated_wanted.emit(When.days(day))

    def create_at(self, start: datetime) -> None:
        """Begin a new event of an hour."""
        if self.presenter.is_changeable and self.content is not None:
            self.new_dated_wanted.emit(self.presenter.hour_from(start, self.content.zone))

    def _create_today(self) -> None:
        self.create_on(self.presenter.day)

    def show_day(self, day: date) -> None:
        """Open the one event of a day, or list them all."""
        if self.content is None:
            return
        events = self.content.on(day)
        if len(events) == 1:
            self.open(events[0])
        elif events:
            self._list_day(day, events)
        else:
            self.create_on(day)

    def _list_day(self, day: date, events: list[Occurrence]) -> None:
        view = self.view
        assert self.content is not None
        assert isinstance(view, DayGridView)
        place = view.visualRect(view.days.index_of(day))
        popup = DayPopup(self.presenter, day, events, self.content.zone, self)
        popup.opened.connect(self.open)
        popup.create_wanted.connect(self.create_on)
        popup.closed.connect(popup.deleteLater)
        self.popup = popup
        corner = place.bottomLeft() - QPoint(0, place.height() // 3)
        popup.open_at(view.viewport().mapToGlobal(corner), view)

    def move_on_day(self, days: int) -> None:
        """Move the one event of the current day; say so if there are several."""
        events = self.content.on(self.presenter.day) if self.content is not None else []
        if not self.presenter.is_changeable or not events:
            return
        if len(events) > 1:
            self.told.emit(_("There are several events on this day: drag the one to be moved, or open it."))
            return
        self._put(events[0], self.presenter.moved, days)

    def _put(self, event: Occurrence, dates: Callable[[Occurrence, int], When], days: int) -> None:
        try:
            when = dates(event, days)
        except CapaDeskError as error:
            self.failed.emit(error)
            return
        if when == event.when:
            return
        if not event.original_start:
            self._move(event, when, Scope.THIS)
            return
        title = self.presenter.title_of(event)
        answers = (
            Answer(_("Only this date"), lambda: self._move(event, when, Scope.THIS), is_main=True),
            Answer(_("This and the following"), lambda: self._move(event, when, Scope.FOLLOWING)),
            Answer(_("All dates"), lambda: self._move(event, when, Scope.ALL)),
            Answer(_("Leave it"), self.focus_first),
        )
        self.asked.emit(Question(_("“{name}” recurs. What is to be changed?").format(name=title), answers))

    def _move(self, event: Occurrence, when: When, scope: Scope) -> None:
        try:
            change_set = self.presenter.move(event, when, scope)
        except CapaDeskError as error:
            self.failed.emit(error)
            return
        first = when.first_day
        if first is not None and self.presenter.day == event.first_day:
            self.presenter.go_to(first)
        self.changed.emit(change_set)
        self.focus_first()

    def _choose_row(self, event: Any) -> None:
        if isinstance(event, Occurrence) and not event.is_partial and self.presenter.scale is Scale.AGENDA:
            span = self.presenter.span
            self.presenter.day = min(max(event.first_day, span.first), span.last)

    def _open_row(self) -> None:
        row = self.agenda_model.row_at(self.agenda.currentIndex().row())
        if row is not None:
            self.open(row.key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The list of days has the same keys as the painted calendars."""
        steps = {Qt.Key.Key_PageDown: 1, Qt.Key.Key_PageUp: -1}
        zooms = {Qt.Key.Key_Plus: 1, Qt.Key.Key_Equal: 1, Qt.Key.Key_Minus: -1}
        key = Qt.Key(event.key())
        if event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier):
            super().keyPressEvent(event)
        elif key == Qt.Key.Key_T:
            self.go_to_today()
        elif key == Qt.Key.Key_N:
            self._create_today()
        elif key in zooms:
            self.zoom(zooms[key])
        elif key in steps:
            self.step(steps[key])
        else:
            super().keyPressEvent(event)

    # --- reading ----------------------------------------------------------------------------------

    @property
    def is_reading(self) -> bool:
        """Whether other content is still to come."""
        return self._loader.is_reading

    def _read(self) -> None:
        self._is_stale = False
        self.header.show_state(self.presenter, is_changeable=self.presenter.is_changeable)
        self._loader.ask(partial(_content_and_rows, self.presenter, self.presenter.question()))

    def _show(self, read: tuple[CalendarContent, list[DayRow]]) -> None:
        content, rows = read
        had_focus = self._views.isAncestorOf(self.focusWidget()) if self.focusWidget() is not None else False
        self.content = content
        is_agenda = content.scale is Scale.AGENDA
        self.partial.show_events(content.partial, content.zone, has_all=is_agenda)
        self._cut.setVisible(content.is_cut)
        view = self.view
        if isinstance(view, DayGridView):
            view.show_content(content, partial(self.presenter.spoken_day, content=content))
        else:
            self._show_rows(rows)
            if not rows:
                view = self._empty
        self._views.setCurrentWidget(view)
        if had_focus and view is not self._empty:
            view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_rows(self, rows: list[DayRow]) -> None:
        """The rows up to the chosen day and some more; the rest when the list comes to its end."""
        day = self.presenter.day
        position = next(
            (place for place, row in enumerate(rows) if isinstance(row.day, date) and row.day >= day), None
        )
        shown = (position or 0) + _ROWS_AT_ONCE
        self._rows_left = rows[shown:]
        self.agenda_model.set_rows(rows[:shown], has_more=bool(self._rows_left))
        if position is None:
            return
        self.agenda.blockSignals(True)
        self.agenda.show_position(position)
        self.agenda.blockSignals(False)
        self.agenda.scrollTo(self.agenda.currentIndex(), DayListView.ScrollHint.PositionAtTop)

    def _show_more_rows(self) -> None:
        more, self._rows_left = self._rows_left[:_ROWS_AT_ONCE], self._rows_left[_ROWS_AT_ONCE:]
        self.agenda_model.append(more, has_more=bool(self._rows_left))

    def _look_for_midnight(self) -> None:
        today = self.presenter.desk.clock.today()
        if self.isVisible() and self.content is not None and self.content.today != today:
            self._read()

    # --- WindowPage -------------------------------------------------------------------------------

    def focus_first(self) -> None:
        """See WindowPage."""
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def refresh(self, change_set: ChangeSet) -> None:
        """See WindowPage."""
        if self.presenter.concerns(change_set):
            self._is_stale = True
            if self.isVisible():
                self._read()

    def shown(self) -> None:
        """See WindowPage."""
        if self._is_stale or self.content is None:
            self._read()

    def remember(self, settings: QSettings) -> None:
        """See WindowPage."""
        settings.beginGroup("calendar")
        settings.setValue("scale", self.presenter.scale.value)
        settings.setValue("colour_by", self.presenter.colour_by.value)
        settings.setValue("filter", self.presenter.listing.filter.text())
        settings.endGroup()

    def recall(self, settings: QSettings) -> None:
        """See WindowPage."""
        settings.beginGroup("calendar")
        with suppress(ValueError):
            self.presenter.scale = Scale(str(settings.value("scale", Scale.MONTH.value)))
        with suppress(ValueError):
            self.presenter.colour_by = ColourBy(str(settings.value("colour_by", ColourBy.STATUS.value)))
        self.presenter.recall_filter(settings.value("filter"))
        self.header.filters.saved = saved_filters_of(settings, self.presenter.listing)
        settings.endGroup()

    def wait(self) -> None:
        """See WindowPage."""
        self._loader.wait()
        self.choices.wait()


def _content_and_rows(
    presenter: CalendarPresenter, question: Callable[[], CalendarContent]
) -> tuple[CalendarContent, list[DayRow]]:
    """What is read and worded in a thread: an agenda of thousands of rows takes a while."""
    content = question()
    return content, list(agenda_rows(presenter, content)) if content.scale is Scale.AGENDA else []
