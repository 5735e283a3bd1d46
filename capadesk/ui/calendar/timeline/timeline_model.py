"""A timeline as a table: a row for each group, a column for each week or month."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from capadesk.ui.calendar.timeline.timeline_content import TimelineContent

_Index = QModelIndex | QPersistentModelIndex


class TimelineModel(QAbstractTableModel):
    """How many events are in each cell, and what a screen reader says of it."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.content: TimelineContent | None = None
        self._spoken: Callable[[int, int], str] = lambda _row, _column: ""

    def show_content(self, content: TimelineContent, spoken: Callable[[int, int], str]) -> None:
        """Show other groups, or other words about them."""
        self.beginResetModel()
        self.content, self._spoken = content, spoken
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """How many groups."""
        return 0 if parent.isValid() or self.content is None else len(self.content.groups)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """How many weeks or months."""
        return 0 if parent.isValid() or self.content is None else len(self.content.columns)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """How many events begin in a cell; what is said of it."""
        if self.content is None or not index.isValid():
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return str(self.content.groups[index.row()].columns[index.column()])
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._spoken(index.row(), index.column())
        return None
