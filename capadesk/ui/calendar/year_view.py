"""A year: twelve small months whose days are the darker the more is on them."""

from __future__ import annotations

import calendar
from datetime import date
from typing import NamedTuple

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QWidget

from capadesk.services.calendars.occurrence_service import Occurrence
from capadesk.services.words import _
from capadesk.ui.calendar.calendar_content import CalendarContent
from capadesk.ui.calendar.calendar_presenter import CalendarPresenter
from capadesk.ui.calendar.day_grid_view import DayGridView
from capadesk.ui.calendar.day_model import Rows
from capadesk.ui.calendar.heat import heat_steps, ink_on, shade
from capadesk.ui.calendar.holiday_mark import paint_holiday_mark
from capadesk.ui.common.look.bidi import isolated
from capadesk.ui.common.look.fonts import figures_font, small_font, strong_font
from capadesk.ui.common.look.palette import hover_ground
from capadesk.ui.common.look.spacing import LARGE, SMALL, TIGHT, WIDE

_Role = QPalette.ColorRole
_MOST = 34
_LINE = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
_CENTRE = int(Qt.AlignmentFlag.AlignCenter) | int(Qt.TextFlag.TextSingleLine)
_WEEKS = 6
_WIDER = 1.5
_WORTH = 1.3
"""Four columns look like a year: others are taken if days are so much larger in them."""
_LETTERS = 2
"""So much of a weekday's short name stands over its column."""


class _DayColours(NamedTuple):
    """The ground of a day, and the ink that is read best on it."""

    ground: QColor
    ink: QColor


