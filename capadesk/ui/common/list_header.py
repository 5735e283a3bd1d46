"""The line above a list: its name and number, the words to find, and the button for a new record."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QKeyEvent, QPalette
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from capadesk.ui.common.calm_style import PRIMARY
from capadesk.ui.common.fonts import title_font
from capadesk.ui.common.icons import set_icon
from capadesk.ui.common.spacing import LARGE, MEDIUM, SMALL

_PAUSE_MS = 60


class ListHeader(QWidget):
    """Says what the user wants of the list."""

    new_wanted = Signal()
    text_changed = Signal(str)
    """The words to find, after a short pause in typing."""
    list_wanted = Signal()
    """Down or Enter in the field: on to the list."""

    def __init__(self, title: str, new: str, find: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = QLabel(title, self)
        self._title.setFont(title_font(self.font()))
        self._count = QLabel(self)
        self._count.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self._new = QPushButton(new, self)
        self._new.setProperty(PRIMARY, True)
        self._new.setToolTip(new.replace("&", "") + " (Ctrl+N)")
        set_icon(self._new, "plus", QPalette.ColorRole.HighlightedText)
        self._new.clicked.connect(self.new_wanted)
        self.field = QLineEdit(self)
        self.field.setPlaceholderText(find)
        self.field.setAccessibleName(find)
        self.field.setClearButtonEnabled(True)
        glass = QAction(self)
        set_icon(glass, "search", QPalette.ColorRole.PlaceholderText)
        self.field.addAction(glass, QLineEdit.ActionPosition.LeadingPosition)
        self.field.installEventFilter(self)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self._tell)
        self.field.textChanged.connect(lambda _text: self._pause.start())
        top = QHBoxLayout()
        top.setSpacing(SMALL)
        top.addWidget(self._title)
        top.addWidget(self._count)
        top.addStretch(1)
        top.addWidget(self._new)
        column = QVBoxLayout(self)
        column.setContentsMargins(MEDIUM, MEDIUM, LARGE, MEDIUM)
        column.setSpacing(MEDIUM)
        column.addLayout(top)
        column.addWidget(self.field)
        self._told = ""

    def show_count(self, text: str) -> None:
        """How many rows there are."""
        self._count.setText(text)

    def focus_filter(self) -> None:
        """Type words to find."""
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    def clear_filter(self) -> None:
        """Show all rows."""
        self.field.clear()
        self._pause.stop()
        self._tell()

    def _tell(self) -> None:
        text = self.field.text()
        if text != self._told:
            self._told = text
            self.text_changed.emit(text)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Escape clears the field, Down and Enter lead to the list."""
        if watched is self.field and event.type() is QEvent.Type.KeyPress:
            assert isinstance(event, QKeyEvent)
            if event.key() == Qt.Key.Key_Escape and self.field.text():
                self.clear_filter()
                return True
            if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._pause.stop()
                self._tell()
                self.list_wanted.emit()
                return True
        return super().eventFilter(watched, event)
