"""A VEVENT as the values of an event: what CapaDesk has fields for (docs/icalendar-mapping.md)."""

from __future__ import annotations

import hashlib
import re
import sys
from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Any

from capadesk.domain.codes import EventStatus, ParticipationRole, ParticipationStatus, Visibility
from capadesk.domain.errors import UserError
from capadesk.domain.mailbox import mailbox_key
from capadesk.domain.validation import NAME_LIMIT, TEXT_LIMIT
from capadesk.domain.when import When
from capadesk.formats.calendar.calendar_component import CalendarComponent
from capadesk.formats.calendar.calendar_time_reader import CalendarTimeReader, Moment, duration_of
from capadesk.formats.calendar.content_line_reader import ContentLine, list_of_texts
from capadesk.formats.calendar.further_rules import FurtherRules
from capadesk.formats.calendar.kept_lines import kept_of
from capadesk.formats.calendar.mail_address import mailbox_of
from capadesk.formats.calendar.series_reader import Say, exceptions_of, is_followed, rule_text, rules_of
from capadesk.formats.plain_text import many_lines, one_line
from capadesk.services.ports.calendar_import_reader import Attendee
from capadesk.services.words import _

MAX_ATTENDEES = 5_000
MAX_TAGS = 200

_SAYS_NOTHING = frozenset({"UID", "DTSTAMP", "CREATED", "LAST-MODIFIED", "SEQUENCE"})
_STATUSES = {
    "CANCELLED": EventStatus.CANCELLED,
    "TENTATIVE": EventStatus.PLANNED,
    "CONFIRMED": EventStatus.CONFIRMED,
}
_PRIVATE = frozenset({"PRIVATE", "CONFIDENTIAL"})
_ANSWERS = {
    "ACCEPTED": ParticipationStatus.REGISTERED,
    "DELEGATED": ParticipationStatus.EXCUSED,
    "DECLINED": ParticipationStatus.EXCUSED,
}
_LINKS = (
    "CONFERENCE",
    "X-GOOGLE-CONFERENCE",
    "X-MICROSOFT-SKYPETEAMSMEETINGURL",
    "X-MICROSOFT-ONLINEMEETINGEXTERNALLINK",
)
_WEB = re.compile(r"https?://\S+", re.IGNORECASE)
_MAILBOX = re.compile(r"[^@\s:;,<>\"]{1,200}@[^@\s:;,<>\"]{1,200}")
_OWN_TEXTS = {
    "title": "X-CAPADESK-TITLE",
    "kind": "X-CAPADESK-KIND",
    "status": "X-CAPADESK-STATUS",
    "mode": "X-CAPADESK-MODE",
    "venue": "X-CAPADESK-VENUE",
    "city_name": "X-CAPADESK-CITY",
    "country": "X-CAPADESK-COUNTRY",
    "website": "X-CAPADESK-WEBSITE",
    "online_link": "X-CAPADESK-LINK",
    "description": "X-CAPADESK-DESCRIPTION",
    "recurrence": "X-CAPADESK-RRULE",
}
"""What a file of our own says beside the standard's properties, where these cannot say it exactly."""


