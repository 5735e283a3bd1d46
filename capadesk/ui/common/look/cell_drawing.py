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


def draw_chip(
    painter: QPainter, cell: QRectF, option: QStyleOptionViewItem, icon: str, tone: Tone, text: str
) -> None:
    """A chip at the beginning of a rectangle, centred in its height, elided to its width."""
    colours = tone_colours(tone, option.palette)
    font = small_font(option.font)
    font.setWeight(QFont.Weight.Medium)
    metrics = QFontMetricsF(font)
    around = 2 * SMALL + _CHIP_ICON + TIGHT
    words = metrics.elidedText(text, Qt.TextElideMode.ElideRight, max(cell.width() - around, 0))
    width = min(metrics.horizontalAdvance(words) + around + 1, cell.width())
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
