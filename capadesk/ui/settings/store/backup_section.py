"""Settings: the backups of the data file."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QFileDialog,
    QFormLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from capadesk.domain.errors import CapaDeskError
from capadesk.services.ports import BackupInfo
from capadesk.services.ports.store import BACKUP_DAYS_KEPT, BACKUP_WEEKS_KEPT, BACKUPS_KEPT
from capadesk.services.words import _
from capadesk.ui.common.desk_requests import RestoreBackup
from capadesk.ui.common.fields.quiet_inputs import QuietComboBox
from capadesk.ui.common.file_dialogs import file_dialog
from capadesk.ui.common.look.calm_style import PRIMARY
from capadesk.ui.common.look.icons import set_icon
from capadesk.ui.common.look.leading import lead
from capadesk.ui.common.look.spacing import LARGE, SMALL
from capadesk.ui.settings.section_page import SectionPage
from capadesk.ui.settings.settings_section import SettingsContext
from capadesk.ui.settings.store.backup_presenter import KEPT_CHOICES, BackupLine, BackupPresenter

if TYPE_CHECKING:
    from capadesk.services.backup_service import RestorePreview
    from capadesk.ui.settings.store.restore_preview_dialog import RestorePreviewDialog

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
        self._desk = context.desk
        self._store = context.desk.store
        self._presenter = BackupPresenter(context.desk)
        self._lines: list[BackupLine] = []
        self.preview: RestorePreviewDialog | None = None
        self.state = QLabel(self.content)
        self.state.setTextFormat(Qt.TextFormat.PlainText)
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
            own = (self.now_button, self.restore_button, self.choose_button, self.none_button)
            for widget in (*own, *self.kept.values()):
                widget.setEnabled(False)

    def _add_list(self) -> None:
        self.list = QTreeWidget(self.content)
        self.list.setAccessibleName(_("Backups"))
        self.list.setHeaderLabels([_("Made"), _("Ago"), _("Size"), _("State")])
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
        labels = {
            BACKUPS_KEPT: _("&Newest backups"),
            BACKUP_DAYS_KEPT: _("One of each &day, for so many days"),
            BACKUP_WEEKS_KEPT: _("One of each &week, for so many weeks"),
        }
        form = QFormLayout()
        form.setHorizontalSpacing(LARGE)
        form.setVerticalSpacing(SMALL)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.FieldsStayAtSizeHint)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeading)
        form.setFormAlignment(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignTop)
        self.kept: dict[str, QuietComboBox] = {}
        for setting, label in labels.items():
            box = QuietComboBox(self.content)
            box.setAccessibleName(label.replace("&", ""))
            chosen = self._presenter.kept(setting)
            for count in sorted({*KEPT_CHOICES[setting], chosen}):
                box.addItem(self._desk.localisation.number(count), count)
            box.setCurrentIndex(box.findData(chosen))
            box.activated.connect(partial(self._keep, setting))
            form.addRow(label, box)
            self.kept[setting] = box
        self.rows.addLayout(form)
        self.add_text(_("What was made before going back to a backup or before an update stays besides."))

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
        """Look what going back to the chosen backup would change, and show it."""
        line = self._chosen()
        if line is None or self._store.is_read_only:
            return
        backups, path = self._desk.backups, line.info.path
        self.job_wanted.emit(
            _("Comparing with the backup"),
            lambda step: backups.preview(path, step),
            lambda preview: self._show_preview(preview, line.made),
        )

    def _show_preview(self, preview: RestorePreview, made: str) -> None:
        from capadesk.ui.settings.store.restore_preview_dialog import RestorePreviewDialog

        dialog = RestorePreviewDialog(preview, made, self._desk.localisation, self.window())
        dialog.accepted.connect(lambda: self.desk_wanted.emit(RestoreBackup(preview.backup)))
        dialog.finished.connect(dialog.deleteLater)
        self.preview = dialog
        dialog.open()

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
            item = QTreeWidgetItem([line.made, line.ago, line.size, line.reason or line.state])
            item.setTextAlignment(2, Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter)
            item.setToolTip(0, f"{line.made}\n{line.info.path.name}")
            item.setToolTip(3, " · ".join(part for part in (line.reason, line.state) if part))
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

    def _keep(self, setting: str, row: int) -> None:
        try:
            self._presenter.keep(setting, int(self.kept[setting].itemData(row)))
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
