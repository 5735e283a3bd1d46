"""Paints one event in one line: a band for whole days, an icon with time and title for the others."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPalette, QPen, QTextOption

from capadesk.services.occurrence_service import Occurrence
from capadesk.ui.calendar.calendar_content import Look
from capadesk.ui.calendar.calendar_presenter import CalendarPresenter
from capadesk.ui.common.bidi import isolated
from capadesk.ui.common.fonts import figures_font, small_font
from capadesk.ui.common.icons import paint_icon
from capadesk.ui.common.palette import Tone, tone_colours
from capadesk.ui.common.spacing import TIGHT

_ICON = 14
_ROUND = 5
_STRIP = 3
_AIR = 6
_LINE = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft) | int(Qt.TextFlag.TextSingleLine)


def line_height(font: QFont) -> int:
    """How high a line with an event is, in pixels, without the space below it."""
    return round(QFontMetricsF(small_font(font)).height()) + _AIR


class EventPainter:
    """Paints events for a calendar in its palette, font and direction."""

    def __init__(
        self,
        painter: QPainter,
        presenter: CalendarPresenter,
        font: QFont,
        palette: QPalette,
        zone: str,
    ) -> None:
        """`zone` is that of the calendar: an event from elsewhere has a mark."""
        self._zone = zone
        self._painter = painter
        self._presenter = presenter
        self._font = small_font(font)
        self._palette = palette
        self._is_mirrored = painter.layoutDirection() == Qt.LayoutDirection.RightToLeft

    def band(
        self,
        event: Occurrence,
        place: QRectF,
        *,
        is_open_before: bool,
        is_open_after: bool,
        is_chosen: bool = False,
    ) -> None:
        """An event on a ground of its own; where it goes on it has no round end."""
        look = self._presenter.look(event)
        colours = tone_colours(look.tone, self._palette)
        painter = self._painter
        painter.save()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colours.ground)
        painter.setClipRect(place)
        opens_left = is_open_after if self._is_mirrored else is_open_before
        opens_right = is_open_before if self._is_mirrored else is_open_after
        shape = place.adjusted(-_ROUND * opens_left, 0, _ROUND * opens_right, 0)
        painter.drawRoundedRect(shape, _ROUND, _ROUND)
        painter.restore()
        if is_chosen:
            self._frame(place)
        inner = place.adjusted(TIGHT + 2, 0, -TIGHT, 0)
        self._words(event, look, inner, colours.text.name(), colours.text.name())

    def _frame(self, place: QRectF) -> None:
        """A line around the event that keys are about."""
        painter = self._painter
        painter.save()
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(self._palette.color(QPalette.ColorRole.Accent), 1.6))
        painter.drawRoundedRect(place.adjusted(0.8, 0.8, -0.8, -0.8), _ROUND - 1, _ROUND - 1)
        painter.restore()

    def block(self, event: Occurrence, place: QRectF, *, is_chosen: bool = False) -> None:
        """An event as high as it takes time: a ground with a strip, and words in lines as there is room."""
        look = self._presenter.look(event)
        colours = tone_colours(look.tone, self._palette)
        painter = self._painter
        painter.save()
        painter.setClipRect(place, Qt.ClipOperation.IntersectClip)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colours.ground)
        painter.drawRoundedRect(place, _ROUND, _ROUND)
        strip = QRectF(place.x(), place.y(), _STRIP, place.height())
        if self._is_mirrored:
            strip.moveRight(place.right())
        painter.fillRect(strip, colours.text)
        inner = self._after(place, _STRIP).adjusted(TIGHT, 2, -TIGHT, 0)
        height = QFontMetricsF(self._font).height()
        ink = colours.text.name()
        if place.height() < 2 * height + TIGHT:
            one_line = QRectF(inner.x(), inner.y(), inner.width(), min(height + 2, inner.height()))
            self._words(event, look, one_line, ink, ink)
        else:
            first = QRectF(inner.x(), inner.y(), inner.width(), height + 2)
            self._words(event, look, first, ink, ink, with_title=False)
            rest = QRectF(inner.x(), first.bottom(), inner.width(), inner.bottom() - first.bottom())
            self._wrapped(event, rest, ink)
        painter.restore()
        if is_chosen:
            self._frame(place)

    def _wrapped(self, event: Occurrence, place: QRectF, ink: str) -> None:
        font = QFont(self._font)
        font.setStrikeOut(self._presenter.is_off(event))
        font.setWeight(QFont.Weight.DemiBold)
        self._painter.setFont(font)
        self._painter.setPen(ink)
        option = QTextOption(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        option.setTextDirection(self._painter.layoutDirection())
        line = QFontMetricsF(font).lineSpacing()
        whole_lines = QRectF(place.x(), place.y(), place.width(), int(place.height() / line) * line)
        self._painter.setClipRect(whole_lines, Qt.ClipOperation.IntersectClip)
        self._painter.drawText(whole_lines, isolated(self._presenter.title_of(event)), option)

    def line(self, event: Occurrence, place: QRectF, *, is_chosen: bool = False) -> None:
        """An event with a time, without a ground."""
        if is_chosen:
            self._frame(place)
        text = self._palette.color(QPalette.ColorRole.Text).name()
        quiet = self._palette.color(QPalette.ColorRole.PlaceholderText).name()
        look = self._presenter.look(event)
        self._words(event, look, place.adjusted(TIGHT + 2, 0, -TIGHT, 0), quiet, text)

    def _words(
        self,
        event: Occurrence,
        look: Look,
        place: QRectF,
        time_ink: str,
        title_ink: str,
        *,
        with_title: bool = True,
    ) -> None:
        painter, presenter = self._painter, self._presenter
        colours = tone_colours(look.tone, self._palette)
        rest = self._icon(look.icon, place, colours.text)
        time = presenter.time_of(event)
        font = figures_font(self._font)
        metrics = QFontMetricsF(font)
        # Half a time says nothing.
        if time and metrics.horizontalAdvance(time) <= rest.width():
            painter.setFont(font)
            painter.setPen(time_ink)
            painter.drawText(rest, _LINE, isolated(time))
            rest = self._after(rest, metrics.horizontalAdvance(time) + TIGHT + 1)
            if presenter.is_elsewhere(event, self._zone):
                rest = self._icon("globe", rest, QColor(time_ink))
        if presenter.clashes_of(event) and rest.width() >= _ICON:
            rest = self._icon("warning", rest, tone_colours(Tone.AMBER, self._palette).text)
        if rest.width() < _ICON or not with_title:
            return
        font = QFont(self._font)
        font.setStrikeOut(presenter.is_off(event))
        painter.setFont(font)
        painter.setPen(time_ink if presenter.is_off(event) else title_ink)
        title = presenter.title_of(event)
        title = QFontMetricsF(font).elidedText(title, Qt.TextElideMode.ElideRight, rest.width())
        painter.drawText(rest, _LINE, isolated(title))

    def _icon(self, name: str, place: QRectF, colour: QColor) -> QRectF:
        """Paint an icon where reading begins; what is left for the words."""
        left = place.right() - _ICON if self._is_mirrored else place.x()
        where = QRectF(round(left), round(place.center().y() - _ICON / 2), _ICON, _ICON)
        paint_icon(self._painter, name, where, colour)
        return self._after(place, _ICON + TIGHT)

    def _after(self, place: QRectF, width: float) -> QRectF:
        return place.adjusted(0, 0, -width, 0) if self._is_mirrored else place.adjusted(width, 0, 0, 0)
