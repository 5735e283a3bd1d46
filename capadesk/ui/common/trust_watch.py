"""Looks in a thread whether the data file can be trusted, and tells only if something is found."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

from PySide6.QtCore import QObject, Qt, Signal, Slot

from capadesk.services.file_trust import TrustReport


class TrustWatch(QObject):
    """Looks once."""

    found = Signal(object)
    """A TrustReport with something in it."""
    failed = Signal(object)
    """Why it could not be looked."""
    ended = Signal()
    """It was looked."""
    _answered = Signal(object)

    def __init__(self, look: Callable[[], TrustReport], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._threads: ThreadPoolExecutor | None = None
        self._answered.connect(self._take, Qt.ConnectionType.QueuedConnection)

    def look(self) -> None:
        """Look, unless it was looked before."""
        if self._threads is None:
            self._threads = ThreadPoolExecutor(1, "trust")
            self._threads.submit(self._look).add_done_callback(self._answered.emit)

    def wait(self) -> None:
        """Let the look end: before the store is closed."""
        if self._threads is not None:
            self._threads.shutdown(cancel_futures=True)

    @Slot(object)
    def _take(self, answered: Future[TrustReport]) -> None:
        if answered.cancelled():
            return
        error = answered.exception()
        if error is not None:
            self.failed.emit(error)
        elif not answered.result().is_calm:
            self.found.emit(answered.result())
        self.ended.emit()
