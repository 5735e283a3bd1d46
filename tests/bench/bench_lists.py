"""Lists at the scale of a hub, at the presenter: each beside the least SQL for the same rows.

`python -m tests.bench lists --data FILE`, or the file in CAPADESK_BENCH_DATA; without one it is made, which
takes two minutes.
"""

from __future__ import annotations

import os
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from capadesk.bootstrap import open_desk
from capadesk.services.desk import Desk
from capadesk.services.list_filter import ListFilter
from capadesk.services.ports import ListKind, SortKey
from capadesk.ui.common.lists.list_presenter import BLOCK, ListPresenter

ROUNDS = 15
_SEEN = 40  # rows on a screen, which is what a bare program would read

_KINDS = "e.kind NOT IN (SELECT code FROM code_item WHERE code_list='event_kind' AND family='meeting')"
_COUNTED = (
    "(SELECT count(*) FROM participation p WHERE p.event_id = e.id AND p.deleted = ''"
    " AND p.status = 'attended' AND +p.person_id IS NOT NULL)"
    " + (SELECT coalesce(sum(count), 0) FROM head_count h WHERE h.event_id = e.id AND h.deleted = '')"
)
_EVENTS_OF = (
    "(SELECT count(DISTINCT p.event_id) FROM participation p WHERE p.{link} = e.id AND p.deleted = '')"
)
_PLACE = "(SELECT organisation_id FROM affiliation a WHERE a.person_id = e.id AND a.deleted = ''"
_PLACE += " ORDER BY a.is_main DESC LIMIT 1)"


@dataclass(frozen=True)
class Bare:
    """The statements that a careful hand would write for one list."""

    table: str
    shown: str
    where: str
    first: str
    sorts: dict[str, str]
    filters: dict[str, str]
    words: Sequence[str]

    def page(self, order: str, offset: int = 0, more: str = "") -> str:
        """One screen of rows."""
        return (
            f"SELECT {self.shown} FROM {self.table} e WHERE {self.where} {more} ORDER BY {order}"
            f" LIMIT {_SEEN} OFFSET {offset}"
        )

    def found(self, number: int) -> str:
        """The condition of words to find."""
        low = number << 44
        return (
            f"AND e.seq IN (SELECT rowid & {(1 << 44) - 1} FROM search WHERE search MATCH ?"
            f" AND rowid BETWEEN {low} AND {low | (1 << 44) - 1})"
        )


_SEARCHED = {"event": 1, "person": 2, "organisation": 3, "action": 4}
_BARE = {
    ListKind.EVENTS: Bare(
        "event",
        "e.id, e.title, e.kind, e.status, e.when_start, (SELECT name FROM city c WHERE c.id = e.city_id),"
        f" e.country, {_COUNTED},"
        " (SELECT count(*) FROM action a WHERE a.event_id = e.id AND a.deleted = '' AND a.status = 'open')",
        f"e.deleted = '' AND {_KINDS}",
        "e.when_precision = 'unknown', e.when_sort DESC",
        {"title": "e.title_key", "status": "e.status", "attended": _COUNTED},
        {"status": "AND e.status = 'planned'", "country": "AND e.country = 'IT'"},
        ("w", "work", "work cli"),
    ),
    ListKind.PEOPLE: Bare(
        "person",
        "e.id, e.given_name, e.family_name, e.email, e.phone,"
        f" (SELECT name FROM organisation o WHERE o.id = {_PLACE}),"
        f" e.country, {_EVENTS_OF.format(link='person_id')}",
        "e.deleted = ''",
        "e.family_name_key, e.given_name_key",
        {"email": "e.email", "given_name": "e.given_name_key", "events": _EVENTS_OF.format(link="person_id")},
        {"country": "AND e.country = 'IT'"},
        ("m", "mar", "mar ro"),
    ),
    ListKind.ORGANISATIONS: Bare(
        "organisation",
        "e.id, e.name, e.short_name, e.helix, e.level, e.country,"
        " (SELECT count(DISTINCT a.person_id) FROM affiliation a WHERE a.organisation_id = e.id"
        f" AND a.deleted = ''), {_EVENTS_OF.format(link='organisation_id')}",
        "e.deleted = ''",
        "e.name_key",
        {"helix": "e.helix", "events": _EVENTS_OF.format(link="organisation_id")},
        {"helix": "AND e.helix = 'academia'"},
        ("a", "ass", "ass tow"),
    ),
    ListKind.ACTIONS: Bare(
        "action",
        "e.id, e.number, e.text, e.due, e.priority, e.status,"
        " (SELECT p.family_name FROM person p WHERE p.id = e.owner_person_id),"
        " (SELECT v.title FROM event v WHERE v.id = e.event_id)",
        "e.deleted = ''",
        "e.due NULLS LAST",
        {"status": "e.status", "text": "e.text"},
        {"status": "AND e.status = 'open'"},
        ("s", "send"),
    ),
}
_FIRST = {
    ListKind.EVENTS: SortKey("when", descending=True),
    ListKind.PEOPLE: SortKey("family_name"),
    ListKind.ORGANISATIONS: SortKey("name"),
    ListKind.ACTIONS: SortKey("due"),
}


