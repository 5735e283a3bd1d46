"""How many rows a report has, and what to look at before it is sent."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Table, exists, func, select

from capadesk.domain.codes import OPEN_ACTION_STATUSES, EventStatus
from capadesk.services.ports import ActivityCounts, ReportPeriod
from capadesk.storage.database.tables import RECORD_TABLES
from capadesk.storage.reading.activity_period import (
    ACTIONS_WITH_EVENT,
    DECISIONS_WITH_EVENT,
    actions_in,
    decisions_in,
    events_in,
    took_part_in,
)

_event = RECORD_TABLES["event"]
_participation = RECORD_TABLES["participation"]
_person = RECORD_TABLES["person"]
_organisation = RECORD_TABLES["organisation"]
_head_count = RECORD_TABLES["head_count"]
_action = RECORD_TABLES["action"]

_OPEN = sorted(OPEN_ACTION_STATUSES)


def activity_counts(connection: Any, period: ReportPeriod, today: date) -> ActivityCounts:
    """See ports.ReportSource."""

    def count(source: FromClause, *conditions: ColumnElement[bool]) -> int:
        return int(
            connection.execute(select(func.count()).select_from(source).where(*conditions)).scalar_one()
        )

    in_period = events_in(period)
    held = _event.c.status.in_([EventStatus.HELD, EventStatus.REPORTED])
    ahead = _event.c.status.in_([EventStatus.IDEA, EventStatus.PLANNED, EventStatus.CONFIRMED])
    open_actions = (actions_in(period), _action.c.status.in_(_OPEN))
    no_owner = _action.c.owner_person_id.is_(None) & _action.c.owner_organisation_id.is_(None)
    participations = _participation.join(_event, _event.c.id == _participation.c.event_id)
    return ActivityCounts(
        events=count(_event, in_period),
        participations=count(participations, in_period, _participation.c.deleted == ""),
        people=count(
            _person, _person.c.deleted == "", took_part_in(period, _participation.c.person_id, _person.c.id)
        ),
        organisations=count(
            _organisation,
            _organisation.c.deleted == "",
            took_part_in(period, _participation.c.organisation_id, _organisation.c.id),
        ),
        decisions=count(DECISIONS_WITH_EVENT, decisions_in(period)),
        actions=count(ACTIONS_WITH_EVENT, actions_in(period)),
        undated_events=0
        if period.is_open
        else count(_event, _event.c.deleted == "", _event.c.when_first_day == ""),
        held_without_participants=count(_event, in_period, held, ~_has(_participation), ~_has(_head_count)),
        past_not_held=count(
            _event,
            in_period,
            ahead,
            _event.c.when_last_day != "",
            _event.c.when_last_day < today.isoformat(),
        ),
        open_actions_without_owner=count(ACTIONS_WITH_EVENT, *open_actions, no_owner),
        open_actions_without_due=count(ACTIONS_WITH_EVENT, *open_actions, _action.c.due.is_(None)),
        overdue_actions=count(ACTIONS_WITH_EVENT, *open_actions, _action.c.due < today.isoformat()),
    )


def _has(table: Table) -> ColumnElement[bool]:
    """Whether the event has live records of that kind."""
    return exists().where(table.c.event_id == _event.c.id, table.c.deleted == "")
