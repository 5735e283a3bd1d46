"""Where the events of one day stand beside each other while they overlap in time."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from capadesk.services.calendars.occurrence_service import Occurrence

_LEAST = timedelta(minutes=30)
"""As high as this is painted what takes less, or of which no end is known."""


class Slot(NamedTuple):
    """An event in one of `columns` columns of its day, from `starts` to `ends` as they are painted."""

    event: Occurrence
    starts: datetime
    ends: datetime
    column: int
    columns: int


def side_by_side(events: Iterable[Occurrence], at_most: int) -> list[Slot]:
    """Put each timed event into the first column that is free; those that overlap are equally wide.

    Of those that overlap only `at_most` columns are given.
    """
    timed = [(e.starts, max(e.ends, e.starts + _LEAST), e) for e in events if e.starts and e.ends]
    timed.sort(key=lambda each: (each[0], -each[1].timestamp(), each[2].title))
    found: list[Slot] = []
    group: list[Slot] = []
    ends: list[datetime] = []
    for start, end, event in timed:
        if ends and start >= max(ends):
            found += _widened(group, len(ends))
            group, ends = [], []
        column = next((number for number, free in enumerate(ends) if free <= start), len(ends))
        if column == at_most:
            continue
        ends[column : column + 1] = [end]
        group.append(Slot(event, start, end, column, 0))
    return found + _widened(group, len(ends))


def _widened(group: list[Slot], columns: int) -> list[Slot]:
    return [slot._replace(columns=columns) for slot in group]
