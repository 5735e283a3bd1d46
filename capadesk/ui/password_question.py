"""The password of a hub, asked before there is a window."""

from __future__ import annotations

import sys
from typing import NamedTuple

from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QVBoxLayout,
)

from capadesk.services.words import _

_WIDTH = 460


class TypedPassword(NamedTuple):
    """What was typed, and whether the keyring is to keep it."""

    text: str
    is_kept: bool


def ask_password_at_start(text: str) -> TypedPassword | None:
    """Show why a password is needed, and ask for it; None if the user leaves."""
    app = QApplication.instance() or QApplication(sys.argv[:1])
    question = PasswordQuestion(text)
    question.exec()
    app.processEvents()
    return question.typed()


class PasswordQuestion(QDialog):
    """A sentence, a field that shows nothing, and whether to keep what is typed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.setWindowTitle("CapaDesk")
        self.setMinimumWidth(_WIDTH)
        why = QLabel(text, self)
        why.setWordWrap(True)
        self.password = QLineEdit(self)
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.keep = QCheckBox(_("&Keep it in the keyring of the system"), self)
        form = QFormLayout()
        form.addRow(_("&Password"), self.password)
        self.buttons = QDialogButtonBox(self)
        self.open_button = self.buttons.addButton(_("&Open"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.buttons.addButton(_("&Close"), QDialogButtonBox.ButtonRole.RejectRole)
        self.open_button.setDefault(True)
        self.open_button.setEnabled(False)
        self.password.textChanged.connect(lambda typed: self.open_button.setEnabled(bool(typed)))
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setSpacing(16)
        column.addWidget(why)
        column.addLayout(form)
        column.addWidget(self.keep)
        column.addWidget(self.buttons)

    def typed(self) -> TypedPassword | None:
        """What the user gave; None if the dialog was left."""
        if self.result() != QDialog.DialogCode.Accepted:
            return None
        return TypedPassword(self.password.text(), self.keep.isChecked())
