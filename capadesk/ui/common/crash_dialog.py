"""What a fault of the program shows: calm words, and the details to copy into a report."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from capadesk.services.words import _
from capadesk.ui.common.look.calm_style import PRIMARY
from capadesk.ui.common.look.fonts import title_font
from capadesk.ui.common.look.spacing import MEDIUM, SMALL, WIDE


class CrashDialog(QDialog):
    """Shows one fault; the program goes on behind it."""

    def __init__(self, details: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("A fault in CapaDesk"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(720, 460)
        title = QLabel(_("Something went wrong in CapaDesk"), self)
        title.setFont(title_font(self.font()))
        words = QLabel(
            _(
                "What is saved is safe, and you can go on working. Please copy the details into a report, "
                "so that the fault can be mended. They hold no names and no texts of your records."
            ),
            self,
        )
        words.setWordWrap(True)
        self._details = QPlainTextEdit(details, self)
        self._details.setReadOnly(True)
        self._details.setTabChangesFocus(True)
        self._details.setAccessibleName(_("Details"))
        self._details.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        copy = QPushButton(_("&Copy the details"), self)
        copy.clicked.connect(self.copy)
        close = QPushButton(_("&Go on working"), self)
        close.setProperty(PRIMARY, True)
        close.setDefault(True)
        close.clicked.connect(self.close)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(copy)
        buttons.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(WIDE, WIDE, WIDE, WIDE)
        column.setSpacing(MEDIUM)
        column.addWidget(title)
        column.addWidget(words)
        column.addWidget(self._details, 1)
        column.addSpacing(SMALL)
        column.addLayout(buttons)

    def copy(self) -> None:
        """Put the details on the clipboard."""
        QGuiApplication.clipboard().setText(self._details.toPlainText())
