"""Events moved, lengthened, begun and taken out in the calendar: by the mouse and by keys."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from capadesk.domain.records import Event
from capadesk.domain.when import When
from capadesk.services.desk import Desk
from capadesk.ui.calendar.calendar_content import Scale
from capadesk.ui.calendar.calendar_page import CalendarPage
from capadesk.ui.calendar.week_view import WeekView
from capadesk.ui.window.main_window import MainWindow
from tests.ui.conftest import MakeWindow
from tests.ui.march import ROME, add, at, middle_of, open_march, settle

Key = Qt.Key
Left = Qt.MouseButton.LeftButton
Control = Qt.KeyboardModifier.ControlModifier
Alt = Qt.KeyboardModifier.AltModifier
AltShift = Alt | Qt.KeyboardModifier.ShiftModifier
Nothing = Qt.KeyboardModifier.NoModifier


@pytest.fixture
def window(make_window: MakeWindow) -> MainWindow:
    made = make_window()
    made.resize(1280, 800)
    return made


def drag(qtbot: QtBot, page: CalendarPage, begun: QPoint, day: date) -> None:
    view = page.views.month.viewport()
    target = page.views.month.visualRect(page.views.month.days.index_of(day)).center()
    qtbot.mousePress(view, Left, pos=begun)
    for step in range(1, 5):
        place = begun + (target - begun) * (step / 4)
        move = QMouseEvent(
            QEvent.Type.MouseMove, place.toPointF(), view.mapToGlobal(place).toPointF(), Left, Left, Nothing
        )
        QApplication.sendEvent(view, move)
    qtbot.mouseRelease(view, Left, pos=target)
    settle(qtbot, page)


def test_an_event_is_dragged_to_another_day_and_back_by_undo(
    qtbot: QtBot, desk: Desk, window: MainWindow
) -> None:
    event = add(desk, "Breakfast", at(10))
    page = open_march(qtbot, window)
    drag(qtbot, page, middle_of(page, "Breakfast"), date(2026, 3, 20))
    assert desk.store.get(Event, event.id).when == at(20)
    assert (window.bar.text, window.bar.is_undo_offered) == ("Moved “Breakfast”", True)
    desk.store.undo()
    assert desk.store.get(Event, event.id).when == at(10)


def test_the_end_of_a_band_is_dragged_longer_and_shorter(
    qtbot: QtBot, desk: Desk, window: MainWindow
) -> None:
    event = add(desk, "Fair", When.days(date(2026, 3, 10), date(2026, 3, 11)))
    page = open_march(qtbot, window)
    for last in (date(2026, 3, 13), date(2026, 3, 11)):
        place = page.views.month._placed[0].place
        grip = QPoint(round(place.right()) - 3, round(place.center().y()))
        drag(qtbot, page, grip, last)
        assert desk.store.get(Event, event.id).when == When.days(date(2026, 3, 10), last)


def test_a_date_of_a_recurring_event_asks_which_dates_are_meant(
    qtbot: QtBot, desk: Desk, window: MainWindow
) -> None:
    add(desk, "Jour fixe", at(2), recurrence="FREQ=WEEKLY;COUNT=3")
    page = open_march(qtbot, window)
    page.go_to(date(2026, 3, 9))
    qtbot.keyClick(page.views.month, Key.Key_Right, Control)
    question = window.bar.question
    assert question is not None
    assert [answer.text for answer in question.answers] == [
        "Only this date",
        "This and the following",
        "All dates",
        "Leave it",
    ]
    question.answers[1].then()
    settle(qtbot, page)
    assert page.content is not None
    assert [each.first_day.day for each in page.content.dated] == [2, 10, 17]
    assert page.presenter.day == date(2026, 3, 10)


def test_escape_leaves_a_dragged_event_where_it_was(qtbot: QtBot, desk: Desk, window: MainWindow) -> None:
    event = add(desk, "Breakfast", at(10))
    page = open_march(qtbot, window)
    qtbot.mousePress(page.views.month.viewport(), Left, pos=middle_of(page, "Breakfast"))
    qtbot.keyClick(page.views.month, Key.Key_Escape)
    target = page.views.month.visualRect(page.views.month.days.index_of(date(2026, 3, 20))).center()
    qtbot.mouseRelease(page.views.month.viewport(), Left, pos=target)
    assert desk.store.get(Event, event.id).when == at(10)


def test_of_several_events_on_a_day_none_is_moved_by_keys(
    qtbot: QtBot, desk: Desk, window: MainWindow
) -> None:
    add(desk, "Breakfast", at(10))
    add(desk, "Lunch", at(10, 12))
    page = open_march(qtbot, window)
    qtbot.keyClick(page.views.month, Key.Key_Down, Control)
    assert "choose one with E" in window.bar.text


# --- among hours --------------------------------------------------------------------------------------


def carry(view: WeekView, place: QPoint) -> None:
    port = view.viewport()
    there = port.mapToGlobal(place).toPointF()
    move = QMouseEvent(QEvent.Type.MouseMove, place.toPointF(), there, Left, Left, Nothing)
    QApplication.sendEvent(port, move)


def drag_hours(qtbot: QtBot, page: CalendarPage, begun: QPoint, target: QPoint) -> None:
    view = page.view
    assert isinstance(view, WeekView)
    qtbot.mousePress(view.viewport(), Left, pos=begun)
    for step in range(1, 5):
        carry(view, begun + (target - begun) * (step / 4))
    qtbot.mouseRelease(view.viewport(), Left, pos=target)
    settle(qtbot, page)


def hour_point(page: CalendarPage, at_time: datetime) -> QPoint:
    view = page.view
    assert isinstance(view, WeekView)
    place = view.span_place(at_time, at_time + timedelta(minutes=15))
    return QPoint(round(place.center().x()), round(place.top()))


def lower_edge(page: CalendarPage, title: str) -> QPoint:
    view = page.view
    assert isinstance(view, WeekView)
    place = next(place for place, slot in view._slots if slot.event.title == title)
    return QPoint(round(place.center().x()), round(place.bottom()) - 2)


def test_an_event_is_dragged_to_another_day_and_quarter(qtbot: QtBot, desk: Desk, window: MainWindow) -> None:
    event = add(desk, "Breakfast", at(10))
    page = open_march(qtbot, window, Scale.WEEK)
    begun = hour_point(page, datetime(2026, 3, 10, 9, 30))
    drag_hours(qtbot, page, begun, hour_point(page, datetime(2026, 3, 12, 14, 13)))
    start = datetime(2026, 3, 12, 13, 45)
    assert desk.store.get(Event, event.id).when == When.timed(start, start + timedelta(hours=1), ROME)
    assert (window.bar.text, window.bar.is_undo_offered) == ("Moved “Breakfast”", True)
    desk.store.undo()
    assert desk.store.get(Event, event.id).when == at(10)


def test_the_lower_edge_is_dragged_to_another_end_never_above_the_start(
    qtbot: QtBot, desk: Desk, window: MainWindow
) -> None:
    event = add(desk, "Breakfast", at(10))
    page = open_march(qtbot, window, Scale.WEEK)
    for target, end in ((datetime(2026, 3, 11, 12, 31), (12, 30)), (datetime(2026, 3, 10, 8), (9, 15))):
        drag_hours(qtbot, page, lower_edge(page, "Breakfast"), hour_point(page, target))
        when = desk.store.get(Event, event.id).when
        assert when == When.timed(datetime(2026, 3, 10, 9), datetime(2026, 3, 10, *end), ROME)


def test_a_new_event_is_drawn_over_empty_hours(qtbot: QtBot, window: MainWindow) -> None:
    page = open_march(qtbot, window, Scale.DAY)
    assert page.content is not None
    page.content = page.content._replace(zone=ROME)
    begun, target = datetime(2026, 3, 10, 11, 2), datetime(2026, 3, 10, 12, 40)
    for one, other in ((begun, target), (target, begun)):
        with qtbot.waitSignal(page.new_dated_wanted) as new:
            drag_hours(qtbot, page, hour_point(page, one), hour_point(page, other))
        assert new.args == [When.timed(datetime(2026, 3, 10, 11), datetime(2026, 3, 10, 12, 45), ROME)]
        page = open_march(qtbot, window, Scale.DAY)
        page.content = page.content._replace(zone=ROME) if page.content is not None else None


def test_a_band_is_dragged_and_lengthened_over_a_week(qtbot: QtBot, desk: Desk, window: MainWindow) -> None:
    event = add(desk, "Fair", When.days(date(2026, 3, 10), date(2026, 3, 11)))
    page = open_march(qtbot, window, Scale.WEEK)
    width = page.views.week.place_of(0, 0).width()
    place = page.views.week._bands[0][0].center().toPoint()
    drag_hours(qtbot, page, place, place + QPoint(round(width), 60))
    assert desk.store.get(Event, event.id).when == When.days(date(2026, 3, 11), date(2026, 3, 12))
    band = page.views.week._bands[0][0]
    end = QPoint(round(band.right()) - 3, round(band.center().y()))
    drag_hours(qtbot, page, end, end + QPoint(round(width), 0))
    assert desk.store.get(Event, event.id).when == When.days(date(2026, 3, 11), date(2026, 3, 13))


def test_escape_leaves_a_dragged_event_among_hours_where_it_was(
    qtbot: QtBot, desk: Desk, window: MainWindow
) -> None:
    event = add(desk, "Breakfast", at(10))
    page = open_march(qtbot, window, Scale.WEEK)
    week = page.views.week
    qtbot.mousePress(week.viewport(), Left, pos=hour_point(page, datetime(2026, 3, 10, 9, 30)))
    target = hour_point(page, datetime(2026, 3, 12, 14))
    carry(week, target)
    ghost = week.dragging.ghost()
    assert ghost is not None
    assert ghost.first_day == date(2026, 3, 12)
    qtbot.keyClick(week, Key.Key_Escape)
    qtbot.mouseRelease(week.viewport(), Left, pos=target)
    assert desk.store.get(Event, event.id).when == at(10)
    assert not week.dragging.is_holding


def test_the_hours_go_on_while_something_is_held_at_their_edge(
    qtbot: QtBot, desk: Desk, window: MainWindow
) -> None:
    event = add(desk, "Breakfast", at(10))
    page = open_march(qtbot, window, Scale.DAY)
    day, bar = page.views.day, page.views.day.verticalScrollBar()
    qtbot.mousePress(day.viewport(), Left, pos=hour_point(page, datetime(2026, 3, 10, 9, 30)))
    before = bar.value()
    edge = QPoint(day.viewport().width() // 2, day.viewport().height() - 2)
    carry(day, edge)
    qtbot.waitUntil(lambda: bar.value() == bar.maximum())
    qtbot.mouseRelease(day.viewport(), Left, pos=edge)
    settle(qtbot, page)
    assert bar.value() > before
    start = desk.store.get(Event, event.id).when.start
    assert isinstance(start, datetime)
    assert start.hour == 23


def test_alt_and_arrows_move_and_lengthen_what_is_chosen(
    qtbot: QtBot, desk: Desk, window: MainWindow
) -> None:
    event = add(desk, "Breakfast", at(10))
    page = open_march(qtbot, window, Scale.WEEK)
    for key, modifier in ((Key.Key_Right, Alt), (Key.Key_Down, Alt), (Key.Key_Down, AltShift)):
        qtbot.keyClick(page.views.week, key, modifier)
        settle(qtbot, page)
    start = datetime(2026, 3, 11, 9, 15)
    assert desk.store.get(Event, event.id).when == When.timed(start, start + timedelta(minutes=75), ROME)
    assert page.presenter.day == date(2026, 3, 11)
    page.show_scale(Scale.MONTH)
    settle(qtbot, page)
    qtbot.keyClick(page.views.month, Key.Key_Up, Alt)
    settle(qtbot, page)
    assert desk.store.get(Event, event.id).when.first_day == date(2026, 3, 4)
    page.show_scale(Scale.AGENDA)
    settle(qtbot, page)
    page.focus_first()
    qtbot.keyClick(page.views.agenda, Key.Key_Right, Alt)
    settle(qtbot, page)
    assert desk.store.get(Event, event.id).when.first_day == date(2026, 3, 5)


def test_of_several_events_the_one_that_e_chose_is_moved_and_stays_chosen(
    qtbot: QtBot, desk: Desk, window: MainWindow
) -> None:
    add(desk, "Breakfast", at(10))
    lunch = add(desk, "Lunch", at(10, 12))
    page = open_march(qtbot, window)
    for _times in range(2):
        qtbot.keyClick(page.views.month, Key.Key_E)
    assert "Lunch" in window.bar.text
    for _times in range(2):
        qtbot.keyClick(page.views.month, Key.Key_Right, Alt)
        settle(qtbot, page)
    assert desk.store.get(Event, lunch.id).when == at(12, 12)
    with qtbot.waitSignal(page.record_wanted) as opened:
        qtbot.keyClick(page.views.month, Key.Key_Return)
    assert opened.args == ["event", lunch.id]


# --- taking out ---------------------------------------------------------------------------------------


def shown_days(page: CalendarPage) -> list[int]:
    assert page.content is not None
    return [each.first_day.day for each in page.content.dated]


@pytest.mark.parametrize(
    ("answer", "left"),
    [(0, [2, 16, 23]), (1, [2]), (2, []), (3, [2, 9, 16, 23])],
    ids=["this", "following", "all", "none"],
)
def test_dates_of_a_recurring_event_are_left_out(
    qtbot: QtBot, desk: Desk, window: MainWindow, answer: int, left: list[int]
) -> None:
    add(desk, "Jour fixe", at(2), recurrence="FREQ=WEEKLY;COUNT=4")
    page = open_march(qtbot, window)
    page.go_to(date(2026, 3, 9))
    qtbot.keyClick(page.views.month, Key.Key_Delete)
    question = window.bar.question
    assert question is not None
    question.answers[answer].then()
    settle(qtbot, page)
    assert shown_days(page) == left
    if answer < 3:
        window.undo_where_the_focus_is()
        settle(qtbot, page)
        assert shown_days(page) == [2, 9, 16, 23]


def test_an_event_without_anything_is_deleted_at_once_and_back_by_undo(
    qtbot: QtBot, desk: Desk, window: MainWindow
) -> None:
    add(desk, "Breakfast", at(10))
    page = open_march(qtbot, window, Scale.WEEK)
    qtbot.keyClick(page.views.week, Key.Key_Delete)
    settle(qtbot, page)
    assert (shown_days(page), window.bar.text) == ([], "Deleted “Breakfast”")
    window.undo_where_the_focus_is()
    settle(qtbot, page)
    assert shown_days(page) == [10]


def test_a_menu_offers_to_open_and_to_leave_out(qtbot: QtBot, desk: Desk, window: MainWindow) -> None:
    add(desk, "Jour fixe", at(2), recurrence="FREQ=WEEKLY;COUNT=4")
    page = open_march(qtbot, window)
    assert page.content is not None
    page.moves.offer(page.content.dated[0], QPoint(0, 0))
    menu = page.moves.menu
    assert menu is not None
    assert [action.text() for action in menu.actions() if action.text()] == ["&Open", "&Leave out…\tDel"]
    menu.actions()[-1].trigger()
    menu.close()
    assert window.bar.question is not None
