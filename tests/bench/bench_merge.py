"""One desk merged into a hub, beside bare SQL (ATTACH and INSERT ... ON CONFLICT) for the same rows.

`python -m tests.bench merge --data HUB`, or the file in CAPADESK_BENCH_DATA; without one a hub of 100,000
events and 1,000,000 participations is made, which takes two minutes. The hub is copied, never changed.
`python -m tests.bench.bench_merge` prints the memory as well.
"""

from __future__ import annotations

import os
import resource
import shutil
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from capadesk.bootstrap import open_desk
from capadesk.domain.record import RECORD_TYPES
from capadesk.domain.records import Event
from capadesk.storage.database.record_mapper import mapper_of
from capadesk.storage.sqlite_store import SqliteStore
from tests.merged_files import merge_file

HUB = (100_000, 50_000, 1_000_000)
DESK = (2_000, 1_000, 50_000)
_MIB = 1024


def run() -> list[tuple[str, float, float]]:
    """(what, floor seconds, ours seconds)."""
    with tempfile.TemporaryDirectory(dir=os.environ.get("CAPADESK_BENCH_FOLDER")) as name, large_hub() as hub:
        folder = Path(name)
        desk = _made(folder / "desk.capadesk", *DESK, seed=2)
        rows = []
        bare, ours = folder / "bare.capadesk", folder / "ours.capadesk"
        for copy in (bare, ours):
            shutil.copy(hub, copy)
            SqliteStore.open(copy, author="hub").close()  # an older file is migrated now
        rows.append(
            ("merge, all new", _timed(lambda: bare_merge(bare, desk)), _timed(lambda: _ours(ours, desk)))
        )
        nothing = _timed(lambda: _ours(ours, desk))
        rows.append(("merge, nothing new", _timed(lambda: bare_merge(bare, desk)), nothing))
        _edit_a_fifth(desk)
        rows.append(
            (
                "merge, a fifth changed",
                _timed(lambda: bare_merge(bare, desk)),
                _timed(lambda: _ours(ours, desk)),
            )
        )
        out = _timed(lambda: _take_out(ours))
        rows.append(("taking the changed fifth out", rows[-1][1], out))
        return rows


@contextmanager
def large_hub() -> Iterator[Path]:
    """The hub that was named, or one that is made."""
    given = os.environ.get("CAPADESK_BENCH_DATA", "")
    if "--data" in sys.argv[:-1]:
        given = sys.argv[sys.argv.index("--data") + 1]
    if given:
        yield Path(given)
        return
    with tempfile.TemporaryDirectory(dir=os.environ.get("CAPADESK_BENCH_FOLDER")) as folder:
        yield _made(Path(folder) / "hub.capadesk", *HUB, seed=1)


def _made(path: Path, events: int, people: int, attendance: int, seed: int) -> Path:
    desk = open_desk(str(path), language="en", author=f"desk {seed}")
    desk.sample.add_scaled(events, people, attendance, seed)
    desk.store.close()
    return path


def _edit_a_fifth(path: Path) -> None:
    store = SqliteStore.open(path, author="Ann")
    with store.unit_of_work() as work:
        for event in work.select(Event)[::5]:
            work.save(replace(event, notes="edited", venue="Town hall"))
        work.commit("edited")
    store.close()


def bare_merge(hub: Path, desk: Path) -> None:
    """The rows alone: no log, no search index, no registers."""
    connection = opened_bare(hub, desk)
    connection.execute("BEGIN IMMEDIATE")
    bare_rows(connection)
    connection.execute("COMMIT")
    connection.close()


def opened_bare(hub: Path, desk: Path) -> sqlite3.Connection:
    """The hub with the desk attached."""
    connection = sqlite3.connect(hub, isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "cache_size=-65536", "secure_delete=ON"):
        connection.execute(f"PRAGMA {pragma}").fetchall()
    connection.execute("ATTACH ? AS desk", (str(desk),))
    return connection


def bare_rows(connection: sqlite3.Connection) -> None:
    """The records of the attached desk, newer ones over older ones."""
    for kind in RECORD_TYPES:
        names = ["id", *mapper_of(kind).all_columns, "deleted", "created_stamp", "changed_stamp"]
        columns = ", ".join(f'"{name}"' for name in names)
        sets = ", ".join(f'"{name}"=excluded."{name}"' for name in names[1:])
        connection.execute(
            f'INSERT INTO main."{kind}"({columns}) SELECT {columns} FROM desk."{kind}" WHERE true'
            f' ON CONFLICT(id) DO UPDATE SET {sets} WHERE excluded.changed_stamp > "{kind}".changed_stamp'
        )


def _ours(hub: Path, desk: Path) -> None:
    store = SqliteStore.open(hub, author="hub")
    merge_file(store, desk)
    store.close()


def _take_out(hub: Path) -> None:
    store = SqliteStore.open(hub, author="hub")
    store.take_out_merge(store.merges()[0].number)
    store.close()


def _timed(act: Callable[[], None]) -> float:
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


if __name__ == "__main__":
    for what, floor, ours in run():
        print(f"{what:30} {floor * 1e3:9.1f} ms {ours * 1e3:9.1f} ms {ours / floor:6.2f}x")
    print(f"memory at most {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / _MIB:.0f} MiB")
