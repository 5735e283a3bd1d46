"""A desk of ten thousand small ChangeSets, as months of typing make them, merged into a hub.

`python -m tests.bench small_sets --data HUB`; processor time, not seconds. The floor is what SQL alone
needs for the same rows: ATTACH, INSERT ... ON CONFLICT of the records, the change log with its seals, the
stamps and the rows of the search index, copied as they stand in the desk, without a look at any of it. Ours
opens the desk, compares each ChangeSet with its seal, and decides register by register; garbage is looked
for as in the command. The modules of merging are loaded before.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from random import Random

from capadesk.bootstrap import open_desk
from capadesk.commands.collector import collect_seldom
from capadesk.domain.identity import new_id
from capadesk.domain.record import Record
from capadesk.domain.records import Event, Participation, Person
from capadesk.domain.when import When
from capadesk.storage.reading.search_index import KIND_BITS, KIND_NUMBERS, SEARCHED
from capadesk.storage.sqlite_store import SqliteStore
from tests.bench.bench_merge import bare_rows, large_hub, opened_bare
from tests.merged_files import merge_file

_SETS = 10_000


def run() -> list[tuple[str, float, float]]:
    """(what, floor seconds, ours seconds), of the processor."""
    with tempfile.TemporaryDirectory(dir=os.environ.get("CAPADESK_BENCH_FOLDER")) as name, large_hub() as hub:
        folder = Path(name)
        desk = _desk(folder / "desk.capadesk")
        bare, ours = folder / "bare.capadesk", folder / "ours.capadesk"
        for copy in (bare, ours):
            shutil.copy(hub, copy)
            SqliteStore.open(copy, author="hub").close()  # an older file is migrated now
        floor = _timed(lambda: _bare_with_log(bare, desk))
        collect_seldom()
        import_module("capadesk.storage.merging.merges")
        store = SqliteStore.open(ours, author="hub")
        all_new = _timed(lambda: merge_file(store, desk))
        nothing = _timed(lambda: merge_file(store, desk))
        store.close()
        return [
            ("merge, 10,000 small ChangeSets", floor, all_new),
            ("the same again, nothing new", floor, nothing),
        ]


def _desk(path: Path) -> Path:
    desk = open_desk(str(path), language="en", author="desk")
    store = desk.store
    chance = Random(5)
    events: list[Event] = []
    people: list[Person] = []
    for number in range(_SETS):
        with store.unit_of_work() as work:
            work.save(_made(number, events, people, chance))
            work.commit("edited")
    store.close()
    return path


def _made(number: int, events: list[Event], people: list[Person], chance: Random) -> Record:
    """A fifth new events, a fifth new people, two fifths participations, a fifth edits."""
    kind = number % 10
    if kind < 2:
        events.append(
            Event(
                id=new_id(),
                title=f"Workshop {number}",
                when=When.months(2026, 1 + number % 12),
                description="A long day of talking about what the field needs. " * 5,
            )
        )
        return events[-1]
    if kind < 4:
        people.append(Person(id=new_id(), given_name="Zoë", family_name=f"Müller {number}"))
        return people[-1]
    if kind < 8:
        event_id, person_id, role = chance.choice(events).id, chance.choice(people).id, f"role {number}"
        link_id = Participation.derive_id(event_id, person_id, None, role)
        return Participation(id=link_id, event_id=event_id, person_id=person_id, role=role)
    place = chance.randrange(len(events))
    events[place] = replace(events[place], notes=f"edited {number}", venue=f"Hall {number}")
    return events[place]


def _bare_with_log(hub: Path, desk: Path) -> None:
    connection = opened_bare(hub, desk)
    connection.execute("BEGIN IMMEDIATE")
    last = {
        kind: connection.execute(f'SELECT coalesce(max(seq), 0) FROM main."{kind}"').fetchone()[0]
        for kind in SEARCHED
    }
    bare_rows(connection)
    for kind in SEARCHED:
        first = KIND_NUMBERS[kind] << KIND_BITS
        connection.execute(
            "INSERT INTO main.search(rowid, title, body) SELECT m.seq|?, s.title, s.body"
            f' FROM main."{kind}" m JOIN desk."{kind}" d ON d.id=m.id JOIN desk.search s ON s.rowid=(d.seq|?)'
            " WHERE m.seq>? ORDER BY m.seq",
            (first, first, last[kind]),
        )
    _copy_log(connection)
    connection.execute("COMMIT")
    connection.close()


def _copy_log(connection: sqlite3.Connection) -> None:
    names = [row[1] for row in connection.execute("PRAGMA main.table_info(change_set)")]
    columns = ", ".join(name for name in names if name != "arrival")
    connection.execute(
        f"INSERT INTO main.change_set(arrival, {columns}) SELECT arrival +"
        f" (SELECT coalesce(max(arrival), 0) FROM main.change_set), {columns} FROM desk.change_set"
    )
    for table in ("change", "field_stamp"):
        connection.execute(
            f"INSERT INTO main.{table} SELECT * FROM desk.{table} WHERE true ON CONFLICT DO NOTHING"
        )


def _timed(act: Callable[[], object]) -> float:
    start = time.process_time()
    act()
    return time.process_time() - start
