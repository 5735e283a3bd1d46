"""A popup with values to tick; long lists have a line to find in."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPalette
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QSizePolicy, QWidget

from capadesk.services.ports import Localisation
from capadesk.services.words import _
from capadesk.ui.common.lists.check_list_model import CheckListModel
from capadesk.ui.common.lists.check_list_view import CheckListView
from capadesk.ui.common.lists.list_facets import Offer
from capadesk.ui.common.look.fonts import small_font, strong_font
from capadesk.ui.common.look.popup_panel import PopupPanel
from capadesk.ui.common.look.spacing import MEDIUM, SMALL

_FIND_FROM = 12


class CheckPopup(PopupPanel):
    """Tells at once what is ticked."""

    chosen = Signal(tuple)
    """The ticked values in their order."""

    def __init__(
        self, title: str, localisation: Localisation, parent: QWidget, *, is_exclusive: bool = False
    ) -> None:
        super().__init__(title, parent)
        self.model = CheckListModel(self, is_exclusive=is_exclusive)
        self.list = CheckListView(self.model, localisation, self)
        self.list.setAccessibleName(title)
        self.line = QLineEdit(self)
        self.line.setPlaceholderText(_("Find"))
        self.line.setAccessibleName(_("Find a value"))
        self.line.textChanged.connect(self._find)
        self.line.installEventFilter(self)
        self._nothing = QLabel(_("Nothing to choose"), self)
        self._nothing.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self._nothing.setContentsMargins(MEDIUM, SMALL, MEDIUM, SMALL)
        heading = QLabel(title, self)
        heading.setFont(strong_font(small_font(self.font())))
        self.head = QHBoxLayout()
        self.head.setContentsMargins(MEDIUM, 0, SMALL, 0)
        self.head.addWidget(heading, 1)
        find_row = QHBoxLayout()
        find_row.setContentsMargins(MEDIUM, 0, MEDIUM, 0)
        find_row.addWidget(self.line)
        self.column.addLayout(self.head)
        self.column.addLayout(find_row)
        self.column.addWidget(self._nothing)
        self.column.addWidget(self.list)
        self.list.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.list.ticked.connect(self.tell)
        self.list.left_upwards.connect(self._leave_list)

    def add_button(self, text: str) -> QPushButton:
        """A quiet button beside the title."""
        button = QPushButton(text, self)
        button.setFlat(True)
        button.setFont(small_font(self.font()))
        self.head.addWidget(button)
        return button

    def set_offers(
        self, offers: Sequence[Offer], checked: Sequence[str], fixed: frozenset[str] = frozenset()
    ) -> None:
        """Offer these values; what is being looked for stays."""
        current = self.list.currentIndex().row()
        self.model.set_offers(offers, checked, fixed)
        self.line.setVisible(len(offers) > _FIND_FROM)
        self._nothing.setText(_("Nothing to choose"))
        self._nothing.setVisible(not offers)
        self.list.setVisible(bool(offers))
        self.list.setCurrentIndex(self.model.index(max(current, 0)))
        self.list.updateGeometry()
        self.adjustSize()
        if self.isVisible() and not self.line.hasFocus():
            self.focus_first()

    def show_reading(self) -> None:
        """The values are still being read."""
        self._nothing.setText(_("Reading…"))
        self.list.hide()
        self.line.hide()
        self.adjustSize()

    def tell(self) -> None:
        """Say what is ticked."""
        self.chosen.emit(self.model.checked)

    def focus_first(self) -> None:
        """To the values; where there are many, to the line above them."""
        first = self.line if self.line.isVisibleTo(self) else self.list
        first.setFocus(Qt.FocusReason.PopupFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Down leads from the line to the values, Space in an empty line ticks."""
        if watched is self.line and isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            if event.key() == Qt.Key.Key_Down:
                self.list.setFocus(Qt.FocusReason.OtherFocusReason)
                self.list.setCurrentIndex(self.model.index(0))
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.line.text():
                # Enter takes what was found, the way to it being the keyboard alone.
                if self.model.toggle(max(self.list.currentIndex().row(), 0)):
                    self.tell()
                self.line.selectAll()
                return True
        return super().eventFilter(watched, event)

    def _find(self, words: str) -> None:
        self.model.find(words)
        self.list.setCurrentIndex(self.model.index(0))

    def _leave_list(self) -> None:
        if self.line.isVisible():
            self.line.setFocus(Qt.FocusReason.OtherFocusReason)
