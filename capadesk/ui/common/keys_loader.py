"""Reads the keys of a list in a thread: a short one is there at once, a very long one a moment later."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor

from PySide6.QtCore import QObject, Qt, Signal, Slot

from capadesk.domain.errors import CapaDeskError

Keys = Sequence[int]

_PATIENCE_S = 0.03
"""So long the window waits for the answer: what takes no longer, nobody sees flicker."""


class KeysLoader(QObject):
    """One thread for one list; only the newest question is answered."""

    loaded = Signal(object)
    failed = Signal(object)
    _ready = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        # A thread of Python's own, kept for good: it keeps its connection to the store.
        self._threads = ThreadPoolExecutor(1, "list")
        self._newest: Future[Keys] | None = None
        self._ready.connect(self._take, Qt.ConnectionType.QueuedConnection)

    @property
    def is_reading(self) -> bool:
        """Whether an answer is still to come."""
        return self._newest is not None

    def ask(self, read: Callable[[], Keys]) -> None:
        """Read; what was asked before is dropped."""
        if self._newest is not None:
            self._newest.cancel()
        question = self._newest = self._threads.submit(read)
        try:
            question.exception(_PATIENCE_S)
        except TimeoutError:
            question.add_done_callback(self._ready.emit)
        else:
            self._take(question)

    def wait(self) -> None:
        """Drop what was asked and end the thread: before the store is closed."""
        self._newest = None
        self._threads.shutdown(cancel_futures=True)

    @Slot(object)
    def _take(self, question: Future[Keys]) -> None:
        if question is not self._newest:
            return
        self._newest = None
        error = question.exception()
        if error is None:
            self.loaded.emit(question.result())
        elif isinstance(error, CapaDeskError):
            self.failed.emit(error)
        else:
            raise error
