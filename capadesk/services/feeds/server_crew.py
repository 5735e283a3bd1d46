"""Several connections to one calendar server, so that nobody waits for the way there and back each time."""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import FIRST_COMPLETED, Future, wait
from queue import SimpleQueue
from time import monotonic, sleep
from typing import Any, NamedTuple, TypeVar

from capadesk.domain.errors import EnvironmentFailure
from capadesk.services.ports import ProgressCallback
from capadesk.services.ports.feeds import CalendarServer

CONNECTIONS = 4
"""More would be rude, and servers that write one event after the other are no quicker for it."""
_LISTEN_S = 0.1
_LONGEST_REST_S = 20
"""A server that wants to be left alone for longer is asked again another time."""
_STUMBLES = frozenset({"feed_server_failed", "feed_server_silent"})
"""Some lock a calendar for whoever writes it (423) and fail at whatever comes meanwhile; some hang up."""
_RESTS_AT_MOST = 5
"""So often in a row, with no answer between."""

T = TypeVar("T")
Question = Callable[[CalendarServer], Any]
Talk = Generator[Question, Any, None]
"""Yields questions, is sent the answers or thrown what was raised; all of it in the thread that holds it."""


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


class _Waiting(NamedTuple):
    place: int
    talk: Talk
    question: Question
    is_alone: bool = False


class ServerCrew:
    """Asks a server in threads of their own, each over its own connection; used by one thread.

    What `beat` raises ends the waiting; the questions that are under way then go on unheard, so their outcome
    is not known. The threads end with them, and never hold the end of the program up.
    """

    def __init__(self, server: CalendarServer, beat: Callable[[], None] | None = None) -> None:
        self._first = server
        self._beat = beat or (lambda: None)
        self._questions: SimpleQueue[Callable[[CalendarServer], None] | None] = SimpleQueue()
        self._threads = 0
        self._rests_until = 0.0
        self._rests = 0
        self._at_once = CONNECTIONS

    def ask(self, question: Callable[[CalendarServer], T]) -> T:
        """The answer to one question; raises what it raises, and what `beat` raises."""
        answers: list[T] = []

        def talk() -> Talk:
            answers.append((yield question))

        self.hold([talk()], lambda: None)
        return answers[0]

    def hold(self, talks: Iterable[Talk], told: Callable[[], None]) -> None:
        """Hold talks, some of them at once; `told` is called after each.

        What ends one badly lets no other begin; those under way are heard to their end. Then the failure of
        the first of them is raised. A server that is busy (`feed_server_busy`) is left alone as long as it
        says, if that is not for long, and asked the same again; one that fails at something that was not
        asked alone is asked one thing after the other from then on.
        """
        coming = enumerate(talks)
        waiting: dict[Future[Any], _Waiting] = {}
        again: list[_Waiting] = []
        failures: list[tuple[int, BaseException]] = []
        while True:
            is_resting = monotonic() < self._rests_until
            while len(waiting) < self._at_once and not failures and not is_resting:
                if again:
                    self._ask(again.pop(0), waiting)
                elif (begun := next(coming, None)) is not None:
                    if self._goes_on(*begun, None, waiting, failures):
                        told()
                else:
                    break
            if not waiting and (failures or not is_resting):
                break
            for future in self._answered(waiting):
                held = waiting.pop(future)
                if not failures and self._is_to_be_asked_again(held, future.exception()):
                    again.append(held)
                elif self._goes_on(held.place, held.talk, future, waiting, failures):
                    told()
        if failures:
            raise min(failures, key=lambda each: each[0])[1]

    def close(self) -> None:
        """End the threads, each when it has its answer."""
        for _number in range(self._threads):
            self._questions.put(None)
        if not self._threads:
            self._first.close()

    def _answered(self, waiting: dict[Future[Any], _Waiting]) -> list[Future[Any]]:
        if waiting:
            done, _rest = wait(waiting, _LISTEN_S, FIRST_COMPLETED)
        else:
            sleep(min(_LISTEN_S, max(0.0, self._rests_until - monotonic())))
            done = set()
        if not done:
            self._beat()
        return sorted(done, key=lambda future: waiting[future].place)

    def _goes_on(
        self,
        place: int,
        talk: Talk,
        answer: Future[Any] | None,
        waiting: dict[Future[Any], _Waiting],
        failures: list[tuple[int, BaseException]],
    ) -> bool:
        """Give a talk its answer, and ask what it asks next; whether it has come to its good end."""
        error = answer.exception() if answer is not None else None
        try:
            if error is not None:
                question = talk.throw(error)
            else:
                question = talk.send(None if answer is None else answer.result())
        except StopIteration:
            return True
        except BaseException as failure:  # noqa: BLE001 - raised when those under way have ended
            failures.append((place, failure))
            return False
        self._ask(_Waiting(place, talk, question), waiting)
        return False

    def _is_to_be_asked_again(self, held: _Waiting, error: BaseException | None) -> bool:
        code = error.code if isinstance(error, EnvironmentFailure) else ""
        if isinstance(error, EnvironmentFailure) and code == "feed_server_busy":
            seconds = float(error.data["seconds"])
            if seconds > _LONGEST_REST_S or self._rests >= _RESTS_AT_MOST:
                return False
            if monotonic() >= self._rests_until:
                self._rests += 1
            self._rests_until = max(self._rests_until, monotonic() + seconds)
            return True
        self._rests = 0
        if code in _STUMBLES and not held.is_alone:
            self._at_once = 1
            return True
        return False

    def _ask(self, asked: _Waiting, waiting: dict[Future[Any], _Waiting]) -> None:
        answer: Future[Any] = Future()

        def ask(server: CalendarServer) -> None:
            try:
                answer.set_result(asked.question(server))
            except BaseException as error:  # noqa: BLE001 - handed over to whoever asked
                answer.set_exception(error)

        waiting[answer] = asked._replace(is_alone=self._at_once == 1)
        if self._threads < len(waiting):
            server = self._first if not self._threads else self._first.another()
            threading.Thread(target=self._work, args=(server,), name="calendar server", daemon=True).start()
            self._threads += 1
        self._questions.put(ask)

    def _work(self, server: CalendarServer) -> None:
        while (question := self._questions.get()) is not None:
            question(server)
        server.close()
