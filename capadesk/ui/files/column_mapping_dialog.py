"""Asks which column of a table is which field, with the first values of each to go by."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from capadesk.services.ports import ColumnMapping, TablePreview
from capadesk.services.words import _
from capadesk.ui.common.fields.quiet_inputs import QuietComboBox
from capadesk.ui.common.look.calm_style import PRIMARY
from capadesk.ui.common.look.fonts import title_font
from capadesk.ui.common.look.spacing import LARGE, SMALL, TIGHT, WIDE

_TITLE_FIELD = "title"
_SHOWN_VALUES = 3
_ROW_HEIGHT = 42


class ColumnMappingDialog(QDialog):
    """A row for each column of the table; `accepted` when `mapping` is to be used."""

    sheet_wanted = Signal(str)
    """Another sheet of the workbook."""
    load_wanted = Signal()
    save_wanted = Signal()

    def __init__(
        self, preview: TablePreview, fields: Sequence[tuple[str, str]], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._fields = fields
        self._start = preview.mapping
        self._headings: tuple[str, ...] = ()
        self._combos: list[QuietComboBox] = []
        self.setWindowTitle(_("Columns"))
        self.setModal(True)
        self.resize(820, 600)
        title = QLabel(_("Which column is what?"), self)
        title.setFont(title_font(self.font()))
        hint = QLabel(_("What you choose here can be saved and used for the next table of this shape."), self)
        hint.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        hint.setWordWrap(True)
        self._table = self._made_table()
        self.day_first = QCheckBox(_("Dates like 03/04/2026 begin with the &day"), self)
        self._problem = QLabel(self)
        self._problem.setWordWrap(True)
        self._problem.setTextFormat(Qt.TextFormat.PlainText)
        column = QVBoxLayout(self)
        column.setContentsMargins(WIDE, WIDE, WIDE, LARGE)
        column.setSpacing(SMALL)
        column.addWidget(title)
        column.addWidget(hint)
        column.addSpacing(SMALL)
        if len(preview.sheets) > 1:
            column.addLayout(self._sheet_row(preview))
        column.addWidget(self._table, 1)
        column.addWidget(self.day_first)
        column.addWidget(self._problem)
        column.addLayout(self._buttons())
        self.show_preview(preview)

    @property
    def mapping(self) -> ColumnMapping:
        """What is chosen now."""
        chosen = [
            (heading, str(combo.currentData() or ""))
            for heading, combo in zip(self._headings, self._combos, strict=True)
        ]
        return replace(
            self._start,
            columns=tuple((heading, field) for heading, field in chosen if field),
            day_first=self.day_first.isChecked(),
        )

    def show_preview(self, preview: TablePreview) -> None:
        """Show the columns of a sheet with the fields guessed for them."""
        sheet = preview.preview
        self._headings = sheet.headings
        self._combos = []
        self._table.setRowCount(len(sheet.headings))
        for row, heading in enumerate(sheet.headings):
            values = [line[row] for line in sheet.rows if row < len(line) and line[row]]
            self._table.setItem(row, 0, QTableWidgetItem(heading))
            self._table.setItem(row, 1, QTableWidgetItem(" · ".join(values[:_SHOWN_VALUES])))
            self._table.setCellWidget(row, 2, self._field_cell(heading))
        self.use(replace(preview.mapping, sheet=sheet.sheet))
        if self._combos:
            self._combos[0].setFocus()

    def use(self, mapping: ColumnMapping) -> None:
        """Show a mapping; its headings that the table does not have are left out."""
        self._start = mapping
        fields = dict(mapping.columns)
        for heading, combo in zip(self._headings, self._combos, strict=True):
            combo.setCurrentIndex(max(combo.findData(fields.get(heading, "")), 0))
        self.day_first.setChecked(mapping.day_first)
        self._look()

    def say(self, text: str) -> None:
        """Something to know, until another column is chosen."""
        self._problem.setText(text)
        self._problem.setVisible(True)

    # --- building ---------------------------------------------------------------------------------

    def _made_table(self) -> QTableWidget:
        table = QTableWidget(0, 3, self)
        table.setHorizontalHeaderLabels([_("Column"), _("First values"), _("What it is")])
        table.setAccessibleName(_("Columns of the table"))
        table.setShowGrid(False)
        table.setWordWrap(False)
        table.setTabKeyNavigation(False)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        table.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(_ROW_HEIGHT)
        header = table.horizontalHeader()
        header.setHighlightSections(False)
        header.setMinimumHeight(32)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        table.setColumnWidth(0, 210)
        table.setColumnWidth(2, 240)
        return table

    def _field_cell(self, heading: str) -> QWidget:
        cell = QWidget(self._table)
        combo = QuietComboBox(cell)
        row = QHBoxLayout(cell)
        row.setContentsMargins(0, TIGHT, SMALL, TIGHT)
        row.addWidget(combo)
        combo.setAccessibleName(_("What “{heading}” is").format(heading=heading))
        combo.addItem(_("Not imported"), "")
        for field, words in self._fields:
            combo.addItem(words, field)
        combo.currentIndexChanged.connect(lambda _row: self._look())
        self._combos.append(combo)
        return cell

    def _sheet_row(self, preview: TablePreview) -> QHBoxLayout:
        label = QLabel(_("&Sheet"), self)
        self.sheets = QuietComboBox(self)
        self.sheets.addItems(list(preview.sheets))
        self.sheets.setCurrentText(preview.preview.sheet)
        self.sheets.textActivated.connect(self.sheet_wanted)
        label.setBuddy(self.sheets)
        row = QHBoxLayout()
        row.addWidget(label)
        row.addWidget(self.sheets)
        row.addStretch(1)
        return row

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(SMALL)
        for text, wanted in (
            (_("&Load a mapping…"), self.load_wanted),
            (_("Sa&ve this mapping…"), self.save_wanted),
        ):
            button = QPushButton(text, self)
            button.setAutoDefault(False)
            button.clicked.connect(lambda _checked=False, wanted=wanted: wanted.emit())
            row.addWidget(button)
        row.addStretch(1)
        cancel = QPushButton(_("&Cancel"), self)
        cancel.setAutoDefault(False)
        cancel.clicked.connect(self.reject)
        self.use_button = QPushButton(_("&Use these columns"), self)
        self.use_button.setProperty(PRIMARY, True)
        self.use_button.setDefault(True)
        self.use_button.clicked.connect(self.accept)
        row.addWidget(cancel)
        row.addWidget(self.use_button)
        return row

    # --- judging ----------------------------------------------------------------------------------

    def _look(self) -> None:
        problem = self._problem_text()
        self._problem.setText(problem)
        self._problem.setVisible(bool(problem))
        self.use_button.setEnabled(not problem)

    def _problem_text(self) -> str:
        chosen = Counter(field for _heading, field in self.mapping.columns)
        words = dict(self._fields)
        if not chosen[_TITLE_FIELD]:
            return _("Choose the column that is the {field}.").format(field=words[_TITLE_FIELD])
        twice = [words[field] for field, count in chosen.items() if count > 1]
        if twice:
            return _("Chosen for more than one column: {fields}").format(fields=", ".join(twice))
        return ""
