"""Lists what lies beside an encrypted file and everybody can read, before it is deleted."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QLabel,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from capadesk.services.ports import Localisation
from capadesk.services.ports.encryption import PlainCopy
from capadesk.services.words import _
from capadesk.ui.common.look.fonts import title_font
from capadesk.ui.common.look.spacing import LARGE, MEDIUM, WIDE
from capadesk.ui.common.wording.encryption_words import plain_traces_text
from capadesk.ui.common.wording.file_sizes import size_text


class PlainCopiesDialog(QDialog):
    """`accepted` when they are to be deleted."""

    def __init__(
        self, copies: Sequence[PlainCopy], localisation: Localisation, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Copies that are not encrypted"))
        self.setModal(True)
        self.resize(760, 460)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(WIDE, WIDE, WIDE, LARGE)
        self._column.setSpacing(MEDIUM)
        self._add_text(_("Copies that are not encrypted")).setFont(title_font(self.font()))
        self._add_text(
            _("They are from before the file was encrypted. An encrypted backup is made before they go.")
        )
        self.list = QTreeWidget(self)
        self.list.setAccessibleName(_("Copies that are not encrypted"))
        self.list.setHeaderLabels([_("File"), _("Size"), _("Folder")])
        self.list.setRootIsDecorated(False)
        self.list.setUniformRowHeights(True)
        for copy in copies:
            item = QTreeWidgetItem(
                [copy.path.name, size_text(localisation, copy.size), str(copy.path.parent)]
            )
            item.setTextAlignment(1, Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter)
            item.setToolTip(0, str(copy.path))
            self.list.addTopLevelItem(item)
        header = self.list.header()
        header.setStretchLastSection(True)
        for column in (0, 1):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        self._column.addWidget(self.list, 1)
        self._add_text(plain_traces_text())
        buttons = QDialogButtonBox(self)
        self.delete_button = buttons.addButton(
            _("&Delete all of them"), QDialogButtonBox.ButtonRole.AcceptRole
        )
        keep = buttons.addButton(_("&Keep them"), QDialogButtonBox.ButtonRole.RejectRole)
        keep.setDefault(True)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        self._column.addWidget(buttons)
        keep.setFocus()

    def _add_text(self, text: str) -> QLabel:
        label = QLabel(text, self)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        self._column.addWidget(label)
        return label
