"""Shows the long job that is running, with Cancel; hidden when there is none."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QWidget

from capadesk.services.words import _
from capadesk.ui.common.job_runner import JobRunner
from capadesk.ui.common.look.spacing import LARGE, SMALL, TIGHT

_STEPS = 1000
_PATIENCE_MS = 250
"""What is done sooner shows no progress: the window would twitch."""


class ProgressStrip(QWidget):
    """Follows a JobRunner."""

    def __init__(self, runner: JobRunner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = QLabel(self)
        self._bar = QProgressBar(self)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(_("Progress"))
        self._bar.setMaximumWidth(320)
        self.cancel_button = QPushButton(_("&Cancel"), self)
        self.cancel_button.clicked.connect(runner.cancel)
        row = QHBoxLayout(self)
        row.setContentsMargins(LARGE, TIGHT, SMALL, TIGHT)
        row.setSpacing(SMALL)
        row.addWidget(self._title)
        row.addWidget(self._bar, 1)
        row.addStretch(1)
        row.addWidget(self.cancel_button)
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(_PATIENCE_MS)
        self._wait.timeout.connect(self.show)
        runner.started.connect(self._begin)
        runner.progressed.connect(self._advance)
        runner.ended.connect(self._end)
        self.hide()

    def paintEvent(self, event: QPaintEvent) -> None:
        """A line above."""
        painter = QPainter(self)
        painter.setPen(self.palette().color(QPalette.ColorRole.Midlight))
        painter.drawLine(self.rect().topLeft(), self.rect().topRight())
        painter.end()

    def _begin(self, title: str) -> None:
        self._title.setText(title)
        self._bar.setRange(0, 0)
        self._wait.start()

    def _end(self) -> None:
        self._wait.stop()
        self.hide()

    def _advance(self, done: int, total: int) -> None:
        if total > 0:
            self._bar.setRange(0, _STEPS)
            self._bar.setValue(min(_STEPS, done * _STEPS // total))
