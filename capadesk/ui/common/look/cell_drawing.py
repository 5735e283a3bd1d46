"""Draws what rows show in lists and on cards: chips with icon and word, discs with initials."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter
from PySide6.QtWidgets import QStyleOptionViewItem

from capadesk.ui.common.look.bidi import isolated
from capadesk.ui.common.look.fonts import small_font
from capadesk.ui.common.look.icons import paint_icon
from capadesk.ui.common.look.palette import Tone, tone_colours
from capadesk.ui.common.look.spacing import SMALL, TIGHT

_CHIP_ICON = 14
_AROUND = 2 * SMALL + _CHIP_ICON + TIGHT
_PERSON_TONES = (Tone.TEAL, Tone.BLUE, Tone.PURPLE, Tone.AMBER, Tone.GREEN, Tone.RED)


def draw_disc(painter: QPainter, disc: QRectF, option: QStyleOptionViewItem, initials: str) -> None:
    """A person's initials in a disc whose hue comes from them."""
    tone = _PERSON_TONES[sum(map(ord, initials)) % len(_PERSON_TONES)]
    colours = tone_colours(tone, option.palette)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colours.ground)
    painter.drawEllipse(disc)
    painter.setPen(colours.text)
    font = small_font(option.font)
    font.setWeight(QFont.Weight.DemiBold)
    painter.setFont(font)
    painter.drawText(disc, Qt.AlignmentFlag.AlignCenter, initials)


def chip_width(font: QFont, text: str) -> float:
    """How wide a chip is that says all of a text."""
    return QFontMetricsF(_chip_font(font)).horizontalAdvance(text) + _AROUND + 1


def _chip_font(font: QFont) -> QFont:
    chip = small_font(font)
    chip.setWeight(QFont.Weight.Medium)
    return chip


def draw_chip(
    painter: QPainter, cell: QRectF, option: QStyleOptionViewItem, icon: str, tone: Tone, text: str
) -> None:
    """A chip at the beginning of a rectangle, centred in its height, elided to its width."""
    colours = tone_colours(tone, option.palette)
    font = _chip_font(option.font)
    metrics = QFontMetricsF(font)
    words = metrics.elidedText(text, Qt.TextElideMode.ElideRight, max(cell.width() - _AROUND, 0))
    width = min(chip_width(option.font, words), cell.width())
    height = metrics.height() + 2 * TIGHT
    is_mirrored = option.direction == Qt.LayoutDirection.RightToLeft
    left = cell.right() - width if is_mirrored else cell.x()
    chip = QRectF(left, round(cell.center().y() - height / 2), width, height)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colours.ground)
    painter.drawRoundedRect(chip, height / 2, height / 2)
    inner = chip.adjusted(SMALL, 0, -SMALL, 0)
    icon_left = inner.right() - _CHIP_ICON if is_mirrored else inner.x()
    where = QRectF(round(icon_left), round(chip.center().y() - _CHIP_ICON / 2), _CHIP_ICON, _CHIP_ICON)
    paint_icon(painter, icon, where, colours.text)
    gap = _CHIP_ICON + TIGHT
    place = inner.adjusted(0, 0, -gap, 0) if is_mirrored else inner.adjusted(gap, 0, 2, 0)
    painter.setFont(font)
    painter.setPen(colours.text)
    painter.drawText(place, line_flags(Qt.AlignmentFlag.AlignLeft), isolated(words))


def line_flags(side: Qt.AlignmentFlag) -> int:
    """Of one line of text, in the middle of the height."""
    return int(side | Qt.AlignmentFlag.AlignVCenter) | int(Qt.TextFlag.TextSingleLine)
