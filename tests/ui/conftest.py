"""What tests of the window share: an opened desk, a dressed application, a window over both."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QSettings
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from capadesk.services.desk import Desk
from capadesk.ui.common.look.appearance import Appearance
from capadesk.ui.common.undo_keys import UndoKeys
from capadesk.ui.common.window_memory import WindowMemory
from capadesk.ui.window.main_window import MainWindow
from tests.made_files import MadeFiles

MakeWindow = Callable[[], MainWindow]


@pytest.fixture(autouse=True)
def nothing_outlives_its_test() -> Iterator[None]:
    """Outside an event loop Qt never deletes what is to be deleted later, and every widget slows the rest."""
    yield
    if QCoreApplication.instance() is not None:
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def desk(tmp_path: Path, made_files: MadeFiles, request: pytest.FixtureRequest) -> Iterator[Desk]:
    """A new data file; with the sample if the test, or its module, is marked `sample`."""
    has_sample = request.node.get_closest_marker("sample") is not None
    opened = made_files.desk(tmp_path / "desk.db", has_sample=has_sample)
    yield opened
    opened.store.close()


@pytest.fixture
def settings(tmp_path: Path) -> QSettings:
    """A user's settings, empty."""
    return QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)


@pytest.fixture
def appearance(qapp: QApplication, settings: QSettings) -> Iterator[Appearance]:
    """The application, dressed; and undressed again for tests that know nothing of it."""
    palette, font = qapp.palette(), qapp.font()
    dressed = Appearance(qapp, settings)
    undo_keys = UndoKeys(qapp)
    yield dressed
    undo_keys.stop()
    dressed.take_off()
    qapp.setPalette(palette)
    qapp.setFont(font)


@pytest.fixture
def make_window(
    qtbot: QtBot, desk: Desk, appearance: Appearance, settings: QSettings
) -> Iterator[MakeWindow]:
    """Opens windows over the desk and closes them again."""
    windows: list[MainWindow] = []

    def make() -> MainWindow:
        window = MainWindow(desk, appearance, WindowMemory(settings))
        windows.append(window)
        with qtbot.waitActive(window):
            window.show()
            window.activateWindow()
        return window

    yield make
    for window in windows:
        window.leaving.close_without_asking()
        window.deleteLater()
    QApplication.processEvents()


@pytest.fixture
def window(make_window: MakeWindow, settings: QSettings) -> MainWindow:
    """A window over the data file, in the area of events, where it was when it was closed."""
    settings.setValue("window/area", "events")
    return make_window()
