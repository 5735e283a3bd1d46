"""The inputs that open in the cells of a table of records."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from PySide6.QtCore import QAbstractItemModel, QEvent, QObject, QPersistentModelIndex, QSize, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QLineEdit, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from capadesk.services.ports import CodeBook
from capadesk.ui.common.fields.code_field import fill_with_codes
from capadesk.ui.common.fields.optional_date_field import OptionalDateEdit
from capadesk.ui.common.fields.quiet_inputs import QuietComboBox
from capadesk.ui.common.fields.record_directory import RecordDirectory
from capadesk.ui.common.fields.record_line_edit import RecordLineEdit
from capadesk.ui.common.fields.record_table_model import CellKind, Index, RecordTableModel, TableColumn
from capadesk.ui.common.look.spacing import SMALL

_INSET = SMALL


class TypedCell(NamedTuple):
    """A text that stands in an open cell and not yet in its record."""

    row: int
    field: str
    text: str


class RecordTableDelegate(QStyledItemDelegate):
    """A combo box for codes, a calendar for dates, a finding line for records, a line for text."""

    typed = Signal()

    def __init__(
        self,
        directory: RecordDirectory,
        code_book: CodeBook,
        today: date,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._directory = directory
        self._code_book = code_book
        self._today = today
        self._open_text: tuple[QLineEdit, QPersistentModelIndex] | None = None
        self.closeEditor.connect(self._on_closed)

    def typed_cell(self) -> TypedCell | None:
        """The text of the open cell, if it is another than its record has."""
        if self._open_text is None:
            return None
        editor, index = self._open_text
        text = _typed_text(editor, index) if index.isValid() else None
        return None if text is None else TypedCell(index.row(), _place(index)[1].field, text)

    def finish_typing(self) -> None:
        """Take the text of the open cell into its record and close it."""
        if self._open_text is not None:
            self._finish(self._open_text[0])

    def destroyEditor(self, editor: QWidget, index: Index) -> None:
        """Forget an input that is closed."""
        if self._open_text is not None and self._open_text[0] is editor:
            self._open_text = None
        super().destroyEditor(editor, index)

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        """The input for the cell."""
        model, column = _place(index)
        editor: QWidget
        if column.kind is CellKind.CODE:
            combo = QuietComboBox(parent)
            value = getattr(model.record(index.row()), column.field)
            fill_with_codes(combo, self._code_book, column.of, value, optional=column.is_optional)
            combo.activated.connect(lambda _row: self._finish(combo))
            editor = combo
        elif column.kind is CellKind.DATE:
            editor = OptionalDateEdit(self._today, parent)
        elif column.kind is CellKind.RECORD:
            line = RecordLineEdit(self._directory, (column.of,), parent)
            line.record_chosen.connect(lambda _kind, _id: self.commitData.emit(line))
            editor = line
        else:
            editor = QLineEdit(parent)
            editor.textEdited.connect(self.typed)
            self._open_text = (editor, QPersistentModelIndex(index))
        editor.setAccessibleName(column.heading)
        editor.setAutoFillBackground(True)
        return editor

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """The ground over the whole cell, the words beneath those of the heading."""
        view = option.widget
        if isinstance(view, QWidget):
            ground = QStyleOptionViewItem(option)
            self.initStyleOption(ground, index)
            panel = QStyle.PrimitiveElement.PE_PanelItemViewItem
            view.style().drawPrimitive(panel, ground, painter, view)
        super().paint(painter, _inset(option), index)

    def editorEvent(
        self, event: QEvent, model: QAbstractItemModel, option: QStyleOptionViewItem, index: Index
    ) -> bool:
        """A click on a tick hits it where it is drawn."""
        return super().editorEvent(event, model, _inset(option), index)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """A little air above and below the words."""
        size = super().sizeHint(_inset(option), index)
        return QSize(size.width() + 2 * _INSET, size.height() + SMALL)

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """Show the cell's value."""
        model, column = _place(index)
        value: Any = getattr(model.record(index.row()), column.field)
        if isinstance(editor, RecordLineEdit):
            editor.show_record(column.of, value)
        elif isinstance(editor, OptionalDateEdit):
            editor.set_day(value)
        elif isinstance(editor, QLineEdit):
            editor.setText(value)

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        """Take the input's value, unless it is what stands there."""
        if isinstance(editor, RecordLineEdit):
            model.setData(index, editor.record_id)
        elif isinstance(editor, OptionalDateEdit):
            model.setData(index, editor.day())
        elif isinstance(editor, QuietComboBox):
            model.setData(index, str(editor.currentData() or ""))
        elif isinstance(editor, QLineEdit):
            text = _typed_text(editor, index)
            if text is not None:
                model.setData(index, text)

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        """Never lower than the input needs, nor too narrow to read."""
        rect = option.rect
        needed = editor.sizeHint()
        rect.setHeight(max(rect.height(), needed.height()))
        parent = editor.parentWidget()
        if parent is not None and rect.width() < needed.width():
            rect.setWidth(needed.width())
            rect.moveRight(min(rect.right(), parent.width() - 1))
        editor.setGeometry(rect)

    def _on_closed(self, _editor: QWidget, _hint: object) -> None:
        if self._open_text is not None:
            self._open_text = None
            self.typed.emit()

    def _finish(self, editor: QWidget) -> None:
        self.commitData.emit(editor)
        self.closeEditor.emit(editor)


def _typed_text(editor: QLineEdit, index: Index) -> str | None:
    table, column = _place(index)
    # A line cannot show line breaks: text that was not touched keeps them.
    shown = QLineEdit(getattr(table.record(index.row()), column.field)).text()
    return None if editor.text() == shown else editor.text().strip()


def _inset(option: QStyleOptionViewItem) -> QStyleOptionViewItem:
    inset = QStyleOptionViewItem(option)
    inset.rect = option.rect.adjusted(_INSET, 0, -_INSET, 0)
    return inset


def _place(index: Index) -> tuple[RecordTableModel, TableColumn]:
    model = index.model()
    assert isinstance(model, RecordTableModel)
    return model, model.columns[index.column()]
