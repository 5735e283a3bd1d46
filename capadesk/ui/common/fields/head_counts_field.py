"""A field for people counted without names."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from capadesk.domain.codes import CodeList
from capadesk.domain.records import HeadCount
from capadesk.domain.validation import COUNT_LIMIT
from capadesk.services.ports import CodeBook, Localisation
from capadesk.services.words import _
from capadesk.ui.common.fields.field import Field
from capadesk.ui.common.fields.quiet_inputs import QuietSpinBox
from capadesk.ui.common.look.spacing import SMALL

Cell = tuple[str, str]
"""(presence, group)."""


class HeadCountsField(Field):
    """A grid of groups by presence, with totals; codes that the lists lack get a line of their own."""

    def __init__(
        self, code_book: CodeBook, localisation: Localisation, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._code_book = code_book
        self._localisation = localisation
        self._event_id = UUID(int=0)
        self._loaded: tuple[HeadCount, ...] = ()
        self._label = ""
        self._codes: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())
        self._totals: dict[Cell, QLabel] = {}
        self.spins: dict[Cell, QuietSpinBox] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(SMALL)
        self.set_value(())

    def value(self) -> tuple[HeadCount, ...]:
        """The counts that were loaded with their new numbers, then those that are new and not zero."""
        counts = tuple(
            c if self.spins[c.presence, c.group].value() == _shown(c.count) else self._counted(c)
            for c in self._loaded
        )
        known = {(c.presence, c.group) for c in self._loaded}
        added = tuple(
            HeadCount(
                id=HeadCount.derive_id(self._event_id, *cell),
                event_id=self._event_id,
                presence=cell[0],
                group=cell[1],
                count=spin.value(),
            )
            for cell, spin in self.spins.items()
            if cell not in known and spin.value()
        )
        return counts + added

    def set_value(self, value: tuple[HeadCount, ...]) -> None:
        """Show the counts of the event."""
        self._loaded = value
        presences = self._listed(CodeList.PRESENCE, tuple(c.presence for c in value))
        groups = self._listed(CodeList.HEAD_COUNT_GROUP, tuple(c.group for c in value))
        if (presences, groups) != self._codes:
            self._codes = (presences, groups)
            self._build()
        numbers = {(c.presence, c.group): c.count for c in value}
        for cell, spin in self.spins.items():
            spin.blockSignals(True)
            spin.setValue(_shown(numbers.get(cell, 0)))
            spin.blockSignals(False)
        self._add_up()

    def set_event(self, event_id: UUID) -> None:
        """Say which event new counts belong to."""
        self._event_id = event_id

    def total(self, presence: str = "", group: str = "") -> int:
        """The sum of a column, of a row, or of all."""
        return sum(
            spin.value()
            for (each_presence, each_group), spin in self.spins.items()
            if presence in ("", each_presence) and group in ("", each_group)
        )

    def set_label(self, label: str) -> None:
        """Name each number by its group and presence."""
        self._label = label
        self.setAccessibleName(label)
        for (presence, group), spin in self.spins.items():
            words = (
                label,
                self._word(CodeList.HEAD_COUNT_GROUP, group),
                self._word(CodeList.PRESENCE, presence),
            )
            spin.setAccessibleName(", ".join(word for word in words if word))

    def _counted(self, count: HeadCount) -> HeadCount:
        return replace(count, count=self.spins[count.presence, count.group].value())

    def _word(self, code_list: CodeList, code: str) -> str:
        return self._code_book.label(code_list, code)

    def _listed(self, code_list: CodeList, used: tuple[str, ...]) -> tuple[str, ...]:
        listed = tuple(item.code for item in self._code_book.items(code_list))
        return (*listed, *(code for code in dict.fromkeys(used) if code not in listed))

    def _build(self) -> None:
        while (item := self._grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.setParent(None)
                widget.deleteLater()
        self.spins, self._totals = {}, {}
        presences, groups = self._codes
        for column, presence in enumerate((*presences, "")):
            words = self._word(CodeList.PRESENCE, presence) if presence else _("Total")
            self._put(QLabel(words), 0, column + 1)
        for row, group in enumerate((*groups, "")):
            words = self._word(CodeList.HEAD_COUNT_GROUP, group) if group else _("Total")
            self._put(QLabel(words), row + 1, 0)
            for column, presence in enumerate((*presences, "")):
                if presence and group:
                    self._put(self._spin((presence, group)), row + 1, column + 1)
                else:
                    self._totals[presence, group] = QLabel()
                    self._totals[presence, group].setMinimumWidth(self.fontMetrics().averageCharWidth() * 8)
                    self._put(self._totals[presence, group], row + 1, column + 1)
        self._grid.setColumnStretch(len(presences) + 2, 1)
        if self.spins:
            self.setFocusProxy(next(iter(self.spins.values())))
        self.set_label(self._label)

    def _put(self, widget: QWidget, row: int, column: int) -> None:
        if isinstance(widget, QLabel) and column:
            widget.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._grid.addWidget(widget, row, column)

    def _spin(self, cell: Cell) -> QuietSpinBox:
        spin = QuietSpinBox(self)
        spin.setRange(0, COUNT_LIMIT)
        spin.setGroupSeparatorShown(True)
        spin.setAlignment(Qt.AlignmentFlag.AlignRight)
        spin.valueChanged.connect(self._on_counted)
        self.spins[cell] = spin
        return spin

    def _on_counted(self) -> None:
        self._add_up()
        self.changed.emit()

    def _add_up(self) -> None:
        for (presence, group), label in self._totals.items():
            label.setText(self._localisation.number(self.total(presence, group)))


def _shown(count: int) -> int:
    return max(0, min(count, COUNT_LIMIT))
