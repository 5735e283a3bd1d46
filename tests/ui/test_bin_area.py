"""The bin, in the window and without it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from capadesk.domain.identity import new_id
from capadesk.domain.records import Decision, Event, Participation, Person
from capadesk.services.desk import Desk
from capadesk.ui.bin.bin_page import BinPage
from capadesk.ui.bin.bin_presenter import BinPresenter
from capadesk.ui.history.history_page import HistoryPage
from capadesk.ui.window.main_window import MainWindow
from tests.ui.hands import press

Key = Qt.Key

EVENT = Event(id=new_id(), title="Forum in Łódź")
PERSON = Person(id=new_id(), given_name="Ida", family_name="Åberg")
DECISION = Decision(id=new_id(), event_id=EVENT.id, text="Go on")
LINK = Participation(
    id=Participation.derive_id(EVENT.id, PERSON.id, None, "speaker"),
    event_id=EVENT.id,
    person_id=PERSON.id,
    role="speaker",
)


@pytest.fixture
def deleted(desk: Desk) -> Desk:
    with desk.store.unit_of_work() as work:
        for record in (EVENT, PERSON, DECISION, LINK):
            work.save(record)
        work.commit("Added “{name}”", name=EVENT.title)
    desk.deletion.delete("event", [EVENT.id])
    desk.deletion.delete("person", [PERSON.id])
    return desk


def settle(qtbot: QtBot, window: MainWindow, page: BinPage) -> None:
    qtbot.waitUntil(lambda: not page.is_reading and not window.runner.is_busy, timeout=10_000)


def opened(qtbot: QtBot, window: MainWindow) -> BinPage:
    page = window.show_area_named("bin")
    assert isinstance(page, BinPage)
    settle(qtbot, window, page)
    page.focus_first()
    return page


def titles(page: BinPage) -> list[str]:
    return [row.title for row in page.model.rows]


def test_what_went_along_is_not_listed_twice(deleted: Desk) -> None:
    presenter = BinPresenter(deleted)
    presenter.take(presenter.question()())
    rows = [presenter.row(entry) for entry in presenter.fitting()]
    assert [row.title for row in rows] == ["Ida Åberg", "Forum in Łódź"]
    assert [[mark.text for mark in row.marks] for row in rows] == [["Person"], ["Event"]]
    assert all(row.detail.endswith(" · Ada") for row in rows)


def test_it_says_what_comes_back(deleted: Desk) -> None:
    presenter = BinPresenter(deleted)
    presenter.take(presenter.question()())
    person, event = presenter.entries
    _asked, alone = presenter.along([event])()
    assert alone is not None
    assert presenter.along_text(alone) == "Also come back: 1 decision."
    _asked, both = presenter.along([person, event])()
    assert both is not None
    assert presenter.along_text(both) == "Also come back: 1 decision, 1 participation."
    assert presenter.title([person, event]) == "2 records"
    assert presenter.about([person, event]) == "1 person, 1 event"
    assert presenter.about([event]).startswith("Event · deleted by Ada · Today, ")


def test_words_find_names_kinds_and_people(deleted: Desk) -> None:
    presenter = BinPresenter(deleted)
    presenter.take(presenter.question()())
    for text, found in (("lodz", ["Forum in Łódź"]), ("person ada", ["Ida Åberg"]), ("zzz", [])):
        presenter.text = text
        assert [presenter.row(entry).title for entry in presenter.fitting()] == found


def test_enter_restores_with_what_went_along(qtbot: QtBot, window: MainWindow, deleted: Desk) -> None:
    page = opened(qtbot, window)
    assert QApplication.focusWidget() is page.list
    press(qtbot, window, Key.Key_Down)
    settle(qtbot, window, page)
    assert page.title.text() == "Forum in Łódź"
    assert page.along.text() == "Also come back: 1 decision."
    press(qtbot, window, Key.Key_Return)
    settle(qtbot, window, page)
    restored = deleted.store.get(Event, EVENT.id)
    assert replace(restored, sequence=EVENT.sequence) == EVENT
    assert restored.sequence > EVENT.sequence  # calendars that took it for cancelled are told otherwise
    assert deleted.store.get(Decision, DECISION.id) == DECISION
    assert window.bar.text == "Restored “Forum in Łódź”"
    assert window.bar.is_undo_offered
    qtbot.waitUntil(lambda: titles(page) == ["Ida Åberg"])
    window.undo()
    qtbot.waitUntil(lambda: len(titles(page)) == 2)


def test_several_come_back_in_one_change(qtbot: QtBot, window: MainWindow, deleted: Desk) -> None:
    page = opened(qtbot, window)
    page.list.selectAll()
    settle(qtbot, window, page)
    before = len(deleted.store.history())
    page.restore_button.click()
    settle(qtbot, window, page)
    assert len(deleted.store.history()) == before + 1
    assert deleted.store.get(Participation, LINK.id) == LINK
    qtbot.waitUntil(lambda: page._lists.currentWidget() is page._empty)
    assert deleted.store.check() == []


def test_the_history_of_a_deleted_record(qtbot: QtBot, window: MainWindow, deleted: Desk) -> None:
    page = opened(qtbot, window)
    page.history_button.click()
    shown = window.page
    assert isinstance(shown, HistoryPage)
    qtbot.waitUntil(lambda: not shown.is_reading)
    assert "Deleted “Ida Åberg”" in [row.title for row in shown.model.rows]


def test_an_empty_bin_says_so(qtbot: QtBot, window: MainWindow) -> None:
    page = opened(qtbot, window)
    assert page._lists.currentWidget() is page._empty
    page.restore()
    assert not window.runner.is_busy


def test_nothing_found_leads_back(qtbot: QtBot, window: MainWindow, deleted: Desk) -> None:
    page = opened(qtbot, window)
    page.field.setText("zzz")
    qtbot.waitUntil(lambda: page._lists.currentWidget() is page._nothing_found)
    page.field.clear_words()
    assert len(titles(page)) == 2


def test_what_another_area_deletes_is_there_next(qtbot: QtBot, window: MainWindow, deleted: Desk) -> None:
    page = opened(qtbot, window)
    window.show_area(0)
    other = Event(id=new_id(), title="Second")
    with deleted.store.unit_of_work() as work:
        work.save(other)
        work.commit("Added “{name}”", name="Second")
    deleted.deletion.delete("event", [other.id])
    window.look_for_changes()
    opened(qtbot, window)
    assert titles(page)[0] == "Second"
    flags = QItemSelectionModel.SelectionFlag.ClearAndSelect
    page.list.selectionModel().select(page.model.index(0), flags)
    assert [entry.name for entry in page.chosen()] == ["Second"]


def test_a_full_bin_is_shown_as_one_scrolls(qtbot: QtBot, window: MainWindow, desk: Desk) -> None:
    people = [Person(id=new_id(), family_name=f"No {number:04}") for number in range(700)]
    with desk.store.unit_of_work() as work:
        for person in people:
            work.save(person)
        work.commit("Added {count} people", count=700)
    desk.deletion.delete("person", [person.id for person in people])
    page = opened(qtbot, window)
    assert len(titles(page)) == 500

    def scrolled_to_the_end() -> bool:
        page.list.scrollToBottom()
        return len(titles(page)) == 700

    qtbot.waitUntil(scrolled_to_the_end)
    page.list.selectAll()
    page.restore()
    qtbot.waitUntil(lambda: not window.runner.is_busy, timeout=20_000)
    assert len(desk.store.select(Person)) == 700
