"""Shows what an import would do, item by item, before it is done."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QIcon, QPalette
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from capadesk.services.importing.import_plan import ImportPlan, Outcome, PlanItem
from capadesk.services.ports import Localisation
from capadesk.services.words import _, ngettext
from capadesk.ui.common.fields.zone_field import ZoneField
from capadesk.ui.common.look.calm_style import PRIMARY
from capadesk.ui.common.look.fonts import title_font
from capadesk.ui.common.look.icons import tinted_icon
from capadesk.ui.common.look.spacing import LARGE, SMALL, WIDE
from capadesk.ui.common.wording.sentences import field_text, problem_text, reason_text

_Index = QModelIndex | QPersistentModelIndex
_ORDER = (
    Outcome.UNREADABLE,
    Outcome.CONFLICT,
    Outcome.IN_BIN,
    Outcome.UPDATE,
    Outcome.CREATE,
    Outcome.SAME,
)
_TABLES = (".xlsx", ".xlsm", ".xls", ".ods", ".csv", ".tsv")
_ICONS = {
    Outcome.CREATE: "plus",
    Outcome.UPDATE: "pencil",
    Outcome.SAME: "check_circle",
    Outcome.CONFLICT: "warning",
    Outcome.UNREADABLE: "cross_circle",
    Outcome.IN_BIN: "trash",
}


class ImportPreview(QDialog):
    """What was found in the files; `accepted` when the user wants it done."""

    columns_wanted = Signal()
    """Say anew which column of the table is which field."""
    zone_wanted = Signal(str)
    """Read the files again, times that name no zone in this one (IANA)."""

    def __init__(self, plan: ImportPlan, localisation: Localisation, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.plan = plan
        self.zone_field: ZoneField | None = None
        self.setWindowTitle(_("Import"))
        self.setModal(True)
        self.resize(860, 560)
        title = QLabel(self._title_text(), self)
        title.setFont(title_font(self.font()))
        title.setTextFormat(Qt.TextFormat.PlainText)
        counts = QLabel(counts_text(plan, localisation), self)
        counts.setWordWrap(True)
        counts.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        column = QVBoxLayout(self)
        column.setContentsMargins(WIDE, WIDE, WIDE, LARGE)
        column.setSpacing(SMALL)
        column.addWidget(title)
        column.addWidget(counts)
        column.addSpacing(SMALL)
        self._model = _ItemModel(plan, self)
        column.addWidget(_item_table(self._model, self), 1)
        for notice in plan.notices[:5]:
            column.addWidget(self._notice(problem_text(notice)))
        if plan.assumed_zone:
            column.addLayout(self._zone_row(plan.assumed_zone))
        column.addSpacing(SMALL)
        column.addLayout(self._buttons())

    def changeEvent(self, event: QEvent) -> None:
        """Other colours."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange and hasattr(self, "_model"):
            self._model.tint()

    def _title_text(self) -> str:
        count = len(self.plan.files)
        if count == 1:
            return _("Import {file}").format(file=_file_name(self.plan.files[0]))
        return ngettext("Import {count} file", "Import {count} files", count).format(count=count)

    def _notice(self, text: str) -> QLabel:
        label = QLabel(text, self)
        label.setWordWrap(True)
        label.setTextFormat(Qt.TextFormat.PlainText)
        return label

    def _zone_row(self, zone: str) -> QHBoxLayout:
        """Which zone times are in that name none: asked where there are any."""
        self.zone_field = ZoneField(datetime.now(UTC).replace(tzinfo=None), self)
        self.zone_field.set_value(zone)
        label = QLabel(_("Times without a &zone are in"), self)
        label.setBuddy(self.zone_field.combo)
        self.zone_field.combo.setAccessibleName(_("Zone of times without one"))
        self.zone_field.changed.connect(self._take_zone)
        row = QHBoxLayout()
        row.setSpacing(SMALL)
        row.addWidget(label)
        row.addWidget(self.zone_field, 1)
        row.addStretch(1)
        return row

    def _take_zone(self) -> None:
        if self.zone_field is not None:
            zone = self.zone_field.value()
            if zone and zone != self.plan.assumed_zone:
                self.zone_wanted.emit(zone)

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(SMALL)
        hint = QLabel(_("One change, which Undo takes back as a whole."), self)
        hint.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        row.addWidget(hint, 1)
        if len(self.plan.files) == 1 and _is_table(self.plan.files[0]):
            self.columns_button = QPushButton(_("C&olumns…"), self)
            self.columns_button.setAutoDefault(False)
            self.columns_button.clicked.connect(self.columns_wanted)
            row.addWidget(self.columns_button)
        can_apply = len(self.plan.work) > 0
        close = QPushButton(_("&Cancel") if can_apply else _("&Close"), self)
        close.clicked.connect(self.reject)
        row.addWidget(close)
        if can_apply:
            self.apply_button = QPushButton(_("&Import"), self)
            self.apply_button.setProperty(PRIMARY, True)
            self.apply_button.setDefault(True)
            self.apply_button.clicked.connect(self.accept)
            row.addWidget(self.apply_button)
        else:
            hint.setText(_("There is nothing to import: everything that can be read is here already."))
        return row


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


class _ItemModel(QAbstractTableModel):
    """The items of a plan, what needs a look first."""

    def __init__(self, plan: ImportPlan, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._has_several_files = len(plan.files) > 1
        order = {outcome: number for number, outcome in enumerate(_ORDER)}
        self._items: Sequence[PlanItem] = sorted(plan.items, key=lambda item: order[item.outcome])
        self._headings = (_("What happens"), _("Title"), _("Place"), _("Why, or what changes"))
        self._icons: dict[Outcome, QIcon] = {}
        self.tint()

    def tint(self) -> None:
        """Draw the icons in the colours of the palette."""
        self._icons = {outcome: tinted_icon(name) for outcome, name in _ICONS.items()}

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """How many items there are."""
        return 0 if parent.isValid() else len(self._items)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        """How many columns there are."""
        return 0 if parent.isValid() else len(self._headings)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The words of a cell."""
        if not index.isValid():
            return None
        item = self._items[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return (outcome_text(item.outcome), item.title, self._place(item), item_reason(item))[
                index.column()
            ]
        if role == Qt.ItemDataRole.DecorationRole and index.column() == 0:
            return self._icons[item.outcome]
        return None

    def _place(self, item: PlanItem) -> str:
        names = (_file_name(item.file), item.place) if self._has_several_files else (item.place,)
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


def _is_table(path: str) -> bool:
    return path.lower().endswith(_TABLES)


def _file_name(path: str) -> str:
    return path.replace("\\", "/").rpartition("/")[2]


def _item_table(model: _ItemModel, parent: QWidget) -> QTableView:
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
    header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
    for section, width in ((0, 136), (2, 150), (3, 280)):
        table.setColumnWidth(section, width)
    if model.rowCount():
        table.selectRow(0)
    return table
