"""The calendar in pictures: each of its views, and a date that clashes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from capadesk.services.desk import Desk
from capadesk.ui.calendar.calendar_content import Scale
from capadesk.ui.calendar.timeline.timeline_content import GroupBy, Reach
from capadesk.ui.common.look.appearance import Scheme
from capadesk.ui.screenshots.clash_scenes import (
    clashes_beneath_the_date,
    coming,
    double_book,
    next_event,
)
from capadesk.ui.screenshots.stage import Size, Stage

_SIZES: tuple[Size, ...] = ((1280, 800), (1920, 1080))
_AHEAD = timedelta(days=21)
"""So far ahead there is something of everything."""


def calendar_scales(on: Stage) -> None:
    """Days, weeks, months, a year, an agenda, timelines; what clashes is marked in all of them."""
    double_book(on.desk)
    for scheme in (Scheme.LIGHT, Scheme.DARK):
        for size in _SIZES:
            on.show("calendar", size, scheme)
            _each_scale(on, f"calendar-{{}}-{scheme}-{size[0]}x{size[1]}")
        on.window.show_record("event", next_event(on.desk).event_id)
        clashes_beneath_the_date(on)
        on.settle()
        on.shoot(f"calendar-clash-in-editor-{scheme}-1920x1080")
    on.desk.store.undo()
    on.window.look_for_changes()


def calendar_once(on: Stage, size: Size, words: str, scales: Sequence[Scale] = tuple(Scale)) -> None:
    """Some views, light; `words` says what is special."""
    on.show("calendar", size)
    _each_scale(on, f"{words}-calendar-{{}}-{size[0]}x{size[1]}", scales)


def _each_scale(on: Stage, name: str, scales: Sequence[Scale] = tuple(Scale)) -> None:
    page = on.window.page
    day = on.desk.clock.today() + _AHEAD
    for scale in scales:
        page.show_scale(scale)
        page.go_to(_fullest_day(on.desk) if scale in (Scale.DAY, Scale.WEEK) else day)
        on.settle()
        on.shoot(name.format(scale))
    if len(scales) == len(Scale):
        _each_grouping(on, name)
    page.show_scale(Scale.MONTH)
    page.go_to_today()
    on.settle()


def _each_grouping(on: Stage, name: str) -> None:
    page = on.window.page
    timeline = page.views.timeline
    for by, reach in ((GroupBy.CITY, Reach.YEAR), (GroupBy.COUNTRY, Reach.HALF)):
        timeline.presenter.reach = reach
        timeline.group_by(by)
        on.settle()
        on.shoot(name.format(f"timeline-{by}"))
    timeline.presenter.reach = Reach.QUARTER
    timeline.group_by(GroupBy.SERIES)
    on.settle()


def _fullest_day(desk: Desk) -> date:
    days = [each.first_day for each in coming(desk)] or [desk.clock.today()]
    return max(days, key=days.count)
