"""One record on a card: a title, a date and chips, painted; a click opens it, its button acts on it."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QFont,
    QFontMetrics,
    QFontMetricsF,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractButton, QPushButton, QSizePolicy, QStyleOptionViewItem, QWidget

from capadesk.ui.common.look.bidi import isolated
from capadesk.ui.common.look.cell_drawing import draw_chip, draw_disc
from capadesk.ui.common.look.fonts import small_font, strong_font
from capadesk.ui.common.look.icons import paint_icon
from capadesk.ui.common.look.palette import Tone, hover_ground, tone_colours
from capadesk.ui.common.look.spacing import MEDIUM, SMALL, TIGHT
from capadesk.ui.common.look.style_drawing import draw_ring, fill
from capadesk.ui.overview.overview_content import CardRow, RowChip

_SIGN = 14
_DISC = 32
_INSET = 7
_CHIPS_BESIDE_A_BUTTON_FROM = 400
_CHIP_EXTRA = 2 * SMALL + 14 + TIGHT + 2
_CHIPS_SHARE = 0.5
_SIDE_BY_SIDE_SHARE = 0.45


class OverviewRow(QAbstractButton):
    """A row that can be pressed. Up and Down are told to the card, which knows its neighbours."""

    act_wanted = Signal()
    step_wanted = Signal(int)
    """Go on by so many rows: -1 or 1."""
    entered = Signal()
    """The focus has come to the row or its button."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._row: CardRow | None = None
        self._is_current = False
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.act_button = _ActButton(self)
        self.act_button.clicked.connect(self.act_wanted)
        self.act_button.entered.connect(self.entered)
        self.act_button.step_wanted.connect(self.step_wanted)
        self.set_current(is_current=False)

    @property
    def row(self) -> CardRow:
        """What is shown."""
        assert self._row is not None
        return self._row

    def show_row(self, row: CardRow) -> None:
        """Show a record."""
        self._row = row
        self.setText(row.title)
        self.setAccessibleName(row.spoken)
        self.setToolTip("\n".join(part for part in (row.title, row.full_when, row.detail) if part))
        self.act_button.setVisible(row.act is not None)
        if row.act is not None:
            self.act_button.setText(row.act.text)
            self.act_button.setAccessibleName(row.act.spoken)
            self.act_button.setToolTip(row.act.spoken)
        self.updateGeometry()
        self._place_button()
        self.update()

    def set_current(self, *, is_current: bool) -> None:
        """Whether Tab comes to this row: to one of each card."""
        self._is_current = is_current
        policy = Qt.FocusPolicy.StrongFocus if is_current else Qt.FocusPolicy.ClickFocus
        self.setFocusPolicy(policy)
        self.act_button.setFocusPolicy(policy)

    # --- keys and focus ---------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens like the blank key; Up and Down go to the neighbours."""
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()), 0)
        if step:
            self.step_wanted.emit(step)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """This row is the card's current one now."""
        super().focusInEvent(event)
        self.entered.emit()

    # --- look -------------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        """Room for two lines, and for two chips above each other."""
        lines = QFontMetrics(self.font()).height() + QFontMetrics(small_font(self.font())).height()
        has_many_chips = self._row is not None and len(self._row.chips) > 1
        chips = 2 * self._chip_height() + TIGHT if has_many_chips else 0
        return QSize(280, max(lines, chips) + 2 * SMALL)

    def minimumSizeHint(self) -> QSize:
        """As high, hardly as wide."""
        return QSize(160, self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The button stays at the end."""
        super().resizeEvent(event)
        self._place_button()

    def _place_button(self) -> None:
        hint = self.act_button.sizeHint()
        place = QRect(
            self.width() - hint.width() - SMALL,
            (self.height() - hint.height()) // 2,
            hint.width(),
            hint.height(),
        )
        if self.layoutDirection() == Qt.LayoutDirection.RightToLeft:
            place.moveLeft(SMALL)
        self.act_button.setGeometry(place)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt asks for the row's look."""
        if self._row is None:
            return
        painter = QPainter(self)
        painter.setLayoutDirection(self.layoutDirection())
        palette = self.palette()
        if self.underMouse() or self.isDown():
            fill(painter, QRectF(self.rect()), hover_ground(palette))
        room = QRectF(self.rect()).adjusted(SMALL, 0, -SMALL, 0)
        if self._row.act is not None:
            room = self._cut(room, self.act_button.width() + MEDIUM)
        room = self._paint_disc(painter, room, self._row)
        if self._row.act is None or room.width() > _CHIPS_BESIDE_A_BUTTON_FROM:
            room = self._cut(room, self._paint_chips(painter, room, self._row.chips))
        self._paint_words(painter, room, self._row)
        if self.hasFocus():
            draw_ring(painter, QRectF(self.rect()).adjusted(1, 1, -1, -1), palette)
        painter.end()

    def _cut(self, room: QRectF, width: float) -> QRectF:
        """What is left when something stands at the end."""
        if self.layoutDirection() == Qt.LayoutDirection.RightToLeft:
            return room.adjusted(width, 0, 0, 0)
        return room.adjusted(0, 0, -width, 0)

    def _paint_disc(self, painter: QPainter, room: QRectF, row: CardRow) -> QRectF:
        """The disc at the beginning; what is left behind it."""
        if not row.icon and not row.initials:
            return room
        is_mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        left = room.right() - _DISC if is_mirrored else room.x()
        disc = QRectF(left, round(room.center().y() - _DISC / 2), _DISC, _DISC)
        if row.initials:
            draw_disc(painter, disc, self._option(), row.initials)
        else:
            colours = tone_colours(Tone.NEUTRAL, self.palette())
            fill(painter, disc, colours.ground, _DISC / 2)
            paint_icon(painter, row.icon, disc.adjusted(_INSET, _INSET, -_INSET, -_INSET), colours.text)
        return self._after(room, _DISC + MEDIUM)

    def _option(self) -> QStyleOptionViewItem:
        option = QStyleOptionViewItem()
        option.initFrom(self)
        option.font = self.font()
        return option

    def _chip_font(self) -> QFont:
        font = small_font(self.font())
        font.setWeight(QFont.Weight.Medium)
        return font

    def _chip_height(self) -> int:
        return QFontMetrics(self._chip_font()).height() + 2 * TIGHT

    def _paint_chips(self, painter: QPainter, room: QRectF, chips: tuple[RowChip, ...]) -> float:
        """Chips at the end: side by side, or above each other where that takes too much; their width."""
        if not chips:
            return 0.0
        metrics = QFontMetricsF(self._chip_font())
        widths = [metrics.horizontalAdvance(chip.text) + _CHIP_EXTRA for chip in chips]
        together = sum(widths) + SMALL * (len(chips) - 1)
        if together <= room.width() * _SIDE_BY_SIDE_SHARE or len(chips) == 1:
            lines = [list(zip(chips, widths, strict=True))]
        else:
            pairs = list(zip(chips, widths, strict=True))
            half = (len(pairs) + 1) // 2
            lines = [pairs[:half], pairs[half:]]
        most = room.width() * _CHIPS_SHARE
        height = float(self._chip_height())
        top = room.center().y() - (height * len(lines) + TIGHT * (len(lines) - 1)) / 2
        column = min(max(sum(w for _c, w in line) + SMALL * (len(line) - 1) for line in lines), most)
        option = self._option()
        is_mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        for line in lines:
            at = column - min(sum(width for _chip, width in line) + SMALL * (len(line) - 1), column)
            for chip, width in line:
                width = min(width, column - at)
                left = room.left() + column - at - width if is_mirrored else room.right() - column + at
                draw_chip(painter, QRectF(left, top, width, height), option, chip.icon, chip.tone, chip.text)
                at += width + SMALL
            top += height + TIGHT
        return column + MEDIUM

    def _paint_words(self, painter: QPainter, room: QRectF, row: CardRow) -> None:
        palette = self.palette()
        first, second = strong_font(self.font()), small_font(self.font())
        metrics, small = QFontMetricsF(first), QFontMetricsF(second)
        top = room.center().y() - (metrics.height() + small.height()) / 2
        painter.setFont(first)
        painter.setPen(palette.color(QPalette.ColorRole.Text))
        self._draw(painter, QRectF(room.x(), top, room.width(), metrics.height()), metrics, row.title)
        line = QRectF(room.x(), top + metrics.height(), room.width(), small.height())
        painter.setFont(second)
        colour = palette.color(QPalette.ColorRole.Text)
        if row.is_late:
            colour = tone_colours(Tone.RED, palette).text
            is_mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
            left = line.right() - _SIGN if is_mirrored else line.x()
            sign = QRectF(round(left), round(line.center().y() - _SIGN / 2), _SIGN, _SIGN)
            paint_icon(painter, "warning", sign, colour)
            line = self._after(line, _SIGN + TIGHT)
        painter.setPen(colour)
        self._draw(painter, line, small, row.when)
        if row.detail:
            line = self._after(line, small.horizontalAdvance(row.when))
            painter.setPen(palette.color(QPalette.ColorRole.PlaceholderText))
            self._draw(painter, line, small, f" · {row.detail}")

    def _after(self, room: QRectF, width: float) -> QRectF:
        """What is left behind something that stands at the beginning."""
        if self.layoutDirection() == Qt.LayoutDirection.RightToLeft:
            return room.adjusted(0, 0, -width, 0)
        return room.adjusted(width, 0, 0, 0)

    def _draw(self, painter: QPainter, where: QRectF, metrics: QFontMetricsF, text: str) -> None:
        if where.width() < metrics.averageCharWidth():
            return
        words = metrics.elidedText(text, Qt.TextElideMode.ElideRight, where.width())
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(where, int(flags) | int(Qt.TextFlag.TextSingleLine), isolated(words))


class _ActButton(QPushButton):
    entered = Signal()
    step_wanted = Signal(int)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.entered.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()), 0)
        if step:
            self.step_wanted.emit(step)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)
