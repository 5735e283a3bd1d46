"""The rail on the left: one button for each area, with its icon and name."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QSizePolicy, QVBoxLayout, QWidget

from capadesk.services.words import _
from capadesk.ui.common.look.fonts import strong_font
from capadesk.ui.common.look.icons import paint_icon
from capadesk.ui.common.look.palette import mixed
from capadesk.ui.common.look.spacing import MEDIUM, SMALL, TIGHT

_WIDTH = 168
_BUTTON_HEIGHT = 40
_ICON = 20
_DOT = 7
_RADIUS = 8


class RailButton(QAbstractButton):
    """One area: an icon, a word, a dot if something in it is not saved."""

    def __init__(self, icon: str, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon_name = icon
        self._has_unsaved = False
        self.setText(text)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def set_unsaved(self, has_unsaved: bool) -> None:
        """Show or hide the dot."""
        self._has_unsaved = has_unsaved
        self.setAccessibleDescription(_("has changes that are not saved") if has_unsaved else "")
        self.update()

    def sizeHint(self) -> QSize:
        """Wide enough for its word."""
        words = QFontMetrics(strong_font(self.font())).horizontalAdvance(self.text())
        width = MEDIUM + _ICON + MEDIUM + words + 2 * MEDIUM
        height = max(_BUTTON_HEIGHT, QFontMetrics(self.font()).height() + 2 * SMALL)
        return QSize(max(width, _WIDTH - 2 * SMALL), height)

    def minimumSizeHint(self) -> QSize:
        """Its word is never cut."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt asks for the button's look."""
        palette = self.palette()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(self.rect())
        accent, words = palette.color(QPalette.ColorRole.Accent), palette.color(QPalette.ColorRole.WindowText)
        window = palette.color(QPalette.ColorRole.Window)
        painter.setPen(Qt.PenStyle.NoPen)
        if self.isChecked():
            painter.setBrush(mixed(accent, window, 0.14))
            painter.drawRoundedRect(rect, _RADIUS, _RADIUS)
        elif self.underMouse():
            painter.setBrush(mixed(words, window, 0.06))
            painter.drawRoundedRect(rect, _RADIUS, _RADIUS)
        is_mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        icon_left = rect.right() - MEDIUM - _ICON if is_mirrored else MEDIUM
        where = QRectF(round(icon_left), round(rect.center().y() - _ICON / 2), _ICON, _ICON)
        quiet = palette.color(QPalette.ColorRole.PlaceholderText)
        paint_icon(painter, self._icon_name, where, accent if self.isChecked() else quiet)
        painter.setFont(strong_font(self.font()) if self.isChecked() else self.font())
        painter.setPen(words)
        gap = MEDIUM + _ICON + MEDIUM
        place = rect.adjusted(SMALL, 0, -gap, 0) if is_mirrored else rect.adjusted(gap, 0, -SMALL, 0)
        painter.drawText(place, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, self.text())
        if self._has_unsaved:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(accent)
            left = TIGHT if is_mirrored else rect.right() - MEDIUM - _DOT
            painter.drawEllipse(QRectF(left, rect.center().y() - _DOT / 2, _DOT, _DOT))
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(accent)
            painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), _RADIUS, _RADIUS)
        painter.end()


class NavigationRail(QWidget):
    """Chooses the area that is shown."""

    chosen = Signal(int)

    def __init__(
        self, areas: Sequence[tuple[str, str, str]], parent: QWidget | None = None, *, at_foot: int = 0
    ) -> None:
        """`areas` are (icon, name, tool tip); the last `at_foot` of them stand at the foot."""
        super().__init__(parent)
        self.setAccessibleName(_("Areas"))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        self._group = QButtonGroup(self)
        self._buttons: list[RailButton] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(SMALL, SMALL, SMALL, SMALL)
        column.setSpacing(TIGHT)
        for number, (icon, name, hint) in enumerate(areas):
            button = RailButton(icon, name, self)
            button.setToolTip(hint)
            self._group.addButton(button, number)
            self._buttons.append(button)
            if number == len(areas) - at_foot:
                column.addStretch(1)
            column.addWidget(button)
        if not at_foot:
            column.addStretch(1)
        self._group.idClicked.connect(self.chosen)

    def put_on_top(self, widget: QWidget) -> None:
        """Let something stand above the areas."""
        column = self.layout()
        assert isinstance(column, QVBoxLayout)
        column.insertWidget(0, widget)
        column.insertSpacing(1, TIGHT)

    def show_chosen(self, number: int) -> None:
        """Mark an area without telling anybody."""
        self._buttons[number].setChecked(True)

    def set_unsaved(self, number: int, has_unsaved: bool) -> None:
        """Mark an area that holds changes which are not saved."""
        self._buttons[number].set_unsaved(has_unsaved)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and down walk through the areas."""
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()), 0)
        focused = [number for number, button in enumerate(self._buttons) if button.hasFocus()]
        if step and focused:
            button = self._buttons[(focused[0] + step) % len(self._buttons)]
            button.setFocus(Qt.FocusReason.TabFocusReason)
            button.click()
            return
        super().keyPressEvent(event)
