"""A table of records with buttons to add and remove, and inputs beneath for the rest of the chosen one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFormLayout,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from capadesk.domain.validation import problems_of
from capadesk.services.words import _
from capadesk.ui.common.fields.field import Field
from capadesk.ui.common.fields.record_directory import RecordDirectory
from capadesk.ui.common.fields.record_line_edit import RecordLineEdit
from capadesk.ui.common.fields.record_table_delegate import RecordTableDelegate
from capadesk.ui.common.fields.record_table_model import RecordTableModel
from capadesk.ui.common.look.icons import set_icon
from capadesk.ui.common.look.spacing import LARGE, SMALL

DetailRow = tuple[str, str, Field]
"""(field of the record, label with mnemonic, input)."""

_LEAST_CHARACTERS = 24


class _TableView(QTableView):
    room_changed = Signal()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Tell that the columns have another width to share."""
        super().resizeEvent(event)
        self.room_changed.emit()


class RecordTable(Field):
    """The records as a tuple. Keys: F2 or typing edits a cell, Insert adds, Delete removes rows."""

    def __init__(
        self,
        model: RecordTableModel,
        delegate: RecordTableDelegate,
        new_record: Callable[[str, UUID | None], Any],
        add_label: str,
        parent: QWidget | None = None,
        *,
        finder: tuple[RecordDirectory, tuple[str, ...]] | None = None,
        detail: Sequence[DetailRow] = (),
        wraps: bool = False,
    ) -> None:
        """`new_record(kind, id)` makes a row: of the record found with `finder`, else of ("", None).

        `detail` are inputs for the row that is chosen. `wraps`: rows grow with their text (for tens of rows).
        """
        super().__init__(parent)
        self.model, self._new_record = model, new_record
        self._delegate = delegate
        delegate.typed.connect(self.typed)
        self._detail = list(detail)
        self._is_showing_detail = False
        model.setParent(self)
        delegate.setParent(self)
        self.view = _TableView(self)
        self.view.setModel(model)
        self.view.setItemDelegate(delegate)
        self._set_up_view(wraps)
        self.remove_button = QPushButton(_("Remove"), self)
        set_icon(self.remove_button, "trash")
        self.remove_button.clicked.connect(self.remove_chosen)
        self.finder: RecordLineEdit | None = None
        self.add_button: QPushButton | None = None
        bar = QHBoxLayout()
        bar.setSpacing(SMALL)
        if finder is not None:
            self.finder = RecordLineEdit(*finder, self, empties=True)
            self.finder.setPlaceholderText(add_label)
            self.finder.setAccessibleName(add_label)
            self.finder.record_chosen.connect(self._add)
            bar.addWidget(self.finder, 1)
        else:
            self.add_button = QPushButton(add_label, self)
            set_icon(self.add_button, "plus")
            self.add_button.clicked.connect(lambda: self._add("", None))
            bar.addWidget(self.add_button)
            bar.addStretch(1)
        bar.addWidget(self.remove_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SMALL)
        layout.addLayout(bar)
        layout.addWidget(self.view, 1)
        self.detail_panel = QWidget(self)
        self._set_up_detail()
        layout.addWidget(self.detail_panel)
        self.setFocusProxy(self.finder or self.view)
        model.edited.connect(self.changed)
        model.dataChanged.connect(lambda *_range: self._show_detail())
        model.modelReset.connect(self._on_current_changed)
        self.view.selectionModel().currentRowChanged.connect(lambda *_rows: self._on_current_changed())
        self.view.selectionModel().selectionChanged.connect(lambda *_rows: self._offer_removal())
        self._on_current_changed()

    def value(self) -> tuple[Any, ...]:
        """The records."""
        return self.model.records()

    def value_as_typed(self) -> tuple[Any, ...]:
        """The records, with the text of the cell that is open."""
        cell = self._delegate.typed_cell()
        if cell is None:
            return self.value()
        records = list(self.model.records())
        records[cell.row] = replace(records[cell.row], **{cell.field: cell.text})
        return tuple(records)

    def is_typing(self) -> bool:
        """Whether a cell is open and says something else than its record."""
        return self._delegate.typed_cell() is not None

    def finish_typing(self) -> None:
        """Close the cell that is open, and keep what stands in it."""
        self._delegate.finish_typing()

    def set_value(self, value: tuple[Any, ...]) -> None:
        """Show these records; the first is chosen if there are inputs beneath."""
        self.model.set_records(value)
        if value and self._detail:
            self.view.setCurrentIndex(self.model.index(0, 0))

    def set_label(self, label: str) -> None:
        """Name the table and its buttons."""
        self.setAccessibleName(label)
        self.view.setAccessibleName(label)
        self.remove_button.setAccessibleName(_("{name}: remove the chosen row").format(name=label))

    def remove_chosen(self) -> None:
        """Take the selected rows out; the next one is chosen."""
        rows = [index.row() for index in self.view.selectionModel().selectedRows()]
        if rows:
            self.model.remove(rows)
            row = min(*rows, self.model.rowCount() - 1)
            if row >= 0:
                self.view.setCurrentIndex(self.model.index(row, 0))
            self.view.setFocus()
            self._on_current_changed()

    def has_problem(self, field: str, code: str) -> bool:
        """Whether a row breaks that rule."""
        return self._row_with_problem(field, code) >= 0

    def go_to_problem(self, field: str, code: str) -> None:
        """Choose the first cell that breaks that rule."""
        row = self._row_with_problem(field, code)
        if row >= 0:
            columns = [column.field for column in self.model.columns]
            column = columns.index(field) if field in columns else 0
            self.view.setCurrentIndex(self.model.index(row, column))
            self.view.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Insert adds, Delete removes, Enter edits."""
        # Keys that an input in a cell leaves over come here as well: they are its own.
        is_free = watched is self.view and self.view.state() != QAbstractItemView.State.EditingState
        if is_free and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() == Qt.Key.Key_Delete:
                self.remove_chosen()
                return True
            if event.key() == Qt.Key.Key_Insert:
                if self.finder is not None:
                    self.finder.setFocus()
                else:
                    self._add("", None)
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                index = self.view.currentIndex()
                if index.isValid() and index.flags() & Qt.ItemFlag.ItemIsEditable:
                    self.view.edit(index)
                    return True
        return super().eventFilter(watched, event)

    def _set_up_view(self, wraps: bool) -> None:
        view = self.view
        view.installEventFilter(self)
        view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        view.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.SelectedClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.AnyKeyPressed
        )
        view.setShowGrid(False)
        view.setAlternatingRowColors(True)
        view.setTabKeyNavigation(False)
        view.setWordWrap(wraps)
        view.setMinimumHeight(150)
        rows = view.verticalHeader()
        rows.hide()
        character = view.fontMetrics().averageCharWidth()
        rows.setDefaultSectionSize(view.fontMetrics().height() + 14)
        if wraps:
            rows.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
            rows.setMinimumSectionSize(view.fontMetrics().height() + 14)
        headings = view.horizontalHeader()
        headings.setHighlightSections(False)
        headings.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        headings.setMinimumSectionSize(40)
        for position, column in enumerate(self.model.columns):
            heading_width = view.fontMetrics().horizontalAdvance(column.heading) + 2 * LARGE
            view.setColumnWidth(position, max(column.width * character + 2 * LARGE, heading_width))
        view.room_changed.connect(self._spread)

    def _spread(self) -> None:
        """Give the columns without a width of their own what is left, but never less than can be read."""
        columns = self.model.columns
        wide = [position for position, column in enumerate(columns) if column.width == 0]
        taken = sum(self.view.columnWidth(p) for p in range(len(columns)) if p not in wide)
        least = self.view.fontMetrics().averageCharWidth() * _LEAST_CHARACTERS
        for position in wide:
            room = (self.view.viewport().width() - taken) // len(wide)
            self.view.setColumnWidth(position, max(room, least))

    def _set_up_detail(self) -> None:
        form = QFormLayout(self.detail_panel)
        form.setContentsMargins(0, SMALL, 0, 0)
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for name, label, field in self._detail:
            form.addRow(label, field)
            field.set_label(label.replace("&", ""))
            field.changed.connect(lambda name=name, field=field: self._on_detail_changed(name, field))
        self.detail_panel.setVisible(bool(self._detail))

    def _add(self, kind: str, record_id: UUID | None) -> None:
        if kind == "" and self.finder is not None:
            return
        row = self.model.add(self._new_record(kind, record_id))
        columns = self.model.columns
        open_columns = [
            c for c in range(len(columns)) if self.model.index(row, c).flags() & Qt.ItemFlag.ItemIsEditable
        ]
        texts = [c for c in open_columns if columns[c].width == 0]
        index = self.model.index(row, (texts or open_columns or [0])[0])
        self.view.selectionModel().setCurrentIndex(
            index, QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
        )
        self.view.scrollTo(index)
        if self.finder is None and open_columns:
            self.view.setFocus()
            self.view.edit(index)

    def _on_current_changed(self) -> None:
        self._offer_removal()
        self._show_detail()

    def _offer_removal(self) -> None:
        self.remove_button.setEnabled(self.view.selectionModel().hasSelection())

    def _row_with_problem(self, field: str, code: str) -> int:
        broken = (i for i, record in enumerate(self.model.records()) if (field, code) in problems_of(record))
        return next(broken, -1)

    def _current_row(self) -> int:
        index: QModelIndex = self.view.currentIndex()
        return index.row() if index.isValid() else -1

    def _show_detail(self) -> None:
        if not self._detail or self._is_showing_detail:
            return
        row = self._current_row()
        has_row = 0 <= row < self.model.rowCount()
        self.detail_panel.setEnabled(has_row)
        if has_row:
            record = self.model.record(row)
            for name, _label, field in self._detail:
                field.set_value(getattr(record, name))

    def _on_detail_changed(self, name: str, field: Field) -> None:
        row = self._current_row()
        if 0 <= row < self.model.rowCount():
            # The inputs show what was typed already; showing it again would move the cursor.
            self._is_showing_detail = True
            self.model.change(row, **{name: field.value()})
            self._is_showing_detail = False
