"""The line above a list: its name and number, the words to find, and the button for a new record."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QActionGroup, QKeyEvent, QPalette
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from capadesk.services.ports import SortKey
from capadesk.services.words import _
from capadesk.ui.common.calm_style import PRIMARY
from capadesk.ui.common.fonts import title_font
from capadesk.ui.common.icons import set_icon
from capadesk.ui.common.list_columns import ListColumn
from capadesk.ui.common.spacing import MEDIUM, SMALL, TIGHT

_PAUSE_MS = 60


class ListHeader(QWidget):
    """Says what the user wants of the list."""

    new_wanted = Signal()
    text_changed = Signal(str)
    """The words to find, after a short pause in typing."""
    sort_chosen = Signal(SortKey)
    list_wanted = Signal()
    """Down or Enter in the field: on to the list."""

    def __init__(self, title: str, new: str, find: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = QLabel(title, self)
        self._title.setFont(title_font(self.font()))
        self._count = QLabel(self)
        self._count.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        # Ctrl+N is its key; letters with Alt belong to the fields of the editor.
        self._new = QPushButton(new.replace("&", ""), self)
        self._new.setProperty(PRIMARY, True)
        self._new.setToolTip(new.replace("&", "") + " (Ctrl+N)")
        set_icon(self._new, "plus", QPalette.ColorRole.HighlightedText)
        self._new.clicked.connect(self.new_wanted)
        self.field = QLineEdit(self)
        self.field.setPlaceholderText(find)
        self.field.setAccessibleName(find)
        glass = QAction(self)
        set_icon(glass, "search", QPalette.ColorRole.PlaceholderText)
        self.field.addAction(glass, QLineEdit.ActionPosition.LeadingPosition)
        self._clear = QAction(_("Clear the field"), self)
        set_icon(self._clear, "close", QPalette.ColorRole.PlaceholderText)
        self._clear.triggered.connect(self.clear_filter)
        self.field.addAction(self._clear, QLineEdit.ActionPosition.TrailingPosition)
        self._clear.setVisible(False)
        self.field.installEventFilter(self)
        self._sort = SortKey("")
        self._menu = QMenu(self)
        self._orders = QActionGroup(self)
        self._backwards = QAction(self)
        sort_button = QToolButton(self)
        sort_button.setAutoRaise(True)
        sort_button.setFixedSize(QSize(32, 32))
        sort_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        sort_button.setMenu(self._menu)
        sort_button.setToolTip(_("Sort the list"))
        sort_button.setAccessibleName(_("Sort the list"))
        sort_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        set_icon(sort_button, "sort")
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self._tell)
        self.field.textChanged.connect(self._typed)
        top = QHBoxLayout()
        top.setSpacing(SMALL)
        top.addWidget(self._title)
        top.addWidget(self._count)
        top.addStretch(1)
        top.addWidget(self._new)
        column = QVBoxLayout(self)
        column.setContentsMargins(MEDIUM, MEDIUM, MEDIUM, SMALL)
        column.setSpacing(MEDIUM)
        column.addLayout(top)
        find_row = QHBoxLayout()
        find_row.setSpacing(TIGHT)
        find_row.addWidget(self.field, 1)
        find_row.addWidget(sort_button)
        column.addLayout(find_row)
        self._told = ""

    def offer_sorting(self, columns: Sequence[ListColumn]) -> None:
        """Fill the menu of the sort button: every column, also those that a narrow list leaves out."""
        for column in columns:
            action = self._menu.addAction(column.heading)
            action.setCheckable(True)
            action.setData(column.key)
            action.triggered.connect(lambda _checked=False, each=column: self._choose(each))
            self._orders.addAction(action)
        self._menu.addSeparator()
        self._backwards = self._menu.addAction(_("&Descending"))
        self._backwards.setCheckable(True)
        self._backwards.triggered.connect(
            lambda checked: self.sort_chosen.emit(SortKey(self._sort.column, checked))
        )

    def show_sort(self, sort: SortKey) -> None:
        """Mark the order in the menu."""
        self._sort = sort
        for action in self._orders.actions():
            action.setChecked(action.data() == sort.column)
        self._backwards.setChecked(sort.descending)

    def _choose(self, column: ListColumn) -> None:
        self.sort_chosen.emit(SortKey(column.key, column.descends_first))

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

    def _typed(self, text: str) -> None:
        self._clear.setVisible(bool(text))
        self._pause.start()

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
