"""Shows what an import would do, item by item, before it is done."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from PySide6.QtCore import QEvent, QModelIndex, Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from capadesk.services.importing.import_plan import ImportPlan
from capadesk.services.ports import Localisation, Notice
from capadesk.services.words import _, ngettext
from capadesk.ui.common.fields.zone_field import ZoneField
from capadesk.ui.common.look.calm_style import PRIMARY
from capadesk.ui.common.look.fonts import title_font
from capadesk.ui.common.look.spacing import LARGE, SMALL, WIDE
from capadesk.ui.common.wording.sentences import problem_text
from capadesk.ui.common.wording.value_words import ValueWords
from capadesk.ui.files.import_items import ItemModel, counts_text, details_text, file_name, item_table

_LINES_OF_DETAILS = 4
_TABLES = (".xlsx", ".xlsm", ".xls", ".ods", ".csv", ".tsv")


class ImportPreview(QDialog):
    """What was found in the files; `accepted` when the user wants it done."""

    columns_wanted = Signal()
    """Say anew which column of the table is which field."""
    zone_wanted = Signal(str)
    """Read the files again, times that name no zone in this one (IANA)."""

    def __init__(
        self, plan: ImportPlan, words: ValueWords, localisation: Localisation, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.plan = plan
        self._words = words
        self.zone_field: ZoneField | None = None
        self.setWindowTitle(_("Import"))
        self.setModal(True)
        self.resize(940, 640)
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
        self._model = ItemModel(plan, self)
        self.table = item_table(self._model, self)
        column.addWidget(self.table, 1)
        self.details = self._details()
        column.addWidget(self.details)
        self.table.selectionModel().currentRowChanged.connect(self._show_details)
        self._show_details(self.table.currentIndex())
        for notice in [notice for notice in plan.notices if not notice.place][:5]:
            column.addWidget(self._notice(self._notice_text(notice)))
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
            return _("Import {file}").format(file=file_name(self.plan.files[0]))
        return ngettext("Import {count} file", "Import {count} files", count).format(count=count)

    def _notice_text(self, notice: Notice) -> str:
        file = file_name(notice.file) if len(self.plan.files) > 1 else ""
        return problem_text(replace(notice, file=file))

    def _notice(self, text: str) -> QLabel:
        label = QLabel(text, self)
        label.setWordWrap(True)
        label.setTextFormat(Qt.TextFormat.PlainText)
        return label

    def _details(self) -> QPlainTextEdit:
        """What the chosen row says, whole: long reasons, and each field before and after."""
        details = QPlainTextEdit(self)
        details.setReadOnly(True)
        details.setTabChangesFocus(True)
        details.setAccessibleName(_("About the chosen row"))
        details.setFixedHeight(details.fontMetrics().lineSpacing() * _LINES_OF_DETAILS + LARGE)
        return details

    def _show_details(self, index: QModelIndex) -> None:
        row = self._model.row(index.row())
        self.details.setPlainText("" if row is None else details_text(row, self._words))

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


def _is_table(path: str) -> bool:
    return path.lower().endswith(_TABLES)
