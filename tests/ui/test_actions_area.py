"""The area of actions: its list, the editor of one action, and the way to where it came from."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QComboBox
from pytestqt.qtbot import QtBot

from capadesk.domain.identity import new_id
from capadesk.domain.record import fields_of
from capadesk.domain.records import Action, Decision, Event, Organisation, Person
from capadesk.services.action_service import ActionDossier
from capadesk.services.desk import Desk
from capadesk.services.ports import ListKind, ListQuery
from capadesk.services.record_service import RecordService
from capadesk.ui.actions.action_editor import ActionEditor
from capadesk.ui.actions.actions_columns import actions_columns
from capadesk.ui.common.fields.record_line_edit import RecordLineEdit
from capadesk.ui.window.areas import place_of
from capadesk.ui.window.main_window import MainWindow
from tests.ui.editor_rules import doubled_mnemonics, fields_by_tab, labels_without_mnemonic, nameless_inputs
from tests.ui.hands import press
from tests.ui.waiting import read_list

Key = Qt.Key
Control = Qt.KeyboardModifier.ControlModifier


def add_event(desk: Desk, title: str, *decisions: str) -> tuple[Event, list[Decision]]:
    dossier = desk.events.new()
    made = [
        Decision(id=new_id(), event_id=dossier.event.id, number=str(number), text=text)
        for number, text in enumerate(decisions, 1)
    ]
    event = replace(dossier.event, title=title)
    desk.events.save(replace(dossier, event=event, decisions=tuple(made)))
    return event, made


def add_action(desk: Desk, text: str, **fields: Any) -> Action:
    action = Action(id=new_id(), text=text, **fields)
    RecordService(desk.store).add(action)
    return action


def full_action(desk: Desk) -> Action:
    """One with something in every field."""
    event, (decision,) = add_event(desk, "Mirror group", "A working group is set up")
    ada = Person(id=new_id(), given_name="Ada", family_name="Ng")
    hub = Organisation(id=new_id(), name="The hub")
    records = RecordService(desk.store)
    records.add(ada)
    records.add(hub)
    return add_action(
        desk,
        "Write the terms of reference\nand send them",
        event_id=event.id,
        decision_id=decision.id,
        number="7",
        owner_person_id=ada.id,
        owner_organisation_id=hub.id,
        due=date(2026, 12, 1),
        priority="high",
        status="in_progress",
        source_item="3b",
        done_on=date(2026, 12, 2),
        notes="\u00a0First draft in October.",
    )


@pytest.fixture
def editor(qtbot: QtBot, desk: Desk) -> ActionEditor:
    made = ActionEditor(desk)
    qtbot.addWidget(made)
    made.resize(700, 800)
    made.show()
    return made


def listed(window: MainWindow) -> list[str]:
    read_list(window)
    return [window.page.model.index(row, 0).data() for row in range(window.page.model.rowCount())]


_OF_CALENDAR_FILES = {"uid", "source_version", "kept_lines"}


# --- the editor -----------------------------------------------------------------------------------


def test_there_is_a_widget_for_every_field_and_nothing_changes_by_looking(desk: Desk, editor: ActionEditor):
    action = full_action(desk)
    editor.set_dossier(ActionDossier(action))
    assert set(editor.fields) == set(fields_of(Action)) - _OF_CALENDAR_FILES
    assert editor.dossier().action == action
    assert not editor.is_modified()
    bare = Action(id=new_id())
    editor.set_dossier(ActionDossier(bare))
    assert editor.dossier().action == bare


def test_its_inputs_have_names_and_letters_of_their_own(desk: Desk, editor: ActionEditor):
    editor.set_dossier(ActionDossier(full_action(desk)))
    assert nameless_inputs(editor) == []
    assert doubled_mnemonics(editor) == []
    assert labels_without_mnemonic(editor) == []
    assert fields_by_tab(editor, 0) == list(editor.fields)


def test_decisions_are_those_of_the_event(desk: Desk, editor: ActionEditor):
    action = full_action(desk)
    other, (second,) = add_event(desk, "Forum", "Another decision")
    editor.set_dossier(ActionDossier(action))
    (combo,) = editor.decision_field.findChildren(QComboBox)
    assert [combo.itemText(row) for row in range(combo.count())] == ["Not set", "1 A working group is set up"]
    (line,) = editor.event_field.findChildren(RecordLineEdit)
    line.show_record("event", other.id)
    line.record_chosen.emit("event", other.id)
    assert [combo.itemText(row) for row in range(combo.count())] == ["Not set", "1 Another decision"]
    changed = editor.dossier().action
    assert (changed.event_id, changed.decision_id) == (other.id, None)
    combo.setCurrentIndex(1)
    combo.activated.emit(1)
    assert editor.dossier().action.decision_id == second.id


def test_event_and_decision_lead_to_their_records(qtbot: QtBot, desk: Desk, editor: ActionEditor):
    action = full_action(desk)
    editor.set_dossier(ActionDossier(action))
    with qtbot.waitSignal(editor.record_wanted) as opened:
        qtbot.mouseClick(editor.event_field.open_button, Qt.MouseButton.LeftButton)
    assert opened.args == ["event", action.event_id]
    with qtbot.waitSignal(editor.record_wanted) as opened:
        qtbot.mouseClick(editor.decision_field.open_button, Qt.MouseButton.LeftButton)
    assert opened.args == ["decision", action.decision_id]
    editor.set_dossier(ActionDossier(Action(id=new_id())))
    assert not editor.event_field.open_button.isEnabled()
    assert not editor.decision_field.open_button.isEnabled()


# --- the list -------------------------------------------------------------------------------------


def test_an_action_of_no_event_is_recorded_by_keyboard_alone(qtbot: QtBot, window: MainWindow, desk: Desk):
    window.show_area_named("actions")
    press(qtbot, window, Key.Key_N, Control)
    qtbot.keyClicks(QApplication.focusWidget(), "Call the ministry")
    press(qtbot, window, Key.Key_S, Control)
    assert listed(window) == ["Call the ministry"]
    (stored,) = desk.store.select(Action)
    assert (stored.text, stored.event_id, stored.status) == ("Call the ministry", None, "open")
    window.undo()
    assert listed(window) == []


def test_what_is_open_stands_first_and_what_is_due_soonest_on_top(window: MainWindow, desk: Desk):
    today = desk.clock.today()
    add_action(desk, "Done early", status="done", due=today - timedelta(days=50))
    add_action(desk, "No day")
    add_action(desk, "Soon", due=today + timedelta(days=2))
    add_action(desk, "Late", due=today - timedelta(days=2))
    window.show_area_named("actions")
    assert listed(window) == ["Late", "Soon", "No day", "Done early"]


def test_what_is_overdue_says_so_with_a_sign_and_a_word(desk: Desk):
    today = desk.clock.today()
    add_action(desk, "Late", due=today - timedelta(days=2))
    add_action(desk, "Was late", due=today - timedelta(days=2), status="done")
    add_action(desk, "Soon", due=today + timedelta(days=1))
    lists = desk.store.lists
    rows = {row.text: row for row in lists.rows(ListKind.ACTIONS, lists.keys(ListQuery(ListKind.ACTIONS)))}
    due = next(column for column in actions_columns(desk) if column.key == "due")
    assert due.chip is not None
    look = due.chip(rows["Late"])
    assert look is not None
    assert (due.text(rows["Late"]), look.icon) == ("2 days overdue", "warning")
    assert due.chip(rows["Was late"]) is None
    assert "overdue" not in due.text(rows["Was late"])
    assert (due.text(rows["Soon"]), due.chip(rows["Soon"])) == ("Tomorrow", None)


def test_found_actions_lead_to_this_area(window: MainWindow, desk: Desk):
    action = full_action(desk)
    window.look_for_changes()
    window.show_record("action", action.id)
    assert window.shown_area == "actions"
    assert window.page.shown_record == action.id
    assert action.decision_id is not None
    place = place_of(desk, "decision", action.decision_id)
    assert place is not None
    assert (place.area, place.record_id) == ("events", action.event_id)


def test_the_open_button_leads_from_the_action_to_its_event(qtbot: QtBot, window: MainWindow, desk: Desk):
    action = full_action(desk)
    window.look_for_changes()
    window.show_record("action", action.id)
    editor = window.page.findChild(ActionEditor)
    qtbot.mouseClick(editor.event_field.open_button, Qt.MouseButton.LeftButton)
    assert window.page.presenter.record_kind == "event"
    assert window.page.shown_record == action.event_id


def test_an_action_is_deleted_and_brought_back(qtbot: QtBot, window: MainWindow, desk: Desk):
    add_action(desk, "Throw away")
    window.look_for_changes()
    window.show_area_named("actions")
    read_list(window)
    window.page.focus_list()
    press(qtbot, window, Key.Key_Delete)
    assert listed(window) == []
    window.undo()
    assert listed(window) == ["Throw away"]


def test_an_action_without_words_is_refused(qtbot: QtBot, window: MainWindow, desk: Desk):
    window.show_area_named("actions")
    press(qtbot, window, Key.Key_N, Control)
    press(qtbot, window, Key.Key_S, Control)
    assert desk.store.select(Action) == []
    editor = window.page.findChild(ActionEditor)
    assert editor.fields["text"].accessibleDescription() != ""
