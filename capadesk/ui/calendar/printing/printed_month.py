"""A month on paper: its weeks, and behind them a list of the days that have more than their cell holds."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from typing import NamedTuple

from PySide6.QtCore import QRectF, QSizeF
from PySide6.QtGui import QFontMetricsF, QPalette

from capadesk.services.calendars.occurrence_service import Occurrence
from capadesk.services.words import _
from capadesk.ui.calendar.calendar_content import CalendarContent
from capadesk.ui.calendar.calendar_presenter import CalendarPresenter
from capadesk.ui.calendar.cell_lines import LINES_AT_MOST, LaneSize, LinedSegment, with_room
from capadesk.ui.calendar.printing.printed_sheet import (
    LEGEND,
    TRAILING,
    Page,
    Sheet,
    body_of,
    small_text_font,
    text_font,
)
from capadesk.ui.calendar.text_lines import lines_wanted, text_lines
from capadesk.ui.calendar.week_lanes import Segment, week_lanes
from capadesk.ui.common.look.palette import Tone, hover_ground, tone_colours

_Role = QPalette.ColorRole
_HEADS = 18.0
_NUMBER = 18.0
_LINE = 14.0
_ICON = 10.0
_PARTIAL = 16.0
_PARTIALS = 3
_SIZE = LaneSize(_LINE, _LINE - 2)


class _Week(NamedTuple):
    first: date
    segments: list[LinedSegment]
    hidden: list[int]


class MonthPages:
    """One page of weeks; `days_with_more` are those that a list behind it should name in full."""

    def __init__(self, presenter: CalendarPresenter, content: CalendarContent, size: QSizeF) -> None:
        self._presenter, self._content = presenter, content
        self._body = body_of(size).adjusted(0, 0, 0, -LEGEND)
        partials = min(len(content.partial), _PARTIALS)
        self._top = self._body.y() + partials * _PARTIAL + (4 if partials else 0)
        self._weeks_count = ((content.span.last - content.span.first).days + 1) // 7
        self._width = self._body.width() / 7
        self._height = (self._body.bottom() - self._top - _HEADS) / self._weeks_count
        self._weeks = [self._week(number) for number in range(self._weeks_count)]

    @property
    def days_with_more(self) -> list[date]:
        """The days with more events than their cell has room for."""
        return [
            week.first + timedelta(days=column)
            for week in self._weeks
            for column, hidden in enumerate(week.hidden)
            if hidden
        ]

    def page(self) -> Page:
        """The weeks."""
        return partial(_paint, self)

    def _week(self, number: int) -> _Week:
        first = self._content.span.first + timedelta(weeks=number)
        lanes = max(int((self._height - _NUMBER - 2) // _LINE), 1)
        found = week_lanes(self._content.dated, first, lanes)
        return _Week(first, with_room(found.shown, found.hidden, lanes, _SIZE, self._wanted), found.hidden)

    def _wanted(self, segment: Segment) -> int:
        first, others = self._room(segment.event, self._width - 6)
        metrics = QFontMetricsF(small_text_font())
        return lines_wanted(self._words(segment.event), metrics, first, others, LINES_AT_MOST)

    def _room(self, event: Occurrence, width: float) -> tuple[float, float]:
        """How wide the first line of a title and the others are."""
        time = self._presenter.time_of(event)
        metrics = QFontMetricsF(small_text_font())
        others = width - _ICON - 3
        return others - (metrics.horizontalAdvance(time) + 4 if time else 0), others

    def _words(self, event: Occurrence) -> str:
        there = self._presenter.time_there(event, self._content.zone)
        title = self._presenter.title_of(event)
        return f"{title} ({there})" if there else title

    # --- painting ---------------------------------------------------------------------------------

    def paint(self, sheet: Sheet) -> None:
        """Everything on the page."""
        self._paint_partials(sheet)
        localisation = self._presenter.desk.localisation
        names = localisation.weekday_names()
        for column in range(7):
            name = names[(localisation.first_weekday + column) % 7]
            place = QRectF(column * self._width + 4, self._top, self._width - 6, _HEADS)
            sheet.text(place, name, small_text_font(is_strong=True), sheet.ink(_Role.PlaceholderText))
        for number, week in enumerate(self._weeks):
            for column in range(7):
                self._paint_day(sheet, week, column, self._week_top(number))
        self._paint_grid(sheet)
        for number, week in enumerate(self._weeks):
            self._paint_week(sheet, week, self._week_top(number))
        looks = self._presenter.looks_of(self._content.dated)
        sheet.legend(looks, QRectF(0, self._body.bottom() + 4, self._body.width(), LEGEND - 4))

    def _week_top(self, number: int) -> float:
        return self._top + _HEADS + number * self._height

    def _paint_grid(self, sheet: Sheet) -> None:
        for number in range(self._weeks_count + 1):
            sheet.line(0, self._week_top(number), self._body.width(), self._week_top(number))
        for column in range(1, 7):
            x = column * self._width
            sheet.line(x, self._top + _HEADS, x, self._body.bottom())

    def _paint_partials(self, sheet: Sheet) -> None:
        """What has no day yet, above the weeks."""
        y = self._body.y()
        shown = self._content.partial[:_PARTIALS]
        for number, event in enumerate(shown):
            words = (
                f"{self._presenter.title_of(event)} · {self._presenter.when_of(event, self._content.zone)}"
            )
            if number == _PARTIALS - 1 and len(self._content.partial) > _PARTIALS:
                more = self._presenter.desk.localisation.number(len(self._content.partial) - number)
                words = _("+{number} more").format(number=more)
            place = QRectF(_ICON + 4, y, self._body.width() - _ICON - 4, _PARTIAL)
            look = self._presenter.look(event)
            ink = tone_colours(look.tone, sheet.palette).text
            sheet.icon(look.icon, QRectF(0, y + (_PARTIAL - _ICON) / 2, _ICON, _ICON), ink)
            sheet.text(place, words, small_text_font(), sheet.ink(_Role.PlaceholderText))
            y += _PARTIAL

    def _paint_week(self, sheet: Sheet, week: _Week, top: float) -> None:
        for segment, down, lines in week.segments:
            place = QRectF(
                segment.first * self._width + 2,
                top + _NUMBER + down,
                (segment.last - segment.first + 1) * self._width - 4,
                _LINE + (lines - 1) * _SIZE.line,
            )
            self._paint_event(sheet, segment.event, place, lines)
        for column, hidden in enumerate(week.hidden):
            if hidden:
                count = self._presenter.desk.localisation.number(hidden)
                lanes = max(int((self._height - _NUMBER - 2) // _LINE), 1)
                y = top + _NUMBER + (lanes - 1) * _LINE
                place = QRectF(column * self._width + 4, y, self._width - 6, _LINE)
                text = _("+{number} more").format(number=count)
                sheet.text(place, text, small_text_font(), sheet.ink(_Role.PlaceholderText))

    def _paint_day(self, sheet: Sheet, week: _Week, column: int, top: float) -> None:
        day = week.first + timedelta(days=column)
        cell = QRectF(column * self._width, top, self._width, self._height)
        holiday = self._presenter.holiday_on(day)
        if holiday or day.weekday() in self._presenter.desk.localisation.weekend:
            sheet.box(cell, hover_ground(sheet.palette), 0)
        is_near = day.month == self._presenter.day.month
        ink = sheet.ink(_Role.Text if is_near else _Role.PlaceholderText)
        place = QRectF(cell.x() + 4, top, cell.width() - 8, _NUMBER)
        number = self._presenter.day_text(day, self._content.span)
        sheet.text(place, number, text_font(is_strong=is_near), ink)
        place.setLeft(place.x() + QFontMetricsF(text_font(is_strong=is_near)).horizontalAdvance(number) + 6)
        if column == 0:
            quiet = sheet.ink(_Role.PlaceholderText)
            text = _("Week {number}").format(number=self._presenter.week_number(day))
            sheet.text(place, text, small_text_font(), quiet, TRAILING)
            place.setRight(place.right() - QFontMetricsF(small_text_font()).horizontalAdvance(text) - 6)
        if holiday:
            purple = tone_colours(Tone.PURPLE, sheet.palette).text
            sheet.text(place, holiday, small_text_font(), purple)

    def _paint_event(self, sheet: Sheet, event: Occurrence, place: QRectF, lines: int) -> None:
        look = self._presenter.look(event)
        colours = tone_colours(look.tone, sheet.palette)
        ink = sheet.ink()
        if event.is_band:
            sheet.box(place.adjusted(0, 0.5, 0, -1), colours.ground)
            ink = colours.text
        icon = QRectF(place.x() + 2, place.y() + (_LINE - _ICON) / 2, _ICON, _ICON)
        sheet.icon(look.icon, icon, colours.text)
        font = small_text_font(is_off=self._presenter.is_off(event))
        first, others = self._room(event, place.width() - 2)
        time = self._presenter.time_of(event)
        if time:
            quiet = sheet.ink(_Role.PlaceholderText)
            where = QRectF(icon.right() + 3, place.y(), others - first, _LINE)
            sheet.text(where, time, small_text_font(), quiet)
        for number, line in enumerate(
            text_lines(self._words(event), QFontMetricsF(font), first, others, lines)
        ):
            left = icon.right() + 3 + (others - first if number == 0 else 0)
            where = QRectF(left, place.y() + number * _SIZE.line, first if number == 0 else others, _LINE)
            sheet.text(where, line, font, ink)


def _paint(pages: MonthPages, sheet: Sheet) -> None:
    pages.paint(sheet)
