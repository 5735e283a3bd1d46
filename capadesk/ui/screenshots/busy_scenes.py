"""A week in which much is on, in pictures; and an event that recurs, in its editor."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from capadesk.domain.when import When
from capadesk.services.desk import Desk
from capadesk.ui.calendar.calendar_content import ColourBy, Scale
from capadesk.ui.common.look.appearance import Scheme
from capadesk.ui.screenshots.stage import Size, Stage

_SIZES: tuple[Size, ...] = ((1280, 800), (1920, 1080))
_HERE, _LISBON = "Europe/Rome", "Europe/Lisbon"


class _Planned(NamedTuple):
    """A day of the week, an hour and a length in quarters of an hour; 0 quarters are whole days to `day`."""

    title: str
    kind: str
    status: str
    day: int
    hour: int = 0
    quarters: int = 0
    venue: str = ""
    zone: str = _HERE
    last_day: int = 0


_WEEK = (
    _Planned("Urban transitions conference", "conference", "confirmed", 2, last_day=4),
    _Planned("Mission week of the cities", "national_event", "planned", 4, last_day=9),
    _Planned("Open day of the energy agency", "public_event", "idea", 1, last_day=1),
    _Planned("Call with the mission platform", "meeting", "confirmed", 0, 9, 6, "Online"),
    _Planned("Jury of the small grants", "meeting", "planned", 1, 10, 6),
    _Planned("Lisbon and Rome compare their heat plans", "webinar", "confirmed", 1, 10, 4, "Online", _LISBON),
    _Planned("Lunch with the mayors", "networking", "planned", 1, 13, 6, "Palazzo Comunale"),
    _Planned("Heat plans in practice", "workshop", "confirmed", 2, 9, 28, "Palazzo Comunale"),
    _Planned("How to write a Climate City Contract", "webinar", "postponed", 2, 14, 4),
    _Planned("Budget", "meeting", "idea", 3, 8, 2),
    _Planned(
        "Visit to the district heating plant", "participatory_lab", "cancelled", 3, 13, 12, "Centrale Nord"
    ),
    _Planned("Evening of the climate choirs", "public_event", "planned", 4, 17, 8, "Teatro Civico"),
)


def busy_week(on: Stage) -> None:
    """A week that is full: what overlaps, lasts several days, is agreed on elsewhere, has no day yet."""
    monday = _next_monday(on.desk.clock.today())
    saved = _fill(on.desk, monday)
    on.window.look_for_changes()
    for scheme in (Scheme.LIGHT, Scheme.DARK):
        for size in _SIZES:
            on.show("calendar", size, scheme)
            page = on.window.page
            for scale in (Scale.MONTH, Scale.WEEK, Scale.DAY, Scale.AGENDA, Scale.TIMELINE):
                page.show_scale(scale)
                page.go_to(monday + timedelta(days=1))
                on.settle()
                on.shoot(f"calendar-busy-{scale}-{scheme}-{size[0]}x{size[1]}")
            page.show_scale(Scale.WEEK)
            page.colour_by(ColourBy.KIND)
            on.settle()
            on.shoot(f"calendar-busy-by-kind-{scheme}-{size[0]}x{size[1]}")
            page.colour_by(ColourBy.STATUS)
            page.show_scale(Scale.MONTH)
            on.settle()
    for _change in range(saved):
        on.desk.store.undo()
    on.window.look_for_changes()


def recurrence(on: Stage, scheme: Scheme, name: str) -> None:
    """The editor of an event on the last day of each month, with its next dates."""
    desk = on.desk
    last = (desk.clock.today().replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    start = datetime.combine(last, time(9))
    dossier = desk.events.new(when=When.timed(start, start + timedelta(hours=1), _HERE))
    rule = "FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=12"
    event = replace(dossier.event, title="Month’s end with the treasurers", kind="meeting", recurrence=rule)
    desk.events.save(replace(dossier, event=event))
    on.show("meetings", _SIZES[0], scheme)
    on.window.show_record("event", event.id)
    on.settle()
    on.shoot(name)
    desk.store.undo()
    on.window.look_for_changes()
    on.settle()


def _next_monday(today: date) -> date:
    return today + timedelta(days=7 - today.weekday())


def _fill(desk: Desk, monday: date) -> int:
    """Save the events of the week; how many they are."""
    dated = [(each, _when(each, monday)) for each in _WEEK]
    forum = _Planned("Forum of the regions", "forum", "idea", 0)
    dated.append((forum, When.months(monday.year, monday.month)))
    for each, when in dated:
        dossier = desk.events.new(when=when)
        event = replace(dossier.event, title=each.title, kind=each.kind, status=each.status, venue=each.venue)
        desk.events.save(replace(dossier, event=event))
    return len(dated)


def _when(planned: _Planned, monday: date) -> When:
    day = monday + timedelta(days=planned.day)
    if not planned.quarters:
        return When.days(day, monday + timedelta(days=planned.last_day))
    start = datetime.combine(day, time(planned.hour))
    return When.timed(start, start + timedelta(minutes=15 * planned.quarters), planned.zone)
