"""An event: workshops, webinars and meetings alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from capadesk.domain.record import publication, record, reference
from capadesk.domain.when import When


@record
@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One event or meeting; the family of its `kind` says which.

    `uid` is the iCalendar UID, made once. `recurrence` is an RFC 5545 RRULE value without its name,
    `exceptions` are original starts left out (ISO 8601, local). A changed occurrence has `series_event_id`
    and `original_start`. `source_version` says which state of a calendar file's component was read last,
    `kept_lines` are its content lines that no field takes, unfolded. `sequence` is the iCalendar SEQUENCE:
    storage raises it, nobody else.
    """

    KIND: ClassVar[str] = "event"
    id: UUID
    title: str
    uid: str = ""
    kind: str = "workshop"
    status: str = "planned"
    when: When = When()
    mode: str = ""
    venue: str = ""
    city_id: UUID | None = reference("city")
    country: str = ""
    website: str = ""
    online_link: str = ""
    languages: tuple[str, ...] = ()
    project_role: str = ""
    project_id: UUID | None = reference("project")
    series_id: UUID | None = reference("series")
    series_event_id: UUID | None = reference("event")
    original_start: str = ""
    recurrence: str = ""
    exceptions: tuple[str, ...] = ()
    description: str = ""
    objectives: str = ""
    agenda: str = ""
    minutes: str = ""
    minutes_status: str = ""
    lessons: str = ""
    notes: str = ""
    visibility: str = "public"
    source_key: str = ""
    source_version: str = ""
    kept_lines: str = ""
    sequence: int = publication(0)


PUBLISHED_FIELDS = frozenset(
    {"when", "venue", "city_id", "country", "online_link", "mode", "recurrence", "exceptions", "status"}
)
"""Fields whose change raises SEQUENCE (RFC 5545 3.8.7.4); being deleted and restored does too."""

OWN_DOMAIN = "@capadesk.eu"
"""How the UIDs end that are made here."""


def uid_for(event_id: UUID) -> str:
    """The iCalendar UID of an event made here: globally unique and stable (RFC 7986 5.3)."""
    return f"{event_id}{OWN_DOMAIN}"
