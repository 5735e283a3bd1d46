"""About CapaDesk: versions, licences, and the details to copy into a report of a fault."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QPalette
from PySide6.QtWidgets import (
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from capadesk.services.words import _
from capadesk.ui.common.look.fonts import small_font, strong_font, title_font
from capadesk.ui.common.look.icons import application_icon, set_icon
from capadesk.ui.common.look.spacing import LARGE, MEDIUM, SMALL, WIDE
from capadesk.ui.help.about import details, libraries, licence_text

_ICON = 48


class AboutPanel(QWidget):
    """Read only."""

    def __init__(self, version: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._version = version
        drawing = QLabel(self)
        drawing.setPixmap(application_icon().pixmap(_ICON, _ICON))
        title = QLabel(f"CapaDesk {version}", self)
        title.setFont(title_font(self.font()))
        words = QLabel(details(version).split("\n", 1)[1].rsplit("\n", 1)[0], self)
        words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        words.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        names = QVBoxLayout()
        names.addWidget(title)
        names.addWidget(words)
        self.copy_button = QPushButton(_("&Copy details"), self)
        set_icon(self.copy_button, "duplicate")
        self.copy_button.setToolTip(_("What a report of a fault needs; no names, no records"))
        self.copy_button.clicked.connect(self.copy)
        head = QHBoxLayout()
        head.setSpacing(LARGE)
        head.addWidget(drawing)
        head.addLayout(names, 1)
        head.addWidget(self.copy_button, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(WIDE, WIDE, WIDE, WIDE)
        column.setSpacing(MEDIUM)
        column.addLayout(head)
        column.addSpacing(SMALL)
        column.addWidget(self._heading(_("What it is made of")))
        column.addWidget(self._table(), 2)
        column.addWidget(self._heading(_("Licence: European Union Public Licence 1.2")))
        column.addWidget(self._licence(), 3)

    def copy(self) -> None:
        """Put the details on the clipboard."""
        QGuiApplication.clipboard().setText(details(self._version))
        self.copy_button.setText(_("&Copied"))

    def _heading(self, text: str) -> QLabel:
        label = QLabel(text, self)
        label.setFont(strong_font(self.font()))
        return label

    def _table(self) -> QTreeWidget:
        table = QTreeWidget(self)
        table.setAccessibleName(_("Libraries and their licences"))
        table.setHeaderLabels([_("Library"), _("Version"), _("Licence")])
        table.setRootIsDecorated(False)
        table.setUniformRowHeights(True)
        table.addTopLevelItems([QTreeWidgetItem(list(library)) for library in libraries()])
        table.header().setMinimumSectionSize(self.fontMetrics().horizontalAdvance("M" * 8))
        table.header().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        table.header().setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        return table

    def _licence(self) -> QPlainTextEdit:
        text = QPlainTextEdit(licence_text(), self)
        text.setReadOnly(True)
        text.setTabChangesFocus(True)
        text.setAccessibleName(_("Text of the licence"))
        text.setFont(small_font(self.font()))
        text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)  # its lines are set by hand
        return text
