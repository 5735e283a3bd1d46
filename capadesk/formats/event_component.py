"""An event as the lines of a VEVENT (RFC 5545 3.6.1)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import quote

from capadesk.domain.codes import (
    CodeList,
    EventMode,
    EventStatus,
    ParticipationRole,
    ParticipationStatus,
    Visibility,
)
from capadesk.domain.folding import fold
from capadesk.domain.records import Event
from capadesk.domain.when import Precision, When
from capadesk.formats.calendar_times import CalendarTimes, utc_text
from capadesk.formats.content_line import parameter, text
from capadesk.formats.kept_lines import kept_parameters, lines_to_write
from capadesk.formats.own_fields import own_lines
from capadesk.services.ports import CalendarEntry, CodeBook, Localisation
from capadesk.services.words import _

_TENTATIVE = frozenset({EventStatus.IDEA, EventStatus.PLANNED, EventStatus.POSTPONED})
_PARTSTAT: dict[str, str] = {
    ParticipationStatus.REGISTERED: "ACCEPTED",
    ParticipationStatus.ATTENDED: "ACCEPTED",
    ParticipationStatus.ABSENT: "DECLINED",
    ParticipationStatus.EXCUSED: "DECLINED",
}
# The mailboxes of RFC 5321 that people have; quoted ones and those beyond ASCII would need to be encoded.
_EMAIL = re.compile(
    r"([A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64})@((?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z][A-Za-z0-9-]{1,62})"
)
_WITH_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*://|(?:mailto|tel|sips?|xmpp|callto|skype):", re.IGNORECASE)
_URI_SAFE = "!#$%&'()*+,/:;=?@[]~"


@dataclass(frozen=True, slots=True)
class Recurrence:
    """What a VEVENT says about its series: the master its rule, a changed occurrence its original start.

    `times` is the form of the master's times, which all of them have; `begins` the date of the rule's first
    occurrence, if that is not the event's own.
    """

    times: CalendarTimes
    rule: str = ""
    exceptions: tuple[date, ...] = ()
    original: date | None = None
    sequence: int = 0
    begins: When | None = None


class EventComponent:
    """Makes the lines of VEVENTs, unfolded and without line ends."""

    def __init__(self, code_book: CodeBook, localisation: Localisation, *, with_attendees: bool) -> None:
        self._code_book = code_book
        self._localisation = localisation
        self._with_attendees = with_attendees

    def lines(
        self, entry: CalendarEntry, uid: str, times: CalendarTimes, recurrence: Recurrence | None = None
    ) -> Iterator[str]:
        """The VEVENT of an entry whose date is known, if only by its month or year."""
        event = entry.event
        begins = recurrence.begins if recurrence is not None and recurrence.begins is not None else event.when
        parameters = kept_parameters(event.kept_lines)
        is_cancelled = event.status == EventStatus.CANCELLED
        changed = utc_text(entry.changed_at.replace(microsecond=0))
        yield "BEGIN:VEVENT"
        yield f"UID:{text(uid)}"
        yield f"DTSTAMP:{changed}"
        yield from self._when(begins, times)
        if recurrence is not None:
            yield from _series(recurrence)
        yield f"SEQUENCE:{max(event.sequence, recurrence.sequence if recurrence else 0)}"
        yield f"CREATED:{utc_text(entry.created_at.replace(microsecond=0))}"
        yield f"LAST-MODIFIED:{changed}"
        summary = self._summary(event)
        location = self._location(entry)
        description = self._description(event, is_link_told=location == event.online_link.strip())
        yield f"SUMMARY{parameters.get('SUMMARY', '')}:{text(summary)}"
        yield from self._texts(entry, location, description, parameters)
        yield f"STATUS:{_status(event)}"
        yield f"TRANSP:{'TRANSPARENT' if is_cancelled or not event.when.is_exact else 'OPAQUE'}"
        if event.visibility == Visibility.INTERNAL:
            yield "CLASS:PRIVATE"
        if self._with_attendees:
            yield from _people(entry)
        yield f"X-MICROSOFT-CDO-BUSYSTATUS:{_busy_status(event)}"
        if event.when.precision is not Precision.DATETIME:
            yield "X-MICROSOFT-CDO-ALLDAYEVENT:TRUE"
        written = {
            "title": summary.strip(),
            "location": location,
            "description": description,
            "website": _uri(event.website),
            "online_link": _uri(event.online_link),
            "recurrence": recurrence.rule if recurrence is not None else "",
        }
        yield from own_lines(entry, times, written, begins)
        yield from lines_to_write(event.kept_lines)
        yield "END:VEVENT"

    def _when(self, when: When, times: CalendarTimes) -> Iterator[str]:
        assert when.start is not None
        assert when.end is not None
        yield times.line("DTSTART", when.start)
        if isinstance(when.end, datetime):
            if when.end > when.start:
                yield times.line("DTEND", when.end)
        elif when.end < date.max:
            yield times.line("DTEND", when.end + timedelta(days=1))

    def _summary(self, event: Event) -> str:
        if event.when.is_exact:
            return event.title
        return _("{when}: {title}").format(when=self._localisation.when(event.when), title=event.title)

    def _texts(
        self, entry: CalendarEntry, location: str, description: str, parameters: dict[str, str]
    ) -> Iterator[str]:
        event = entry.event
        link, website = _uri(event.online_link), _uri(event.website)
        if location:
            yield f"LOCATION{parameters.get('LOCATION', '')}:{text(location)}"
        if description:
            yield f"DESCRIPTION{parameters.get('DESCRIPTION', '')}:{text(description)}"
        kind = self._code_book.label(CodeList.EVENT_KIND, event.kind)
        categories = dict.fromkeys(text(word) for word in (kind, *entry.tags))
        if any(categories):
            yield f"CATEGORIES:{','.join(filter(None, categories))}"
        if website:
            yield f"URL{parameters.get('URL', '')}:{website}"
        if link:
            label = self._code_book.label(CodeList.EVENT_MODE, EventMode.ONLINE)
            yield f"CONFERENCE;VALUE=URI;FEATURE=VIDEO;LABEL={parameter(label)}:{link}"

    def _location(self, entry: CalendarEntry) -> str:
        event = entry.event
        if event.mode == EventMode.ONLINE or not (event.venue or entry.city or event.country):
            return event.online_link.strip()
        parts: list[str] = []
        country = self._localisation.country_name(event.country) if event.country else ""
        for part in (event.venue.strip(), entry.city.strip(), country):
            if part and fold(part) not in fold(", ".join(parts)):
                parts.append(part)
        return ", ".join(parts)

    def _description(self, event: Event, *, is_link_told: bool) -> str:
        parts = [event.description]
        if event.online_link and not is_link_told:  # few programs show CONFERENCE
            parts.append(_("Online: {link}").format(link=event.online_link.strip()))
        if not event.when.is_exact:
            parts.append(_("The exact day is not known."))
        return "\n\n".join(filter(None, (part.strip() for part in parts)))


def _series(recurrence: Recurrence) -> Iterator[str]:
    if recurrence.original is not None:
        yield recurrence.times.line("RECURRENCE-ID", recurrence.original)
    if recurrence.rule:
        yield f"RRULE:{recurrence.rule}"
    for exception in recurrence.exceptions:
        yield recurrence.times.line("EXDATE", exception)


def _status(event: Event) -> str:
    if event.status == EventStatus.CANCELLED:
        return "CANCELLED"
    return "TENTATIVE" if event.status in _TENTATIVE else "CONFIRMED"


def _busy_status(event: Event) -> str:
    if event.status == EventStatus.CANCELLED or not event.when.is_exact:
        return "FREE"
    return "TENTATIVE" if event.status in _TENTATIVE else "BUSY"


def _people(entry: CalendarEntry) -> Iterator[str]:
    """ORGANIZER and ATTENDEEs. No calendar server may write to them on our behalf (RFC 6638 7.1)."""
    organisers = list(_with_address(entry.organisers))
    for name, address in organisers[:1]:
        yield f"ORGANIZER;CN={parameter(name or address)};SCHEDULE-AGENT=NONE:mailto:{address}"
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
                f"RSVP=FALSE;SCHEDULE-AGENT=NONE:mailto:{address}"
            )


def _with_address(people: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    for name, email in people:
        match = _EMAIL.fullmatch(email.strip())
        if match is not None:
            mailbox = quote(match[1], safe="!$'*+")
            yield name, f"{mailbox}@{match[2]}"


def _uri(address: str) -> str:
    """A web address as a URI; "" if it is none. Its scheme is https where it has none."""
    address = address.strip()
    if not address or any(character.isspace() for character in address):
        return ""
    if not _WITH_SCHEME.match(address):
        address = f"https://{address}"
    return quote(address.encode("utf-8", "ignore"), safe=_URI_SAFE)
