"""The findings as rows, each group under its heading."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from capadesk.services.finder_service import Finding
from capadesk.ui.finder.finding_looks import heading_of

_Index = QModelIndex | QPersistentModelIndex
_Role = Qt.ItemDataRole

FINDING_ROLE = int(_Role.UserRole)
"""The Finding of a row; None for a heading."""


class FindingModel(QAbstractListModel):
    """Headings and findings."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[Finding | str] = []

    def show(self, findings: tuple[Finding, ...]) -> None:
        """Other rows."""
        rows: list[Finding | str] = []
        for place, finding in enumerate(findings):
            if not place or findings[place - 1].group != finding.group:
                rows.append(heading_of(finding.group))
            rows.append(finding)
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def finding_at(self, row: int) -> Finding | None:
        """The finding of a row; None for a heading."""
        found = self._rows[row] if 0 <= row < len(self._rows) else None
        return found if isinstance(found, Finding) else None

    def choosable_rows(self) -> list[int]:
        """The rows that are no headings."""
        return [row for row, each in enumerate(self._rows) if isinstance(each, Finding)]

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        """Qt asks how many rows there are."""
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: _Index, role: int = int(_Role.DisplayRole)) -> Any:
        """Qt asks for the words of a row."""
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        if role == FINDING_ROLE:
            return row if isinstance(row, Finding) else None
        if isinstance(row, str):
            return row if role in (_Role.DisplayRole, _Role.AccessibleTextRole) else None
        if role == _Role.DisplayRole:
            return row.title
        if role == _Role.AccessibleTextRole:
            return spoken(row)
        return None

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """Headings cannot be chosen."""
        if self.finding_at(index.row()) is None:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


def spoken(finding: Finding) -> str:
    """What a screen reader says of it."""
    keys = finding.command.keys if finding.command is not None else ""
    return ", ".join(part for part in (finding.title, finding.detail, keys) if part)
