"""The events that a calendar export writes, streamed with what belongs to them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Select, and_, bindparam, case, func, select

from capadesk.domain.change_set import Deletion
from capadesk.domain.codes import ORGANISER_ROLES, ParticipationRole
from capadesk.domain.records import Action, Event
from capadesk.domain.records.event import uid_for
from capadesk.domain.series_rule import may_reach
from capadesk.domain.stamp import Stamp
from capadesk.services.ports import ActionEntry, CalendarEntry, ListQuery
from capadesk.storage.database.record_mapper import mapper_of
from capadesk.storage.database.tables import RECORD_TABLES, change_set
from capadesk.storage.reading.lists import SqlLists

_EVENTS_AT_ONCE = 400

_event = RECORD_TABLES["event"]
_participation = RECORD_TABLES["participation"]
_person = RECORD_TABLES["person"]
_organisation = RECORD_TABLES["organisation"]
_city = RECORD_TABLES["city"]
_tagging = RECORD_TABLES["tagging"]
_tag = RECORD_TABLES["tag"]

_PEOPLE = (
    select(
        _participation.c.event_id,
        _participation.c.role,
        _participation.c.status,
        _person.c.given_name,
        _person.c.family_name,
        _person.c.email,
        _organisation.c.name,
        _organisation.c.email,
    )
    .outerjoin(_person, and_(_person.c.id == _participation.c.person_id, _person.c.deleted == ""))
    .outerjoin(
        _organisation,
        and_(_organisation.c.id == _participation.c.organisation_id, _organisation.c.deleted == ""),
    )
    .where(_participation.c.event_id.in_(bindparam("ids", expanding=True)), _participation.c.deleted == "")
    .order_by(
        case((_participation.c.role == ParticipationRole.ORGANISER, 0), else_=1),
        func.coalesce(_person.c.family_name_key, _organisation.c.name_key),
        _participation.c.id,
    )
)
_ORGANISERS = _PEOPLE.where(_participation.c.role.in_(sorted(ORGANISER_ROLES)))
_TAGS = (
    select(_tagging.c.event_id, _tag.c.name)
    .join(_tag, _tag.c.id == _tagging.c.tag_id)
    .where(
        _tagging.c.event_id.in_(bindparam("ids", expanding=True)),
        _tagging.c.deleted == "",
        _tag.c.deleted == "",
    )
    .order_by(_tag.c.name_key, _tag.c.id)
)
_CITIES = select(_city.c.id, _city.c.name).where(_city.c.id.in_(bindparam("ids", expanding=True)))
_EVENT_UIDS = select(_event.c.id, _event.c.uid, _event.c.visibility).where(
    _event.c.id.in_(bindparam("ids", expanding=True)), _event.c.deleted == ""
)
_OWNERS = select(_person.c.id, _person.c.given_name, _person.c.family_name, _person.c.email).where(
    _person.c.id.in_(bindparam("ids", expanding=True)), _person.c.deleted == ""
)
_TIMES = select(change_set.c.stamp, change_set.c.time).where(
    change_set.c.stamp.in_(bindparam("ids", expanding=True))
)


def calendar_entries(
    connect: Callable[[], Any],
    lists: SqlLists,
    query: ListQuery,
    with_attendees: bool,
    wanted: Collection[UUID] | None = None,
) -> Iterator[CalendarEntry]:
    """The events of a query by start, then id: the same on every desk. See ports.ReportSource.

    A series belongs to a period if it begins before the period's end and may reach into it. Organisers stand
    before co-organisers; other people are read `with_attendees` only.
    """
    condition, parameters = lists.condition(replace(query, first_day=None))
    sql = (
        "SELECT r.id, r.recurrence, r.when_last_day FROM event r"
        f" WHERE {condition} ORDER BY r.when_sort, r.id"
    )
    found = connect().exec_driver_sql(sql, parameters).fetchall()
    ids = [bytes(row[0]) for row in found if may_reach(query.first_day, row[1], row[2])]
    if wanted is not None:
        kept = {event_id.bytes for event_id in wanted}
        ids = [event_id for event_id in ids if event_id in kept]
    for start in range(0, len(ids), _EVENTS_AT_ONCE):
        yield from _entries(connect(), ids[start : start + _EVENTS_AT_ONCE], with_attendees)


def binned_entries(connect: Callable[[], Any]) -> Iterator[CalendarEntry]:
    """The events in the bin, by start, then id. See ports.ReportSource."""
    sql = "SELECT id FROM event WHERE deleted = ? ORDER BY when_sort, id"
    ids = [bytes(row[0]) for row in connect().exec_driver_sql(sql, (Deletion.BIN.value,)).fetchall()]
    for start in range(0, len(ids), _EVENTS_AT_ONCE):
        yield from _entries(connect(), ids[start : start + _EVENTS_AT_ONCE], False, Deletion.BIN.value)


def action_entries(connect: Callable[[], Any], with_people: bool) -> Iterator[ActionEntry]:
    """The live actions, by due date, then id. See ports.ReportSource."""
    mapper = mapper_of(Action.KIND)
    sql = "SELECT id FROM action WHERE deleted = '' ORDER BY due IS NULL, due, id"
    ids = [bytes(row[0]) for row in connect().exec_driver_sql(sql).fetchall()]
    for start in range(0, len(ids), _EVENTS_AT_ONCE):
        some = ids[start : start + _EVENTS_AT_ONCE]
        marks = ", ".join("?" * len(some))
        found = connect().exec_driver_sql(
            f"{mapper.select_sql} WHERE deleted = '' AND id IN ({marks})", tuple(some)
        )
        rows = {bytes(row[4]): row for row in found.fetchall()}
        actions = {action_id: cast(Action, mapper.record(row)) for action_id, row in rows.items()}
        events = {action.event_id.bytes for action in actions.values() if action.event_id is not None}
        of_event = {
            bytes(raw): (uid or uid_for(UUID(bytes=bytes(raw))), seen)
            for raw, uid, seen in _found(connect(), _EVENT_UIDS, events)
        }
        people = {
            action.owner_person_id.bytes for action in actions.values() if action.owner_person_id is not None
        }
        owners = {
            bytes(raw): (_name(*names), names[2])
            for raw, *names in (_found(connect(), _OWNERS, people) if with_people else ())
        }
        times = _times(connect(), {bytes(stamp) for row in rows.values() for stamp in (row[2], row[3])})
        for action_id in some:
            if action_id in rows:
                action, row = actions[action_id], rows[action_id]
                uid, visibility = of_event.get(action.event_id.bytes if action.event_id else b"", ("", ""))
                owner = owners.get(action.owner_person_id.bytes if action.owner_person_id else b"", ("", ""))
                yield ActionEntry(action, times[bytes(row[2])], times[bytes(row[3])], uid, visibility, owner)


def _entries(
    connection: Any, ids: Sequence[bytes], with_attendees: bool, deleted: str = ""
) -> Iterator[CalendarEntry]:
    mapper = mapper_of(Event.KIND)
    marks = ", ".join("?" * len(ids))
    sql = f"{mapper.select_sql} WHERE deleted = '{deleted}' AND id IN ({marks})"
    rows = {bytes(row[4]): row for row in connection.exec_driver_sql(sql, tuple(ids)).fetchall()}
    events = {event_id: cast(Event, mapper.record(row)) for event_id, row in rows.items()}
    people = _gathered(connection, _PEOPLE if with_attendees else _ORGANISERS, ids)
    tags = _gathered(connection, _TAGS, ids)
    cities = _gathered(connection, _CITIES, {each.city_id.bytes for each in events.values() if each.city_id})
    times = _times(connection, {bytes(stamp) for row in rows.values() for stamp in (row[2], row[3])})
    for event_id in ids:
        if event_id not in rows:  # deleted meanwhile
            continue
        event, row = events[event_id], rows[event_id]
        yield CalendarEntry(
            event=event,
            created_at=times[bytes(row[2])],
            changed_at=times[bytes(row[3])],
            city=next((name for (name,) in cities[event.city_id.bytes]), "") if event.city_id else "",
            organisers=tuple(_organisers(people[event_id])),
            attendees=tuple(_attendees(people[event_id])) if with_attendees else (),
            tags=tuple(name for (name,) in tags[event_id]),
        )


def _organisers(people: Sequence[tuple[Any, ...]]) -> Iterator[tuple[str, str]]:
    for role, _status, given_name, family_name, email, organisation, office in people:
        if role not in ORGANISER_ROLES:
            continue
        if given_name is not None:
            yield _name(given_name, family_name, email), email
        elif organisation is not None:
            yield organisation, office


def _attendees(people: Sequence[tuple[Any, ...]]) -> Iterator[tuple[str, str, str, str]]:
    for role, status, given_name, family_name, email, _organisation_name, _office in people:
        if given_name is not None:
            yield _name(given_name, family_name, email), email, role, status


def _name(given_name: str, family_name: str, email: str) -> str:
    return " ".join(part for part in (given_name, family_name) if part) or email


def _times(connection: Any, stamps: Collection[bytes]) -> Mapping[bytes, datetime]:
    """When the changes of these stamps were made, naive UTC; of what was shipped, the clock's beginning."""
    times = {stamp: datetime.fromtimestamp(Stamp.from_bytes(stamp).counter / 1000, UTC) for stamp in stamps}
    for stamp, text in connection.execute(_TIMES, {"ids": sorted(stamps)}):
        times[bytes(stamp)] = datetime.fromisoformat(text)
    return {stamp: time.replace(tzinfo=None, microsecond=0) for stamp, time in times.items()}


def _found(connection: Any, statement: Select[Any], ids: Collection[bytes]) -> list[Any]:
    return list(connection.execute(statement, {"ids": sorted(ids)}))


def _gathered(
    connection: Any, statement: Select[Any], ids: Collection[bytes]
) -> Mapping[bytes, list[tuple[Any, ...]]]:
    gathered: defaultdict[bytes, list[tuple[Any, ...]]] = defaultdict(list)
    for row in connection.execute(statement, {"ids": sorted(ids)}):
        gathered[bytes(row[0])].append(tuple(row)[1:])
    return gathered
