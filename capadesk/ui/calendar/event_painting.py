"""Paints one event in one line: a band for whole days, an icon with time and title for the others."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPalette, QPen

from capadesk.services.calendars.occurrence_service import Occurrence
from capadesk.ui.calendar.calendar_content import Look
from capadesk.ui.calendar.calendar_presenter import CalendarPresenter
from capadesk.ui.calendar.text_lines import lines_wanted, text_lines
from capadesk.ui.common.look.bidi import isolated
from capadesk.ui.common.look.fonts import figures_font, small_font
from capadesk.ui.common.look.icons import paint_icon
from capadesk.ui.common.look.palette import Tone, ToneColours, hovered_ground, tone_colours
from capadesk.ui.common.look.spacing import SMALL, TIGHT

_Role = QPalette.ColorRole
_ICON = 14
_ROUND = 5
_STRIP = 3
_AIR = 4
_TITLE_LEAST = 40.0
_STRONG_FROM = 96
"""Names in a narrower place are not strong: more of them fits."""
_LINE = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft) | int(Qt.TextFlag.TextSingleLine)


def line_height(font: QFont) -> int:
    """How high a line with an event is, in pixels, without the space below it."""
    return round(QFontMetricsF(small_font(font)).height()) + _AIR


def _where(event: Occurrence) -> str:
    return ", ".join(part for part in (event.venue, event.city) if part)


def further_line_height(font: QFont) -> float:
    """How much higher it is with each further line of its title."""
    return QFontMetricsF(small_font(font)).lineSpacing()


class EventWords:
    """What a line of a month says of an event, and how much room that takes."""

    def __init__(self, presenter: CalendarPresenter, font: QFont, zone: str) -> None:
        self._presenter = presenter
        self._metrics = QFontMetricsF(small_font(font))
        self._figures = QFontMetricsF(figures_font(small_font(font)))
        self._zone = zone

    def text(self, event: Occurrence) -> str:
        """Its title, and the time there where it was agreed on in another zone."""
        there = self._presenter.time_there(event, self._zone)
        title = self._presenter.title_of(event)
        return f"{title} ({there})" if there else title

    def lines_wanted(self, event: Occurrence, width: float, at_most: int) -> int:
        """In how many lines a place of that width holds all of it."""
        room = width - 2 * TIGHT - _ICON - TIGHT
        first = room
        time = self._presenter.time_of(event)
        if time:
            first -= self._figures.horizontalAdvance(time) + TIGHT + 1
        for has_icon in (
            self._presenter.is_elsewhere(event, self._zone),
            bool(self._presenter.clashes_of(event)),
        ):
            first -= (_ICON + TIGHT) if has_icon else 0
        return lines_wanted(self.text(event), self._metrics, first, room, at_most)


class EventPainter:
    """Paints events for a calendar in its palette, font and direction."""

    def __init__(
        self,
        painter: QPainter,
        presenter: CalendarPresenter,
        font: QFont,
        palette: QPalette,
        zone: str,
        hovered: Occurrence | None = None,
    ) -> None:
        """`zone` is that of the calendar: an event from elsewhere has a mark.

        `hovered` is under the pointer.
        """
        self._zone = zone
        self._hovered = hovered
        self._painter = painter
        self._presenter = presenter
        self._font_given = font
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
        painter.setBrush(self._ground(event, colours))
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

    def _ground(self, event: Occurrence, colours: ToneColours) -> QColor:
        return hovered_ground(*colours) if event == self._hovered else colours.ground

    def _frame(self, place: QRectF) -> None:
        """A line around the event that keys are about."""
        painter = self._painter
        painter.save()
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(self._palette.color(_Role.Accent), 1.6))
        painter.drawRoundedRect(place.adjusted(0.8, 0.8, -0.8, -0.8), _ROUND - 1, _ROUND - 1)
        painter.restore()

    def block(
        self, event: Occurrence, place: QRectF, *, seen_from: float = 0.0, is_chosen: bool = False
    ) -> None:
        """An event as high as it takes time: a ground with a strip, and words in lines as there is room.

        What lies above `seen_from` is hidden; the words begin below it.
        """
        look = self._presenter.look(event)
        colours = tone_colours(look.tone, self._palette)
        painter = self._painter
        painter.save()
        painter.setClipRect(place, Qt.ClipOperation.IntersectClip)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._ground(event, colours))
        painter.drawRoundedRect(place, _ROUND, _ROUND)
        strip = QRectF(place.x(), place.y(), _STRIP, place.height())
        if self._is_mirrored:
            strip.moveRight(place.right())
        painter.fillRect(strip, colours.text)
        height = QFontMetricsF(self._font).height()
        hidden = min(max(seen_from - place.y(), 0.0), max(place.height() - height - 2, 0.0))
        inner = self._after(place, _STRIP).adjusted(TIGHT, 2 + hidden, -TIGHT, 0)
        ink = colours.text.name()
        if inner.height() + 2 < 2 * height + TIGHT:
            one_line = QRectF(inner.x(), inner.y(), inner.width(), min(height + 2, inner.height()))
            self._words(event, look, one_line, ink, ink, title_least=_TITLE_LEAST)
        else:
            first = QRectF(inner.x(), inner.y(), inner.width(), height + 2)
            left = self._words(event, look, first, ink, ink, with_title=False)
            is_said = self._place_beside(event, left, ink)
            rest = QRectF(inner.x(), first.bottom(), inner.width(), inner.bottom() - first.bottom())
            self._wrapped(event, rest, ink, with_place=not is_said)
        painter.restore()
        if is_chosen:
            self._frame(place)

    def _place_beside(self, event: Occurrence, place: QRectF, ink: str) -> bool:
        """Where it is, beside its time; whether there was room for that."""
        where_it_is = _where(event)
        if not where_it_is or QFontMetricsF(self._font).horizontalAdvance(where_it_is) > place.width():
            return False
        self._painter.setFont(self._font)
        self._painter.setPen(ink)
        self._painter.drawText(place, _LINE, isolated(where_it_is))
        return True

    def _wrapped(self, event: Occurrence, place: QRectF, ink: str, *, with_place: bool) -> None:
        font = QFont(self._font)
        font.setStrikeOut(self._presenter.is_off(event))
        if place.width() >= _STRONG_FROM:
            font.setWeight(QFont.Weight.DemiBold)
        self._painter.setFont(font)
        self._painter.setPen(ink)
        metrics = QFontMetricsF(font)
        spacing = metrics.lineSpacing()
        lines = max(int(place.height() // spacing), 1)
        words = EventWords(self._presenter, self._font_given, self._zone).text(event)
        found = text_lines(words, metrics, place.width(), place.width(), lines)
        for number, line in enumerate(found):
            where = QRectF(place.x(), place.y() + number * spacing, place.width(), spacing)
            self._painter.drawText(where, _LINE, isolated(line))
        where_it_is = _where(event)
        if with_place and where_it_is and len(found) < lines:
            self._painter.setFont(self._font)
            below = QRectF(place.x(), place.y() + len(found) * spacing, place.width(), spacing)
            text = QFontMetricsF(self._font).elidedText(
                where_it_is, Qt.TextElideMode.ElideRight, place.width()
            )
            self._painter.drawText(below, _LINE, isolated(text))

    def line(self, event: Occurrence, place: QRectF, *, is_chosen: bool = False) -> None:
        """An event with a time, without a ground unless the pointer is over it."""
        if event == self._hovered:
            self._painter.setPen(Qt.PenStyle.NoPen)
            ink, base = self._palette.color(_Role.Text), self._palette.color(_Role.Base)
            self._painter.setBrush(hovered_ground(ink, base))
            self._painter.drawRoundedRect(place, _ROUND, _ROUND)
        if is_chosen:
            self._frame(place)
        text = self._palette.color(_Role.Text).name()
        quiet = self._palette.color(_Role.PlaceholderText).name()
        look = self._presenter.look(event)
        inner = place.adjusted(TIGHT, 0, -TIGHT, 0)
        first = QRectF(inner.x(), inner.y(), inner.width(), line_height(self._font_given))
        self._words(event, look, first, quiet, text, below=place.bottom())

    def _words(
        self,
        event: Occurrence,
        look: Look,
        place: QRectF,
        time_ink: str,
        title_ink: str,
        *,
        with_title: bool = True,
        title_least: float = 0.0,
        below: float = 0.0,
    ) -> QRectF:
        """What is left of the first line; `below` is how far down the title may go on under it.

        Where less than `title_least` is left for the title, it has the place of the time.
        """
        painter, presenter = self._painter, self._presenter
        colours = tone_colours(look.tone, self._palette)
        rest = self._icon(look.icon, place, colours.text)
        if presenter.clashes_of(event) and rest.width() >= _ICON:
            rest = self._icon("warning", rest, tone_colours(Tone.AMBER, self._palette).text)
        font = figures_font(self._font)
        metrics = QFontMetricsF(font)
        time = presenter.time_of(event)
        if not with_title and metrics.horizontalAdvance(presenter.times_of(event)) <= rest.width():
            time = presenter.times_of(event)
        # Half a time says nothing.
        if time and metrics.horizontalAdvance(time) + title_least <= rest.width():
            painter.setFont(font)
            painter.setPen(time_ink)
            painter.drawText(rest, _LINE, isolated(time))
            rest = self._after(rest, metrics.horizontalAdvance(time) + TIGHT + 1)
            if presenter.is_elsewhere(event, self._zone) and rest.width() >= _ICON:
                rest = self._icon("globe", rest, QColor(time_ink))
        if rest.width() < _ICON or not with_title:
            return self._after(rest, SMALL)
        font = QFont(self._font)
        font.setStrikeOut(presenter.is_off(event))
        painter.setFont(font)
        painter.setPen(time_ink if presenter.is_off(event) else title_ink)
        metrics = QFontMetricsF(font)
        spacing = metrics.lineSpacing()
        lines = max(int((below - place.bottom()) // spacing) + 1, 1)
        after_icon = self._after(place, _ICON + TIGHT)
        words = EventWords(presenter, self._font_given, self._zone)
        for number, line in enumerate(
            text_lines(words.text(event), metrics, rest.width(), after_icon.width(), lines)
        ):
            where = rest if number == 0 else after_icon.translated(0, number * spacing)
            painter.drawText(where, _LINE, isolated(line))
        return QRectF()

    def _icon(self, name: str, place: QRectF, colour: QColor) -> QRectF:
        """Paint an icon where reading begins; what is left for the words."""
        left = place.right() - _ICON if self._is_mirrored else place.x()
        where = QRectF(round(left), round(place.center().y() - _ICON / 2), _ICON, _ICON)
        paint_icon(self._painter, name, where, colour)
        return self._after(place, _ICON + TIGHT)

    def _after(self, place: QRectF, width: float) -> QRectF:
        return place.adjusted(0, 0, -width, 0) if self._is_mirrored else place.adjusted(width, 0, 0, 0)
