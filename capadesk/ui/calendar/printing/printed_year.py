"""A year on paper: twelve months whose days are the darker the more is on them."""

from __future__ import annotations

import calendar
from datetime import date
from functools import partial

from PySide6.QtCore import QRectF
from PySide6.QtGui import QFontMetricsF, QPalette

from capadesk.services.words import _
from capadesk.ui.calendar.calendar_content import CalendarContent
from capadesk.ui.calendar.calendar_presenter import CalendarPresenter
from capadesk.ui.calendar.heat import heat_steps, ink_on, shade
from capadesk.ui.calendar.holiday_mark import paint_holiday_mark
from capadesk.ui.calendar.printing.printed_sheet import CENTRE, Page, Sheet, small_text_font, text_font
from capadesk.ui.common.look.palette import hover_ground

_Role = QPalette.ColorRole
_COLUMNS, _ROWS, _WEEKS = 4, 3, 6
_HEAD = 34.0
_LEGEND = 28.0
_GAP = 22.0


def year_page(presenter: CalendarPresenter, content: CalendarContent) -> Page:
    """The page of a year."""
    return partial(_paint, presenter, content)


def _paint(presenter: CalendarPresenter, content: CalendarContent, sheet: Sheet) -> None:
    body = sheet.body
    width = (body.width() - (_COLUMNS - 1) * _GAP) / _COLUMNS
    height = (body.height() - _LEGEND) / _ROWS
    side = min(width / 7, (height - _HEAD - 10) / _WEEKS)
    steps = heat_steps(max(content.counts.values(), default=0))
    year = content.span.first.year
    left = (body.width() - _COLUMNS * 7 * side - (_COLUMNS - 1) * _GAP) / 2
    for month in range(12):
        row, column = divmod(month, _COLUMNS)
        corner = QRectF(left + column * (7 * side + _GAP), body.y() + row * height, 7 * side, height)
        _paint_month(presenter, content, sheet, corner, side, date(year, month + 1, 1), steps)
    _paint_legend(presenter, sheet, steps, QRectF(left, body.bottom() - 18, body.width(), 14))


def _paint_month(
    presenter: CalendarPresenter,
    content: CalendarContent,
    sheet: Sheet,
    place: QRectF,
    side: float,
    first: date,
    steps: tuple[int, ...],
) -> None:
    localisation = presenter.desk.localisation
    name = localisation.month_names()[first.month - 1]
    sheet.text(QRectF(place.x() + 2, place.y(), place.width(), 18), name, text_font(is_strong=True))
    weekdays = localisation.weekday_names(are_short=True)
    quiet = sheet.ink(_Role.PlaceholderText)
    for column in range(7):
        weekday = weekdays[(localisation.first_weekday + column) % 7]
        head = QRectF(place.x() + column * side, place.y() + 18, side, 14)
        sheet.text(head, weekday, small_text_font(), quiet, CENTRE)
    before = (first.weekday() - localisation.first_weekday) % 7
    for day in range(1, calendar.monthrange(first.year, first.month)[1] + 1):
        week, column = divmod(before + day - 1, 7)
        cell = QRectF(place.x() + column * side, place.y() + _HEAD + week * side, side, side)
        count = content.counts.get(first.replace(day=day), 0)
        is_holiday = bool(presenter.holiday_on(first.replace(day=day)))
        is_weekend = first.replace(day=day).weekday() in localisation.weekend
        ink = quiet if is_weekend else sheet.ink()
        inner = cell.adjusted(0.8, 0.8, -0.8, -0.8)
        if count or is_holiday:
            ground = shade(count, steps, sheet.palette) if count else hover_ground(sheet.palette)
            sheet.box(inner, ground)
            ink = ink_on(ground, sheet.palette) if count else ink
        if is_holiday:
            paint_holiday_mark(sheet.painter, sheet.mirrored(inner), ink, is_mirrored=sheet.is_mirrored)
        sheet.text(cell, str(day), small_text_font(), ink, CENTRE)


def _paint_legend(presenter: CalendarPresenter, sheet: Sheet, steps: tuple[int, ...], place: QRectF) -> None:
    number = presenter.desk.localisation.number
    x, before = place.x(), 0
    for step in steps:
        text = number(step) if step == before + 1 else f"{number(before + 1)}–{number(step)}"
        sheet.box(QRectF(x, place.y(), 14, 14), shade(step, steps, sheet.palette))
        wide = QFontMetricsF(small_text_font()).horizontalAdvance(text) + 2
        sheet.text(QRectF(x + 18, place.y(), wide, 14), text, small_text_font())
        x, before = x + 18 + wide + 14, step
    quiet = sheet.ink(_Role.PlaceholderText)
    if steps:
        words = _("events on a day")
        wide = QFontMetricsF(small_text_font()).horizontalAdvance(words) + 2
        sheet.text(QRectF(x, place.y(), wide, 14), words, small_text_font(), quiet)
        x += wide + 18
    if presenter.holidays:
        swatch = QRectF(x, place.y(), 14, 14)
        sheet.box(swatch, hover_ground(sheet.palette))
        paint_holiday_mark(sheet.painter, sheet.mirrored(swatch), sheet.ink(), is_mirrored=sheet.is_mirrored)
        words = _("public holiday")
        wide = QFontMetricsF(small_text_font()).horizontalAdvance(words) + 2
        sheet.text(QRectF(x + 18, place.y(), wide, 14), words, small_text_font(), quiet)
