"""A field for yes or no."""

from __future__ import annotations

from PySide6.QtWidgets import QCheckBox, QWidget

from capadesk.ui.common.fields.field import Field


class CheckField(Field):
    """One box with its own words."""

    def __init__(self, words: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.box = QCheckBox(words, self)
        self.box.clicked.connect(lambda _checked: self.changed.emit())
        self.hold(self.box)

    def value(self) -> bool:
        """Whether it is ticked."""
        return self.box.isChecked()

    def set_value(self, value: bool) -> None:
        """Tick it or not."""
        self.box.setChecked(value)
