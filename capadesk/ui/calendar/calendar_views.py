"""The views of the calendar, one of which is seen."""

from __future__ import annotations

from datetime import date
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QStackedWidget, QWidget

from capadesk.services.calendars.occurrence_service import Occurrence
from capadesk.services.words import _
from capadesk.ui.calendar.calendar_content import CalendarContent, Scale
from capadesk.ui.calendar.calendar_presenter import CalendarPresenter
from capadesk.ui.calendar.day_grid_view import DayGridView
from capadesk.ui.calendar.month_view import MonthView
from capadesk.ui.calendar.timeline.timeline_pane import TimelinePane
from capadesk.ui.calendar.week_view import WeekView
from capadesk.ui.calendar.year_view import YearView
from capadesk.ui.common.lists.day_list_model import DayListModel
from capadesk.ui.common.lists.day_list_view import DayListView
from capadesk.ui.common.lists.day_rows import DayRow
from capadesk.ui.common.look.empty_state import EmptyState
from capadesk.ui.common.look.spacing import MEDIUM

_ROWS_AT_ONCE = 200


class CalendarViews(QStackedWidget):
    """Shows what was read in the view of its scale; a month without anything as such."""

    create_wanted = Signal()
    """A new event, from the page that says that nothing is there."""

    def __init__(self, presenter: CalendarPresenter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._presenter = presenter
        self._rows_left: list[DayRow] = []
        self.month = MonthView(presenter, self)
        self.year = YearView(presenter, self)
        self.week = WeekView(presenter, _("Week"), self)
        self.day = WeekView(presenter, _("Day"), self)
        self.agenda_model = DayListModel(presenter.day_heading, self)
        self.agenda_model.more_wanted.connect(self._show_more_rows)
        self.agenda = DayListView(self.agenda_model, _("Agenda"), self)
        self.agenda.setViewportMargins(MEDIUM, 0, MEDIUM, 0)
        self.agenda.setBackgroundRole(QPalette.ColorRole.Base)
        self.agenda.setAutoFillBackground(True)
        self.empty = EmptyState(
            "month", _("Nothing in this month"), _("What is on in a month stands here, day by day."), self
        )
        self.empty.add_button(_("&New event"), self.create_wanted.emit, is_main=True)
        self.timeline = TimelinePane(presenter, self)
        for view in (
            *(self.month, self.week, self.day, self.year),
            *(self.agenda, self.empty, self.timeline),
        ):
            self.addWidget(view)

    def of(self, scale: Scale) -> QWidget:
        """The view of a scale."""
        views: dict[Scale, QWidget] = {
            Scale.DAY: self.day,
            Scale.WEEK: self.week,
            Scale.MONTH: self.month,
            Scale.YEAR: self.year,
            Scale.AGENDA: self.agenda,
            Scale.TIMELINE: self.timeline.view,
        }
        return views[scale]

    def show_content(self, content: CalendarContent, rows: list[DayRow]) -> None:
        """Show what was read; `rows` are those of an agenda."""
        view = self.of(content.scale)
        if isinstance(view, DayGridView):
            view.show_content(content, partial(self._presenter.spoken_day, content=content))
        else:
            self._show_rows(rows)
            if not rows:
                view = self.empty
        self.setCurrentWidget(view)

    def show_remarks(self, rows: list[DayRow]) -> None:
        """Show what else is known by now of what is seen; `rows` are those of an agenda."""
        view = self.currentWidget()
        if isinstance(view, DayGridView):
            view.lay_out()
            view.viewport().update()
        elif view is self.timeline:
            self.timeline.show_signs()
        elif view is self.agenda:
            for position, row in enumerate(rows[: len(self.agenda_model.rows)]):
                if row != self.agenda_model.rows[position]:
                    self.agenda_model.put(position, row)
            self._rows_left = rows[len(self.agenda_model.rows) :]
            self.agenda.viewport().update()

    def show_timeline(self) -> None:
        """Show the timeline, and read it."""
        self.setCurrentWidget(self.timeline)
        self.timeline.read()

    def focus(self) -> None:
        """Give the view that is seen the focus."""
        view = self.currentWidget()
        if view is self.timeline:
            self.timeline.focus()
        elif view is not None and view is not self.empty:
            view.setFocus(Qt.FocusReason.OtherFocusReason)

    def current_row_event(self) -> Occurrence | None:
        """The event of the agenda's current row."""
        row = self.agenda_model.row_at(self.agenda.currentIndex().row())
        return row.key if row is not None and isinstance(row.key, Occurrence) else None

    def _show_rows(self, rows: list[DayRow]) -> None:
        """The rows up to the chosen day and some more; the rest when the list comes to its end."""
        day = self._presenter.day
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
