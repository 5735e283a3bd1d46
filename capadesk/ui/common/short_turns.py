"""Threads take short turns while something works beside the window, so that painting does not wait for it."""

from __future__ import annotations

import sys
from threading import Lock

_TURN_S = 0.0005
"""Python's own turn is ten times as long: painting gives up its turn at many of its steps."""


class ShortTurns:
    """Counts what works; may be told so in any thread."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._working = 0
        self._before = 0.0

    def begin(self) -> None:
        """Something works from now on."""
        with self._lock:
            if not self._working:
                self._before = sys.getswitchinterval()
                sys.setswitchinterval(_TURN_S)
            self._working += 1

    def end(self) -> None:
        """It has ended; once for each `begin`."""
        with self._lock:
            self._working -= 1
            if not self._working:
                sys.setswitchinterval(self._before)


SHORT_TURNS = ShortTurns()
"""The interpreter has one length of turns."""
