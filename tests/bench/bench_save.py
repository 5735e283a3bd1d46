"""One save against a bare one-row UPDATE with the same durability."""

from __future__ import annotations

import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from capadesk.domain.identity import new_id
from capadesk.domain.records import Event
from capadesk.storage.sqlite_store import SqliteStore

SAVES = 400


def run() -> list[tuple[str, float, float]]:
    """(what, floor seconds, ours seconds), medians; the two take turns."""
    with tempfile.TemporaryDirectory() as folder:
        bare = sqlite3.connect(Path(folder) / "bare.db", isolation_level=None)
        bare.execute("PRAGMA journal_mode=WAL")
        bare.execute("PRAGMA synchronous=FULL")
        bare.execute("CREATE TABLE event(id BLOB PRIMARY KEY, title TEXT, venue TEXT)")
        store = SqliteStore.create(Path(folder) / "desk.capadesk", author="bench")
        events = [Event(id=new_id(), title=f"Event {n}", notes="note " * 20) for n in range(2_000)]
        with store.unit_of_work() as work:
            work.save_many(events)
            work.commit("bench")
        bare.executemany("INSERT INTO event VALUES (?, ?, ?)", [(e.id.bytes, e.title, "") for e in events])

        def floor(number: int) -> None:
            bare.execute("BEGIN IMMEDIATE")
            row = events[number % 2_000].id.bytes
            bare.execute("UPDATE event SET title=? WHERE id=?", (f"Title {time.perf_counter_ns()}", row))
            bare.execute("COMMIT")

        def save(**fields: Any) -> Callable[[int], None]:
            def act(number: int) -> None:
                with store.unit_of_work() as work:
                    event = work.get(Event, events[number % 2_000].id)
                    values: dict[str, Any] = {name: f"{value} {number}" for name, value in fields.items()}
                    work.save(replace(event, **values))
                    work.commit("bench")

            return act

        results = []
        for what, act in (("title (searched)", save(title="Title")), ("website", save(website="https://x"))):
            floors, ours = [], []
            for number in range(SAVES):
                floors.append(_timed(floor, number))
                ours.append(_timed(act, number))
            results.append((f"one save, {what}, p50", statistics.median(floors), statistics.median(ours)))
        store.close()
        bare.close()
        return results


def _timed(act: Callable[[int], None], number: int) -> float:
    start = time.perf_counter()
    act(number)
    return time.perf_counter() - start


if __name__ == "__main__":
    for what, floor, ours in run():
        print(f"{what:32} {floor * 1e3:8.3f} ms {ours * 1e3:8.3f} ms {ours / floor:6.2f}x")
