"""Starts the window over an opened desk, and ends it."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtWidgets import QApplication

from capadesk.services.desk import Desk
from capadesk.ui.common.appearance import Appearance
from capadesk.ui.common.crash_dialog import FaultReporter
from capadesk.ui.common.icons import application_icon
from capadesk.ui.common.undo_keys import UndoKeys
from capadesk.ui.common.window_memory import WindowMemory, user_settings
from capadesk.ui.main_window import MainWindow


def run_window(desk: Desk, arguments: Sequence[str] = ("capadesk",)) -> int:
    """Show the window until it is closed; closes the desk. Returns the exit status."""
    app = QApplication.instance() or QApplication(list(arguments))
    assert isinstance(app, QApplication)
    app.setApplicationName("CapaDesk")
    app.setApplicationDisplayName("CapaDesk")
    app.setApplicationVersion(desk.version)
    app.setDesktopFileName("capadesk")
    app.setWindowIcon(application_icon())
    _speak(app, desk.localisation.language)
    reporter = FaultReporter(desk.version)
    sys.excepthook = reporter
    undo_keys = UndoKeys(app)
    app.installEventFilter(undo_keys)
    settings = user_settings()
    window = MainWindow(desk, Appearance(app, settings), WindowMemory(settings))
    window.fault_found.connect(reporter.show)
    window.show()
    try:
        return app.exec()
    finally:
        sys.excepthook = sys.__excepthook__
        desk.store.close()


def _speak(app: QApplication, language: str) -> None:
    """Qt's own words (buttons of file dialogs, menus of text fields) in the user's language."""
    locale = QLocale(language)
    QLocale.setDefault(locale)
    app.setLayoutDirection(locale.textDirection())
    translator = QTranslator(app)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if translator.load(locale, "qtbase", "_", folder):
        app.installTranslator(translator)
