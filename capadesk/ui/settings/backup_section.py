"""Settings: the backups of the data file."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QFileDialog,
    QHeaderView,
    QLabel,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from capadesk.domain.errors import CapaDeskError
from capadesk.services.ports import BackupInfo
from capadesk.services.words import _
from capadesk.ui.common.calm_style import PRIMARY
from capadesk.ui.common.desk_requests import RestoreBackup
from capadesk.ui.common.fields.quiet_inputs import QuietComboBox
from capadesk.ui.common.file_dialogs import file_dialog
from capadesk.ui.common.icons import set_icon
from capadesk.ui.common.leading import lead
from capadesk.ui.common.message_bar import Answer, Question
from capadesk.ui.settings.backup_presenter import NEWEST_KEPT, BackupLine, BackupPresenter
from capadesk.ui.settings.section_page import SectionPage
from capadesk.ui.settings.settings_section import SettingsContext

_LIST_HEIGHT = 176


class BackupSection(SectionPage):
    """Where they lie, how many are kept, one more now, and the way back to one of them."""

    def __init__(self, context: SettingsContext, parent: QWidget | None = None) -> None:
        super().__init__(
            _("Backup"),
            _(
                "While you work, CapaDesk backs your file up every hour in which something changed, and "
                "looks whether the copy is sound."
            ),
            parent,
        )
        self._store = context.desk.store
        self._presenter = BackupPresenter(context.desk)
        self._lines: list[BackupLine] = []
        self.state = QLabel(self.content)
        self.state.setWordWrap(True)
        self.add_widget(lead(self.state))
        self.now_button = QPushButton(_("&Back up now"), self.content)
        self.now_button.setProperty(PRIMARY, True)
        self.now_button.clicked.connect(self.back_up_now)
        self.folder_button = QPushButton(_("&Open the folder"), self.content)
        set_icon(self.folder_button, "folder")
        self.folder_button.clicked.connect(self._open_folder)
        self.add_side_by_side(self.now_button, self.folder_button)
        self._list_heading = self.add_heading(_("What is there"))
        self._add_list()
        self.add_heading(_("How many are kept"))
        self._add_kept()
        self.add_heading(_("A copy in another place"))
        self._add_copies()
        self.finish()
        if self._store.is_read_only:
            own = (self.now_button, self.restore_button, self.kept, self.choose_button, self.none_button)
            for widget in own:
                widget.setEnabled(False)

    def _add_list(self) -> None:
        self.list = QTreeWidget(self.content)
        self.list.setAccessibleName(_("Backups"))
        self.list.setHeaderLabels([_("Made"), _("Ago"), _("Size")])
        self.list.setRootIsDecorated(False)
        self.list.setUniformRowHeights(True)
        self.list.setMinimumHeight(_LIST_HEIGHT)
        self.list.header().setStretchLastSection(False)
        self.list.header().setMinimumSectionSize(self.fontMetrics().horizontalAdvance("M" * 6))
        self.list.header().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.list.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.list.itemSelectionChanged.connect(self._show_choice)
        self.list.itemActivated.connect(lambda _item, _column: self.ask_to_restore())
        self.add_widget(self.list)
        self.restore_button = QPushButton(_("&Go back to this backup…"), self.content)
        set_icon(self.restore_button, "revert")
        self.restore_button.clicked.connect(self.ask_to_restore)
        self.add_side_by_side(self.restore_button)

    def _add_kept(self) -> None:
        label = QLabel(_("&Newest backups"), self.content)
        self.kept = QuietComboBox(self.content)
        self.kept.setAccessibleName(_("Newest backups"))
        for count in NEWEST_KEPT:
            self.kept.addItem(str(count), count)
        self.kept.setCurrentIndex(self.kept.findData(self._presenter.newest_kept))
        self.kept.activated.connect(self._keep)
        label.setBuddy(self.kept)
        self.add_side_by_side(label, self.kept)
        self.add_text(_("Besides, one a day is kept for two weeks and one a week for eight weeks."))

    def _add_copies(self) -> None:
        self.copies = self.add_text("")
        self.choose_button = QPushButton(_("&Choose a folder…"), self.content)
        set_icon(self.choose_button, "folder")
        self.choose_button.clicked.connect(self._choose_folder)
        self.none_button = QPushButton(_("No co&py"), self.content)
        self.none_button.clicked.connect(lambda: self.copy_into(""))
        self.add_side_by_side(self.choose_button, self.none_button)

    # --- what can be done -------------------------------------------------------------------------

    def back_up_now(self) -> None:
        """Make a backup beside the others."""
        self.job_wanted.emit(_("Backing up"), self._store.backup_now, self._say_made)

    def ask_to_restore(self) -> None:
        """Ask whether the chosen backup is to take the place of the file."""
        line = self._chosen()
        if line is None or self._store.is_read_only:
            return
        text = _(
            "The file goes back to how it was on {made}. What it holds now is kept as a backup first, "
            "so that this can be taken back."
        ).format(made=line.made)
        self.asked.emit(
            Question(
                text,
                (
                    Answer(
                        _("Go back to &it"),
                        lambda: self.desk_wanted.emit(RestoreBackup(line.info.path)),
                        is_main=True,
                    ),
                    Answer(_("&Keep the file as it is"), self.list.setFocus),
                ),
            )
        )

    def focus_first(self) -> None:
        """See WindowPage."""
        self.now_button.setFocus()

    def shown(self) -> None:
        """See WindowPage."""
        chosen = self._chosen()
        self._lines = self._presenter.lines()
        self.state.setText(self._presenter.state(self._lines))
        self.list.clear()
        for line in self._lines:
            item = QTreeWidgetItem([line.made, line.ago, line.size])
            item.setTextAlignment(2, Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter)
            item.setToolTip(0, f"{line.made}\n{line.info.path.name}")
            self.list.addTopLevelItem(item)
            if chosen is not None and line.info.path == chosen.info.path:
                self.list.setCurrentItem(item)
        for widget in (self.folder_button, self._list_heading, self.list, self.restore_button):
            widget.setVisible(bool(self._lines))
        folder = self._presenter.copies_folder
        self.copies.setText(
            _("Each backup is copied to {folder} as well.").format(folder=folder)
            if folder
            else _("The backups lie beside the file. A copy on another disk outlives this one.")
        )
        self.none_button.setVisible(bool(folder))
        self._show_choice()

    def _chosen(self) -> BackupLine | None:
        items = self.list.selectedItems()
        return self._lines[self.list.indexOfTopLevelItem(items[0])] if items else None

    def _show_choice(self) -> None:
        self.restore_button.setEnabled(self._chosen() is not None and not self._store.is_read_only)

    def _say_made(self, info: BackupInfo) -> None:
        self.shown()
        self.told.emit(_("A verified backup is in {file}.").format(file=info.path))

    def _keep(self, row: int) -> None:
        try:
            self._presenter.keep(int(self.kept.itemData(row)))
        except CapaDeskError as error:
            self.failed.emit(error)

    def copy_into(self, folder: str) -> None:
        """Put a copy of each backup into that folder from now on; "" for nowhere."""
        try:
            self._presenter.copy_into(folder)
        except CapaDeskError as error:
            self.failed.emit(error)
            return
        self.shown()

    def _choose_folder(self) -> None:
        dialog = file_dialog(self, _("A folder for copies of the backups"))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.fileSelected.connect(self.copy_into)
        dialog.open()

    def _open_folder(self) -> None:
        if self._lines:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(Path(self._lines[0].info.path).parent)))
