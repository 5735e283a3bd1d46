"""Who takes part in an event, as ORGANIZER and ATTENDEE (RFC 5545 3.8.4.1, 3.8.4.3)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from urllib.parse import quote

from capadesk.domain.codes import ParticipationRole, ParticipationStatus
from capadesk.domain.mailbox import mailbox_parts
from capadesk.formats.calendar.content_line import parameter
from capadesk.services.ports import CalendarEntry

_PARTSTAT: dict[str, str] = {
    ParticipationStatus.REGISTERED: "ACCEPTED",
    ParticipationStatus.ATTENDED: "ACCEPTED",
    ParticipationStatus.ABSENT: "DECLINED",
    ParticipationStatus.EXCUSED: "DECLINED",
}


def named_people(entry: CalendarEntry) -> Iterator[str]:
    """The people of a published event. No calendar server may write to them on our behalf (RFC 6638 7.1)."""
    for name, address in list(_with_address(entry.organisers))[:1]:
        yield f"ORGANIZER;CN={parameter(name or address)};SCHEDULE-AGENT=NONE:mailto:{address}"
    yield from _attendees(entry, "RSVP=FALSE;SCHEDULE-AGENT=NONE")


def invited_people(entry: CalendarEntry, organiser: tuple[str, str], *, is_asked: bool) -> Iterator[str]:
    """The people of an invitation: they answer to the organiser (name, e-mail) if they are asked."""
    for name, address in _with_address([organiser]):
        yield f"ORGANIZER;CN={parameter(name or address)}:mailto:{address}"
    yield from _attendees(entry, "CUTYPE=INDIVIDUAL;RSVP=TRUE" if is_asked else "CUTYPE=INDIVIDUAL")


def _attendees(entry: CalendarEntry, parameters: str) -> Iterator[str]:
    seen: set[str] = set()
    for name, email, role, status in entry.attendees:
        for _name, address in _with_address([(name, email)]):
            if address.lower() in seen:
                continue
            seen.add(address.lower())
            part = "CHAIR" if role == ParticipationRole.CHAIR else "REQ-PARTICIPANT"
            answer = _PARTSTAT.get(status, "NEEDS-ACTION")
            yield (
                f"ATTENDEE;CN={parameter(name or address)};ROLE={part};PARTSTAT={answer};"
                f"{parameters}:mailto:{address}"
            )


def _with_address(people: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    for name, email in people:
        parts = mailbox_parts(email)
        if parts is not None:
            mailbox = quote(parts[0], safe="!$'*+")
            yield name, f"{mailbox}@{parts[1]}"
