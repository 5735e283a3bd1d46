"""One of several processes that count up the same few records of a hub: `ADDRESS FOLDER SECONDS SEED`."""

from __future__ import annotations

import sys
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path
from random import Random
from uuid import UUID

from capadesk.domain.errors import EnvironmentFailure
from capadesk.domain.identity import new_id
from capadesk.domain.records import Event, HeadCount
from capadesk.domain.stamp import Stamp
from capadesk.storage.hub.postgres_store import PostgresStore

COUNTERS = tuple(UUID(int=number + 1) for number in range(3))
TOLD = frozenset({"hub_unreachable", "database_busy"})


def main(address: str, folder: Path, seconds: float, seed: int) -> Counter[str]:
    """Count until the time is over; how many were kept, refused, and by which code."""
    chance = Random(seed)
    end = time.monotonic() + seconds
    store = _opened(address, folder, seed, end)
    done: Counter[str] = Counter()
    while time.monotonic() < end:
        counter = chance.choice(COUNTERS)
        stamp: Stamp | None = None
        try:
            with store.unit_of_work() as work:
                stamp = work.stamp
                found = work.get(HeadCount, counter)
                work.save(replace(found, count=found.count + 1))
                if chance.random() < 0.2:
                    work.save(Event(id=new_id(), title=f"Event of {seed}"))
                work.commit("counted")
        except EnvironmentFailure as failure:
            if failure.code not in TOLD:
                raise
            done[failure.code] += 1
            # Whether the last word of the server was lost or its work: the log knows.
            if stamp is None or not _is_kept(store, stamp, end):
                continue
        done["kept"] += 1
    store.close()
    return done


def _opened(address: str, folder: Path, seed: int, end: float) -> PostgresStore:
    while True:
        try:
            return PostgresStore.open(address, author=str(seed), own_folder=folder)
        except EnvironmentFailure as failure:
            if failure.code not in TOLD or time.monotonic() > end:
                raise
            time.sleep(0.05)


def _is_kept(store: PostgresStore, stamp: Stamp, end: float) -> bool:
    while True:
        try:
            return store.history_entry(stamp) is not None
        except EnvironmentFailure:
            if time.monotonic() > end + 30:
                raise
            time.sleep(0.05)


if __name__ == "__main__":
    kept = main(sys.argv[1], Path(sys.argv[2]), float(sys.argv[3]), int(sys.argv[4]))
    print(" ".join(f"{name}={count}" for name, count in kept.items()))
