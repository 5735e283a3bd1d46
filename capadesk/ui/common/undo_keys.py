"""Lets Ctrl+Z reach the window when the text field that has the focus has nothing to undo."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6 import QtWidgets  # a class of it is made when it is first named
from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QWidget

KEEPS_UNDO = "keeps_undo"
"""A dynamic property of a field that keeps the keys for itself even with nothing to undo."""

if TYPE_CHECKING:
    TextField = QtWidgets.QLineEdit | QtWidgets.QTextEdit | QtWidgets.QPlainTextEdit


class UndoKeys(QObject):
    """An event filter for what has the focus; on the application it would see every event.

    Qt's text fields keep the keys of Undo and Redo for themselves even when they have nothing to undo.
    """

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._app = app
        app.focusChanged.connect(self._follow)

    def stop(self) -> None:
        """Look at nothing any more."""
        self._app.focusChanged.disconnect(self._follow)

    def _follow(self, before: QWidget | None, now: QWidget | None) -> None:
        if before is not None:
            before.removeEventFilter(self)
        if now is not None:
            now.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Hide the announcement of the key from a text field that could do nothing with it."""
        if event.type() is not QEvent.Type.ShortcutOverride or not isinstance(watched, QWidget):
            return False
        assert isinstance(event, QKeyEvent)
        is_undo = event.matches(QKeySequence.StandardKey.Undo)
        if not is_undo and not event.matches(QKeySequence.StandardKey.Redo):
            return False
        field = text_field_of(watched)
        if field is None or field.property(KEEPS_UNDO) or can_step(field, is_undo=is_undo):
            return False
        event.ignore()
        return True


def text_field_of(widget: QWidget) -> TextField | None:
    """The field whose text a widget edits."""
    if isinstance(widget, QtWidgets.QLineEdit | QtWidgets.QTextEdit | QtWidgets.QPlainTextEdit):
        return widget
    if isinstance(widget, QtWidgets.QAbstractSpinBox | QtWidgets.QComboBox):
        return widget.lineEdit()
    return None


def can_step(field: TextField, *, is_undo: bool) -> bool:
    """Whether the field itself has something to undo, or to redo."""
    if field.isReadOnly():
        return False
    if isinstance(field, QtWidgets.QLineEdit):
        return field.isUndoAvailable() if is_undo else field.isRedoAvailable()
    document = field.document()
    return document.isUndoAvailable() if is_undo else document.isRedoAvailable()


def step_in_focused_text(*, is_undo: bool) -> bool:
    """Undo, or redo, typing in the field that has the focus; False if there is nothing of the kind."""
    focused = QApplication.focusWidget()
    field = text_field_of(focused) if focused is not None else None
    if field is None or not can_step(field, is_undo=is_undo):
        return False
    if is_undo:
        field.undo()
    else:
        field.redo()
    return True
