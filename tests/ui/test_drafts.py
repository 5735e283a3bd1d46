"""No word is lost: what was typed comes back after a crash, over whatever happened meanwhile."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from typing import Any, cast
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from capadesk.domain.errors import CapaDeskError, EnvironmentFailure, RecordNotFound
from capadesk.domain.identity import new_id
from capadesk.domain.records import Event
from capadesk.services.desk import Desk
from capadesk.services.draft_service import DraftService
from capadesk.ui.common.editing import draft_keeper
from capadesk.ui.common.editing.draft_keeper import DraftKeeper
from capadesk.ui.common.message_bar import Mood
from capadesk.ui.window.main_window import MainWindow
from tests.ui.waiting import read_list

MakeWindow = Callable[[], MainWindow]
Key = Qt.Key
Control = Qt.KeyboardModifier.ControlModifier


def add_event(desk: Desk, title: str) -> UUID:
    dossier = desk.events.new()
    desk.events.save(replace(dossier, event=replace(dossier.event, title=title)))
    return dossier.event.id


def change_event(desk: Desk, event_id: UUID, **fields: Any) -> None:
    dossier = desk.events.open(event_id)
    desk.events.save(replace(dossier, event=replace(dossier.event, **fields)))


def write(qtbot: QtBot, text: str) -> None:
    qtbot.keyClicks(QApplication.focusWidget(), text)


def start_new(qtbot: QtBot, window: MainWindow, area: str, text: str) -> None:
    window.show_area_named(area)
    window.start_new()
    write(qtbot, text)


def open_and_write(qtbot: QtBot, window: MainWindow, event_id: UUID, text: str) -> None:
    window.show_record("event", event_id)
    window.page.focus_editor()
    qtbot.keyClick(QApplication.focusWidget(), Key.Key_End)
    write(qtbot, text)


def crash(window: MainWindow) -> None:
    """The program ends with what is kept by then."""
    window.unsaved.keep_at_once()
    window.leaving.close_without_asking()


def answers(window: MainWindow) -> list[str]:
    return [b.text() for b in window.bar.findChildren(QPushButton) if b.isVisibleTo(window.bar)]


def answer(window: MainWindow, text: str) -> None:
    buttons = [b for b in window.bar.findChildren(QPushButton) if b.isVisibleTo(window.bar)]
    (button,) = [b for b in buttons if b.text() == text]
    button.click()


def left(desk: Desk) -> list[str]:
    return [draft.area for draft in desk.drafts.left()]


def state_of(window: MainWindow) -> str:
    return str(window.page.record.detail.state_text)


# --- kept -----------------------------------------------------------------------------------------


def test_typing_is_kept_in_time_and_only_while_something_changes(
    qtbot: QtBot, window: MainWindow, desk: Desk
):
    assert draft_keeper.KEEP_AFTER_MS < 2000
    start_new(qtbot, window, "events", "Half a ti")
    keeper = window.page.record.keeper
    assert keeper.is_due
    qtbot.waitUntil(lambda: left(desk) == ["events"])
    assert not keeper.is_due
    write(qtbot, "tle")
    assert keeper.is_due
    keeper.keep_at_once()
    (draft,) = desk.drafts.left()
    assert draft.edited is not None
    assert draft.edited["event"].title == "Half a title"


def test_saving_lets_the_draft_go(qtbot: QtBot, window: MainWindow, desk: Desk):
    start_new(qtbot, window, "events", "Title")
    window.page.keep_at_once()
    assert left(desk) == ["events"]
    assert window.page.save()
    qtbot.waitUntil(lambda: left(desk) == [])


def test_reverting_and_typing_back_let_the_draft_go(qtbot: QtBot, window: MainWindow, desk: Desk):
    event_id = add_event(desk, "Forum")
    open_and_write(qtbot, window, event_id, "x")
    window.page.keep_at_once()
    assert left(desk) == ["events"]
    qtbot.keyClick(QApplication.focusWidget(), Key.Key_Backspace)
    window.page.keep_at_once()
    assert left(desk) == []
    write(qtbot, "yz")
    window.page.keep_at_once()
    window.page.revert()
    qtbot.waitUntil(lambda: left(desk) == [])


def test_what_stands_in_an_open_cell_is_kept_asked_about_and_saved(
    qtbot: QtBot, window: MainWindow, desk: Desk
):
    event_id = add_event(desk, "Forum")
    window.show_record("event", event_id)
    editor = window.page.record.editor
    editor.tabs.setCurrentIndex(3)
    editor.decisions_table.add_button.click()
    write(qtbot, "We go on")
    window.page.keep_at_once()
    (draft,) = desk.drafts.left()
    assert draft.edited is not None
    assert [decision.text for decision in draft.edited["decisions"]] == ["We go on"]
    assert [decision.text for decision in editor.dossier().decisions] == [""]
    assert window.page.save()
    assert [decision.text for decision in desk.events.open(event_id).decisions] == ["We go on"]
    editor.decisions_table.view.edit(editor.decisions_table.model.index(0, 1))
    before = window.page.is_modified
    write(qtbot, " tomorrow")
    assert (before, window.page.is_modified) == (False, True)
    qtbot.keyClick(QApplication.focusWidget(), Key.Key_Escape)
    assert not window.page.is_modified


def test_a_change_of_another_program_survives_the_save_of_an_open_editor(
    qtbot: QtBot, window: MainWindow, desk: Desk
):
    event_id = add_event(desk, "Forum")
    open_and_write(qtbot, window, event_id, " 2026")
    change_event(desk, event_id, venue="Library")
    window.look_for_changes()
    assert window.page.save()
    event = desk.events.open(event_id).event
    assert (event.title, event.venue) == ("Forum 2026", "Library")


class FailingDrafts:
    """Drafts of a desk whose disk is full for a while."""

    can_keep = True

    def __init__(self, failures: int) -> None:
        self.failures = failures
        self.kept: list[str] = []

    def keep(self, area: str, record: object, base: object, edited: str, *, is_new: bool) -> None:
        if self.failures:
            self.failures -= 1
            raise EnvironmentFailure("disk_full", file="desk.db")
        self.kept.append(edited)


def test_a_full_disk_is_told_once_and_tried_again(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(draft_keeper, "KEEP_AFTER_MS", 5)
    drafts = FailingDrafts(failures=3)
    keeper = DraftKeeper(cast("DraftService", drafts), "events", lambda: "typed")
    complaints: list[CapaDeskError] = []
    keeper.failed.connect(complaints.append)
    keeper.begin(Event(id=new_id(), title=""), "base", is_new=True)
    keeper.touch()
    qtbot.waitUntil(lambda: drafts.kept == ["typed"])
    keeper.wait()
    assert [error.code for error in complaints] == ["disk_full"]


# --- brought back ---------------------------------------------------------------------------------


def test_a_new_record_comes_back_and_can_be_saved(qtbot: QtBot, make_window: MakeWindow, desk: Desk):
    window = make_window()
    start_new(qtbot, window, "events", "Workshop in Lecce")
    crash(window)
    window = make_window()
    assert window.page.is_modified
    assert state_of(window) == "Brought back: not saved"
    assert window.bar.mood is Mood.QUESTION
    assert "Workshop in Lecce" in window.bar.text
    assert answers(window) == ["&Save it", "&Discard it", "&Keep editing"]
    answer(window, "&Save it")
    assert [row.title for row in desk.store.select(Event)] == ["Workshop in Lecce"]
    assert not window.page.is_modified
    qtbot.waitUntil(lambda: left(desk) == [])


def test_what_is_kept_editing_survives_the_next_crash_and_what_is_discarded_is_gone(
    qtbot: QtBot, make_window: MakeWindow, desk: Desk
):
    event_id = add_event(desk, "Forum")
    window = make_window()
    open_and_write(qtbot, window, event_id, " in Lecce")
    crash(window)
    window = make_window()
    answer(window, "&Keep editing")
    window.page.focus_editor()
    window.leaving.close_without_asking()
    window = make_window()
    assert window.page.unsaved_name == "Forum in Lecce"
    answer(window, "&Discard it")
    assert not window.page.is_modified
    qtbot.waitUntil(lambda: left(desk) == [])
    assert desk.events.open(event_id).event.title == "Forum"


def test_each_area_brings_its_own_text_back_and_one_answer_serves_all(
    qtbot: QtBot, make_window: MakeWindow, desk: Desk
):
    window = make_window()
    for area, name in (("events", "Forum"), ("people", "Rossi"), ("organisations", "Polito")):
        start_new(qtbot, window, area, name)
    crash(window)
    assert sorted(left(desk)) == ["events", "organisations", "people"]
    window = make_window()
    modified = [name for name, page in window.made_pages().items() if page.is_modified]
    assert modified == ["events", "people", "organisations"]
    assert answers(window) == ["&Save all", "&Discard all", "&Keep editing"]
    assert all(name in window.bar.text for name in ("Forum", "Rossi", "Polito"))
    answer(window, "&Save all")
    assert not window.unsaved.is_any
    qtbot.waitUntil(lambda: left(desk) == [])


def test_a_record_that_changed_meanwhile_keeps_both_and_names_what_both_changed(
    qtbot: QtBot, make_window: MakeWindow, desk: Desk
):
    event_id = add_event(desk, "Forum")
    window = make_window()
    open_and_write(qtbot, window, event_id, " in Lecce")
    crash(window)
    change_event(desk, event_id, title="Forum in Rome", venue="Library")
    window = make_window()
    assert "changed elsewhere" in window.bar.text
    assert "Both changed: Title" in window.bar.text
    answer(window, "&Save it")
    event = desk.events.open(event_id).event
    assert (event.title, event.venue) == ("Forum in Lecce", "Library")


def test_a_record_that_was_deleted_meanwhile_is_restored_only_if_the_user_saves(
    qtbot: QtBot, make_window: MakeWindow, desk: Desk
):
    event_id = add_event(desk, "Forum")
    window = make_window()
    open_and_write(qtbot, window, event_id, " in Lecce")
    crash(window)
    desk.deletion.delete("event", [event_id])
    window = make_window()
    assert "was deleted" in window.bar.text
    with pytest.raises(RecordNotFound):
        desk.events.open(event_id)
    answer(window, "&Save it")
    assert desk.events.open(event_id).event.title == "Forum in Lecce"


def test_what_was_saved_in_the_last_moment_does_not_come_back(
    qtbot: QtBot, make_window: MakeWindow, desk: Desk
):
    event_id = add_event(desk, "Forum")
    window = make_window()
    open_and_write(qtbot, window, event_id, " 2026")
    crash(window)
    change_event(desk, event_id, title="Forum 2026")
    window = make_window()
    assert not window.unsaved.is_any
    assert window.bar.mood is Mood.QUIET
    assert left(desk) == []


def test_a_text_of_a_newer_program_is_kept_and_told(qtbot: QtBot, make_window: MakeWindow, desk: Desk):
    window = make_window()
    start_new(qtbot, window, "events", "From the future")
    crash(window)
    with closing(sqlite3.connect(f"{desk.store.location}.drafts")) as raw:
        raw.execute("UPDATE draft SET edited = replace(edited, '\"title\"', '\"headline\"')")
        raw.commit()
    window = make_window()
    assert "kept for a newer one" in window.bar.text
    assert not window.unsaved.is_any
    assert left(desk) == ["events"]


def test_a_text_that_no_editor_can_show_stops_no_start(
    qtbot: QtBot, make_window: MakeWindow, desk: Desk, caplog: pytest.LogCaptureFixture
):
    event_id = add_event(desk, "Forum")
    window = make_window()
    open_and_write(qtbot, window, event_id, " in Lecce")
    crash(window)
    with closing(sqlite3.connect(f"{desk.store.location}.drafts")) as raw:
        raw.execute(
            "UPDATE draft SET edited = replace(edited, '\"participations\":[]', '\"participations\":[5]')"
        )
        raw.commit()
    window = make_window()
    assert "cannot be shown" in window.bar.text
    assert not window.unsaved.is_any
    assert left(desk) == ["events"]
    assert "a draft cannot be shown" in caplog.text
    window.show_record("event", event_id)
    assert window.page.unsaved_name == "Forum"


def test_the_text_is_there_before_its_list_is_read(qtbot: QtBot, make_window: MakeWindow, desk: Desk):
    window = make_window()
    start_new(qtbot, window, "people", "Rossi")
    crash(window)
    window = make_window()
    read_list(window)
    page: Any = window.made_pages()["people"]
    assert window.page == page
    assert page.is_modified
    assert page.record.detail.isVisible()


def test_the_page_with_the_text_is_in_front_and_keep_editing_goes_there(
    qtbot: QtBot, make_window: MakeWindow, desk: Desk
):
    event_id = add_event(desk, "Forum")
    window = make_window()
    window.show_record("event", event_id)
    qtbot.keyClicks(window.page.record.editor.fields["minutes"].text_edit, "We agreed")
    crash(window)
    window = make_window()
    minutes: Any = window.page.record.editor.fields["minutes"].text_edit
    assert minutes.isVisible()
    answer(window, "&Keep editing")
    assert QApplication.focusWidget() == minutes
    assert minutes.toPlainText() == "We agreed"


# --- leaving --------------------------------------------------------------------------------------


def test_leaving_asks_once_for_all_areas_together(qtbot: QtBot, window: MainWindow, desk: Desk):
    start_new(qtbot, window, "events", "Forum")
    start_new(qtbot, window, "people", "Rossi")
    window.close()
    assert window.isVisible()
    assert answers(window) == ["&Save all", "&Discard all", "&Keep editing"]
    assert "“Forum”, “Rossi”" in window.bar.text
    answer(window, "&Keep editing")
    assert window.unsaved.is_any
    window.close()
    answer(window, "&Save all")
    assert not window.isVisible()
    assert len(desk.store.history()) == 2


def test_discarding_all_leaves_nothing_behind(qtbot: QtBot, window: MainWindow, desk: Desk):
    start_new(qtbot, window, "events", "Forum")
    start_new(qtbot, window, "people", "Rossi")
    window.unsaved.keep_at_once()
    window.close()
    answer(window, "&Discard all")
    assert not window.isVisible()
    assert (left(desk), desk.store.history()) == ([], [])


def test_what_cannot_be_saved_stops_the_leaving_and_is_shown(qtbot: QtBot, window: MainWindow, desk: Desk):
    start_new(qtbot, window, "events", "Forum")
    start_new(qtbot, window, "people", " Rossi")
    editor = window.page.record.editor
    editor.fields["email"].line_edit.setFocus()
    write(qtbot, "no address")
    window.close()
    answer(window, "&Save all")
    assert window.isVisible()
    assert window.page is window.made_pages()["people"]
    assert window.bar.mood is Mood.ERROR
    assert len(desk.store.history()) == 1


def test_a_log_out_asks_nothing_and_one_that_is_refused_asks_again_later(
    qtbot: QtBot, make_window: MakeWindow, desk: Desk
):
    window = make_window()
    start_new(qtbot, window, "events", "Forum")
    window.leaving.keep_for_session_end()
    assert left(desk) == ["events"]
    window.leaving.stay()
    window.close()
    assert window.bar.mood is Mood.QUESTION
    window.leaving.keep_for_session_end()
    window.close()
    assert not window.isVisible()
    window = make_window()
    assert window.page.unsaved_name == "Forum"


def test_the_end_of_the_session_asks_nothing_and_keeps_all(qtbot: QtBot, make_window: MakeWindow, desk: Desk):
    window = make_window()
    start_new(qtbot, window, "events", "Forum")
    window.leaving.end_with_session()
    assert not window.isVisible()
    window = make_window()
    assert window.page.unsaved_name == "Forum"
