"""The end of the session: log-out, shut-down or a polite signal to end; nobody can be asked then."""

from __future__ import annotations

import contextlib
import signal
import socket
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QSocketNotifier, QTimer
from PySide6.QtGui import QGuiApplication, QSessionManager

_SIGNALS = ("SIGTERM", "SIGHUP")


class SessionEnd(QObject):
    """Calls `keep` when the system is about to end the session, and `end` when it wants the program to go."""

    def __init__(
        self,
        app: QGuiApplication,
        keep: Callable[[], None],
        end: Callable[[], None],
    ) -> None:
        super().__init__(app)
        self._keep = keep
        self._end = end
        app.commitDataRequest.connect(self._on_commit_data)
        # Python runs its handlers between two steps of its own, and an idle event loop takes none:
        # the number of the signal is written into a socket, which wakes the loop.
        self._reader, self._writer = socket.socketpair()
        for end_of_pair in (self._reader, self._writer):
            end_of_pair.setblocking(False)
        self._wakeup_before = signal.set_wakeup_fd(self._writer.fileno(), warn_on_full_buffer=False)
        self._handlers_before: dict[int, Any] = {}
        for name in _SIGNALS:
            number = getattr(signal, name, None)
            if number is not None:
                self._handlers_before[number] = signal.signal(number, self._take_signal)
        self._has_ended = False
        self._notifier = QSocketNotifier(self._reader.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._wake)

    def stop(self) -> None:
        """Let the signals do again what they did before."""
        self._notifier.setEnabled(False)
        signal.set_wakeup_fd(self._wakeup_before)
        for number, handler in self._handlers_before.items():
            signal.signal(number, handler)
        self._reader.close()
        self._writer.close()

    def _on_commit_data(self, _manager: QSessionManager) -> None:
        self._keep()

    def _take_signal(self, _number: int, _frame: object) -> None:
        if not self._has_ended:
            self._has_ended = True
            # Not from here: the signal may have come in the middle of a save.
            QTimer.singleShot(0, self, self._end)

    def _wake(self) -> None:
        # Coming here is enough: Python runs the handler on the way.
        with contextlib.suppress(BlockingIOError):
            self._reader.recv(64)
