"""Several rows chosen in a list: a panel of their own, changes, copies, deletions of all of them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from capadesk.domain.records import Event
from capadesk.services.desk import Desk
from capadesk.services.ports import ListKind
from capadesk.ui.common.fields.change_fields import CodeChange
from capadesk.ui.common.lists.selection_panel import SelectionPanel
from capadesk.ui.common.message_bar import Mood
from capadesk.ui.window.main_window import MainWindow
from tests.ui.waiting import read_list

Key = Qt.Key
Shift = Qt.KeyboardModifier.ShiftModifier
Control = Qt.KeyboardModifier.ControlModifier


def add_events(desk: Desk, *titles: str, **fields) -> None:
    for title in titles:
        dossier = desk.events.new()
        desk.events.save(replace(dossier, event=replace(dossier.event, title=title, **fields)))


@pytest.fixture
def filled(window: MainWindow, desk: Desk) -> MainWindow:
    """A window with five events, sorted by title."""
    add_events(desk, "Alpha", "Beta", "Gamma", "Delta", "Epsilon")
    window.look_for_changes()
    read_list(window)
    window.page.list.horizontalHeader().sectionClicked.emit(0)
    read_list(window)
    window.page.focus_list()
    return window


def choose(qtbot: QtBot, window: MainWindow, count: int) -> SelectionPanel:
    """Choose the first rows by keyboard."""
    window.page.list.setCurrentIndex(window.page.model.index(0, 0))
    for _step in range(count - 1):
        qtbot.keyClick(window.page.list, Key.Key_Down, Shift)
    view = window.page.chosen.view
    assert isinstance(view, SelectionPanel)
    return view


def wait_for_job(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.waitUntil(lambda: not window.runner.is_busy, timeout=20_000)
    read_list(window)


def shown_beside(window: MainWindow):
    return window.page._detail_stack.currentWidget()


def statuses(desk: Desk) -> dict[str, str]:
    return {event.title: event.status for event in desk.store.select(Event)}


def test_several_rows_show_what_can_be_done_with_all_never_the_editor_of_one(
    qtbot: QtBot, filled: MainWindow
):
    panel = choose(qtbot, filled, 3)
    assert shown_beside(filled) is panel
    assert panel.title.text() == "3 events selected"
    assert filled.page.shown_record is None


def test_one_row_again_shows_its_editor(qtbot: QtBot, filled: MainWindow):
    choose(qtbot, filled, 3)
    qtbot.keyClick(filled.page.list, Key.Key_Down)
    assert shown_beside(filled) is filled.page.record.detail
    assert filled.page.shown_record == filled.page.model.id_at(3)


def test_a_click_with_ctrl_chooses_and_one_without_opens(qtbot: QtBot, filled: MainWindow):
    view = filled.page.list

    def click(row: int, modifiers=Qt.KeyboardModifier.NoModifier) -> None:
        place = view.visualRect(filled.page.model.index(row, 0)).center()
        qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, modifiers, QPoint(place))

    click(0)
    click(2, Control)
    assert shown_beside(filled) is filled.page.chosen.view
    click(0, Control)
    assert shown_beside(filled) is filled.page.record.detail
    assert filled.page.shown_record == filled.page.model.id_at(2)
    click(1)
    assert filled.page.shown_record == filled.page.model.id_at(1)


def test_ctrl_a_chooses_all(qtbot: QtBot, filled: MainWindow):
    qtbot.keyClick(filled.page.list, Key.Key_A, Control)
    assert filled.page.chosen.view.title.text() == "5 events selected"


def test_what_is_not_saved_is_asked_about_before_several_rows_are_chosen(qtbot: QtBot, filled: MainWindow):
    qtbot.keyClick(filled.page.list, Key.Key_Return)
    qtbot.keyClicks(QApplication.focusWidget(), "!")
    filled.page.list.setFocus()
    qtbot.keyClick(filled.page.list, Key.Key_A, Control)
    assert filled.bar.mood is Mood.QUESTION
    qtbot.waitUntil(lambda: filled.page.chosen.count == 1)
    assert filled.page.is_modified
    assert shown_beside(filled) is filled.page.record.detail


def test_a_status_for_all_is_one_change_and_one_undo(qtbot: QtBot, filled: MainWindow, desk: Desk):
    panel = choose(qtbot, filled, 3)
    assert not panel.apply_button.isEnabled()
    field = panel.field("status")
    assert isinstance(field, CodeChange)
    combo = field.combo
    combo.setCurrentIndex(combo.findData("held"))
    combo.activated.emit(combo.currentIndex())
    panel.apply_button.click()
    wait_for_job(qtbot, filled)
    assert sorted(statuses(desk).values()) == ["held"] * 3 + ["planned"] * 2
    assert filled.bar.text == "Status of 3 events changed"
    assert filled.bar.is_undo_offered
    assert panel.title.text() == "3 events selected"
    assert filled.page.chosen.count == 3
    assert panel.values() == {}
    filled.undo()
    assert set(statuses(desk).values()) == {"planned"}


def test_what_was_so_already_is_counted(qtbot: QtBot, filled: MainWindow, desk: Desk):
    choose(qtbot, filled, 2)
    filled.page.chosen.change({"status": "held"})
    wait_for_job(qtbot, filled)
    choose(qtbot, filled, 5)
    filled.page.chosen.change({"status": "held"})
    wait_for_job(qtbot, filled)
    assert filled.bar.text == "Status of 3 events changed · 2 were so already"
    filled.page.chosen.change({"status": "held"})
    wait_for_job(qtbot, filled)
    assert filled.bar.text == "Nothing was changed: they all were so already."


def test_several_records_are_deleted_after_a_question(qtbot: QtBot, filled: MainWindow, desk: Desk):
    choose(qtbot, filled, 3)
    qtbot.keyClick(filled.page.list, Key.Key_Delete)
    wait_for_job(qtbot, filled)
    question = filled.bar.question
    assert question is not None
    assert question.text.startswith("Delete 3 records?")
    question.answers[0].then()
    wait_for_job(qtbot, filled)
    assert desk.store.lists.count(ListKind.EVENTS) == 2
    filled.undo()
    assert desk.store.lists.count(ListKind.EVENTS) == 5


def test_chosen_rows_stay_chosen_when_the_list_is_read_again(qtbot: QtBot, filled: MainWindow, desk: Desk):
    choose(qtbot, filled, 3)
    ids = set(filled.page.panel.selected_ids())
    add_events(desk, "Aaa, before all of them")
    filled.look_for_changes()
    read_list(filled)
    assert set(filled.page.panel.selected_ids()) == ids
    assert filled.page.chosen.view.title.text() == "3 events selected"


def test_what_can_be_done_follows_what_is_chosen(qtbot: QtBot, filled: MainWindow):
    choose(qtbot, filled, 3)
    assert filled.commands.delete.isEnabled()
    assert not filled.commands.save.isEnabled()
    assert not filled.commands.duplicate.isEnabled()
