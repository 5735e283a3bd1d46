"""Collects garbage in calm moments: a full collection amid work on many records holds the window."""

from __future__ import annotations

import gc
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

_EVERY_MS = 60_000
_NEVER = 1_000_000_000
_YOUNG = (2_000, 20)


class CalmCollector(QObject):
    """Python's own full collections stop; one is made every minute in which nothing is going on.

    What only refers to itself waits for it. Everything else goes at once, as always.
    """

    def __init__(self, is_busy: Callable[[], bool], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._is_busy = is_busy
        self._before = gc.get_threshold()
        gc.set_threshold(*_YOUNG, _NEVER)
        self._timer = QTimer(self)
        self._timer.setInterval(_EVERY_MS)
        self._timer.timeout.connect(self.collect)
        self._timer.start()

    def collect(self) -> None:
        """Collect now, unless something is going on."""
        if not self._is_busy():
            gc.collect()

    def stop(self) -> None:
        """Leave it to Python again."""
        self._timer.stop()
        gc.set_threshold(*self._before)
