"""A month with 100,000 events and 2,000 series beside the SQL and the expansion that it needs."""

from __future__ import annotations

import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

from dateutil.rrule import rrulestr

from capadesk.bootstrap import open_desk
from capadesk.domain.identity import new_id
from capadesk.domain.records import Event
from capadesk.domain.when import When
from capadesk.services.ports import ListKind, ListQuery

EVENTS, SERIES = 100_000, 2_000
ROUNDS = 7
RULES = (
    "FREQ=WEEKLY",
    "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH",
    "FREQ=MONTHLY;BYDAY=2TU",
    "FREQ=MONTHLY;BYMONTHDAY=-1",
    "FREQ=YEARLY",
    "FREQ=DAILY;INTERVAL=3",
    "FREQ=WEEKLY;COUNT=60",
    "FREQ=MONTHLY;UNTIL=20300101",
)
_COLUMNS = "id, title, kind, status, when_precision, when_start, when_end, when_zone, country, venue"


def run() -> list[tuple[str, float, float]]:
    """(what, floor in seconds, ours in seconds): medians; the two take turns."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "hub.db"
        desk = open_desk(str(path), author="bench")
        try:
            desk.sample.add_scaled(EVENTS, 5_000, 1_000, seed=1)
            _add_series(desk.store.unit_of_work)
            bare = sqlite3.connect(path)
            rows = []
            query = ListQuery(ListKind.CALENDAR)
            for first, last in (
                (date(2026, 3, 1), date(2026, 3, 31)),
                (date(2026, 1, 1), date(2026, 12, 31)),
            ):

                def ours(first: date = first, last: date = last) -> object:
                    return desk.occurrences.between(query, first, last, "Europe/Rome")

                def floor(first: date = first, last: date = last) -> object:
                    return _bare(bare, first, last)

                shown = len(desk.occurrences.between(query, first, last, "Europe/Rome").found)
                days = (last - first).days + 1
                rows.append(_pair(f"{days} days, {shown:,} occurrences", floor, ours))
            bare.close()
            return rows
        finally:
            desk.store.close()


def _add_series(unit_of_work: Callable[[], object]) -> None:
    with unit_of_work() as work:  # type: ignore[attr-defined]
        for number in range(SERIES):
            start = datetime(2019 + number % 7, number % 12 + 1, number % 28 + 1, 8 + number % 10)
            when = When.timed(start, start + timedelta(hours=1), "Europe/Rome")
            work.save(Event(id=new_id(), title=f"Series {number}", when=when, recurrence=RULES[number % 8]))
        work.commit("series")


def _bare(bare: sqlite3.Connection, first: date, last: date) -> list[tuple[object, ...]]:
    low, high = first.isoformat(), last.isoformat()
    found: list[tuple[object, ...]] = bare.execute(
        f"SELECT {_COLUMNS} FROM event WHERE deleted = '' AND recurrence = ''"
        " AND when_first_day >= ? AND when_first_day <= ? ORDER BY when_sort",
        (low, high),
    ).fetchall()
    found += bare.execute(
        f"SELECT {_COLUMNS} FROM event WHERE deleted = '' AND recurrence = ''"
        " AND when_last_day > when_first_day AND when_last_day >= ? AND when_first_day < ?",
        (low, low),
    ).fetchall()
    series = bare.execute(
        f"SELECT {_COLUMNS}, recurrence FROM event WHERE deleted = '' AND recurrence <> ''"
        " AND when_first_day <= ?",
        (high,),
    ).fetchall()
    after, before = datetime.combine(first, datetime.min.time()), datetime.combine(last, datetime.max.time())
    for row in series:
        rule = rrulestr(row[-1], dtstart=datetime.fromisoformat(row[5]))
        found += [(*row, start) for start in rule.between(after, before, inc=True)]
    return found


def _pair(what: str, floor: Callable[[], object], ours: Callable[[], object]) -> tuple[str, float, float]:
    floors, taken = [], []
    for _round in range(ROUNDS):
        floors.append(_seconds(floor))
        taken.append(_seconds(ours))
    return what, statistics.median(floors), statistics.median(taken)


def _seconds(act: Callable[[], object]) -> float:
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


if __name__ == "__main__":
    for what, floor, ours in run():
        print(f"{what:44} {floor * 1e3:9.2f} ms {ours * 1e3:9.2f} ms {ours / floor:6.2f}x")
