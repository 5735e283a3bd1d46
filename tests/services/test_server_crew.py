"""Several questions to a calendar server at once: what is asked again, and what ends them."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import closing

import pytest

from capadesk.domain.errors import Cancelled, EnvironmentFailure
from capadesk.services.feeds.server_crew import CONNECTIONS, Question, ServerCrew, Talk
from capadesk.services.ports.feeds import CalendarServer
from tests.sync.calendar_server_fake import URL, FakeCalendarServer


class Locking:
    """What it is asked takes a while, and it fails at everything that comes meanwhile."""

    def __init__(self, code: str) -> None:
        self._code = code
        self._lock = threading.Lock()
        self._has_failed = threading.Event()
        self.answered: list[int] = []
        self.asked = 0

    def question(self, number: int) -> Question:
        def ask(_server: CalendarServer) -> int:
            self.asked += 1
            if not self._lock.acquire(blocking=False):
                self._has_failed.set()
                raise EnvironmentFailure(self._code, location="example.org", status=423)
            try:
                assert self._has_failed.wait(10)
                self.answered.append(number)
                return number
            finally:
                self._lock.release()

        return ask


@pytest.fixture
def crew() -> Iterator[ServerCrew]:
    with closing(ServerCrew(FakeCalendarServer())) as opened:
        yield opened


def talk(question: Question, heard: list[object]) -> Talk:
    heard.append((yield question))


@pytest.mark.parametrize("code", ["feed_server_failed", "feed_server_silent"])
def test_a_server_that_cannot_do_two_things_at_once_is_asked_one_by_one(crew: ServerCrew, code: str):
    server, heard = Locking(code), list[object]()
    crew.hold([talk(server.question(number), heard) for number in range(12)], lambda: None)
    assert sorted(heard) == list(range(12))  # type: ignore[type-var]
    assert len(server.answered) == 12
    assert server.asked <= 12 + CONNECTIONS


def test_what_fails_alone_fails(crew: ServerCrew):
    asked = []

    def fail(_server: CalendarServer) -> None:
        asked.append(1)
        raise EnvironmentFailure("feed_server_failed", location="example.org", status=500)

    with pytest.raises(EnvironmentFailure):
        crew.hold([talk(fail, []) for _number in range(3)], lambda: None)
    assert len(asked) <= 3 + 1


def test_the_failure_that_is_told_is_that_of_the_first(crew: ServerCrew):
    together = threading.Barrier(2)

    def fail(name: str) -> Question:
        def ask(_server: CalendarServer) -> None:
            together.wait(10)
            raise EnvironmentFailure("feed_not_found", location=name)

        return ask

    with pytest.raises(EnvironmentFailure) as failure:
        crew.hold([talk(fail("first"), []), talk(fail("second"), [])], lambda: None)
    assert failure.value.data["location"] == "first"


def test_a_server_that_stays_busy_is_given_up(crew: ServerCrew):
    asked = []

    def be_busy(_server: CalendarServer) -> None:
        asked.append(1)
        raise EnvironmentFailure("feed_server_busy", location="example.org", seconds=0.01)

    with pytest.raises(EnvironmentFailure) as failure:
        crew.ask(be_busy)
    assert failure.value.code == "feed_server_busy"
    assert len(asked) == 6


def test_what_is_asked_alone_is_answered(crew: ServerCrew):
    assert crew.ask(lambda server: server.listing(URL)).etags == {}


def test_cancel_is_heard_while_the_server_does_not_answer_and_the_connections_end_later():
    class Silent(FakeCalendarServer):
        def __init__(self) -> None:
            super().__init__()
            self.has_answered, self.is_closed = threading.Event(), threading.Semaphore(0)

        def close(self) -> None:
            self.is_closed.release()

    def cancel() -> None:
        raise Cancelled

    server, asked = Silent(), threading.Semaphore(0)

    def wait(_server: CalendarServer) -> None:
        asked.release()
        assert server.has_answered.wait(10)

    with closing(ServerCrew(server, cancel)) as crew, pytest.raises(Cancelled):
        crew.hold([talk(wait, []) for _number in range(CONNECTIONS)], lambda: None)
    server.has_answered.set()
    for _number in range(CONNECTIONS):
        assert asked.acquire(timeout=10)
        assert server.is_closed.acquire(timeout=10)
