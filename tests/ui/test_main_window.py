"""The window at work: by keyboard, with a real data file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from capadesk.domain.when import When
from capadesk.services.desk import Desk
from capadesk.services.ports import ListKind
from capadesk.ui.common.look.appearance import Appearance, Scheme
from capadesk.ui.common.message_bar import Mood
from capadesk.ui.window.main_window import MainWindow
from tests.ui.hands import answer, press
from tests.ui.waiting import read_list

Key = Qt.Key
Control = Qt.KeyboardModifier.ControlModifier
Shift = Qt.KeyboardModifier.ShiftModifier

EVENTS, MEETINGS, PEOPLE, ORGANISATIONS, ACTIONS = "events", "meetings", "people", "organisations", "actions"


def focused(window: MainWindow) -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def press_area(qtbot: QtBot, window: MainWindow, area: str) -> None:
    press(qtbot, window, Key(Key.Key_1 + window.area_names.index(area)), Control)


def write(qtbot: QtBot, window: MainWindow, text: str) -> None:
    qtbot.keyClicks(focused(window), text)


def refresh(window: MainWindow) -> None:
    window.look_for_changes()
    read_list(window)


def titles(window: MainWindow) -> list[str]:
    read_list(window)
    model = window.page.model
    return [model.index(row, 0).data() for row in range(model.rowCount())]


def add_event(desk: Desk, title: str, **fields) -> None:
    dossier = desk.events.new()
    desk.events.save(replace(dossier, event=replace(dossier.event, title=title, **fields)))


def new_event_by_keyboard(qtbot: QtBot, window: MainWindow, title: str) -> None:
    press(qtbot, window, Key.Key_N, Control)
    write(qtbot, window, title)
    press(qtbot, window, Key.Key_S, Control)


def test_an_empty_file_invites_to_the_first_event(window: MainWindow):
    buttons = [b.text() for b in window.page.findChildren(QPushButton) if b.isVisible()]
    assert "&New event" in buttons
    assert "&Import a file…" in buttons


def test_an_event_is_recorded_by_keyboard_alone(qtbot: QtBot, window: MainWindow, desk: Desk):
    new_event_by_keyboard(qtbot, window, "Workshop in Lecce")
    assert titles(window) == ["Workshop in Lecce"]
    assert desk.store.lists.count(ListKind.EVENTS) == 1
    assert window.bar.text == "Added “Workshop in Lecce”"
    assert window.bar.is_undo_offered
    assert not window.page.is_modified


@pytest.mark.parametrize("area", [EVENTS, MEETINGS, PEOPLE, ORGANISATIONS, ACTIONS])
def test_each_area_records_and_undoes(qtbot: QtBot, window: MainWindow, area: str):
    press_area(qtbot, window, area)
    new_event_by_keyboard(qtbot, window, "Something")
    if not titles(window):
        assert window.bar.mood is Mood.ERROR, window.bar.text
    else:
        assert window.page.shown_record is not None
        window.undo()
        assert titles(window) == []
        assert window.page.shown_record is None


def test_undo_and_redo_from_the_keyboard(qtbot: QtBot, window: MainWindow):
    new_event_by_keyboard(qtbot, window, "Webinar")
    window.page.list.setFocus()
    press(qtbot, window, Key.Key_Z, Control)
    assert titles(window) == []
    assert window.page.shown_record is None
    assert window.bar.text == "Undone: Added “Webinar”"
    press(qtbot, window, Key.Key_Z, Control | Shift)
    assert titles(window) == ["Webinar"]
    assert window.bar.text == "Done again: Added “Webinar”"


def test_the_undo_of_a_text_field_goes_first(qtbot: QtBot, window: MainWindow):
    new_event_by_keyboard(qtbot, window, "Seminar")
    window.page.focus_filter()
    write(qtbot, window, "xyz")
    press(qtbot, window, Key.Key_Z, Control)
    assert window.page.header.field.text() == ""
    assert titles(window) == ["Seminar"]
    press(qtbot, window, Key.Key_Z, Control)
    assert titles(window) == []


def test_the_filter_is_blind_to_accents_and_waits_for_a_pause(qtbot: QtBot, window: MainWindow, desk: Desk):
    add_event(desk, "Forum in Łódź")
    add_event(desk, "Forum in Rome")
    refresh(window)
    press(qtbot, window, Key.Key_F, Control)
    write(qtbot, window, "lodz")
    qtbot.waitUntil(lambda: titles(window) == ["Forum in Łódź"])
    press(qtbot, window, Key.Key_Escape)
    assert sorted(titles(window)) == ["Forum in Rome", "Forum in Łódź"]


def test_nothing_found_says_so_and_shows_all_again(qtbot: QtBot, window: MainWindow, desk: Desk):
    add_event(desk, "Forum")
    refresh(window)
    window.page.focus_filter()
    write(qtbot, window, "nothing like it")
    qtbot.waitUntil(lambda: titles(window) == [])
    (button,) = [
        b for b in window.page.findChildren(QPushButton) if b.isVisible() and b.text() == "Show &all"
    ]
    button.click()
    assert titles(window) == ["Forum"]


def test_deleting_can_be_undone_from_the_bar(qtbot: QtBot, window: MainWindow, desk: Desk):
    add_event(desk, "Kick-off")
    refresh(window)
    window.page.focus_list()
    press(qtbot, window, Key.Key_Delete)
    assert titles(window) == []
    assert window.bar.text == "Deleted “Kick-off”"
    window.bar.undo_wanted.emit()
    assert titles(window) == ["Kick-off"]


def test_undo_after_deleting_all_that_was_found_brings_it_back(qtbot: QtBot, window: MainWindow, desk: Desk):
    add_event(desk, "Webinar on heat")
    refresh(window)
    press_area(qtbot, window, EVENTS)
    press(qtbot, window, Key.Key_F, Control)
    write(qtbot, window, "webinar")
    press(qtbot, window, Key.Key_Return)
    read_list(window)
    press(qtbot, window, Key.Key_Delete)
    assert titles(window) == []
    press(qtbot, window, Key.Key_Z, Control)
    assert titles(window) == ["Webinar on heat"]


def test_delete_in_a_text_field_takes_a_letter_not_the_record(qtbot: QtBot, window: MainWindow, desk: Desk):
    add_event(desk, "Kick-off")
    refresh(window)
    window.page.focus_list()
    press(qtbot, window, Key.Key_Return)
    press(qtbot, window, Key.Key_Home)
    press(qtbot, window, Key.Key_Delete)
    assert titles(window) == ["Kick-off"]
    assert window.page.is_modified


@pytest.mark.sample
def test_what_hangs_on_a_record_is_said_before_it_is_deleted(qtbot: QtBot, window: MainWindow):
    window.show_area_named(ORGANISATIONS)
    read_list(window)
    window.page.focus_list()
    count = len(titles(window))
    window.page.delete()
    assert window.bar.mood is Mood.QUESTION
    assert len(titles(window)) == count
    answer(window, "&Keep")
    assert len(titles(window)) == count
    window.page.delete()
    answer(window, "&Delete")
    assert len(titles(window)) == count - 1


def test_leaving_unsaved_changes_asks_once_and_keeps_them(qtbot: QtBot, window: MainWindow, desk: Desk):
    add_event(desk, "First", when=When.years(2025))
    add_event(desk, "Second", when=When.years(2024))
    refresh(window)
    window.page.focus_list()
    press(qtbot, window, Key.Key_Return)
    write(qtbot, window, " changed")
    assert window.page.is_modified
    window.page.list.setFocus()
    press(qtbot, window, Key.Key_Down)
    assert window.bar.mood is Mood.QUESTION
    qtbot.waitUntil(lambda: window.page.list.current_position() == 0)
    answer(window, "&Keep editing")
    assert window.page.is_modified
    window.page.list.setFocus()
    press(qtbot, window, Key.Key_Down)
    answer(window, "&Save changes")
    assert not window.page.is_modified
    assert any("changed" in title for title in titles(window))
    assert window.page.list.current_position() == 1


def test_discarding_goes_on_without_saving(qtbot: QtBot, window: MainWindow, desk: Desk):
    add_event(desk, "Only one")
    refresh(window)
    window.page.focus_list()
    press(qtbot, window, Key.Key_Return)
    write(qtbot, window, "!!")
    press(qtbot, window, Key.Key_N, Control)
    answer(window, "&Discard changes")
    assert titles(window) == ["Only one"]
    assert not window.page.is_modified


def test_closing_asks_about_unsaved_changes(qtbot: QtBot, window: MainWindow):
    press(qtbot, window, Key.Key_N, Control)
    write(qtbot, window, "Half a title")
    window.close()
    assert window.isVisible()
    assert window.bar.mood is Mood.QUESTION
    answer(window, "&Discard changes")
    assert not window.isVisible()


def test_other_areas_keep_what_is_not_saved(qtbot: QtBot, window: MainWindow):
    press(qtbot, window, Key.Key_N, Control)
    write(qtbot, window, "Draft")
    press_area(qtbot, window, PEOPLE)
    assert window.bar.mood is not Mood.QUESTION
    press_area(qtbot, window, EVENTS)
    assert window.page.is_modified


def test_a_record_without_its_title_is_refused_with_words(qtbot: QtBot, window: MainWindow):
    press(qtbot, window, Key.Key_N, Control)
    press(qtbot, window, Key.Key_S, Control)
    assert window.bar.mood is Mood.ERROR
    assert "title" in window.bar.text.lower()
    assert titles(window) == []


def test_a_copy_is_begun_with_ctrl_d(qtbot: QtBot, window: MainWindow, desk: Desk):
    add_event(desk, "Yearly forum", when=When.years(2025))
    refresh(window)
    window.page.focus_list()
    press(qtbot, window, Key.Key_D, Control)
    press(qtbot, window, Key.Key_S, Control)
    assert titles(window) == ["Yearly forum", "Yearly forum"]


def test_what_another_program_writes_is_shown(qtbot: QtBot, window: MainWindow, desk: Desk):
    add_event(desk, "From the command line")
    qtbot.waitUntil(lambda: titles(window) == ["From the command line"], timeout=5000)


def test_what_is_being_typed_survives_a_refresh(qtbot: QtBot, window: MainWindow, desk: Desk):
    add_event(desk, "Shared")
    refresh(window)
    window.page.focus_list()
    press(qtbot, window, Key.Key_Return)
    write(qtbot, window, "My words")
    add_event(desk, "Another")
    refresh(window)
    assert window.page.is_modified
    assert len(titles(window)) == 2


def test_sorting_by_title_and_back(window: MainWindow, desk: Desk):
    for title in ("Béta", "alpha", "Gamma"):
        add_event(desk, title)
    refresh(window)
    window.page.list.horizontalHeader().sectionClicked.emit(0)
    assert titles(window) == ["alpha", "Béta", "Gamma"]
    window.page.list.horizontalHeader().sectionClicked.emit(0)
    assert titles(window) == ["Gamma", "Béta", "alpha"]


def test_light_and_dark_at_once(window: MainWindow, appearance: Appearance):
    def ground() -> int:
        QApplication.processEvents()
        return window.palette().color(QPalette.ColorRole.Window).lightness()

    appearance.choose(Scheme.DARK)
    dark = ground()
    appearance.choose(Scheme.LIGHT)
    assert dark < 60 < 200 < ground()


def test_order_and_area_are_remembered(make_window: Callable[[], MainWindow], desk: Desk):
    add_event(desk, "b")
    add_event(desk, "a")
    first = make_window()
    first.show_area_named(EVENTS)
    first.page.list.horizontalHeader().sectionClicked.emit(0)
    first.show_area_named(PEOPLE)
    first.close()
    second = make_window()
    assert second.page.presenter.record_kind == "person"
    second.show_area_named(EVENTS)
    assert titles(second) == ["a", "b"]


def test_the_sample_fills_an_empty_file_and_one_undo_empties_it(qtbot: QtBot, window: MainWindow):
    window.files.add_sample()
    qtbot.waitUntil(lambda: len(titles(window)) > 30, timeout=10_000)
    window.undo()
    qtbot.waitUntil(lambda: titles(window) == [], timeout=10_000)
