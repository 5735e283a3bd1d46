"""The events of some days, found by their indexes."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Any, TypeVar
from uuid import UUID

from capadesk.domain.folding import word_key
from capadesk.domain.series_rule import may_reach
from capadesk.services.ports import DatedEvent, GroupCount, ListQuery
from capadesk.storage.database.codecs import when_from_columns
from capadesk.storage.reading.lists import SqlLists
from capadesk.storage.reading.row_expressions import CITY

_SHOWN = (
    "r.id, r.title, r.kind, r.status, r.when_precision, r.when_start, r.when_end, r.when_zone,"
    f" {CITY}, r.country, r.venue, r.series_event_id"
)
_BEGUN = "r.when_first_day >= ? AND r.when_first_day <= ?"
# Not the bare first day: its index would be walked through all years that were before.
_FIRST_DAY = "r.when_first_day || ''"
_UNDER_WAY = f"r.when_last_day > r.when_first_day AND r.when_last_day >= ? AND {_FIRST_DAY} < ?"
_RECURRING_BY = "r.recurrence <> '' AND r.when_first_day <= ? AND r.when_first_day <> ''"
_AT_ONCE = 500
_K = TypeVar("_K", int, bytes)
_EXPECTED = "p.deleted = '' AND p.status NOT IN ('excused', 'absent')"
_TAKES_PLACE = "r.deleted = '' AND r.status NOT IN ('cancelled', 'postponed')"
_GROUPS = {
    "series": (
        "coalesce(s.name, '')",
        "LEFT JOIN series s ON s.id = r.series_id AND s.deleted = ''",
    ),
    "city": ("coalesce(c.name, '')", "LEFT JOIN city c ON c.id = r.city_id"),
    # Not the bare column: its index would be walked through all years.
    "country": ("r.country || ''", ""),
}
"""The name of a group, and what leads to it."""


class SqlOccurrences:
    """Implements ports.OccurrenceSource; `connect` gives the calling thread's own connection."""

    def __init__(self, connect: Callable[[], Any], lists: SqlLists) -> None:
        self._connect = connect
        self._lists = lists

    def single(self, query: ListQuery, first_day: date, last_day: date, limit: int) -> list[DatedEvent]:
        """See ports.OccurrenceSource."""
        first, last = first_day.isoformat(), last_day.isoformat()
        condition, parameters = self._lists.condition(_without_period(query))
        rows: list[Sequence[Any]] = []
        # Two readings, each along one index: what began before the days is long, and that is rare.
        for days, values, order in (
            (_UNDER_WAY, (first, first), _FIRST_DAY),
            (_BEGUN, (first, last), "r.when_first_day"),
        ):
            sql = (
                f"SELECT {_SHOWN} FROM event r WHERE {condition} AND r.recurrence = '' AND {days}"
                f" ORDER BY {order}, r.when_sort, r.seq LIMIT ?"
            )
            found = self._connect().exec_driver_sql(sql, (*parameters, *values, limit - len(rows)))
            rows += found.fetchall()
        return [_event(row) for row in rows]

    def recurring(self, query: ListQuery, first_day: date, last_day: date) -> list[DatedEvent]:
        """See ports.OccurrenceSource."""
        condition, parameters = self._lists.condition(_without_period(query))
        sql = (
            f"SELECT {_SHOWN}, r.recurrence, r.exceptions, r.when_last_day FROM event r"
            f" WHERE {condition} AND {_RECURRING_BY}"
        )
        rows = self._connect().exec_driver_sql(sql, (*parameters, last_day.isoformat())).fetchall()
        return [_recurring_event(row) for row in rows if may_reach(first_day, row[12], row[14])]

    def changed_starts(self, series: Collection[UUID]) -> Mapping[UUID, tuple[str, ...]]:
        """See ports.OccurrenceSource."""
        found: dict[UUID, tuple[str, ...]] = {}
        for some in _blocks(series):
            sql = (
                "SELECT series_event_id, original_start FROM event"
                f" WHERE series_event_id IN ({', '.join('?' * len(some))}) AND deleted = ''"
            )
            for series_id, original in self._connect().exec_driver_sql(sql, some).fetchall():
                key = UUID(bytes=bytes(series_id))
                found[key] = (*found.get(key, ()), original)
        return found

    def counts(
        self, query: ListQuery, group: str, first_day: date, last_day: date, *, are_months: bool
    ) -> list[GroupCount]:
        """See ports.OccurrenceSource."""
        first, last = first_day.isoformat(), last_day.isoformat()
        condition, parameters = self._lists.condition(_without_period(query))
        name, join = _GROUPS[group]
        bucket = "substr(r.when_first_day, 1, 7)" if are_months else "r.when_first_day"
        found: list[GroupCount] = []
        for by, days, values in (("''", _UNDER_WAY, (first, first)), (bucket, _BEGUN, (first, last))):
            sql = (
                f"SELECT {name}, {by}, count(*) FROM event r {join}"
                f" WHERE {condition} AND r.recurrence = '' AND {days} GROUP BY 1, 2"
            )
            rows = self._connect().exec_driver_sql(sql, (*parameters, *values)).fetchall()
            found += (GroupCount(*row) for row in rows)
        sql = (
            f"SELECT {name}, r.recurrence, r.when_last_day FROM event r {join}"
            f" WHERE {condition} AND {_RECURRING_BY}"
        )
        rows = self._connect().exec_driver_sql(sql, (*parameters, last)).fetchall()
        recurring = Counter(named for named, rule, ends in rows if may_reach(first_day, rule, ends))
        return [*found, *(GroupCount(named, "", count) for named, count in recurring.items())]

    def dates_of_people(
        self, people: Collection[UUID], first_day: date, last_day: date
    ) -> list[tuple[UUID, DatedEvent]]:
        """See ports.OccurrenceSource."""
        found: list[tuple[UUID, DatedEvent]] = []
        first, last = first_day.isoformat(), last_day.isoformat()
        for some in _blocks(people):
            sql = (
                f"SELECT {_SHOWN}, r.recurrence, r.exceptions, r.when_last_day, p.person_id"
                " FROM participation p JOIN event r ON r.id = p.event_id"
                f" WHERE p.person_id IN ({', '.join('?' * len(some))}) AND {_EXPECTED} AND {_TAKES_PLACE}"
                " AND r.when_first_day <> '' AND r.when_first_day <= ?"
                " AND (r.recurrence <> '' OR r.when_last_day >= ?)"
            )
            rows = self._connect().exec_driver_sql(sql, (*some, last, first)).fetchall()
            found += (
                (UUID(bytes=bytes(row[15])), _recurring_event(row))
                for row in rows
                if not row[12] or may_reach(first_day, row[12], row[14])
            )
        return found

    def at_venue(self, venue: str, spans: Sequence[tuple[date, date]]) -> list[DatedEvent]:
        """See ports.OccurrenceSource."""
        wanted = word_key(venue)
        if not wanted or not spans:
            return []
        first, last = spans[0][0].isoformat(), max(span[1] for span in spans).isoformat()
        # Which ones is asked with the venue alone; only those at this one are read.
        asked: list[tuple[str, tuple[str, ...]]] = [(_UNDER_WAY, (first, last)), (_RECURRING_BY, (last,))]
        asked += [(_BEGUN, (span[0].isoformat(), span[1].isoformat())) for span in spans]
        keys: set[int] = set()
        for days, values in asked:
            sql = f"SELECT r.seq, r.venue FROM event r WHERE {_TAKES_PLACE} AND r.venue <> '' AND {days}"
            rows = self._connect().exec_driver_sql(sql, values).fetchall()
            keys.update(key for key, name in rows if _venue_key(name) == wanted)
        found: list[DatedEvent] = []
        for some in _some_of(sorted(keys)):
            sql = (
                f"SELECT {_SHOWN}, r.recurrence, r.exceptions, r.when_last_day FROM event r"
                f" WHERE r.seq IN ({', '.join('?' * len(some))})"
            )
            rows = self._connect().exec_driver_sql(sql, some).fetchall()
            found += (
                _recurring_event(row)
                for row in rows
                if not row[12] or may_reach(spans[0][0], row[12], row[14])
            )
        return found

    def shared_people(self, events: Collection[UUID]) -> Mapping[UUID, list[UUID]]:
        """See ports.OccurrenceSource."""
        by_key = {event.bytes: event for event in events}
        found: dict[bytes, list[UUID]] = {}
        for some in _blocks(events):
            sql = (
                "SELECT p.person_id, p.event_id FROM participation p"
                f" WHERE p.event_id IN ({', '.join('?' * len(some))}) AND {_EXPECTED}"
                " AND p.person_id IS NOT NULL"
            )
            for person, event in self._connect().exec_driver_sql(sql, some).fetchall():
                found.setdefault(bytes(person), []).append(by_key[bytes(event)])
        return {UUID(bytes=key): at for key, at in found.items() if len(at) > 1 and len(set(at)) > 1}


_venue_key = lru_cache(4096)(word_key)


def _blocks(ids: Collection[UUID]) -> Iterator[tuple[bytes, ...]]:
    return _some_of([each.bytes for each in ids])


def _some_of(keys: Sequence[_K]) -> Iterator[tuple[_K, ...]]:
    for start in range(0, len(keys), _AT_ONCE):
        yield tuple(keys[start : start + _AT_ONCE])


def _recurring_event(row: Sequence[Any]) -> DatedEvent:
    return _event(row, row[12], tuple(json.loads(row[13])) if row[13] else ())


def _event(row: Sequence[Any], recurrence: str = "", exceptions: tuple[str, ...] = ()) -> DatedEvent:
    event_id, title, kind, status, precision, start, end, zone, city, country, venue, series = row[:12]
    return DatedEvent(
        UUID(bytes=bytes(event_id)),
        title,
        kind,
        status,
        when_from_columns(precision, start, end, zone),
        city,
        country,
        venue,
        UUID(bytes=bytes(series)) if series is not None else None,
        recurrence,
        exceptions,
    )


def _without_period(query: ListQuery) -> ListQuery:
    return replace(query, first_day=None, last_day=None, over_before=None)
