"""Writes events as an iCalendar file that every calendar program reads alike (RFC 5545, 5546, 7986)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sized
from pathlib import Path
from shutil import copyfileobj
from tempfile import SpooledTemporaryFile
from typing import IO

from capadesk.formats.calendar.calendar_body import CalendarBody
from capadesk.formats.calendar.calendar_times import time_zone_lines
from capadesk.formats.calendar.content_line import line, text
from capadesk.formats.calendar.event_component import EventComponent, uri
from capadesk.formats.calendar.event_people import named_people
from capadesk.formats.whole_file import whole_file
from capadesk.services.ports import (
    ActionEntry,
    CalendarEntry,
    CalendarLook,
    CalendarSummary,
    CodeBook,
    Localisation,
    ProgressCallback,
)

_IN_MEMORY_BYTES = 16 * 1024 * 1024
_PROGRESS_STEP = 100
_PLAIN = CalendarLook()
_COLOUR = re.compile(r"[A-Za-z]{3,30}")


class ICalendarWriter:
    """Implements ports.CalendarWriter. The same entries give the same bytes."""

    def __init__(self, code_book: CodeBook, localisation: Localisation, program_version: str) -> None:
        self._code_book = code_book
        self._localisation = localisation
        self._program_version = program_version

    def write(
        self,
        entries: Iterable[CalendarEntry],
        path: Path,
        calendar_name: str,
        *,
        partial_dates_as_spans: bool = False,
        with_attendees: bool = False,
        look: CalendarLook = _PLAIN,
        actions: Iterable[ActionEntry] = (),
        progress: ProgressCallback | None = None,
    ) -> CalendarSummary:
        """Write the entries, whole or not at all; what has no day is left out and counted.

        `partial_dates_as_spans` writes months and years as marked all-day spans; unknown dates stay out.
        `with_attendees` writes organisers and people with an e-mail address, and then no METHOD, for one
        that publishes may name nobody (RFC 5546 3.2.1). Series come last, each before its changed
        occurrences; one whose series is not written stands as an event of its own. `actions` follow as VTODO.
        Raises the errors of whole_file, and whatever `progress` raises.
        """
        component = EventComponent(
            self._code_book,
            self._localisation,
            named_people if with_attendees else None,
            with_notes=look.with_notes,
            reminder_minutes=look.reminder_minutes,
        )
        total = len(entries) if isinstance(entries, Sized) else 0
        with whole_file(path) as file, SpooledTemporaryFile(_IN_MEMORY_BYTES) as spool:
            body = CalendarBody(spool, component, partial_dates_as_spans=partial_dates_as_spans)
            done = 0
            for done, entry in enumerate(entries, start=1):
                body.take(entry)
                if progress is not None and done % _PROGRESS_STEP == 0:
                    progress(done, total)
            body.finish()
            for action in actions:
                body.add_action(action, with_people=with_attendees, with_notes=look.with_notes)
            if progress is not None:
                progress(done, total)
            _write(file, self._head(calendar_name, with_attendees, look))
            _write(file, time_zone_lines(body.zones))
            spool.seek(0)
            copyfileobj(spool, file)
            _write(file, ["END:VCALENDAR"])
        return CalendarSummary(body.written, body.left_out, actions=body.actions)

    def _head(self, calendar_name: str, with_attendees: bool, look: CalendarLook) -> Iterator[str]:
        yield from head_lines(self._program_version, "" if with_attendees else "PUBLISH")
        if calendar_name.strip():
            yield f"NAME:{text(calendar_name)}"
            yield f"X-WR-CALNAME:{text(calendar_name)}"
        if look.time_zone:
            yield f"X-WR-TIMEZONE:{text(look.time_zone)}"
        if _COLOUR.fullmatch(look.colour):
            yield f"COLOR:{look.colour.lower()}"
        if source := uri(look.source):
            yield f"SOURCE;VALUE=URI:{source}"
        if image := uri(look.image):
            yield f"IMAGE;VALUE=URI;DISPLAY=BADGE:{image}"
        if look.refresh_minutes > 0:
            yield f"REFRESH-INTERVAL;VALUE=DURATION:PT{look.refresh_minutes}M"
            yield f"X-PUBLISHED-TTL:PT{look.refresh_minutes}M"


def head_lines(program_version: str, method: str) -> Iterator[str]:
    """How every calendar begins; `method` is that of iTIP (RFC 5546), "" for none."""
    yield "BEGIN:VCALENDAR"
    yield "VERSION:2.0"
    yield f"PRODID:{text(f'-//CapaDesk//CapaDesk {program_version}//EN')}"
    yield "CALSCALE:GREGORIAN"
    if method:
        yield f"METHOD:{method}"


def _write(file: IO[bytes], lines: Iterable[str]) -> None:
    file.write(b"".join(line(content) for content in lines))
