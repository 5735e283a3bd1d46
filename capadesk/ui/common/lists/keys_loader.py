"""Reads a list in a thread: a short one is there at once; a long one begins, and the rest comes after."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor
from concurrent.futures import wait as wait_for

from PySide6.QtCore import QObject, Qt, Signal, Slot

from capadesk.ui.common.lists.list_presenter import ListContent
from capadesk.ui.common.newest_answer import deliver

_PATIENCE_S = 0.03
"""So long the window waits for an answer: what takes no longer, nobody sees flicker."""
_LITTLE_S = 0.004
"""So long it waits for the rest when the beginning is there."""


class KeysLoader(QObject):
    """One thread for one list; only the newest question is answered."""

    loaded = Signal(object)
    """The ListContent; before that perhaps its beginning."""
    failed = Signal(object)
    _began = Signal(object)
    _ready = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        # A thread of Python's own, kept for good: it keeps its connection to the store.
        self._threads = ThreadPoolExecutor(1, "list")
        self._newest: Future[ListContent] | None = None
        self._beginning: Future[ListContent] | None = None
        self._began.connect(self._show_beginning, Qt.ConnectionType.QueuedConnection)
        self._ready.connect(self._take, Qt.ConnectionType.QueuedConnection)

    @property
    def is_reading(self) -> bool:
        """Whether an answer is still to come."""
        return self._newest is not None

    def ask(self, read: Callable[[], Iterator[ListContent]]) -> None:
        """Read; what was asked before is dropped."""
        if self._newest is not None:
            self._newest.cancel()
        beginning: Future[ListContent] = Future()
        self._beginning = beginning
        question = self._newest = self._threads.submit(self._read, read, beginning)
        wait_for((beginning, question), _PATIENCE_S, FIRST_COMPLETED)
        if beginning.done() and not question.done():
            wait_for((question,), _LITTLE_S)
        if question.done():
            self._take(question)
            return
        question.add_done_callback(self._ready.emit)
        if beginning.done():
            self._show_beginning(beginning)
        else:
            beginning.add_done_callback(self._began.emit)

    def wait(self) -> None:
        """Drop what was asked and end the thread: before the store is closed."""
        self._newest = self._beginning = None
        self._threads.shutdown(cancel_futures=True)

    def _read(self, read: Callable[[], Iterator[ListContent]], beginning: Future[ListContent]) -> ListContent:
        content = ListContent(())
        for content in read():
            if not content.is_whole:
                beginning.set_result(content)
            if self._beginning is not beginning:
                break
        return content

    @Slot(object)
    def _show_beginning(self, beginning: Future[ListContent]) -> None:
        if beginning is self._beginning and self._newest is not None:
            self.loaded.emit(beginning.result())

    @Slot(object)
    def _take(self, question: Future[ListContent]) -> None:
        if question is not self._newest:
            return
        self._newest = None
        deliver(question, self.loaded, self.failed)
