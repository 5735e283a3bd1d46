"""One record beside a list: its fields, value beside value, and what can be done below."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPalette, QResizeEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QGridLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from capadesk.ui.common.editing.comparison import ComparedField, Comparison
from capadesk.ui.common.fields.flow_layout import FlowLayout
from capadesk.ui.common.lists.day_rows import RowMark
from capadesk.ui.common.look.bidi import leading
from capadesk.ui.common.look.calm_style import PRIMARY
from capadesk.ui.common.look.fonts import small_font, strong_font, title_font
from capadesk.ui.common.look.icons import set_icon
from capadesk.ui.common.look.leading import lead
from capadesk.ui.common.look.spacing import LARGE, MEDIUM, SMALL, TIGHT, WIDE
from capadesk.ui.common.look.state_chip import StateChip
from capadesk.ui.common.look.value_card import ValueCard

_LABEL_CHARACTERS = 18
_LEAST_CHARACTERS = 14
_NARROW_CHARACTERS = 72
_WIDTH_CHARACTERS = 130


class ComparisonPanel(QWidget):
    """Shows a Comparison; says which value of which field is chosen."""

    chosen = Signal(object, int)
    """The key of a field, and the place of the value that somebody has chosen."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        """`name` is for screen readers."""
        super().__init__(parent)
        self.cards: dict[object, list[ValueCard]] = {}
        self._comparison: Comparison | None = None
        self._picked: dict[object, int] = {}
        self._is_narrow = False
        self._groups: list[QButtonGroup] = []
        self.title = QLabel(self)
        self.title.setFont(title_font(self.font()))
        self.about = QLabel(self)
        self.about.setFont(small_font(self.font()))
        self.about.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self.note = QLabel(self)
        for label in (self.title, self.about, self.note):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
        head = QVBoxLayout()
        head.setContentsMargins(WIDE, LARGE, WIDE, MEDIUM)
        head.setSpacing(TIGHT)
        head.addWidget(lead(self.title))
        head.addWidget(lead(self.about))
        head.addWidget(lead(self.note))
        self.area = QScrollArea(self)
        self.area.setAccessibleName(name)
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._buttons = QWidget(self)
        self._flow = FlowLayout(self._buttons, SMALL)
        self._buttons.setContentsMargins(WIDE, MEDIUM, WIDE, LARGE)
        self._buttons.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.area, 1)
        column.addWidget(self._buttons)

    def add_button(
        self, text: str, clicked: Callable[[], object], icon: str = "", *, is_main: bool = False
    ) -> QPushButton:
        """Offer something to do below the fields."""
        button = QPushButton(text, self._buttons)
        button.setProperty(PRIMARY, is_main)
        if icon:
            ink = QPalette.ColorRole.HighlightedText if is_main else QPalette.ColorRole.ButtonText
            set_icon(button, icon, ink)
        button.clicked.connect(lambda _checked=False: clicked())
        self._flow.addWidget(button)
        self._buttons.show()
        return button

    def show_comparison(self, comparison: Comparison) -> None:
        """Show a record; the place is kept if it is the one that was shown."""
        is_same = self._comparison is not None and comparison.title == self._comparison.title
        stood = self.area.verticalScrollBar().value() if is_same else 0
        self._comparison = comparison
        self._picked = {}
        self.title.setText(leading(comparison.title))
        self.about.setText(leading(comparison.about))
        self.about.setVisible(bool(comparison.about))
        self.note.setText(leading(comparison.note))
        self.note.setVisible(bool(comparison.note))
        self._lay_out(comparison)
        self.area.verticalScrollBar().setValue(stood)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is little room, the name of a field stands over its values."""
        super().resizeEvent(event)
        if self._comparison is not None and self._is_narrow != self._has_little_room():
            self._lay_out(self._comparison)

    def _has_little_room(self) -> bool:
        return self.width() < self.fontMetrics().averageCharWidth() * _NARROW_CHARACTERS

    def _lay_out(self, comparison: Comparison) -> None:
        self._is_narrow = self._has_little_room()
        self.cards = {}
        self._groups = []
        content = QWidget()
        character = self.fontMetrics().averageCharWidth()
        content.setMaximumWidth(character * _WIDTH_CHARACTERS)
        grid = QGridLayout(content)
        grid.setContentsMargins(WIDE, SMALL, WIDE, WIDE)
        grid.setHorizontalSpacing(MEDIUM if self._is_narrow else LARGE)
        grid.setVerticalSpacing(SMALL if self._is_narrow else MEDIUM)
        columns = max((len(field.values) for field in comparison.fields), default=1)
        if not self._is_narrow:
            grid.setColumnMinimumWidth(0, character * _LABEL_CHARACTERS)
        for number in range(columns):
            grid.setColumnStretch(1 + number, 1)
            grid.setColumnMinimumWidth(1 + number, character * _LEAST_CHARACTERS)
        if any(comparison.headings):
            for number, heading in enumerate(comparison.headings):
                grid.addWidget(lead(_quiet(heading, content)), 0, 1 + number)
        for field in comparison.fields:
            self._add(grid, field, columns, content)
        grid.setRowStretch(grid.rowCount(), 1)
        self.area.setWidget(content)

    def focus_first(self) -> None:
        """Go to the value that is chosen in the first field."""
        for cards in self.cards.values():
            for card in cards:
                if card.button.isChecked():
                    card.button.setFocus(Qt.FocusReason.OtherFocusReason)
                    return

    def _add(self, grid: QGridLayout, field: ComparedField, columns: int, parent: QWidget) -> None:
        label = QLabel(field.label, parent)
        label.setWordWrap(True)
        label.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        state = StateChip(parent)
        _show_mark(state, field.chosen_mark if field.key in self._picked else field.mark)
        side = QVBoxLayout()
        side.setSpacing(TIGHT)
        side.setContentsMargins(0, SMALL if self._is_narrow else 0, 0, 0)
        side.addWidget(_at_top(label))
        side.addWidget(state, 0, Qt.AlignmentFlag.AlignLeft)
        side.addStretch(1)
        row = grid.rowCount()
        if self._is_narrow:
            grid.addLayout(side, row, 1, 1, columns)
            row += 1
        else:
            grid.addLayout(side, row, 0)
        if field.chosen is None:
            self._add_words(grid, row, field, columns, parent)
        else:
            self._add_cards(grid, row, field, state, parent)

    def _add_words(
        self, grid: QGridLayout, row: int, field: ComparedField, columns: int, parent: QWidget
    ) -> None:
        for number, value in enumerate(field.values):
            words = QLabel(leading(value.text) or "–", parent)
            words.setTextFormat(Qt.TextFormat.PlainText)
            words.setWordWrap(True)
            words.setMinimumWidth(1)
            words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            if value.is_strong:
                words.setFont(strong_font(self.font()))
            span = columns - number if number == len(field.values) - 1 else 1
            grid.addWidget(_at_top(words), row, 1 + number, 1, span)

    def _add_cards(
        self, grid: QGridLayout, row: int, field: ComparedField, state: StateChip, parent: QWidget
    ) -> None:
        group = QButtonGroup(parent)
        self._groups.append(group)
        cards = []
        for number, value in enumerate(field.values):
            card = ValueCard(field.label, value, parent)
            card.button.setChecked(number == self._picked.get(field.key, field.chosen))
            group.addButton(card.button, number)
            card.chosen.connect(partial(self._pick, field, number, state))
            grid.addWidget(card, row, 1 + number)
            cards.append(card)
        self.cards[field.key] = cards

    def _pick(self, field: ComparedField, place: int, state: StateChip) -> None:
        self._picked[field.key] = place
        _show_mark(state, field.chosen_mark)
        self.chosen.emit(field.key, place)


def _show_mark(chip: StateChip, mark: RowMark | None) -> None:
    if mark is None:
        chip.hide()
    else:
        chip.show_state(mark.icon, mark.tone, mark.text)


def _at_top(label: QLabel) -> QLabel:
    side = lead(label).alignment() & Qt.AlignmentFlag.AlignHorizontal_Mask
    label.setAlignment(side | Qt.AlignmentFlag.AlignTop)
    return label


def _quiet(text: str, parent: QWidget) -> QLabel:
    label = QLabel(text, parent)
    label.setFont(strong_font(small_font(parent.font())))
    label.setForegroundRole(QPalette.ColorRole.PlaceholderText)
    label.setWordWrap(True)
    return label
