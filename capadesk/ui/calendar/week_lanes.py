"""Where the events of a week stand one above the other: each in one lane, as far as there is room."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from capadesk.services.calendars.occurrence_service import Occurrence


class Segment(NamedTuple):
    """The part of an event that lies in a week: its lane from the top, and its columns."""

    event: Occurrence
    lane: int
    first: int
    last: int
    goes_on_before: bool
    goes_on_after: bool


class WeekLanes(NamedTuple):
    """The segments that there is room for, and how many there are besides on each day."""

    shown: list[Segment]
    hidden: list[int]


def week_lanes(events: Iterable[Occurrence], first_day: date, lanes: int) -> WeekLanes:
    """Put events into `lanes` lanes of seven columns: those of several days first, the longest on top.

    On a day with more than there is room for, the last lane is kept free for saying how many.
    """
    hidden = [0] * 7
    shown = _placed(events, first_day, lanes, hidden)
    is_settled = False
    while not is_settled:
        is_settled = True
        for each in shown:
            if each.lane == lanes - 1 and any(hidden[each.first : each.last + 1]):
                shown.remove(each)
                _count(hidden, each)
                is_settled = False
                break
    return WeekLanes(shown, hidden)


def _placed(events: Iterable[Occurrence], first_day: date, lanes: int, hidden: list[int]) -> list[Segment]:
    """Those that find a lane; the others are counted, and take no more time than that."""
    inside = []
    for event in events:
        first, last = (event.first_day - first_day).days, (event.last_day - first_day).days
        if first <= 6 and last >= 0:
            inside.append((event, first, last))
    inside.sort(key=lambda each: (not each[0].is_band, max(each[1], 0), -min(each[2], 6)))
    taken = [[False] * 7 for _lane in range(lanes)]
    found = []
    for event, first, last in inside:
        begins, ends = max(first, 0), min(last, 6)
        lane = next((n for n, row in enumerate(taken) if not any(row[begins : ends + 1])), lanes)
        segment = Segment(event, lane, begins, ends, first < 0, last > 6)
        if lane == lanes:
            _count(hidden, segment)
            continue
        for column in range(begins, ends + 1):
            taken[lane][column] = True
        found.append(segment)
    return found


def _count(hidden: list[int], segment: Segment) -> None:
    for column in range(segment.first, segment.last + 1):
        hidden[column] += 1
