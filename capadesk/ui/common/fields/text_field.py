"""A field for plain text of any length that grows with it; links in it can be opened."""

from __future__ import annotations

import re

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QUrl
from PySide6.QtGui import QContextMenuEvent, QDesktopServices, QMouseEvent, QTextOption
from PySide6.QtWidgets import QPlainTextEdit, QSizePolicy, QWidget

from capadesk.services.words import _
from capadesk.ui.common.fields.field import Field
from capadesk.ui.common.fields.line_field import web_address

_LINK = re.compile(r"(?:https?://|www\.)[^\s<>\"“”«»]+", re.IGNORECASE)
_PARAGRAPH = "\u2029"
_LINE = "\u2028"


class TextField(Field):
    """Plain text in several lines. Ctrl+click or the context menu opens a link; Tab leaves the field."""

    def __init__(self, parent: QWidget | None = None, *, least_lines: int = 3, most_lines: int = 18) -> None:
        super().__init__(parent)
        self._least_lines = least_lines
        self._most_lines = most_lines
        self._is_loading = False
        self.text_edit = _LinkedTextEdit(self)
        self.text_edit.setTabChangesFocus(True)
        self.text_edit.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.text_edit.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.text_edit.textChanged.connect(self._on_text_changed)
        self.text_edit.document().documentLayout().documentSizeChanged.connect(self._grow)
        self.hold(self.text_edit)
        self._grow()

    def value(self) -> str:
        """The text; non-breaking blanks stay what they are."""
        return self.text_edit.document().toRawText().replace(_PARAGRAPH, "\n").replace(_LINE, "\n")

    def set_value(self, value: str) -> None:
        """Show the text."""
        self._is_loading = True
        self.text_edit.setPlainText(value)
        self._is_loading = False

    def changeEvent(self, event: QEvent) -> None:
        """Another font needs other heights."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._grow()

    def _on_text_changed(self) -> None:
        if not self._is_loading:
            self.changed.emit()

    def _grow(self, *_size: object) -> None:
        edit = self.text_edit
        # QPlainTextEdit measures its document in lines, not in pixels.
        lines = round(edit.document().size().height())
        lines = max(self._least_lines, min(lines, self._most_lines))
        margins = edit.contentsMargins()
        room = 2 * edit.document().documentMargin() + margins.top() + margins.bottom() + 2
        edit.setFixedHeight(round(lines * edit.fontMetrics().lineSpacing() + room))


class _LinkedTextEdit(QPlainTextEdit):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Open the link under a Ctrl+click."""
        if (
            event.type() == QEvent.Type.MouseButtonRelease
            and isinstance(event, QMouseEvent)
            and event.button() == Qt.MouseButton.LeftButton
            and event.modifiers() & Qt.KeyboardModifier.ControlModifier
        ):
            url = self.link_at(event.position().toPoint())
            if url.isValid():
                QDesktopServices.openUrl(url)
                return True
        return super().eventFilter(watched, event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """The usual menu, with the link under the pointer first."""
        menu = self.createStandardContextMenu()
        url = self.link_at(event.pos())
        if url.isValid():
            first = menu.actions()[0] if menu.actions() else None
            action = menu.addAction(_("Open {link}").format(link=url.toString()))
            action.triggered.connect(lambda: QDesktopServices.openUrl(url))
            if first is not None:
                menu.insertAction(first, action)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(event.globalPos())

    def link_at(self, position: QPoint) -> QUrl:
        """The link there; invalid if there is none."""
        cursor = self.cursorForPosition(position)
        for found in _LINK.finditer(cursor.block().text()):
            if found.start() <= cursor.positionInBlock() <= found.end():
                return web_address(found.group().rstrip(".,;:!?)]"))
        return QUrl()
