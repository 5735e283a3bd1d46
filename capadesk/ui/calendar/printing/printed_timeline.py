"""A timeline on paper: its rows broken into pages, each with the names of the columns over it."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPalette, QPen

from capadesk.services.calendars.occurrence_service import Occurrence
from capadesk.services.words import _
from capadesk.ui.calendar.heat import heat_steps, ink_on, shade
from capadesk.ui.calendar.printing.printed_sheet import (
    CENTRE,
    LEGEND,
    TRAILING,
    Page,
    Sheet,
    body_of,
    small_text_font,
    text_font,
)
from capadesk.ui.calendar.timeline.timeline_content import TimelineContent
from capadesk.ui.calendar.timeline.timeline_layout import PlacedBar
from capadesk.ui.calendar.timeline.timeline_places import Measures, TimelinePlaces
from capadesk.ui.calendar.timeline.timeline_presenter import TimelinePresenter
from capadesk.ui.common.look.palette import mixed, tone_colours

_Role = QPalette.ColorRole
_HEAD = 34.0
_LINE = 18.0
_ICON = 11.0
_ROUND = 4.0
_DOT = 3.0
_GAP = 4.0


class TimelinePages:
    """Places rows on pages; none is broken. Reads their events, so it is made in a thread."""

    def __init__(
        self, presenter: TimelinePresenter, content: TimelineContent, size: QSizeF, rows_at_most: int
    ) -> None:
        self._timeline, self._presenter = presenter, presenter.calendar
        self._content = content._replace(groups=content.groups[:rows_at_most])
        self.is_cut = len(content.groups) > rows_at_most
        self._body = body_of(size).adjusted(0, 0, 0, -LEGEND)
        measures = Measures(self._body.width(), self._body.height(), _LINE, _HEAD)
        self._places = TimelinePlaces(self._content, measures)
        self._looks = self._presenter.looks_of(self._lay_out())

    def _lay_out(self) -> list[Occurrence]:
        """Place the bars of all rows; their events."""
        groups, places = self._content.groups, self._places
        names = [group.name for row, group in enumerate(groups) if not places.is_counted(row)]
        bars = self._timeline.bars_question(self._content, names)()
        metrics = QFontMetricsF(small_text_font())
        for row, group in enumerate(groups):
            if not places.is_counted(row):
                places.lay_out(row, bars[group.name], self._presenter.title_of, lambda _bar: False, metrics)
        return [bar.event for each in bars.values() for bar in each]

    def pages(self) -> list[Page]:
        """The pages, one at least."""
        tops, room = self._places.tops, self._body.height() - _HEAD
        found, first = [], 0
        for row in range(len(self._content.groups)):
            if tops[row + 1] - tops[first] > room and row > first:
                found.append(range(first, row))
                first = row
        found.append(range(first, len(self._content.groups)))
        return [partial(self._paint, rows) for rows in found]

    # --- painting ---------------------------------------------------------------------------------

    def _paint(self, rows: range, sheet: Sheet) -> None:
        top = self._body.y() + _HEAD - self._places.tops[rows.start]
        bottom = top + self._places.tops[rows.stop]
        self._paint_columns(sheet, bottom)
        steps = self._steps()
        for row in rows:
            if self._places.is_counted(row):
                self._paint_counts(sheet, row, top, steps)
            else:
                layout = self._places.layout(row)
                for placed in layout.placed if layout is not None else ():
                    self._paint_bar(sheet, row, placed, top)
            self._paint_name(sheet, row, top)
        sheet.legend(self._looks, QRectF(0, self._body.bottom() + _GAP, self._body.width(), LEGEND - _GAP))

    def _paint_columns(self, sheet: Sheet, bottom: float) -> None:
        """The names of months and weeks, or of years and months, and their lines."""
        heads, y, line = self._places.heads, self._body.y(), _HEAD / 2
        corner = QRectF(0, y + line, heads - 2 * _GAP, line)
        quiet = sheet.ink(_Role.PlaceholderText)
        sheet.text(corner, self._timeline.heading_of(self._content.by), small_text_font(), quiet)
        for text, first, last in self._timeline.stretches(self._content):
            left, right = heads + self._places.x_of(first), heads + self._places.x_of(last) + self._day
            place = QRectF(left + _GAP, y, right - left - _GAP, line)
            if QFontMetricsF(text_font(is_strong=True)).horizontalAdvance(text) <= place.width():
                sheet.text(place, text, text_font(is_strong=True))
        for column in range(len(self._content.columns)):
            left, right = self._places.column_place(column)
            place = QRectF(heads + left + _GAP, y + line, right - left - _GAP, line)
            room = QFontMetricsF(small_text_font())
            forms = self._timeline.column_names(self._content, column)
            text = next((form for form in forms if room.horizontalAdvance(form) <= place.width()), "")
            sheet.text(place, text, small_text_font(), quiet)
            sheet.line(heads + left, y + _HEAD, heads + left, bottom)
        sheet.line(0, y + _HEAD, self._body.width(), y + _HEAD)
        today = self._content.today
        if self._content.span.first <= today <= self._content.span.last:
            x = heads + self._places.x_of(today) + self._day / 2
            sheet.line(x, y + _HEAD, x, bottom, sheet.ink(_Role.Accent))

    @property
    def _day(self) -> float:
        return self._places.day_width

    def _paint_name(self, sheet: Sheet, row: int, top: float) -> None:
        group = self._content.groups[row]
        y, bottom = top + self._places.tops[row], top + self._places.tops[row + 1]
        number = self._presenter.desk.localisation.number
        layout = self._places.layout(row)
        count = number(group.events)
        if layout is not None and layout.hidden:
            count = f"{_('+{number} more').format(number=number(layout.hidden))} · {count}"
        width = QFontMetricsF(small_text_font()).horizontalAdvance(count) + 2
        line = QRectF(0, y + _GAP, self._places.heads - 2 * _GAP, _LINE)
        quiet = sheet.ink(_Role.PlaceholderText)
        sheet.text(line, count, small_text_font(), quiet, TRAILING)
        name = self._timeline.name_of(group, self._content.by)
        ink = sheet.ink() if group.name else quiet
        sheet.text(line.adjusted(0, 0, -width - _GAP, 0), name, text_font(is_strong=bool(group.name)), ink)
        sheet.line(0, bottom, self._body.width(), bottom)

    def _steps(self) -> tuple[int, ...]:
        counted = [row for row in range(len(self._content.groups)) if self._places.is_counted(row)]
        return heat_steps(max((max(self._content.groups[row].columns) for row in counted), default=0))

    def _paint_counts(self, sheet: Sheet, row: int, top: float, steps: tuple[int, ...]) -> None:
        y = top + self._places.tops[row] + _GAP
        for column, count in enumerate(self._content.groups[row].columns):
            if not count:
                continue
            left, right = self._places.column_place(column)
            cell = QRectF(self._places.heads + left + 1, y, right - left - 2, _LINE)
            ground = shade(count, steps, sheet.palette)
            sheet.box(cell, ground)
            text = self._presenter.desk.localisation.number(count)
            if QFontMetricsF(small_text_font()).horizontalAdvance(text) <= cell.width():
                sheet.text(cell, text, small_text_font(), ink_on(ground, sheet.palette), CENTRE)

    def _paint_bar(self, sheet: Sheet, row: int, placed: PlacedBar, top: float) -> None:
        event = placed.bar.event
        look = self._presenter.look(event)
        colours = tone_colours(look.tone, sheet.palette)
        place = self._places.bar_place(row, placed.lane, placed.left, placed.right).translated(0, top)
        if event.is_partial:
            self._paint_outline(sheet, place, colours.text, colours.ground)
        else:
            sheet.box(place, colours.ground, _ROUND)
        for each in placed.bar.dates:
            x = self._places.heads + self._places.x_of(each.first_day) + self._day / 2
            sheet.box(QRectF(x - _DOT / 2, place.bottom() - _DOT, _DOT, _DOT - 1), colours.text, 1.0)
        icon = QRectF(place.x() + _GAP, place.center().y() - _ICON / 2, _ICON, _ICON)
        sheet.icon(look.icon, icon, colours.text)
        is_off = self._presenter.is_off(event)
        left, right = placed.words
        words = QRectF(self._places.heads + left, place.y(), right - left, place.height())
        ink = (
            colours.text
            if placed.is_name_inside
            else sheet.ink(_Role.PlaceholderText if is_off else _Role.Text)
        )
        if words.width() > 2 * _ICON:
            sheet.text(words, self._presenter.title_of(event), small_text_font(is_off=is_off), ink)

    def _paint_outline(self, sheet: Sheet, place: QRectF, ink: QColor, ground: QColor) -> None:
        """What may be on any of its days."""
        sheet.painter.setPen(QPen(ink, 0.7, Qt.PenStyle.DashLine))
        sheet.painter.setBrush(mixed(ground, sheet.ink(_Role.Base), 0.45))
        sheet.painter.drawRoundedRect(sheet.mirrored(place), _ROUND, _ROUND)
