"""The calendar at work: what keys and the mouse do, what it says, what it reads."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from capadesk.domain.when import When
from capadesk.services.calendars.occurrence_service import Occurrence
from capadesk.services.desk import Desk
from capadesk.services.list_filter import ListFilter
from capadesk.services.own_platform import zone_to_assume
from capadesk.services.ports import ListKind, ListQuery
from capadesk.ui.calendar.calendar_content import ColourBy, Scale, week_number
from capadesk.ui.calendar.calendar_page import CalendarPage
from capadesk.ui.calendar.heat import heat_steps
from capadesk.ui.calendar.timeline.timeline_content import GroupBy
from capadesk.ui.calendar.week_lanes import week_lanes
from capadesk.ui.common.editing.event_editor import EventEditor
from capadesk.ui.window.main_window import MainWindow
from tests.ui.conftest import MakeWindow
from tests.ui.march import ROME, add, at, middle_of, open_march, settle

Key = Qt.Key
Left = Qt.MouseButton.LeftButton
Control = Qt.KeyboardModifier.ControlModifier
Nothing = Qt.KeyboardModifier.NoModifier


@pytest.fixture
def window(make_window: MakeWindow) -> MainWindow:
    made = make_window()
    made.resize(1280, 800)
    return made


def day_text(page: CalendarPage, day: date) -> str:
    return str(
        page.views.month.days.data(page.views.month.days.index_of(day), Qt.ItemDataRole.AccessibleTextRole)
    )


def test_arrows_lead_from_day_to_day_and_into_the_next_month(qtbot: QtBot, window: MainWindow) -> None:
    page = open_march(qtbot, window)
    for key in (Key.Key_Right, Key.Key_Down, Key.Key_Left, Key.Key_Up, Key.Key_Down):
        qtbot.keyClick(page.views.month, key)
    assert page.views.month.current_day == date(2026, 3, 17)
    for _times in range(3):
        qtbot.keyClick(page.views.month, Key.Key_Down)
    settle(qtbot, page)
    assert page.presenter.day == date(2026, 4, 7)
    assert page.header.title.text() == "April 2026"
    assert page.views.month.current_day == date(2026, 4, 7)


def test_page_keys_t_plus_and_minus_change_what_is_seen(qtbot: QtBot, window: MainWindow) -> None:
    page = open_march(qtbot, window)
    qtbot.keyClick(page.views.month, Key.Key_PageDown)
    settle(qtbot, page)
    assert page.header.title.text() == "April 2026"
    qtbot.keyClick(page.views.month, Key.Key_Minus)
    settle(qtbot, page)
    assert (page.presenter.scale, page.header.title.text()) == (Scale.YEAR, "2026")
    qtbot.keyClick(page.views.year, Key.Key_PageUp)
    settle(qtbot, page)
    assert page.header.title.text() == "2025"
    qtbot.keyClick(page.views.year, Key.Key_Plus)
    settle(qtbot, page)
    qtbot.keyClick(page.views.month, Key.Key_T)
    settle(qtbot, page)
    assert page.views.month.current_day == window.page.presenter.desk.clock.today()


def test_a_screen_reader_hears_a_day_with_all_that_is_on_it(
    qtbot: QtBot, desk: Desk, window: MainWindow
) -> None:
    add(desk, "Breakfast", at(10), city_id=None)
    add(desk, "In Lisbon", at(10, 11, "Europe/Lisbon"))
    page = open_march(qtbot, window)
    text = day_text(page, date(2026, 3, 10))
    assert text.startswith("Tuesday 10 March 2026, 2 events; 09:00, Breakfast, Planned")
    assert "Lisbon time" in text
    assert day_text(page, date(2026, 3, 11)) == "Wednesday 11 March 2026, no events"
    assert page.views.month.accessibleName() == "Month"


def test_enter_opens_the_one_event_of_a_day_in_its_area(qtbot: QtBot, desk: Desk, window: MainWindow) -> None:
    event = add(desk, "Breakfast", at(10))
    page = open_march(qtbot, window)
    with qtbot.waitSignal(page.record_wanted) as opened:
        qtbot.keyClick(page.views.month, Key.Key_Return)
    assert opened.args == ["event", event.id]
    assert window.shown_area == "events"


def test_enter_lists_a_day_with_several_events(qtbot: QtBot, desk: Desk, window: MainWindow) -> None:
    add(desk, "Breakfast", at(10))
    lunch = add(desk, "Lunch", at(10, 12))
    page = open_march(qtbot, window)
    qtbot.keyClick(page.views.month, Key.Key_Return)
    popup = page.popup
    assert popup is not None
    assert [row.title for row in popup.model.rows] == ["Breakfast", "Lunch"]
    qtbot.keyClick(popup.list, Key.Key_Down)
    with qtbot.waitSignal(page.record_wanted) as opened:
        qtbot.keyClick(popup.list, Key.Key_Return)
    assert opened.args == ["event", lunch.id]


def test_what_there_is_no_room_for_is_counted_and_listed(
    qtbot: QtBot, desk: Desk, window: MainWindow
) -> None:
    for number in range(12):
        add(desk, f"Talk {number}", at(10, 8 + number))
    page = open_march(qtbot, window)
    (more,) = page.views.month._more
    assert more.text == f"+{12 - len(page.views.month._placed)} more"
    qtbot.mouseClick(page.views.month.viewport(), Left, pos=more.place.center().toPoint())
    assert page.popup is not None
    assert len(page.popup.model.rows) == 12
    page.popup.close()


def test_a_double_click_opens_an_event_and_begins_one_where_none_is(
    qtbot: QtBot, desk: Desk, window: MainWindow
) -> None:
    event = add(desk, "Breakfast", at(10))
    page = open_march(qtbot, window)
    with qtbot.waitSignal(page.record_wanted) as opened:
        qtbot.mouseDClick(page.views.month.viewport(), Left, pos=middle_of(page, "Breakfast"))
    assert opened.args == ["event", event.id]
    page = open_march(qtbot, window)
    empty = page.views.month.visualRect(page.views.month.days.index_of(date(2026, 3, 19))).center()
    qtbot.mouseDClick(page.views.month.viewport(), Left, pos=empty)
    assert window.area_page is not None
    editor = window.area_page.record.detail.editor
    assert isinstance(editor, EventEditor)
    assert editor.dossier().event.when == When.days(date(2026, 3, 19))


def test_several_days_are_a_band_and_a_month_is_on_no_day(
    qtbot: QtBot, desk: Desk, window: MainWindow
) -> None:
    add(desk, "Fair", When.days(date(2026, 3, 13), date(2026, 3, 17)))
    forum = add(desk, "Forum", When.months(2026, 3))
    page = open_march(qtbot, window)
    bands = [each.segment for each in page.views.month._placed]
    assert [(each.first, each.last, each.goes_on_before, each.goes_on_after) for each in bands] == [
        (4, 6, False, True),
        (0, 1, True, False),
    ]
    (button,) = page.partial.buttons
    assert button.text() == "Forum · March 2026"
    with qtbot.waitSignal(page.record_wanted) as opened:
        button.click()
    assert opened.args == ["event", forum.id]


def test_what_has_no_day_takes_one_line_however_much_it_is(
    qtbot: QtBot, desk: Desk, window: MainWindow
) -> None:
    for number in range(6):
        add(desk, f"Forum of all the regions, number {number}", When.months(2026, 3))
    page = open_march(qtbot, window)
    strip = page.partial

    def seen() -> int:
        return sum(button.isVisible() for button in strip.buttons)

    line = strip.height()
    window.resize(1900, 800)
    qtbot.waitUntil(lambda: seen() == 3)
    assert (strip.more.text(), strip.height()) == ("+3 more", line)
    window.resize(1000, 700)
    qtbot.waitUntil(lambda: seen() < 3 and strip.height() == line)
    assert strip.more.text() == f"+{6 - seen()} more"
    strip.more.click()
    settle(qtbot, page)
    assert page.presenter.scale is Scale.AGENDA


def test_weeks_are_numbered_and_the_number_says_what_it_is(qtbot: QtBot, window: MainWindow) -> None:
    page = open_march(qtbot, window)
    month = page.views.month
    rows = [month.visualRect(month.days.index(row, 0)).center().y() for row in range(month.days.rowCount())]
    assert [month.tip_at(QPoint(4, y)) for y in rows] == [f"Week {number}" for number in range(9, 15)]
    page = open_march(qtbot, window, Scale.WEEK)
    assert page.views.week.tip_at(QPoint(4, 4)) == "Week 11"
    # Where weeks begin on Sunday, that Sunday belongs to the week that follows.
    sunday = date(2026, 3, 8)
    assert [week_number(sunday, first) for first in (0, 6)] == [10, 11]
    assert week_number(date(2027, 1, 1), 0) == 53


def test_a_legend_says_what_the_colours_of_a_month_say(qtbot: QtBot, desk: Desk, window: MainWindow) -> None:
    add(desk, "Breakfast", at(10), kind="webinar", status="confirmed")
    add(desk, "Lunch", at(12), kind="workshop", status="idea")
    page = open_march(qtbot, window)
    assert [look.word for look in page.legend.looks] == ["Idea", "Confirmed"]
    assert page.legend.accessibleDescription() == "Idea, Confirmed"
    page.colour_by(ColourBy.KIND)
    settle(qtbot, page)
    assert {look.word for look in page.legend.looks} == {"Webinar", "Workshop"}
    for scale in (Scale.AGENDA, Scale.YEAR):
        page.show_scale(scale)
        settle(qtbot, page)
        assert page.legend.isHidden()


def test_the_event_under_the_pointer_is_marked_until_the_pointer_leaves(
    qtbot: QtBot, desk: Desk, window: MainWindow
) -> None:
    add(desk, "Breakfast", at(10))
    page = open_march(qtbot, window)
    month = page.views.month
    place = middle_of(page, "Breakfast")
    there = month.viewport().mapToGlobal(place).toPointF()
    nothing = Qt.MouseButton.NoButton
    move = QMouseEvent(QEvent.Type.MouseMove, place.toPointF(), there, nothing, nothing, Nothing)
    QApplication.sendEvent(month.viewport(), move)
    assert month.hovered is not None
    assert month.hovered.title == "Breakfast"
    QApplication.sendEvent(month.viewport(), QEvent(QEvent.Type.Leave))
    assert month.hovered is None


def test_an_agenda_lists_the_month_by_days(qtbot: QtBot, desk: Desk, window: MainWindow) -> None:
    add(desk, "Jour fixe", at(2), recurrence="FREQ=WEEKLY")
    add(desk, "Forum", When.months(2026, 3))
    page = open_march(qtbot, window, Scale.AGENDA)
    rows = page.views.agenda_model.rows
    assert [row.title for row in rows] == ["Forum", *["Jour fixe"] * 5]
    assert rows[0].day == "Day not known yet"
    event = rows[1].key
    assert isinstance(event, Occurrence)
    assert page.presenter.detail_on_its_day(event, ROME) == "09:00–10:00 · Workshop · recurring"
    assert "recurring" in rows[1].detail
    assert page.views.agenda.selected_rows()[0].day == date(2026, 3, 16)
    assert not page.partial.buttons


def test_a_year_counts_each_day_and_leads_to_its_month(qtbot: QtBot, desk: Desk, window: MainWindow) -> None:
    add(desk, "Daily", at(2), recurrence="FREQ=DAILY;COUNT=10")
    add(desk, "Breakfast", at(10))
    page = open_march(qtbot, window, Scale.YEAR)
    assert page.content is not None
    assert (page.content.counts[date(2026, 3, 10)], page.content.counts[date(2026, 3, 11)]) == (2, 1)
    place = page.views.year.visualRect(page.views.year.days.index_of(date(2026, 5, 31))).center()
    qtbot.mouseClick(page.views.year.viewport(), Left, pos=place)
    qtbot.keyClick(page.views.year, Key.Key_Return)
    settle(qtbot, page)
    assert (page.presenter.scale, page.header.title.text()) == (Scale.MONTH, "May 2026")


def test_a_filter_narrows_and_comes_back_with_scale_and_colours(
    qtbot: QtBot, desk: Desk, window: MainWindow, make_window: MakeWindow
) -> None:
    add(desk, "Webinar", at(10), kind="webinar")
    add(desk, "Workshop", at(10), kind="workshop")
    page = open_march(qtbot, window)
    assert "period" not in page.header.filters.chips
    page.narrow(ListFilter().with_values("kind", ("webinar",)))
    page.colour_by(ColourBy.KIND)
    page.show_scale(Scale.AGENDA)
    settle(qtbot, page)
    assert [row.title for row in page.views.agenda_model.rows] == ["Webinar"]
    window.leaving.close_without_asking()
    again = open_march(qtbot, make_window(), Scale.AGENDA)
    assert [row.title for row in again.views.agenda_model.rows] == ["Webinar"]
    assert again.presenter.colour_by is ColourBy.KIND


def test_a_narrow_window_says_views_and_buttons_more_shortly_before_it_cuts_the_title(
    qtbot: QtBot, window: MainWindow
) -> None:
    page = open_march(qtbot, window)
    header = page.header
    header.title.setText("From November 2026 to January 2027, and some more")
    shown: dict[tuple[bool, bool], int] = {}
    for width in range(1800, 600, -20):
        header.resize(width, header.height())
        shown.setdefault((bool(header.new.text()), header.scale_choice.isHidden()), width)
    assert list(shown) == [(True, True), (False, True), (False, False)]
    for combo in (header.scale_choice, header.colours, header.groups):
        combo.setCurrentIndex(1)
        combo.activated.emit(1)
        settle(qtbot, page)
    assert page.presenter.scale is Scale.WEEK
    assert page.presenter.colour_by is ColourBy.KIND
    assert page.views.timeline.presenter.by is GroupBy.CITY


def test_an_empty_month_offers_a_first_event(qtbot: QtBot, window: MainWindow) -> None:
    page = open_march(qtbot, window, Scale.AGENDA)
    assert page.views.currentWidget() is page.views.empty


def test_what_is_changed_elsewhere_is_seen_at_once(qtbot: QtBot, desk: Desk, window: MainWindow) -> None:
    page = open_march(qtbot, window)
    add(desk, "Breakfast", at(10))
    window.look_for_changes()
    settle(qtbot, page)
    assert page.content is not None
    assert [each.title for each in page.content.dated] == ["Breakfast"]


def test_the_days_are_a_sound_model(qtbot: QtBot, window: MainWindow, qtmodeltester: ModelTester) -> None:
    for scale in (Scale.MONTH, Scale.YEAR):
        page = open_march(qtbot, window, scale)
        qtmodeltester.check((page.views.month if scale is Scale.MONTH else page.views.year).days)


def test_a_mirrored_month_begins_at_the_right(qtbot: QtBot, window: MainWindow) -> None:
    page = open_march(qtbot, window)
    page.views.month.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    first, second = (page.views.month.visualRect(page.views.month.days.index(0, column)) for column in (0, 1))
    assert first.x() > second.x()
    qtbot.keyClick(page.views.month, Key.Key_Left)
    assert page.views.month.current_day == date(2026, 3, 11)


def test_lanes_keep_the_last_one_for_the_number_of_the_rest(qtbot: QtBot, desk: Desk) -> None:
    monday = date(2026, 3, 2)
    for number in range(3):
        add(desk, f"Fair {number}", When.days(monday, monday + timedelta(days=2)))
    add(desk, "Tuesday", When.days(monday + timedelta(days=1)))
    found = desk.occurrences.between(
        ListQuery(ListKind.CALENDAR), monday, monday + timedelta(days=6), ROME
    ).found
    lanes = week_lanes(found, monday, 3)
    assert lanes.hidden == [1, 2, 1, 0, 0, 0, 0]
    assert {segment.lane for segment in lanes.shown} == {0, 1}
    assert week_lanes(found, monday, 4).hidden == [0] * 7


def test_shades_of_a_year_have_five_steps_at_most() -> None:
    assert heat_steps(0) == ()
    assert heat_steps(3) == (1, 2, 3)
    assert heat_steps(100) == (3, 6, 16, 40, 100)
    assert heat_steps(6) == (1, 2, 3, 4, 6)


# --- weeks and days -----------------------------------------------------------------------------------


def test_a_week_shows_what_overlaps_beside_each_other(qtbot: QtBot, desk: Desk, window: MainWindow) -> None:
    for hour, title in ((9, "Breakfast"), (9, "Talk"), (10, "Walk")):
        add(desk, title, at(10, hour))
    add(desk, "Fair", When.days(date(2026, 3, 8), date(2026, 3, 10)))
    page = open_march(qtbot, window, Scale.WEEK)
    assert page.header.title.text() == "9–15 March 2026"
    slots = {slot.event.title: (slot.column, slot.columns) for _place, slot in page.views.week._slots}
    assert slots == {"Breakfast": (0, 2), "Talk": (1, 2), "Walk": (0, 1)}
    ((place, band),) = page.views.week._bands
    assert (band.event.title, band.first, band.last) == ("Fair", 0, 1)
    assert page.views.week.event_at(place.center().toPoint()) == band.event


def test_left_and_right_lead_through_days_and_up_and_down_through_hours(
    qtbot: QtBot, desk: Desk, window: MainWindow
) -> None:
    page = open_march(qtbot, window, Scale.DAY)
    assert page.header.title.text() == "Tuesday 10 March 2026"
    qtbot.keyClick(page.views.day, Key.Key_Right)
    settle(qtbot, page)
    assert page.header.title.text() == "Wednesday 11 March 2026"
    before = page.views.day.verticalScrollBar().value()
    qtbot.keyClick(page.views.day, Key.Key_Down)
    assert page.views.day.verticalScrollBar().value() > before
    qtbot.keyClick(page.views.day, Key.Key_Minus)
    settle(qtbot, page)
    assert page.presenter.scale is Scale.WEEK
    qtbot.keyClick(page.views.week, Key.Key_PageDown)
    settle(qtbot, page)
    assert page.presenter.day == date(2026, 3, 18)


def test_the_line_of_now_stands_in_the_week_of_today_alone(qtbot: QtBot, window: MainWindow) -> None:
    page = open_march(qtbot, window, Scale.WEEK)
    week = page.views.week
    assert week._now_height() is None
    page.go_to_today()
    settle(qtbot, page)
    assert page.content is not None
    height = week._now_height()
    assert height == pytest.approx(week._y(page.presenter.now(page.content.zone)), abs=2)


def test_the_first_hour_stays_the_first_when_the_window_becomes_higher(
    qtbot: QtBot, window: MainWindow
) -> None:
    page = open_march(qtbot, window, Scale.WEEK)
    week = page.views.week
    bar, hour = week.verticalScrollBar(), week._hour
    first = bar.value() / hour
    window.resize(1280, 1400)
    qtbot.waitUntil(lambda: week._hour > hour)
    assert bar.value() / week._hour == pytest.approx(first, abs=0.05)


@pytest.mark.parametrize("zone", ["", ROME])
def test_a_double_click_into_the_hours_begins_an_event_of_an_hour(
    qtbot: QtBot, desk: Desk, window: MainWindow, zone: str
) -> None:
    page = open_march(qtbot, window, Scale.WEEK)
    assert page.content is not None
    page.content = page.content._replace(zone=zone)
    cell = page.views.week.visualRect(page.views.week.days.index_of(date(2026, 3, 12)))
    y = page.views.week._y(datetime(2026, 3, 12, 14, 40))
    with qtbot.waitSignal(page.new_dated_wanted) as begun:
        qtbot.mouseDClick(page.views.week.viewport(), Left, pos=QPoint(cell.center().x(), round(y)))
    assert begun.args is not None
    assumed = zone or zone_to_assume(desk.store)
    assert begun.args[0] == When.timed(datetime(2026, 3, 12, 14, 30), datetime(2026, 3, 12, 15, 30), assumed)


def test_of_very_many_at_once_a_week_draws_those_that_have_room_and_counts_the_rest(
    qtbot: QtBot, desk: Desk, window: MainWindow
) -> None:
    for number in range(30):
        add(desk, f"Talk {number:02}", at(10))
    page = open_march(qtbot, window, Scale.WEEK)
    shown = len(page.views.week._slots)
    assert 1 < shown < 24
    assert min(place.width() for place, _slot in page.views.week._slots) > 30
    ((place, text),) = page.views.week._more
    assert text == f"+{30 - shown} more"
    qtbot.mouseClick(page.views.week.viewport(), Left, pos=place.center().toPoint())
    assert page.popup is not None
    assert len(page.popup.model.rows) == 30
    page.popup.close()
    page.show_scale(Scale.MONTH)
    settle(qtbot, page)
    (more,) = page.views.month._more
    assert more.text == f"+{30 - len(page.views.month._placed)} more"


def test_an_agenda_of_very_many_rows_is_shown_as_one_scrolls(
    qtbot: QtBot, desk: Desk, window: MainWindow
) -> None:
    for number in range(12):
        when = When.days(date(2026, 3, 1))
        add(desk, f"Daily {number}", when, recurrence="FREQ=DAILY;COUNT=31")
    page = open_march(qtbot, window, Scale.AGENDA)
    shown = page.views.agenda_model.rowCount()
    assert 200 < shown < 12 * 31
    assert page.views.agenda.selected_rows()[0].day == date(2026, 3, 10)
    page.views.agenda.scrollToBottom()
    qtbot.waitUntil(lambda: page.views.agenda_model.rowCount() == 12 * 31)
