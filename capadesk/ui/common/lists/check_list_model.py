"""Values that can be ticked, with the number of rows that each has."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from capadesk.domain.folding import fold
from capadesk.services.words import ngettext
from capadesk.ui.common.lists.list_facets import Offer

COUNT_ROLE = Qt.ItemDataRole.UserRole
VALUE_ROLE = Qt.ItemDataRole.UserRole + 1

_Index = QModelIndex | QPersistentModelIndex
_Role = Qt.ItemDataRole


class CheckListModel(QAbstractListModel):
    """Offers; `is_exclusive` ones replace each other. Words to find leave the others out of sight."""

    def __init__(self, parent: QObject | None = None, *, is_exclusive: bool = False) -> None:
        super().__init__(parent)
        self.is_exclusive = is_exclusive
        self._offers: list[Offer] = []
        self._shown: list[Offer] = []
        self._checked: list[str] = []
        self._fixed: frozenset[str] = frozenset()
        self._words = ""

    @property
    def offers(self) -> Sequence[Offer]:
        """All offers in their order."""
        return self._offers

    @property
    def checked(self) -> tuple[str, ...]:
        """The ticked values in the order of the offers."""
        return tuple(each.value for each in self._offers if each.value in self._checked)

    def set_offers(
        self, offers: Sequence[Offer], checked: Sequence[str], fixed: frozenset[str] = frozenset()
    ) -> None:
        """Offer other values; `fixed` ones stay ticked."""
        self.beginResetModel()
        self._offers, self._checked, self._fixed = list(offers), list(checked), fixed
        self._show()
        self.endResetModel()

    def find(self, words: str) -> None:
        """Show only what contains these words, accents aside."""
        self.beginResetModel()
        self._words = fold(words.strip())
        self._show()
        self.endResetModel()

    def set_checked(self, checked: Sequence[str]) -> None:
        """Tick these and no others."""
        self._checked = list(checked)
        if self._shown:
            self.dataChanged.emit(self.index(0), self.index(len(self._shown) - 1))

    def toggle(self, row: int) -> bool:
        """Tick a row or take its tick away; whether anything changed."""
        if not 0 <= row < len(self._shown):
            return False
        value = self._shown[row].value
        if value in self._fixed:
            return False
        if value in self._checked:
            self._checked.remove(value)
        else:
            self._checked = [*([] if self.is_exclusive else self._checked), value]
        self.dataChanged.emit(self.index(0), self.index(len(self._shown) - 1))
        return True

    def move(self, row: int, to: int) -> bool:
        """Let a row stand elsewhere; whether it does. Fixed rows, and what stands before them, stay."""
        is_possible = row != to and min(row, to) >= 0 and max(row, to) < len(self._offers)
        if self._words or not is_possible:
            return False
        if {self._offers[row].value, self._offers[to].value} & self._fixed:
            return False
        self.beginMoveRows(QModelIndex(), row, row, QModelIndex(), to + 1 if to > row else to)
        self._offers.insert(to, self._offers.pop(row))
        self._show()
        self.endMoveRows()
        return True

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """How many offers are shown."""
        return 0 if parent.isValid() else len(self._shown)

    def data(self, index: _Index, role: int = _Role.DisplayRole) -> Any:
        """The words, the tick and the number of an offer."""
        if not index.isValid():
            return None
        offer = self._shown[index.row()]
        match role:
            case _Role.DisplayRole | _Role.ToolTipRole:
                return offer.label
            case _Role.CheckStateRole:
                return Qt.CheckState.Checked if offer.value in self._checked else Qt.CheckState.Unchecked
            case _Role.AccessibleTextRole:
                if offer.rows < 0:
                    return offer.label
                return ngettext("{value}, {count} row", "{value}, {count} rows", offer.rows).format(
                    value=offer.label, count=offer.rows
                )
            case _ if role == COUNT_ROLE:
                return offer.rows
            case _ if role == VALUE_ROLE:
                return offer.value
            case _:
                return None

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """Fixed offers are grey."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable
        is_fixed = self._shown[index.row()].value in self._fixed
        return flags if is_fixed else flags | Qt.ItemFlag.ItemIsEnabled

    def _show(self) -> None:
        words = self._words
        self._shown = [each for each in self._offers if not words or words in fold(each.label)]
