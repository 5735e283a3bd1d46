"""Where the bars of a row of a timeline stand: each in the first lane that has room for it and its name."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import NamedTuple

from capadesk.services.calendars.timeline_service import Bar

MARK = 20.0
"""The width of an event that is too short to be painted as wide as it lasts."""
LANES_AT_MOST = 6
_LABEL = 205.0
"""So much room one event takes on the average: with that, rows are made as high as they need to be."""
_INSIDE = 90.0
"""A name that is longer than this is cut rather than put beside its bar."""
_GAP = 5.0
_A_DAY = timedelta(days=1)


class PlacedBar(NamedTuple):
    """A bar from `left` to `right` in its lane, in pixels; its name is in it, beside it up to `end`, or
    before it from `begin` on.
    """

    bar: Bar
    lane: int
    left: float
    right: float
    end: float
    begin: float

    @property
    def is_name_inside(self) -> bool:
        """Whether the bar itself is long enough for its name."""
        return self.end <= self.right and self.begin >= self.left

    @property
    def words(self) -> tuple[float, float]:
        """From where to where the name goes."""
        if self.begin < self.left:
            return self.begin, self.left - _GAP
        return (self.left + MARK, self.right - _GAP) if self.is_name_inside else (self.right + _GAP, self.end)


class RowLayout(NamedTuple):
    """The bars that have room, how many have none, and whether names are cut for others' sake."""

    placed: list[PlacedBar]
    hidden: int
    is_cut: bool = False

    @property
    def lanes(self) -> int:
        """How many lanes anything is in, one at least."""
        return max((each.lane + 1 for each in self.placed), default=1)


def lanes_for(events: int, width: float) -> int:
    """How many lanes a row has with so many events on a width; 0: it shows counts instead of bars."""
    lanes = lanes_wanted(events, width)
    return lanes if lanes <= LANES_AT_MOST else 0


def lanes_wanted(events: int, width: float) -> int:
    """How many lanes a row has whose events are shown as bars, however many those are."""
    return int(-(-events // max(width / _LABEL, 1.0)))


def placed_bars(
    bars: Iterable[Bar],
    place_of: Callable[[date], float],
    label_of: Callable[[Bar], float],
    lanes: int,
    width: float,
) -> RowLayout:
    """Put bars into lanes. `place_of` is where a day begins, `label_of` how wide a name wants to be."""
    rows: list[list[PlacedBar]] = [[] for _lane in range(lanes)]
    hidden, is_cut = 0, False
    for bar in bars:
        left = min(max(place_of(bar.first_day), 0.0), width - MARK)
        right = min(max(place_of(_next(bar.last_day)) - 1, left + MARK), width)
        inside = right - left - MARK - _GAP
        label = label_of(bar)
        end = right if inside >= min(label, _INSIDE) else min(right + _GAP + label, width)
        lane, begin = _free_lane(rows, left), left
        if right < end < right + _GAP + label and left - _GAP - label >= 0:
            # There is no room for it up to the end of time: it goes before its bar.
            before_it = _empty_lane(rows, left - _GAP - label)
            is_cut = is_cut or before_it is None
            if before_it is not None:
                lane, begin, end = before_it, left - _GAP - label, right
        if lane is None:
            hidden += 1
            continue
        if rows[lane]:
            before = rows[lane][-1]
            room = max(begin - _GAP, before.right)
            is_cut = is_cut or room < before.end
            rows[lane][-1] = before._replace(end=min(before.end, room))
        rows[lane].append(PlacedBar(bar, lane, left, right, end, begin))
    return RowLayout([each for row in rows for each in row], hidden, is_cut)


def _empty_lane(rows: list[list[PlacedBar]], begin: float) -> int | None:
    """The lane where nothing is from a place on; None if there is something in all of them."""
    return next((lane for lane, row in enumerate(rows) if not row or row[-1].end + _GAP <= begin), None)


def _free_lane(rows: list[list[PlacedBar]], left: float) -> int | None:
    """The lane where most of the name before stays readable; None where a bar is in the way everywhere."""
    best: tuple[float, int] | None = None
    for lane, row in enumerate(rows):
        if not row or row[-1].end + _GAP <= left:
            return lane
        room = left - _GAP - row[-1].right
        if room >= 0 and (best is None or room > best[0]):
            best = room, lane
    return best[1] if best is not None else None


def _next(day: date) -> date:
    return day + _A_DAY if day < date.max else day