class YearView(DayGridView):
    """Paints months beside and below each other, as many in a row as there is room for."""

    def __init__(self, presenter: CalendarPresenter, parent: QWidget | None = None) -> None:
        super().__init__(presenter, _("Year"), parent)
        self._columns, self._wide, self._high = 4, 20.0, 20.0
        self._steps: tuple[int, ...] = ()
        self._months: list[QRectF] = []
        """The places of the months, counted from where reading begins."""
        self._before: list[int] = []
        """How many days of its first week are not in a month."""

    def rows_of(self, content: CalendarContent) -> Rows:
        """See DayGridView: a row for each month."""
        year = content.span.first.year
        return [
            [
                date(year, month, day) if day <= calendar.monthrange(year, month)[1] else None
                for day in range(1, 32)
            ]
            for month in range(1, 13)
        ]

    def lay_out(self) -> None:
        """See DayGridView: the number of columns that gives the largest days, a little wider than high."""
        size = self.viewport().size()
        best, self._wide, self._high = 0.0, 4.0, 4.0
        for columns in (4, 6, 3, 2):
            rows = 12 // columns
            wide = (size.width() - 2 * WIDE - (columns - 1) * WIDE) / columns / 7
            high = (
                (size.height() - LARGE - self._legend_height() - rows * (self._above() + LARGE))
                / rows
                / _WEEKS
            )
            high = min(high, wide, _MOST)
            wide = min(wide, high * _WIDER)
            if wide * high > best * _WORTH:
                best, self._columns, self._wide, self._high = wide * high, columns, wide, high
        self._months = [self._month_place(number) for number in range(12)]
        if self.content is not None:
            self._steps = heat_steps(max(self.content.counts.values(), default=0))
            begins = self.presenter.desk.localisation.first_weekday
            firsts = [date(self.content.span.first.year, month, 1) for month in range(1, 13)]
            self._before = [(first.weekday() - begins) % 7 for first in firsts]

    def place_of(self, row: int, column: int) -> QRectF:
        """See DayGridView."""
        week, weekday = divmod(self._before[row] + column, 7)
        month = self._months[row]
        top = month.bottom() + (week - _WEEKS) * self._high
        return self.mirrored(QRectF(month.x() + weekday * self._wide, top, self._wide, self._high))

    def _month_place(self, number: int) -> QRectF:
        row, column = divmod(number, self._columns)
        width, height = self._wide * 7, self._above() + _WEEKS * self._high
        free = self.viewport().width() - self._columns * width
        gap = min(free / (self._columns + 1), 3 * WIDE)
        left = (self.viewport().width() - self._columns * width - (self._columns - 1) * gap) / 2
        rows = 12 // self._columns
        room = self.viewport().height() - self._legend_height() - LARGE - rows * height
        air = min(max(room / rows, LARGE), 2 * WIDE)
        return QRectF(left + column * (width + gap), SMALL + row * (height + air), width, height)

    def _head_height(self) -> float:
        return QFontMetricsF(self.font()).height() + SMALL

    def _weekday_height(self) -> float:
        return QFontMetricsF(small_font(self.font())).height() + TIGHT

    def _above(self) -> float:
        """The height of what stands over the days of a month: its name, and the weekdays."""
        return self._head_height() + self._weekday_height()

    def _legend_height(self) -> float:
        return QFontMetricsF(small_font(self.font())).height() + LARGE

    def tool_tip(self, event: Occurrence | None, day: date | None) -> str:
        """See DayGridView."""
        if day is None or self.content is None:
            return ""
        words = self.presenter.desk.localisation.date(day, with_weekday=True)
        events = f"{words}: {self.presenter.events_text(self.content.counts.get(day, 0))}"
        return "\n".join(part for part in (events, self.presenter.holiday_on(day)) if part)

    # --- painting ---------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Months, days, and what their shades say."""
        if self.content is None:
            return
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setLayoutDirection(self.layoutDirection())
        names = self.presenter.desk.localisation.month_names()
        for number, name in enumerate(names):
            month = self.mirrored(self._months[number])
            painter.setFont(strong_font(self.font()))
            painter.setPen(self.palette().color(_Role.Text))
            place = month.adjusted(SMALL, 0, -SMALL, 0)
            place.setHeight(self._head_height() - TIGHT)
            painter.drawText(
                place, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), isolated(name)
            )
            self._paint_weekdays(painter, number)
        self._paint_days(painter)
        self._paint_legend(painter)
        painter.end()

    def _paint_weekdays(self, painter: QPainter, number: int) -> None:
        localisation = self.presenter.desk.localisation
        names = localisation.weekday_names(are_short=True)
        painter.setFont(small_font(self.font()))
        painter.setPen(self.palette().color(_Role.PlaceholderText))
        month = self._months[number]
        for column in range(7):
            name = names[(localisation.first_weekday + column) % 7][:_LETTERS]
            x = month.x() + column * self._wide
            place = QRectF(x, month.y() + self._head_height() - TIGHT, self._wide, self._weekday_height())
            painter.drawText(self.mirrored(place), _CENTRE, isolated(name))

    def _paint_days(self, painter: QPainter) -> None:
        """All days; what many of them share is found once."""
        assert self.content is not None
        palette, counts = self.palette(), self.content.counts
        nothing = _DayColours(hover_ground(palette), ink_on(palette.color(_Role.AlternateBase), palette))
        colours = {0: nothing}
        weekend = frozenset(self.presenter.desk.localisation.weekend)
        inks = {False: palette.color(_Role.Text), True: palette.color(_Role.PlaceholderText)}
        font = figures_font(small_font(self.font()))
        painter.setFont(font)
        has_numbers = self._wide >= QFontMetricsF(font).horizontalAdvance("00") + 2
        for month in range(12):
            for column in range(31):
                day = self.days.day_at(self.days.index(month, column))
                if day is None:
                    continue
                count = counts.get(day, 0)
                if count not in colours:
                    ground = shade(count, self._steps, palette)
                    colours[count] = _DayColours(ground, ink_on(ground, palette))
                cell = self.place_of(month, column)
                self._paint_day(painter, cell.adjusted(1, 1, -1, -1), day, colours[count])
                if has_numbers:
                    painter.setPen(colours[count].ink if count else inks[day.weekday() in weekend])
                    painter.drawText(cell, _CENTRE, str(day.day))

    def _paint_day(self, painter: QPainter, inner: QRectF, day: date, colours: _DayColours) -> None:
        """What is behind its number."""
        assert self.content is not None
        is_holiday = bool(self.presenter.holiday_on(day))
        if is_holiday or self.content.counts.get(day, 0):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colours.ground)
            painter.drawRoundedRect(inner, 4, 4)
        current = self.current_day
        if day in (self.content.today, current):
            is_current = day == current
            ink = self.palette().color(_Role.Text if is_current else _Role.Accent)
            painter.setPen(QPen(ink, 2.0 if is_current else 1.4))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(inner.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        if is_holiday:
            paint_holiday_mark(painter, inner, colours.ink, is_mirrored=self._is_mirrored)

    @property
    def _is_mirrored(self) -> bool:
        return self.layoutDirection() == Qt.LayoutDirection.RightToLeft

    def _paint_legend(self, painter: QPainter) -> None:
        font = small_font(self.font())
        painter.setFont(font)
        metrics = QFontMetricsF(font)
        number = self.presenter.desk.localisation.number
        side = metrics.height()
        left, top = self._months[0].x() + SMALL, self.viewport().height() - self._legend_height()
        before = 0
        for step in self._steps:
            text = number(step) if step == before + 1 else f"{number(before + 1)}–{number(step)}"
            swatch = self.mirrored(QRectF(left, top, side, side))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(shade(step, self._steps, self.palette()))
            painter.drawRoundedRect(swatch, 4, 4)
            wide = metrics.horizontalAdvance(text) + 2
            painter.setPen(self.palette().color(_Role.PlaceholderText))
            place = self.mirrored(QRectF(left + side + TIGHT, top, wide, side))
            painter.drawText(place, _LINE, text)
            left += side + TIGHT + wide + LARGE
            before = step
        if self._steps:
            text = _("events on a day")
            wide = metrics.horizontalAdvance(text) + 2
            painter.drawText(self.mirrored(QRectF(left - SMALL, top, wide, side)), _LINE, isolated(text))
            left += wide + LARGE
        if self.presenter.holidays:
            swatch = self.mirrored(QRectF(left, top, side, side))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(hover_ground(self.palette()))
            painter.drawRoundedRect(swatch, 4, 4)
            paint_holiday_mark(
                painter, swatch, self.palette().color(_Role.Text), is_mirrored=self._is_mirrored
            )
            text = _("public holiday")
            place = QRectF(left + side + TIGHT, top, metrics.horizontalAdvance(text) + 2, side)
            painter.setPen(self.palette().color(_Role.PlaceholderText))
            painter.drawText(self.mirrored(place), _LINE, isolated(text))
