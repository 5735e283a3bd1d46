"""Asks in a thread: what is quick is there at once, the rest a moment later; older questions are dropped."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal, SignalInstance, Slot

from capadesk.domain.errors import CapaDeskError
from capadesk.ui.common.short_turns import SHORT_TURNS


class NewestAnswer(QObject):
    """One thread; only the newest question is answered."""

    loaded = Signal(object)
    failed = Signal(object)
    _ready = Signal(object)

    def __init__(self, name: str, patience_s: float, parent: QObject | None = None) -> None:
        """`name` is the thread's; the window waits `patience_s` seconds for an answer."""
        super().__init__(parent)
        # A thread of Python's own, kept for good: it keeps its connection to the store.
        self._threads = ThreadPoolExecutor(1, name)
        self._patience_s = patience_s
        self._newest: Future[Any] | None = None
        self._has_ended = False
        self._ready.connect(self._take, Qt.ConnectionType.QueuedConnection)

    @property
    def is_reading(self) -> bool:
        """Whether an answer is still to come."""
        return self._newest is not None

    def ask(self, read: Callable[[], Any]) -> None:
        """Read; what was asked before is dropped."""
        self.drop()
        if self._has_ended:
            return  # such as a field's pause that is over when the window has closed
        question = self._newest = self._threads.submit(read)
        try:
            question.exception(self._patience_s)
        except TimeoutError:
            SHORT_TURNS.begin()
            question.add_done_callback(lambda _question: SHORT_TURNS.end())
            question.add_done_callback(self._tell)
        else:
            self._take(question)

    def run_ahead(self, work: Callable[[], object]) -> None:
        """Do something in the thread that later answers profit from; it gives no answer of its own."""
        self._threads.submit(work)

    def drop(self) -> None:
        """Nobody waits for the answer any more."""
        if self._newest is not None:
            self._newest.cancel()
            self._newest = None

    def wait(self) -> None:
        """Drop what was asked and end the thread: before the store is closed."""
        self._newest = None
        self._has_ended = True
        self._threads.shutdown(cancel_futures=True)

    def leave(self) -> None:
        """Drop what was asked without waiting for its end: where nothing of the store is read."""
        self.drop()
        self._has_ended = True
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _tell(self, question: Future[Any]) -> None:
        with contextlib.suppress(RuntimeError):  # who asked has gone meanwhile
            self._ready.emit(question)

    @Slot(object)
    def _take(self, question: Future[Any]) -> None:
        if question is not self._newest:
            return
        self._newest = None
        deliver(question, self.loaded, self.failed)


def deliver(question: Future[Any], loaded: SignalInstance, failed: SignalInstance) -> None:
    """Emit what came of a question that has ended: its answer, or the CapaDeskError; a fault is raised."""
    error = question.exception()
    if error is None:
        loaded.emit(question.result())
    elif isinstance(error, CapaDeskError):
        failed.emit(error)
    else:
        raise error
