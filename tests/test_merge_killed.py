"""A merge that is killed leaves the hub as it was before or as it is after.

CAPADESK_KILLS sets how often (4 if it is not set), half of them with a data file, half with a package.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from capadesk.bootstrap import open_desk
from tests.bench.hub_desks import Size, sendings
from tests.bench.hubs import fill
from tests.storage.replicas import registers_of, rows_of
from tests.test_durability import killed_after, on_posix

_KILLS = int(os.environ.get("CAPADESK_KILLS", "4"))
SIZE = Size(400, 200, 6_000)


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
@pytest.mark.parametrize("kind", ["data file", "package"])
def test_a_killed_merge_is_there_whole_or_not_at_all(kind: str, tmp_path: Path) -> None:
    """The hub knows one desk and another one's beginning: the rest contradicts, deletes, makes again."""
    first, second = sendings(tmp_path, 2, SIZE)
    hub = tmp_path / "hub.db"
    fill(hub, [first.whole, second.early])
    source = second.data_file if kind == "data file" else second.whole
    before = state_of(hub)
    command = [sys.executable, "-m", "capadesk", "--data", str(hub), "merge", str(source)]
    begin = time.monotonic()
    assert killed_after(120, command, tmp_path / "whole.txt") == 0
    whole_seconds = time.monotonic() - begin
    after = state_of(hub)
    assert after != before
    taken_out(hub)
    assert state_of(hub) == before
    chance = random.Random(6)
    killed, rounds = 0, max(1, _KILLS // 2)
    for _round in range(rounds):
        status = killed_after(chance.uniform(0.2, 1.1) * whole_seconds, command, tmp_path / "merged.txt")
        killed += status == -signal.SIGKILL
        state = state_of(hub)
        assert state in (before, after)
        assert status != 0 or state == after
        if state == after:
            taken_out(hub)
            assert state_of(hub) == before
    assert killed or rounds < 6
