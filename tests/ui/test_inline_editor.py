"""Cells that are changed in place: chips by a chooser, names by typing; Enter still opens the editor."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu
from pytestqt.qtbot import QtBot

from capadesk.domain.identity import new_id
from capadesk.domain.records import Event, Organisation, Person
from capadesk.services.desk import Desk
from capadesk.ui.common.message_bar import Mood
from capadesk.ui.window.main_window import MainWindow
from tests.ui.waiting import read_list

Key = Qt.Key
PEOPLE, ORGANISATIONS = "people", "organisations"


@pytest.fixture
def filled(window: MainWindow, desk: Desk) -> MainWindow:
    """A wide window with two events and an organisation."""
    for title in ("Alpha", "Beta"):
        dossier = desk.events.new()
        desk.events.save(replace(dossier, event=replace(dossier.event, title=title)))
    with desk.store.unit_of_work() as work:
        work.save(Organisation(id=new_id(), name="Ministry"))
        work.save(Person(id=new_id(), given_name="Anna", email="anna@example.org"))
        work.commit("made")
    window.resize(1600, 900)
    window.show_area(window.area_names.index("events"))
    window.look_for_changes()
    read_list(window)
    window.page.focus_list()
    return window


def column_of(window: MainWindow, key: str) -> int:
    return [column.key for column in window.page.model.columns].index(key)


def go_to(window: MainWindow, row: int, key: str) -> None:
    window.page.list.setCurrentIndex(window.page.model.index(row, column_of(window, key)))


def double_click(qtbot: QtBot, window: MainWindow, row: int, key: str) -> None:
    view = window.page.list
    place = QPoint(view.visualRect(window.page.model.index(row, column_of(window, key))).center())
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    qtbot.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)


def chooser(window: MainWindow) -> QMenu:
    menu = window.page.chosen.inline.menu
    assert isinstance(menu, QMenu)
    return menu


def line_of(window: MainWindow) -> QLineEdit:
    line = window.page.chosen.inline.line
    assert isinstance(line, QLineEdit)
    return line


def pick(window: MainWindow, word: str) -> None:
    menu = chooser(window)
    (action,) = [each for each in menu.actions() if each.text() == word]
    action.trigger()
    menu.close()


def events(desk: Desk) -> dict[str, Event]:
    return {event.title: event for event in desk.store.select(Event)}


def test_a_double_click_on_a_chip_offers_its_values_in_place(qtbot: QtBot, filled: MainWindow, desk: Desk):
    double_click(qtbot, filled, 0, "status")
    menu = chooser(filled)
    assert menu.activeAction().text() == "Planned"
    title = filled.page.model.row_at(0).title
    pick(filled, "Held")
    assert events(desk)[title].status == "held"
    assert filled.bar.text == f"Changed “{title}”"
    assert filled.bar.is_undo_offered
    filled.undo()
    assert events(desk)[title].status == "planned"


def test_a_double_click_elsewhere_opens_the_editor(qtbot: QtBot, filled: MainWindow):
    double_click(qtbot, filled, 0, "when")
    assert filled.page.chosen.inline.menu is None
    assert filled.page.record.detail.isAncestorOf(QApplication.focusWidget())


def test_enter_opens_the_editor_on_a_chip_too(qtbot: QtBot, filled: MainWindow):
    go_to(filled, 0, "status")
    qtbot.keyClick(filled.page.list, Key.Key_Return)
    assert filled.page.chosen.inline.menu is None
    assert filled.page.record.detail.isAncestorOf(QApplication.focusWidget())


def test_f2_types_the_title_and_enter_stores_it(qtbot: QtBot, filled: MainWindow, desk: Desk):
    go_to(filled, 0, "title")
    before = filled.page.model.row_at(0).title
    qtbot.keyClick(filled.page.list, Key.Key_F2)
    line = line_of(filled)
    assert line.text() == line.selectedText() == before
    qtbot.keyClicks(line, "Renamed")
    qtbot.keyClick(line, Key.Key_Return)
    assert "Renamed" in events(desk)
    assert before not in events(desk)
    assert filled.page.list.hasFocus()
    filled.undo()
    assert before in events(desk)


def test_escape_leaves_the_title_as_it_was(qtbot: QtBot, filled: MainWindow, desk: Desk):
    go_to(filled, 0, "title")
    qtbot.keyClick(filled.page.list, Key.Key_F2)
    line = line_of(filled)
    qtbot.keyClicks(line, "Half a")
    qtbot.keyClick(line, Key.Key_Escape)
    assert set(events(desk)) == {"Alpha", "Beta"}
    assert filled.page.chosen.inline.line is None
    assert filled.page.list.hasFocus()


def test_tab_goes_on_to_the_chips_of_the_row(qtbot: QtBot, filled: MainWindow, desk: Desk):
    go_to(filled, 0, "title")
    qtbot.keyClick(filled.page.list, Key.Key_F2)
    qtbot.keyClicks(line_of(filled), "Renamed")
    qtbot.keyClick(line_of(filled), Key.Key_Tab)
    assert "Renamed" in events(desk)
    chooser(filled).close()


def test_a_date_is_not_typed_in_place_its_row_is_renamed(qtbot: QtBot, filled: MainWindow):
    go_to(filled, 0, "when")
    qtbot.keyClick(filled.page.list, Key.Key_F2)
    assert line_of(filled).accessibleName() == "Title"
    qtbot.keyClick(line_of(filled), Key.Key_Escape)


def test_an_empty_title_is_refused_with_words_and_changes_nothing(
    qtbot: QtBot, filled: MainWindow, desk: Desk
):
    go_to(filled, 0, "title")
    qtbot.keyClick(filled.page.list, Key.Key_F2)
    qtbot.keyClick(line_of(filled), Key.Key_Delete)
    qtbot.keyClick(line_of(filled), Key.Key_Return)
    assert filled.bar.mood is Mood.ERROR
    assert set(events(desk)) == {"Alpha", "Beta"}


def test_going_elsewhere_stores_what_was_typed(qtbot: QtBot, filled: MainWindow, desk: Desk):
    go_to(filled, 0, "title")
    qtbot.keyClick(filled.page.list, Key.Key_F2)
    qtbot.keyClicks(line_of(filled), "Renamed")
    filled.page.focus_filter()
    assert "Renamed" in events(desk)


def test_an_unsaved_editor_is_asked_about_first(qtbot: QtBot, filled: MainWindow, desk: Desk):
    go_to(filled, 0, "title")
    qtbot.keyClick(filled.page.list, Key.Key_Return)
    qtbot.keyClicks(QApplication.focusWidget(), "!")
    filled.page.list.setFocus()
    go_to(filled, 0, "status")
    qtbot.keyClick(filled.page.list, Key.Key_F2)
    pick(filled, "Held")
    assert filled.bar.mood is Mood.QUESTION
    assert {event.status for event in events(desk).values()} == {"planned"}


def test_the_menu_of_a_row_changes_one_or_all_that_are_chosen(qtbot: QtBot, filled: MainWindow, desk: Desk):
    filled.page.list.selectAll()
    (menu,) = [each for each in filled.page.chosen._menus if each.title() == "Status"]
    menu.aboutToShow.emit()
    (action,) = [each for each in menu.actions() if each.text() == "Cancelled"]
    action.trigger()
    qtbot.waitUntil(lambda: not filled.runner.is_busy)
    assert {event.status for event in events(desk).values()} == {"cancelled"}


def test_organisations_and_people_are_changed_in_place(qtbot: QtBot, filled: MainWindow, desk: Desk):
    filled.show_area_named(ORGANISATIONS)
    read_list(filled)
    go_to(filled, 0, "helix")
    qtbot.keyClick(filled.page.list, Key.Key_F2)
    pick(filled, "Academia")
    assert desk.store.select(Organisation)[0].helix == "academia"
    filled.show_area_named(PEOPLE)
    read_list(filled)
    go_to(filled, 0, "email")
    qtbot.keyClick(filled.page.list, Key.Key_F2)
    qtbot.keyClicks(line_of(filled), "a@example.org")
    qtbot.keyClick(line_of(filled), Key.Key_Return)
    assert desk.store.select(Person)[0].email == "a@example.org"
