"""Asks for the passphrase of a file, in its place beside the list."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from capadesk.services.words import _
from capadesk.ui.common.look.bidi import leading
from capadesk.ui.common.look.calm_style import PRIMARY
from capadesk.ui.common.look.fonts import title_font
from capadesk.ui.common.look.leading import lead
from capadesk.ui.common.look.spacing import MEDIUM, SMALL, WIDE

_FIELD_CHARACTERS = 48


class PassphrasePanel(QWidget):
    """One line, and a button."""

    given = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = QLabel(self)
        self.title.setFont(title_font(self.font()))
        self.about = QLabel(self)
        self.about.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        for label in (self.title, self.about):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
        name = QLabel(_("&Passphrase"), self)
        self.field = QLineEdit(self)
        self.field.setEchoMode(QLineEdit.EchoMode.Password)
        self.field.setAccessibleName(_("Passphrase"))
        self.field.setMaximumWidth(self.fontMetrics().averageCharWidth() * _FIELD_CHARACTERS)
        self.field.textChanged.connect(self._typed)
        self.field.returnPressed.connect(self._give)
        name.setBuddy(self.field)
        self.button = QPushButton(_("&Unlock"), self)
        self.button.setProperty(PRIMARY, True)
        self.button.clicked.connect(self._give)
        row = QHBoxLayout()
        row.setSpacing(SMALL)
        row.addWidget(self.field, 1)
        row.addWidget(self.button)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(WIDE, WIDE, WIDE, WIDE)
        column.setSpacing(MEDIUM)
        column.addWidget(lead(self.title))
        column.addWidget(lead(self.about))
        column.addWidget(lead(name))
        column.addLayout(row)
        column.addStretch(1)
        self._typed("")

    def ask_for(self, file: str, *, is_wrong: bool) -> None:
        """Ask for the passphrase of a file; `is_wrong`: the one that was given does not fit."""
        self.title.setText(leading(_("{file} is encrypted").format(file=file)))
        text = (
            _("The passphrase does not fit, or the file is damaged. Try again, or ask for the file anew.")
            if is_wrong
            else _("Whoever sent it knows its passphrase. It is asked for again each time, and kept nowhere.")
        )
        self.about.setText(leading(text))
        self.field.clear()

    def _typed(self, text: str) -> None:
        self.button.setEnabled(bool(text))

    def _give(self) -> None:
        if self.field.text():
            self.given.emit(self.field.text())
