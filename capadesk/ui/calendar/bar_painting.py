"""Paints the bars of a timeline: a mark for a day, a band for days, a line of marks for what recurs."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPalette, QPen

from capadesk.services.calendars.timeline_service import Bar
from capadesk.ui.calendar.calendar_presenter import CalendarPresenter
from capadesk.ui.calendar.timeline.timeline_layout import MARK
from capadesk.ui.common.look.bidi import isolated
from capadesk.ui.common.look.fonts import small_font
from capadesk.ui.common.look.icons import paint_icon
from capadesk.ui.common.look.palette import Tone, mixed, tone_colours
from capadesk.ui.common.look.spacing import TIGHT

_ICON = 14
_ROUND = 6
_SAYS_NOTHING = 4
"""A name that is cut to so few letters is left out."""
_TALLER = 4
_LINE = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft) | int(Qt.TextFlag.TextSingleLine)


class BarPainter:
    """Paints bars in the palette, font and direction of a view."""

    def __init__(
        self, painter: QPainter, presenter: CalendarPresenter, font: QFont, palette: QPalette
    ) -> None:
        self._painter = painter
        self._presenter = presenter
        self._font = small_font(font)
        self._palette = palette
        self._is_mirrored = painter.layoutDirection() == Qt.LayoutDirection.RightToLeft

    def paint(
        self,
        bar: Bar,
        place: QRectF,
        words: QRectF,
        dates: list[QRectF],
        *,
        is_inside: bool,
        is_chosen: bool = False,
    ) -> None:
        """`words` is where the name goes, in the bar or beside it; `dates` are those of what recurs.

        A sign stands before the name if something is in its way: in the place of the icon where there is no
        room, and taller dates of what recurs say on which.
        """
        painter, event = self._painter, bar.event
        look = self._presenter.look(event)
        colours = tone_colours(look.tone, self._palette)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colours.ground)
        if event.is_partial:
            # Nobody knows the day yet: an outline over all that it may be.
            painter.setBrush(mixed(colours.ground, self._palette.color(QPalette.ColorRole.Base), 0.45))
            painter.setPen(QPen(colours.text, 1.0, Qt.PenStyle.DashLine))
        painter.drawRoundedRect(place.adjusted(0.5, 0.5, -0.5, -0.5), _ROUND, _ROUND)
        painter.setPen(Qt.PenStyle.NoPen)
        clashing = [bool(self._presenter.clashes_of(each)) for each in bar.dates or (event,)]
        amber = tone_colours(Tone.AMBER, self._palette).text
        for date, is_clashing in zip(dates, clashing, strict=False):
            painter.setBrush(amber if is_clashing else mixed(colours.text, colours.ground, 0.6))
            painter.drawRoundedRect(date.adjusted(0, -_TALLER if is_clashing else 0, 0, 0), 1.5, 1.5)
        if is_chosen:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(self._palette.color(QPalette.ColorRole.Accent), 1.6))
            painter.drawRoundedRect(place.adjusted(0.8, 0.8, -0.8, -0.8), _ROUND, _ROUND)
        begins = place.right() - MARK if self._is_mirrored else place.x()
        left, top = round(begins + (MARK - _ICON) / 2), round(place.center().y() - _ICON / 2)
        is_short = words.width() < 2 * _ICON
        if any(clashing) and is_short:
            paint_icon(painter, "warning", QRectF(left, top, _ICON, _ICON), amber)
            return
        paint_icon(painter, look.icon, QRectF(left, top, _ICON, _ICON), colours.text)
        if any(clashing):
            x = words.right() - _ICON if self._is_mirrored else words.x()
            paint_icon(painter, "warning", QRectF(round(x), top, _ICON, _ICON), amber)
            gone = _ICON + TIGHT
            words = words.adjusted(0, 0, -gone, 0) if self._is_mirrored else words.adjusted(gone, 0, 0, 0)
        self._words(bar, words, colours.text if is_inside else self._beside(bar))

    def _beside(self, bar: Bar) -> QColor:
        is_off = self._presenter.is_off(bar.event)
        role = QPalette.ColorRole.PlaceholderText if is_off else QPalette.ColorRole.Text
        return self._palette.color(role)

    def _words(self, bar: Bar, where: QRectF, ink: QColor) -> None:
        if where.width() < _ICON:
            return
        font = QFont(self._font)
        font.setStrikeOut(self._presenter.is_off(bar.event))
        self._painter.setFont(font)
        self._painter.setPen(ink)
        title = self._presenter.title_of(bar.event)
        text = QFontMetricsF(font).elidedText(title, Qt.TextElideMode.ElideRight, where.width())
        if text != title and len(text) <= _SAYS_NOTHING:
            return
        self._painter.drawText(where, _LINE, isolated(text))
