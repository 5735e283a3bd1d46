"""Chosen things as chips that can be taken away, beside the input that adds them."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from capadesk.services.words import _
from capadesk.ui.common.fields.chip import Chip
from capadesk.ui.common.fields.flow_layout import FlowLayout


class Chips(QWidget):
    """A row of chips by key, and an input at its end."""

    removed = Signal(str)

    def __init__(self, input_widget: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._buttons: dict[str, Chip] = {}
        self._input = input_widget
        self._flow = FlowLayout(self)
        input_widget.setMinimumWidth(180)
        self._flow.addWidget(input_widget)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def set_chips(self, chips: list[tuple[str, str]]) -> None:
        """Show these (key, label) and no others."""
        for button in self._buttons.values():
            self._flow.removeWidget(button)
            button.setParent(None)
            button.deleteLater()
        self._buttons = {}
        for position, (key, label) in enumerate(chips):
            self._buttons[key] = self._chip(key, label)
            self._flow.insert_widget(position, self._buttons[key])
            self._buttons[key].show()
        # New chips stand at the end of the window's order: bring them to the input, then it behind them.
        previous = self._input
        for widget in (*self._buttons.values(), self._input):
            if previous is not widget:
                QWidget.setTabOrder(previous, widget)
            previous = widget
        self._flow.invalidate()
        self.updateGeometry()

    def chip(self, key: str) -> Chip:
        """The chip of a key."""
        return self._buttons[key]

    def _chip(self, key: str, label: str) -> Chip:
        chip = Chip(label, self)
        words = _("Remove “{name}”").format(name=label)
        chip.setToolTip(words)
        chip.setAccessibleName(words)
        chip.clicked.connect(lambda: self.removed.emit(key))
        return chip
