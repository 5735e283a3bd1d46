"""Where there is place in a day of the month, an event has more than one line for its title."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from capadesk.ui.calendar.week_lanes import Segment

LINES_AT_MOST = 3


class LaneSize(NamedTuple):
    """How high a lane is, and by how much an event grows with each further line."""

    lane: float
    line: float


class LinedSegment(NamedTuple):
    """A segment with so many lines, so far below the first lane."""

    segment: Segment
    top: float
    lines: int


def with_room(
    shown: Iterable[Segment],
    hidden: Sequence[int],
    lanes: int,
    size: LaneSize,
    wanted: Callable[[Segment], int],
    below: float = 0.0,
) -> list[LinedSegment]:
    """Give the place of each day that nothing is in to those whose titles want it, from above.

    Bands stay where they are; on a day with more than is shown the last lane stays free for the number.
    `below` is what is left beneath the last lane.
    """
    bands = [each for each in shown if each.event.is_band]
    found = [LinedSegment(each, each.lane * size.lane, 1) for each in bands]
    for column, more in enumerate(hidden):
        lines = [each for each in shown if not each.event.is_band and each.first == column]
        lines.sort(key=lambda each: each.lane)
        taken = {each.lane for each in bands if each.first <= column <= each.last}
        for first, count in _gaps(taken, lanes - bool(more)):
            inside, lines = lines[:count], lines[count:]
            spare, top = (count - len(inside)) * size.lane, first * size.lane
            if first + count == lanes:
                spare += below
            for each in inside:
                height = min(wanted(each), 1 + int(spare // size.line))
                found.append(LinedSegment(each, top, height))
                spare -= (height - 1) * size.line
                top += size.lane + (height - 1) * size.line
    return found


def _gaps(taken: set[int], lanes: int) -> Iterator[tuple[int, int]]:
    """The lanes that are not taken: where each stretch of them begins, and how many they are."""
    first = 0
    for lane in range(lanes + 1):
        if lane == lanes or lane in taken:
            if lane > first:
                yield first, lane - first
            first = lane + 1
