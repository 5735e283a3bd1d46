"""Garbage is collected in the GUI thread alone."""

from __future__ import annotations

import gc
import threading
import weakref
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from capadesk.ui.common.calm_collector import CalmCollector


class Knot:
    """Something that refers to itself, and says in which thread it goes."""

    def __init__(self, gone: list[int]) -> None:
        self.itself = self
        weakref.finalize(self, lambda: gone.append(threading.get_ident()))


@pytest.fixture
def busy() -> list[bool]:
    return [False]


@pytest.fixture
def collector(qtbot: QtBot, busy: list[bool]) -> Iterator[CalmCollector]:
    made = CalmCollector(lambda: busy[0])
    yield made
    made.stop()


def make_much_in_a_thread(gone: list[int]) -> list[list[int]]:
    kept: list[list[int]] = []

    def work() -> None:
        for _number in range(200):
            Knot(gone)
        kept.extend([number] for number in range(50_000))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    return kept


def test_what_a_thread_leaves_goes_in_the_gui_thread(collector: CalmCollector):
    gone: list[int] = []
    kept = make_much_in_a_thread(gone)
    assert len(kept) == 50_000
    assert gone == []
    collector.look()
    assert len(gone) == 200
    assert set(gone) == {threading.get_ident()}


def test_nothing_is_collected_in_full_while_something_is_going_on(collector: CalmCollector, busy: list[bool]):
    gone: list[int] = []
    Knot(gone)
    gc.collect(0)
    gone.clear()
    old = Knot(gone)
    gc.collect(1)
    del old
    busy[0] = True
    collector.collect()
    assert gone == []
    busy[0] = False
    collector.collect()
    assert len(gone) == 1


def test_python_collects_again_when_it_is_stopped(qtbot: QtBot):
    assert gc.isenabled()
    collector = CalmCollector(lambda: False)
    assert not gc.isenabled()
    collector.stop()
    assert gc.isenabled()
