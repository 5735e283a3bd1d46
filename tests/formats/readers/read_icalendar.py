"""Prints the occurrences of a calendar file as icalendar and recurring-ical-events have them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import recurring_ical_events
from icalendar import Calendar

from tests.formats.readers.told import FIRST, LAST, is_within, run, told


def read(path: str) -> Iterator[dict[str, Any]]:
    """Everything that begins in the window."""
    calendar = Calendar.from_ical(Path(path).read_bytes())
    for event in recurring_ical_events.of(calendar).between(FIRST, LAST):
        start = event["DTSTART"].dt
        if is_within(start):
            end = event["DTEND"].dt if "DTEND" in event else start
            texts = {
                name: str(event.get(name, "")) for name in ("summary", "location", "description", "status")
            }
            yield told(str(event["UID"]), start, end, **texts)


if __name__ == "__main__":
    run(read)
