"""A field that refers to another record."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtWidgets import QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from capadesk.services.words import _
from capadesk.ui.common.fields.field import Field
from capadesk.ui.common.fields.problem_line import ProblemLine
from capadesk.ui.common.fields.record_directory import RecordDirectory
from capadesk.ui.common.fields.record_line_edit import RecordLineEdit
from capadesk.ui.common.look.icons import set_icon


class RecordField(Field):
    """The id of a record of one kind, chosen by its name; None for none."""

    def __init__(
        self, directory: RecordDirectory, kind: str, parent: QWidget | None = None, *, creates: bool = True
    ) -> None:
        super().__init__(parent)
        self._kind = kind
        self.line_edit = RecordLineEdit(directory, (kind,), self, creates=creates)
        self.line_edit.setPlaceholderText(_("Type a name"))
        self.clear_button = QToolButton(self)
        self.clear_button.setAutoRaise(True)
        self.clear_button.setToolTip(_("Choose none"))
        set_icon(self.clear_button, "close")
        self.problem_line = ProblemLine(self)
        row = QHBoxLayout()
        row.addWidget(self.line_edit, 1)
        row.addWidget(self.clear_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(row)
        layout.addWidget(self.problem_line)
        self.setFocusProxy(self.line_edit)
        self.line_edit.record_chosen.connect(self._on_chosen)
        self.line_edit.text_settled.connect(self._on_settled)
        self.line_edit.textChanged.connect(lambda text: self.clear_button.setEnabled(bool(text)))
        self.clear_button.clicked.connect(self._clear)
        self.clear_button.setEnabled(False)

    def value(self) -> UUID | None:
        """The chosen record's id."""
        return self.line_edit.record_id

    def set_value(self, value: UUID | None) -> None:
        """Show a record by its name."""
        self.line_edit.show_record(self._kind, value)
        self.problem_line.set_text("")

    def set_label(self, label: str) -> None:
        """Name the line and its button."""
        super().set_label(label)
        self.clear_button.setAccessibleName(_("{name}: choose none").format(name=label))

    def _on_chosen(self, _kind: str, _record_id: object) -> None:
        self.problem_line.set_text("")
        self.changed.emit()

    def _on_settled(self) -> None:
        text = "" if self.line_edit.is_settled else self.line_edit.text().strip()
        words = _("“{name}” is not known yet. Choose from the list, or create it there.").format(name=text)
        self.problem_line.set_text(words if text else "")

    def _clear(self) -> None:
        had = self.value() is not None
        self.set_value(None)
        self.line_edit.setFocus()
        if had:
            self.changed.emit()
