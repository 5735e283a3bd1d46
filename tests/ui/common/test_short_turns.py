"""While something works beside the window, threads take short turns; afterwards those of before."""

from __future__ import annotations

import sys
from threading import Event

from pytestqt.qtbot import QtBot

from capadesk.ui.common.newest_answer import NewestAnswer
from capadesk.ui.common.short_turns import ShortTurns


def test_turns_are_short_until_the_last_one_has_ended() -> None:
    before = sys.getswitchinterval()
    turns = ShortTurns()
    turns.begin()
    turns.begin()
    assert sys.getswitchinterval() < before
    turns.end()
    assert sys.getswitchinterval() < before
    turns.end()
    assert sys.getswitchinterval() == before


def test_a_question_that_takes_a_while_takes_short_turns(qtbot: QtBot) -> None:
    before = sys.getswitchinterval()
    may_end = Event()
    asker = NewestAnswer("asker", 0.0)
    asker.ask(may_end.wait)
    assert sys.getswitchinterval() < before
    with qtbot.waitSignal(asker.loaded):
        may_end.set()
    asker.wait()
    assert sys.getswitchinterval() == before
