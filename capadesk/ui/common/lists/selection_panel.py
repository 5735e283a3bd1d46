"""What stands beside the list while several rows are chosen: how many, what to change, what else to do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QPalette
from PySide6.QtWidgets import (
    QFormLayout,
    QFrame,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from capadesk.domain.codes import KindFamily
from capadesk.domain.records import Project, Series, Tag
from capadesk.services.desk import Desk
from capadesk.services.words import _
from capadesk.ui.common.fields.change_fields import Chosen as ChosenValue
from capadesk.ui.common.fields.change_fields import CodeChange, DayChange, LinkChange, NamedChange
from capadesk.ui.common.fields.flow_layout import FlowLayout
from capadesk.ui.common.fields.record_directory import RecordDirectory
from capadesk.ui.common.lists.bulk_choices import BulkChoice, BulkInput, bulk_choices, codes_of, selected_text
from capadesk.ui.common.look.calm_style import PRIMARY
from capadesk.ui.common.look.fonts import title_font
from capadesk.ui.common.look.rule_line import RuleLine
from capadesk.ui.common.look.spacing import LARGE, MEDIUM, SMALL, WIDE

_WIDEST = 560
_AnyChange = CodeChange | NamedChange | LinkChange | DayChange


class SelectionPanel(QScrollArea):
    """The choices for many records of one kind; nothing is changed before Apply."""

    apply_wanted = Signal(object)
    """The values by field, those that were chosen only."""
    created = Signal(object)
    """A ChangeSet: a new tag, or person, was made in a field."""
    creation_failed = Signal(object)

    def __init__(
        self, desk: Desk, record_kind: str, family: KindFamily | None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._record_kind = record_kind
        self._family = family
        self._directory = RecordDirectory(desk, self)
        self._directory.record_created.connect(self.created)
        self._directory.creation_failed.connect(self.creation_failed)
        self._fields: dict[str, _AnyChange] = {}
        self.title = QLabel(self)
        self.title.setFont(title_font(self.font()))
        self.title.setTextFormat(Qt.TextFormat.PlainText)
        self.title.setWordWrap(True)
        hint = QLabel(_("What you choose here is done to all of them. One Undo takes it back."), self)
        hint.setWordWrap(True)
        hint.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self.apply_button = QPushButton(_("Apply"), self)
        self.apply_button.setProperty(PRIMARY, True)
        self.apply_button.setMinimumWidth(120)
        self.apply_button.clicked.connect(lambda: self.apply_wanted.emit(self.values()))
        self._others = FlowLayout()
        body = QWidget(self)
        column = QVBoxLayout(body)
        column.setContentsMargins(WIDE, WIDE, WIDE, WIDE)
        column.setSpacing(SMALL)
        column.addWidget(self.title)
        column.addWidget(hint)
        column.addSpacing(MEDIUM)
        choices = bulk_choices(record_kind)
        if choices:
            column.addLayout(self._form(choices))
            column.addSpacing(SMALL)
            column.addWidget(self.apply_button, 0, Qt.AlignmentFlag.AlignTrailing)
            column.addSpacing(MEDIUM)
            column.addWidget(RuleLine(self))
            column.addSpacing(MEDIUM)
        else:
            hint.hide()
            self.apply_button.hide()
        column.addLayout(self._others)
        column.addStretch(1)
        body.setMaximumWidth(_WIDEST)
        body.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setWidget(body)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._show_state()

    def wait(self) -> None:
        """End what the fields look for: before the store is closed."""
        self._directory.wait()

    def show_count(self, count: int) -> None:
        """So many rows are chosen."""
        number = self._desk.localisation.number(count)
        self.title.setText(selected_text(self._record_kind, self._family, count, number))
        self.setAccessibleName(self.title.text())

    def add_action(self, action: QAction) -> None:
        """Offer something else to do with all of them."""
        button = QPushButton(action.text().replace("&", "").partition("\t")[0], self)
        button.setIconSize(QSize(18, 18))
        button.setIcon(action.icon())
        button.setToolTip(action.toolTip())
        button.clicked.connect(action.trigger)
        action.changed.connect(lambda: button.setIcon(action.icon()))
        self._others.addWidget(button)

    def values(self) -> Mapping[str, Any]:
        """What was chosen, by field."""
        found: dict[str, Any] = {}
        for name, field in self._fields.items():
            chosen = field.chosen()
            if chosen is not None:
                found[name] = chosen.value
        return found

    def field(self, name: str) -> _AnyChange:
        """The field of that name."""
        return self._fields[name]

    def clear(self) -> None:
        """Leave everything as it is."""
        for field in self._fields.values():
            field.clear()
        self._show_state()

    def focus_first(self) -> None:
        """Go to the first choice."""
        for field in self._fields.values():
            field.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    # --- within -----------------------------------------------------------------------------------

    def _form(self, choices: Sequence[BulkChoice]) -> QFormLayout:
        form = QFormLayout()
        form.setHorizontalSpacing(LARGE)
        form.setVerticalSpacing(SMALL)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter)
        for choice in choices:
            field = self._made(choice)
            field.changed.connect(self._show_state)
            field.set_label(choice.label)
            self._fields[choice.field] = field
            form.addRow(choice.label, field)
        return form

    def _made(self, choice: BulkChoice) -> _AnyChange:
        desk = self._desk
        match choice.input:
            case BulkInput.CODE:
                return CodeChange(
                    lambda: [(code, word) for code, word, _look in codes_of(desk, choice, self._family)],
                    self,
                    optional=choice.is_optional,
                )
            case BulkInput.COUNTRY:
                words = desk.localisation
                return NamedChange(
                    lambda: [(code, words.country_name(code)) for code in words.country_codes()],
                    self,
                    none=ChosenValue(""),
                )
            case BulkInput.RECORD:
                return NamedChange(lambda: _names(desk, choice.source), self, none=ChosenValue(None))
            case BulkInput.TAG if choice.field.endswith("removed"):
                return NamedChange(lambda: _names(desk, "tag"), self)
            case BulkInput.TAG | BulkInput.LINK:
                return LinkChange(self._directory, choice.source, self, creates=True)
            case BulkInput.DAY:
                return DayChange(desk.clock.today(), self)

    def _show_state(self) -> None:
        self.apply_button.setEnabled(bool(self.values()))


def _names(desk: Desk, kind: str) -> list[tuple[Any, str]]:
    found: list[tuple[Any, str]]
    if kind == "tag":
        found = [(tag.id, _(tag.name)) for tag in desk.store.select(Tag)]
    elif kind == "series":
        found = [(series.id, series.name) for series in desk.store.select(Series)]
    else:
        found = [(project.id, project.acronym or project.name) for project in desk.store.select(Project)]
    return sorted(found, key=lambda pair: pair[1].casefold())
