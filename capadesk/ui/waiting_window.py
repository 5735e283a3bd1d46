"""What stands in the window's place while a data file is made ready."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any, TypeVar

from PySide6.QtCore import QEventLoop, QRect, Qt
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QApplication, QLabel, QVBoxLayout, QWidget

from capadesk.ui.common.job_runner import JobRunner, Ok, Result, Work
from capadesk.ui.common.look.fonts import title_font
from capadesk.ui.common.look.spacing import WIDE
from capadesk.ui.common.progress_strip import ProgressStrip

_STRIP_WIDTH = 440

T = TypeVar("T")


class WaitingWindow(QWidget):
    """Says what is being done, with progress and Cancel; closes itself when it is done."""

    def __init__(self, title: str, place: QRect) -> None:
        super().__init__()
        self.setWindowTitle("CapaDesk")
        self.setGeometry(place)
        self._is_done = False
        self._runner = JobRunner(self)
        words = QLabel(title, self)
        words.setFont(title_font(self.font()))
        words.setWordWrap(True)
        words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._title = title
        column = QVBoxLayout(self)
        column.setContentsMargins(WIDE, WIDE, WIDE, WIDE)
        column.addStretch(2)
        column.addWidget(words)
        strip = ProgressStrip(self._runner, self)
        strip.setMinimumWidth(_STRIP_WIDTH)
        column.addWidget(strip, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)

    def run(self, work: Work[Any], then: Callable[[Result[Any]], None]) -> None:
        """Work in a thread; `then` is called when it has ended."""

        def finish(result: Result[Any]) -> None:
            self._is_done = True
            self._runner.wait()
            then(result)
            self.close()
            self.deleteLater()

        self._runner.run("", work, finish)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Closing asks the work to stop; it is over at its next step."""
        if not self._is_done:
            self._runner.cancel()
            event.ignore()


def wait_at_start(title: str, work: Work[T]) -> T:
    """Work in a thread, with a window that shows the progress and can cancel; what the work raises."""
    app = QApplication.instance() or QApplication(sys.argv[:1])
    waiting = WaitingWindow(title, QRect(100, 100, 640, 320))
    loop = QEventLoop()
    results: list[Result[T]] = []

    def finish(result: Result[T]) -> None:
        results.append(result)
        loop.quit()

    waiting.show()
    waiting.run(work, finish)
    loop.exec()
    app.processEvents()
    (result,) = results
    if isinstance(result, Ok):
        return result.value
    raise result.error
