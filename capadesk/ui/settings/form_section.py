"""A section with fields that are saved together."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QPalette, QShortcut
from PySide6.QtWidgets import QFormLayout, QLabel, QPushButton, QWidget

from capadesk.domain.errors import CapaDeskError, InvalidRecord
from capadesk.services.words import _
from capadesk.ui.common.editing.leaving import leaving_question
from capadesk.ui.common.fields.field import Field
from capadesk.ui.common.fields.form_page import FieldFrame
from capadesk.ui.common.look.calm_style import PRIMARY
from capadesk.ui.common.look.icons import set_icon
from capadesk.ui.common.look.spacing import LARGE, MEDIUM
from capadesk.ui.settings.section_page import SectionPage


class FormSection(SectionPage):
    """Labels beside their fields; Save stores all of them, Revert goes back to what is stored."""

    def __init__(self, title: str, text: str, parent: QWidget | None = None) -> None:
        super().__init__(title, text, parent)
        self._title = title
        self.fields: dict[str, Field] = {}
        self._frames: dict[str, FieldFrame] = {}
        self._loaded: dict[str, Any] = {}
        self._form = QFormLayout()
        self._form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        self._form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self._form.setLabelAlignment(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignTop)
        self._form.setHorizontalSpacing(LARGE)
        self._form.setVerticalSpacing(MEDIUM)
        self.rows.addLayout(self._form)
        self._is_loading = False

    def add_field(self, name: str, label: str, field: Field, hint: str = "") -> None:
        """A field beside its label ("&Name"); `hint` is a quiet line beneath it."""
        frame = self._frames[name] = FieldFrame(field, self.content)
        self.fields[name] = field
        if hint:
            line = QLabel(hint, frame)
            line.setWordWrap(True)
            line.setForegroundRole(QPalette.ColorRole.PlaceholderText)
            layout = frame.layout()
            assert layout is not None
            layout.addWidget(line)
        self._form.addRow(label, frame)
        field.set_label(label.replace("&", ""))
        field.changed.connect(self._show_state)

    def add_buttons(self) -> None:
        """Save and Revert beneath the fields; then the section is complete."""
        self.save_button = QPushButton(_("Save"), self.content)
        self.save_button.setProperty(PRIMARY, True)
        set_icon(self.save_button, "save", QPalette.ColorRole.HighlightedText)
        self.save_button.setToolTip(_("Save (Ctrl+S)"))
        self.save_button.clicked.connect(self.save)
        self.revert_button = QPushButton(_("Revert"), self.content)
        self.revert_button.setToolTip(_("Go back to what is stored (Ctrl+R)"))
        self.revert_button.clicked.connect(self.revert)
        for keys, act in (("Ctrl+S", self.save), ("Ctrl+R", self.revert)):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)
        self.rows.addSpacing(MEDIUM)
        self.add_side_by_side(self.save_button, self.revert_button)
        self.finish()

    # --- for the sections -------------------------------------------------------------------------

    def stored(self) -> dict[str, Any]:
        """What is stored now, by the names of the fields."""
        raise NotImplementedError

    def store(self, values: dict[str, Any]) -> None:
        """Store the values and say so; CapaDeskError."""
        raise NotImplementedError

    def load(self) -> None:
        """Show what is stored."""
        self._is_loading = True
        self._loaded = self.stored()
        for name, field in self.fields.items():
            field.set_value(self._loaded[name])
            self._frames[name].clear_problem()
        self._loaded = self.values()
        self._is_loading = False
        self._show_state()

    def values(self) -> dict[str, Any]:
        """What the fields say."""
        return {name: field.value() for name, field in self.fields.items()}

    # --- what can be done -------------------------------------------------------------------------

    @property
    def is_modified(self) -> bool:
        """See WindowPage."""
        return self.values() != self._loaded

    def save(self) -> bool:
        """Store what the fields say; whether it is stored."""
        if not self.is_modified:
            self.told.emit(_("Everything is saved already."))
            return True
        try:
            self.store(self.values())
        except InvalidRecord as error:
            self._show_problems(error)
            self.failed.emit(error)
            return False
        except CapaDeskError as error:
            self.failed.emit(error)
            return False
        self.load()
        return True

    def revert(self) -> None:
        """Forget what was typed since the last save."""
        self.calmed.emit()
        self.load()

    def leave_then(self, go_on: Callable[[], None]) -> None:
        """See WindowPage."""
        if not self.is_modified:
            go_on()
            return
        text = _("“{name}” has changes that are not saved.").format(name=self._title)
        self.asked.emit(leaving_question(text, self.save, self.revert, self.focus_first, go_on))

    def focus_first(self) -> None:
        """See WindowPage."""
        next(iter(self.fields.values())).setFocus()

    def shown(self) -> None:
        """See WindowPage: what was typed is left alone."""
        if not self.is_modified:
            self.load()

    def _show_problems(self, error: InvalidRecord) -> None:
        known = [each for each in error.data["problems"] if each["field"] in self._frames]
        for problem in known:
            self._frames[problem["field"]].show_problem(problem["code"])
        if known:
            self.fields[known[0]["field"]].setFocus()

    def _show_state(self) -> None:
        if not self._is_loading:
            self.save_button.setEnabled(self.is_modified)
            self.revert_button.setVisible(self.is_modified)
            self.state_changed.emit()
