"""The rows of an import's preview: what becomes of each item, and remarks about lines, in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from capadesk.services.importing.import_plan import ImportPlan, Outcome, PlanItem
from capadesk.services.ports import Localisation, Notice
from capadesk.services.words import _
from capadesk.ui.common.look.icons import tinted_icon
from capadesk.ui.common.wording.sentences import field_text, reason_text
from capadesk.ui.common.wording.value_words import ValueWords

Row = PlanItem | Notice
"""An item, or a remark about a line."""
_LONGEST_VALUE = 200
_BEFORE_REMARKS = 2.5
"""Remarks stand behind what is unreadable, in conflict or in the bin."""
_Index = QModelIndex | QPersistentModelIndex
_ORDER = (
    Outcome.UNREADABLE,
    Outcome.CONFLICT,
    Outcome.IN_BIN,
    Outcome.UPDATE,
    Outcome.CREATE,
    Outcome.SAME,
)

_ICONS = {
    Outcome.CREATE: "plus",
    Outcome.UPDATE: "pencil",
    Outcome.SAME: "check_circle",
    Outcome.CONFLICT: "warning",
    Outcome.UNREADABLE: "cross_circle",
    Outcome.IN_BIN: "trash",
}


def counts_text(plan: ImportPlan, localisation: Localisation) -> str:
    """How many items have each outcome, in words."""
    parts = []
    for outcome in _ORDER:
        count = plan.counts[outcome]
        if count:
            parts.append(f"{localisation.number(count)} {outcome_text(outcome)}")
    return " · ".join(parts) or _("Nothing was found in it.")


def outcome_text(outcome: Outcome) -> str:
    """What becomes of an item, in words."""
    return {
        Outcome.CREATE: _("new"),
        Outcome.UPDATE: _("to update"),
        Outcome.SAME: _("unchanged"),
        Outcome.CONFLICT: _("in conflict"),
        Outcome.UNREADABLE: _("unreadable"),
        Outcome.IN_BIN: _("in the bin"),
    }[outcome]


def item_reason(item: PlanItem) -> str:
    """Why an item has its outcome, or which fields change."""
    if item.reason:
        return reason_text(item.reason, item.data)
    if item.kept:
        fields = ", ".join(field_text(name, "event") for name in item.kept)
        return _("Changed here since; these stay as they are here: {fields}").format(fields=fields)
    return ", ".join(field_text(name, "event") for name in item.differences)


def details_text(row: Row, words: ValueWords) -> str:
    """All that is known of a row: the whole reason, and each field before and after, or here and there."""
    if isinstance(row, Notice):
        return f"{_('remark')} · {row.place}\n{reason_text(row.code, row.data)}"
    lines = [" · ".join(filter(None, (row.title, outcome_text(row.outcome), row.place)))]
    if (row.reason or row.kept) and (reason := item_reason(row)):
        lines.append(reason)
    for pairs, form in (
        (row.differences, _("{field}: {before} → {after}")),
        (row.kept, _("{field}: here {before}, in the file {after}")),
    ):
        for name, values in pairs.items():
            before, after = (_shown(words.text(row.record_kind, name, value)) for value in values)
            lines.append(form.format(field=field_text(name, row.record_kind), before=before, after=after))
    return "\n".join(lines)


def _line(notice: Notice) -> tuple[str, int]:
    """Where a remark stands: "line 319" of its file."""
    number = notice.place.rpartition(" ")[2]
    return notice.file, int(number) if number.isascii() and number.isdecimal() else 0


def _shown(text: str) -> str:
    line = " ".join(text[:_LONGEST_VALUE].split())
    if not line:
        return _("nothing")
    return _("“{text}”").format(text=f"{line}…" if len(text) > _LONGEST_VALUE else line)


class ItemModel(QAbstractTableModel):
    """The items of a plan and remarks about its lines, what needs a look first."""

    def __init__(self, plan: ImportPlan, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._has_several_files = len(plan.files) > 1
        order = {outcome: number for number, outcome in enumerate(_ORDER)}
        remarks = sorted((notice for notice in plan.notices if notice.place), key=_line)
        self._rows: Sequence[Row] = sorted(
            [*plan.items, *remarks],
            key=lambda row: _BEFORE_REMARKS if isinstance(row, Notice) else order[row.outcome],
        )
        self._headings = (_("What happens"), _("Title"), _("Place"), _("Why, or what changes"))
        self._icons: dict[Outcome, QIcon] = {}
        self.tint()

    def tint(self) -> None:
        """Draw the icons in the colours of the palette."""
        self._icons = {outcome: tinted_icon(name) for outcome, name in _ICONS.items()}
        self._remark = tinted_icon("info")

    def row(self, number: int) -> Row | None:
        """What a row shows; None if there is none."""
        return self._rows[number] if 0 <= number < len(self._rows) else None

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """How many items there are."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        """How many columns there are."""
        return 0 if parent.isValid() else len(self._headings)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The words of a cell."""
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self._words(row)[index.column()]
        if role == Qt.ItemDataRole.DecorationRole and index.column() == 0:
            return self._remark if isinstance(row, Notice) else self._icons[row.outcome]
        return None

    def _words(self, row: Row) -> tuple[str, str, str, str]:
        if isinstance(row, Notice):
            return _("remark"), "", self._place(row), reason_text(row.code, row.data)
        return outcome_text(row.outcome), row.title, self._place(row), item_reason(row)

    def _place(self, item: Row) -> str:
        names = (file_name(item.file), item.place) if self._has_several_files else (item.place,)
        return ", ".join(part for part in names if part)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """The heading of a column."""
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._headings[section]
        return None


class _RowDelegate(QStyledItemDelegate):
    """Rows are chosen as a whole, so that no cell wears the ring of the focus."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: _Index) -> None:
        """Qt asks how a cell is drawn."""
        super().initStyleOption(option, index)
        option.state &= ~QStyle.StateFlag.State_HasFocus


def file_name(path: str) -> str:
    return path.replace("\\", "/").rpartition("/")[2]


def item_table(model: ItemModel, parent: QWidget) -> QTableView:
    table = QTableView(parent)
    table.setModel(model)
    table.setItemDelegate(_RowDelegate(table))
    table.setAccessibleName(_("What the import would do"))
    table.setShowGrid(False)
    table.setWordWrap(False)
    table.setTabKeyNavigation(False)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.verticalHeader().hide()
    table.verticalHeader().setDefaultSectionSize(34)
    header = table.horizontalHeader()
    header.setHighlightSections(False)
    header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    for section, width in ((0, 136), (1, 300), (2, 110)):
        table.setColumnWidth(section, width)
    header.setStretchLastSection(True)
    if model.rowCount():
        table.selectRow(0)
    return table
