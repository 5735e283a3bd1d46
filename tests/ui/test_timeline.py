"""The timeline at work: its rows, keys, mouse, and what it reads."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from capadesk.domain.identity import new_id
from capadesk.domain.records import Event, Series
from capadesk.domain.when import When
from capadesk.services.calendars.occurrence_service import Occurrence
from capadesk.services.calendars.timeline_service import Bar
from capadesk.services.desk import Desk
from capadesk.ui.calendar.calendar_content import Scale
from capadesk.ui.calendar.timeline.timeline_content import GroupBy, Reach, columns_from
from capadesk.ui.calendar.timeline.timeline_layout import lanes_for, placed_bars
from capadesk.ui.calendar.timeline.timeline_pane import TimelinePane
from capadesk.ui.calendar.timeline.timeline_view import TimelineView
from capadesk.ui.window.main_window import MainWindow
from tests.ui.conftest import MakeWindow
from tests.ui.march import add, at, open_march

Key = Qt.Key
Left = Qt.MouseButton.LeftButton
Alt = Qt.KeyboardModifier.AltModifier


@pytest.fixture
def window(make_window: MakeWindow) -> MainWindow:
    made = make_window()
    made.resize(1280, 800)
    return made


@pytest.fixture
def lab(desk: Desk) -> Series:
    lab = Series(id=new_id(), name="Transition Lab")
    with desk.store.unit_of_work() as work:
        work.save(lab)
        work.commit("kept")
    return lab


def open_timeline(qtbot: QtBot, window: MainWindow) -> TimelinePane:
    page = open_march(qtbot, window)
    page.show_scale(Scale.TIMELINE)
    pane = page.views.timeline
    pane.presenter.go_to(date(2026, 3, 10))
    pane.read()
    settle(qtbot, pane)
    page.focus_first()
    return pane


def settle(qtbot: QtBot, pane: TimelinePane) -> None:
    qtbot.waitUntil(lambda: not pane.is_reading)


def bar_point(view: TimelineView, title: str) -> QPoint:
    row, placed = next(each for each in view.seen_bars() if each[1].bar.event.title == title)
    place = view.bar_place(row, placed)
    return QPoint(round(place.x()) + 8, round(place.center().y()))


def test_rows_are_series_and_bars_their_events(
    qtbot: QtBot, desk: Desk, window: MainWindow, lab: Series
) -> None:
    add(desk, "First session", at(10), series_id=lab.id)
    add(desk, "Breakfast", at(12))
    pane = open_timeline(qtbot, window)
    assert pane.view.content is not None
    assert [group.name for group in pane.view.content.groups] == ["Transition Lab", ""]
    assert [placed.bar.event.title for _row, placed in pane.view.seen_bars()] == [
        "First session",
        "Breakfast",
    ]
    page = window.page
    assert page.header.title.text() == "March – May 2026"
    spoken = pane.view.cells.data(pane.view.currentIndex(), Qt.ItemDataRole.AccessibleTextRole)
    assert spoken.startswith("Transition Lab, 9–15 March 2026, 1 event; 09:00, First session")


def test_a_row_is_as_high_as_whole_names_need_and_no_higher(
    qtbot: QtBot, desk: Desk, window: MainWindow, lab: Series
) -> None:
    for day in (2, 3, 4, 5):
        add(desk, f"A session with a rather long name, number {day}", at(day), series_id=lab.id)
    for day in (6, 28):
        add(desk, f"Talk {day}", at(day))
    pane = open_timeline(qtbot, window)
    assert pane.view.places is not None
    first, second = (pane.view.places.layout(row) for row in (0, 1))
    assert first is not None
    assert second is not None
    assert (first.lanes, first.is_cut) == (4, False)
    assert (second.lanes, pane.view.places.lanes) == (1, [4, 1])


def test_arrows_go_through_cells_and_on_through_time(
    qtbot: QtBot, desk: Desk, window: MainWindow, lab: Series
) -> None:
    add(desk, "First session", at(10), series_id=lab.id)
    add(desk, "Breakfast", at(12))
    pane = open_timeline(qtbot, window)
    for key in (Key.Key_Down, Key.Key_Left):
        qtbot.keyClick(pane.view, key)
    assert (pane.view.currentIndex().row(), pane.view.currentIndex().column()) == (1, 1)
    for _times in range(2):
        qtbot.keyClick(pane.view, Key.Key_Left)
    settle(qtbot, pane)
    assert pane.presenter.span.first == date(2026, 2, 1) - timedelta(days=6)
    qtbot.keyClick(pane.view, Key.Key_PageDown)
    settle(qtbot, pane)
    assert window.page.header.title.text() == "May – July 2026"


def test_plus_and_minus_change_the_reach_and_t_goes_to_today(
    qtbot: QtBot, desk: Desk, window: MainWindow
) -> None:
    add(desk, "Breakfast", at(12))
    pane = open_timeline(qtbot, window)
    for reach in (Reach.HALF, Reach.YEAR, Reach.YEARS, Reach.YEARS):
        qtbot.keyClick(pane.view, Key.Key_Minus)
        settle(qtbot, pane)
        assert pane.presenter.reach is reach
    assert pane.view.content is not None
    assert len(pane.view.content.columns) == 36
    qtbot.keyClick(pane.view, Key.Key_Plus)
    settle(qtbot, pane)
    qtbot.keyClick(pane.view, Key.Key_T)
    settle(qtbot, pane)
    today = desk.clock.today()
    assert pane.presenter.span.first <= today <= pane.presenter.span.last


def test_a_bar_is_dragged_and_moved_by_keys(qtbot: QtBot, desk: Desk, window: MainWindow) -> None:
    event = add(desk, "Breakfast", at(12))
    pane = open_timeline(qtbot, window)
    view = pane.view
    assert view.places is not None
    begun = bar_point(view, "Breakfast")
    qtbot.mousePress(view.viewport(), Left, pos=begun)
    target = begun + QPoint(round(view.places.day_width * 5), 0)
    for place in (begun + (target - begun) / 2, target):
        there = view.viewport().mapToGlobal(place).toPointF()
        move = QMouseEvent(
            QEvent.Type.MouseMove, place.toPointF(), there, Left, Left, Qt.KeyboardModifier.NoModifier
        )
        QApplication.sendEvent(view.viewport(), move)
    qtbot.mouseRelease(view.viewport(), Left, pos=target)
    settle(qtbot, pane)
    assert desk.store.get(Event, event.id).when == at(17)
    for key in (Key.Key_Right, Key.Key_Down):
        qtbot.keyClick(view, key, Alt)
        settle(qtbot, pane)
    assert desk.store.get(Event, event.id).when == at(25)


def test_enter_opens_the_one_event_of_a_cell_and_lists_several(
    qtbot: QtBot, desk: Desk, window: MainWindow
) -> None:
    first = add(desk, "Breakfast", at(10))
    pane = open_timeline(qtbot, window)
    with qtbot.waitSignal(pane.opened) as opened:
        qtbot.keyClick(pane.view, Key.Key_Return)
    assert opened.args is not None
    assert opened.args[0].event_id == first.id
    add(desk, "Lunch", at(11))
    pane = open_timeline(qtbot, window)
    qtbot.keyClick(pane.view, Key.Key_Return)
    settle(qtbot, pane)
    assert pane.popup is not None
    assert [row.title for row in pane.popup.model.rows] == ["Breakfast", "Lunch"]
    pane.popup.close()


def test_a_row_with_very_many_events_shows_counts_and_leads_closer(
    qtbot: QtBot, desk: Desk, window: MainWindow
) -> None:
    for number in range(60):
        add(desk, f"Talk {number}", at(10 + number % 2))
    pane = open_timeline(qtbot, window)
    assert pane.view.places is not None
    assert pane.view.places.is_counted(0)
    assert pane.view.bars == {}
    pane.view.grab()
    cell = pane.view.cell_place(0, 2).center().toPoint()
    qtbot.mouseDClick(pane.view.viewport(), Left, pos=cell)
    settle(qtbot, pane)
    assert pane.popup is not None or pane.presenter.reach is Reach.QUARTER


def test_a_row_grows_so_that_all_that_is_on_one_day_is_seen(
    qtbot: QtBot, desk: Desk, window: MainWindow, lab: Series
) -> None:
    for number in range(3):
        add(desk, f"Session {number}", at(10, 9 + number), series_id=lab.id)
    pane = open_timeline(qtbot, window)
    assert pane.view.places is not None
    assert [placed.lane for _row, placed in pane.view.seen_bars()] == [0, 1, 2]
    assert pane.view.places.lanes == [3]
    layout = pane.view.places.layout(0)
    assert layout is not None
    assert layout.hidden == 0


def test_what_groups_is_chosen_and_comes_back(
    qtbot: QtBot, desk: Desk, window: MainWindow, make_window: MakeWindow
) -> None:
    add(desk, "Breakfast", at(12), country="IT")
    pane = open_timeline(qtbot, window)
    pane.group_by(GroupBy.COUNTRY)
    settle(qtbot, pane)
    assert pane.view.content is not None
    assert [pane.presenter.name_of(group, GroupBy.COUNTRY) for group in pane.view.content.groups] == ["Italy"]
    window.leaving.close_without_asking()
    assert open_timeline(qtbot, make_window()).presenter.by is GroupBy.COUNTRY


def test_months_without_anything_say_so(qtbot: QtBot, window: MainWindow) -> None:
    pane = open_timeline(qtbot, window)
    assert pane.currentWidget() is pane.empty


def test_the_cells_are_a_sound_model(
    qtbot: QtBot, desk: Desk, window: MainWindow, qtmodeltester: ModelTester
) -> None:
    add(desk, "Breakfast", at(12))
    qtmodeltester.check(open_timeline(qtbot, window).view.cells)


def test_a_quarter_has_thirteen_whole_weeks_and_a_year_twelve_months() -> None:
    span, columns = columns_from(date(2026, 3, 10), Reach.QUARTER, 0)
    assert (span.first, span.last, len(columns)) == (date(2026, 2, 23), date(2026, 5, 24), 13)
    span, columns = columns_from(date(2026, 3, 10), Reach.YEAR, 0)
    assert (span.first, span.last, columns[-1]) == (date(2026, 3, 1), date(2027, 2, 28), date(2027, 2, 1))


def bar(first: int, last: int) -> Bar:
    when = When.days(date(2026, 3, first), date(2026, 3, last))
    assert when.first_day is not None
    assert when.last_day is not None
    event = Occurrence(new_id(), f"{first}-{last}", "", "", when, "", "", "", when.first_day, when.last_day)
    return Bar(event, when.first_day, when.last_day)


def test_names_have_room_until_the_next_bar_of_their_lane() -> None:
    bars = [bar(1, 1), bar(5, 5), bar(6, 20), bar(6, 6), bar(6, 7)]
    found = placed_bars(bars, lambda day: day.day * 10.0, lambda _bar: 100.0, 2, 400.0)
    assert [(each.bar.event.title, each.lane) for each in found.placed] == [
        ("1-1", 0),
        ("6-20", 0),
        ("5-5", 1),
    ]
    first, long, _second = found.placed
    assert first.end == long.left - 5
    assert long.is_name_inside
    assert found.hidden == 2


def test_a_name_that_has_no_room_after_its_bar_goes_before_it() -> None:
    bars = [bar(3, 3), bar(28, 28)]
    found = placed_bars(bars, lambda day: day.day * 10.0, lambda _bar: 100.0, 1, 310.0)
    first, last = found.placed
    assert (first.end, last.lane, found.is_cut) == (155.0, 0, False)
    assert last.words == (175.0, 275.0)
    assert not last.is_name_inside
    # Where something is in the way, the row is to become higher; the name is cut until then.
    crowded = placed_bars(
        [bar(20, 20), bar(28, 28)], lambda day: day.day * 10.0, lambda _bar: 100.0, 1, 310.0
    )
    assert crowded.is_cut
    assert crowded.placed[1].words == (305.0, 310.0)


def test_a_row_is_as_high_as_its_bars_need_or_shows_counts() -> None:
    assert [lanes_for(events, 820) for events in (1, 4, 5, 24, 25)] == [1, 1, 2, 6, 0]
