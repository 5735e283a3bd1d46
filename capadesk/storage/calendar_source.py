"""The events that a calendar export writes, streamed with what belongs to them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, cast

from capadesk.domain.records import Event
from capadesk.domain.stamp import COUNTER_BYTES
from capadesk.services.ports import CalendarEntry, ListQuery
from capadesk.storage.lists import SqlLists
from capadesk.storage.record_mapper import mapper_of

BLOCK = 500

_NAMED = "coalesce(nullif(trim(p.given_name || ' ' || p.family_name), ''), p.email, o.name)"
_PEOPLE = (
    f"SELECT a.event_id, {_NAMED},"
    " coalesce(nullif(p.email, ''), CASE WHEN p.id IS NULL THEN o.email END, ''),"
    " a.role, a.status, p.id IS NULL FROM participation a"
    " LEFT JOIN person p ON p.id = a.person_id LEFT JOIN organisation o ON o.id = a.organisation_id"
    " WHERE a.deleted = '' AND a.event_id IN ({marks}) ORDER BY a.role, 2, a.id"
)
_TAGS = (
    "SELECT g.event_id, t.name FROM tagging g JOIN tag t ON t.id = g.tag_id"
    " WHERE g.deleted = '' AND t.deleted = '' AND g.event_id IN ({marks}) ORDER BY t.name_key, t.id"
)
_CITIES = "SELECT r.id, c.name FROM event r JOIN city c ON c.id = r.city_id WHERE r.id IN ({marks})"


def calendar_entries(
    connection: Any, lists: SqlLists, query: ListQuery, *, with_attendees: bool = False
) -> Iterator[CalendarEntry]:
    """The events of a query by start, then id, in blocks; times are naive UTC."""
    mapper = mapper_of("event")
    condition, parameters = lists.condition(query)
    ids = [
        bytes(row[0])
        for row in connection.exec_driver_sql(
            f"SELECT r.id FROM event r WHERE {condition} ORDER BY r.when_sort, r.id", parameters
        ).fetchall()
    ]
    for start in range(0, len(ids), BLOCK):
        chunk = tuple(ids[start : start + BLOCK])
        marks = ",".join("?" * len(chunk))
        rows = connection.exec_driver_sql(f"{mapper.select_sql} WHERE id IN ({marks})", chunk).fetchall()
        by_id = {bytes(row[4]): row for row in rows}
        people = _grouped(connection, _PEOPLE, chunk)
        tags = _grouped(connection, _TAGS, chunk)
        cities = _grouped(connection, _CITIES, chunk)
        for event_id in chunk:
            row = by_id.get(event_id)
            if row is not None:
                yield _entry(
                    cast(Event, mapper.record(row)),
                    row,
                    people[event_id],
                    tuple(tag for (tag,) in tags[event_id]),
                    cities[event_id],
                    with_attendees=with_attendees,
                )


def _grouped(connection: Any, sql: str, ids: Sequence[bytes]) -> defaultdict[bytes, list[Sequence[Any]]]:
    found: defaultdict[bytes, list[Sequence[Any]]] = defaultdict(list)
    marks = ",".join("?" * len(ids))
    for row in connection.exec_driver_sql(sql.format(marks=marks), tuple(ids)).fetchall():
        found[bytes(row[0])].append(tuple(row)[1:])
    return found


def _entry(
    event: Event,
    row: Sequence[Any],
    people: list[Sequence[Any]],
    tags: tuple[str, ...],
    city: list[Sequence[Any]],
    *,
    with_attendees: bool,
) -> CalendarEntry:
    organisers = tuple((p[0], p[1]) for p in people if p[4] and p[2] in ("organiser", "co_organiser"))
    attendees = tuple((p[0], p[1], p[2], p[3]) for p in people if not p[4]) if with_attendees else ()
    return CalendarEntry(
        event,
        _moment(row[2]),
        _moment(row[3]),
        city[0][0] if city else "",
        organisers,
        attendees,
        tags,
    )


def _moment(stamp: bytes) -> datetime:
    """When a change was made, in naive UTC: the counter of its stamp counts milliseconds since 1970."""
    milliseconds = int.from_bytes(bytes(stamp)[:COUNTER_BYTES], "big")
    return datetime.fromtimestamp(milliseconds / 1000, UTC).replace(tzinfo=None, microsecond=0)
