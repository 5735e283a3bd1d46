"""The quiet field that stands in the window and opens the finder."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QKeySequence, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QStyle, QWidget

from capadesk.services.words import _
from capadesk.ui.common.look.fonts import small_font
from capadesk.ui.common.look.icons import paint_icon
from capadesk.ui.common.look.spacing import MEDIUM, SMALL
from capadesk.ui.common.look.style_drawing import RADIUS, fill, outline

_ICON = 18
_HEIGHT = 34


class FinderButton(QAbstractButton):
    """Looks like a field: a lens, a word, the keys."""

    def __init__(self, keys: str, parent: QWidget | None = None) -> None:
        """`keys` as they are written in a file ("Ctrl+K")."""
        super().__init__(parent)
        self._keys = QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)
        self.setText(_("Find"))
        self.setToolTip(_("Find any record and any command ({keys})").format(keys=self._keys))
        self.setAccessibleDescription(self.toolTip())
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def sizeHint(self) -> QSize:
        """Wide enough for its words."""
        words = QFontMetrics(self.font()).horizontalAdvance(self.text())
        keys = QFontMetrics(small_font(self.font())).horizontalAdvance(self._keys)
        height = max(_HEIGHT, QFontMetrics(self.font()).height() + 2 * SMALL)
        return QSize(MEDIUM + _ICON + SMALL + words + MEDIUM + keys + MEDIUM, height)

    def minimumSizeHint(self) -> QSize:
        """Its words are never cut."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt asks for its look."""
        palette = self.palette()
        rect = self.rect()
        painter = QPainter(self)
        painter.setLayoutDirection(self.layoutDirection())
        has_focus = self.hasFocus()
        edge = QPalette.ColorRole.Accent if has_focus else QPalette.ColorRole.Mid
        if self.underMouse() and not has_focus:
            edge = QPalette.ColorRole.Dark
        fill(painter, QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5), palette.color(QPalette.ColorRole.Base))
        outline(painter, QRectF(rect), palette.color(edge), 2.0 if has_focus else 1.0, RADIUS)
        quiet = palette.color(QPalette.ColorRole.PlaceholderText)
        lens = rect.adjusted(0, 0, 0, 0)
        lens.setSize(QSize(_ICON, _ICON))
        lens.moveTo(MEDIUM - 2, (rect.height() - _ICON) // 2)
        lens = QStyle.visualRect(self.layoutDirection(), rect, lens)
        paint_icon(painter, "search", QRectF(lens), quiet)
        painter.setPen(quiet)
        words = rect.adjusted(MEDIUM + _ICON + SMALL - 2, 0, -MEDIUM, 0)
        flags = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(
            QStyle.visualRect(self.layoutDirection(), rect, words),
            flags | Qt.AlignmentFlag.AlignLeft,
            self.text(),
        )
        painter.setFont(small_font(self.font()))
        painter.drawText(
            QStyle.visualRect(self.layoutDirection(), rect, words),
            flags | Qt.AlignmentFlag.AlignRight,
            self._keys,
        )
        painter.end()
