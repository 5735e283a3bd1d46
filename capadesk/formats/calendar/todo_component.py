"""An action as the lines of a VTODO (RFC 5545 3.6.2)."""

from __future__ import annotations

from collections.abc import Container, Iterator
from datetime import datetime

from capadesk.domain.codes import ActionPriority, ActionStatus, Visibility
from capadesk.domain.records import Action
from capadesk.domain.records.event import uid_for
from capadesk.formats.calendar.calendar_times import utc_text
from capadesk.formats.calendar.content_line import parameter, text
from capadesk.formats.calendar.kept_lines import TODO_KEPT, kept_parameters, lines_to_write
from capadesk.formats.calendar.mail_address import mailto_of
from capadesk.formats.calendar.todo_recurrence import recurrence_to_write
from capadesk.services.ports import ActionEntry

_STATUSES = {
    ActionStatus.OPEN: ("NEEDS-ACTION", 0),
    ActionStatus.IN_PROGRESS: ("IN-PROCESS", 50),
    ActionStatus.DONE: ("COMPLETED", 100),
    ActionStatus.CANCELLED: ("CANCELLED", 0),
}
_PRIORITIES = {ActionPriority.HIGH: 1, ActionPriority.NORMAL: 5, ActionPriority.LOW: 9}
_LARGEST = 2_000_000_000


def action_uid(entry: ActionEntry) -> str:
    """The UID that an action is known by: the one that it came with, else made of its id."""
    return entry.action.uid or uid_for(entry.action.id)


def action_lines(
    entry: ActionEntry, written: Container[str], *, with_people: bool, with_notes: bool
) -> Iterator[str]:
    """The VTODO of an action, unfolded; `written` are the UIDs of the events in the file.

    The owner is named `with_people` only, notes are written `with_notes` only: both are private otherwise.
    """
    action = entry.action
    changed = utc_text(entry.changed_at.replace(microsecond=0))
    title, _break, rest = action.text.strip().partition("\n")
    status, portion = _STATUSES.get(ActionStatus(action.status), ("NEEDS-ACTION", 0))
    yield "BEGIN:VTODO"
    yield f"UID:{text(action_uid(entry))}"
    yield f"DTSTAMP:{changed}"
    yield f"CREATED:{utc_text(entry.created_at.replace(microsecond=0))}"
    yield f"LAST-MODIFIED:{changed}"
    yield f"SEQUENCE:{sequence_of(entry)}"
    parameters = kept_parameters(action.kept_lines)
    yield f"SUMMARY{parameters.get('SUMMARY', '')}:{text(title)}"
    details = [rest.strip()] + ([action.notes.strip()] if with_notes else [])
    if any(details):
        yield f"DESCRIPTION{parameters.get('DESCRIPTION', '')}:" + text("\n\n".join(filter(None, details)))
    yield from recurrence_to_write(action.kept_lines, action.due)
    if action.due is not None:
        yield f"DUE;VALUE=DATE:{action.due:%Y%m%d}"
    yield f"STATUS:{status}"
    yield f"PERCENT-COMPLETE:{portion}"
    if action.status == ActionStatus.DONE and action.done_on is not None:
        yield f"COMPLETED:{action.done_on:%Y%m%d}T120000Z"
    if action.priority in _PRIORITIES:
        yield f"PRIORITY:{_PRIORITIES[ActionPriority(action.priority)]}"
    if entry.event_visibility == Visibility.INTERNAL:
        yield "CLASS:PRIVATE"
    if entry.event_uid in written and "RELATED-TO" not in action.kept_lines:
        yield f"RELATED-TO:{text(entry.event_uid)}"
    if with_people and (address := mailto_of(entry.owner[1])):
        name = entry.owner[0] or entry.owner[1].strip()
        yield f"ATTENDEE;CN={parameter(name)};ROLE=REQ-PARTICIPANT;SCHEDULE-AGENT=NONE:{address}"
    yield from _own_lines(action, with_notes=with_notes)
    for line in lines_to_write(action.kept_lines, action.notes, TODO_KEPT):
        if with_notes or not line.startswith("X-ALT-DESC"):  # the notes in other clothes
            yield line
    yield "END:VTODO"


def _own_lines(action: Action, *, with_notes: bool) -> Iterator[str]:
    yield f"X-CAPADESK-TEXT:{text(action.text)}"
    yield f"X-CAPADESK-STATUS:{text(action.status)}"
    yield f"X-CAPADESK-PRIORITY:{text(action.priority)}"
    if with_notes:
        yield f"X-CAPADESK-NOTES:{text(action.notes)}"
    if "RELATED-TO" in action.kept_lines:
        yield "X-CAPADESK-RELATED:KEPT"
    if action.number:
        yield f"X-CAPADESK-NUMBER:{text(action.number)}"
    if action.done_on is not None:
        yield f"X-CAPADESK-DONE:{action.done_on.isoformat()}"


def sequence_of(entry: ActionEntry) -> int:
    """SEQUENCE: the one that the action came with, raised by the seconds from its making to its last change.

    So it rises with every change and is the same on every desk, though no number is kept (RFC 5545 3.8.7.4).
    """
    known = entry.action.source_version.partition("|")[0]
    first = int(known) if known.isdecimal() else 0
    made, changed = _whole(entry.created_at), _whole(entry.changed_at)
    return min(first + max(0, int((changed - made).total_seconds())), _LARGEST)


def _whole(moment: datetime) -> datetime:
    return moment.replace(microsecond=0)
