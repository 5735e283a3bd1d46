"""Fields for one line of text: plain, and for addresses that can be opened."""

from __future__ import annotations

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QLineEdit, QToolButton, QWidget

from capadesk.services.words import _
from capadesk.ui.common.fields.field import Field


class LineField(Field):
    """One line of text."""

    def __init__(self, parent: QWidget | None = None, *, placeholder: str = "") -> None:
        super().__init__(parent)
        self.line_edit = QLineEdit(self)
        self.line_edit.setPlaceholderText(placeholder)
        self.line_edit.textEdited.connect(self.changed)
        self.hold(self.line_edit)

    def value(self) -> str:
        """The text without blanks around it."""
        return self.line_edit.text().strip()

    def set_value(self, value: str) -> None:
        """Show the text from its beginning."""
        self.line_edit.setText(value)
        self.line_edit.setCursorPosition(0)


class LinkField(Field):
    """A web address, an e-mail address or a telephone number, with a button that opens it."""

    def __init__(self, scheme: str = "https", parent: QWidget | None = None) -> None:
        """`scheme` is put before an address that has none: "https", "mailto" or "tel"."""
        super().__init__(parent)
        self._scheme = scheme
        self.line_edit = QLineEdit(self)
        self.open_button = QToolButton(self)
        self.open_button.setText(_("Open"))
        self.open_button.setToolTip(_("Open with the program that is set for it"))
        self.open_button.clicked.connect(self._open)
        self.line_edit.textEdited.connect(self.changed)
        self.line_edit.textChanged.connect(self._offer)
        self.hold(self.line_edit, self.open_button)
        self._offer()

    def value(self) -> str:
        """The text without blanks around it."""
        return self.line_edit.text().strip()

    def set_value(self, value: str) -> None:
        """Show the text from its beginning."""
        self.line_edit.setText(value)
        self.line_edit.setCursorPosition(0)

    def set_label(self, label: str) -> None:
        """Name the input and the button."""
        super().set_label(label)
        self.open_button.setAccessibleName(_("Open: {name}").format(name=label))

    def url(self) -> QUrl:
        """What the button opens; invalid if the text is no such address."""
        text = self.value()
        if not text or any(c.isspace() for c in text) != (self._scheme == "tel" and " " in text):
            return QUrl()
        if self._scheme == "mailto":
            return QUrl(f"mailto:{text}") if "@" in text else QUrl()
        if self._scheme == "tel":
            return QUrl("tel:" + "".join(c for c in text if c.isdigit() or c == "+"))
        return web_address(text)

    def _offer(self) -> None:
        self.open_button.setEnabled(self.url().isValid())

    def _open(self) -> None:
        QDesktopServices.openUrl(self.url())


def web_address(text: str) -> QUrl:
    """A web address to open, with https where no scheme was typed; invalid for all but http and https."""
    if "://" not in text:
        if "." not in text:
            return QUrl()
        text = f"https://{text}"
    url = QUrl(text, QUrl.ParsingMode.TolerantMode)
    return url if url.isValid() and url.scheme() in {"http", "https"} and url.host() else QUrl()
