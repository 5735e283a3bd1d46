"""A field that refers to another record, with a button that leads there."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from capadesk.services.words import _
from capadesk.ui.common.fields.field import Field
from capadesk.ui.common.look.icons import set_icon


class LinkedField(Field):
    """Wraps a field whose value is the id of a record of one kind."""

    open_wanted = Signal(str, object)
    """Show the record: its kind and its id."""

    def __init__(self, inner: Field, kind: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.inner = inner
        self._kind = kind
        self.open_button = QToolButton(self)
        self.open_button.setAutoRaise(True)
        self.open_button.setToolTip(_("Open it"))
        set_icon(self.open_button, "open")
        self.open_button.clicked.connect(self._open)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(inner, 1)
        row.addWidget(self.open_button)
        self.setFocusProxy(inner)
        inner.changed.connect(self._on_changed)
        self._offer()

    def value(self) -> UUID | None:
        """The id, None for none."""
        value: UUID | None = self.inner.value()
        return value

    def set_value(self, value: Any) -> None:
        """Show a record."""
        self.inner.set_value(value)
        self._offer()

    def set_label(self, label: str) -> None:
        """Name the field and its button."""
        self.setAccessibleName(label)
        self.inner.set_label(label)
        self.open_button.setAccessibleName(_("Open: {name}").format(name=label))

    def _on_changed(self) -> None:
        self._offer()
        self.changed.emit()

    def _offer(self) -> None:
        self.open_button.setEnabled(self.value() is not None)

    def _open(self) -> None:
        value = self.value()
        if value is not None:
            self.open_wanted.emit(self._kind, value)
