"""Events on their way into a calendar file."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from capadesk.domain.records import Event
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


class CalendarSummary(NamedTuple):
    """What a calendar export wrote, and left out for want of a day; of chosen events, what is internal."""

    written: int
    left_out: int
    kept_back: int = 0


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
        progress: ProgressCallback | None = None,
    ) -> CalendarSummary: ...
