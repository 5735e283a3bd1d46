"""Events as the calendar export needs them, read in blocks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, cast

from sqlalchemy import Select, case, func, or_, select

from capadesk.domain.codes import ORGANISER_ROLES, ParticipationRole
from capadesk.domain.records import Event
from capadesk.domain.stamp import Stamp
from capadesk.services.ports import CalendarEntry, ListQuery, SortKey
from capadesk.storage.activity_events import person_name
from capadesk.storage.lists import SqlLists
from capadesk.storage.record_mapper import mapper_of
from capadesk.storage.tables import RECORD_TABLES, change_set

_EVENTS_AT_ONCE = 200

_participation = RECORD_TABLES["participation"]
_person = RECORD_TABLES["person"]
_organisation = RECORD_TABLES["organisation"]
_city = RECORD_TABLES["city"]
_tagging = RECORD_TABLES["tagging"]
_tag = RECORD_TABLES["tag"]

_PEOPLE = (
    select(
        _participation.c.event_id,
        _person.c.given_name,
        _person.c.family_name,
        func.coalesce(_person.c.email, _organisation.c.email, ""),
        func.coalesce(_organisation.c.name, ""),
        _participation.c.role,
        _participation.c.status,
    )
    .outerjoin(_person, _person.c.id == _participation.c.person_id)
    .outerjoin(_organisation, _organisation.c.id == _participation.c.organisation_id)
    .where(_participation.c.deleted == "")
    .order_by(
        case((_participation.c.role == ParticipationRole.ORGANISER, 0), else_=1),
        func.coalesce(_person.c.family_name_key, _organisation.c.name_key),
        _participation.c.seq,
    )
)
_ORGANISERS_ONLY = _PEOPLE.where(_participation.c.role.in_(sorted(ORGANISER_ROLES)))
_WITH_PEOPLE = _PEOPLE.where(
    or_(_participation.c.person_id.is_not(None), _participation.c.role.in_(sorted(ORGANISER_ROLES)))
)
_TAGS = (
    select(_tagging.c.event_id, _tag.c.name)
    .join(_tag, _tag.c.id == _tagging.c.tag_id)
    .where(_tagging.c.deleted == "")
    .order_by(_tag.c.name_key)
)


def calendar_entries(
    connect: Callable[[], Any], lists: SqlLists, query: ListQuery, with_attendees: bool
) -> Iterator[CalendarEntry]:
    """The events of a list query, by date unless it asks for another order; see ports.ReportSource."""
    keys = lists.keys(replace(query, sort=query.sort or (SortKey("when"),)))
    for start in range(0, len(keys), _EVENTS_AT_ONCE):
        yield from _block(connect(), keys[start : start + _EVENTS_AT_ONCE], with_attendees)


def _block(connection: Any, seqs: Sequence[int], with_attendees: bool) -> Iterator[CalendarEntry]:
    mapper = mapper_of(Event.KIND)
    marks = ", ".join("?" * len(seqs))
    found = connection.exec_driver_sql(f"{mapper.select_sql} WHERE seq IN ({marks})", tuple(seqs)).all()
    rows = {row[0]: row for row in found if not row[1]}
    ids = [bytes(row[4]) for row in rows.values()]
    times = _times(connection, {bytes(stamp) for row in rows.values() for stamp in (row[2], row[3])})
    people = _gathered(connection, _WITH_PEOPLE if with_attendees else _ORGANISERS_ONLY, ids)
    tags = _gathered(connection, _TAGS, ids)
    cities = _city_names(connection, [cast(Event, mapper.record(row)) for row in rows.values()])
    for seq in seqs:
        if seq not in rows:
            continue
        row = rows[seq]
        event = cast(Event, mapper.record(row))
        key = event.id.bytes
        yield CalendarEntry(
            event=event,
            created_at=times[bytes(row[2])],
            changed_at=times[bytes(row[3])],
            city=cities.get(event.city_id.bytes, "") if event.city_id else "",
            organisers=tuple(
                (person_name(*each[:2], None) or each[3], each[2])
                for each in people[key]
                if each[4] in ORGANISER_ROLES
            ),
            attendees=tuple(
                (person_name(*each[:2], None), each[2], each[4], each[5])
                for each in people[key]
                if with_attendees and each[0] is not None
            ),
            tags=tuple(name for (name,) in tags[key]),
        )


def _times(connection: Any, stamps: set[bytes]) -> dict[bytes, datetime]:
    """When the changes of these stamps were made, naive UTC; for what was shipped, the clock's beginning."""
    times = {
        stamp: datetime.fromtimestamp(Stamp.from_bytes(stamp).counter / 1000, UTC).replace(
            tzinfo=None, microsecond=0
        )
        for stamp in stamps
    }
    statement = select(change_set.c.stamp, change_set.c.time).where(change_set.c.stamp.in_(stamps))
    for stamp, text in connection.execute(statement):
        times[bytes(stamp)] = datetime.fromisoformat(text).replace(tzinfo=None, microsecond=0)
    return times


def _city_names(connection: Any, events: Sequence[Event]) -> dict[bytes, str]:
    ids = {event.city_id.bytes for event in events if event.city_id}
    found = connection.execute(select(_city.c.id, _city.c.name).where(_city.c.id.in_(ids)))
    return {bytes(city_id): name for city_id, name in found}


def _gathered(
    connection: Any, statement: Select[Any], ids: Sequence[bytes]
) -> Mapping[bytes, list[tuple[Any, ...]]]:
    gathered: dict[bytes, list[tuple[Any, ...]]] = defaultdict(list)
    event_id = statement.selected_columns[0]
    for row in connection.execute(statement.where(event_id.in_(ids))):
        gathered[bytes(row[0])].append(tuple(row[1:]))
    return gathered
