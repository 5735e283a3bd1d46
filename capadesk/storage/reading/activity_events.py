"""Events and participations for reports: read in blocks of events, so that a million rows need no memory."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Select, case, distinct, func, select

from capadesk.domain.codes import (
    OPEN_ACTION_STATUSES,
    ORGANISER_ROLES,
    ParticipationRole,
    ParticipationStatus,
)
from capadesk.domain.when import When
from capadesk.services.ports import EventReportRow, ParticipationReportRow, ReportPeriod
from capadesk.storage.database.codecs import when_from_columns
from capadesk.storage.database.tables import RECORD_TABLES
from capadesk.storage.reading.activity_period import events_in

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
_ATTENDANCE = (
    select(
        _participation.c.event_id,
        func.count(distinct(_participation.c.person_id)).label("invited"),
        func.count(
            distinct(
                case(
                    (
                        _participation.c.status.in_(
                            [ParticipationStatus.REGISTERED, ParticipationStatus.ATTENDED]
                        ),
                        _participation.c.person_id,
                    )
                )
            )
        ).label("registered"),
        func.count(
            distinct(
                case((_participation.c.status == ParticipationStatus.ATTENDED, _participation.c.person_id))
            )
        ).label("attended"),
        func.count(
            distinct(case((_participation.c.status.in_(_CAME_OR_MAY), _participation.c.organisation_id)))
        ).label("organisations"),
        func.count(
            distinct(
                case(
                    (
                        _participation.c.status.in_(_CAME_OR_MAY),
                        func.coalesce(
                            func.nullif(_organisation.c.country, ""), func.nullif(_person.c.country, "")
                        ),
                    )
                )
            )
        ).label("countries"),
        func.sum(_participation.c.is_outsider).label("outsiders"),
    )
    .outerjoin(_organisation, _organisation.c.id == _participation.c.organisation_id)
    .outerjoin(_person, _person.c.id == _participation.c.person_id)
    .where(_participation.c.deleted == "")
    .group_by(_participation.c.event_id)
)
_HEAD_COUNTS = (
    select(_head_count.c.event_id, _head_count.c.presence, _head_count.c.group, func.sum(_head_count.c.count))
    .where(_head_count.c.deleted == "")
    .group_by(_head_count.c.event_id, _head_count.c.presence, _head_count.c.group)
)
_ORGANISERS = (
    select(
        _participation.c.event_id,
        func.coalesce(func.nullif(_organisation.c.short_name, ""), _organisation.c.name),
        _participation.c.person_id,
    )
    .join(_organisation, _organisation.c.id == _participation.c.organisation_id)
    .where(
        _participation.c.deleted == "",
        _participation.c.role.in_(sorted(ORGANISER_ROLES)),
    )
    .order_by(
        case((_participation.c.role == ParticipationRole.ORGANISER, 0), else_=1), _organisation.c.name_key
    )
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
_PARTICIPATIONS = (
    select(
        _participation.c.event_id,
        _event.c.title,
        _event.c.kind,
        _event.c.when_precision,
        _event.c.when_start,
        _event.c.when_end,
        _event.c.when_zone,
        _person.c.given_name,
        _person.c.family_name,
        _person.c.email,
        func.coalesce(_organisation.c.name, "").label("organisation"),
        func.coalesce(_organisation.c.helix, "").label("helix"),
        func.coalesce(_organisation.c.level, "").label("level"),
        func.coalesce(func.nullif(_organisation.c.country, ""), _person.c.country, "").label("country"),
        _participation.c.role,
        _participation.c.status,
        _participation.c.presence,
        _participation.c.is_outsider,
    )
    .join(_event, _event.c.id == _participation.c.event_id)
    .outerjoin(_person, _person.c.id == _participation.c.person_id)
    .outerjoin(_organisation, _organisation.c.id == _participation.c.organisation_id)
    .where(_participation.c.deleted == "")
    .order_by(
        _event.c.when_sort,
        _event.c.seq,
        func.coalesce(_organisation.c.name_key, ""),
        func.coalesce(_person.c.family_name_key, ""),
        func.coalesce(_person.c.given_name_key, ""),
        _participation.c.seq,
    )
)


class ActivityEvents:
    """Events of a period in order of their dates, and who took part in them."""

    def __init__(self, connect: Callable[[], Any]) -> None:
        self._connect = connect

    def events(self, period: ReportPeriod) -> Iterator[EventReportRow]:
        """See ports.ReportSource."""
        for ids in self._blocks(period):
            rows = {row.id: row for row in self._read(_EVENTS, _event.c.id, ids)}
            facts = {row.event_id: row for row in self._read(_ATTENDANCE, _participation.c.event_id, ids)}
            head_counts: dict[bytes, dict[tuple[str, str], int]] = defaultdict(dict)
            for event_id, presence, group, count in self._read(_HEAD_COUNTS, _head_count.c.event_id, ids):
                head_counts[event_id][presence, group] = count
            # Whether a person is named is asked here: as a condition, SQLite would search by it, and read
            # every organisation's participation of the whole file.
            organisers: dict[bytes, list[str]] = defaultdict(list)
            for event_id, name, person_id in self._read(_ORGANISERS, _participation.c.event_id, ids):
                if person_id is None:
                    organisers[event_id].append(name)
            tags: dict[bytes, list[str]] = defaultdict(list)
            for event_id, name in self._read(_TAGS, _tagging.c.event_id, ids):
                tags[event_id].append(name)
            decisions = dict(map(tuple, self._read(_DECISIONS, _decision.c.event_id, ids)))
            # Likewise for what is open: as a condition, all open actions of the file would be looked at.
            actions = Counter(
                event_id
                for event_id, status in self._read(_ACTIONS, _action.c.event_id, ids)
                if status in OPEN_ACTION_STATUSES
            )
            for event_id in ids:
                yield _event_row(
                    rows[event_id],
                    facts.get(event_id),
                    head_counts.get(event_id, {}),
                    tuple(organisers[event_id]),
                    tuple(tags[event_id]),
                    decisions.get(event_id, 0),
                    actions[event_id],
                )

    def participations(self, period: ReportPeriod) -> Iterator[ParticipationReportRow]:
        """See ports.ReportSource."""
        for ids in self._blocks(period):
            events: dict[bytes, tuple[UUID, str, str, When]] = {}
            for event_id, *row in self._read(_PARTICIPATIONS, _participation.c.event_id, ids):
                event = events.get(event_id)
                if event is None:
                    when = when_from_columns(*row[2:6])
                    event = events[event_id] = (UUID(bytes=event_id), row[0], row[1], when)
                name = person_name(*row[6:9])
                yield ParticipationReportRow._make((*event, name, *row[9:16], bool(row[16])))

    def _blocks(self, period: ReportPeriod) -> Iterator[list[bytes]]:
        statement = select(_event.c.id).where(events_in(period)).order_by(_event.c.when_sort, _event.c.seq)
        ids = [row[0] for row in self._connect().execute(statement)]
        for start in range(0, len(ids), _EVENTS_AT_ONCE):
            yield ids[start : start + _EVENTS_AT_ONCE]

    def _read(self, statement: Select[Any], key: Column[object], ids: Sequence[bytes]) -> Sequence[Any]:
        found: Sequence[Any] = self._connect().execute(statement.where(key.in_(ids))).all()
        return found


def person_name(given_name: str | None, family_name: str | None, email: str | None) -> str:
    """As Person.full_name: given and family name, else the e-mail address; "" for nobody."""
    return " ".join(part for part in (given_name, family_name) if part) or email or ""


def _event_row(
    row: Any,
    facts: Any,
    head_counts: Mapping[tuple[str, str], int],
    organisers: tuple[str, ...],
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
        organisers=organisers,
        tags=tags,
        invited=facts.invited if facts else 0,
        registered=facts.registered if facts else 0,
        attended=facts.attended if facts else 0,
        head_counts=head_counts,
        organisations=facts.organisations if facts else 0,
        countries=facts.countries if facts else 0,
        outsiders=(facts.outsiders or 0) if facts else 0,
        decisions=decisions,
        actions_open=actions_open,
    )
