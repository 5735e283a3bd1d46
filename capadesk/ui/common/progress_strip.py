"""Shows the long job that is running, with Cancel; hidden when there is none."""

from __future__ import annotations

from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QWidget

from capadesk.services.words import _
from capadesk.ui.common.job_runner import JobRunner
from capadesk.ui.common.spacing import LARGE, SMALL, TIGHT

_STEPS = 1000


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
        runner.started.connect(self._begin)
        runner.progressed.connect(self._advance)
        runner.ended.connect(self.hide)
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
        self.show()

    def _advance(self, done: int, total: int) -> None:
        if total > 0:
            self._bar.setRange(0, _STEPS)
            self._bar.setValue(min(_STEPS, done * _STEPS // total))
