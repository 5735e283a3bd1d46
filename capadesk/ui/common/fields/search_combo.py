"""A combo box of a closed list that finds by typing any part of a word, with or without accents."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QFocusEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QComboBox, QCompleter, QWidget

from capadesk.domain.folding import fold
from capadesk.ui.common.fields.quiet_inputs import QuietComboBox

KEY_ROLE = int(Qt.ItemDataRole.UserRole)
SEARCH_ROLE = KEY_ROLE + 1

Entries = Iterable[tuple[str, str, str]]
"""(key, label, further words to find it by)."""


class FoldingCompleter(QCompleter):
    """Compares what was typed without accents and case with the folded words of each entry."""

    def splitPath(self, path: str) -> list[str]:
        """One word to find, folded."""
        return [fold(path)]

    def pathFromIndex(self, index: QModelIndex | QPersistentModelIndex) -> str:
        """What stands in the line when an entry was chosen."""
        return str(index.data(Qt.ItemDataRole.DisplayRole))


class SearchCombo(QuietComboBox):
    """Chooses a key by its label; the list is read when the user first comes to it."""

    key_chosen = Signal(str)

    def __init__(
        self, entries: Callable[[], Entries], parent: QWidget | None = None, *, optional: bool = True
    ) -> None:
        super().__init__(parent)
        self._entries = entries
        self._is_optional = optional
        self._is_filled = False
        self._key = ""
        self._label = ""
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(14)
        self.setMaxVisibleItems(14)
        completer = FoldingCompleter(self.model(), self)
        completer.setCompletionRole(SEARCH_ROLE)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.setCompleter(completer)
        self.activated.connect(self._on_activated)
        line = self.lineEdit()
        assert line is not None
        line.editingFinished.connect(self._settle)

    def key(self) -> str:
        """The key that is chosen; "" for none."""
        return self._key

    def set_key(self, key: str, label: str) -> None:
        """Show a key, one that is not in the list as well."""
        self._key, self._label = key, label if key else ""
        if self._is_filled:
            self._choose_row()
        self._show_label()

    def refill(self) -> None:
        """Read the list anew when the user next comes to it."""
        self._is_filled = False

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Read the list on the first visit."""
        self.fill()
        super().focusInEvent(event)

    def showPopup(self) -> None:
        """Read the list, then show it."""
        self.fill()
        super().showPopup()

    def fill(self) -> None:
        """Read the list unless that was done."""
        if self._is_filled:
            return
        self._is_filled = True
        model = self.model()
        assert isinstance(model, QStandardItemModel)
        self.blockSignals(True)
        model.clear()
        if self._is_optional:
            model.appendRow(_item("", "", ""))
        for key, label, words in self._entries():
            model.appendRow(_item(key, label, words))
        self._choose_row()
        self._show_label()
        self.blockSignals(False)

    def _choose_row(self) -> None:
        row = self.findData(self._key, KEY_ROLE)
        if row < 0 and self._key:
            model = self.model()
            assert isinstance(model, QStandardItemModel)
            model.insertRow(0, _item(self._key, self._label, self._key))
            row = 0
        self.setCurrentIndex(row)

    def _show_label(self) -> None:
        line = self.lineEdit()
        assert line is not None
        line.setText(self._label)
        line.setCursorPosition(0)

    def _on_activated(self, row: int) -> None:
        if row >= 0:
            self._take(str(self.itemData(row, KEY_ROLE) or ""), self.itemText(row))

    def _settle(self) -> None:
        text = self.currentText().strip()
        if text == self._label:
            return
        if not text and self._is_optional:
            self._take("", "")
            return
        row = self._row_of(text) if text else -1
        if row >= 0:
            self._take(str(self.itemData(row, KEY_ROLE) or ""), self.itemText(row))
        else:
            self._show_label()

    def _row_of(self, text: str) -> int:
        """The row that reads so, else the only one that contains it, else -1."""
        folded = fold(text)
        containing = []
        for row in range(self.count()):
            if fold(self.itemText(row)) == folded or fold(str(self.itemData(row, KEY_ROLE))) == folded:
                return row
            if folded in str(self.itemData(row, SEARCH_ROLE)):
                containing.append(row)
        return containing[0] if len(containing) == 1 else -1

    def _take(self, key: str, label: str) -> None:
        is_new = key != self._key
        self._key, self._label = key, label
        self._choose_row()
        self._show_label()
        if is_new:
            self.key_chosen.emit(key)


def _item(key: str, label: str, words: str) -> QStandardItem:
    item = QStandardItem(label)
    item.setData(key, KEY_ROLE)
    item.setData(fold(f"{label} {words}"), SEARCH_ROLE)
    return item
