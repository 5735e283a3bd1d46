"""Long work off the GUI thread."""

from __future__ import annotations

import threading

from pytestqt.qtbot import QtBot

from capadesk.domain.errors import Cancelled, UserError
from capadesk.services.ports import ProgressCallback
from capadesk.ui.common.job_runner import Err, JobRunner, Ok, Result


def test_the_result_comes_back_into_the_gui_thread(qtbot: QtBot):
    runner = JobRunner()
    found: list[tuple[Result[int], bool, bool]] = []
    threads: list[int] = []

    def work(_step: ProgressCallback) -> int:
        threads.append(threading.get_ident())
        return 42

    own = threading.get_ident()
    with qtbot.waitSignal(runner.ended):
        assert runner.run("Counting", work, lambda result: found.append((result, True, False)))
    qtbot.waitUntil(lambda: bool(found))
    assert found[0][0] == Ok(42)
    assert threads != [own]


def test_a_failure_is_an_err(qtbot: QtBot):
    runner = JobRunner()
    found: list[Result[None]] = []

    def work(_step: ProgressCallback) -> None:
        raise UserError("no_luck")

    runner.run("Failing", work, found.append)
    qtbot.waitUntil(lambda: bool(found))
    assert isinstance(found[0], Err)
    assert isinstance(found[0].error, UserError)


def test_cancel_stops_the_work_at_its_next_step(qtbot: QtBot):
    runner = JobRunner()
    found: list[Result[None]] = []
    begun = threading.Event()
    may_go_on = threading.Event()

    def work(step: ProgressCallback) -> None:
        begun.set()
        may_go_on.wait(5)
        step(1, 10)
        raise AssertionError("a cancelled job went on")

    runner.run("Waiting", work, found.append)
    assert begun.wait(5)
    runner.cancel()
    may_go_on.set()
    qtbot.waitUntil(lambda: bool(found))
    assert isinstance(found[0], Err)
    assert isinstance(found[0].error, Cancelled)


def test_one_job_at_a_time(qtbot: QtBot):
    runner = JobRunner()
    found: list[Result[int]] = []
    may_end = threading.Event()
    assert runner.run("First", lambda _step: int(may_end.wait(5)), found.append)
    assert not runner.run("Second", lambda _step: 2, found.append)
    may_end.set()
    qtbot.waitUntil(lambda: bool(found))
    assert found == [Ok(1)]
    assert not runner.is_busy


def test_progress_is_told(qtbot: QtBot):
    runner = JobRunner()
    steps: list[tuple[int, int]] = []
    runner.progressed.connect(lambda done, total: steps.append((done, total)))

    def work(step: ProgressCallback) -> None:
        step(3_000_000_000, 4_000_000_000)

    with qtbot.waitSignal(runner.ended):
        runner.run("Counting bytes", work, lambda _result: None)
    assert steps == [(3_000_000_000, 4_000_000_000)]
