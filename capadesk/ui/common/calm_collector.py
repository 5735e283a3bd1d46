"""Collects garbage in the GUI thread alone, and all of it only in calm moments."""

from __future__ import annotations

import gc
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

_LOOK_MS = 250
_FULL_EVERY_MS = 60_000
_YOUNG = 2_000
"""So many new objects are looked through at once: a few milliseconds."""
_OLDER = 20
"""After so many looks those that survived them are looked through as well."""


class CalmCollector(QObject):
    """Python's own collections stop: they come in whatever thread is at work.

    A widget that goes in another thread than its own takes the program along (Qt, "Thread-Support in Qt
    Modules"), and a full collection amid work on many records holds the window. So the young are looked
    through four times a second, the older ones and every minute everything, while nothing is going on. What
    nobody refers to goes at once, as always.
    """

    def __init__(self, is_busy: Callable[[], bool], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._is_busy = is_busy
        self._was_enabled = gc.isenabled()
        gc.disable()
        self._looks = self._timer(_LOOK_MS, self.look)
        self._full = self._timer(_FULL_EVERY_MS, self.collect)

    def _timer(self, interval: int, act: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.setInterval(interval)
        timer.timeout.connect(act)
        timer.start()
        return timer

    def look(self) -> None:
        """Collect the young if there are many; the older too, unless something is going on."""
        young, older, _oldest = gc.get_count()
        if young > _YOUNG:
            gc.collect(1 if older > _OLDER and not self._is_busy() else 0)

    def collect(self) -> None:
        """Collect everything now, unless something is going on."""
        if not self._is_busy():
            gc.collect()

    def stop(self) -> None:
        """Leave it to Python again."""
        self._looks.stop()
        self._full.stop()
        if self._was_enabled:
            gc.enable()
