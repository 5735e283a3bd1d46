"""Shows time: a year, a month or a list of its days."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import date, datetime
from functools import partial
from typing import Any

from PySide6.QtCore import QPoint, QSettings, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from capadesk.domain.change_set import ChangeSet
from capadesk.domain.when import When
from capadesk.services.calendars.occurrence_service import Occurrence
from capadesk.services.desk import Desk
from capadesk.services.list_filter import ListFilter
from capadesk.services.words import _
from capadesk.ui.calendar.agenda_rows import agenda_rows, day_rows
from capadesk.ui.calendar.calendar_content import CalendarContent, ColourBy, Scale
from capadesk.ui.calendar.calendar_header import CalendarHeader
from capadesk.ui.calendar.calendar_moves import CalendarMoves
from capadesk.ui.calendar.calendar_presenter import CalendarPresenter
from capadesk.ui.calendar.calendar_views import CalendarViews
from capadesk.ui.calendar.calendar_wiring import connect_calendar
from capadesk.ui.calendar.chosen_event import ChosenEvent
from capadesk.ui.calendar.clash_popup import ClashPopup
from capadesk.ui.calendar.day_grid_view import DayGridView
from capadesk.ui.calendar.day_popup import DayPopup
from capadesk.ui.calendar.legend_strip import LegendStrip
from capadesk.ui.calendar.partial_strip import PartialStrip
from capadesk.ui.calendar.printing.calendar_printing import CalendarPrinting
from capadesk.ui.calendar.remarks import RemarkReader
from capadesk.ui.calendar.timeline.timeline_content import GroupBy, Reach
from capadesk.ui.common.lists.day_rows import DayRow
from capadesk.ui.common.lists.filter_choices import FilterChoices
from capadesk.ui.common.lists.list_memory import saved_filters_of
from capadesk.ui.common.look.fonts import small_font
from capadesk.ui.common.look.spacing import MEDIUM, SMALL, TIGHT, WIDE
from capadesk.ui.common.newest_answer import NewestAnswer
from capadesk.ui.common.window_page import WindowPage

_PATIENCE_S = 0.03
_LOOK_FOR_MIDNIGHT_MS = 30_000


class CalendarPage(WindowPage):
    """A header, what has no day yet, and one of the views."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.presenter = CalendarPresenter(desk)
        self.content: CalendarContent | None = None
        self.popup: DayPopup | None = None
        self.clash_popup: ClashPopup | None = None
        self._is_stale = True
        self._loader = NewestAnswer("calendar", _PATIENCE_S, self)
        self._loader.loaded.connect(self._show)
        self._loader.failed.connect(self.failed)
        self.moves = CalendarMoves(self.presenter, self)
        self.chosen = ChosenEvent(self)
        self.printing = CalendarPrinting(self.presenter, self)
        self.header = CalendarHeader(self.presenter, self)
        self.choices = FilterChoices(self.presenter.listing, desk.localisation, self)
        self.partial = PartialStrip(self.presenter, self)
        self.views = CalendarViews(self.presenter, self)
        self.legend = LegendStrip(self)
        self.remarks = RemarkReader(self.presenter, self)
        self._cut = QLabel(_("There is more than can be shown here: narrow it by a filter."), self)
        self._cut.setFont(small_font(self.font()))
        self._cut.hide()
        self._arrange()
        connect_calendar(self)
        self._midnight = QTimer(self)
        self._midnight.setInterval(_LOOK_FOR_MIDNIGHT_MS)
        self._midnight.timeout.connect(self._look_for_midnight)
        self._midnight.start()

    def _arrange(self) -> None:
        above = QVBoxLayout()
        above.setContentsMargins(WIDE, 0, WIDE, SMALL)
        above.setSpacing(TIGHT)
        remarks = QHBoxLayout()
        remarks.setSpacing(MEDIUM)
        remarks.addWidget(self.remarks.strip, 0, Qt.AlignmentFlag.AlignTop)
        remarks.addWidget(self.partial, 100, Qt.AlignmentFlag.AlignTop)
        remarks.addStretch(1)
        above.addLayout(remarks)
        above.addWidget(self._cut)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addWidget(self.header)
        rows.addLayout(above)
        rows.addWidget(self.views, 1)
        rows.addWidget(self.legend)

    # --- what is seen -----------------------------------------------------------------------------

    @property
    def view(self) -> QWidget:
        """The view of the scale."""
        return self.views.of(self.presenter.scale)

    def go_to(self, day: date) -> None:
        """Choose a day, and read what is around it if that is not seen."""
        if self.presenter.scale is Scale.TIMELINE:
            self.views.timeline.go_to(day)
        elif self.presenter.go_to(day):
            self._read()
        elif isinstance(self.view, DayGridView):
            self.view.show_day(self.presenter.day)
            self.view.viewport().update()

    def go_to_today(self) -> None:
        """Choose the day that it is."""
        self.go_to(self.presenter.desk.clock.today())

    def step(self, steps: int) -> None:
        """Go on by the time that is seen."""
        if self.presenter.scale is Scale.TIMELINE:
            self.views.timeline.step(steps)
            return
        self.presenter.step(steps)
        self._read()

    def show_scale(self, scale: Scale) -> None:
        """See more or less time."""
        self.presenter.scale = scale
        self._read()

    def zoom(self, steps: int) -> None:
        """See less time (positive) or more."""
        if self.presenter.scale is Scale.TIMELINE:
            self.views.timeline.zoom(steps)
        elif self.presenter.zoom(steps):
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

    def create_at(self, start: datetime, end: datetime) -> None:
        """Begin a new event of some hours."""
        if self.presenter.is_changeable and self.content is not None:
            self.new_dated_wanted.emit(self.presenter.hours_of(start, end, self.content.zone))

    def create_today(self) -> None:
        """Begin a new event on the current day."""
        self.create_on(self.presenter.day)

    def show_day(self, day: date) -> None:
        """Open the chosen event of a day, or list them all."""
        if self.content is None:
            return
        events = self.content.on(day)
        chosen = self.presenter.chosen_in(self.content) if day == self.presenter.day else None
        if chosen is not None:
            self.open(chosen)
        elif events:
            self.list_day(day)
        else:
            self.create_on(day)

    def list_day(self, day: date) -> None:
        """List all that is on a day."""
        if self.content is None:
            return
        events = self.content.on(day)
        view = self.view
        assert isinstance(view, DayGridView)
        place = view.visualRect(view.days.index_of(day))
        words = self.presenter.desk.localisation.date(day, with_weekday=True)
        popup = DayPopup(words, day, list(day_rows(self.presenter, events, self.content.zone)), self)
        popup.opened.connect(self.open)
        popup.create_wanted.connect(self.create_on)
        popup.closed.connect(popup.deleteLater)
        self.popup = popup
        corner = place.bottomLeft() - QPoint(0, place.height() // 3)
        popup.open_at(view.viewport().mapToGlobal(corner), view)

    def show_moved(self, change_set: ChangeSet, when: When) -> None:
        """Tell of a change, and go to where its event stands now."""
        chosen = self.presenter.chosen
        first = when.first_day
        if chosen is not None:
            self.presenter.chosen = chosen._replace(when=when)
        if first is not None and when.is_exact:
            self.presenter.go_to(first)
        self.changed.emit(change_set)
        self.focus_first()

    def show_removed(self, change_set: ChangeSet) -> None:
        """Tell of what was taken out."""
        self.presenter.chosen = None
        self.changed.emit(change_set)
        self.focus_first()

    def choose_row(self, event: Any) -> None:
        """The day of a row of the agenda is the current one."""
        if isinstance(event, Occurrence) and not event.is_partial and self.presenter.scale is Scale.AGENDA:
            span = self.presenter.span
            self.presenter.day = min(max(event.first_day, span.first), span.last)

    def open_row(self) -> None:
        """Open the event of the agenda's current row."""
        event = self.views.current_row_event()
        if event is not None:
            self.open(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The list of days has the same keys as the painted calendars."""
        steps = {Qt.Key.Key_PageDown: 1, Qt.Key.Key_PageUp: -1}
        zooms = {Qt.Key.Key_Plus: 1, Qt.Key.Key_Equal: 1, Qt.Key.Key_Minus: -1}
        key, modifiers = Qt.Key(event.key()), event.modifiers()
        step = self.views.month.step_of(key)
        if modifiers & Qt.KeyboardModifier.AltModifier and step is not None:
            is_longer = modifiers & Qt.KeyboardModifier.ShiftModifier
            (self.chosen.lengthen if is_longer else self.chosen.move)(step)
        elif key == Qt.Key.Key_Delete and self.presenter.scale is Scale.AGENDA:
            self.chosen.remove()
        elif modifiers & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier):
            super().keyPressEvent(event)
        elif key == Qt.Key.Key_T:
            self.go_to_today()
        elif key == Qt.Key.Key_N:
            self.create_today()
        elif key in zooms:
            self.zoom(zooms[key])
        elif key in steps:
            self.step(steps[key])
        else:
            super().keyPressEvent(event)

    # --- printing ---------------------------------------------------------------------------------

    @property
    def is_printable(self) -> bool:
        """See WindowPage: all but a timeline without rows."""
        return self.printing.printable is not None

    def show_print_preview(self) -> None:
        """See WindowPage."""
        self.printing.show_preview()

    def choose_pdf(self) -> None:
        """See WindowPage."""
        self.printing.choose_pdf()

    # --- reading ----------------------------------------------------------------------------------

    @property
    def is_reading(self) -> bool:
        """Whether other content is still to come."""
        return self._loader.is_reading or self.views.timeline.is_reading or self.remarks.is_reading

    def _read(self) -> None:
        self._is_stale = False
        self.show_state()
        if self.presenter.scale is Scale.TIMELINE:
            self._loader.drop()
            self.partial.hide()
            self._cut.hide()
            self.explain(self.views.timeline.seen_events())
            self.views.show_timeline()
            self.state_changed.emit()
            return
        self._loader.ask(partial(_content_and_rows, self.presenter, self.presenter.question()))

    def show_state(self) -> None:
        """Say over the calendar what is seen."""
        self.header.show_state(self.presenter, self.views.timeline.presenter)

    def _show(self, read: tuple[CalendarContent, list[DayRow]]) -> None:
        content, rows = read
        had_focus = self.views.isAncestorOf(self.focusWidget()) if self.focusWidget() is not None else False
        self.content = content
        self.state_changed.emit()
        is_agenda = content.scale is Scale.AGENDA
        self.partial.show_events(content.partial, content.zone, has_all=is_agenda)
        self._cut.setVisible(content.is_cut)
        self.views.show_content(content, rows)
        # The rows of an agenda say it themselves; the shades of a year have a legend of their own.
        self.explain(() if is_agenda or content.scale is Scale.YEAR else content.dated)
        self.remarks.read(content)
        if had_focus:
            self.views.focus()

    def explain(self, events: Iterable[Occurrence]) -> None:
        """Say what the colours of some events say."""
        self.legend.show_looks(self.presenter.looks_of(events))

    def show_remarks(self, rows: list[DayRow]) -> None:
        """Paint or list anew, now that more is known of what is shown; `rows` are those of an agenda."""
        self.views.show_remarks(rows)

    def list_clashes(self) -> None:
        """List what stands in the way of the events that are seen, and what is fine."""
        popup = ClashPopup(self.presenter, self.presenter.listed_clashes, self.remarks.zone, self)
        popup.opened.connect(self.open)
        popup.changed.connect(self.changed)
        popup.failed.connect(self.failed)
        popup.closed.connect(popup.deleteLater)
        self.clash_popup = popup
        popup.open_under(self.remarks.strip)

    def _look_for_midnight(self) -> None:
        today = self.presenter.desk.clock.today()
        if not self.isVisible() or self.content is None:
            return
        if self.content.today != today:
            self._read()
        elif isinstance(self.view, DayGridView):
            self.view.viewport().update()  # the line of now goes on

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
        timeline = self.views.timeline.view.content
        if self._is_stale or (self.content is None and timeline is None):
            self._read()
        elif self.presenter.scale is Scale.TIMELINE and timeline is not None:
            self.remarks.read_timeline(timeline)
        elif self.content is not None:
            self.remarks.read(self.content)  # which holidays are shown may have been chosen anew

    def remember(self, settings: QSettings) -> None:
        """See WindowPage."""
        settings.beginGroup("calendar")
        settings.setValue("scale", self.presenter.scale.value)
        settings.setValue("colour_by", self.presenter.colour_by.value)
        settings.setValue("rows", self.views.timeline.presenter.by.value)
        settings.setValue("reach", self.views.timeline.presenter.reach.value)
        settings.setValue("filter", self.presenter.listing.filter.text())
        settings.endGroup()

    def recall(self, settings: QSettings) -> None:
        """See WindowPage."""
        settings.beginGroup("calendar")
        with suppress(ValueError):
            self.presenter.scale = Scale(str(settings.value("scale", Scale.MONTH.value)))
        with suppress(ValueError):
            self.presenter.colour_by = ColourBy(str(settings.value("colour_by", ColourBy.STATUS.value)))
        timeline = self.views.timeline.presenter
        with suppress(ValueError):
            timeline.by = GroupBy(str(settings.value("rows", GroupBy.SERIES.value)))
        with suppress(ValueError):
            timeline.reach = Reach(str(settings.value("reach", Reach.QUARTER.value)))
        self.presenter.recall_filter(settings.value("filter"))
        self.header.filters.saved = saved_filters_of(settings, self.presenter.listing)
        settings.endGroup()

    def wait(self) -> None:
        """See WindowPage."""
        self._loader.wait()
        self.views.timeline.wait()
        self.remarks.wait()
        self.choices.wait()


def _content_and_rows(
    presenter: CalendarPresenter, question: Callable[[], CalendarContent]
) -> tuple[CalendarContent, list[DayRow]]:
    """What is read and worded in a thread: an agenda of thousands of rows takes a while."""
    content = question()
    return content, list(agenda_rows(presenter, content)) if content.scale is Scale.AGENDA else []
