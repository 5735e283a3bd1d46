"""Calendar files written by hand, and what their reader gives for them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from capadesk.formats.calendar.icalendar_reader import ICalendarReader
from capadesk.services.ports import Draft, Notice

ROME = "Europe/Rome"
EVENT = "BEGIN:VEVENT\nUID:one@example.org\nDTSTAMP:20240101T000000Z\nSUMMARY:Lab\n{lines}\nEND:VEVENT\n"
OWN_ZONE = """BEGIN:VTIMEZONE
TZID:{tzid}
BEGIN:STANDARD
DTSTART:16010101T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010101T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3
END:DAYLIGHT
END:VTIMEZONE
"""


def calendar(*components: str, head: str = "VERSION:2.0\nPRODID:-//Test//EN\n") -> str:
    return f"BEGIN:VCALENDAR\n{head}{''.join(components)}END:VCALENDAR\n"


def event(*lines: str) -> str:
    return EVENT.format(lines="\n".join(lines))


def read(reader: ICalendarReader, folder: Path, content: str | bytes) -> list[Any]:
    path = folder / "calendar.ics"
    path.write_bytes(content if isinstance(content, bytes) else content.replace("\n", "\r\n").encode())
    return list(reader.read(path))


def drafts(items: list[Any]) -> list[Draft]:
    return [item for item in items if isinstance(item, Draft)]


def only(reader: ICalendarReader, folder: Path, *lines: str) -> dict[str, Any]:
    (draft,) = drafts(read(reader, folder, calendar(event(*lines))))
    return dict(draft.values)


def told(items: list[Any]) -> list[str]:
    return [item.code for item in items if isinstance(item, Notice)]
