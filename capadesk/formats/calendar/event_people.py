"""Who takes part in an event, as ORGANIZER and ATTENDEE (RFC 5545 3.8.4.1, 3.8.4.3)."""

from __future__ import annotations

from collections.abc import Iterator

from capadesk.domain.codes import ParticipationRole, ParticipationStatus
from capadesk.formats.calendar.content_line import parameter
from capadesk.formats.calendar.mail_address import mailto_of
from capadesk.services.ports import CalendarEntry

_PARTSTAT: dict[str, str] = {
    ParticipationStatus.REGISTERED: "ACCEPTED",
    ParticipationStatus.ATTENDED: "ACCEPTED",
    ParticipationStatus.ABSENT: "DECLINED",
    ParticipationStatus.EXCUSED: "DECLINED",
}


def named_people(entry: CalendarEntry) -> Iterator[str]:
    """The people of a published event. No calendar server may write to them on our behalf (RFC 6638 7.1)."""
    for name, email in entry.organisers:
        if address := mailto_of(email):
            yield f"ORGANIZER;CN={parameter(name or email)};SCHEDULE-AGENT=NONE:{address}"
            break
    yield from _attendees(entry, "RSVP=FALSE;SCHEDULE-AGENT=NONE")


def invited_people(entry: CalendarEntry, organiser: tuple[str, str], *, is_asked: bool) -> Iterator[str]:
    """The people of an invitation: they answer to the organiser (name, e-mail) if they are asked."""
    name, email = organiser
    if address := mailto_of(email):
        yield f"ORGANIZER;CN={parameter(name or email)}:{address}"
    yield from _attendees(entry, "CUTYPE=INDIVIDUAL;RSVP=TRUE" if is_asked else "CUTYPE=INDIVIDUAL")


def _attendees(entry: CalendarEntry, parameters: str) -> Iterator[str]:
    seen: set[str] = set()
    for name, email, role, status in entry.attendees:
        address = mailto_of(email)
        if not address or address.lower() in seen:
            continue
        seen.add(address.lower())
        part = "CHAIR" if role == ParticipationRole.CHAIR else "REQ-PARTICIPANT"
        answer = _PARTSTAT.get(status, "NEEDS-ACTION")
        yield f"ATTENDEE;CN={parameter(name or email)};ROLE={part};PARTSTAT={answer};{parameters}:{address}"
