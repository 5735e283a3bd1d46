"""An editable table of records that belong to the one that is edited."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum, auto
from typing import Any
from uuid import UUID

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QIcon

from capadesk.services.ports import CodeBook, Localisation
from capadesk.ui.common.fields.record_directory import RecordDirectory

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


class CellKind(Enum):
    """What a cell holds and how it is edited."""

    TEXT = auto()
    CODE = auto()
    DATE = auto()
    RECORD = auto()
    FLAG = auto()
    COMPUTED = auto()


@dataclass(frozen=True, slots=True)
class TableColumn:
    """One column: a field of the record, its heading and how it is edited.

    `of` is the code list of a code or the kind of a record. `text` words what a COMPUTED cell shows, or
    another kind's cell where its own words are not enough; `icon` goes before it. `width` is in characters;
    0 takes what is left. `is_open` says whether the cell may be edited in that record. Of an exclusive FLAG
    at most one row is ticked: ticking it there unticks the others.
    """

    field: str
    heading: str
    kind: CellKind = CellKind.TEXT
    of: str = ""
    width: int = 14
    text: Callable[[Any], str] | None = None
    icon: Callable[[Any], QIcon | None] | None = None
    is_open: Callable[[Any], bool] | None = None
    is_optional: bool = True
    is_exclusive: bool = False


class RecordTableModel(QAbstractTableModel):
    """Holds the records themselves; every change replaces one by a changed copy."""

    edited = Signal()

    def __init__(
        self,
        columns: Sequence[TableColumn],
        directory: RecordDirectory,
        code_book: CodeBook,
        localisation: Localisation,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self._directory = directory
        self._code_book = code_book
        self._localisation = localisation
        self._records: list[Any] = []

    def records(self) -> tuple[Any, ...]:
        """All records in their order."""
        return tuple(self._records)

    def set_records(self, records: Sequence[Any]) -> None:
        """Show these; no `edited`."""
        for column in self.columns:
            if column.kind is CellKind.RECORD:
                self._directory.know(column.of, (getattr(record, column.field) for record in records))
        self.beginResetModel()
        self._records = list(records)
        self.endResetModel()

    def record(self, row: int) -> Any:
        """The record of a row."""
        return self._records[row]

    def add(self, record: Any) -> int:
        """Put a record at the end; returns its row."""
        row = len(self._records)
        self.beginInsertRows(QModelIndex(), row, row)
        self._records.append(record)
        self.endInsertRows()
        self.edited.emit()
        return row

    def remove(self, rows: Sequence[int]) -> None:
        """Take these rows out."""
        for row in sorted(set(rows), reverse=True):
            self.beginRemoveRows(QModelIndex(), row, row)
            del self._records[row]
            self.endRemoveRows()
        if rows:
            self.edited.emit()

    def change(self, row: int, **values: Any) -> bool:
        """Change fields of a row's record; False if it had them already."""
        changed = replace(self._records[row], **values)
        if changed == self._records[row]:
            return False
        self._records[row] = changed
        self.dataChanged.emit(self.index(row, 0), self.index(row, len(self.columns) - 1))
        self.edited.emit()
        return True

    # --- Qt's side ------------------------------------------------------------------------------

    def rowCount(self, parent: Index = _ROOT) -> int:
        """How many records."""
        return 0 if parent.isValid() else len(self._records)

    def columnCount(self, parent: Index = _ROOT) -> int:
        """How many columns."""
        return 0 if parent.isValid() else len(self.columns)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """The headings."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section].heading
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Which cells can be edited or ticked."""
        flags = super().flags(index)
        if not index.isValid():
            return flags
        column = self.columns[index.column()]
        if column.is_open is not None and not column.is_open(self._records[index.row()]):
            return flags
        if column.kind is CellKind.FLAG:
            return flags | Qt.ItemFlag.ItemIsUserCheckable
        if column.kind is not CellKind.COMPUTED:
            return flags | Qt.ItemFlag.ItemIsEditable
        return flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The words of a cell, its sign and its tick."""
        if not index.isValid():
            return None
        column, record = self.columns[index.column()], self._records[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return None if column.kind is CellKind.FLAG else self._words(column, record)
        if role == Qt.ItemDataRole.ToolTipRole and column.kind is not CellKind.FLAG:
            return self._words(column, record) or None
        if role == Qt.ItemDataRole.DecorationRole and column.icon is not None:
            return column.icon(record)
        if role == Qt.ItemDataRole.CheckStateRole and column.kind is CellKind.FLAG:
            return Qt.CheckState.Checked if getattr(record, column.field) else Qt.CheckState.Unchecked
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return (
                f"{column.heading}: {self._words(column, record)}" if column.kind is CellKind.FLAG else None
            )
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Change a cell: text, a code, a date or None, an id or None, or a tick."""
        if not index.isValid():
            return False
        column = self.columns[index.column()]
        if role == Qt.ItemDataRole.CheckStateRole and column.kind is CellKind.FLAG:
            value = Qt.CheckState(value) == Qt.CheckState.Checked
            if value and column.is_exclusive:
                self._untick(column.field, but=index.row())
            return self.change(index.row(), **{column.field: value})
        if role == Qt.ItemDataRole.EditRole and column.kind not in (CellKind.FLAG, CellKind.COMPUTED):
            return self.change(index.row(), **{column.field: value})
        return False

    def _untick(self, field: str, *, but: int) -> None:
        for row, record in enumerate(self._records):
            if row != but and getattr(record, field):
                self.change(row, **{field: False})

    def _words(self, column: TableColumn, record: Any) -> str:
        if column.text is not None:
            return column.text(record)
        value = getattr(record, column.field)
        if column.kind is CellKind.CODE:
            return self._code_book.label(column.of, value)
        if column.kind is CellKind.DATE:
            return self._localisation.date(value) if isinstance(value, date) else ""
        if column.kind is CellKind.RECORD:
            return self._directory.name(column.of, value if isinstance(value, UUID) else None)
        return str(value)
