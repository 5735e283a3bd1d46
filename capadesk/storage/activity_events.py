"""Events and participations for reports: read in blocks of events, so that a million rows need no memory."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Select, func, select

from capadesk.domain.codes import (
    OPEN_ACTION_STATUSES,
    ParticipationStatus,
)
from capadesk.services.ports import EventReportRow, ParticipationReportRow, ReportPeriod
from capadesk.storage.activity_attendance import Attendance, AttendanceFacts, facts_of
from capadesk.storage.activity_period import events_in
from capadesk.storage.codecs import when_from_columns
from capadesk.storage.tables import RECORD_TABLES

_EVENTS_AT_ONCE = 200

_event = RECORD_TABLES["event"]
_participation = RECORD_TABLES["participation"]
_person = RECORD_TABLES["person"]
_organisation = RECORD_TABLES["organisation"]
_city = RECORD_TABLES["city"]
_series = RECORD_TABLES["series"]
_head_count = RECORD_TABLES["head_count"]
_tagging = RECORD_TABLES["tagging"]
_tag = RECORD_TABLES["tag"]
_decision = RECORD_TABLES["decision"]
_action = RECORD_TABLES["action"]

_CAME_OR_MAY = (ParticipationStatus.INVITED, ParticipationStatus.REGISTERED, ParticipationStatus.ATTENDED)

_EVENTS = (
    select(
        _event.c.id,
        _event.c.title,
        _event.c.kind,
        _event.c.status,
        _event.c.when_precision,
        _event.c.when_start,
        _event.c.when_end,
        _event.c.when_zone,
        _event.c.mode,
        _event.c.venue,
        func.coalesce(_city.c.name, "").label("city"),
        _event.c.country,
        _event.c.languages,
        _event.c.project_role,
        func.coalesce(_series.c.name, "").label("series"),
        _event.c.website,
        _event.c.objectives,
        _event.c.description,
        _event.c.lessons,
    )
    .outerjoin(_city, _city.c.id == _event.c.city_id)
    .outerjoin(_series, _series.c.id == _event.c.series_id)
)
_HEAD_COUNTS = (
    select(_head_count.c.event_id, _head_count.c.presence, _head_count.c.group, func.sum(_head_count.c.count))
    .where(_head_count.c.deleted == "")
    .group_by(_head_count.c.event_id, _head_count.c.presence, _head_count.c.group)
)
_TAGS = (
    select(_tagging.c.event_id, _tag.c.name)
    .join(_tag, _tag.c.id == _tagging.c.tag_id)
    .where(_tagging.c.deleted == "")
    .order_by(_tag.c.name_key)
)
_DECISIONS = (
    select(_decision.c.event_id, func.count()).where(_decision.c.deleted == "").group_by(_decision.c.event_id)
)
_ACTIONS = select(_action.c.event_id, _action.c.status).where(_action.c.deleted == "")
_TOLD_OF_EVENT = select(
    _event.c.id,
    _event.c.title,
    _event.c.kind,
    _event.c.when_precision,
    _event.c.when_start,
    _event.c.when_end,
    _event.c.when_zone,
)


class ActivityEvents:
    """Events of a period in order of their dates, and who took part in them."""

    def __init__(self, connect: Callable[[], Any]) -> None:
        self._connect = connect

    def events(self, period: ReportPeriod) -> Iterator[EventReportRow]:
        """See ports.ReportSource."""
        attendance = Attendance(self._connect())
        for ids in self._blocks(period):
            rows = {row.id: row for row in self._read(_EVENTS, _event.c.id, ids)}
            attended = attendance.of_events(ids)
            head_counts: dict[bytes, dict[tuple[str, str], int]] = defaultdict(dict)
            for event_id, presence, group, count in self._read(_HEAD_COUNTS, _head_count.c.event_id, ids):
                head_counts[event_id][presence, group] = count
            tags: dict[bytes, list[str]] = defaultdict(list)
            for event_id, name in self._read(_TAGS, _tagging.c.event_id, ids):
                tags[event_id].append(name)
            decisions = dict(map(tuple, self._read(_DECISIONS, _decision.c.event_id, ids)))
            # What is open is asked here: as a condition, all open actions of the file would be looked at.
            actions = Counter(
                event_id
                for event_id, status in self._read(_ACTIONS, _action.c.event_id, ids)
                if status in OPEN_ACTION_STATUSES
            )
            for event_id in ids:
                yield _event_row(
                    rows[event_id],
                    facts_of(attended.get(event_id, ())),
                    head_counts.get(event_id, {}),
                    tuple(tags[event_id]),
                    decisions.get(event_id, 0),
                    actions[event_id],
                )

    def participations(self, period: ReportPeriod) -> Iterator[ParticipationReportRow]:
        """See ports.ReportSource."""
        attendance = Attendance(self._connect())
        for ids in self._blocks(period):
            events = {row[0]: row for row in self._read(_TOLD_OF_EVENT, _event.c.id, ids)}
            attended = attendance.of_events(ids)
            for event_id in ids:
                of_event = attended.get(event_id)
                if not of_event:
                    continue
                _id, title, kind, *columns = events[event_id]
                event = UUID(bytes=event_id), title, kind, when_from_columns(*columns)
                for each in of_event:
                    person, organisation = each.person, each.organisation
                    yield ParticipationReportRow(
                        *event,
                        person.name,
                        organisation.name,
                        organisation.helix,
                        organisation.level,
                        organisation.country or person.country,
                        each.role,
                        each.status,
                        each.presence,
                        each.is_outsider,
                    )

    def _blocks(self, period: ReportPeriod) -> Iterator[list[bytes]]:
        statement = select(_event.c.id).where(events_in(period)).order_by(_event.c.when_sort, _event.c.seq)
        ids = list(self._connect().execute(statement).scalars())
        for start in range(0, len(ids), _EVENTS_AT_ONCE):
            yield ids[start : start + _EVENTS_AT_ONCE]

    def _read(self, statement: Select[Any], key: Column[object], ids: Sequence[bytes]) -> Sequence[Any]:
        found: Sequence[Any] = self._connect().execute(statement.where(key.in_(ids))).all()
        return found


def _event_row(
    row: Any,
    facts: AttendanceFacts,
    head_counts: Mapping[tuple[str, str], int],
    tags: tuple[str, ...],
    decisions: int,
    actions_open: int,
) -> EventReportRow:
    return EventReportRow(
        id=UUID(bytes=row.id),
        title=row.title,
        kind=row.kind,
        status=row.status,
        when=when_from_columns(row.when_precision, row.when_start, row.when_end, row.when_zone),
        mode=row.mode,
        venue=row.venue,
        city=row.city,
        country=row.country,
        languages=tuple(json.loads(row.languages)) if row.languages else (),
        project_role=row.project_role,
        series=row.series,
        website=row.website,
        objectives=row.objectives,
        description=row.description,
        lessons=row.lessons,
        organisers=facts.organisers,
        tags=tags,
        invited=facts.invited,
        registered=facts.registered,
        attended=facts.attended,
        head_counts=head_counts,
        organisations=facts.organisations,
        countries=facts.countries,
        outsiders=facts.outsiders,
        decisions=decisions,
        actions_open=actions_open,
    )
