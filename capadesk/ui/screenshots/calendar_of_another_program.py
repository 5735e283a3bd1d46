"""A calendar as another program writes it: events that are here and have been changed, new ones, mistakes."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from capadesk.services.desk import Desk

_MORE = """BEGIN:VEVENT
UID:one@calendar.example
DTSTART:20270311T090000
DTEND:20270311T110000
SUMMARY:Briefing of the mayors
RRULE:FREQ=HOURLY;INTERVAL=3
END:VEVENT
BEGIN:VEVENT
UID:two@calendar.example
DTSTART:soon
SUMMARY:Workshop on heat networks
END:VEVENT
BEGIN:VEVENT
UID:three@calendar.example
DTSTART;TZID=City Hall:20270402T100000
DTEND;TZID=City Hall:20270402T090000
SUMMARY:Visit to the district heating plant
this line says nothing
END:VEVENT
END:VCALENDAR
"""


@contextmanager
def calendar_of_another_program(desk: Desk) -> Iterator[Path]:
    """The file, as long as it is needed; the desk has read an earlier state of it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "team-calendar.ics")
        desk.calendar.export(path)
        content = path.read_bytes().decode().replace("\r\n", "\n")
        head, *events = content.replace("-//CapaDesk//", "-//Calendar//").split("BEGIN:VEVENT")
        changed = [_later(event) if number % 3 == 0 else event for number, event in enumerate(events[:12])]
        text = "BEGIN:VEVENT".join([head, *changed]).replace("END:VCALENDAR\n", "") + _MORE
        path.write_text(text, encoding="utf-8")
        yield path


def _later(event: str) -> str:
    lines = event.split("\n")
    return "\n".join(
        f"{line}, upper floor" if line.startswith("LOCATION:") else line
        for line in lines
        if not line.startswith("X-CAPADESK")
    )
