"""People, organisations, decisions and actions for reports, streamed in a stable order."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Column, Select, Subquery, case, distinct, func, select

from capadesk.domain.codes import OPEN_ACTION_STATUSES, ParticipationStatus
from capadesk.domain.when import When
from capadesk.services.ports import (
    ActionReportRow,
    DecisionReportRow,
    OrganisationReportRow,
    PersonReportRow,
    ReportPeriod,
)
from capadesk.storage.database.codecs import when_from_columns
from capadesk.storage.database.tables import RECORD_TABLES
from capadesk.storage.reading.activity_events import person_name
from capadesk.storage.reading.activity_period import (
    ACTIONS_WITH_EVENT,
    DECISIONS_WITH_EVENT,
    actions_in,
    decisions_in,
    events_in,
)

_ROWS_AT_ONCE = 1_000
_LAST = "9999-12-31"

_event = RECORD_TABLES["event"]
_participation = RECORD_TABLES["participation"]
_person = RECORD_TABLES["person"]
_organisation = RECORD_TABLES["organisation"]
_affiliation = RECORD_TABLES["affiliation"]
_city = RECORD_TABLES["city"]
_decision = RECORD_TABLES["decision"]
_action = RECORD_TABLES["action"]
_tag = RECORD_TABLES["tag"]
_tagging = RECORD_TABLES["tagging"]

_WHEN = (_event.c.when_precision, _event.c.when_start, _event.c.when_end, _event.c.when_zone)
_PEOPLE_TAGS = (
    select(_tagging.c.person_id, _tag.c.name)
    .join(_tag, _tag.c.id == _tagging.c.tag_id)
    .where(_tagging.c.person_id.is_not(None), _tagging.c.deleted == "", _tag.c.deleted == "")
    .order_by(_tag.c.name_key)
)
_OPEN = sorted(OPEN_ACTION_STATUSES)


class ActivityResults:
    """Who was there, and what came of it."""

    def __init__(self, connect: Callable[[], Any]) -> None:
        self._connect = connect

    def people(self, period: ReportPeriod) -> Iterator[PersonReportRow]:
        """See ports.ReportSource."""
        parts = _parts_of(_participation.c.person_id, period)
        main = (
            select(_affiliation.c.id)
            .where(_affiliation.c.person_id == _person.c.id, _affiliation.c.deleted == "")
            .order_by(
                _affiliation.c.is_main.desc(),
                case((_affiliation.c.end.is_(None), 0), else_=1),
                _affiliation.c.seq,
            )
            .limit(1)
            .correlate(_person)
            .scalar_subquery()
        )
        place = _affiliation.alias("place")
        statement = (
            select(
                _person.c.id,
                _person.c.given_name,
                _person.c.family_name,
                _person.c.email,
                func.coalesce(_organisation.c.name, ""),
                func.coalesce(place.c.role, ""),
                func.coalesce(_organisation.c.helix, ""),
                func.coalesce(_organisation.c.level, ""),
                func.coalesce(_city.c.name, ""),
                func.coalesce(func.nullif(_person.c.country, ""), _organisation.c.country, ""),
                func.coalesce(parts.c.events, 0),
                func.coalesce(parts.c.attended, 0),
            )
            .outerjoin(parts, parts.c.key == _person.c.id)
            .outerjoin(place, place.c.id == main)
            .outerjoin(_organisation, _organisation.c.id == place.c.organisation_id)
            .outerjoin(_city, _city.c.id == _person.c.city_id)
            .where(_person.c.deleted == "")
            .order_by(_person.c.family_name_key, _person.c.given_name_key, _person.c.seq)
        )
        if not period.is_open:
            statement = statement.where(parts.c.events > 0)
        tags: dict[bytes, list[str]] = {}
        for person_id, name in self._stream(_PEOPLE_TAGS):
            tags.setdefault(bytes(person_id), []).append(name)
        for row in self._stream(statement):
            said = tuple(tags.get(bytes(row[0]), ()))
            yield PersonReportRow._make((person_name(*row[1:4]), *row[4:10], said, *row[10:]))

    def organisations(self, period: ReportPeriod) -> Iterator[OrganisationReportRow]:
        """See ports.ReportSource."""
        parts = _parts_of(_participation.c.organisation_id, period)
        statement = (
            select(
                _organisation.c.name,
                _organisation.c.short_name,
                _organisation.c.helix,
                _organisation.c.level,
                _organisation.c.flags,
                _organisation.c.legal_form,
                func.coalesce(_city.c.name, ""),
                _organisation.c.country,
                _organisation.c.website,
                func.coalesce(parts.c.people, 0),
                func.coalesce(parts.c.events, 0),
            )
            .outerjoin(parts, parts.c.key == _organisation.c.id)
            .outerjoin(_city, _city.c.id == _organisation.c.city_id)
            .where(_organisation.c.deleted == "")
            .order_by(_organisation.c.name_key, _organisation.c.seq)
        )
        if not period.is_open:
            statement = statement.where(parts.c.events > 0)
        for row in self._stream(statement):
            flags = tuple(json.loads(row[4])) if row[4] else ()
            yield OrganisationReportRow._make((*row[:4], flags, *row[5:]))

    def decisions(self, period: ReportPeriod) -> Iterator[DecisionReportRow]:
        """See ports.ReportSource."""
        actions = select(func.count()).where(_action.c.decision_id == _decision.c.id, _action.c.deleted == "")
        statement = (
            select(
                _decision.c.number,
                _decision.c.text,
                _decision.c.decided_by,
                _decision.c.decided_on,
                _decision.c.status,
                _decision.c.agenda_item,
                func.coalesce(_event.c.title, ""),
                *_WHEN,
                actions.correlate(_decision).scalar_subquery(),
                actions.where(_action.c.status.in_(_OPEN)).correlate(_decision).scalar_subquery(),
            )
            .select_from(DECISIONS_WITH_EVENT)
            .where(decisions_in(period))
            .order_by(func.coalesce(_decision.c.decided_on, _event.c.when_first_day, _LAST), _decision.c.seq)
        )
        for row in self._stream(statement):
            when = _when(row[7:11])
            yield DecisionReportRow._make((*row[:3], _day(row[3]), *row[4:7], when, *row[11:]))

    def actions(self, period: ReportPeriod) -> Iterator[ActionReportRow]:
        """See ports.ReportSource."""
        statement = (
            select(
                _action.c.number,
                _action.c.text,
                _person.c.given_name,
                _person.c.family_name,
                _person.c.email,
                func.coalesce(_organisation.c.name, ""),
                _action.c.due,
                _action.c.done_on,
                _action.c.priority,
                _action.c.status,
                _action.c.source_item,
                _action.c.notes,
                func.coalesce(_event.c.title, ""),
                *_WHEN,
                func.coalesce(func.nullif(_decision.c.number, ""), _decision.c.text, ""),
            )
            .select_from(
                ACTIONS_WITH_EVENT.outerjoin(_person, _person.c.id == _action.c.owner_person_id)
                .outerjoin(_organisation, _organisation.c.id == _action.c.owner_organisation_id)
                .outerjoin(_decision, _decision.c.id == _action.c.decision_id)
            )
            .where(actions_in(period))
            .order_by(func.coalesce(_action.c.due, _LAST), _action.c.seq)
        )
        for row in self._stream(statement):
            owner, due, done_on, when = person_name(*row[2:5]), _day(row[6]), _day(row[7]), _when(row[13:17])
            yield ActionReportRow._make((*row[:2], owner, row[5], due, done_on, *row[8:13], when, row[17]))

    def _stream(self, statement: Select[Any]) -> Iterator[Any]:
        yield from self._connect().execute(statement, execution_options={"yield_per": _ROWS_AT_ONCE})


def _parts_of(link: Column[Any], period: ReportPeriod) -> Subquery:
    """For each person or organisation (`link`): events of the period, those attended, people that came."""
    attended = case((_participation.c.status == ParticipationStatus.ATTENDED, _participation.c.event_id))
    return (
        select(
            link.label("key"),
            func.count(distinct(_participation.c.event_id)).label("events"),
            func.count(distinct(attended)).label("attended"),
            func.count(distinct(_participation.c.person_id)).label("people"),
        )
        .join(_event, _event.c.id == _participation.c.event_id)
        .where(_participation.c.deleted == "", link.is_not(None), events_in(period))
        .group_by(link)
        .subquery()
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _when(columns: Sequence[str | None]) -> When:
    precision, start, end, zone = columns
    return (
        When.unknown()
        if precision is None
        else when_from_columns(precision, start or "", end or "", zone or "")
    )
