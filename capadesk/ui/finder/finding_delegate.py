"""Draws the rows of the finder: headings, records with two lines, commands with their keys."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QFontMetricsF,
    QPainter,
    QPalette,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from capadesk.services.finder_commands import Command
from capadesk.services.finder_service import Finding
from capadesk.ui.common.look.bidi import isolated
from capadesk.ui.common.look.cell_drawing import draw_disc
from capadesk.ui.common.look.fonts import small_font, strong_font
from capadesk.ui.common.look.icons import paint_icon
from capadesk.ui.common.look.palette import hover_ground, selection_ground, tone_colours
from capadesk.ui.common.look.spacing import LARGE, MEDIUM, SMALL, TIGHT
from capadesk.ui.finder.finding_looks import initials_of, look_of
from capadesk.ui.finder.finding_model import FINDING_ROLE

_Index = QModelIndex | QPersistentModelIndex
_Role = QPalette.ColorRole
Marks = tuple[tuple[int, int], ...]

_DISC = 32
_ICON = 18
_RADIUS = 6
_CAP_RADIUS = 4


class FindingDelegate(QStyledItemDelegate):
    """Paints one row; `icon_of` gives a command's drawing."""

    def __init__(self, icon_of: Callable[[Command], str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._icon_of = icon_of
        self.hovered_row = -1

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        """Headings are low, commands one line, records two."""
        finding = index.data(FINDING_ROLE)
        first, second = QFontMetrics(option.font).height(), QFontMetrics(small_font(option.font)).height()
        if finding is None:
            return QSize(0, second + MEDIUM + TIGHT)
        if finding.command is not None:
            return QSize(0, max(first, _ICON) + 2 * SMALL)
        return QSize(0, max(first + second, _DISC) + MEDIUM)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Qt asks for a row."""
        finding = index.data(FINDING_ROLE)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setLayoutDirection(option.direction)
        if finding is None:
            self._paint_heading(painter, option, index.data())
        else:
            self._paint_ground(painter, option, index)
            if finding.command is not None:
                self._paint_command(painter, option, finding)
            else:
                self._paint_record(painter, option, finding)
        painter.restore()

    def _paint_ground(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        palette = option.palette
        if option.state & QStyle.StateFlag.State_Selected:
            colour = selection_ground(palette)
        elif index.row() == self.hovered_row:
            colour = hover_ground(palette)
        else:
            return
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawRoundedRect(QRectF(option.rect).adjusted(SMALL, 0, -SMALL, 0), _RADIUS, _RADIUS)

    def _paint_heading(self, painter: QPainter, option: QStyleOptionViewItem, words: str) -> None:
        font = small_font(option.font)
        font.setWeight(QFont.Weight.DemiBold)
        line = _Line(painter, option, LARGE, LARGE)
        place = option.rect.adjusted(0, SMALL, 0, 0)
        line.write(words, font, option.palette.color(_Role.PlaceholderText), place.y(), place.height())

    def _paint_record(self, painter: QPainter, option: QStyleOptionViewItem, finding: Finding) -> None:
        rect, palette = option.rect, option.palette
        disc = _mirrored(
            option, QRect(rect.x() + LARGE, rect.y() + (rect.height() - _DISC) // 2, _DISC, _DISC)
        )
        initials = initials_of(finding)
        if initials:
            draw_disc(painter, QRectF(disc), option, initials)
        else:
            look = look_of(finding)
            colours = tone_colours(look.tone, palette)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colours.ground)
            painter.drawRoundedRect(QRectF(disc), 2 * _CAP_RADIUS, 2 * _CAP_RADIUS)
            paint_icon(painter, look.icon, _within(disc), colours.text)
        first, second = strong_font(option.font), small_font(option.font)
        first_height, second_height = QFontMetrics(first).height(), QFontMetrics(second).height()
        height = first_height + (second_height if finding.detail else 0)
        top = rect.y() + (rect.height() - height) // 2
        line = _Line(painter, option, LARGE + _DISC + MEDIUM, LARGE)
        line.write(finding.title, first, palette.color(_Role.Text), top, first_height, finding.marks)
        if finding.detail:
            quiet = palette.color(_Role.PlaceholderText)
            line.write(finding.detail, second, quiet, top + first_height, second_height)

    def _paint_command(self, painter: QPainter, option: QStyleOptionViewItem, finding: Finding) -> None:
        assert finding.command is not None
        rect, palette = option.rect, option.palette
        quiet = palette.color(_Role.PlaceholderText)
        box = _mirrored(option, QRect(rect.x() + LARGE, rect.y(), _DISC, rect.height()))
        paint_icon(painter, self._icon_of(finding.command), _within(box), quiet)
        right = LARGE + self._paint_keys(painter, option, finding.command.keys)
        left = LARGE + _DISC + MEDIUM
        line = _Line(painter, option, left, right)
        ink = palette.color(_Role.Text)
        width = line.write(finding.title, option.font, ink, rect.y(), rect.height(), finding.marks)
        if finding.detail:
            line = _Line(painter, option, left + width + MEDIUM, right)
            line.write(finding.detail, small_font(option.font), quiet, rect.y(), rect.height())

    def _paint_keys(self, painter: QPainter, option: QStyleOptionViewItem, keys: str) -> int:
        """The keys at the end of the row, in a cap; the width that they take."""
        if not keys:
            return 0
        font = small_font(option.font)
        metrics = QFontMetrics(font)
        width, height = metrics.horizontalAdvance(keys) + 2 * SMALL, metrics.height() + TIGHT
        rect, palette = option.rect, option.palette
        top = rect.y() + (rect.height() - height) // 2
        cap = QRectF(_mirrored(option, QRect(rect.right() - LARGE - width, top, width, height)))
        painter.setPen(palette.color(_Role.Mid))
        painter.setBrush(palette.color(_Role.Base))
        painter.drawRoundedRect(cap.adjusted(0.5, 0.5, -0.5, -0.5), _CAP_RADIUS, _CAP_RADIUS)
        painter.setFont(font)
        painter.setPen(palette.color(_Role.PlaceholderText))
        painter.drawText(cap, Qt.AlignmentFlag.AlignCenter, keys)
        return width + SMALL


class _Line:
    """A line of words between two distances from the row's sides."""

    def __init__(self, painter: QPainter, option: QStyleOptionViewItem, left: int, right: int) -> None:
        self._painter = painter
        self._option = option
        self._left = option.rect.x() + left
        self._width = max(option.rect.width() - left - right, 0)

    def write(self, words: str, font: QFont, colour: QColor, top: int, height: int, marks: Marks = ()) -> int:
        """Write as much as fits, what is marked in the accent; the width of it."""
        metrics = QFontMetricsF(font)
        shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, self._width)
        place = QRectF(_mirrored(self._option, QRect(self._left, top, self._width, height)))
        self._painter.setFont(font)
        self._painter.setPen(colour)
        direction = self._option.direction
        if marks:
            accent = self._option.palette.color(_Role.Accent)
            layout = _marked(shown, font, direction, marks, accent, place.width())
            height_of_line = layout.lineAt(0).height()
            layout.draw(self._painter, QPointF(place.x(), place.center().y() - height_of_line / 2))
        else:
            flags = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
            self._painter.drawText(place, flags | int(Qt.TextFlag.TextSingleLine), isolated(shown))
        return round(metrics.horizontalAdvance(shown))


def _marked(
    words: str, font: QFont, direction: Qt.LayoutDirection, marks: Marks, accent: QColor, width: float
) -> QTextLayout:
    layout = QTextLayout(words, font)
    option = QTextOption(QStyle.visualAlignment(direction, Qt.AlignmentFlag.AlignLeft))
    option.setTextDirection(direction)
    option.setWrapMode(QTextOption.WrapMode.NoWrap)
    layout.setTextOption(option)
    formats = []
    for first, after in marks:
        if first < len(words):
            part = QTextLayout.FormatRange()
            part.start, part.length = first, min(after, len(words)) - first
            part.format.setForeground(accent)
            formats.append(part)
    layout.setFormats(formats)
    layout.beginLayout()
    layout.createLine().setLineWidth(width)
    layout.endLayout()
    return layout


def _mirrored(option: QStyleOptionViewItem, rect: QRect) -> QRect:
    return QStyle.visualRect(option.direction, option.rect, rect)


def _within(box: QRect) -> QRectF:
    centre = QRectF(box).center()
    return QRectF(round(centre.x() - _ICON / 2), round(centre.y() - _ICON / 2), _ICON, _ICON)
