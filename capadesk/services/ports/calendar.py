"""Events, actions and invitations on their way into a calendar file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from capadesk.domain.records import Action, Event
    from capadesk.services.ports.progress import ProgressCallback


class CalendarEntry(NamedTuple):
    """An event as the calendar export needs it; times are naive UTC."""

    event: Event
    created_at: datetime
    changed_at: datetime
    city: str
    organisers: tuple[tuple[str, str], ...]  # (name, e-mail or "")
    attendees: tuple[tuple[str, str, str, str], ...]  # (name, e-mail or "", role code, status code)
    tags: tuple[str, ...]


class ActionEntry(NamedTuple):
    """An action as the calendar export needs it; times are naive UTC.

    `event_uid` and `event_visibility` are those of the event that it came from, "" without one.
    """

    action: Action
    created_at: datetime
    changed_at: datetime
    event_uid: str = ""
    event_visibility: str = ""
    owner: tuple[str, str] = ("", "")  # (name, e-mail or "")


class CalendarSummary(NamedTuple):
    """What a calendar export wrote, and left out for want of a day; of chosen events, what is internal.

    `cancelled` of those written are in the bin: they are sent as cancelled.
    """

    written: int
    left_out: int
    kept_back: int = 0
    actions: int = 0
    cancelled: int = 0


@dataclass(frozen=True, slots=True)
class CalendarLook:
    """What a calendar file says of itself (RFC 7986), and what it says more of its events.

    `with_notes` writes the notes, which are private otherwise. `reminder_minutes` before its start every
    event that is to come has a reminder, None: none but its own. `time_zone` (IANA) is that of X-WR-TIMEZONE,
    `colour` a name of CSS 3, `source` and `image` are web addresses; `refresh_minutes` says how often a
    subscriber should look, 0: nothing.
    """

    with_notes: bool = False
    reminder_minutes: int | None = None
    time_zone: str = ""
    colour: str = ""
    source: str = ""
    image: str = ""
    refresh_minutes: int = 0


class InvitationMethod(StrEnum):
    """What an invitation file asks of those who get it (RFC 5546 1.4)."""

    REQUEST = "REQUEST"
    CANCEL = "CANCEL"


class Invitation(NamedTuple):
    """One event for those who are invited, or no longer invited.

    `entry` names them as attendees (name, e-mail, role, status); `organiser` (name, e-mail) asks and gets the
    answers. `changed` are the changed occurrences of a series. `subject`, `text` and `html` are the mail's,
    `sent_at` its date with tzinfo, `language` its language (a tag, "" the user's own).
    """

    method: InvitationMethod
    entry: CalendarEntry
    organiser: tuple[str, str]
    changed: tuple[CalendarEntry, ...] = ()
    subject: str = ""
    text: str = ""
    html: str = ""
    sent_at: datetime = datetime(1970, 1, 1, tzinfo=UTC)
    language: str = ""


class InvitationWriter(Protocol):
    """Writes an invitation as iCalendar (.ics) or as a mail that is ready to be sent (.eml)."""

    def write(self, invitation: Invitation, path: Path) -> None: ...


class CalendarWriter(Protocol):
    """Writes events as iCalendar (RFC 5545)."""

    def write(
        self,
        entries: Iterable[CalendarEntry],
        path: Path,
        calendar_name: str,
        *,
        partial_dates_as_spans: bool = False,
        with_attendees: bool = False,
        look: CalendarLook = ...,
        actions: Iterable[ActionEntry] = (),
        progress: ProgressCallback | None = None,
    ) -> CalendarSummary: ...
