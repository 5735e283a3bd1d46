"""Reads the keys of very long lists off the GUI thread; only the newest question is answered."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, QRunnable, Qt, QThreadPool, Signal, Slot

from capadesk.domain.errors import CapaDeskError

Read = Callable[[], Sequence[int]]


class _Question(QObject):
    answered = Signal(object, object)
    """(the question, its keys or the error)"""

    def __init__(self, read: Read) -> None:
        super().__init__()
        self._read = read

    def run(self) -> None:
        """Ask the store, in a thread."""
        try:
            self.answered.emit(self, self._read())
        except CapaDeskError as error:
            self.answered.emit(self, error)


class _Runnable(QRunnable):
    def __init__(self, question: _Question) -> None:
        super().__init__()
        self._question = question

    def run(self) -> None:
        """Qt calls this in its thread."""
        self._question.run()


class KeysLoader(QObject):
    """One thread for one list."""

    loaded = Signal(object)
    failed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)
        self._newest: _Question | None = None

    def ask(self, read: Read) -> None:
        """Read; what was asked before and has not begun yet is dropped."""
        self._pool.clear()
        question = _Question(read)
        question.answered.connect(self._take, Qt.ConnectionType.QueuedConnection)
        self._newest = question
        self._pool.start(_Runnable(question))

    def drop(self) -> None:
        """Whatever was asked is not wanted any more."""
        self._pool.clear()
        self._newest = None

    def wait(self) -> None:
        """Wait for the thread: before the store is closed."""
        self.drop()
        self._pool.waitForDone()

    @Slot(object, object)
    def _take(self, question: _Question, answer: Sequence[int] | CapaDeskError) -> None:
        if question is not self._newest:
            return
        if isinstance(answer, CapaDeskError):
            self.failed.emit(answer)
        else:
            self.loaded.emit(answer)
