"""A year: twelve small months whose days are the darker the more is on them."""

from __future__ import annotations

import calendar
from datetime import date

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPalette
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


class YearView(DayGridView):
    """Paints months beside and below each other, as many in a row as there is room for."""

    def __init__(self, presenter: CalendarPresenter, parent: QWidget | None = None) -> None:
        super().__init__(presenter, _("Year"), parent)
        self._columns, self._wide, self._high = 4, 20.0, 20.0
        self._steps: tuple[int, ...] = ()

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
        if self.content is not None:
            self._steps = heat_steps(max(self.content.counts.values(), default=0))

    def place_of(self, row: int, column: int) -> QRectF:
        """See DayGridView."""
        assert self.content is not None
        first = date(self.content.span.first.year, row + 1, 1)
        before = (first.weekday() - self.presenter.desk.localisation.first_weekday) % 7
        week, weekday = divmod(before + column, 7)
        month = self._month(row)
        top = month.y() + self._above() + week * self._high
        return self.mirrored(QRectF(month.x() + weekday * self._wide, top, self._wide, self._high))

    def _month(self, number: int) -> QRectF:
        """The place of a month, counted from where reading begins."""
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
            month = self.mirrored(self._month(number))
            painter.setFont(strong_font(self.font()))
            painter.setPen(self.palette().color(_Role.Text))
            place = month.adjusted(SMALL, 0, -SMALL, 0)
            place.setHeight(self._head_height() - TIGHT)
            painter.drawText(
                place, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), isolated(name)
            )
            self._paint_weekdays(painter, number)
            for column in range(31):
                day = self.days.day_at(self.days.index(number, column))
                if day is not None:
                    self._paint_day(painter, self.place_of(number, column), day)
        self._paint_legend(painter)
        painter.end()

    def _paint_weekdays(self, painter: QPainter, number: int) -> None:
        localisation = self.presenter.desk.localisation
        names = localisation.weekday_names(are_short=True)
        painter.setFont(small_font(self.font()))
        painter.setPen(self.palette().color(_Role.PlaceholderText))
        month = self._month(number)
        for column in range(7):
            name = names[(localisation.first_weekday + column) % 7][:_LETTERS]
            x = month.x() + column * self._wide
            place = QRectF(x, month.y() + self._head_height() - TIGHT, self._wide, self._weekday_height())
            painter.drawText(self.mirrored(place), _CENTRE, isolated(name))

    def _paint_day(self, painter: QPainter, cell: QRectF, day: date) -> None:
        assert self.content is not None
        palette = self.palette()
        inner = cell.adjusted(1, 1, -1, -1)
        count = self.content.counts.get(day, 0)
        ground = shade(count, self._steps, palette)
        is_holiday = bool(self.presenter.holiday_on(day))
        if count or is_holiday:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(ground if count else hover_ground(palette))
            painter.drawRoundedRect(inner, 4, 4)
        if day in (self.content.today, self.current_day):
            is_current = day == self.current_day
            pen = painter.pen()
            pen.setStyle(Qt.PenStyle.SolidLine)
            pen.setColor(palette.color(_Role.Text if is_current else _Role.Accent))
            pen.setWidthF(2.0 if is_current else 1.4)
            painter.setPen(pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(inner.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        ink = ink_on(ground if count else palette.color(_Role.AlternateBase), palette)
        if is_holiday:
            paint_holiday_mark(painter, inner, ink, is_mirrored=self._is_mirrored)
        font = figures_font(small_font(self.font()))
        if self._wide < QFontMetricsF(font).horizontalAdvance("00") + 2:
            return
        painter.setFont(font)
        is_weekend = day.weekday() in self.presenter.desk.localisation.weekend
        quiet = palette.color(_Role.PlaceholderText if is_weekend else _Role.Text)
        painter.setPen(ink if count else quiet)
        painter.drawText(cell, int(Qt.AlignmentFlag.AlignCenter), str(day.day))

    @property
    def _is_mirrored(self) -> bool:
        return self.layoutDirection() == Qt.LayoutDirection.RightToLeft

    def _paint_legend(self, painter: QPainter) -> None:
        font = small_font(self.font())
        painter.setFont(font)
        metrics = QFontMetricsF(font)
        number = self.presenter.desk.localisation.number
        side = metrics.height()
        left, top = self._month(0).x() + SMALL, self.viewport().height() - self._legend_height()
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
