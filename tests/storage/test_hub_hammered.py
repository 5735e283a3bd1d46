"""Eight processes write into one hub at once, while connections are cut: nothing is lost, nothing is unsound.

CAPADESK_HAMMER_S says how many seconds they go on; a few by default.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from random import Random

import pytest

from capadesk.domain.identity import new_id
from capadesk.domain.records import Event, HeadCount
from capadesk.storage.hub.postgres_store import PostgresStore
from tests.storage.hammering_child import COUNTERS
from tests.storage.places import HubDatabases

SECONDS = float(os.environ.get("CAPADESK_HAMMER_S", "4"))
PROCESSES = 8
_CHILD = Path(__file__).with_name("hammering_child.py")


@pytest.fixture
def hub(hub_databases: HubDatabases, tmp_path: Path) -> Iterator[PostgresStore]:
    name = hub_databases.lend()
    address = hub_databases.server.address(name)
    store = PostgresStore.open(address, author="Ann", own_folder=tmp_path / "parent")
    yield store
    store.close()
    hub_databases.take_back(name)


def test_no_update_is_lost_and_no_deadlock_left(hub: PostgresStore, tmp_path: Path) -> None:
    event = Event(id=new_id(), title="Counted")
    with hub.unit_of_work() as work:
        work.save(event)
        for number, counter in enumerate(COUNTERS):
            group = ("women", "men", "undisclosed")[number]
            work.save(HeadCount(id=counter, event_id=event.id, presence="on_site", group=group, count=0))
        work.commit("begun")
    told: Counter[str] = Counter()
    with ExitStack() as stack:
        children = [
            stack.enter_context(_child(hub.location, tmp_path / str(seed), seed)) for seed in range(PROCESSES)
        ]
        cut = _cut_connections(hub, children)
        for child in children:
            said, failure = child.communicate(timeout=SECONDS + 120)
            assert child.returncode == 0, failure
            told.update({name: int(count) for name, count in (word.split("=") for word in said.split())})
    counted = sum(found.count for found in hub.select(HeadCount))
    print(f"{PROCESSES} processes, {SECONDS:g} s: {dict(told)}, {cut} connections cut")
    assert counted == told["kept"] > 0
    assert hub.check() == []
    assert len(hub.history(limit=1_000_000)) == told["kept"] + 1


def _child(address: str, folder: Path, seed: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, str(_CHILD), address, str(folder), str(SECONDS), str(seed)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )


def _cut_connections(hub: PostgresStore, children: list[subprocess.Popen[str]]) -> int:
    """End one connection of a child now and then, as long as children run; how many."""
    chance, cut = Random(7), 0
    sql = hub.connection().exec_driver_sql
    while any(child.poll() is None for child in children):
        time.sleep(0.25)
        found = sql(
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        ).fetchall()
        if found and chance.random() < 0.5:
            cut += bool(sql("SELECT pg_terminate_backend(?)", (chance.choice(found)[0],)).scalar())
    return cut
