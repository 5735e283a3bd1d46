"""A list of any length as an item model: the keys of all rows in order, the rows themselves in blocks."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from capadesk.domain.errors import EnvironmentFailure
from capadesk.services.ports import Counted, ListKind, Lists
from capadesk.ui.common.lists.list_columns import CellKind, Heading, ListColumn
from capadesk.ui.common.lists.list_presenter import BLOCK

_BLOCKS_KEPT = 40

ROW_ROLE = Qt.ItemDataRole.UserRole
"""The row itself, as the port gave it."""

_Index = QModelIndex | QPersistentModelIndex


class RecordListModel(QAbstractTableModel):
    """Read-only rows of one list. Rows that are gone from the store since show nothing."""

    headings_changed = Signal()

    def __init__(
        self, lists: Lists, kind: ListKind, columns: Sequence[ListColumn], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._lists = lists
        self._kind = kind
        self.columns = tuple(columns)
        self._keys: Sequence[int] = ()
        self._blocks: OrderedDict[int, list[Any]] = OrderedDict()
        self.headings: dict[int, Heading] = {}
        """Over which rows a group begins."""

    @property
    def keys(self) -> Sequence[int]:
        """The keys of all rows, in order."""
        return self._keys

    def set_keys(
        self,
        keys: Sequence[int],
        groups: Sequence[Counted] = (),
        heading_of: Callable[[Counted], Heading] | None = None,
        first_rows: Sequence[Any] = (),
    ) -> None:
        """Show other rows, or the same rows read anew; a view is told of no more than what changed.

        `first_rows` are the first BLOCK rows, if somebody has read them already.
        """
        headings: dict[int, Heading] = {}
        position = 0
        for group in groups:
            if heading_of is not None:
                headings[position] = heading_of(group)
            position += group.rows
        count = len(self._keys)
        self._blocks.clear()
        if first_rows and len(first_rows) == len(keys[:BLOCK]):
            self._blocks[0] = list(first_rows)
        if keys == self._keys:
            if self._keys:
                last = self.index(count - 1, len(self.columns) - 1)
                self.dataChanged.emit(self.index(0, 0), last)
        elif 0 < count < len(keys) and not (headings or self.headings) and keys[:count] == self._keys:
            self.beginInsertRows(QModelIndex(), count, len(keys) - 1)
            self._keys = keys
            self.endInsertRows()
        else:
            self.beginResetModel()
            self._keys, self.headings = keys, headings
            self.endResetModel()
            self.headings_changed.emit()
            return
        if headings != self.headings:
            self.headings = headings
            self.headings_changed.emit()

    def row_at(self, position: int) -> Any | None:
        """The row at a position; None if it is gone."""
        if not 0 <= position < len(self._keys):
            return None
        number, offset = divmod(position, BLOCK)
        block = self._blocks.get(number)
        if block is None:
            block = self._read(number)
        else:
            self._blocks.move_to_end(number)
        return block[offset]

    def id_at(self, position: int) -> UUID | None:
        """The record's id at a position."""
        row = self.row_at(position)
        return None if row is None else row.id

    def position_of(self, record_id: UUID) -> int | None:
        """Where a record stands in the list; None if the list does not show it."""
        key = self._lists.key_of(self._kind, record_id)
        if key is None:
            return None
        try:
            return self._keys.index(key)
        except ValueError:
            return None

    # --- what Qt asks for -----------------------------------------------------------------------------

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """How many rows there are."""
        return 0 if parent.isValid() else len(self._keys)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        """How many columns there are."""
        return 0 if parent.isValid() else len(self.columns)

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """Rows can be chosen and dragged."""
        return _FLAGS if index.isValid() else Qt.ItemFlag.NoItemFlags

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The words of a cell, the row itself under ROW_ROLE."""
        if not index.isValid():
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(self.columns[index.column()])
        if role not in _ROLES:
            return None
        row = self.row_at(index.row())
        if row is None or role == ROW_ROLE:
            return row
        column = self.columns[index.column()]
        text = column.text(row)
        if role == Qt.ItemDataRole.DisplayRole:
            return text
        detail = column.detail(row) if column.detail else ""
        if role == Qt.ItemDataRole.ToolTipRole:
            return "\n".join(part for part in (text, detail) if part)
        spoken = f"{column.heading}: {text}" if text else column.heading
        heading = self.headings.get(index.row())
        if heading is not None and column.kind is CellKind.TITLE:
            spoken = f"{heading.spoken}. {spoken}"
        return f"{spoken}, {detail}" if detail else spoken

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """The heading of a column."""
        if orientation is Qt.Orientation.Horizontal and 0 <= section < len(self.columns):
            if role == Qt.ItemDataRole.DisplayRole:
                return self.columns[section].heading
            if role == Qt.ItemDataRole.TextAlignmentRole:
                return _alignment(self.columns[section])
        return None

    def _read(self, number: int) -> list[Any]:
        keys = list(self._keys[number * BLOCK : (number + 1) * BLOCK])
        try:
            rows = self._lists.rows(self._kind, keys)
            if len(rows) != len(keys):
                rows = self._with_gaps(keys)
        except EnvironmentFailure as failure:
            if not failure.code.startswith("hub_"):
                raise
            # The window says that the hub is silent, and reads the list again when it answers.
            rows = [None] * len(keys)
        self._blocks[number] = rows
        if len(self._blocks) > _BLOCKS_KEPT:
            self._blocks.popitem(last=False)
        return rows

    def _with_gaps(self, keys: Sequence[int]) -> list[Any]:
        # Another program deleted rows since the keys were read; the next refresh drops them.
        found = (self._lists.rows(self._kind, [key]) for key in keys)
        return [rows[0] if rows else None for rows in found]


_FLAGS = (
    Qt.ItemFlag.ItemIsSelectable
    | Qt.ItemFlag.ItemIsEnabled
    | Qt.ItemFlag.ItemIsDragEnabled
    | Qt.ItemFlag.ItemNeverHasChildren
)
_ROLES = (
    Qt.ItemDataRole.DisplayRole,
    Qt.ItemDataRole.ToolTipRole,
    Qt.ItemDataRole.AccessibleTextRole,
    ROW_ROLE,
)


def _alignment(column: ListColumn) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if column.kind is CellKind.NUMBER else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter
