"""Ctrl+K: any record and any command, by keys and by mouse."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest
from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from capadesk.domain.identity import new_id
from capadesk.domain.records import City, Event, Person, Project, Series, Tag
from capadesk.services.desk import Desk
from capadesk.services.finder_service import Findings, Group
from capadesk.ui.common.look.appearance import Appearance, Scheme
from capadesk.ui.common.message_bar import Mood
from capadesk.ui.common.newest_answer import NewestAnswer
from capadesk.ui.finder.action_commands import plain_words
from capadesk.ui.finder.finder_button import FinderButton
from capadesk.ui.finder.finder_panel import FinderPanel
from capadesk.ui.finder.finding_model import FINDING_ROLE
from capadesk.ui.window.main_window import MainWindow
from tests.ui.conftest import MakeWindow
from tests.ui.hands import press
from tests.ui.waiting import read_list

Key = Qt.Key
Control = Qt.KeyboardModifier.ControlModifier


def add_person(desk: Desk, given: str, family: str = "") -> Person:
    person = Person(id=new_id(), given_name=given, family_name=family)
    with desk.store.unit_of_work() as work:
        work.save(person)
        work.commit("saved")
    return person


def add_event(desk: Desk, title: str) -> Event:
    dossier = desk.events.new()
    event = replace(dossier.event, title=title)
    desk.events.save(replace(dossier, event=event))
    return event


def open_finder(qtbot: QtBot, window: MainWindow, text: str = "") -> None:
    press(qtbot, window, Key.Key_K, Control)
    assert window.finder.isVisible()
    qtbot.keyClicks(window.finder.field, text)
    wait_for_answer(qtbot, window)


def wait_for_answer(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.waitUntil(lambda: not window.finder.is_reading)


def rows(window: MainWindow) -> list[str]:
    model = window.finder.model
    return [model.index(row, 0).data() for row in range(model.rowCount())]


def current(window: MainWindow) -> str:
    finding = window.finder.list.current
    return finding.title if finding is not None else ""


def test_a_record_is_found_and_opened_by_keyboard(qtbot: QtBot, window: MainWindow, desk: Desk):
    anna = add_person(desk, "Anna", "Świątek")
    open_finder(qtbot, window, "swiatek")
    assert rows(window) == ["People", "Anna Świątek"]
    press(qtbot, window, Key.Key_Return)
    assert not window.finder.isVisible()
    assert window.page.shown_record == anna.id


def test_a_typing_error_is_forgiven_and_said(qtbot: QtBot, window: MainWindow, desk: Desk):
    add_event(desk, "Workshop in Lecce")
    open_finder(qtbot, window, "wrokshop")
    assert rows(window) == ["Events", "Workshop in Lecce"]
    assert window.finder.note == "Nothing is written just like “wrokshop”: this comes near."
    window.finder.field.setText("workshop")
    wait_for_answer(qtbot, window)
    assert window.finder.note == ""


def test_nothing_found_says_so(qtbot: QtBot, window: MainWindow):
    open_finder(qtbot, window, "xqzzkj")
    assert rows(window) == []
    assert window.finder.note.startswith("Nothing is found for “xqzzkj”.")
    press(qtbot, window, Key.Key_Return)
    assert window.finder.isVisible()


def test_escape_closes_and_gives_the_focus_back(qtbot: QtBot, window: MainWindow, desk: Desk):
    add_event(desk, "Forum")
    window.show_area_named("events")
    read_list(window)
    window.page.focus_filter()
    before = QApplication.focusWidget()
    open_finder(qtbot, window, "for")
    assert QApplication.focusWidget() is window.finder.field
    press(qtbot, window, Key.Key_Escape)
    assert not window.finder.isVisible()
    assert QApplication.focusWidget() is before


def test_the_keys_that_open_it_close_it_too(qtbot: QtBot, window: MainWindow):
    open_finder(qtbot, window)
    press(qtbot, window, Key.Key_K, Control)
    assert not window.finder.isVisible()


def test_arrows_and_tab_walk_over_the_headings_and_round(qtbot: QtBot, window: MainWindow, desk: Desk):
    for name in ("Parma", "Parma Two"):
        add_person(desk, name)
    add_event(desk, "Parma Forum")
    open_finder(qtbot, window, "parma")
    assert rows(window) == ["People", "Parma", "Parma Two", "Events", "Parma Forum"]
    seen = [current(window)]
    for key in (Key.Key_Down, Key.Key_Tab, Key.Key_Down, Key.Key_Up):
        press(qtbot, window, key)
        seen.append(current(window))
    assert seen == ["Parma", "Parma Two", "Parma Forum", "Parma", "Parma Forum"]
    assert QApplication.focusWidget() is window.finder.field


def test_page_keys_go_far_and_stop_at_the_ends(qtbot: QtBot, window: MainWindow):
    open_finder(qtbot, window, ">")
    commands = rows(window)[1:]
    press(qtbot, window, Key.Key_PageDown)
    assert commands.index(current(window)) > 2
    for _step in range(20):
        press(qtbot, window, Key.Key_PageDown)
    assert current(window) == commands[-1]
    for _step in range(20):
        press(qtbot, window, Key.Key_PageUp)
    assert current(window) == commands[0]


def test_a_command_is_run_where_the_focus_was(qtbot: QtBot, window: MainWindow, appearance: Appearance):
    open_finder(qtbot, window, "> dark")
    press(qtbot, window, Key.Key_Return)
    assert appearance.scheme is Scheme.DARK
    assert not window.finder.isVisible()
    open_finder(qtbot, window, "people")
    press(qtbot, window, Key.Key_Return)
    assert window.page is window.show_area_named("people")


def test_only_commands_that_can_be_run_are_offered(qtbot: QtBot, window: MainWindow, desk: Desk):
    open_finder(qtbot, window, "> save")
    assert "Save" not in rows(window)
    press(qtbot, window, Key.Key_Escape)
    window.start_new()
    open_finder(qtbot, window, "> save")
    assert "Save" in rows(window)
    assert not any("&" in title or "…" in title for title in rows(window))
    assert "Find anything" not in rows(window)


def test_a_click_opens_and_a_click_beside_closes(qtbot: QtBot, window: MainWindow, desk: Desk):
    maria = add_person(desk, "Maria")
    open_finder(qtbot, window, "maria")
    finder = window.finder
    place = finder.list.visualRect(finder.model.index(1, 0)).center()
    qtbot.mouseMove(finder.list.viewport(), place)
    qtbot.mouseClick(finder.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert not finder.isVisible()
    assert window.page.shown_record == maria.id
    open_finder(qtbot, window, "maria")
    heading = finder.list.visualRect(finder.model.index(0, 0)).center()
    qtbot.mouseClick(finder.list.viewport(), Qt.MouseButton.LeftButton, pos=heading)
    assert finder.isVisible()
    qtbot.mouseClick(finder, Qt.MouseButton.LeftButton, pos=QPoint(3, finder.height() - 3))
    assert not finder.isVisible()


def test_the_quiet_field_on_the_rail_opens_it(qtbot: QtBot, window: MainWindow):
    (button,) = window.findChildren(FinderButton)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert window.finder.isVisible()
    assert QApplication.focusWidget() is window.finder.field


def test_it_closes_when_the_focus_goes_elsewhere(qtbot: QtBot, window: MainWindow):
    open_finder(qtbot, window)
    press(qtbot, window, Key.Key_3, Control)
    assert not window.finder.isVisible()
    assert QApplication.focusWidget() is not window.finder.field


def test_what_was_used_last_is_on_top_in_the_next_window_too(
    qtbot: QtBot, make_window: MakeWindow, desk: Desk
):
    window = make_window()
    maria = add_person(desk, "Maria")
    open_finder(qtbot, window, "maria")
    press(qtbot, window, Key.Key_Return)
    open_finder(qtbot, window, "> light")
    press(qtbot, window, Key.Key_Return)
    window.leaving.close_without_asking()
    again = make_window()
    open_finder(qtbot, again)
    assert rows(again)[:4] == ["Used last", "Light", "Maria", "Commands"]
    finding = again.finder.model.index(2, 0).data(FINDING_ROLE)
    assert (finding.group, finding.record.record_id) == (Group.USED, maria.id)


def test_what_was_saved_counts_as_used_and_what_is_deleted_is_gone(
    qtbot: QtBot, window: MainWindow, desk: Desk
):
    press(qtbot, window, Key.Key_N, Control)
    qtbot.keyClicks(QApplication.focusWidget(), "Climate breakfast")
    press(qtbot, window, Key.Key_S, Control)
    open_finder(qtbot, window)
    assert rows(window)[:2] == ["Used last", "Climate breakfast"]
    press(qtbot, window, Key.Key_Escape)
    window.page.delete()
    open_finder(qtbot, window)
    assert "Climate breakfast" not in rows(window)


def test_enter_that_is_quicker_than_the_answer_means_what_was_typed(
    qtbot: QtBot, window: MainWindow, desk: Desk, monkeypatch: pytest.MonkeyPatch
):
    maria = add_person(desk, "Maria")
    finder = window.finder
    open_finder(qtbot, window)
    gate = threading.Event()
    finder._answer.run_ahead(lambda: gate.wait(10))
    qtbot.keyClicks(finder.field, "maria")
    press(qtbot, window, Key.Key_Return)
    assert finder.isVisible(), "nothing is chosen before the answer is there"
    gate.set()
    qtbot.waitUntil(lambda: not finder.isVisible())
    assert window.page.shown_record == maria.id


def test_the_answer_to_an_older_question_never_comes_late(qtbot: QtBot):
    answers: list[str] = []
    asker = NewestAnswer("test", 0.0)
    asker.loaded.connect(answers.append)
    gate = threading.Event()

    def slowly() -> str:
        gate.wait(10)
        return "old"

    asker.ask(slowly)
    asker.ask(lambda: "never begun")
    asker.ask(lambda: "new")
    gate.set()
    qtbot.waitUntil(lambda: not asker.is_reading)
    asker.wait()
    QApplication.processEvents()
    assert answers == ["new"]


def test_a_record_that_went_meanwhile_is_told(qtbot: QtBot, window: MainWindow, desk: Desk):
    maria = add_person(desk, "Maria")
    open_finder(qtbot, window, "maria")
    with desk.store.unit_of_work() as work:
        work.delete(Person, maria.id)
        work.commit("deleted")
    press(qtbot, window, Key.Key_Return)
    assert not window.finder.isVisible()
    assert window.bar.mood is Mood.ERROR


def test_the_model_keeps_qts_rules(qtmodeltester, qtbot: QtBot, window: MainWindow, desk: Desk):
    add_person(desk, "Maria")
    open_finder(qtbot, window, "ma")
    model = window.finder.model
    qtmodeltester.check(model)
    heading, row = model.index(0, 0), model.index(1, 0)
    assert model.flags(heading) == Qt.ItemFlag.NoItemFlags
    assert row.data(Qt.ItemDataRole.AccessibleTextRole) == "Maria"
    assert model.rowCount(row) == 0
    assert model.data(QModelIndex()) is None


def test_everything_in_it_says_its_name(qtbot: QtBot, window: MainWindow):
    open_finder(qtbot, window)
    for widget in (window.finder.field, window.finder.list, *window.findChildren(FinderButton)):
        interface = QAccessible.queryAccessibleInterface(widget)
        assert interface.text(QAccessible.Text.Name)


@pytest.mark.parametrize(
    ("text", "words"),
    [("&Import…", "Import"), ("&Delete\tDel", "Delete"), ("Q&&A", "Q&A"), ("Open...", "Open"), ("", "")],
)
def test_words_of_a_command_have_no_marks(text: str, words: str):
    assert plain_words(text) == words


@pytest.mark.parametrize("size", [(1024, 700), (1280, 800), (3840, 2160)])
@pytest.mark.parametrize("direction", [Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft])
def test_it_fits_into_every_window(
    qtbot: QtBot, window: MainWindow, size: tuple[int, int], direction: Qt.LayoutDirection
):
    window.setLayoutDirection(direction)
    window.resize(*size)
    open_finder(qtbot, window, ">")
    card = window.finder._card.geometry()
    assert window.finder.size() == window.size()
    assert window.finder.rect().contains(card)
    assert abs(card.center().x() - window.rect().center().x()) <= 1
    assert not window.finder.grab().isNull()


def test_a_question_that_cannot_be_answered_is_told(qtbot: QtBot, window: MainWindow):
    from capadesk.domain.errors import EnvironmentFailure

    open_finder(qtbot, window)

    def fail() -> Findings:
        raise EnvironmentFailure("database_busy", file="x", detail="")

    window.finder._answer.ask(fail)
    wait_for_answer(qtbot, window)
    assert not window.finder.isVisible()
    assert window.bar.mood is Mood.ERROR


def test_a_city_and_a_tag_lead_to_their_events(qtbot: QtBot, window: MainWindow, desk: Desk):
    (city,), (tag,) = desk.store.select(City, name="Parma"), desk.store.select(Tag)[:1]
    dossier = desk.events.new()
    there = replace(dossier.event, title="Forum there", city_id=city.id)
    desk.events.save(replace(dossier, event=there, tag_ids=(tag.id,)))
    add_event(desk, "Forum elsewhere")
    for text, heading in (("parma", "Cities"), (tag.name, "Tags")):
        open_finder(qtbot, window, text)
        assert rows(window)[0] == heading
        press(qtbot, window, Key.Key_Return)
        read_list(window)
        model = window.page.model
        assert [model.index(row, 0).data() for row in range(model.rowCount())] == ["Forum there"]


def test_a_city_without_events_is_no_place_to_go(qtbot: QtBot, window: MainWindow):
    open_finder(qtbot, window, "parma")
    assert rows(window) == []


@pytest.mark.parametrize("text", ["", "dark", "xqzzkj", "drak"])
def test_where_there_is_room_every_row_is_seen(qtbot: QtBot, window: MainWindow, text: str):
    window.resize(1280, 1000)
    open_finder(qtbot, window, text)
    finder = window.finder
    qtbot.waitUntil(lambda: finder.list.height() >= finder.list.content_height())
    assert finder.list.geometry().bottom() < finder._hint.geometry().top()


def test_undo_in_its_field_never_undoes_data(qtbot: QtBot, window: MainWindow, desk: Desk):
    add_event(desk, "Forum")
    open_finder(qtbot, window, "x")
    for _time in range(3):
        press(qtbot, window, Key.Key_Z, Control)
    assert window.finder.field.text() == ""
    assert [event.title for event in desk.store.select(Event)] == ["Forum"]


def test_nothing_of_it_is_made_before_it_is_opened(qtbot: QtBot, window: MainWindow, desk: Desk):
    anna = add_person(desk, "Anna")
    window.show_record("person", anna.id)
    window.show_change(desk.people.save(replace(desk.people.open(anna.id), person=replace(anna, notes="x"))))
    assert window.findChildren(FinderPanel) == []
    open_finder(qtbot, window)
    assert rows(window)[:2] == ["Used last", "Anna"]


@pytest.mark.parametrize(("kind", "area"), [("workshop", "events"), ("mirror_group_meeting", "meetings")])
def test_a_series_is_found_and_shows_its_events_or_meetings(
    qtbot: QtBot, window: MainWindow, desk: Desk, kind: str, area: str
):
    series = Series(id=new_id(), name="Transition Lab")
    held = Event(id=new_id(), title="First lab", kind=kind, series_id=series.id)
    with desk.store.unit_of_work() as work:
        for record in (series, held, Event(id=new_id(), title="Other", kind=kind)):
            work.save(record)
        work.commit("made")
    open_finder(qtbot, window, "transition lab")
    assert "Transition Lab" in rows(window)
    assert current(window) == "Transition Lab"
    press(qtbot, window, Key.Key_Return)
    read_list(window)
    assert window.shown_area == area
    assert window.page.model.rowCount() == 1


def test_a_project_is_found_by_its_acronym(qtbot: QtBot, window: MainWindow, desk: Desk):
    project = Project(id=new_id(), name="Capacities for cities", acronym="CAPACITIES")
    with desk.store.unit_of_work() as work:
        for record in (project, Event(id=new_id(), title="Kick-off", project_id=project.id)):
            work.save(record)
        work.commit("made")
    window.show_record("project", project.id)
    read_list(window)
    assert (window.shown_area, window.page.model.rowCount()) == ("events", 1)
