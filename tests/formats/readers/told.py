"""What a reader tells of a calendar file: its occurrences in a window, in one form for all readers."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from typing import Any

FIRST, LAST = datetime(2024, 1, 1, tzinfo=UTC), datetime(2029, 1, 1, tzinfo=UTC)
"""The window: what begins in it."""


def told(uid: str, start: date, end: date, **texts: str) -> dict[str, Any]:
    """One occurrence: instants in UTC, whole days as dates, the end of days not included."""
    return {"uid": uid, "start": moment(start), "end": moment(end), **texts}


def moment(value: date) -> str:
    """ "2026-10-24T07:00:00Z", or "2026-10-24"."""
    if not isinstance(value, datetime):
        return value.isoformat()
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def is_within(value: date) -> bool:
    """Whether something that begins then is in the window."""
    if isinstance(value, datetime):
        return FIRST <= value.astimezone(UTC) < LAST
    return FIRST.date() <= value < LAST.date()


def run(read: Callable[[str], Iterable[dict[str, Any]]]) -> None:
    """Read the file that the command line names, and print what is told as JSON."""
    sys.stdout.write(json.dumps(list(read(sys.argv[1]))))
