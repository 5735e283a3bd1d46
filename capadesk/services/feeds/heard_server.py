"""A calendar server that is asked in a thread of its own: Cancel is heard while it does not answer."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from queue import SimpleQueue
from typing import TypeVar

from capadesk.services.ports import ProgressCallback
from capadesk.services.ports.feeds import CalendarServer, OfferedCalendar

T = TypeVar("T")
_LISTEN_S = 0.1


class Heart:
    """A progress that can be told again while nothing goes on: whoever hears it may raise Cancelled."""

    def __init__(self, progress: ProgressCallback) -> None:
        self._progress = progress
        self._told = (0, 0)

    def __call__(self, done: int, total: int) -> None:
        """Tell how far it is."""
        self._told = (done, total)
        self._progress(done, total)

    def beat(self) -> None:
        """Tell the same again."""
        self._progress(*self._told)


class HeardServer:
    """Implements ports.CalendarServer over another one.

    What `beat` raises ends the waiting; the question that is under way then goes on unheard, so its outcome
    is not known. The thread ends with it, and never holds the end of the program up.
    """

    def __init__(self, server: CalendarServer, beat: Callable[[], None]) -> None:
        self._server = server
        self._beat = beat
        self._questions: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        threading.Thread(target=self._work, name="calendar server", daemon=True).start()

    def calendars(self) -> list[OfferedCalendar]:
        """See ports.CalendarServer."""
        return self._heard(self._server.calendars)

    def make_calendar(self, name: str) -> OfferedCalendar:
        """See ports.CalendarServer."""
        return self._heard(lambda: self._server.make_calendar(name))

    def etags(self, url: str) -> dict[str, str]:
        """See ports.CalendarServer."""
        return self._heard(lambda: self._server.etags(url))

    def get(self, url: str, name: str) -> tuple[bytes, str] | None:
        """See ports.CalendarServer."""
        return self._heard(lambda: self._server.get(url, name))

    def put(self, url: str, name: str, data: bytes, etag: str) -> str:
        """See ports.CalendarServer."""
        return self._heard(lambda: self._server.put(url, name, data, etag))

    def delete(self, url: str, name: str, etag: str) -> None:
        """See ports.CalendarServer."""
        self._heard(lambda: self._server.delete(url, name, etag))

    def close(self) -> None:
        """End the thread, when it has its answer."""
        self._questions.put(None)

    def _heard(self, question: Callable[[], T]) -> T:
        answer: Future[T] = Future()

        def ask() -> None:
            try:
                answer.set_result(question())
            except BaseException as error:  # noqa: BLE001 - handed over to whoever asked
                answer.set_exception(error)

        self._questions.put(ask)
        while True:
            try:
                return answer.result(_LISTEN_S)
            except TimeoutError:
                if answer.done():
                    return answer.result()
                self._beat()

    def _work(self) -> None:
        while (question := self._questions.get()) is not None:
            question()
        self._server.close()
