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
from capadesk.ui.common.look.bidi import isolated
from capadesk.ui.common.look.fonts import figures_font, small_font, strong_font
from capadesk.ui.common.look.spacing import LARGE, SMALL, TIGHT, WIDE

_Role = QPalette.ColorRole
_MOST = 34
_LINE = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
_WEEKS = 6


class YearView(DayGridView):
    """Paints months beside and below each other, as many in a row as there is room for."""

    def __init__(self, presenter: CalendarPresenter, parent: QWidget | None = None) -> None:
        super().__init__(presenter, _("Year"), parent)
        self._columns, self._side = 4, 20.0
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
        """See DayGridView: the number of columns that gives the largest days."""
        size = self.viewport().size()
        best = 0.0
        for columns in (6, 4, 3, 2):
            rows = 12 // columns
            wide = (size.width() - 2 * WIDE - (columns - 1) * WIDE) / columns / 7
            high = (
                (size.height() - LARGE - self._legend_height() - rows * (self._head_height() + LARGE))
                / rows
                / _WEEKS
            )
            side = min(wide, high, _MOST)
            if side > best:
                best, self._columns, self._side = side, columns, side
        self._side = max(self._side, 4.0)
        if self.content is not None:
            self._steps = heat_steps(max(self.content.counts.values(), default=0))

    def place_of(self, row: int, column: int) -> QRectF:
        """See DayGridView."""
        assert self.content is not None
        first = date(self.content.span.first.year, row + 1, 1)
        before = (first.weekday() - self.presenter.desk.localisation.first_weekday) % 7
        week, weekday = divmod(before + column, 7)
        month = self._month(row)
        side = self._side
        top = month.y() + self._head_height() + week * side
        return self.mirrored(QRectF(month.x() + weekday * side, top, side, side))

    def _month(self, number: int) -> QRectF:
        """The place of a month, counted from where reading begins."""
        row, column = divmod(number, self._columns)
        width, height = self._side * 7, self._head_height() + _WEEKS * self._side
        free = self.viewport().width() - self._columns * width
        gap = min(free / (self._columns + 1), 3 * WIDE)
        left = (self.viewport().width() - self._columns * width - (self._columns - 1) * gap) / 2
        return QRectF(left + column * (width + gap), SMALL + row * (height + LARGE), width, height)

    def _head_height(self) -> float:
        return QFontMetricsF(self.font()).height() + SMALL

    def _legend_height(self) -> float:
        return QFontMetricsF(small_font(self.font())).height() + LARGE

    def tool_tip(self, event: Occurrence | None, day: date | None) -> str:
        """See DayGridView."""
        if day is None or self.content is None:
            return ""
        words = self.presenter.desk.localisation.date(day, with_weekday=True)
        return f"{words}: {self.presenter.events_text(self.content.counts.get(day, 0))}"

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
            place = QRectF(month.x() + 2, month.y(), month.width(), self._head_height() - TIGHT)
            painter.drawText(
                place, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), isolated(name)
            )
            for column in range(31):
                day = self.days.day_at(self.days.index(number, column))
                if day is not None:
                    self._paint_day(painter, self.place_of(number, column), day)
        self._paint_legend(painter)
        painter.end()

    def _paint_day(self, painter: QPainter, cell: QRectF, day: date) -> None:
        assert self.content is not None
        palette = self.palette()
        inner = cell.adjusted(1, 1, -1, -1)
        count = self.content.counts.get(day, 0)
        ground = shade(count, self._steps, palette)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground if count else palette.color(_Role.AlternateBase))
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
        font = figures_font(small_font(self.font()))
        if self._side < QFontMetricsF(font).horizontalAdvance("00") + 2:
            return
        painter.setFont(font)
        painter.setPen(ink_on(ground if count else palette.color(_Role.AlternateBase), palette))
        painter.drawText(cell, int(Qt.AlignmentFlag.AlignCenter), str(day.day))

    def _paint_legend(self, painter: QPainter) -> None:
        if not self._steps:
            return
        font = small_font(self.font())
        painter.setFont(font)
        metrics = QFontMetricsF(font)
        number = self.presenter.desk.localisation.number
        side = metrics.height()
        left, top = float(WIDE), self.viewport().height() - self._legend_height()
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
        text = _("events on a day")
        place = self.mirrored(QRectF(left - SMALL, top, metrics.horizontalAdvance(text) + 2, side))
        painter.drawText(
            place, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), isolated(text)
        )
