"""A reminder that an export gives its events (VALARM, RFC 5545 3.6.6), told from the events' own ones."""

from __future__ import annotations

from collections.abc import Iterator

from capadesk.formats.calendar.content_line import text

REMINDER_MARK = "X-CAPADESK-REMINDER"
"""Stands in the alarms that an export makes: they are no part of the event, and are not kept."""


def reminder_lines(minutes: int, title: str) -> Iterator[str]:
    """An alarm that shows the title some minutes before the start; 0: at the start."""
    yield "BEGIN:VALARM"
    yield "ACTION:DISPLAY"
    yield f"TRIGGER:{_before(minutes)}"
    yield f"DESCRIPTION:{text(title)}"
    yield f"{REMINDER_MARK}:TRUE"
    yield "END:VALARM"


def _before(minutes: int) -> str:
    if not minutes:
        return "PT0S"
    if minutes % 1440 == 0:
        return f"-P{minutes // 1440}D"
    return f"-PT{minutes // 60}H" if minutes % 60 == 0 else f"-PT{minutes}M"
