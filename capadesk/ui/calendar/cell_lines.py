"""Where there is place in a day of the month, an event has more than one line for its title."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from capadesk.ui.calendar.week_lanes import Segment

LINES_AT_MOST = 3


class LinedSegment(NamedTuple):
    """A segment in its lane, so many lanes high."""

    segment: Segment
    lane: int
    lanes: int


def with_room(
    shown: Iterable[Segment], hidden: list[int], lanes: int, wanted: Callable[[Segment], int]
) -> list[LinedSegment]:
    """Give the lanes of each day that nothing is in to those whose titles want them, from above.

    Bands stay where they are; on a day with more than is shown the last lane stays free for the number.
    """
    bands = [each for each in shown if each.event.is_band]
    found = [LinedSegment(each, each.lane, 1) for each in bands]
    for column, more in enumerate(hidden):
        lines = [each for each in shown if not each.event.is_band and each.first == column]
        lines.sort(key=lambda each: each.lane)
        taken = {each.lane for each in bands if each.first <= column <= each.last}
        free = [lane for lane in range(lanes - bool(more)) if lane not in taken]
        spare = len(free) - len(lines)
        place = 0
        for each in lines:
            lane, height = free[place], 1
            wants = wanted(each)
            while height < wants and spare > 0 and place + 1 < len(free) and free[place + 1] == lane + height:
                height, spare, place = height + 1, spare - 1, place + 1
            found.append(LinedSegment(each, lane, height))
            place += 1
    return found
