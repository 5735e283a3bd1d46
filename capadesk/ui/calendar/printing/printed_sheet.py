"""What every printed page of the calendar shares: its size, fonts, colours, heading and foot."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from PySide6.QtCore import QByteArray, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QGuiApplication, QPainter, QPalette, QPen
from PySide6.QtSvg import QSvgRenderer

from capadesk.services.words import _
from capadesk.ui.calendar.calendar_content import Look
from capadesk.ui.common.look.bidi import isolated
from capadesk.ui.common.look.icons import drawing
from capadesk.ui.common.look.palette import light_palette, tone_colours

DOTS_PER_INCH = 96.0
"""The unit of all places and sizes on a page is the 96th part of an inch, whatever paints it."""
_Role = QPalette.ColorRole
_HEAD, _FOOT = 40.0, 24.0
LEGEND = 18.0
"""The height of a legend below what is on a page."""
_TEXT, _SMALL, _TITLE = 12.0, 10.5, 22.0
LEFT = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft) | int(Qt.TextFlag.TextSingleLine)
TRAILING = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight) | int(Qt.TextFlag.TextSingleLine)
CENTRE = int(Qt.AlignmentFlag.AlignCenter) | int(Qt.TextFlag.TextSingleLine)

Page = Callable[["Sheet"], None]
"""Paints what is between heading and foot."""


class Heading(NamedTuple):
    """What stands over and under each page."""

    title: str
    platform: str
    printed: str


class Sheet:
    """One page while it is painted; places are counted from its upper left corner within the margins."""

    def __init__(self, painter: QPainter, size: QSizeF) -> None:
        """`size` in units of DOTS_PER_INCH."""
        self.painter = painter
        self.size = size
        self.palette = light_palette()
        self.is_mirrored = QGuiApplication.isRightToLeft()

    @property
    def body(self) -> QRectF:
        """Where the page itself is painted."""
        return body_of(self.size)

    def ink(self, role: QPalette.ColorRole = _Role.Text) -> QColor:
        """A colour of the light palette."""
        return self.palette.color(role)

    def text(
        self, place: QRectF, text: str, font: QFont, ink: QColor | None = None, flags: int = LEFT
    ) -> None:
        """Words in a place, cut short where they are longer."""
        self.painter.setFont(font)
        self.painter.setPen(ink if ink is not None else self.ink())
        cut = QFontMetricsF(font).elidedText(text, Qt.TextElideMode.ElideRight, place.width())
        self.painter.drawText(self.mirrored(place), flags, isolated(cut))

    def line(self, x1: float, y1: float, x2: float, y2: float, ink: QColor | None = None) -> None:
        """A hair line; with an ink of its own a stronger one."""
        place = self.mirrored(QRectF(x1, y1, x2 - x1, y2 - y1))
        self.painter.setPen(QPen(self.ink(_Role.Mid), 0.5) if ink is None else QPen(ink, 1.0))
        self.painter.drawLine(place.topLeft(), place.bottomRight())

    def box(self, place: QRectF, ground: QColor, radius: float = 3.0) -> None:
        """A ground with round corners."""
        self.painter.setPen(Qt.PenStyle.NoPen)
        self.painter.setBrush(ground)
        self.painter.drawRoundedRect(self.mirrored(place), radius, radius)

    def icon(self, name: str, place: QRectF, colour: QColor) -> None:
        """A line drawing, drawn as such."""
        QSvgRenderer(QByteArray(drawing(name, colour).encode())).render(self.painter, self.mirrored(place))

    def mirrored(self, place: QRectF) -> QRectF:
        """A place that was counted from the side where reading begins."""
        if not self.is_mirrored:
            return place
        return QRectF(self.size.width() - place.right(), place.y(), place.width(), place.height())

    def legend(self, looks: Sequence[Look], place: QRectF) -> None:
        """What icons and colours say, as far as there is room."""
        font = small_text_font()
        left, side = place.x(), _SMALL
        for look in looks:
            wide = QFontMetricsF(font).horizontalAdvance(look.word) + 2
            if left + side + 4 + wide > place.right():
                return
            ink = tone_colours(look.tone, self.palette).text
            self.icon(look.icon, QRectF(left, place.center().y() - side / 2, side, side), ink)
            words = QRectF(left + side + 4, place.y(), wide, place.height())
            self.text(words, look.word, font, self.ink(_Role.PlaceholderText))
            left = words.right() + 14

    def frame(self, heading: Heading, number: int, count: int) -> None:
        """Heading and foot."""
        width, height = self.size.width(), self.size.height()
        self.text(QRectF(0, 0, width * 0.6, 30), heading.title, title_font())
        platform = QRectF(width * 0.6, 0, width * 0.4, 30)
        self.text(platform, heading.platform, text_font(), self.ink(_Role.PlaceholderText), TRAILING)
        foot = QRectF(0, height - 16, width, 16)
        quiet = self.ink(_Role.PlaceholderText)
        self.text(QRectF(0, foot.y(), width * 0.6, 16), heading.printed, small_text_font(), quiet)
        page = _("Page {number} of {count}").format(number=number, count=count)
        self.text(QRectF(width * 0.6, foot.y(), width * 0.4, 16), page, small_text_font(), quiet, TRAILING)


def body_of(size: QSizeF) -> QRectF:
    """Where a page of that size has room between heading and foot."""
    return QRectF(0, _HEAD, size.width(), size.height() - _HEAD - _FOOT)


def text_font(*, is_strong: bool = False, is_off: bool = False) -> QFont:
    """The font of a page."""
    return _font(_TEXT, is_strong=is_strong, is_off=is_off)


def small_text_font(*, is_strong: bool = False, is_off: bool = False) -> QFont:
    """For second lines and what stands close."""
    return _font(_SMALL, is_strong=is_strong, is_off=is_off)


def title_font() -> QFont:
    """For the heading of a page."""
    return _font(_TITLE, is_strong=True)


def _font(size: float, *, is_strong: bool = False, is_off: bool = False) -> QFont:
    font = QFont(QGuiApplication.font())
    # Pixels are units of the page, whatever the printer's dots are.
    font.setPixelSize(round(size))
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    font.setStrikeOut(is_off)
    if is_strong:
        font.setWeight(QFont.Weight.DemiBold)
    return font
