"""Rows that others have changed since they were shown: nothing of it is overwritten unseen."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from capadesk.domain.identity import new_id
from capadesk.domain.records import Event, Tag, Tagging
from capadesk.services.bulk_service import TAG_ADDED, TAG_REMOVED
from capadesk.services.desk import Desk
from capadesk.ui.common.message_bar import Mood
from capadesk.ui.window.main_window import MainWindow
from tests.ui.hands import answer
from tests.ui.waiting import read_list

Key = Qt.Key


def add_events(desk: Desk, *titles: str) -> list[UUID]:
    found = []
    for title in titles:
        dossier = desk.events.new()
        desk.events.save(replace(dossier, event=replace(dossier.event, title=title)))
        found.append(dossier.event.id)
    return found


def change_as(desk: Desk, author: str, event_id: UUID, **fields: Any) -> None:
    me = desk.store.author
    desk.store.sign_as(author)
    dossier = desk.events.open(event_id)
    desk.events.save(replace(dossier, event=replace(dossier.event, **fields)))
    desk.store.sign_as(me)


def event(desk: Desk, event_id: UUID) -> Event:
    return desk.store.get(Event, event_id)


@pytest.fixture
def events(window: MainWindow, desk: Desk) -> list[UUID]:
    """Four events that a wide window shows, and that it does not look at again by itself."""
    ids = add_events(desk, "Alpha", "Beta", "Gamma", "Delta")
    window.resize(1600, 900)
    window.look_for_changes()
    read_list(window)
    window.news.stop()
    return ids


def go_to(window: MainWindow, event_id: UUID, key: str) -> None:
    page = window.page
    column = [each.key for each in page.model.columns].index(key)
    position = page.model.position_of(event_id)
    assert position is not None
    page.list.setCurrentIndex(page.model.index(position, column))
    page.focus_list()


def type_title(qtbot: QtBot, window: MainWindow, event_id: UUID, text: str) -> None:
    go_to(window, event_id, "title")
    qtbot.keyClick(window.page.list, Key.Key_F2)
    qtbot.keyClicks(QApplication.focusWidget(), text)
    qtbot.keyClick(QApplication.focusWidget(), Key.Key_Return)


def apply(window: MainWindow, values: dict[str, Any]) -> None:
    window.page.list.selectAll()
    window.page.chosen.change(values)


def test_a_name_typed_over_a_stale_one_is_asked_about(
    qtbot: QtBot, window: MainWindow, desk: Desk, events: list[UUID]
):
    change_as(desk, "Bruno", events[0], title="Alpha in Rome")
    type_title(qtbot, window, events[0], "Alpha in Lecce")
    assert event(desk, events[0]).title == "Alpha in Rome"
    panel = window.page.saving.panel
    assert panel is not None
    assert panel.isVisible()
    ((mine, theirs),) = panel.cards.values()
    assert (mine.value.text(), theirs.value.text()) == ("Alpha in Lecce", "Alpha in Rome")
    assert "Bruno" in theirs.button.accessibleName()
    window.page.saving._save_chosen()
    assert event(desk, events[0]).title == "Alpha in Lecce"


def test_a_chip_chosen_over_a_stale_one_is_asked_about(window: MainWindow, desk: Desk, events: list[UUID]):
    change_as(desk, "Bruno", events[1], status="held")
    go_to(window, events[1], "status")
    window.page.chosen.inline.start(window.page.list.currentIndex())
    menu = window.page.chosen.inline.menu
    (action,) = [each for each in menu.actions() if each.text() == "Cancelled"]
    action.trigger()
    menu.close()
    assert event(desk, events[1]).status == "held"
    assert window.page.saving.panel.isVisible()


def test_another_field_of_a_stale_row_is_changed_over_what_others_did(
    qtbot: QtBot, window: MainWindow, desk: Desk, events: list[UUID]
):
    change_as(desk, "Bruno", events[0], status="held", venue="Library")
    type_title(qtbot, window, events[0], "Alpha in Lecce")
    stored = event(desk, events[0])
    assert (stored.title, stored.status, stored.venue) == ("Alpha in Lecce", "held", "Library")
    assert window.page.saving.panel is None


def test_a_cell_of_a_record_that_was_deleted_says_so(
    qtbot: QtBot, window: MainWindow, desk: Desk, events: list[UUID]
):
    go_to(window, events[0], "title")
    qtbot.keyClick(window.page.list, Key.Key_F2)
    line = QApplication.focusWidget()
    desk.store.sign_as("Bruno")
    desk.deletion.delete("event", [events[0]])
    qtbot.keyClicks(line, "Alpha in Lecce")
    qtbot.keyClick(line, Key.Key_Return)
    assert window.bar.text == "“Alpha” was deleted by Bruno meanwhile: nothing was changed."


def test_of_many_rows_those_that_others_changed_are_left_and_named(
    qtbot: QtBot, window: MainWindow, desk: Desk, events: list[UUID]
):
    change_as(desk, "Bruno", events[2], status="postponed")
    change_as(desk, "Bruno", events[3], venue="Library")
    apply(window, {"status": "held"})
    qtbot.waitUntil(lambda: window.bar.mood is Mood.QUESTION and not window.runner.is_busy)
    assert "“Gamma” (Bruno)" in window.bar.text
    assert window.bar.text.startswith("3 records are changed.")
    assert "Delta" not in window.bar.text
    assert [event(desk, each).status for each in events] == ["held", "held", "postponed", "held"]
    focused = QApplication.focusWidget()
    assert isinstance(focused, QPushButton)
    assert focused.text() == "&Leave them as they are"
    answer(window, "&Change these too")
    qtbot.waitUntil(lambda: event(desk, events[2]).status == "held" and not window.runner.is_busy)
    window.undo()
    qtbot.waitUntil(lambda: event(desk, events[2]).status == "postponed")


def test_ones_own_change_just_before_is_nobody_elses(
    qtbot: QtBot, window: MainWindow, desk: Desk, events: list[UUID]
):
    apply(window, {"status": "held"})
    qtbot.waitUntil(lambda: event(desk, events[0]).status == "held" and not window.runner.is_busy)
    read_list(window)
    apply(window, {"status": "cancelled"})
    qtbot.waitUntil(lambda: event(desk, events[0]).status == "cancelled")
    assert window.bar.mood is not Mood.QUESTION


def test_tags_that_others_put_on_or_took_off_meanwhile_are_left(desk: Desk):
    first, second = add_events(desk, "Alpha", "Beta")
    heat, water = Tag(id=new_id(), name="heat"), Tag(id=new_id(), name="water")
    with desk.store.unit_of_work() as work:
        work.save(heat)
        work.save(water)
        work.commit("made")
    desk.bulk.change("event", [first, second], {TAG_ADDED: heat.id})
    seen = desk.store.latest_change()
    desk.bulk.change("event", [first], {TAG_REMOVED: heat.id, TAG_ADDED: water.id})
    put_on = desk.bulk.change("event", [first, second], {TAG_ADDED: heat.id}, seen=seen)
    assert [each.record_id for each in put_on.left] == [first]
    assert put_on.same == 1
    taken_off = desk.bulk.change("event", [first, second], {TAG_REMOVED: water.id}, seen=seen)
    assert [each.record_id for each in taken_off.left] == [first]
    assert {link.event_id for link in desk.store.select(Tagging, tag_id=water.id)} == {first}
