"""Months, a season by groups and what clashes: 100,000 events and 2,000 series beside the bare SQL."""

from __future__ import annotations

import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from uuid import UUID

from dateutil.rrule import rrulestr

from capadesk.bootstrap import open_desk
from capadesk.domain.identity import new_id
from capadesk.domain.records import Event, Participation
from capadesk.domain.when import When
from capadesk.services.calendars.date_clash import Plan
from capadesk.services.calendars.timeline_service import GROUPS
from capadesk.services.desk import Desk
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
_NAMES = {
    "series": ("coalesce(s.name, '')", "LEFT JOIN series s ON s.id = r.series_id"),
    "city": ("coalesce(c.name, '')", "LEFT JOIN city c ON c.id = r.city_id"),
    "country": ("r.country || ''", ""),
}
_COLUMNS = "id, title, kind, status, when_precision, when_start, when_end, when_zone, country, venue"


def run() -> list[tuple[str, float, float]]:
    """(what, floor in seconds, ours in seconds): medians; the two take turns."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "hub.db"
        desk = open_desk(str(path), author="bench")
        try:
            desk.sample.add_scaled(EVENTS, 5_000, 100_000, seed=1)
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
            rows += [_timeline(desk, bare, group) for group in GROUPS]
            rows += _clashes(desk, bare)
            bare.close()
            return rows
        finally:
            desk.store.close()


def _timeline(desk: Desk, bare: sqlite3.Connection, group: str) -> tuple[str, float, float]:
    """The groups of thirteen weeks with their counts."""
    weeks = [date(2026, 3, 2) + timedelta(weeks=step) for step in range(13)]
    last = weeks[-1] + timedelta(days=6)
    query = ListQuery(ListKind.CALENDAR)
    name, join = _NAMES[group]

    def ours() -> object:
        return desk.timeline.groups(query, group, weeks, last)

    def floor() -> object:
        days = (weeks[0].isoformat(), last.isoformat())
        counted = bare.execute(
            f"SELECT {name}, r.when_first_day, count(*) FROM event r {join} WHERE r.deleted = ''"
            " AND r.recurrence = '' AND r.when_first_day >= ? AND r.when_first_day <= ? GROUP BY 1, 2",
            days,
        ).fetchall()
        return counted, bare.execute(
            f"SELECT {name}, r.recurrence FROM event r {join} WHERE r.deleted = '' AND r.recurrence <> ''"
            " AND r.when_first_day <= ?",
            days[1:],
        ).fetchall()

    rows = len(desk.timeline.groups(query, group, weeks, last))
    return _pair(f"13 weeks by {group}, {rows:,} rows", floor, ours)


def _clashes(desk: Desk, bare: sqlite3.Connection) -> list[tuple[str, float, float]]:
    """What is in the way of one event, of a recurring one, and of those of a month, beside who is where."""
    first, last = date(2027, 3, 1), date(2027, 3, 31)
    found = desk.occurrences.between(ListQuery(ListKind.CALENDAR), first, last, "Europe/Rome").found
    held = {each.event_id for each in found if each.starts is not None and each.venue}
    places: dict[UUID, set[UUID]] = {}
    for each in desk.store.select(Participation, event_id=[*held][:500]):
        if each.person_id is not None:
            places.setdefault(each.event_id, set()).add(each.person_id)
    fullest = max(places, key=lambda event_id: len(places[event_id]))
    event, people = desk.store.get(Event, fullest), frozenset(places[fullest])
    plan = Plan(new_id(), event.when, "", (), event.venue, event.city_id, event.country, people)
    recurring = plan._replace(recurrence="FREQ=WEEKLY")
    weeks = [event.when.first_day + timedelta(weeks=step) for step in range(12) if event.when.first_day]
    keys = [each.event_id.bytes for each in found]
    today = desk.clock.today()
    four_weeks = today + timedelta(days=27)

    def floor_of_one(dates: Sequence[date] = weeks[:1]) -> object:
        marks = ", ".join("?" * len(people))
        sql = (
            "SELECT p.person_id, r.title, r.when_start, r.when_end FROM participation p"
            f" JOIN event r ON r.id = p.event_id WHERE p.person_id IN ({marks}) AND p.deleted = ''"
        )
        on_day = f"SELECT {_COLUMNS} FROM event WHERE when_first_day = ?"
        return (
            bare.execute(sql, [each.bytes for each in people]).fetchall(),
            [bare.execute(on_day, (day.isoformat(),)).fetchall() for day in dates],
            bare.execute(f"SELECT {_COLUMNS}, recurrence FROM event WHERE recurrence <> ''").fetchall(),
        )

    def floor_of_all() -> object:
        return [
            bare.execute(
                "SELECT person_id, event_id FROM participation WHERE deleted = '' AND event_id IN"
                f" ({', '.join('?' * len(some))})",
                some,
            ).fetchall()
            for some in (keys[start : start + 500] for start in range(0, len(keys), 500))
        ]

    def floor_of_what_comes() -> object:
        ids = list({bytes(row[0]) for row in _bare(bare, today, four_weeks)})  # type: ignore[call-overload]
        return [
            bare.execute(
                "SELECT person_id, event_id FROM participation WHERE deleted = '' AND event_id IN"
                f" ({', '.join('?' * len(some))})",
                some,
            ).fetchall()
            for some in (ids[start : start + 500] for start in range(0, len(ids), 500))
        ]

    return [
        _pair("clashes of four weeks", floor_of_what_comes, lambda: desk.clashes.coming(four_weeks, 24)),
        _pair(f"clashes of one event, {len(people)} people", floor_of_one, lambda: desk.clashes.of(plan)),
        _pair("clashes of twelve weeks", lambda: floor_of_one(weeks), lambda: desk.clashes.of(recurring)),
        _pair(f"clashes among {len(found):,} events", floor_of_all, lambda: desk.clashes.among(found)),
    ]


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
        " AND when_last_day > when_first_day AND when_last_day >= ? AND when_first_day || '' < ?",
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
