"""Prints the occurrences of a calendar file as khal has them in its calendars."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytz
from khal.icalendar import split_ics
from khal.khalendar import CalendarCollection

from tests.formats.readers.told import FIRST, LAST, is_within, run, told


def read(path: str) -> Iterator[dict[str, Any]]:
    """Import as `khal import` does, then ask for everything in the window."""
    zone = pytz.timezone("Europe/Rome")
    shapes = {
        "timeformat": "%H:%M", "dateformat": "%Y-%m-%d", "longdateformat": "%Y-%m-%d",
        "datetimeformat": "%Y-%m-%d %H:%M", "longdatetimeformat": "%Y-%m-%d %H:%M",
    }  # fmt: skip
    locale = shapes | {
        "local_timezone": zone, "default_timezone": zone, "unicode_symbols": True, "firstweekday": 0,
        "weeknumbers": False,
    }  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        calendar = {
            "name": "c", "path": folder, "readonly": False, "color": "", "priority": 10, "ctype": "calendar",
            "addresses": [],
        }  # fmt: skip
        calendars = {"c": calendar}
        collection = CalendarCollection(
            calendars=calendars,
            color="",
            locale=locale,
            dbpath=str(Path(folder) / "khal.db"),
            hmethod="fg",
            default_color="",
            multiple="",
            multiple_on_overflow=False,
        )
        for number, text in enumerate(split_ics(Path(path).read_text(encoding="utf-8"))):
            Path(folder, f"{number}.ics").write_text(text, encoding="utf-8", newline="")
        collection.update_db()
        first, last = (each.replace(tzinfo=None) for each in (FIRST, LAST))
        for event in [*collection.get_localized(FIRST, LAST), *collection.get_floating(first, last)]:
            start, end = event.start, event.end
            if event.allday:
                start, end = _day(start), _day(end) + timedelta(days=1)
            if is_within(start):
                texts = {name: getattr(event, name) for name in ("summary", "location", "description")}
                status = str(event._vevents[event.ref].get("STATUS", ""))
                yield told(event.uid, start, end, **texts, status=status)


def _day(value: date) -> date:
    return date(value.year, value.month, value.day)


if __name__ == "__main__":
    run(read)
