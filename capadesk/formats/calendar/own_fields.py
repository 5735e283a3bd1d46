"""What CapaDesk adds to a VEVENT so that it reads its own files without loss (docs/icalendar-mapping.md)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from capadesk.domain.records import Event
from capadesk.domain.when import Precision, When
from capadesk.formats.calendar.calendar_times import CalendarTimes, TimeForm
from capadesk.formats.calendar.content_line import text
from capadesk.services.ports import CalendarEntry


def own_lines(
    entry: CalendarEntry, times: CalendarTimes, written: dict[str, str], begins: When
) -> Iterator[str]:
    """Lines for what the standard's properties do not say exactly; other programs pass over them.

    `written` are the values that stand in the VEVENT, by field; `begins` is the date in it.
    """
    event = entry.event
    yield f"X-CAPADESK-KIND:{text(event.kind)}"
    yield f"X-CAPADESK-STATUS:{text(event.status)}"
    if event.mode:
        yield f"X-CAPADESK-MODE:{text(event.mode)}"
    if entry.tags:
        yield f"X-CAPADESK-TAGS:{','.join(text(tag) for tag in entry.tags)}"
    if written.get("location", "") != event.venue.strip() or entry.city or event.country:
        yield f"X-CAPADESK-VENUE:{text(event.venue)}"
        yield f"X-CAPADESK-CITY:{text(entry.city)}"
        yield f"X-CAPADESK-COUNTRY:{text(event.country)}"
    for field, name in (
        ("title", "TITLE"),
        ("description", "DESCRIPTION"),
        ("website", "WEBSITE"),
        ("online_link", "LINK"),
        ("recurrence", "RRULE"),
    ):
        value: str = getattr(event, field)
        if value.strip() != written.get(field, ""):
            yield f"X-CAPADESK-{name}:{text(value)}"
    if not _is_said(event, times, begins):
        when = event.when
        zone = f"/{when.zone}" if when.zone else ""
        yield f"X-CAPADESK-WHEN:{when.precision.value.upper()}/{when.start_text}/{when.end_text}{zone}"


def _is_said(event: Event, times: CalendarTimes, begins: When) -> bool:
    when = event.when
    if when != begins or not when.is_exact:
        return False
    if when.precision is Precision.DAY:
        return when.end != date.max
    return times.form is TimeForm.ZONED or (times.form is TimeForm.UTC and when.zone == "UTC")
