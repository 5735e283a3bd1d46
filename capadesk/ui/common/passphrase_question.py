"""Asks for the passphrase of an encrypted data file until it fits, or the user leaves."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from capadesk.domain.errors import CapaDeskError
from capadesk.services.ports.encryption import Unlock
from capadesk.services.words import _
from capadesk.ui.common.job_runner import JobRunner, Ok, Result
from capadesk.ui.common.look.calm_style import PRIMARY
from capadesk.ui.common.look.spacing import LARGE, MEDIUM, WIDE
from capadesk.ui.common.wording.encryption_words import no_keyring_text

_WIDTH = 480


def unlocked_at_start(path: Path, unlock: Unlock) -> bool:
    """Ask before there is a window; whether the file can be opened now."""
    app = QApplication.instance() or QApplication(sys.argv[:1])
    question = PassphraseQuestion(path, unlock)
    question.exec()
    app.processEvents()
    return question.result() == QDialog.DialogCode.Accepted


def ask_for_passphrase(
    path: Path, unlock: Unlock, parent: QWidget | None, then: Callable[[], None]
) -> PassphraseQuestion:
    """Ask over a window; `then` is called once the file can be opened."""
    question = PassphraseQuestion(path, unlock, parent)
    question.setModal(True)
    question.accepted.connect(then)
    question.finished.connect(question.deleteLater)
    question.open()
    return question


class PassphraseQuestion(QDialog):
    """A field that shows nothing; `accepted` once the passphrase fits."""

    def __init__(self, path: Path, unlock: Unlock, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._path = path
        self._unlock = unlock
        self._runner = JobRunner(self)
        self._is_done = False
        self.setWindowTitle(_("Encrypted file"))
        self.setMinimumWidth(_WIDTH)
        column = QVBoxLayout(self)
        column.setContentsMargins(WIDE, WIDE, WIDE, LARGE)
        column.setSpacing(MEDIUM)
        why = QLabel(_("{file} is encrypted. Its passphrase opens it.").format(file=path.name), self)
        why.setTextFormat(Qt.TextFormat.PlainText)
        why.setWordWrap(True)
        why.setToolTip(str(path))
        column.addWidget(why)
        self.passphrase = QLineEdit(self)
        self.passphrase.setEchoMode(QLineEdit.EchoMode.Password)
        self.passphrase.textChanged.connect(self._show_state)
        form = QFormLayout()
        form.addRow(_("&Passphrase"), self.passphrase)
        column.addLayout(form)
        self.keep = QCheckBox(_("&Keep it in the keyring of the system"), self)
        column.addWidget(self.keep)
        self.problem = QLabel(self)
        self.problem.setTextFormat(Qt.TextFormat.PlainText)
        self.problem.setWordWrap(True)
        self.problem.hide()
        column.addWidget(self.problem)
        forgotten = QLabel(
            _("A forgotten passphrase cannot be found again, and without it nobody can open the file."), self
        )
        forgotten.setWordWrap(True)
        forgotten.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        column.addWidget(forgotten)
        column.addSpacing(MEDIUM)
        buttons = QDialogButtonBox(self)
        self.open_button = buttons.addButton(_("&Open"), QDialogButtonBox.ButtonRole.ActionRole)
        self.open_button.setProperty(PRIMARY, True)
        self.open_button.setDefault(True)
        self.open_button.clicked.connect(self.try_it)
        buttons.addButton(_("&Close"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.rejected.connect(self.reject)
        column.addWidget(buttons)
        self._show_state()

    def sizeHint(self) -> QSize:
        """As wide as a sentence that is read in one go."""
        return QSize(_WIDTH, super().sizeHint().height())

    def try_it(self) -> None:
        """Try what was typed; it takes a moment, in which the window goes on."""
        path, typed, is_kept, unlock = (
            self._path,
            self.passphrase.text(),
            self.keep.isChecked(),
            self._unlock,
        )
        if typed and not self._runner.is_busy:
            self._runner.run("", lambda _step: unlock(path, typed, is_kept), self._finish)
            self._show_state()

    def done(self, result: int) -> None:
        """Close; what is being tried is over in a moment."""
        self._is_done = True
        self._runner.wait()
        super().done(result)

    def _finish(self, result: Result[bool]) -> None:
        if self._is_done:
            return
        self._show_state()
        if isinstance(result, Ok):
            if result.value:
                self.accept()
            else:
                self.keep.setChecked(False)
                self._show_problem(no_keyring_text())
            return
        if not isinstance(result.error, CapaDeskError):
            raise result.error
        from capadesk.ui.common.wording.sentences import reason_text

        self._show_problem(reason_text(result.error.code, {**result.error.data, "file": self._path.name}))
        self.passphrase.selectAll()
        self.passphrase.setFocus()

    def _show_problem(self, text: str) -> None:
        self.problem.setText(text)
        self.problem.show()
        layout = self.layout()
        assert layout is not None
        layout.activate()
        self.resize(self.width(), max(self.height(), layout.totalHeightForWidth(self.width())))

    def _show_state(self) -> None:
        is_busy = self._runner.is_busy
        self.passphrase.setEnabled(not is_busy)
        self.keep.setEnabled(not is_busy)
        self.open_button.setEnabled(bool(self.passphrase.text()) and not is_busy)
