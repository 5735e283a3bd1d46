"""Closing the window: what is not saved is asked about or kept, and what still runs comes to its end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

if TYPE_CHECKING:
    from capadesk.ui.window.main_window import MainWindow

_SESSION_ENDS_WITHIN_MS = 30_000


class WindowLeaving(QObject):
    """Knows whether the window may close without a question."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._is_left = False
        self._is_session_ending = False

    def may_close(self) -> bool:
        """Whether the window may close now; else it asks first, and closes after the answer."""
        unsaved = self._window.unsaved
        if self._is_session_ending:
            unsaved.keep_at_once()
        elif not self._is_left and unsaved.is_any:
            unsaved.leave_then(self.close_without_asking)
            return False
        self._is_left = True
        return True

    def close_without_asking(self) -> None:
        """Close; of what is not saved only what is kept as a draft comes back."""
        self._is_left = True
        self._window.close()

    def keep_for_session_end(self) -> None:
        """The session may end: keep what is not saved, and ask nothing if the window is closed for that."""
        self._window.unsaved.keep_at_once()
        self._is_session_ending = True
        # Somebody else may refuse the end of the session: then the user goes on working here.
        QTimer.singleShot(_SESSION_ENDS_WITHIN_MS, self, self.stay)

    def stay(self) -> None:
        """The session goes on: the next closing asks again."""
        self._is_session_ending = False

    def end_with_session(self) -> None:
        """The system ends: close without a question; what is not saved comes back at the next start."""
        self._window.unsaved.keep_at_once()
        self.close_without_asking()
