"""Rows by days as an item model that is read page by page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from capadesk.ui.common.lists.day_rows import DayRow

ROW_ROLE = int(Qt.ItemDataRole.UserRole)
HEADING_ROLE = ROW_ROLE + 1
"""The day in words for the first row of a day, else ""."""

_Index = QModelIndex | QPersistentModelIndex


class DayListModel(QAbstractListModel):
    """Shows what it was given, and asks for more when the view comes to the end."""

    more_wanted = Signal()

    def __init__(self, heading: Callable[[date], str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._heading = heading
        self._rows: list[DayRow] = []
        self._has_more = False
        self._is_asking = False

    @property
    def rows(self) -> Sequence[DayRow]:
        """The rows that were read."""
        return self._rows

    def row_at(self, position: int) -> DayRow | None:
        """The row at a position, None if there is none."""
        return self._rows[position] if 0 <= position < len(self._rows) else None

    def position_of(self, key: Any) -> int | None:
        """Where a row stands, None if it was not read."""
        return next((position for position, row in enumerate(self._rows) if row.key == key), None)

    def set_rows(self, rows: Sequence[DayRow], *, has_more: bool) -> None:
        """Show other rows."""
        self.beginResetModel()
        self._rows = list(rows)
        self._has_more, self._is_asking = has_more, False
        self.endResetModel()

    def append(self, rows: Sequence[DayRow], *, has_more: bool) -> None:
        """Show more rows below."""
        self._has_more, self._is_asking = has_more, False
        if rows:
            first = len(self._rows)
            self.beginInsertRows(QModelIndex(), first, first + len(rows) - 1)
            self._rows += rows
            self.endInsertRows()

    def put(self, position: int, row: DayRow) -> None:
        """Show another row in the place of one; its heading stays."""
        self._rows[position] = row
        index = self.index(position)
        self.dataChanged.emit(index, index)

    # --- what Qt asks for -----------------------------------------------------------------------------

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """How many rows were read."""
        return 0 if parent.isValid() else len(self._rows)

    def canFetchMore(self, parent: _Index) -> bool:
        """Whether there are rows that were not read yet."""
        return self._has_more and not self._is_asking and not parent.isValid()

    def fetchMore(self, parent: _Index) -> None:
        """The view has come to the end."""
        if self.canFetchMore(parent):
            self._is_asking = True
            self.more_wanted.emit()

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What a row shows and says."""
        row = self.row_at(index.row()) if index.isValid() else None
        if row is None:
            return None
        if role == ROW_ROLE:
            return row
        if role == HEADING_ROLE:
            return self._heading_at(index.row())
        if role == Qt.ItemDataRole.DisplayRole:
            return row.title
        if role == Qt.ItemDataRole.ToolTipRole:
            return "\n".join(part for part in (row.title, row.detail) if part)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{self._words_over(row)}: {row.spoken}"
        return None

    def _heading_at(self, position: int) -> str:
        row = self._rows[position]
        is_first = position == 0 or self._rows[position - 1].day != row.day
        return self._words_over(row) if is_first else ""

    def _words_over(self, row: DayRow) -> str:
        return row.day if isinstance(row.day, str) else self._heading(row.day)
