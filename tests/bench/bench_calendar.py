"""Calendar files beside icalendar's own way of writing the same events."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from icalendar import Calendar

from capadesk.formats.icalendar_writer import ICalendarWriter
from capadesk.formats.localisation import BabelLocalisation
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
    return [(f"calendar file of {EVENTS:,} events (floor: icalendar serialises them)", floor, ours)]


def _seconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


if __name__ == "__main__":
    for what, floor, ours in run():
        print(f"{what}: floor {floor:.2f} s, ours {ours:.2f} s, ratio {ours / floor:.2f}")
