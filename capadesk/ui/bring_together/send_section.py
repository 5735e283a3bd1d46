"""A package for others: everything, or what the other desk lacks; without names, encrypted, as is wished."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QPalette
from PySide6.QtWidgets import (
    QCheckBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from capadesk.domain.errors import CapaDeskError
from capadesk.services.desk import Desk
from capadesk.services.ports import ProgressCallback
from capadesk.services.ports.change_package import PackageSummary
from capadesk.services.scratch_folder import file_name
from capadesk.services.words import _, ngettext
from capadesk.ui.common.file_dialogs import file_dialog
from capadesk.ui.common.look.calm_style import PRIMARY
from capadesk.ui.common.look.fonts import strong_font
from capadesk.ui.common.look.icons import set_icon
from capadesk.ui.common.look.leading import lead
from capadesk.ui.common.look.spacing import LARGE, MEDIUM, SMALL, WIDE
from capadesk.ui.common.readable_column import readable_column
from capadesk.ui.common.window_page import WindowPage

_WIDTH_CHARACTERS = 92
_FIELD_CHARACTERS = 40
_ENCRYPTED = ".age"
_SUFFIX = ".capadesk"


class SendSection(WindowPage):
    """A short form; nothing of it is kept."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.everything = QRadioButton(_("&Everything that is here"), self)
        self.everything.setChecked(True)
        self.lacking = QRadioButton(_("Only what the other desk &lacks"), self)
        self.state = QLineEdit(self)
        self.state.setPlaceholderText(_("A package that it sent, or the line that says what it has seen"))
        self.state.setAccessibleName(_("What the other desk has seen"))
        self.state.textEdited.connect(lambda _text: self.lacking.setChecked(True))
        self.state_button = QPushButton(_("&Choose its package…"), self)
        set_icon(self.state_button, "folder")
        self.state_button.clicked.connect(self._choose_state)
        self.without_names = QCheckBox(_("Without &names"), self)
        self.encrypted = QCheckBox(_("Encrypt with a &passphrase"), self)
        self.encrypted.toggled.connect(self._show_passphrase)
        self.passphrase = self._secret(_("Passphrase"))
        self.again = self._secret(_("Passphrase, once more"))
        self.save_button = QPushButton(_("&Save the package…"), self)
        self.save_button.setProperty(PRIMARY, True)
        set_icon(self.save_button, "send", QPalette.ColorRole.HighlightedText)
        self.save_button.clicked.connect(self.choose_target)
        self.copy_button = QPushButton(_("C&opy what this desk has seen"), self)
        set_icon(self.copy_button, "copy")
        self.copy_button.clicked.connect(self.copy_state)
        self._arrange()
        self._show_passphrase(False)

    def _secret(self, words: str) -> QLineEdit:
        field = QLineEdit(self)
        field.setEchoMode(QLineEdit.EchoMode.Password)
        field.setPlaceholderText(words)
        field.setAccessibleName(words)
        field.setMaximumWidth(self.fontMetrics().averageCharWidth() * _FIELD_CHARACTERS)
        return field

    def _arrange(self) -> None:
        content = QWidget(self)
        content.setMaximumWidth(self.fontMetrics().averageCharWidth() * _WIDTH_CHARACTERS)
        rows = QVBoxLayout(content)
        rows.setContentsMargins(WIDE, WIDE, WIDE, WIDE)
        rows.setSpacing(MEDIUM)
        rows.addWidget(
            _text(
                _(
                    "One file with your changes, to be sent by e-mail, on a stick or in a shared folder. "
                    "Whoever gets it brings it together with what is there; twice is no harm."
                ),
                content,
            )
        )
        rows.addWidget(_heading(_("What is sent"), content))
        rows.addWidget(self.everything)
        rows.addWidget(self.lacking)
        row = QHBoxLayout()
        row.setContentsMargins(WIDE, 0, 0, 0)
        row.setSpacing(SMALL)
        row.addWidget(self.state, 1)
        row.addWidget(self.state_button)
        rows.addLayout(row)
        rows.addWidget(_heading(_("Who may read it"), content))
        rows.addWidget(self.without_names)
        self.names_text = _text(
            _(
                "Names, addresses, notes, minutes, agendas and descriptions are left out; persons are "
                "counted. Titles of events and names of organisations stay: look whether they name somebody."
            ),
            content,
        )
        rows.addWidget(_indented(self.names_text))
        rows.addWidget(self.encrypted)
        self._secrets = QWidget(content)
        secrets = QVBoxLayout(self._secrets)
        secrets.setContentsMargins(WIDE, 0, 0, 0)
        secrets.setSpacing(SMALL)
        secrets.addWidget(self.passphrase)
        secrets.addWidget(self.again)
        secrets.addWidget(
            _text(
                _(
                    "Tell it by another way than the file, by telephone for instance. Without it nobody can "
                    "open the package, we neither."
                ),
                content,
            )
        )
        rows.addWidget(self._secrets)
        buttons = QHBoxLayout()
        buttons.setContentsMargins(0, LARGE, 0, 0)
        buttons.setSpacing(SMALL)
        buttons.addWidget(self.save_button)
        buttons.addWidget(self.copy_button)
        buttons.addStretch(1)
        rows.addLayout(buttons)
        rows.addStretch(1)
        area = readable_column(content, self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(area)

    # --- what can be done -------------------------------------------------------------------------

    def choose_target(self) -> None:
        """Ask where the package is to lie."""
        if self.encrypted.isChecked() and not self._is_passphrase_sound():
            return
        if self.lacking.isChecked() and not self.state.text().strip():
            self.told.emit(_("Say what the other desk has seen: choose a package of it, or paste its line."))
            self.state.setFocus()
            return
        ending = _SUFFIX + _ENCRYPTED if self.encrypted.isChecked() else _SUFFIX
        dialog = file_dialog(self, _("Save the package"), "", _("Packages (*{ending})").format(ending=ending))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setFileMode(QFileDialog.FileMode.AnyFile)
        dialog.setDefaultSuffix(ending.removeprefix("."))
        day = self._desk.clock.today().isoformat()
        dialog.selectFile(file_name(f"{self._desk.author} {day}".strip()) + ending)
        dialog.fileSelected.connect(lambda chosen: self.save_package(Path(chosen)))
        dialog.open()

    def save_package(self, path: Path) -> None:
        """Write the package."""
        packages = self._desk.packages
        text = self.state.text().strip() if self.lacking.isChecked() else ""
        without_names = self.without_names.isChecked()
        passphrase = self.passphrase.text() if self.encrypted.isChecked() else ""

        def work(step: ProgressCallback) -> PackageSummary:
            since = packages.since_of(text) if text else None
            return packages.export(
                path, since=since, without_names=without_names, passphrase=passphrase, progress=step
            )

        self.job_wanted.emit(_("Writing the package"), work, self._say_saved)

    def copy_state(self) -> None:
        """Put the line that says what this desk has seen on the clipboard."""
        try:
            QGuiApplication.clipboard().setText(self._desk.packages.state())
        except CapaDeskError as error:
            self.failed.emit(error)
            return
        self.told.emit(
            _("Copied. Send the line to whoever sends you packages: then they hold only what you lack.")
        )

    # --- within -----------------------------------------------------------------------------------

    def _choose_state(self) -> None:
        kinds = _("Packages (*.capadesk)") + ";;" + _("All files (*)")
        dialog = file_dialog(self, _("A package that the other desk sent"), "", kinds)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self._take_state)
        dialog.open()

    def _take_state(self, path: str) -> None:
        self.state.setText(path)
        self.lacking.setChecked(True)

    def _is_passphrase_sound(self) -> bool:
        if not self.passphrase.text():
            self.told.emit(_("Type a passphrase, or send the package without one."))
            self.passphrase.setFocus()
            return False
        if self.passphrase.text() != self.again.text():
            self.told.emit(_("The two passphrases are not the same. Type them again."))
            self.again.clear()
            self.again.setFocus()
            return False
        return True

    def _say_saved(self, summary: PackageSummary) -> None:
        self.passphrase.clear()
        self.again.clear()
        words = ngettext(
            "{count} change is in {file}.", "{count} changes are in {file}.", summary.change_sets
        )
        count = self._desk.localisation.number(summary.change_sets)
        self.told.emit(words.format(count=count, file=summary.path))

    def _show_passphrase(self, is_wanted: bool) -> None:
        self._secrets.setVisible(is_wanted)

    def shown(self) -> None:
        """See WindowPage: from a file without names nothing else can leave."""
        if self._desk.packages.is_without_names():
            self.without_names.setChecked(True)
            self.without_names.setEnabled(False)
        else:
            self.without_names.setEnabled(True)

    def focus_first(self) -> None:
        """See WindowPage."""
        self.everything.setFocus(Qt.FocusReason.OtherFocusReason)


def _text(words: str, parent: QWidget) -> QLabel:
    label = QLabel(words, parent)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setForegroundRole(QPalette.ColorRole.PlaceholderText)
    return lead(label)


def _heading(words: str, parent: QWidget) -> QLabel:
    label = QLabel(words, parent)
    label.setFont(strong_font(parent.font()))
    label.setContentsMargins(0, MEDIUM, 0, 0)
    return lead(label)


def _indented(label: QLabel) -> QLabel:
    label.setContentsMargins(WIDE, 0, 0, 0)
    return label
