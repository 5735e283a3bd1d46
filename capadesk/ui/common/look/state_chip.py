"""A chip that says a state: an icon and a word on a ground of its tone; nothing to press."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QStyleOptionViewItem, QWidget

from capadesk.ui.common.look.cell_drawing import draw_chip
from capadesk.ui.common.look.fonts import small_font
from capadesk.ui.common.look.palette import Tone
from capadesk.ui.common.look.spacing import SMALL, TIGHT

_ICON = 14
_LEAST_WIDTH = 140


class StateChip(QWidget):
    """As wide as its words."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon, self._tone, self._text = "info", Tone.NEUTRAL, ""
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    @property
    def text(self) -> str:
        """The words."""
        return self._text

    def show_state(self, icon: str, tone: Tone, text: str) -> None:
        """Say a state; "" says nothing."""
        self._icon, self._tone, self._text = icon, tone, text
        self.setAccessibleName(text)
        self.setToolTip(text)
        self.setVisible(bool(text))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """The words, the icon and their air."""
        metrics = QFontMetricsF(small_font(self.font()))
        width = metrics.horizontalAdvance(self._text) * 1.1 + 2 * SMALL + _ICON + TIGHT + 2
        return QSize(round(width), round(metrics.height()) + 2 * TIGHT)

    def minimumSizeHint(self) -> QSize:
        """Words may end in an ellipsis."""
        return QSize(min(self.sizeHint().width(), _LEAST_WIDTH), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt asks for its look."""
        painter = QPainter(self)
        option = QStyleOptionViewItem()
        option.initFrom(self)
        option.font = self.font()
        draw_chip(painter, QRectF(self.rect()), option, self._icon, self._tone, self._text)
        painter.end()
