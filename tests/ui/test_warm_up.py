"""Work that is done ahead: in calm moments only, in small steps; the first click finds it done."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot

from capadesk.services.desk import Desk
from capadesk.ui.common.warm_up import WarmUp
from capadesk.ui.window.main_window import MainWindow
from capadesk.ui.window.warm_up import MODULES, warm_up
from tests.ui.waiting import read_list

ROOT = Path(__file__).parents[2]
LONG_MS = 600_000
BROUGHT_ALONG = 12


class Steps:
    """Steps without end; how many were taken, and how many are to be left."""

    def __init__(self, most: int = 10**9) -> None:
        self.taken = 0
        self._most = most

    def __iter__(self) -> Iterator[None]:
        while self.taken < self._most:
            self.taken += 1
            yield


@pytest.fixture
def calm_window(qtbot: QtBot) -> QWidget:
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    return window


def begun(window: QWidget, steps: Steps, *, is_busy: bool = False) -> WarmUp:
    return WarmUp(
        window, iter(steps), lambda: is_busy, begins_after_ms=0, calm_after_ms=LONG_MS, between_ms=0
    )


def let_go_on() -> None:
    for _turn in range(50):
        QApplication.processEvents()


def test_all_steps_are_taken_while_nobody_does_anything(qtbot: QtBot, calm_window: QWidget):
    steps = Steps(most=30)
    warm = begun(calm_window, steps)
    qtbot.waitUntil(lambda: warm.is_done)
    assert steps.taken == 30


def test_it_stops_at_once_when_a_key_is_pressed(qtbot: QtBot, calm_window: QWidget):
    steps = Steps()
    begun(calm_window, steps)
    qtbot.waitUntil(lambda: steps.taken > 100)
    QTest.keyClick(calm_window.windowHandle(), Qt.Key.Key_A)
    taken = steps.taken
    let_go_on()
    assert steps.taken == taken


def test_it_waits_while_long_work_goes_on_or_a_menu_is_open(qtbot: QtBot, calm_window: QWidget):
    busy = Steps()
    begun(calm_window, busy, is_busy=True)
    let_go_on()
    assert busy.taken == 0
    menu = QMenu(calm_window)
    menu.addAction("One")
    menu.popup(calm_window.mapToGlobal(calm_window.rect().center()))
    steps = Steps()
    begun(calm_window, steps)
    let_go_on()
    assert steps.taken == 0
    menu.close()


def test_it_ends_with_its_window(qtbot: QtBot, calm_window: QWidget):
    steps = Steps()
    warm = begun(calm_window, steps)
    calm_window.hide()
    qtbot.waitUntil(lambda: warm.is_done)
    assert steps.taken == 0


def test_pages_are_made_but_no_list_is_read_before_it_is_shown(qtbot: QtBot, window: MainWindow, desk: Desk):
    warm = warm_up(window, desk, lambda: False)
    warm._timer.start(0)
    shown = window.shown_area
    qtbot.waitUntil(lambda: warm.is_done, timeout=20_000)
    assert tuple(window.made_pages()) == window.area_names
    assert (window.shown_area, window.isWindowModified()) == (shown, False)
    lists = [page.as_area_page for page in window.made_pages().values() if page.as_area_page is not None]
    assert len(lists) == 5
    assert not any(page.panel.has_read for page in lists if page is not window.area_page)
    person = desk.people.new("Anna Bianchi")
    window.show_change(desk.people.save(person))
    window.show_area_named("people")
    read_list(window)
    assert window.page.model.rowCount() == 1


def test_the_first_click_imports_nothing_more_and_no_step_much_at_once(tmp_path: Path):
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-m", "tests.ui.warming_child", str(tmp_path / "desk.db"), *MODULES]
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout.splitlines()[-1])
    assert told["by_first_clicks"] == []
    assert max(told["brought_along"].values()) <= BROUGHT_ALONG, told["brought_along"]
