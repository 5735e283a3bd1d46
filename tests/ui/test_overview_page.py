"""The overview at work: what it says, and what keys and the mouse do on it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from capadesk.domain.identity import new_id
from capadesk.domain.records import Action, Event, Participation, Person
from capadesk.domain.when import When
from capadesk.services.desk import Desk
from capadesk.services.record_service import RecordService
from capadesk.ui.common.message_bar import Mood
from capadesk.ui.overview.overview_card import OverviewCard
from capadesk.ui.overview.overview_page import OverviewPage
from capadesk.ui.overview.overview_presenter import OverviewPresenter
from capadesk.ui.window.main_window import MainWindow
from tests.ui.conftest import MakeWindow
from tests.ui.waiting import read_list

Key = Qt.Key
Control = Qt.KeyboardModifier.ControlModifier
Left = Qt.MouseButton.LeftButton


def add_event(desk: Desk, title: str, days: int, **fields: Any) -> Event:
    when = When.days(desk.clock.today() + timedelta(days=days))
    dossier = desk.events.new()
    event = replace(dossier.event, title=title, when=when, **fields)
    desk.events.save(replace(dossier, event=event))
    return event


def add_action(desk: Desk, text: str, days: int, **fields: Any) -> Action:
    action = Action(id=new_id(), text=text, due=desk.clock.today() + timedelta(days=days), **fields)
    RecordService(desk.store).add(action)
    return action


@pytest.fixture
def window(make_window: MakeWindow) -> MainWindow:
    """A window at its first start."""
    return make_window()


def page_of(window: MainWindow) -> OverviewPage:
    page = window.page
    assert isinstance(page, OverviewPage)
    return page


def look(window: MainWindow) -> OverviewPage:
    """See what was stored beside the window."""
    window.look_for_changes()
    page = page_of(window)
    read_list(window)
    return page


def card(page: OverviewPage, name: str) -> OverviewCard:
    (found,) = [each for each in page.cards if each.card.name == name]
    return found


def titles(page: OverviewPage, name: str) -> list[str]:
    return [row.row.title for row in card(page, name).shown_rows()]


def press(qtbot: QtBot, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    focused = QApplication.focusWidget()
    assert focused is not None
    qtbot.keyClick(focused, key, modifiers)


# --- what it says ---------------------------------------------------------------------------------


def test_it_is_the_first_thing_seen_and_invites_to_begin(qtbot: QtBot, window: MainWindow):
    page = page_of(window)
    assert window.area_names[0] == "overview"
    buttons = [b for b in page.findChildren(QPushButton) if b.isVisible()]
    assert [b.text() for b in buttons] == ["&New event", "&Import a file…", "Look around with the &sample"]
    assert QApplication.focusWidget() is buttons[0]
    press(qtbot, Key.Key_Space)
    assert window.areas[window.area_names.index("events")].name == "events"
    assert window.page.presenter.record_kind == "event"
    assert window.page.shown_record is not None


def test_words_of_what_comes(desk: Desk):
    add_event(desk, "Forum", 0, kind="forum", status="confirmed", country="IT", mode="in_person")
    add_event(desk, "Webinar", 3, kind="webinar", mode="online", country="IT")
    presenter = OverviewPresenter(desk)
    board = presenter.board(presenter.question()())
    coming, _overdue, _past, incomplete, _unreported = board.cards
    first, second = coming.rows
    assert (first.title, first.when, first.detail) == ("Forum", "Today", "Forum · Italy")
    assert [chip.text for chip in first.chips] == ["Confirmed"]
    assert second.when.endswith(", in 3 days")
    assert second.detail == "Webinar · Online"
    assert second.spoken.startswith("Webinar, ")
    assert [[chip.text for chip in row.chips] for row in incomplete.rows] == [
        ["No venue", "Nobody invited"],
        ["No link", "Nobody invited"],
    ]
    year = desk.clock.today().year
    numbers = {figure.words: figure.number for figure in board.figures}
    in_year = sum((desk.clock.today() + timedelta(days=days)).year == year for days in (0, 3))
    assert numbers["event this year" if in_year == 1 else "events this year"] == str(in_year)
    assert numbers["people"] == "0"


def test_words_of_what_is_overdue(desk: Desk):
    ada = Person(id=new_id(), given_name="Ada", family_name="Ng")
    RecordService(desk.store).add(ada)
    add_action(desk, "Yesterday", -1, owner_person_id=ada.id)
    add_action(desk, "Last month", -30)
    add_action(desk, "Last year", -400)
    add_action(desk, "Tomorrow", 1)
    presenter = OverviewPresenter(desk)
    overdue = presenter.board(presenter.question()()).cards[1]
    assert [row.title for row in overdue.rows] == ["Yesterday", "Last month", "Last year"]
    assert [row.when for row in overdue.rows[:2]] == ["1 day overdue", "30 days overdue"]
    assert overdue.rows[2].when.startswith("Overdue since ")
    assert [row.detail for row in overdue.rows[:2]] == ["Ada Ng", "nobody in charge"]
    assert overdue.rows[0].initials == "AN"
    assert all(row.is_late for row in overdue.rows)
    assert overdue.links == ()


def test_the_way_to_all_others_is_offered_where_there_are_more(desk: Desk):
    for number in range(6):
        add_action(desk, f"Action {number}", -1 - number)
    for number in range(4):
        add_event(desk, f"Event {number}", -1 - number)
    add_event(desk, "Meeting", -9, kind="meeting")
    presenter = OverviewPresenter(desk)
    coming, overdue, past, _incomplete, _unreported = presenter.board(presenter.question()()).cards
    assert coming.offers_new
    assert coming.links == ()
    assert [link.text for link in overdue.links] == ["All 6"]
    assert len(overdue.rows) == 5
    assert [(link.text, link.area) for link in past.links] == [
        ("4 events", "events"),
        ("1 meeting", "meetings"),
    ]
    keys = desk.store.lists.keys(past.links[0].query)
    assert len(keys) == 4
    assert len(desk.store.lists.keys(overdue.links[0].query)) == 6


# --- what it does ---------------------------------------------------------------------------------


def test_what_is_stored_elsewhere_appears(window: MainWindow, desk: Desk):
    add_event(desk, "Workshop", 2)
    page = look(window)
    assert titles(page, "coming") == ["Workshop"]
    assert page.figures[0].figure.number in ("0", "1")


def test_a_click_on_a_row_opens_its_record(qtbot: QtBot, window: MainWindow, desk: Desk):
    meeting = add_event(desk, "Mirror group", 2, kind="mirror_group_meeting")
    page = look(window)
    qtbot.mouseClick(card(page, "coming").rows[0], Left)
    assert window.shown_area == "meetings"
    assert window.page.shown_record == meeting.id


def test_rows_are_walked_and_opened_by_keys(qtbot: QtBot, window: MainWindow, desk: Desk):
    add_event(desk, "First", 1)
    add_event(desk, "Second", 2)
    late = add_action(desk, "Late", -3)
    page = look(window)
    page.focus_first()
    coming = card(page, "coming").rows
    assert QApplication.focusWidget() is coming[0]
    press(qtbot, Key.Key_Down)
    assert QApplication.focusWidget() is coming[1]
    press(qtbot, Key.Key_Down)
    overdue = card(page, "overdue").rows
    assert QApplication.focusWidget() is overdue[0]
    press(qtbot, Key.Key_Up)
    assert QApplication.focusWidget() is coming[1]
    press(qtbot, Key.Key_Down)
    press(qtbot, Key.Key_Return)
    assert window.page.presenter.record_kind == "action"
    assert window.page.shown_record == late.id
    press(qtbot, Key.Key_1, Control)
    assert page_of(window) is page
    assert QApplication.focusWidget() is overdue[0]


def test_the_row_with_the_focus_is_always_in_sight(qtbot: QtBot, window: MainWindow, desk: Desk):
    for number in range(12):
        add_event(desk, f"Event {number}", number - 5, venue="Hall")
    window.resize(1024, 500)
    page = look(window)
    page.focus_first()
    seen = set()
    for _step in range(25):
        row = QApplication.focusWidget()
        assert row is not None
        assert page.rect().contains(row.mapTo(page, row.rect().center()))
        seen.add(row)
        press(qtbot, Key.Key_Down)
    assert len(seen) == sum(len(each.shown_rows()) for each in page.cards)


def test_tab_comes_to_one_row_of_each_card(qtbot: QtBot, window: MainWindow, desk: Desk):
    for number in range(3):
        add_event(desk, f"Event {number}", number + 1, venue="Hall")
    page = look(window)
    page.focus_first()
    press(qtbot, Key.Key_Down)
    second = card(page, "coming").rows[1]
    assert QApplication.focusWidget() is second
    press(qtbot, Key.Key_Tab)
    assert QApplication.focusWidget() is card(page, "incomplete").rows[0]
    press(qtbot, Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
    assert QApplication.focusWidget() is second


def test_one_click_marks_an_event_as_held_and_undo_takes_it_back(
    qtbot: QtBot, window: MainWindow, desk: Desk
):
    over = add_event(desk, "Over", -1)
    add_event(desk, "Over too", -2)
    page = look(window)
    assert titles(page, "past") == ["Over", "Over too"]
    qtbot.mouseClick(card(page, "past").rows[0].act_button, Left)
    read_list(window)
    assert desk.store.get(Event, over.id).status == "held"
    assert titles(page, "past") == ["Over too"]
    assert titles(page, "unreported") == ["Over"]
    assert window.bar.text == "Marked as held: “Over”"
    assert window.bar.is_undo_offered
    window.undo()
    qtbot.waitUntil(lambda: titles(page, "past") == ["Over", "Over too"])
    assert desk.store.get(Event, over.id).status == "planned"


def test_actions_are_ticked_off_by_keys_one_after_the_other(qtbot: QtBot, window: MainWindow, desk: Desk):
    first, second = add_action(desk, "First", -1), add_action(desk, "Second", -2)
    page = look(window)
    overdue = card(page, "overdue")
    assert overdue.focus_row()
    press(qtbot, Key.Key_Tab)
    assert QApplication.focusWidget() is overdue.rows[0].act_button
    press(qtbot, Key.Key_Return)
    read_list(window)
    assert titles(page, "overdue") == ["Second"]
    assert desk.store.get(Action, first.id).status == "done"
    assert QApplication.focusWidget() is overdue.rows[0].act_button
    press(qtbot, Key.Key_Space)
    read_list(window)
    assert desk.store.get(Action, second.id).status == "done"
    assert overdue.shown_rows() == []
    assert window.bar.text == "Done: “Second”"


def test_what_is_gone_meanwhile_is_said(qtbot: QtBot, window: MainWindow, desk: Desk):
    action = add_action(desk, "Gone", -1)
    page = look(window)
    desk.deletion.delete("action", [action.id])
    qtbot.mouseClick(card(page, "overdue").rows[0].act_button, Left)
    assert window.bar.mood is Mood.ERROR
    read_list(window)
    assert titles(page, "overdue") == []


def test_the_heading_leads_to_all_overdue_actions(qtbot: QtBot, window: MainWindow, desk: Desk):
    for number in range(7):
        add_action(desk, f"Late {number}", -1 - number)
    add_action(desk, "In time", 4)
    page = look(window)
    (link,) = card(page, "overdue").links()
    qtbot.mouseClick(link, Left)
    read_list(window)
    assert window.page.presenter.record_kind == "action"
    model = window.page.model
    assert sorted(model.index(row, 0).data() for row in range(model.rowCount())) == [
        f"Late {number}" for number in range(7)
    ]


def test_a_figure_leads_to_what_it_counts(qtbot: QtBot, window: MainWindow, desk: Desk):
    add_action(desk, "Open", 3)
    add_action(desk, "Done", 3, status="done")
    page = look(window)
    figure = page.figures[-1]
    assert figure.text() == "1 open action"
    figure.setFocus()
    press(qtbot, Key.Key_Return)
    read_list(window)
    assert [window.page.model.index(row, 0).data() for row in range(window.page.model.rowCount())] == ["Open"]


def test_long_cards_open_in_their_place(qtbot: QtBot, window: MainWindow, desk: Desk):
    for number in range(6):
        add_event(desk, f"Event {number}", -1 - number, status="held")
    page = look(window)
    unreported = card(page, "unreported")
    assert len(titles(page, "unreported")) == 4
    (more,) = [
        each for each in unreported.findChildren(type(page.cards[0]._more)) if each.text() == "Show 2 more"
    ]
    qtbot.mouseClick(more, Left)
    assert len(titles(page, "unreported")) == 6
    assert more.text() == "Show fewer"
    qtbot.mouseClick(more, Left)
    assert len(titles(page, "unreported")) == 4


def test_a_participation_completes_a_row(window: MainWindow, desk: Desk):
    held = add_event(desk, "Held", -1, status="held", minutes="Said.")
    page = look(window)
    assert titles(page, "unreported") == ["Held"]
    ada = Person(id=new_id(), family_name="Ng")
    records = RecordService(desk.store)
    records.add(ada)
    records.add(Participation(id=new_id(), event_id=held.id, person_id=ada.id, status="attended"))
    look(window)
    assert titles(page, "unreported") == []


@pytest.mark.parametrize(("width", "columns"), [(1280, 2), (1920, 2), (1024, 1)])
def test_two_columns_where_there_is_room(window: MainWindow, desk: Desk, width: int, columns: int):
    add_event(desk, "Soon", 1)
    window.resize(width, 800)
    page = look(window)
    QApplication.processEvents()
    places = {card.mapTo(page, card.rect().topLeft()).x() for card in page.cards}
    assert len(places) == columns
    assert page.cards[0].width() > (page.width() / columns) * 0.75


def test_it_is_read_again_only_when_it_is_seen(window: MainWindow, desk: Desk):
    page = look(window)
    window.show_area_named("people")
    add_event(desk, "Meanwhile", 1)
    window.look_for_changes()
    assert not page.is_reading
    window.show_area_named("overview")
    read_list(window)
    assert titles(page, "coming") == ["Meanwhile"]


def seen_clashes(page: OverviewPage) -> list[tuple[str, str, str]]:
    cards = [each for each in page.cards if each.card.name == "clashes" and not each.isHidden()]
    rows = [row.row for each in cards for row in each.shown_rows()]
    return [(row.title, row.detail, row.when.partition(" · ")[0]) for row in rows]


def test_what_clashes_in_the_next_weeks_has_a_card_and_is_said_to_be_fine(
    qtbot: QtBot, desk: Desk, window: MainWindow
) -> None:
    one, other = add_event(desk, "Breakfast", 3, venue="Hall"), add_event(desk, "Talk", 3, venue="hall")
    add_event(desk, "Far ahead", 60, venue="Hall")
    add_event(desk, "As far", 60, venue="Hall")
    ada = Person(id=new_id(), given_name="Ada", family_name="Rossi")
    with desk.store.unit_of_work() as work:
        work.save(ada)
        for event in (one, other):
            link = Participation.derive_id(event.id, ada.id, None, "speaker")
            work.save(Participation(id=link, event_id=event.id, person_id=ada.id, role="speaker"))
        work.commit("kept")
    page = look(window)
    assert seen_clashes(page) == []
    qtbot.waitUntil(lambda: not page.is_looking_for_clashes)
    assert seen_clashes(page) == [
        ("Breakfast", "Hall is taken: “Talk”", "Same venue"),
        ("Breakfast", "Ada Rossi: also at “Talk”", "Same people"),
    ]
    rows = card(page, "clashes").shown_rows()
    rows[0].act_button.setFocus()
    press(qtbot, Key.Key_Return)
    qtbot.waitUntil(lambda: not page.is_reading and not page.is_looking_for_clashes)
    assert seen_clashes(page) == [("Breakfast", "Ada Rossi: also at “Talk”", "Same people")]
    card(page, "clashes").shown_rows()[0].act_button.click()
    qtbot.waitUntil(lambda: not page.is_reading and not page.is_looking_for_clashes)
    assert seen_clashes(page) == []
    window.undo()
    qtbot.waitUntil(lambda: bool(seen_clashes(page)))
    window.resize(700, 600)  # one column: the card is still there, behind the others
    assert seen_clashes(page) == [("Breakfast", "Ada Rossi: also at “Talk”", "Same people")]
