"""A field for several values of a code list."""

from __future__ import annotations

from PySide6.QtWidgets import QCheckBox, QWidget

from capadesk.services.ports import CodeBook
from capadesk.ui.common.fields.field import Field
from capadesk.ui.common.fields.flow_layout import FlowLayout


class CodeFlagsField(Field):
    """Several codes as boxes to tick; codes that the list lacks stay visible while they are set."""

    def __init__(self, code_book: CodeBook, code_list: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._code_book = code_book
        self._code_list = code_list
        self._label = ""
        self._boxes: dict[str, QCheckBox] = {}
        self._flow = FlowLayout(self, spacing=12)
        self.set_value(())

    def value(self) -> tuple[str, ...]:
        """The ticked codes in the order of the list."""
        return tuple(code for code, box in self._boxes.items() if box.isChecked())

    def set_value(self, value: tuple[str, ...]) -> None:
        """Tick these."""
        listed = [item.code for item in self._code_book.items(self._code_list)]
        wanted = [*listed, *(code for code in value if code not in listed)]
        if wanted != list(self._boxes):
            self._build(wanted)
        for code, box in self._boxes.items():
            box.setChecked(code in value)

    def box(self, code: str) -> QCheckBox:
        """The box of a code."""
        return self._boxes[code]

    def set_label(self, label: str) -> None:
        """Name each box by the field and its word."""
        self._label = label
        self.setAccessibleName(label)
        for box in self._boxes.values():
            box.setAccessibleName(f"{label}: {box.text()}" if label else box.text())

    def _build(self, codes: list[str]) -> None:
        while (item := self._flow.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.setParent(None)
                widget.deleteLater()
        self._boxes = {}
        for code in codes:
            box = QCheckBox(self._code_book.label(self._code_list, code).replace("&", "&&"), self)
            box.clicked.connect(lambda _on: self.changed.emit())
            self._boxes[code] = box
            self._flow.addWidget(box)
            box.show()
        if self._boxes:
            self.setFocusProxy(next(iter(self._boxes.values())))
        self.set_label(self._label)
