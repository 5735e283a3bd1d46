"""Asks for the passphrase that a data file is to have."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from capadesk.services.ports.encryption import SHORTEST_PASSPHRASE
from capadesk.services.words import _
from capadesk.ui.common.look.calm_style import PRIMARY
from capadesk.ui.common.look.fonts import strong_font, title_font
from capadesk.ui.common.look.spacing import LARGE, MEDIUM, WIDE
from capadesk.ui.common.wording.encryption_words import lost_passphrase_text

_WIDTH = 520


class NewPassphraseDialog(QDialog):
    """Twice the same, long enough; `accepted` then."""

    def __init__(self, *, is_encrypted: bool, parent: QWidget | None = None) -> None:
        """`is_encrypted`: the file has a passphrase, which is to be another one."""
        super().__init__(parent)
        title = _("Change the passphrase") if is_encrypted else _("Encrypt this file")
        self.setWindowTitle(title)
        self.setModal(True)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(WIDE, WIDE, WIDE, LARGE)
        self._column.setSpacing(MEDIUM)
        heading = self._add_text(title)
        heading.setFont(title_font(self.font()))
        self._add_text(
            _("Backups that were made before open with the old passphrase.")
            if is_encrypted
            else _("The file, its backups and what is not saved yet can only be read with the passphrase.")
        )
        self._add_text(lost_passphrase_text()).setFont(strong_font(self.font()))
        self.first, self.second = self._made_field(), self._made_field()
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        form.addRow(_("New &passphrase"), self.first)
        form.addRow(_("&Once more"), self.second)
        self._column.addLayout(form)
        self.hint = self._add_text("")
        self.hint.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self.seen = QCheckBox(_("&Show what I type"), self)
        self.seen.toggled.connect(self._show_typed)
        self._column.addWidget(self.seen)
        self.keep = QCheckBox(_("&Keep it in the keyring of the system"), self)
        self.keep.setToolTip(_("This computer opens the file without asking then."))
        self._column.addWidget(self.keep)
        self._column.addStretch(1)
        buttons = QDialogButtonBox(self)
        self.go_button = buttons.addButton(
            _("&Change the passphrase") if is_encrypted else _("&Encrypt"),
            QDialogButtonBox.ButtonRole.AcceptRole,
        )
        self.go_button.setProperty(PRIMARY, True)
        self.go_button.setDefault(True)
        buttons.addButton(_("C&ancel"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        self._column.addWidget(buttons)
        self._show_state()

    def sizeHint(self) -> QSize:
        """As wide as a sentence that is read in one go."""
        return QSize(_WIDTH, super().sizeHint().height())

    @property
    def passphrase(self) -> str:
        """What was typed."""
        return self.first.text()

    def _add_text(self, text: str) -> QLabel:
        label = QLabel(text, self)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        self._column.addWidget(label)
        return label

    def _made_field(self) -> QLineEdit:
        field = QLineEdit(self)
        field.setEchoMode(QLineEdit.EchoMode.Password)
        field.textChanged.connect(self._show_state)
        return field

    def _show_typed(self, is_shown: bool) -> None:
        mode = QLineEdit.EchoMode.Normal if is_shown else QLineEdit.EchoMode.Password
        for field in (self.first, self.second):
            field.setEchoMode(mode)

    def _show_state(self) -> None:
        typed, again = self.first.text(), self.second.text()
        missing = SHORTEST_PASSPHRASE - len(typed)
        if missing > 0:
            text = _("At least {count} characters. Several words are easy to remember and hard to guess.")
            text = text.format(count=SHORTEST_PASSPHRASE)
        elif typed != again:
            text = _("Type it once more, the same.")
        else:
            text = _("Both are the same.")
        self.hint.setText(text)
        self.go_button.setEnabled(missing <= 0 and typed == again)
