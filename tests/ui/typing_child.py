"""A program in which somebody types without end, at the pace of a person: the tests kill it.

Each line of its output: the moment (time.monotonic) after a letter was typed, and how many there are.
"""

from __future__ import annotations

import sys
import time
from itertools import count

from PySide6.QtCore import QSettings, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from capadesk.bootstrap import open_desk
from capadesk.ui.common.look.appearance import Appearance
from capadesk.ui.common.session_end import SessionEnd
from capadesk.ui.common.window_memory import WindowMemory
from capadesk.ui.window.main_window import MainWindow

LETTERS = "the quick brown fox jumps over the lazy dog "
PACE_MS = 90
"""Between two letters: some eleven a second, which is a quick typist."""


def text_of(length: int) -> str:
    """What was typed after that many letters."""
    return (LETTERS * (length // len(LETTERS) + 1))[:length]


def main(location: str, settings_file: str) -> int:
    """Open the window, begin an event and type its minutes."""
    app = QApplication([])
    settings = QSettings(settings_file, QSettings.Format.IniFormat)
    desk = open_desk(location, create=False, author="child")
    window = MainWindow(desk, Appearance(app, settings), WindowMemory(settings))
    SessionEnd(app, window.leaving.keep_for_session_end, window.leaving.end_with_session)
    window.show()
    window.show_area_named("events")
    window.start_new()
    page = window.page
    QTest.keyClicks(page.record.editor.fields["title"].line_edit, "Kitchen table talk")
    minutes = page.record.editor.fields["minutes"].text_edit
    page.record.editor.tabs.setCurrentIndex(2)
    minutes.setFocus()
    letters = count(1)

    def type_one() -> None:
        if not window.isVisible():
            return
        length = next(letters)
        QTest.keyClicks(minutes, text_of(length)[-1])
        print(time.monotonic(), length, flush=True)

    pace = QTimer(app)
    pace.setInterval(PACE_MS)
    pace.timeout.connect(type_one)
    pace.start()
    return app.exec()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
