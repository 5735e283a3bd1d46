"""Every action of the menus has keys of its own, and the keys do it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from capadesk.services.desk import Desk
from capadesk.ui.window.main_window import MainWindow
from tests.ui.hands import press

Key, Modifier = Qt.Key, Qt.KeyboardModifier
CONTROL = Modifier.ControlModifier
CONTROL_SHIFT = Modifier.ControlModifier | Modifier.ShiftModifier


def test_every_action_of_the_menus_has_keys_and_no_two_have_the_same(window: MainWindow) -> None:
    seen: dict[str, str] = {}
    for action in window.commands.all_actions():
        keys = [sequence.toString() for sequence in action.shortcuts()]
        # Some belong to the list alone, and the menu names them behind a tab.
        assert keys or "\t" in action.text(), action.text()
        for each in keys:
            assert each not in seen, (action.text(), seen.get(each))
            seen[each] = action.text()


def test_no_keys_are_those_of_typing(window: MainWindow) -> None:
    """AltGr is Ctrl+Alt on many keyboards; input methods take Ctrl+Shift+U and Ctrl+Shift+E."""
    for action in window.commands.all_actions():
        for sequence in action.shortcuts():
            keys = sequence.toString()
            assert "Ctrl+Alt" not in keys, action.text()
            assert keys not in ("Ctrl+Shift+U", "Ctrl+Shift+E"), action.text()


def test_no_letter_of_a_menu_stands_for_two_things(window: MainWindow) -> None:
    bar = window.menuBar()
    for entry in bar.actions():
        menu: Any = entry.menu()
        letters = [
            text[text.index("&") + 1].lower() for each in menu.actions() if "&" in (text := each.text())
        ]
        assert len(letters) == len(set(letters)), (entry.text(), sorted(letters))


def test_ctrl_r_goes_back_to_what_is_stored(qtbot: QtBot, window: MainWindow, desk: Desk) -> None:
    dossier = desk.events.new()
    desk.events.save(replace(dossier, event=replace(dossier.event, title="Forum")))
    window.show_record("event", dossier.event.id)
    window.page.focus_editor()
    qtbot.keyClicks(QApplication.focusWidget(), "x")
    assert window.page.is_modified
    press(qtbot, window, Key.Key_R, CONTROL)
    assert not window.page.is_modified


def test_ctrl_r_goes_back_in_the_settings_too(qtbot: QtBot, window: MainWindow) -> None:
    page: Any = window.show_area_named("settings")
    page.show_section("you")
    name = page.section.fields["name"].line_edit
    name.setFocus()
    before = name.text()
    qtbot.keyClicks(name, "x")
    assert page.is_modified
    press(qtbot, window, Key.Key_R, CONTROL)
    assert (page.is_modified, name.text()) == (False, before)


def test_a_backup_is_made_by_keys_and_seen_in_the_list(qtbot: QtBot, window: MainWindow) -> None:
    page: Any = window.show_area_named("settings")
    page.show_section("backup")
    before = page.section.list.topLevelItemCount()
    press(qtbot, window, Key.Key_K, CONTROL_SHIFT)
    qtbot.waitUntil(lambda: page.section.list.topLevelItemCount() == before + 1)
    assert "verified backup" in window.bar.text


@pytest.mark.parametrize(
    ("key", "title"),
    [(Key.Key_X, "Export a report"), (Key.Key_M, "Back up"), (Key.Key_W, "A workbook to fill in")],
)
def test_files_are_written_by_keys(qtbot: QtBot, window: MainWindow, key: Qt.Key, title: str) -> None:
    press(qtbot, window, key, CONTROL_SHIFT)
    (dialog,) = [each for each in window.findChildren(QFileDialog) if each.isVisible()]
    assert dialog.windowTitle() == title
    dialog.reject()
