"""The line above a list: its name and number, the words to find, and the button for a new record."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QKeyEvent, QPalette
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from capadesk.services.words import _
from capadesk.ui.common.lists.filter_bar import FilterBar
from capadesk.ui.common.lists.list_columns import ListColumn
from capadesk.ui.common.lists.list_facets import ListFacets
from capadesk.ui.common.lists.sort_menu import SortMenu
from capadesk.ui.common.look.calm_style import PRIMARY
from capadesk.ui.common.look.fonts import title_font
from capadesk.ui.common.look.icons import set_icon
from capadesk.ui.common.look.spacing import MEDIUM, SMALL, TIGHT

_PAUSE_MS = 60


class ListHeader(QWidget):
    """Says what the user wants of the list."""

    new_wanted = Signal()
    text_changed = Signal(str)
    """The words to find, after a short pause in typing."""
    list_wanted = Signal()
    """Down or Enter in the field: on to the list."""

    def __init__(
        self,
        title: str,
        new: str,
        find: str,
        columns: Sequence[ListColumn],
        facets: ListFacets,
        parent: QWidget | None = None,
    ) -> None:
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
        self._clear.triggered.connect(self.clear_words)
        self.field.addAction(self._clear, QLineEdit.ActionPosition.TrailingPosition)
        self._clear.setVisible(False)
        self.field.installEventFilter(self)
        self.sort_menu = SortMenu(columns, facets.groupings, self)
        self.sort_button = self._icon_button("sort", _("Sort and group the list"))
        self.sort_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.sort_button.setMenu(self.sort_menu)
        self.columns_button = self._icon_button("columns", _("Choose the columns"))
        self.filters = FilterBar(facets, self)
        self.filters.offers_feed = facets.is_of_events
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
        column.setSpacing(SMALL)
        column.addLayout(top)
        find_row = QHBoxLayout()
        find_row.setSpacing(TIGHT)
        find_row.addWidget(self.field, 1)
        find_row.addWidget(self.sort_button)
        column.addLayout(find_row)
        find_row.addWidget(self.columns_button)
        column.addWidget(self.filters)
        self._told = ""
        QWidget.setTabOrder(self.field, self.sort_button)
        QWidget.setTabOrder(self.sort_button, self.columns_button)
        QWidget.setTabOrder(self.columns_button, self.filters.button)

    def _icon_button(self, icon: str, name: str) -> QToolButton:
        button = QToolButton(self)
        button.setAutoRaise(True)
        button.setFixedSize(QSize(32, 32))
        button.setToolTip(name)
        button.setAccessibleName(name)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        set_icon(button, icon)
        return button

    def show_count(self, text: str) -> None:
        """How many rows there are."""
        self._count.setText(text)

    def forget_typing(self) -> None:
        """The next Undo is about the records, no more about the words to find."""
        self.field.setText(self.field.text())

    def focus_filter(self) -> None:
        """Type words to find."""
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    def show_words(self, text: str) -> None:
        """Show words to find without asking for them."""
        self.field.setText(text)
        self._pause.stop()
        self._told = text

    def clear_words(self) -> None:
        """Find nothing in particular."""
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
                self.clear_words()
                return True
            if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._pause.stop()
                self._tell()
                self.list_wanted.emit()
                return True
        return super().eventFilter(watched, event)
