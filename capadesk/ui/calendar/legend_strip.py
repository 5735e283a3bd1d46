"""Below the calendar: what the icons and colours of the events that are seen say."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QSizePolicy, QWidget

from capadesk.services.words import _
from capadesk.ui.calendar.calendar_content import Look
from capadesk.ui.common.look.bidi import isolated
from capadesk.ui.common.look.fonts import small_font
from capadesk.ui.common.look.icons import paint_icon
from capadesk.ui.common.look.palette import tone_colours
from capadesk.ui.common.look.spacing import LARGE, TIGHT, WIDE

_SWATCH = 18
_ICON = 12
_LINE = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft) | int(Qt.TextFlag.TextSingleLine)


class LegendStrip(QWidget):
    """A line of icons on their grounds, each with its word; what has no room is in the tool tip."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.looks: Sequence[Look] = ()
        self.setAccessibleName(_("What colours say"))
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.hide()

    def show_looks(self, looks: Sequence[Look]) -> None:
        """Explain them; without any there is no legend."""
        if looks != self.looks:
            self.looks = looks
            words = ", ".join(look.word for look in looks)
            self.setToolTip(words)
            self.setAccessibleDescription(words)
            self.update()
        self.setVisible(bool(looks))

    def sizeHint(self) -> QSize:
        """One line."""
        height = max(round(QFontMetricsF(small_font(self.font())).height()), _SWATCH)
        return QSize(0, height + 2 * TIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        """From where reading begins."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setLayoutDirection(self.layoutDirection())
        painter.setFont(small_font(self.font()))
        for look, place in self._places():
            colours = tone_colours(look.tone, self.palette())
            swatch = QRectF(place.x(), place.center().y() - _SWATCH / 2, _SWATCH, _SWATCH)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colours.ground)
            painter.drawRoundedRect(self._mirrored(swatch), TIGHT, TIGHT)
            icon = QRectF(0, 0, _ICON, _ICON)
            icon.moveCenter(swatch.center())
            paint_icon(painter, look.icon, self._mirrored(icon), colours.text)
            painter.setPen(self.palette().color(QPalette.ColorRole.PlaceholderText))
            words = place.adjusted(_SWATCH + TIGHT + 2, 0, 0, 0)
            painter.drawText(self._mirrored(words), _LINE, isolated(look.word))
        painter.end()

    def _places(self) -> list[tuple[Look, QRectF]]:
        """Those that have room, each with its place counted from where reading begins."""
        metrics = QFontMetricsF(small_font(self.font()))
        found, left = [], float(WIDE)
        for look in self.looks:
            wide = _SWATCH + TIGHT + 2 + metrics.horizontalAdvance(look.word) + 1
            if left + wide > self.width() - WIDE:
                break
            found.append((look, QRectF(left, 0, wide, self.height())))
            left += wide + LARGE
        return found

    def _mirrored(self, place: QRectF) -> QRectF:
        if self.layoutDirection() == Qt.LayoutDirection.RightToLeft:
            return QRectF(self.width() - place.right(), place.y(), place.width(), place.height())
        return place