def run() -> list[tuple[str, float, float]]:
    """(what, floor in seconds, ours in seconds): medians; the two take turns."""
    with opened_desk() as (desk, bare):
        return [row for kind in _BARE for row in _measured(desk, bare, kind)]


def _measured(desk: Desk, bare: sqlite3.Connection, kind: ListKind) -> Iterator[tuple[str, float, float]]:
    plain = _BARE[kind]
    name = kind.value
    listing = ListPresenter(desk.store.lists, kind, _FIRST[kind])
    listing.know(desk)
    middle = sum(1 for _key in desk.store.lists.keys(listing.query)) // 2

    def floor(sql: str, *values: str) -> Callable[[], object]:
        return lambda: bare.execute(sql, values).fetchall()

    def page() -> object:
        first = next(listing.question()())
        return listing.lists.rows(kind, first.keys[:_SEEN])

    def whole() -> object:
        *_parts, content = listing.question()()
        return content.keys

    def where_all(order: str) -> str:
        return f"SELECT e.seq FROM {plain.table} e WHERE {plain.where} ORDER BY {order}"

    yield pair(f"{name}: first page", floor(plain.page(plain.first)), page)
    yield pair(f"{name}: all keys in order", floor(where_all(plain.first)), whole)
    keys = cast(Sequence[int], whole())[middle : middle + BLOCK]
    yield pair(
        f"{name}: a page in the middle",
        floor(plain.page(plain.first, middle)),
        lambda: listing.lists.rows(kind, keys),
    )
    for column, order in plain.sorts.items():
        listing.sort_by(SortKey(column))
        yield pair(f"{name}: sort by {column}, first page", floor(plain.page(order)), page)
        yield pair(f"{name}: sort by {column}, all keys", floor(where_all(order)), whole)
    listing.sort_by(_FIRST[kind])
    for column, more in plain.filters.items():
        value = more.rpartition("= '")[2].rstrip("'")
        listing.narrow(ListFilter().with_values(column, (value,)))
        yield pair(f"{name}: filter by {column}", floor(plain.page(plain.first, 0, more)), page)
    listing.narrow(ListFilter())
    for words in plain.words:
        listing.find(words)
        match = " ".join(f'"{word}"*' for word in words.split())
        sql = plain.page(plain.first, 0, plain.found(_SEARCHED[plain.table]))
        yield pair(f"{name}: “{words}” typed", floor(sql, match), page)


def pair(what: str, floor: Callable[[], object], ours: Callable[[], object]) -> tuple[str, float, float]:
    floors, taken = [], []
    slow = max(_seconds(floor), _seconds(ours)) > 0.1
    for _round in range(5 if slow else ROUNDS):
        floors.append(_seconds(floor))
        taken.append(_seconds(ours))
    return what, statistics.median(floors), statistics.median(taken)


def _seconds(act: Callable[[], object]) -> float:
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


@contextmanager
def opened_desk() -> Iterator[tuple[Desk, sqlite3.Connection]]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "hub.db"
        named = _named_file()
        desk = open_desk(str(named or path), author="bench")
        try:
            if named is None:
                _fill(desk)
            bare = sqlite3.connect(named or path)
            bare.execute("PRAGMA cache_size=-65536")
            yield desk, bare
            bare.close()
        finally:
            desk.store.close()


def _named_file() -> Path | None:
    arguments = sys.argv[1:]
    if "--data" in arguments[:-1]:
        return Path(arguments[arguments.index("--data") + 1])
    named = os.environ.get("CAPADESK_BENCH_DATA")
    return Path(named) if named else None


def _fill(desk: Desk) -> None:
    desk.sample.add_scaled(100_000, 50_000, 1_000_000, seed=1)


if __name__ == "__main__":
    for what, floor, ours in run():
        print(f"{what:44} {floor * 1e3:9.2f} ms {ours * 1e3:9.2f} ms {ours / floor:6.2f}x")
