"""The days of a calendar as a table: what a screen reader reads, and what the arrow keys move in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

_Index = QModelIndex | QPersistentModelIndex
Rows = Sequence[Sequence[date | None]]


class DayModel(QAbstractTableModel):
    """Rows of days; None is a place without a day."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: Rows = ()
        self._places: dict[date, tuple[int, int]] = {}
        self._spoken: Callable[[date], str] = str

    def show_days(self, rows: Rows, spoken: Callable[[date], str]) -> None:
        """Show other days, or other words about them."""
        self.beginResetModel()
        self._rows, self._spoken = rows, spoken
        self._places = {
            day: (row, column)
            for row, days in enumerate(rows)
            for column, day in enumerate(days)
            if day is not None
        }
        self.endResetModel()

    def day_at(self, index: _Index) -> date | None:
        """The day of a place."""
        if not index.isValid():
            return None
        return self._rows[index.row()][index.column()]

    def index_of(self, day: date) -> QModelIndex:
        """The place of a day; no index if it is not shown."""
        place = self._places.get(day)
        return self.index(*place) if place is not None else QModelIndex()

    # --- what Qt asks for -------------------------------------------------------------------------

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """How many rows."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """How many days a row has."""
        return 0 if parent.isValid() or not self._rows else len(self._rows[0])

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """Only days can be chosen."""
        return super().flags(index) if self.day_at(index) is not None else Qt.ItemFlag.NoItemFlags

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The number of a day; and all that is on it."""
        day = self.day_at(index)
        if day is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return str(day.day)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._spoken(day)
        return None
