"""A number and what it counts, as one quiet button."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QKeyEvent, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from capadesk.ui.common.look.fonts import figures_font, strong_font
from capadesk.ui.common.look.spacing import TIGHT
from capadesk.ui.common.look.style_drawing import draw_ring
from capadesk.ui.overview.overview_content import Figure

_AIR = 3  # for the ring of the focus: the words stand below the title of the page


class FigureButton(QAbstractButton):
    """Says a figure; a click leads to what it counts."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._figure: Figure | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    @property
    def figure(self) -> Figure:
        """What is shown."""
        assert self._figure is not None
        return self._figure

    def show_figure(self, figure: Figure) -> None:
        """Show another figure."""
        self._figure = figure
        self.setText(f"{figure.number} {figure.words}")
        self.setAccessibleName(self.text())
        self.updateGeometry()
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses it like the blank key."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        """Its words and their air."""
        number, words = self._widths()
        return QSize(
            round(number + TIGHT + words) + 2 * _AIR + 1,
            round(QFontMetricsF(self.font()).height()) + 2 * TIGHT + 2,
        )

    def minimumSizeHint(self) -> QSize:
        """Its words are never cut."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt asks for the button's look."""
        if self._figure is None:
            return
        painter = QPainter(self)
        palette = self.palette()
        rect = QRectF(self.rect())
        is_hovered = self.underMouse() or self.isDown()
        text = palette.color(QPalette.ColorRole.WindowText)
        quiet = palette.color(QPalette.ColorRole.Link if is_hovered else QPalette.ColorRole.PlaceholderText)
        number, words = self._widths()
        is_mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        left = _AIR + words + TIGHT if is_mirrored else _AIR
        flags = Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.setFont(self._number_font())
        painter.setPen(text)
        painter.drawText(QRectF(left, 0, number + 1, rect.height()), flags, self._figure.number)
        painter.setFont(self.font())
        painter.setPen(quiet)
        left = _AIR if is_mirrored else _AIR + number + TIGHT
        painter.drawText(QRectF(left, 0, words + 1, rect.height()), flags, self._figure.words)
        if self.hasFocus():
            draw_ring(painter, rect, palette)
        painter.end()

    def _number_font(self) -> QFont:
        return figures_font(strong_font(self.font()))

    def _widths(self) -> tuple[float, float]:
        if self._figure is None:
            return 0.0, 0.0
        return (
            QFontMetricsF(self._number_font()).horizontalAdvance(self._figure.number),
            QFontMetricsF(self.font()).horizontalAdvance(self._figure.words),
        )
