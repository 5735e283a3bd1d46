"""Starts the window over an opened desk, and ends it."""

from __future__ import annotations

import logging
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QLibraryInfo, QObject, Qt, QTimer, QTranslator, Slot, qVersion
from PySide6.QtWidgets import QApplication

from capadesk.services.desk import Desk
from capadesk.services.desk_opener import DeskOpener
from capadesk.services.fault_report import ProgramWord, system_lines
from capadesk.ui.common.calm_collector import CalmCollector
from capadesk.ui.common.fault_reporter import FaultReporter
from capadesk.ui.common.look.appearance import Appearance
from capadesk.ui.common.look.icons import application_icon
from capadesk.ui.common.qt_messages import QtMessages
from capadesk.ui.common.session_end import SessionEnd
from capadesk.ui.common.undo_keys import UndoKeys
from capadesk.ui.common.window_memory import user_settings
from capadesk.ui.window.session import WindowSession

if TYPE_CHECKING:
    from capadesk.services.ports import Recovery
    from capadesk.ui.window.main_window import MainWindow

_LOG = logging.getLogger(__name__)
_AFTER_THE_FIRST_LOOK_MS = 1000
_RIGHT_TO_LEFT = frozenset({"ar", "ckb", "dv", "fa", "he", "ks", "ps", "sd", "ug", "ur", "yi"})


def run_window(
    desk: Desk,
    opener: DeskOpener,
    arguments: Sequence[str] = ("capadesk",),
    recovery: Recovery | None = None,
) -> int:
    """Show the window until it is closed; closes the desk, or that which took its place. The exit status."""
    app = QApplication.instance() or QApplication(list(arguments))
    assert isinstance(app, QApplication)
    app.setApplicationName("CapaDesk")
    app.setApplicationDisplayName("CapaDesk")
    app.setApplicationVersion(desk.version)
    app.setDesktopFileName("capadesk")
    app.setWindowIcon(application_icon())
    app.setQuitOnLastWindowClosed(False)  # one window may follow another
    QTimer.singleShot(_AFTER_THE_FIRST_LOOK_MS, app, lambda: _log_versions(desk.version))
    messages = QtMessages()
    messages.start()
    reporter = FaultReporter(desk.version)
    sys.excepthook = reporter
    UndoKeys(app)
    settings = user_settings()
    speech = _Speech(app)
    session = WindowSession(opener, Appearance(app, settings), settings, app)
    session.desk_opened.connect(speech.follow)
    session.window_made.connect(lambda window: window.fault_found.connect(reporter.show))
    session.window_made.connect(
        lambda window: QTimer.singleShot(_AFTER_THE_FIRST_LOOK_MS, window, lambda: _warm_up(window, session))
    )
    session.ended.connect(app.quit)
    session_end = SessionEnd(app, session.keep_for_session_end, session.end_with_session)
    session.show(desk)
    if recovery is not None:
        session.say_recovered(recovery, desk)
    # Its first look waits until the window has been seen.
    collector = CalmCollector(session.is_busy, app)
    try:
        return app.exec()
    finally:
        collector.stop()
        session_end.stop()
        session.close()
        messages.stop()
        sys.excepthook = sys.__excepthook__
        _LOG.info("ended")


def _warm_up(window: MainWindow, session: WindowSession) -> None:
    from capadesk.ui.window.warm_up import warm_up

    if session.desk is not None:
        warm_up(window, session.desk, session.is_busy)


def _log_versions(version: str) -> None:
    _LOG.info("%s", ProgramWord("; ".join(system_lines(version, qVersion()))))


class _Speech(QObject):
    """Qt's own words (buttons of file dialogs, menus of text fields) in the language of the open desk."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._app = app
        self._translator = QTranslator(self)

    @Slot(object)
    def follow(self, desk: Desk) -> None:
        """Speak as this desk does."""
        language = desk.localisation.language
        is_rightwards = language.partition("-")[0] not in _RIGHT_TO_LEFT
        self._app.setLayoutDirection(
            Qt.LayoutDirection.LeftToRight if is_rightwards else Qt.LayoutDirection.RightToLeft
        )
        self._app.removeTranslator(self._translator)
        folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        if self._translator.load(f"qtbase_{language.replace('-', '_')}", folder):
            self._app.installTranslator(self._translator)
        # Its numbers stand in no overview, and PySide takes long to list the languages and countries of Qt.
        QTimer.singleShot(_AFTER_THE_FIRST_LOOK_MS, self, lambda: self._count_as(language))

    def _count_as(self, language: str) -> None:
        """Numbers and dates of Qt's own fields, also of those that are open already."""
        from PySide6.QtCore import QLocale

        locale = QLocale(language)
        QLocale.setDefault(locale)
        for window in self._app.topLevelWidgets():
            window.setLocale(locale)
