"""The code lists in the settings, by mouse and keyboard."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from capadesk.domain.codes import CodeList
from capadesk.domain.identity import new_id
from capadesk.domain.records import Event
from capadesk.services.desk import Desk
from capadesk.ui.settings.code_lists_section import CodeListsSection
from capadesk.ui.settings.settings_page import SettingsPage
from capadesk.ui.window.main_window import MainWindow

Key = Qt.Key


@pytest.fixture
def section(qtbot: QtBot, window: MainWindow) -> CodeListsSection:
    page = window.show_area_named("settings")
    assert isinstance(page, SettingsPage)
    page.show_section("code_lists")
    found = page.section
    assert isinstance(found, CodeListsSection)
    qtbot.waitUntil(lambda: found.list.topLevelItemCount() > 0)
    return found


def labels(section: CodeListsSection) -> list[str]:
    return [section.list.topLevelItem(row).text(0) for row in range(section.list.topLevelItemCount())]  # type: ignore[union-attr]


def choose(section: CodeListsSection, label: str) -> None:
    item = section.list.topLevelItem(labels(section).index(label))
    assert item is not None
    section.list.setCurrentItem(item)


def test_a_value_is_typed_and_added(qtbot: QtBot, window: MainWindow, section: CodeListsSection, desk: Desk):
    section.new_label.setFocus()
    qtbot.keyClicks(section.new_label, "Hackathon")
    qtbot.keyClick(section.new_label, Key.Key_Return)
    qtbot.waitUntil(lambda: "Hackathon" in labels(section))
    assert section.new_label.text() == ""
    assert "hackathon" in [item.code for item in desk.code_book.items(CodeList.EVENT_KIND)]
    window.undo()
    qtbot.waitUntil(lambda: "Hackathon" not in labels(section))


def test_f2_renames_in_the_list(qtbot: QtBot, section: CodeListsSection, desk: Desk):
    choose(section, "Seminar")
    section.list.setFocus()
    qtbot.keyClick(section.list, Key.Key_F2)
    editor = section.list.findChild(QLineEdit)
    assert editor is not None
    editor.selectAll()
    qtbot.keyClicks(editor, "Fachseminar")
    qtbot.keyClick(editor, Key.Key_Return)
    qtbot.waitUntil(lambda: "Fachseminar" in labels(section))
    assert desk.code_book.label(CodeList.EVENT_KIND, "seminar") == "Fachseminar"


def test_a_name_that_is_taken_is_refused_and_the_old_one_stays(
    qtbot: QtBot, window: MainWindow, section: CodeListsSection
):
    choose(section, "Seminar")
    item = section.list.currentItem()
    assert item is not None
    item.setText(0, "Webinar")
    assert "Webinar" in window.bar.text
    assert item.text(0) == "Seminar"


def test_what_rules_need_can_only_be_renamed(section: CodeListsSection):
    choose(section, "Workshop")
    assert section.rename_button.isEnabled()
    assert not section.retire_button.isEnabled()
    assert not section.remove_button.isEnabled()
    assert not section.merge_button.isEnabled()


def test_a_retired_value_stands_last_and_can_be_used_again(qtbot: QtBot, section: CodeListsSection):
    choose(section, "Seminar")
    section.retire_button.click()
    qtbot.waitUntil(lambda: labels(section)[-1] == "Seminar")
    choose(section, "Seminar")
    section.retire_button.click()
    qtbot.waitUntil(lambda: labels(section)[-1] != "Seminar")


def test_merging_asks_first_and_says_how_many_records(
    qtbot: QtBot, window: MainWindow, section: CodeListsSection, desk: Desk
):
    with desk.store.unit_of_work() as work:
        for number in range(3):
            work.save(Event(id=new_id(), title=str(number), kind="forum"))
        work.commit("Added")
    window.look_for_changes()
    qtbot.waitUntil(lambda: section.list.topLevelItem(labels(section).index("Forum")).text(2) == "3")  # type: ignore[union-attr]
    choose(section, "Forum")
    section.targets.setCurrentText("Conference")
    section.merge_button.click()
    assert "3 records have “Forum” and get “Conference” instead" in window.bar.text
    assert window.bar.question is not None
    window.bar.question.answers[0].then()
    qtbot.waitUntil(lambda: {event.kind for event in desk.store.select(Event)} == {"conference"})
    qtbot.waitUntil(lambda: labels(section)[-1] == "Forum")
    window.undo()
    qtbot.waitUntil(lambda: {event.kind for event in desk.store.select(Event)} == {"forum"})
