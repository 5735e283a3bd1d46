"""Finds out how long the GUI thread was held, and by what."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter
from types import CodeType

from PySide6.QtCore import QTimer

_BEAT_MS = 2
_LOOK_EVERY_S = 0.004
_WORTH_A_LOOK_S = 0.03


class EventLoopWatch:
    """A heart that beats in the event loop, and a thread that looks at it when it is late.

    What the machine itself withheld from the GUI thread (the time in which it was ready and had to wait for
    a processor, as Linux counts it) is no stall.
    """

    def __init__(self) -> None:
        self.longest_ms = 0.0
        self.place = ""
        """Where the GUI thread was in the middle of the longest stall: its innermost lines."""
        self.done = ""
        """What was being done then."""
        self.doing = ""
        self._gui = threading.get_ident()
        self._schedule = Path(f"/proc/self/task/{threading.get_native_id()}/schedstat")
        self._beat = perf_counter()
        self._waited = self._withheld()
        self._seen: tuple[float, str] = (0.0, "")
        self._has_ended = threading.Event()
        self._timer = QTimer()
        self._timer.setInterval(_BEAT_MS)
        self._timer.timeout.connect(self._mark)
        self._thread = threading.Thread(target=self._look, name="event loop watch", daemon=True)

    @contextmanager
    def watching(self, doing: str = "") -> Iterator[None]:
        """Look while this goes on; `doing` names it."""
        self.doing = doing
        self._has_ended.clear()
        self._beat, self._waited, self._seen = perf_counter(), self._withheld(), (0.0, "")
        self._timer.start()
        if not self._thread.is_alive():
            self._thread = threading.Thread(target=self._look, name="event loop watch", daemon=True)
            self._thread.start()
        try:
            yield
            self._mark()
        finally:
            self._timer.stop()
            self._has_ended.set()
            self._thread.join()

    def _mark(self) -> None:
        now, waited = perf_counter(), self._withheld()
        held_ms = (now - self._beat - (waited - self._waited)) * 1000
        if held_ms > self.longest_ms:
            self.longest_ms = held_ms
            self.place = self._seen[1]
            self.done = self.doing
        self._beat, self._waited, self._seen = perf_counter(), waited, (0.0, "")

    def _look(self) -> None:
        while not self._has_ended.wait(_LOOK_EVERY_S):
            age = perf_counter() - self._beat
            if age > _WORTH_A_LOOK_S and age > 2 * self._seen[0]:
                self._seen = (age, _innermost(self._gui))

    def _withheld(self) -> float:
        """Seconds in which this thread had to wait for a processor; 0 where that is not counted."""
        try:
            return int(self._schedule.read_text().split()[1]) / 1e9
        except (OSError, IndexError, ValueError):
            return 0.0


def _innermost(thread: int) -> str:
    # A frame that is held keeps its variables, and with them Qt's half-made widgets, from going: so the
    # codes are taken at once, without a pause in which the other thread could go on.
    codes: list[tuple[CodeType, int]] = []
    frame = sys._current_frames().get(thread)
    while frame is not None:
        codes.append((frame.f_code, frame.f_lineno))
        frame = frame.f_back
    lines = [
        f"{Path(code.co_filename).name}:{line} {code.co_name}"
        for code, line in reversed(codes)
        if "capadesk" in code.co_filename
    ]
    return " > ".join(lines[-6:])
