"""A field for a folder, with a button that chooses it."""

from __future__ import annotations

from PySide6.QtWidgets import QFileDialog, QPushButton, QWidget

from capadesk.services.words import _
from capadesk.ui.common.fields.line_field import LineField
from capadesk.ui.common.file_dialogs import file_dialog
from capadesk.ui.common.look.spacing import SMALL


class FolderField(LineField):
    """The path as it is typed or chosen."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        """`title` stands over the dialog."""
        super().__init__(parent)
        self._title = title
        self.choose_button = QPushButton(_("C&hoose…"), self)
        self.choose_button.setAutoDefault(False)
        self.choose_button.setAccessibleName(title)
        self.choose_button.clicked.connect(self._choose)
        layout = self.layout()
        assert layout is not None
        layout.setSpacing(SMALL)
        layout.addWidget(self.choose_button)

    def _choose(self) -> None:
        dialog = file_dialog(self, self._title, self.value())
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.fileSelected.connect(self._take)
        dialog.open()

    def _take(self, path: str) -> None:
        self.set_value(path)
        self.changed.emit()
