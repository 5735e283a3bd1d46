"""Garbage is collected when nothing else is going on."""

from __future__ import annotations

import gc
import weakref

from pytestqt.qtbot import QtBot

from capadesk.ui.common.calm_collector import CalmCollector


class Knot:
    """Refers to itself."""

    def __init__(self) -> None:
        self.end = self


def test_a_full_collection_waits_until_nothing_is_going_on(qtbot: QtBot):
    before = gc.get_threshold()
    is_busy = True
    collector = CalmCollector(lambda: is_busy)
    knot = weakref.ref(Knot())
    gc.collect(1)
    old = weakref.ref(_aged_knot())
    collector.collect()
    assert old() is not None
    is_busy = False
    collector.collect()
    assert old() is None
    assert knot() is None
    collector.stop()
    assert gc.get_threshold() == before


def _aged_knot() -> Knot:
    knot = Knot()
    gc.collect(0)
    gc.collect(1)
    return knot
