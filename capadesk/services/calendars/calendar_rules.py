"""What a calendar file may do to an event that is here: by its method, and by what is newer."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from capadesk.domain.codes import EventStatus
from capadesk.domain.records import Event
from capadesk.services.importing.import_trace import ImportTrace
from capadesk.services.importing.incoming_event import IncomingEvent
from capadesk.services.ports import CalendarSide

State = tuple[int, str]
"""SEQUENCE, and when it was last modified ("20241017T073000Z", "" if that is not said)."""

_PLANNED = frozenset({EventStatus.PLANNED, EventStatus.CONFIRMED})
_OVER = frozenset({EventStatus.HELD, EventStatus.REPORTED})


def asked_of(each: IncomingEvent, event: Event | None, *, is_over: bool) -> IncomingEvent:
    """The incoming event as far as its method (RFC 5546) asks for it, its status as the calendar here has it.

    A cancellation changes the status alone, a reply only who comes. What is over and was not cancelled has
    been held, as far as a calendar knows; what is told here of an event that is over stays.
    """
    side = each.calendar
    if side is None:
        return each
    if side.method == "CANCEL":
        fields: dict[str, Any] = {"title": each.title, "status": EventStatus.CANCELLED.value}
        return _only(each, fields if event is None else {**fields, "title": event.title})
    if side.method == "REPLY":
        return _only(each, {"title": each.title if event is None else event.title})
    fields = dict(each.fields)
    if is_over and not side.is_own and fields.get("status") in _PLANNED:
        if event is not None and event.status in _OVER:
            del fields["status"]
        else:
            fields["status"] = EventStatus.HELD.value
    return replace(each, fields=fields)


def verdict_on(side: CalendarSide, event: Event, trace: ImportTrace | None) -> str:
    """ "newer", "equal" or "older" than what is here; `trace` is the event's, for what was not read before.

    A file of CapaDesk's own speaks of the event as it stood on a desk; another program's of what was last
    read from it, or, where nothing was, of what it was given.
    """
    if side.method == "REPLY":
        return "newer"
    states: list[State] = []
    if event.source_version:
        states.append(state_of_version(event.source_version))
    if (side.is_own or not event.source_version) and trace is not None:
        states.append((event.sequence, utc_text(trace.newest)))
    sequence, modified = side.sequence, side.modified
    for known_sequence, known_modified in states:
        if sequence < known_sequence or (
            sequence == known_sequence and modified and known_modified and modified < known_modified
        ):
            return "older"
    is_equal = any((sequence, modified) == state for state in states) and bool(modified)
    return "equal" if is_equal and side.is_own else "newer"


def _only(each: IncomingEvent, fields: dict[str, Any]) -> IncomingEvent:
    return replace(each, fields=fields, city=None, organisers=None, tags=None, head_counts=None)


def state_of_version(version: str) -> State:
    """The state that a `source_version` names."""
    sequence, _bar, rest = version.partition("|")
    return (int(sequence) if sequence.isdecimal() else 0), rest.partition("|")[0]


def utc_text(time: datetime | None) -> str:
    """A time (UTC) as a State has it."""
    return "" if time is None else time.strftime("%Y%m%dT%H%M%SZ")
