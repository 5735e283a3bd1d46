"""The places of a timeline: columns of time, rows as high as their bars need, and what is in them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from PySide6.QtCore import QRectF
from PySide6.QtGui import QFontMetricsF

from capadesk.services.calendars.occurrence_service import Occurrence
from capadesk.services.calendars.timeline_service import Bar
from capadesk.ui.calendar.timeline.timeline_content import TimelineContent
from capadesk.ui.calendar.timeline.timeline_layout import (
    LANES_AT_MOST,
    MARK,
    RowLayout,
    lanes_for,
    lanes_wanted,
    placed_bars,
)
from capadesk.ui.common.look.spacing import SMALL, TIGHT

_HEADS = 0.26
_HEADS_MOST = 320.0
_LABEL_MOST = 260.0


class Measures(NamedTuple):
    """The size of the view, and of a line with an event in it."""

    width: float
    height: float
    line: float
    head: float
    """The height of the two lines that name the columns."""


class TimelinePlaces:
    """Counted from where reading begins and from the top of the first row; `content` is not empty."""

    def __init__(self, content: TimelineContent, measures: Measures) -> None:
        self.content, self.measures = content, measures
        self.heads = min(measures.width * _HEADS, _HEADS_MOST)
        """How wide the names of the rows are."""
        self.width = max(measures.width - self.heads, 1.0)
        days = (content.span.last - content.span.first).days + 1
        self.day_width = self.width / days
        self.lanes = [lanes_for(group.events, self.width) for group in content.groups]
        self.tops = self._tops_of(self.lanes)
        self._promoted: set[int] = set()
        self._show_bars_for_counts()
        self._layouts: dict[int, RowLayout] = {}

    def _show_bars_for_counts(self) -> None:
        """Where there is height to spare, rows of more events have bars as well: the least full first."""
        wanted = [lanes_wanted(group.events, self.width) for group in self.content.groups]
        for row in sorted(range(len(wanted)), key=lambda row: wanted[row]):
            if self.lanes[row] or wanted[row] > 2 * LANES_AT_MOST:
                continue
            lanes = [*self.lanes[:row], wanted[row], *self.lanes[row + 1 :]]
            tops = self._tops_of(lanes)
            if tops[-1] > self._room:
                return
            self.lanes, self.tops = lanes, tops
            self._promoted.add(row)

    @property
    def _room(self) -> float:
        return self.measures.height - self.measures.head

    def _tops_of(self, lanes: Sequence[int]) -> list[float]:
        tops = [0.0]
        for each in lanes:
            tops.append(tops[-1] + max(each, 1) * self.measures.line + 2 * TIGHT + 1)
        return tops

    @property
    def height(self) -> float:
        """The height of all rows."""
        return self.tops[-1]

    def is_counted(self, row: int) -> bool:
        """Whether a row has too many events for bars, and shows counts."""
        return not self.lanes[row]

    def rows_between(self, top: float, bottom: float) -> range:
        """The rows that touch a stretch."""
        first = max(bisect_right(self.tops, top) - 1, 0)
        return range(first, min(bisect_right(self.tops, bottom), len(self.lanes)))

    def row_at(self, y: float) -> int | None:
        """The row at a height."""
        return bisect_right(self.tops, y) - 1 if 0 <= y < self.height else None

    def x_of(self, day: date) -> float:
        """Where a day begins, counted from the names of the rows on."""
        return (day - self.content.span.first).days * self.day_width

    def day_at(self, x: float) -> date:
        """The day at a place, within the days that are seen."""
        span = self.content.span
        days = min(max(int(x // self.day_width), 0), (span.last - span.first).days)
        return span.first + timedelta(days=days)

    def column_place(self, column: int) -> tuple[float, float]:
        """Where a column begins and ends."""
        span = self.content.column_span(column)
        return round(self.x_of(span.first)), round(self.x_of(span.last) + self.day_width)

    def lay_out(
        self,
        row: int,
        bars: Sequence[Bar],
        title_of: Callable[[Occurrence], str],
        has_sign: Callable[[Bar], bool],
        font: QFontMetricsF,
    ) -> float:
        """Find the places of a row's bars; by how much the row has grown or shrunk for them.

        `has_sign`: whether a sign stands before the title.

        It grows until all of them have a place; and, as far as the view is high enough, their whole names.
        """

        def label_of(bar: Bar) -> float:
            sign = MARK if has_sign(bar) else 0.0
            return min(font.horizontalAdvance(title_of(bar.event)) + sign, _LABEL_MOST) + SMALL

        lanes = self.lanes[row]
        spare = lanes + int((self._room - self.height) // self.measures.line)
        layout = placed_bars(bars, self.x_of, label_of, lanes, self.width)
        while lanes < _lanes_worth_having(layout, spare):
            lanes += 1
            layout = placed_bars(bars, self.x_of, label_of, lanes, self.width)
        if layout.hidden and row in self._promoted:
            lanes = 0  # too many at once: counts say more
        else:
            lanes = layout.lanes
            self._layouts[row] = layout
        before = self.height
        if lanes != self.lanes[row]:
            self.lanes[row] = lanes
            self.tops = self._tops_of(self.lanes)
        return self.height - before

    def layout(self, row: int) -> RowLayout | None:
        """The places of a row's bars, if those were read."""
        return self._layouts.get(row)

    def bar_place(self, row: int, lane: int, left: float, right: float) -> QRectF:
        """Where a bar is painted."""
        top = self.tops[row] + TIGHT + lane * self.measures.line
        return QRectF(self.heads + left, top, right - left, self.measures.line - 2)


def _lanes_worth_having(layout: RowLayout, spare: int) -> int:
    """Up to how many lanes a row is tried again; `spare`: so many leave nothing to scroll."""
    if layout.hidden:
        return max(2 * LANES_AT_MOST, spare)
    return spare if layout.is_cut else 0
