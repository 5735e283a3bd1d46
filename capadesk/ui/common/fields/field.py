"""The base of all input fields: a value in, a value out, and a signal when the user changed it."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

QWIDGETSIZE_MAX = (1 << 24) - 1  # Qt's own bound, which PySide6 does not export


class Field(QWidget):
    """An input for one value. `set_value` is silent; `changed` follows only what the user did."""

    changed = Signal()
    typed = Signal()
    """Something is being typed that `value` does not say yet: in a cell that is still open."""

    def value(self) -> Any:
        """What the field says now."""
        raise NotImplementedError

    def value_as_typed(self) -> Any:
        """What `value` will say when the input that is open is left as it stands."""
        return self.value()

    def is_typing(self) -> bool:
        """Whether an input that is still open says something else than the value."""
        return False

    def finish_typing(self) -> None:
        """Take what stands in an input that is still open into the value."""

    def set_value(self, value: Any) -> None:
        """Show a value without emitting `changed`."""
        raise NotImplementedError

    def set_label(self, label: str) -> None:
        """Name the inputs for screen readers; fields with several inputs name each of them."""
        self.setAccessibleName(label)
        inner = self.focusProxy()
        if inner is not None:
            inner.setAccessibleName(label)

    def hold(self, main: QWidget, *others: QWidget) -> None:
        """Lay the inputs side by side; the first takes the focus and the room."""
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(main, 100)
        for widget in others:
            layout.addWidget(widget)
        if main.maximumWidth() < QWIDGETSIZE_MAX:
            layout.addStretch(1)
        self.setFocusProxy(main)