class EventComponentReader:
    """Reads the VEVENTs of one calendar; `is_own`: CapaDesk wrote the file, and no other program since."""

    def __init__(self, times: CalendarTimeReader, calendar_zone: str, *, is_own: bool) -> None:
        self._times = times
        self._calendar_zone = calendar_zone
        self._is_own = is_own
        self.rules = FurtherRules()

    def values(self, component: CalendarComponent, say: Say) -> dict[str, Any]:
        """The fields, texts fit to be kept; what cannot be used is told. UserError for a bad start."""
        if component.properties.keys() <= _SAYS_NOTHING:
            raise UserError("nothing_in_it")
        values: dict[str, Any] = {
            "title": _name(component, "SUMMARY", say) or _("Untitled event"),
            "when": self._when(component, say),
            "venue": sys.intern(_name(component, "LOCATION", say)),  # a large calendar has few of these
            "description": self._description(component, say),
            "website": _address(component.value("URL")),
            "online_link": next((link for name in _LINKS if (link := _address(component.value(name)))), ""),
            "categories": _names_in(component, "CATEGORIES"),
        }
        if not values["online_link"] and _WEB.fullmatch(values["venue"]):
            values["online_link"], values["venue"] = values["venue"], ""
        status = _STATUSES.get(component.value("STATUS").upper())
        if status is not None:
            values["status"] = status.value
        access = component.value("CLASS").upper()
        if access:
            values["visibility"] = (Visibility.INTERNAL if access in _PRIVATE else Visibility.PUBLIC).value
        self._add_series(component, values, say)
        if self._is_own:
            self._add_own(component, values, say)
        values["kept_lines"], left_out = kept_of(component, values["description"])
        if left_out:
            say("lines_not_kept", 0, {"count": left_out})
        return values

    def original_start(self, component: CalendarComponent) -> tuple[Moment, bool] | None:
        """RECURRENCE-ID and whether it means all that follow; None for no changed occurrence. UserError."""
        line = component.first("RECURRENCE-ID")
        if line is None:
            return None
        return self._times.moment(line), line.parameter("RANGE").upper() == "THISANDFUTURE"

    # --- time -----------------------------------------------------------------------------------

    def _when(self, component: CalendarComponent, say: Say) -> When:
        line = component.first("DTSTART")
        own = _own_when(component)
        if line is None:
            return own if own is not None and self._is_own else When.unknown()
        start = self._times.moment(line, beside=component.first("DTEND"))
        if own is not None and (self._is_own or (not own.is_exact and own.first_day == start.day)):
            return own
        is_series = "RRULE" in component.properties or "RDATE" in component.properties
        if start.zone == "UTC" and self._calendar_zone and not is_series and not self._is_own:
            start = Moment(start.local(self._calendar_zone), self._calendar_zone)
        end = self._end(component, start, say)
        if not isinstance(start.value, datetime):
            return self._days(start, end, component, say)
        if end is None:
            return When.timed(start.value, None, start.zone)
        last = end.local(start.zone)
        if last < start.value:
            if end.is_timed or end.day < start.day:
                say("end_before_start_dropped", _number(component, "DTEND"), {})
            last = start.value
        if _is_all_day(component, start.value, last):
            return When.days(start.day, last.date() - timedelta(days=1))
        return When.timed(start.value, last, start.zone)

    def _end(self, component: CalendarComponent, start: Moment, say: Say) -> Moment | None:
        line = component.first("DTEND")
        if line is not None:
            try:
                return self._times.moment(line, beside=component.first("DTSTART"))
            except UserError as error:
                say("end_unreadable", line.number, {"text": str(error.data.get("text", ""))})
        line = component.first("DURATION")
        if line is None:
            return None
        length = duration_of(line.value)
        if length is None or length < timedelta():
            say("duration_unreadable", line.number, {"text": line.value.strip()[:100]})
            return None
        try:
            if isinstance(start.value, datetime):
                return Moment(start.value + length, start.zone)
            days = -(-length // timedelta(days=1))
            return Moment(start.value + timedelta(days=days))
        except OverflowError:
            return None

    def _days(self, start: Moment, end: Moment | None, component: CalendarComponent, say: Say) -> When:
        if end is None or end.day == start.day:
            return When.days(start.day)
        last = end.day
        if not isinstance(end.value, datetime) or end.value.time() == time.min:
            last -= timedelta(days=1)
        if last < start.day:
            say("end_before_start_dropped", _number(component, "DTEND"), {})
            last = start.day
        return When.days(start.day, last)

    def _add_series(self, component: CalendarComponent, values: dict[str, Any], say: Say) -> None:
        when: When = values["when"]
        values["recurrence"], values["exceptions"] = "", ()
        if not when.is_exact or "RECURRENCE-ID" in component.properties:
            return
        lines = rules_of(component)
        if lines:
            values["recurrence"] = rule_text(lines[0], say)
        if values["recurrence"]:
            if not is_followed(values["recurrence"]):
                say("recurrence_not_followed", lines[0].number, {"text": lines[0].value[:100]})
            gone = exceptions_of(component.properties.get("EXDATE", ()), when, self._times, say)
            if "EXRULE" in component.properties:
                rules = self.rules.exception_rules(component.properties["EXRULE"], when, say)
                gone = tuple(sorted({*gone, *self.rules.left_out(rules, values["recurrence"], when, say)}))
            values["exceptions"] = gone

    # --- texts ----------------------------------------------------------------------------------

    def _description(self, component: CalendarComponent, say: Say) -> str:
        text = component.text("DESCRIPTION")
        if not text and (markup := component.text("X-ALT-DESC")):
            from capadesk.formats.calendar.html_description import plain_of

            text = plain_of(markup)
        return _shortened(many_lines, text, TEXT_LIMIT, "DESCRIPTION", component, say)

    def _add_own(self, component: CalendarComponent, values: dict[str, Any], say: Say) -> None:
        for field, name in _OWN_TEXTS.items():
            if name in component.properties:
                limit = TEXT_LIMIT if field in ("description", "recurrence") else NAME_LIMIT
                clean = many_lines if field == "description" else one_line
                values[field] = _shortened(clean, component.text(name), limit, name, component, say)
        if "kind" in values:  # CATEGORIES has the label of the kind among them
            values["tag_names"] = _names_in(component, "X-CAPADESK-TAGS")
            del values["categories"]


def people_of(component: CalendarComponent) -> tuple[tuple[Attendee, ...], Attendee | None]:
    """Who is invited, and the organiser: those with an e-mail address."""
    attendees: dict[str, Attendee] = {}
    for line in component.properties.get("ATTENDEE", ())[:MAX_ATTENDEES]:
        address = _mailbox(line)
        if address:
            chair = line.parameter("ROLE").upper() == "CHAIR"
            attendees[address] = Attendee(
                address,
                line.parameter("CN")[:NAME_LIMIT],
                (ParticipationRole.CHAIR if chair else ParticipationRole.PARTICIPANT).value,
                _ANSWERS.get(line.parameter("PARTSTAT").upper(), ParticipationStatus.INVITED).value,
            )
    by = component.first("ORGANIZER")
    organiser = None
    if by is not None:
        name = by.parameter("CN")[:NAME_LIMIT]
        organiser = Attendee(_mailbox(by), name, ParticipationRole.ORGANISER.value, "")
    return tuple(attendees.values()), organiser


def state_of(component: CalendarComponent) -> tuple[int, str]:
    """SEQUENCE, and when it was last modified ("20241017T073000Z"), "" if it does not say."""
    text = component.value("SEQUENCE")
    sequence = min(int(text), 2_000_000_000) if text.isascii() and text.isdecimal() and len(text) < 12 else 0
    modified = ""
    for name in ("LAST-MODIFIED", "DTSTAMP"):
        value = component.value(name).upper()
        if len(value) >= 15 and value[8] == "T" and value[:8].isdecimal() and value[9:15].isdecimal():
            modified = sys.intern(f"{value[:15]}Z")
            break
    return sequence, modified


def made_up_uid(component: CalendarComponent) -> str:
    """A UID for a component that has none: made of what it says, so the same whenever it is read."""
    parts = [component.value(name) for name in ("DTSTART", "DTEND", "DURATION", "RRULE", "SUMMARY")]
    digest = hashlib.sha256("\x1f".join(parts).encode("utf-8", "replace")).hexdigest()
    return f"content-{digest[:32]}"


def _own_when(component: CalendarComponent) -> When | None:
    parts = [part.strip() for part in component.text("X-CAPADESK-WHEN").split("/", 3)]
    if len(parts) < 3:
        return None
    try:
        found = When.parse(parts[0].lower(), parts[1], parts[2], parts[3] if len(parts) > 3 else "")
    except UserError:
        return None
    return found if found.is_known else None


def _is_all_day(component: CalendarComponent, start: datetime, last: datetime) -> bool:
    is_said = component.value("X-MICROSOFT-CDO-ALLDAYEVENT").upper() == "TRUE"
    return is_said and start.time() == last.time() == time.min and last > start


def _names_in(component: CalendarComponent, property_name: str) -> tuple[str, ...]:
    names: dict[str, None] = {}
    for line in component.properties.get(property_name, ()):
        for text in list_of_texts(line.value):
            name = sys.intern(" ".join(text.split())[:NAME_LIMIT])
            if name and len(names) < MAX_TAGS:
                names[name] = None
    return tuple(names)


def _name(component: CalendarComponent, name: str, say: Say) -> str:
    return _shortened(one_line, component.text(name), NAME_LIMIT, name, component, say)


def _shortened(
    clean: Callable[[str, int], str], text: str, limit: int, name: str, component: CalendarComponent, say: Say
) -> str:
    if not text:
        return ""
    text = text.encode("utf-8", "replace").decode("utf-8")
    if len(text) > limit:
        say("text_shortened", _number(component, name), {"name": name, "limit": limit})
        text = text[:limit]
    return clean(text, limit)


def _address(text: str) -> str:
    return text if len(text) <= NAME_LIMIT and text.isprintable() and " " not in text else ""


def _mailbox(line: ContentLine) -> str:
    for text in (mailbox_of(line.value), mailbox_of(line.parameter("EMAIL"))):
        if _MAILBOX.fullmatch(text) and not text.lower().startswith("invalid:"):
            return mailbox_key(text)
    return ""


def _number(component: CalendarComponent, name: str) -> int:
    line = component.first(name)
    return 0 if line is None else line.number
