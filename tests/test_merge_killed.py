"""A merge that is killed leaves the hub as it was before or as it is after.

CAPADESK_KILLS sets how often (12 if it is not set).
"""

from __future__ import annotations

import random
import signal
import sys
import time
from pathlib import Path
from typing import Any

from capadesk.bootstrap import open_desk
from tests.storage.replicas import registers_of, rows_of
from tests.test_durability import KILLS, killed_after, on_posix

EVENTS, PEOPLE, ATTENDANCE = 400, 200, 6_000


def filled(path: Path, seed: int) -> Path:
    desk = open_desk(str(path), author=f"desk {seed}")
    desk.sample.add_scaled(EVENTS, PEOPLE, ATTENDANCE, seed)
    desk.store.close()
    return path


def state_of(path: Path) -> tuple[Any, Any]:
    """Everything that a merge may change, of a file that is sound."""
    desk = open_desk(str(path), create=False, author="test")
    store: Any = desk.store
    try:
        assert store.check() == []
        return rows_of(store), registers_of(store)
    finally:
        store.close()


def taken_out(path: Path) -> None:
    desk = open_desk(str(path), create=False, author="test")
    desk.store.take_out_merge(desk.store.merges()[0].number)
    desk.store.close()


@on_posix
def test_a_killed_merge_is_there_whole_or_not_at_all(tmp_path: Path) -> None:
    hub, desk = filled(tmp_path / "hub.db", 1), filled(tmp_path / "desk.db", 2)
    before = state_of(hub)
    command = [sys.executable, "-m", "capadesk", "--data", str(hub), "merge", str(desk)]
    begin = time.monotonic()
    assert killed_after(120, command, tmp_path / "whole.txt") == 0
    whole_seconds = time.monotonic() - begin
    after = state_of(hub)
    assert after != before
    taken_out(hub)
    assert state_of(hub) == before
    chance = random.Random(6)
    killed = 0
    for _round in range(KILLS):
        status = killed_after(chance.uniform(0.2, 1.1) * whole_seconds, command, tmp_path / "merged.txt")
        killed += status == -signal.SIGKILL
        state = state_of(hub)
        assert state in (before, after)
        assert status != 0 or state == after
        if state == after:
            taken_out(hub)
            assert state_of(hub) == before
    assert killed or KILLS < 12
