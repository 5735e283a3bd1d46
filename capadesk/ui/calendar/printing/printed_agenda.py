"""An agenda on paper: days with their events, broken into pages between them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QRectF, QSizeF
from PySide6.QtGui import QFontMetricsF, QPalette

from capadesk.services.calendars.occurrence_service import Occurrence
from capadesk.ui.calendar.calendar_presenter import CalendarPresenter
from capadesk.ui.calendar.printing.printed_sheet import (
    TRAILING,
    Page,
    Sheet,
    body_of,
    small_text_font,
    text_font,
)
from capadesk.ui.calendar.text_lines import text_lines
from capadesk.ui.common.lists.day_rows import DayRow
from capadesk.ui.common.look.palette import tone_colours

_Role = QPalette.ColorRole
_DAY = 26.0
_LINE = 16.0
_SECOND = 14.0
_GAP = 7.0
_ICON = 12.0
_TIME = 96.0
_STATUS = 110.0
_LINES = 3
Entry = tuple[str, DayRow]
"""A row, and the words of the day over it: "" where it is the same day as that of the row before."""


class AgendaPages:
    """Places rows on pages; a day never stands at the foot of a page without an event below it."""

    def __init__(self, presenter: CalendarPresenter, zone: str, size: QSizeF) -> None:
        self._presenter = presenter
        self._zone = zone
        self._room = body_of(size)

    def pages(self, rows: Sequence[DayRow]) -> list[Page]:
        """The pages of some rows, one at least."""
        pages: list[list[Entry]] = [[]]
        used, before = 0.0, ""
        for row in rows:
            day = row.day if isinstance(row.day, str) else self._presenter.day_heading(row.day)
            height = self._height(row) + (_DAY if day != before else 0.0)
            if pages[-1] and used + height > self._room.height():
                pages.append([])
                used, before = 0.0, ""
                height = self._height(row) + _DAY
            pages[-1].append((day if day != before else "", row))
            used, before = used + height, day
        return [partial(self._paint, entries) for entries in pages]

    def _width(self) -> float:
        return self._room.width() - _TIME - _STATUS - _ICON - 12

    def _titles(self, row: DayRow) -> list[str]:
        metrics = QFontMetricsF(text_font(is_strong=True))
        return text_lines(row.title, metrics, self._width(), self._width(), _LINES)

    def _details(self, row: DayRow) -> list[str]:
        event, detail = row.key, row.detail
        if isinstance(event, Occurrence) and self._time_of(event):
            is_elsewhere = self._presenter.is_elsewhere(event, self._zone)
            detail = self._presenter.detail(event, self._zone, with_when=is_elsewhere)
        metrics = QFontMetricsF(small_text_font())
        return text_lines(detail, metrics, self._width(), self._width(), _LINES)

    def _height(self, row: DayRow) -> float:
        return len(self._titles(row)) * _LINE + len(self._details(row)) * _SECOND + _GAP

    def _paint(self, entries: list[Entry], sheet: Sheet) -> None:
        body = sheet.body
        y = body.y()
        for day, row in entries:
            if day:
                sheet.text(
                    QRectF(0, y + 6, body.width(), _LINE),
                    day,
                    text_font(is_strong=True),
                    sheet.ink(_Role.Accent),
                )
                sheet.line(0, y + _DAY - 1, body.width(), y + _DAY - 1)
                y += _DAY
            y = self._paint_row(sheet, row, y + 3) + _GAP - 3

    def _paint_row(self, sheet: Sheet, row: DayRow, y: float) -> float:
        ink = tone_colours(row.tone, sheet.palette).text
        width = sheet.size.width()
        event = row.key
        if isinstance(event, Occurrence):
            sheet.text(QRectF(0, y, _TIME - 8, _LINE), self._time_of(event), text_font())
        sheet.icon(row.icon, QRectF(_TIME, y + 2, _ICON, _ICON), ink)
        status = row.marks[-1].text if row.marks else ""
        place = QRectF(width - _STATUS, y, _STATUS, _LINE)
        sheet.text(place, status, small_text_font(), ink, TRAILING)
        left = _TIME + _ICON + 6
        for line in self._titles(row):
            sheet.text(
                QRectF(left, y, self._width(), _LINE), line, text_font(is_strong=True, is_off=row.is_faded)
            )
            y += _LINE
        for line in self._details(row):
            place = QRectF(left, y, self._width(), _SECOND)
            sheet.text(place, line, small_text_font(), sheet.ink(_Role.PlaceholderText))
            y += _SECOND
        return y

    def _time_of(self, event: Occurrence) -> str:
        return "" if event.is_band else self._presenter.times_of(event)
