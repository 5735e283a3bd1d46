"""Hears of others' changes: a thread with a connection of its own, to which the hub sends a word for each."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable

import psycopg

from capadesk.storage.hub.postgres_connection import Raw

_CHANNEL = "capadesk_changed"
_LOOK_S = 1.0
"""How often the thread looks whether it is to end."""
_AGAIN_S = 3.0
"""How long after a lost connection the next one is tried."""


class HubListener:
    """Keeps in mind whether there may be something new, and whether the hub answers."""

    def __init__(self, opened: Callable[[], Raw]) -> None:
        self._opened = opened
        self._is_ending = threading.Event()
        self._has_news = threading.Event()
        self._is_listening = threading.Event()
        self._was_lost = False
        self._has_news.set()
        self._thread = threading.Thread(target=self._listen, name="hub listener", daemon=True)
        self._thread.start()

    @property
    def is_lost(self) -> bool:
        """Whether the hub did not answer when it was tried last."""
        return self._was_lost

    def take_news(self) -> bool:
        """Whether something may have changed since this was asked; True as well while nobody listens."""
        had_news = self._has_news.is_set() or not self._is_listening.is_set()
        self._has_news.clear()
        return had_news

    def note_change(self) -> None:
        """Something was changed by this program itself."""
        self._has_news.set()

    def close(self) -> None:
        """End the thread."""
        self._is_ending.set()
        self._thread.join(timeout=_LOOK_S + _AGAIN_S)

    def _listen(self) -> None:
        while not self._is_ending.is_set():
            with contextlib.suppress(psycopg.Error, OSError), self._opened() as connection:
                connection.execute(f"LISTEN {_CHANNEL}")
                self._was_lost = False
                self._has_news.set()
                self._is_listening.set()
                while not self._is_ending.is_set():
                    for _notify in connection.notifies(timeout=_LOOK_S, stop_after=1):
                        self._has_news.set()
            self._is_listening.clear()
            if not self._is_ending.is_set():
                self._was_lost = True
                self._is_ending.wait(_AGAIN_S)
