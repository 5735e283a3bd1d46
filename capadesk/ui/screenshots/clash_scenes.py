"""What stands in the way, in pictures: in the overview, over the calendar, on a timeline, in the editor."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from capadesk.domain.when import When
from capadesk.services.calendars.holiday_choice import countries_with_holidays
from capadesk.services.calendars.occurrence_service import Occurrence
from capadesk.services.desk import Desk
from capadesk.services.ports import ListKind, ListQuery
from capadesk.ui.calendar.calendar_content import Scale
from capadesk.ui.calendar.calendar_page import CalendarPage
from capadesk.ui.common.editing.event_editor import EventEditor
from capadesk.ui.common.look.appearance import Scheme
from capadesk.ui.overview.overview_page import OverviewPage
from capadesk.ui.screenshots.stage import Size, Stage

_LAPTOP: Size = (1280, 800)


def clashes(on: Stage) -> None:
    """Events that are booked twice, one of them said to be fine; light and dark."""
    double_book(on.desk)
    _book_a_holiday(on.desk)
    on.window.look_for_changes()
    for scheme in (Scheme.LIGHT, Scheme.DARK):
        end = f"{scheme}-{_LAPTOP[0]}x{_LAPTOP[1]}"
        on.show("overview", _LAPTOP, scheme)
        overview = on.window.page
        assert isinstance(overview, OverviewPage)
        while overview.is_looking_for_clashes:
            on.settle()
        overview.cards[-1].shown_rows()[-1].setFocus()
        on.settle()
        on.shoot(f"clashes-overview-{end}")
        on.show("calendar", _LAPTOP, scheme)
        page = on.window.page
        assert isinstance(page, CalendarPage)
        day = next_event(on.desk).first_day
        for scale in (Scale.TIMELINE, Scale.YEAR, Scale.MONTH):
            page.show_scale(scale)
            page.go_to(day)
            on.settle()
            if scale is not Scale.MONTH:
                on.shoot(f"clashes-{scale}-{end}")
        _list(on, page, end)
        on.window.show_record("event", next_event(on.desk).event_id)
        on.settle()
        _open_what_is_fine(on)
        on.shoot(f"clashes-in-editor-{end}")
        on.window.undo()
        on.settle()
    for _change in range(2):
        on.desk.store.undo()
    on.window.look_for_changes()


def clashes_beneath_the_date(on: Stage) -> EventEditor:
    """The editor that is seen, once it says what is in the way."""
    assert on.window.area_page is not None
    editor = on.window.area_page.record.editor
    assert isinstance(editor, EventEditor)
    while editor.date_clashes.is_looking:
        on.settle()
    return editor


def _open_what_is_fine(on: Stage) -> None:
    editor = clashes_beneath_the_date(on)
    if not any(line.isVisible() for line in editor.date_clashes.note.fine_lines):
        editor.date_clashes.note.fine_line.button.click()
    on.settle()


def _list(on: Stage, page: CalendarPage, end: str) -> None:
    """The list, with the first clash said to be fine."""
    page.list_clashes()
    popup = page.clash_popup
    assert popup is not None
    popup.say_button.click()
    popup.list.show_position(1)
    on.settle()
    on.shoot(f"clashes-listed-{end}", popup)
    popup.close()
    on.settle()


def coming(desk: Desk) -> list[Occurrence]:
    """What has a time within the next weeks."""
    today = desk.clock.today()
    query = ListQuery(ListKind.CALENDAR)
    found = desk.occurrences.between(query, today + timedelta(days=1), today + timedelta(days=45), "").found
    return [each for each in found if each.starts is not None]


def next_event(desk: Desk) -> Occurrence:
    """One that is coming, at a venue."""
    return next(each for each in coming(desk) if each.venue and not each.original_start)


def double_book(desk: Desk) -> None:
    """A second event at the place, with the people and at the time of one that is coming."""
    taken = next_event(desk)
    dossier = desk.events.duplicate(taken.event_id)
    other = replace(dossier.event, title="Site visit of the steering committee", when=taken.when)
    desk.events.save(replace(dossier, event=other))


def _book_a_holiday(desk: Desk) -> None:
    """An event on the next public holiday."""
    today = desk.clock.today()
    days = desk.clashes.holidays(
        countries_with_holidays(desk.store), today + timedelta(days=1), today + timedelta(days=60)
    )
    dossier = desk.events.new(when=When.days(min(days)))
    desk.events.save(replace(dossier, event=replace(dossier.event, title="Visit to the energy community")))
