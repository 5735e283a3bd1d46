"""Calendar files beside icalendar's own way of writing and reading the same events."""

from __future__ import annotations

import sqlite3
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from icalendar import Calendar

from capadesk.bootstrap import open_desk
from capadesk.formats.calendar.icalendar_writer import ICalendarWriter
from capadesk.formats.words.localisation import BabelLocalisation
from tests.formats.calendar_samples import LabelsByCode, plain_entries

EVENTS = 10_000


def run() -> list[tuple[str, float, float]]:
    """(what, floor in seconds, ours in seconds)."""
    entries = plain_entries(EVENTS)
    writer = ICalendarWriter(LabelsByCode(), BabelLocalisation("en"), "1.0")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "events.ics")
        ours = _seconds(lambda: writer.write(entries, path, "Events"))
        calendar = Calendar.from_ical(path.read_bytes())
        floor = _seconds(lambda: Path(folder, "floor.ics").write_bytes(calendar.to_ical(sorted=False)))
        written = (f"calendar file of {EVENTS:,} events (floor: icalendar serialises them)", floor, ours)
        return [written, *_reading(Path(folder), path.read_bytes().replace(b"-//CapaDesk//", b"-//Other//"))]


def _reading(folder: Path, content: bytes) -> list[tuple[str, float, float]]:
    """A file of another program for the first time, again, and with fifty changes."""
    path, feed = folder / "other.ics", folder / "feed.ics"
    path.write_bytes(content)
    events = content.split(b"BEGIN:VEVENT")
    for number in range(1, EVENTS, EVENTS // 50):
        events[number] = events[number].replace(b"SUMMARY:Workshop", b"SUMMARY:Seminar")
    feed.write_bytes(b"BEGIN:VEVENT".join(events))
    desk = open_desk(str(folder / "desk.db"), language="en", author="Bench")
    records = []
    parsing = _seconds(lambda: records.extend(Calendar.from_ical(content).events))
    rows = [(str(event["UID"]), str(event["SUMMARY"]), str(event["DTSTART"])) for event in records]
    floor = parsing + _seconds(lambda: _inserted(folder / "floor.db", rows))
    try:
        first, again, changed = (
            _seconds(lambda each=each: desk.imports.apply(desk.imports.plan([each])))  # type: ignore[misc]
            for each in (path, path, feed)
        )
    finally:
        desk.store.close()
    return [
        (
            f"calendar of {EVENTS:,} events, first import (floor: icalendar parses, bare inserts)",
            floor,
            first,
        ),
        ("the same calendar again (floor: as above)", floor, again),
        ("the same calendar with 50 changes (floor: as above)", floor, changed),
    ]


def _inserted(path: Path, rows: list[tuple[str, str, str]]) -> None:
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("CREATE TABLE event (uid TEXT PRIMARY KEY, title TEXT, start TEXT)")
        database.executemany("INSERT INTO event VALUES (?, ?, ?)", rows)


def _seconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


if __name__ == "__main__":
    for what, floor, ours in run():
        print(f"{what}: floor {floor:.2f} s, ours {ours:.2f} s, ratio {ours / floor:.2f}")
