"""Which rows belong to the period of a report: said once, for readings and counts alike."""

from __future__ import annotations

from sqlalchemy import Column, ColumnElement, and_, exists, false, or_, select, true

from capadesk.services.ports import ReportPeriod
from capadesk.storage.database.tables import RECORD_TABLES

_event = RECORD_TABLES["event"]
_participation = RECORD_TABLES["participation"]
_decision = RECORD_TABLES["decision"]
_action = RECORD_TABLES["action"]

DECISIONS_WITH_EVENT = _decision.outerjoin(_event, _event.c.id == _decision.c.event_id)
ACTIONS_WITH_EVENT = _action.outerjoin(_event, _event.c.id == _action.c.event_id)


def events_in(period: ReportPeriod) -> ColumnElement[bool]:
    """Live events that touch the period; undated ones only if it is open."""
    parts: list[ColumnElement[bool]] = [_event.c.deleted == ""]
    if not period.is_open:
        parts.append(_event.c.when_first_day != "")
    if period.first_day is not None:
        parts.append(_event.c.when_last_day >= period.first_day.isoformat())
    if period.last_day is not None:
        parts.append(_event.c.when_first_day <= period.last_day.isoformat())
    return and_(*parts)


def took_part_in(period: ReportPeriod, link: Column[object], target: Column[object]) -> ColumnElement[bool]:
    """Whether a person or organisation (`target`, its id) takes part (`link`) in an event of the period."""
    if period.is_open:
        return true()
    part = select(1).select_from(_participation.join(_event, _event.c.id == _participation.c.event_id))
    return exists(part.where(link == target, _participation.c.deleted == "", events_in(period)))


def decisions_in(period: ReportPeriod) -> ColumnElement[bool]:
    """Live decisions of those events (joined), and others decided in the period."""
    return and_(_decision.c.deleted == "", or_(_of_event_in(period), _day_in(period, _decision.c.decided_on)))


def actions_in(period: ReportPeriod) -> ColumnElement[bool]:
    """Live actions of those events (joined), and others due or done in the period."""
    return and_(
        _action.c.deleted == "",
        or_(_of_event_in(period), _day_in(period, _action.c.due), _day_in(period, _action.c.done_on)),
    )


def _of_event_in(period: ReportPeriod) -> ColumnElement[bool]:
    return true() if period.is_open else and_(_event.c.id.is_not(None), events_in(period))


def _day_in(period: ReportPeriod, day: Column[object]) -> ColumnElement[bool]:
    if period.is_open:
        return false()
    parts: list[ColumnElement[bool]] = [day.is_not(None)]
    if period.first_day is not None:
        parts.append(day >= period.first_day.isoformat())
    if period.last_day is not None:
        parts.append(day <= period.last_day.isoformat())
    return and_(*parts)
