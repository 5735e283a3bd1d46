"""Runs long work off the GUI thread: frozen data in, Ok or Err back, with progress and Cancel."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from time import monotonic
from typing import Any, Generic, NamedTuple, TypeVar

from PySide6.QtCore import QObject, Qt, Signal, Slot

from capadesk.domain.errors import Cancelled, CapaDeskError
from capadesk.services.fault_report import ProgramWord
from capadesk.services.ports import ProgressCallback
from capadesk.ui.common.short_turns import SHORT_TURNS

T = TypeVar("T")

_LOG = logging.getLogger(__name__)


@dataclass(repr=False, slots=True)
class Ok(Generic[T]):
    """The work's result."""

    value: T


class Err(NamedTuple):
    """Why the work failed; `Cancelled` if the user stopped it."""

    error: Exception


Result = Ok[T] | Err
Work = Callable[[ProgressCallback], T]
Then = Callable[[Any], None]


class _Job(QObject):
    """One piece of work, and its way back into the GUI thread."""

    progressed = Signal(object, object)  # not int: totals may be counts of bytes
    ended = Signal(object)

    def __init__(self, work: Work[Any]) -> None:
        super().__init__()
        self._work = work
        self._began = monotonic()
        self.is_cancelled = False

    def run(self) -> None:
        """Do the work; any failure becomes an Err, so that none is lost in a thread."""
        result: Ok[Any] | Err
        try:
            result = Ok(self._work(self._progress))
        except Exception as error:  # noqa: BLE001 - handed over to the GUI thread
            result = Err(error)
        self._write_log(result)
        self.ended.emit(result)

    def _write_log(self, result: Ok[Any] | Err) -> None:
        # The function's own name: the title that the user reads may hold the name of a file.
        name = ProgramWord(getattr(self._work, "__qualname__", type(self._work).__name__))
        seconds = monotonic() - self._began
        if isinstance(result, Ok):
            _LOG.info("job %s: done in %.2f s", name, seconds)
        elif isinstance(result.error, CapaDeskError):
            _LOG.info("job %s: %s after %.2f s", name, ProgramWord(result.error.code), seconds)
        else:
            _LOG.error("job %s: a fault after %.2f s", name, seconds, exc_info=result.error)

    def _progress(self, done: int, total: int) -> None:
        if self.is_cancelled:
            raise Cancelled
        self.progressed.emit(done, total)


class JobRunner(QObject):
    """One long job at a time."""

    started = Signal(str)
    """The title of the job, worded."""
    progressed = Signal(object, object)
    """(done, total); total 0 if it is not known."""
    ended = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        # A thread of Python's own, kept for good: it keeps its connection to the store.
        self._threads = ThreadPoolExecutor(1, "job")
        self._job: _Job | None = None
        self._then: Then | None = None

    @property
    def is_busy(self) -> bool:
        """Whether a job is running."""
        return self._job is not None

    def run(self, title: str, work: Work[T], then: Callable[[Result[T]], None]) -> bool:
        """Start the work; `then` is called in the GUI thread. False if another job is still running."""
        if self._job is not None:
            return False
        job = _Job(work)
        job.progressed.connect(self.progressed, Qt.ConnectionType.QueuedConnection)
        job.ended.connect(self._finish, Qt.ConnectionType.QueuedConnection)
        self._job, self._then = job, then
        self.started.emit(title)
        SHORT_TURNS.begin()
        self._threads.submit(job.run).add_done_callback(lambda _future: SHORT_TURNS.end())
        return True

    def cancel(self) -> None:
        """Ask the job to stop: it does at its next step of progress, and keeps nothing."""
        if self._job is not None:
            self._job.is_cancelled = True

    def wait(self) -> None:
        """Stop the job and end the thread: before the store is closed."""
        self.cancel()
        self._threads.shutdown()

    @Slot(object)
    def _finish(self, result: Result[Any]) -> None:
        then = self._then
        self._job = self._then = None
        self.ended.emit()
        if then is not None:
            then(result)
