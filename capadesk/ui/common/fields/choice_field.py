"""A field for one of a few records that are edited at the same time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from uuid import UUID

from PySide6.QtWidgets import QComboBox, QWidget

from capadesk.services.words import _
from capadesk.ui.common.fields.field import Field
from capadesk.ui.common.fields.quiet_inputs import QuietComboBox


class ChoiceField(Field):
    """The id of one of the records that `choices` gives at the moment, or None."""

    def __init__(
        self, choices: Callable[[], Sequence[tuple[UUID, str]]], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._choices = choices
        self.combo = QuietComboBox(self)
        self.combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.combo.setMinimumContentsLength(12)
        self.combo.activated.connect(lambda _row: self.changed.emit())
        self._ids: list[UUID | None] = []
        self.hold(self.combo)
        self.set_value(None)

    def value(self) -> UUID | None:
        """The chosen record's id."""
        row = self.combo.currentIndex()
        return self._ids[row] if row >= 0 else None

    def set_value(self, value: UUID | None) -> None:
        """Show the choices as they are now, and the one that is chosen."""
        choices = list(self._choices())
        if value is not None and all(choice_id != value for choice_id, _words in choices):
            choices.append((value, _("(not found)")))
        self._ids = [None, *(choice_id for choice_id, _words in choices)]
        self.combo.clear()
        self.combo.addItems([_("Not set"), *(words for _choice_id, words in choices)])
        self.combo.setCurrentIndex(self._ids.index(value))
