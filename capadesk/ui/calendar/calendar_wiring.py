"""What becomes of what the parts of the calendar say: the page does it, or says it to the window."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from capadesk.ui.calendar.calendar_content import Scale
from capadesk.ui.calendar.calendar_view import CalendarView
from capadesk.ui.calendar.timeline.timeline_pane import TimelinePane

if TYPE_CHECKING:
    from capadesk.ui.calendar.calendar_page import CalendarPage


def connect_calendar(page: CalendarPage) -> None:
    """Listen to every signal of a page's parts."""
    page.header.step_wanted.connect(page.step)
    page.header.today_wanted.connect(page.go_to_today)
    page.header.scale_wanted.connect(page.show_scale)
    page.header.colour_wanted.connect(page.colour_by)
    page.header.groups_wanted.connect(page.views.timeline.group_by)
    page.header.new_wanted.connect(lambda: page.create_on(page.presenter.day))
    page.header.filters.filtered.connect(page.narrow)
    page.header.filters.choice_wanted.connect(page.choices.open)
    page.header.filters.feed_wanted.connect(partial(page.feed_wanted.emit, page.presenter.listing.kind))
    page.choices.filtered.connect(page.narrow)
    page.choices.failed.connect(page.failed)
    page.partial.opened.connect(page.open)
    page.partial.all_wanted.connect(lambda: page.show_scale(Scale.AGENDA))
    page.remarks.loaded.connect(page.show_remarks)
    page.remarks.strip.clicked.connect(page.list_clashes)
    views = page.views
    views.create_wanted.connect(page.create_today)
    for view in (views.month, views.week, views.day, views.year):
        view.day_wanted.connect(page.go_to)
        view.opened.connect(page.open)
        view.create_wanted.connect(page.create_on)
        view.step_wanted.connect(page.step)
        view.today_wanted.connect(page.go_to_today)
        view.zoom_wanted.connect(page.zoom)
    for view in (views.month, views.week, views.day):
        view.day_opened.connect(page.show_day)
        view.list_wanted.connect(page.list_day)
        view.choose_wanted.connect(page.chosen.choose_next)
        _connect_changes(page, view)
    _connect_timeline(page, views.timeline)
    for hours in (views.week, views.day):
        hours.create_at_wanted.connect(page.create_at)
    page.moves.moved.connect(page.show_moved)
    page.moves.removed.connect(page.show_removed)
    page.moves.failed.connect(page.failed)
    page.moves.asked.connect(page.asked)
    page.moves.left.connect(page.focus_first)
    page.moves.opened.connect(page.open)
    views.year.day_opened.connect(lambda _day: page.show_scale(Scale.MONTH))
    views.agenda.chosen.connect(page.choose_row)
    views.agenda.opened.connect(page.open_row)


def _connect_changes(page: CalendarPage, view: CalendarView) -> None:
    view.moved.connect(page.moves.move)
    view.lengthened.connect(page.moves.lengthen)
    view.move_wanted.connect(page.chosen.move)
    view.lengthen_wanted.connect(page.chosen.lengthen)
    view.removal_wanted.connect(page.chosen.remove)
    view.menu_wanted.connect(page.moves.offer)


def _connect_timeline(page: CalendarPage, timeline: TimelinePane) -> None:
    timeline.opened.connect(page.open)
    timeline.create_wanted.connect(page.create_on)
    timeline.told.connect(page.told)
    timeline.failed.connect(page.failed)
    timeline.moved_on.connect(page.show_state)
    timeline.shown.connect(page.explain)
    timeline.groups_shown.connect(page.remarks.read_timeline)
    timeline.shown.connect(lambda _events: page.state_changed.emit())
    _connect_changes(page, timeline.view)
