"""The area of the history, in the window, by keys and mouse."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt, QUrl
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from capadesk.domain.identity import new_id
from capadesk.domain.records import Decision, Event, Person
from capadesk.services.desk import Desk
from capadesk.ui.common.message_bar import Mood
from capadesk.ui.common.undo_steps import QUICK_RECORDS
from capadesk.ui.history.history_page import HistoryPage
from capadesk.ui.window.main_window import MainWindow
from tests.ui.hands import answer, press
from tests.ui.test_accessible_names import names_missing
from tests.ui.test_mnemonics import mnemonics

Key = Qt.Key
Control = Qt.KeyboardModifier.ControlModifier


def history(qtbot: QtBot, window: MainWindow) -> HistoryPage:
    page = window.show_area_named("history")
    assert isinstance(page, HistoryPage)
    settle(qtbot, page)
    return page


def settle(qtbot: QtBot, page: HistoryPage) -> None:
    qtbot.waitUntil(lambda: not page.is_reading, timeout=10_000)


def titles(page: HistoryPage) -> list[str]:
    return [row.title for row in page.model.rows]


def add(desk: Desk, *records, label: str = "Added “{name}”", name: str = ""):
    with desk.store.unit_of_work() as work:
        for record in records:
            work.save(record)
        return work.commit(label, name=name or getattr(records[0], "title", ""))


@pytest.fixture
def event(desk: Desk) -> Event:
    made = Event(id=new_id(), title="Workshop")
    add(desk, made)
    add(desk, replace(made, title="Second", venue="Hall"), label="Changed “{name}”")
    add(desk, replace(made, title="Third", venue="Hall"), label="Changed “{name}”")
    return made


def test_an_empty_history_says_so(qtbot: QtBot, window: MainWindow) -> None:
    page = history(qtbot, window)
    assert titles(page) == []
    assert page._lists.currentWidget() is page._empty


def test_it_is_reached_by_keys_and_read_by_arrows(qtbot: QtBot, window: MainWindow, event: Event) -> None:
    press(qtbot, window, Key.Key_H, Control)
    page = window.page
    settle(qtbot, page)
    assert QApplication.focusWidget() is page.list
    assert titles(page) == ["Changed “Third”", "Changed “Second”", "Added “Workshop”"]
    press(qtbot, window, Key.Key_Down)
    settle(qtbot, page)
    assert page.panel.title.text() == "Changed “Second”"
    text = page.panel.text.toPlainText()
    assert "Venue" in text
    assert "Hall" in text
    press(qtbot, window, Key.Key_Return)
    assert QApplication.focusWidget() is page.panel.text


def test_undo_of_the_newest_needs_no_question(
    qtbot: QtBot, window: MainWindow, desk: Desk, event: Event
) -> None:
    page = history(qtbot, window)
    page.panel.take_back.click()
    settle(qtbot, page)
    assert desk.store.get(Event, event.id).title == "Second"
    assert window.bar.text == "Undone: Changed “Third”"
    settle(qtbot, page)
    assert titles(page)[0] == "Undone: Changed “Third”"
    assert page.panel.title.text() == "Changed “Third”"
    assert page.panel.take_back.text() == "Do again"
    page.panel.take_back.click()
    settle(qtbot, page)
    assert desk.store.get(Event, event.id).title == "Third"
    assert window.bar.text == "Done again: Changed “Third”"


def test_undo_from_the_middle_asks_what_becomes_of_the_rest(
    qtbot: QtBot, window: MainWindow, desk: Desk, event: Event
) -> None:
    page = history(qtbot, window)
    page.list.show_position(1)
    settle(qtbot, page)
    mark = desk.store.latest_change()
    page.panel.take_back.click()
    settle(qtbot, page)
    assert window.bar.mood is Mood.QUESTION
    assert "Title of “Third” was changed since" in window.bar.text
    assert "What would stay as it is" in page.panel.text.toPlainText()
    answer(window, "&Leave it")
    assert desk.store.latest_change() == mark
    page.panel.take_back.click()
    settle(qtbot, page)
    answer(window, "&Undo the rest")
    stored = desk.store.get(Event, event.id)
    assert (stored.title, stored.venue) == ("Third", "")
    assert "Title of “Third”" in window.bar.text


def test_the_change_in_the_way_can_be_looked_at(qtbot: QtBot, window: MainWindow, event: Event) -> None:
    page = history(qtbot, window)
    page.list.show_position(1)
    settle(qtbot, page)
    page.panel.take_back.click()
    settle(qtbot, page)
    newest = page.model.rows[0].key
    page.panel.text.anchorClicked.emit(QUrl(f"change:{newest}"))
    settle(qtbot, page)
    assert page.panel.title.text() == "Changed “Third”"


def test_what_later_records_need_is_refused_with_their_names(
    qtbot: QtBot, window: MainWindow, desk: Desk
) -> None:
    made = Event(id=new_id(), title="Workshop")
    first = add(desk, made)
    add(desk, Decision(id=new_id(), event_id=made.id, text="Go on"), name="Go on")
    page = history(qtbot, window)
    page.show_change(first.stamp)
    settle(qtbot, page)
    mark = desk.store.latest_change()
    page.panel.take_back.click()
    settle(qtbot, page)
    assert window.bar.mood is Mood.ERROR
    assert "“Workshop” is needed by Decision “Go on”" in window.bar.text
    assert desk.store.latest_change() == mark
    assert page.panel.take_back.isEnabled()


def test_words_narrow_the_list_and_escape_shows_all(qtbot: QtBot, window: MainWindow, event: Event) -> None:
    page = history(qtbot, window)
    press(qtbot, window, Key.Key_F, Control)
    assert QApplication.focusWidget() is page.field
    qtbot.keyClicks(page.field, "workshop added")
    qtbot.waitUntil(lambda: titles(page) == ["Added “Workshop”"])
    press(qtbot, window, Key.Key_Escape)
    qtbot.waitUntil(lambda: len(titles(page)) == 3)
    qtbot.keyClicks(page.field, "nothing like it")
    qtbot.waitUntil(lambda: page._lists.currentWidget() is page._nothing_found)
    page.show_all()
    qtbot.waitUntil(lambda: len(titles(page)) == 3)


def test_mine_and_others(qtbot: QtBot, window: MainWindow, event: Event) -> None:
    page = history(qtbot, window)
    page.whose.setCurrentIndex(2)
    qtbot.waitUntil(lambda: titles(page) == [])
    page.whose.setCurrentIndex(1)
    qtbot.waitUntil(lambda: len(titles(page)) == 3)


def test_from_a_record_to_its_history(qtbot: QtBot, window: MainWindow, desk: Desk, event: Event) -> None:
    add(desk, Person(id=new_id(), family_name="Åberg"), name="Åberg")
    window.look_for_changes()
    window.show_record("event", event.id)
    window.page.actions_of_record.history.trigger()
    page = window.page
    assert isinstance(page, HistoryPage)
    settle(qtbot, page)
    assert titles(page) == ["Changed “Third”", "Changed “Second”", "Added “Workshop”"]
    assert page.record_chip.isVisible()
    page.panel.text.anchorClicked.emit(QUrl(f"record:event/{event.id}"))
    assert window.page.shown_record == event.id
    window.show_area_named("history")
    qtbot.mouseClick(page.record_chip, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(titles(page)) == 4)


def test_more_is_read_as_one_scrolls(qtbot: QtBot, window: MainWindow, desk: Desk) -> None:
    for number in range(450):
        add(desk, Person(id=new_id(), family_name=f"No {number}"), name=f"No {number}")
    page = history(qtbot, window)
    assert len(titles(page)) == 200
    bar = page.list.verticalScrollBar()

    def scrolled_to_the_end() -> bool:
        bar.setValue(bar.maximum())
        return len(titles(page)) == 450

    qtbot.waitUntil(scrolled_to_the_end, timeout=10_000)
    assert titles(page)[-1] == "Added “No 0”"
    assert len({row.key for row in page.model.rows}) == 450


def test_a_click_chooses(qtbot: QtBot, window: MainWindow, event: Event) -> None:
    page = history(qtbot, window)
    place = page.list.visualRect(page.model.index(2)).center()
    qtbot.mouseClick(page.list.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(place))
    settle(qtbot, page)
    assert page.panel.title.text() == "Added “Workshop”"


def test_a_large_undo_leaves_the_window_free_and_nothing_overtakes_it(
    qtbot: QtBot, window: MainWindow, desk: Desk
) -> None:
    add(desk, Person(id=new_id(), family_name="First"), name="First")
    people = [Person(id=new_id(), family_name=f"No {number}") for number in range(QUICK_RECORDS + 1)]
    add(desk, *people, name="many")
    window.undo()
    assert window.runner.is_busy
    window.undo()
    assert window.bar.text == "Something is still running; wait for it, or cancel it."
    qtbot.waitUntil(lambda: not window.runner.is_busy)
    assert window.bar.text == "Undone: Added “many”"
    assert [person.family_name for person in desk.store.select(Person)] == ["First"]
    window.undo()
    assert desk.store.select(Person) == []


def test_a_large_undo_that_is_cancelled_keeps_everything(
    qtbot: QtBot, window: MainWindow, desk: Desk
) -> None:
    people = [Person(id=new_id(), family_name=f"No {number}") for number in range(3_000)]
    with desk.store.unit_of_work() as work:
        work.save_many(people)
        work.commit("import", file="people.xlsx")
    window.undo()
    window.runner.cancel()
    qtbot.waitUntil(lambda: not window.runner.is_busy, timeout=10_000)
    assert window.bar.text == "Cancelled; nothing was changed."
    assert len(desk.store.select(Person)) == 3_000


def test_rows_speak(qtbot: QtBot, window: MainWindow, event: Event) -> None:
    page = history(qtbot, window)
    spoken = page.model.index(0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken.startswith("Today: Changed “Third”, ")
    assert "Ada" in spoken


def test_the_model_keeps_qts_rules(qtbot: QtBot, qtmodeltester, window: MainWindow, event: Event) -> None:
    page = history(qtbot, window)
    qtmodeltester.check(page.model)


def test_from_a_change_to_all_changes_of_its_record(
    qtbot: QtBot, window: MainWindow, desk: Desk, event: Event
) -> None:
    add(desk, Person(id=new_id(), family_name="Åberg"), name="Åberg")
    page = history(qtbot, window)
    page.list.show_position(2)
    settle(qtbot, page)
    assert "all its changes" in page.panel.text.toPlainText()
    page.panel.text.anchorClicked.emit(QUrl(f"history:event/{event.id}"))
    settle(qtbot, page)
    assert len(titles(page)) == 3
    assert "all its changes" not in page.panel.text.toPlainText()


@pytest.mark.parametrize("name", ["history", "bin"])
def test_everything_has_a_name_and_letters_lead_to_one_thing(
    qtbot: QtBot, window: MainWindow, desk: Desk, event: Event, name: str
) -> None:
    desk.deletion.delete("event", [event.id])
    page = window.show_area_named(name)
    qtbot.waitUntil(lambda: not page.is_reading)  # type: ignore[attr-defined]
    page.focus_first()
    assert names_missing(window) == []
    assert {key: texts for key, texts in mnemonics(window).items() if len(texts) > 1} == {}


def test_a_text_without_end_is_cut(qtbot: QtBot, window: MainWindow, desk: Desk) -> None:
    add(desk, Event(id=new_id(), title="Long", minutes="word " * 200_000))
    page = history(qtbot, window)
    text = page.panel.text.toPlainText()
    assert "word word" in text
    assert len(text) < 5_000
