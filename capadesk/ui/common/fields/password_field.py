"""A field for a password: nothing of it is seen."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit, QWidget

from capadesk.ui.common.fields.line_field import LineField


class PasswordField(LineField):
    """One line that shows a dot for each character; blanks count."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.line_edit.setEchoMode(QLineEdit.EchoMode.Password)

    def value(self) -> str:
        """The password as it is typed."""
        return self.line_edit.text()
