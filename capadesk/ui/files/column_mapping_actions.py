"""Lets the user say which column of a table is which field, then plans the import anew."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtWidgets import QDialog, QFileDialog

from capadesk.domain.errors import CapaDeskError
from capadesk.services.words import _
from capadesk.ui.common.file_dialogs import file_dialog

if TYPE_CHECKING:
    from capadesk.services.desk import Desk
    from capadesk.services.ports import ColumnMapping, TablePreview
    from capadesk.ui.common.job_runner import Work
    from capadesk.ui.files.column_mapping_dialog import ColumnMappingDialog
    from capadesk.ui.files.import_preview import ImportPreview

_KINDS = "*.json"


class _Files(Protocol):
    """What this needs of the File menu's actions."""

    preview: ImportPreview | None

    def run(self, title: str, work: Work[Any], then: Callable[[Any], None]) -> None: ...

    def plan_import(
        self, paths: Sequence[Path], mappings: Mapping[Path, ColumnMapping] | None = None
    ) -> None: ...


class ColumnMappingActions:
    """Opens the dialog of columns over the preview of an import."""

    def __init__(self, desk: Desk, files: _Files) -> None:
        self._desk = desk
        self._files = files
        self.dialog: ColumnMappingDialog | None = None

    def ask(self, path: Path) -> None:
        """Read the table's headings and first rows, then ask."""
        imports = self._desk.imports
        self._files.run(
            _("Reading the columns"),
            lambda _step: imports.preview_table(path),
            lambda preview: self._show(path, preview),
        )

    def _show(self, path: Path, preview: TablePreview) -> None:
        from capadesk.ui.files.column_mapping_dialog import ColumnMappingDialog

        dialog = ColumnMappingDialog(preview, self._desk.imports.table_fields(), self._files.preview)
        dialog.sheet_wanted.connect(lambda sheet: self._show_sheet(path, sheet))
        dialog.load_wanted.connect(self._choose_to_load)
        dialog.save_wanted.connect(lambda: self._choose_to_save(path))
        dialog.finished.connect(lambda code: self._answered(path, code))
        self.dialog = dialog
        dialog.open()

    def _show_sheet(self, path: Path, sheet: str) -> None:
        def show(preview: TablePreview) -> None:
            if self.dialog is not None:
                self.dialog.show_preview(preview)

        imports = self._desk.imports
        self._files.run(_("Reading the columns"), lambda _step: imports.preview_table(path, sheet), show)

    def _answered(self, path: Path, code: int) -> None:
        dialog, self.dialog = self.dialog, None
        if dialog is None:
            return
        mapping = dialog.mapping
        dialog.deleteLater()
        if code == QDialog.DialogCode.Accepted:
            if self._files.preview is not None:
                self._files.preview.reject()
            self._files.plan_import((path,), {path: mapping})

    # --- mappings in files ------------------------------------------------------------------------

    def load(self, path: Path) -> None:
        """Use a mapping that was saved; what is wrong with the file is said in the dialog."""
        if self.dialog is None:
            return
        try:
            self.dialog.use(self._desk.imports.load_mapping(path))
        except CapaDeskError as error:
            self._say(error)

    def save(self, path: Path) -> None:
        """Keep the mapping that is shown."""
        if self.dialog is None:
            return
        try:
            self._desk.imports.save_mapping(self.dialog.mapping, path)
        except CapaDeskError as error:
            self._say(error)
        else:
            self.dialog.say(_("The mapping is kept in {file}.").format(file=path))

    def _say(self, error: CapaDeskError) -> None:
        from capadesk.ui.common.wording.sentences import sentence_of

        if self.dialog is not None:
            self.dialog.say(sentence_of(error))

    def _choose_to_load(self) -> None:
        chooser = file_dialog(self.dialog, _("Load a mapping"), "", _("Mapping of columns") + f" ({_KINDS})")
        chooser.setFileMode(QFileDialog.FileMode.ExistingFile)
        chooser.fileSelected.connect(lambda chosen: self.load(Path(chosen)))
        chooser.open()

    def _choose_to_save(self, table: Path) -> None:
        chooser = file_dialog(
            self.dialog, _("Save this mapping"), "", _("Mapping of columns") + f" ({_KINDS})"
        )
        chooser.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        chooser.setDefaultSuffix("json")
        chooser.selectFile(f"{table.stem}-columns.json")
        chooser.fileSelected.connect(lambda chosen: self.save(Path(chosen)))
        chooser.open()
