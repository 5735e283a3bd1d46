"""Two people change one record: the second save sees the first, and chooses field by field."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from capadesk.domain.identity import new_id
from capadesk.domain.records import Action
from capadesk.services.desk import Desk
from capadesk.ui.common.editing.comparison_panel import ComparisonPanel
from capadesk.ui.window.main_window import MainWindow
from tests.ui.hands import answer, press

Key, Modifier = Qt.Key, Qt.KeyboardModifier


def add_event(desk: Desk, title: str, *actions: Action) -> UUID:
    dossier = desk.events.new()
    event_id = dossier.event.id
    owned = tuple(replace(action, event_id=event_id) for action in actions)
    desk.events.save(replace(dossier, event=replace(dossier.event, title=title), actions=owned))
    return event_id


def change_as(desk: Desk, author: str, event_id: UUID, **fields: Any) -> None:
    me = desk.store.author
    desk.store.sign_as(author)
    dossier = desk.events.open(event_id)
    desk.events.save(replace(dossier, event=replace(dossier.event, **fields)))
    desk.store.sign_as(me)


def write_title(qtbot: QtBot, window: MainWindow, event_id: UUID, text: str) -> None:
    window.show_record("event", event_id)
    window.page.focus_editor()
    qtbot.keyClick(QApplication.focusWidget(), Key.Key_End)
    qtbot.keyClicks(QApplication.focusWidget(), text)


def save(qtbot: QtBot, window: MainWindow) -> None:
    press(qtbot, window, Key.Key_S, Modifier.ControlModifier)


def panel_of(window: MainWindow) -> ComparisonPanel:
    panel = window.page.saving.panel
    assert isinstance(panel, ComparisonPanel)
    assert panel.isVisible()
    return panel


def click(panel: ComparisonPanel, text: str) -> None:
    (button,) = [each for each in panel.findChildren(QPushButton) if each.text() == text]
    button.click()


@pytest.fixture
def forum(desk: Desk) -> UUID:
    return add_event(desk, "Forum")


def test_nothing_is_overwritten_unseen(qtbot: QtBot, window: MainWindow, desk: Desk, forum: UUID):
    write_title(qtbot, window, forum, " in Lecce")
    change_as(desk, "Bob", forum, title="Forum in Rome", venue="Library")
    save(qtbot, window)
    assert desk.events.open(forum).event.title == "Forum in Rome"
    assert "nothing is saved yet" in panel_of(window).note.text()
    ((mine, theirs),) = panel_of(window).cards.values()
    assert mine.button.isChecked()
    assert mine.button.hasFocus()
    assert mine.value.text() == "Forum in Lecce"
    assert "Bob" in theirs.button.accessibleName()
    assert theirs.value.text() == "Forum in Rome"


def test_ones_own_value_is_saved_over_that_of_the_others(
    qtbot: QtBot, window: MainWindow, desk: Desk, forum: UUID
):
    write_title(qtbot, window, forum, " in Lecce")
    change_as(desk, "Bob", forum, title="Forum in Rome", venue="Library")
    save(qtbot, window)
    click(panel_of(window), "&Save what is chosen")
    event = desk.events.open(forum).event
    assert (event.title, event.venue) == ("Forum in Lecce", "Library")
    assert not window.page.is_modified
    window.undo()
    qtbot.waitUntil(lambda: desk.events.open(forum).event.title == "Forum in Rome")


def test_the_value_of_the_others_can_be_chosen_and_what_else_was_typed_is_saved(
    qtbot: QtBot, window: MainWindow, desk: Desk
):
    call = Action(id=new_id(), text="Call")
    forum = add_event(desk, "Forum", call)
    write_title(qtbot, window, forum, " in Lecce")
    change_as(desk, "Bob", forum, title="Forum in Rome")
    save(qtbot, window)
    panel = panel_of(window)
    ((_mine, theirs),) = panel.cards.values()
    theirs.button.click()
    click(panel, "&Save what is chosen")
    assert desk.events.open(forum).event.title == "Forum in Rome"
    assert not window.page.is_modified
    assert window.page.record.detail.isVisible()


def test_one_can_go_on_editing_with_what_was_chosen(
    qtbot: QtBot, window: MainWindow, desk: Desk, forum: UUID
):
    write_title(qtbot, window, forum, " in Lecce")
    change_as(desk, "Bob", forum, title="Forum in Rome", venue="Library")
    save(qtbot, window)
    click(panel_of(window), "&Keep editing")
    assert window.page.record.detail.isVisible()
    assert window.page.is_modified
    qtbot.keyClick(QApplication.focusWidget(), Key.Key_End)
    qtbot.keyClicks(QApplication.focusWidget(), "!")
    save(qtbot, window)
    event = desk.events.open(forum).event
    assert (event.title, event.venue) == ("Forum in Lecce!", "Library")


def test_what_only_others_changed_is_no_question(qtbot: QtBot, window: MainWindow, desk: Desk, forum: UUID):
    write_title(qtbot, window, forum, " in Lecce")
    change_as(desk, "Bob", forum, venue="Library")
    save(qtbot, window)
    event = desk.events.open(forum).event
    assert (event.title, event.venue) == ("Forum in Lecce", "Library")
    assert window.page.saving.panel is None


def test_a_record_that_was_deleted_is_asked_about(qtbot: QtBot, window: MainWindow, desk: Desk, forum: UUID):
    write_title(qtbot, window, forum, " in Lecce")
    desk.store.sign_as("Bob")
    desk.deletion.delete("event", [forum])
    save(qtbot, window)
    assert "“Forum in Lecce” was deleted by Bob meanwhile" in window.bar.text
    assert [entry.name for entry in desk.store.bin()] == ["Forum"]
    answer(window, "&Save and bring it back")
    assert desk.events.open(forum).event.title == "Forum in Lecce"
    assert not window.page.is_modified
