"""Settings: the hub that one is working on: where it is, who is there, and a copy of it as a file."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QFormLayout, QLabel, QPushButton, QWidget

from capadesk.domain.errors import CapaDeskError
from capadesk.services.ports import BackupInfo, HubServer
from capadesk.services.scratch_folder import file_name
from capadesk.services.store_place import short_name
from capadesk.services.words import _
from capadesk.ui.common.desk_requests import ConnectToHub
from capadesk.ui.common.file_dialogs import file_dialog
from capadesk.ui.common.look.calm_style import PRIMARY
from capadesk.ui.common.look.icons import set_icon
from capadesk.ui.common.look.leading import lead
from capadesk.ui.common.look.spacing import LARGE, SMALL
from capadesk.ui.common.newest_answer import NewestAnswer
from capadesk.ui.common.wording.file_sizes import size_text
from capadesk.ui.common.wording.sentences import sentence_of
from capadesk.ui.settings.settings_section import SettingsContext
from capadesk.ui.settings.store.store_section import StoreSection

_PATIENCE_S = 0.02
_ENDING = ".db"


class HubRead(NamedTuple):
    """What was read of a hub at one moment."""

    server: HubServer | None
    contents: list[str]


class HubSection(StoreSection):
    """Everything lies on a server; its backups are those of who looks after that."""

    def __init__(self, context: SettingsContext, parent: QWidget | None = None) -> None:
        about = _("What you save lies on a hub, where others work at the same time and see it at once.")
        super().__init__(context, _("Hub"), about, parent)
        self._reading = NewestAnswer("hub settings", _PATIENCE_S, self)
        self._reading.loaded.connect(self.show_read)
        self._reading.failed.connect(self._show_failure)
        self.add_place(self._store.location, _("Address"))
        self.state = self.add_text("")
        self._form = QFormLayout()
        self._form.setHorizontalSpacing(LARGE)
        self._form.setVerticalSpacing(SMALL)
        self.user = self._row(_("You are there as"))
        self.users = self._row(_("Connected now"))
        self.size_label = self._row(_("Size"))
        self.server = self._row(_("Server"))
        self.rows.addLayout(self._form)
        self.copy_button = self.made_copy_button(
            _("Copy the &address"), _("The address is on the clipboard; the password is not in it.")
        )
        self.other_button = QPushButton(_("Connect to an&other hub…"), self.content)
        set_icon(self.other_button, "hub")
        self.other_button.clicked.connect(lambda: self.desk_wanted.emit(ConnectToHub()))
        self.add_side_by_side(self.copy_button, self.other_button)
        self.add_heading(_("Keep a copy as a file"))
        self.add_text(
            _(
                "Backups of the hub are made by who looks after its server. A copy as a file holds everything"
                " that is on the hub now: it opens on any desk, and can be brought together with others."
                " Packages of changes for others are made under Bring together, Send."
            )
        )
        self.keep_button = QPushButton(_("&Keep a copy as a file…"), self.content)
        self.keep_button.setProperty(PRIMARY, True)
        self.keep_button.clicked.connect(self._choose_copy)
        self.add_side_by_side(self.keep_button)
        self.add_check(_("&Check the hub"))
        self.finish()

    def _row(self, label: str) -> QLabel:
        value = QLabel("–", self.content)
        value.setTextFormat(Qt.TextFormat.PlainText)  # names of others are no markup
        value.setWordWrap(True)
        self._form.addRow(label, lead(value))
        return value

    # --- what can be done -------------------------------------------------------------------------

    def keep_copy(self, path: Path) -> None:
        """Write a data file that has taken everything from the hub."""
        store = self._store
        self.job_wanted.emit(_("Copying the hub"), lambda step: store.backup_to(path, step), self._say_copied)

    def _choose_copy(self) -> None:
        dialog = file_dialog(self, _("Keep a copy as a file"), "", _("CapaDesk data (*.db)"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setFileMode(QFileDialog.FileMode.AnyFile)
        dialog.setDefaultSuffix(_ENDING.removeprefix("."))
        day = self._desk.clock.today().isoformat()
        dialog.selectFile(file_name(f"{short_name(self._store.location)} {day}") + _ENDING)
        dialog.fileSelected.connect(lambda chosen: self.keep_copy(Path(chosen)))
        dialog.open()

    def _say_copied(self, info: BackupInfo) -> None:
        size = size_text(self._desk.localisation, info.size)
        self.told.emit(_("A copy of the hub, {size}, is in {file}.").format(size=size, file=info.path))

    # --- what is shown ----------------------------------------------------------------------------

    def show_read(self, read: HubRead) -> None:
        """Show what the server said."""
        self.state.setText(" · ".join(read.contents))
        server = read.server
        if server is None:
            return
        self.user.setText(server.user)
        others = [name for name in server.users if name != server.user]
        self.users.setText(self._desk.localisation.join([_("you"), *others]))
        self.size_label.setText(size_text(self._desk.localisation, server.size))
        words = _("PostgreSQL {version}; the connection is not encrypted")
        if server.encryption:
            words = _("PostgreSQL {version}; the connection is encrypted ({how})")
        self.server.setText(words.format(version=server.version, how=server.encryption))

    def _show_failure(self, error: CapaDeskError) -> None:
        self.state.setText(sentence_of(error))

    def _read(self) -> HubRead:
        return HubRead(self._store.server(), self.contents())

    # --- what the page asks -----------------------------------------------------------------------

    @property
    def is_reading(self) -> bool:
        """Whether the server's answer is still to come."""
        return self._reading.is_reading

    def focus_first(self) -> None:
        """See WindowPage."""
        self.copy_button.setFocus()

    def shown(self) -> None:
        """See WindowPage."""
        self._reading.ask(self._read)

    def wait(self) -> None:
        """See WindowPage."""
        self._reading.wait()
