"""A page of labelled fields that scrolls, with a line beneath each field for what is wrong with it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFormLayout, QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from capadesk.ui.common.fields.field import Field
from capadesk.ui.common.fields.problem_line import ProblemLine, problem_sentence
from capadesk.ui.common.look.fonts import strong_font
from capadesk.ui.common.look.spacing import LARGE, MEDIUM, SMALL


class FieldFrame(QWidget):
    """A field and the line beneath it."""

    def __init__(self, field: Field, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = field
        self.problem_line = ProblemLine(self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(field, 1)
        layout.addWidget(self.problem_line)
        self.setFocusProxy(field)
        field.changed.connect(self.clear_problem)

    def add_note(self, note: QWidget) -> None:
        """Something to be said of the field, beneath it."""
        layout = self.layout()
        assert layout is not None
        layout.addWidget(note)

    def show_problem(self, code: str) -> None:
        """Say what is wrong."""
        sentence = problem_sentence(code)
        self.problem_line.set_text(sentence)
        self.field.setAccessibleDescription(sentence)

    def clear_problem(self) -> None:
        """Nothing is wrong."""
        if self.problem_line.text():
            self.problem_line.set_text("")
            self.field.setAccessibleDescription("")


class FormPage(QScrollArea):
    """Labels beside their fields; long ones above them when the page is narrow."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.frames: dict[str, FieldFrame] = {}
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._content = QWidget(self)
        self._layout = QVBoxLayout(self._content)
        self._layout.setContentsMargins(LARGE, LARGE, LARGE, LARGE)
        self._layout.setSpacing(MEDIUM)
        self._form: QFormLayout | None = None
        self.setWidget(self._content)

    def add_row(self, name: str, label: str, field: Field) -> None:
        """A field beside its label ("&Title"), which names it for screen readers."""
        frame = self._framed(name, field)
        self._current_form().addRow(label, frame)
        field.set_label(label.replace("&", ""))

    def add_wide(self, name: str, label: str, field: Field, stretch: int = 0) -> None:
        """A field as wide as the page, with a heading above it whose mnemonic leads to it."""
        self._form = None
        heading = self.add_heading(label)
        frame = self._framed(name, field)
        heading.setBuddy(frame)
        self._layout.addWidget(frame, stretch)
        field.set_label(label.replace("&", ""))

    def add_heading(self, text: str) -> QLabel:
        """A heading above what follows."""
        self._form = None
        heading = QLabel(text, self._content)
        heading.setFont(strong_font(self.font()))
        self._layout.addWidget(heading)
        return heading

    def finish(self) -> None:
        """Keep what there is at the top."""
        self._layout.addStretch(1)

    def _framed(self, name: str, field: Field) -> FieldFrame:
        frame = self.frames[name] = FieldFrame(field, self._content)
        return frame

    def _current_form(self) -> QFormLayout:
        if self._form is None:
            self._form = QFormLayout()
            self._form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
            self._form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
            self._form.setLabelAlignment(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignTop)
            self._form.setHorizontalSpacing(LARGE)
            self._form.setVerticalSpacing(SMALL)
            self._layout.addLayout(self._form)
        return self._form
