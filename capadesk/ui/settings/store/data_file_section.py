"""Settings: the data file itself, where it lies and whether it is sound."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QPushButton, QWidget

from capadesk.services.words import _
from capadesk.ui.common.desk_requests import RecoverFile
from capadesk.ui.common.look.icons import set_icon
from capadesk.ui.common.wording.file_sizes import size_text
from capadesk.ui.settings.settings_section import SettingsContext
from capadesk.ui.settings.store.encryption_rows import EncryptionRows
from capadesk.ui.settings.store.store_section import StoreSection


class DataFileSection(StoreSection):
    """Everything that is recorded lies in one file."""

    def __init__(self, context: SettingsContext, parent: QWidget | None = None) -> None:
        about = _("Everything that you record lies in one file. Other files are opened from the menu File.")
        super().__init__(context, _("Data file"), about, parent)
        self._path = Path(self._store.location).absolute()
        self.add_place(str(self._path), _("Where the file lies"))
        self.state = self.add_text("")
        self.folder_button = QPushButton(_("&Open its folder"), self.content)
        set_icon(self.folder_button, "folder")
        self.folder_button.clicked.connect(self._open_folder)
        self.copy_button = self.made_copy_button(_("Copy the &path"), _("The path is on the clipboard."))
        self.add_side_by_side(self.folder_button, self.copy_button)
        self.encryption = EncryptionRows(self, self._desk)
        self.add_check(_("&Check the file"))
        self.recover_button = QPushButton(_("&Bring the file back"), self.content)
        set_icon(self.recover_button, "revert")
        self.recover_button.setToolTip(_("Its last good backup, with what can still be read of the file"))
        self.recover_button.clicked.connect(lambda: self.desk_wanted.emit(RecoverFile()))
        self.recover_button.hide()
        self.add_side_by_side(self.recover_button)
        self.finish()

    def focus_first(self) -> None:
        """See WindowPage."""
        self.folder_button.setFocus()

    def shown(self) -> None:
        """See WindowPage."""
        files = (self._path, Path(f"{self._path}-wal"))
        size = sum(each.stat().st_size for each in files if each.exists())
        self.state.setText(" · ".join([size_text(self._desk.localisation, size), *self.contents()]))
        self.encryption.refresh()

    def show_damage(self, *, is_damaged: bool) -> None:
        """See StoreSection."""
        self.recover_button.setVisible(is_damaged and not self._store.is_read_only)

    def _open_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._path.parent)))
