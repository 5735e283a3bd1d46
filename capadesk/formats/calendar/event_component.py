"""An event as the lines of a VEVENT (RFC 5545 3.6.1)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import quote

from capadesk.domain.codes import (
    CodeList,
    EventMode,
    EventStatus,
    Visibility,
)
from capadesk.domain.folding import fold
from capadesk.domain.records import Event
from capadesk.domain.when import Precision, When
from capadesk.formats.calendar.calendar_times import CalendarTimes, utc_text
from capadesk.formats.calendar.content_line import parameter, text
from capadesk.formats.calendar.event_reminder import reminder_lines
from capadesk.formats.calendar.html_description import alternative_description
from capadesk.formats.calendar.kept_lines import kept_parameters, lines_to_write
from capadesk.formats.calendar.own_fields import own_lines
from capadesk.services.ports import CalendarEntry, CodeBook, Localisation
from capadesk.services.words import _

_TENTATIVE = frozenset({EventStatus.IDEA, EventStatus.PLANNED, EventStatus.POSTPONED})
_TO_COME = _TENTATIVE | {EventStatus.CONFIRMED}
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

    def __init__(
        self,
        code_book: CodeBook,
        localisation: Localisation,
        people: Callable[[CalendarEntry], Iterator[str]] | None = None,
        *,
        with_notes: bool = False,
        reminder_minutes: int | None = None,
    ) -> None:
        """`people` gives the ORGANIZER and ATTENDEEs of an event; without it nobody is named."""
        self._code_book = code_book
        self._localisation = localisation
        self._people = people
        self._with_notes = with_notes
        self._reminder_minutes = reminder_minutes

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
        if self._people is not None:
            yield from self._people(entry)
        yield f"X-MICROSOFT-CDO-BUSYSTATUS:{_busy_status(event)}"
        if event.when.precision is not Precision.DATETIME:
            yield "X-MICROSOFT-CDO-ALLDAYEVENT:TRUE"
        written = {
            "title": summary.strip(),
            "location": location,
            "description": description,
            "website": uri(event.website),
            "online_link": uri(event.online_link),
            "recurrence": recurrence.rule if recurrence is not None else "",
        }
        yield from own_lines(entry, times, written, begins)
        kept = list(lines_to_write(event.kept_lines, event.description))
        if not any(line.startswith("X-ALT-DESC") for line in kept):
            yield from alternative_description(description)
        yield from kept
        if self._reminder_minutes is not None and event.status in _TO_COME and "BEGIN:VALARM" not in kept:
            yield from reminder_lines(self._reminder_minutes, summary)
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
        link, website = uri(event.online_link), uri(event.website)
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
            if part and (not parts or fold(part) not in fold(", ".join(parts))):
                parts.append(part)
        return ", ".join(parts)

    def _description(self, event: Event, *, is_link_told: bool) -> str:
        parts = [event.description]
        if event.online_link and not is_link_told:  # few programs show CONFERENCE
            parts.append(_("Online: {link}").format(link=event.online_link.strip()))
        if not event.when.is_exact:
            parts.append(_("The exact day is not known."))
        if self._with_notes and event.notes.strip():
            parts.append(_("Notes: {text}").format(text=event.notes.strip()))
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


def uri(address: str) -> str:
    """A web address as a URI; "" if it is none. Its scheme is https where it has none."""
    address = address.strip()
    if not address or any(character.isspace() for character in address):
        return ""
    if not _WITH_SCHEME.match(address):
        address = f"https://{address}"
    return quote(address.encode("utf-8", "ignore"), safe=_URI_SAFE)
