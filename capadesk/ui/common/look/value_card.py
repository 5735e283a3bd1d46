"""One value that can be chosen: a frame that is pressed as a whole, whose it is, and the value."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QHBoxLayout, QLabel, QRadioButton, QSizePolicy, QVBoxLayout, QWidget

from capadesk.services.words import _
from capadesk.ui.common.editing.comparison import ComparedValue
from capadesk.ui.common.look.bidi import leading
from capadesk.ui.common.look.fonts import small_font
from capadesk.ui.common.look.leading import lead
from capadesk.ui.common.look.palette import Tone, selection_ground
from capadesk.ui.common.look.spacing import MEDIUM, SMALL, TIGHT
from capadesk.ui.common.look.state_chip import StateChip

_RADIUS = 8


class ValueCard(QWidget):
    """A radio button with its value below; the whole card can be pressed."""

    chosen = Signal()

    def __init__(self, field: str, value: ComparedValue, parent: QWidget | None = None) -> None:
        """`field` is the worded name of the field."""
        super().__init__(parent)
        self.button = QRadioButton(self)
        shown = value.text or _("(empty)")
        self.button.setAccessibleName(
            ": ".join(part for part in (field, value.about, shown, value.mark) if part)
        )
        self.button.toggled.connect(lambda _checked: self.update())
        self.button.clicked.connect(self.chosen)
        self.value = _label(shown, self)
        if not value.text:
            self.value.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        words = QVBoxLayout()
        words.setSpacing(TIGHT)
        if value.about:
            about = _label(value.about, self)
            about.setFont(small_font(self.font()))
            about.setForegroundRole(QPalette.ColorRole.PlaceholderText)
            words.addWidget(about)
        words.addWidget(self.value)
        if value.mark:
            self.mark = StateChip(self)
            self.mark.show_state("check_circle", Tone.TEAL, value.mark)
            words.addWidget(self.mark, 0, Qt.AlignmentFlag.AlignLeft)
        words.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(MEDIUM, MEDIUM, MEDIUM, MEDIUM)
        row.setSpacing(SMALL)
        row.addWidget(self.button, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """The whole card is the button."""
        if event.button() is Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.button.setFocus(Qt.FocusReason.MouseFocusReason)
            self.button.click()

    def changeEvent(self, event: QEvent) -> None:
        """Other colours."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange:
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """A calm frame; of the accent where it is chosen."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette = self.palette()
        role = QPalette.ColorRole
        is_chosen = self.button.isChecked()
        painter.setBrush(selection_ground(palette) if is_chosen else palette.color(role.Base))
        painter.setPen(QPen(palette.color(role.Accent if is_chosen else role.Mid), 1.4 if is_chosen else 1.0))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), _RADIUS, _RADIUS)
        painter.end()


def _label(words: str, parent: QWidget) -> QLabel:
    label = QLabel(leading(words), parent)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setMinimumWidth(1)
    return lead(label)
