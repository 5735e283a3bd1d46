"""Fields of a change of many records: each may leave what it is about as it is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple, Protocol
from uuid import UUID

from PySide6.QtWidgets import QComboBox, QWidget

from capadesk.services.words import _
from capadesk.ui.common.fields.field import Field
from capadesk.ui.common.fields.optional_date_field import OptionalDateField
from capadesk.ui.common.fields.quiet_inputs import QuietComboBox
from capadesk.ui.common.fields.record_directory import RecordDirectory
from capadesk.ui.common.fields.record_field import RecordField
from capadesk.ui.common.fields.search_combo import Entries, SearchCombo

_NONE_KEY = "\0none"


class Chosen(NamedTuple):
    """A value that was chosen for all."""

    value: Any


class ChangeField(Protocol):
    """What every field of this file does; all are Fields."""

    def chosen(self) -> Chosen | None:
        """The value for all; None to leave it as it is."""

    def clear(self) -> None:
        """Leave it as it is."""


class CodeChange(Field):
    """A value of a code list."""

    def __init__(
        self,
        codes: Callable[[], Sequence[tuple[str, str]]],
        parent: QWidget | None = None,
        *,
        optional: bool = False,
    ) -> None:
        """`codes` gives (code, word) at the moment; with `optional` none can be chosen as well."""
        super().__init__(parent)
        self._codes = codes
        self._is_optional = optional
        self.combo = QuietComboBox(self)
        self.combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.combo.setMinimumContentsLength(14)
        self.combo.setPlaceholderText(leave_text())
        self.combo.activated.connect(self._on_activated)
        self.hold(self.combo)
        self.clear()

    def chosen(self) -> Chosen | None:
        """See ChangeField."""
        return Chosen(self.combo.currentData()) if self.combo.currentIndex() > 0 else None

    def clear(self) -> None:
        """See ChangeField."""
        self.combo.clear()
        self.combo.addItem(leave_text(), None)
        if self._is_optional:
            self.combo.addItem(_("Not set"), "")
        for code, word in self._codes():
            self.combo.addItem(word, code)
        self.combo.setCurrentIndex(-1)

    def _on_activated(self, row: int) -> None:
        if row == 0:
            self.combo.setCurrentIndex(-1)  # what is left as it is reads as an empty field
        self.changed.emit()


class NamedChange(Field):
    """One of many names, found by typing any part of it."""

    def __init__(
        self,
        names: Callable[[], Iterable[tuple[Any, str]]],
        parent: QWidget | None = None,
        *,
        none: Chosen | None = None,
    ) -> None:
        """`names` gives (value, name) when the user comes to the field; `none` is the value of “Not set”."""
        super().__init__(parent)
        self._names = names
        self._none = none
        self._values: dict[str, Any] = {}
        self.combo = SearchCombo(self._entries, self)
        self.combo.key_chosen.connect(self.changed)
        line = self.combo.lineEdit()
        assert line is not None
        line.setPlaceholderText(leave_text())
        self.hold(self.combo)

    def chosen(self) -> Chosen | None:
        """See ChangeField."""
        key = self.combo.key()
        if not key:
            return None
        return self._none if key == _NONE_KEY else Chosen(self._values[key])

    def clear(self) -> None:
        """See ChangeField."""
        self.combo.refill()
        self.combo.set_key("", "")

    def _entries(self) -> Entries:
        if self._none is not None:
            yield _NONE_KEY, _("Not set"), ""
        for value, name in self._names():
            self._values[str(value)] = value
            yield str(value), name, str(value) if len(str(value)) == 2 else ""


class LinkChange(Field):
    """A record found by typing its name."""

    def __init__(
        self, directory: RecordDirectory, kind: str, parent: QWidget | None = None, *, creates: bool
    ) -> None:
        super().__init__(parent)
        self.field = RecordField(directory, kind, self, creates=creates)
        self.field.line_edit.setPlaceholderText(leave_text())
        self.field.changed.connect(self.changed)
        self.hold(self.field)
        self.setFocusProxy(self.field.line_edit)

    def chosen(self) -> Chosen | None:
        """See ChangeField."""
        value: UUID | None = self.field.value()
        return None if value is None else Chosen(value)

    def clear(self) -> None:
        """See ChangeField."""
        self.field.set_value(None)

    def set_label(self, label: str) -> None:
        """Name the line and its button."""
        super().set_label(label)
        self.field.set_label(label)


class DayChange(Field):
    """A day."""

    def __init__(self, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = OptionalDateField(today, self)
        self.field.date_edit.setSpecialValueText(leave_text())
        self.field.changed.connect(self.changed)
        self.hold(self.field)
        self.setFocusProxy(self.field.date_edit)

    def chosen(self) -> Chosen | None:
        """See ChangeField."""
        value = self.field.value()
        return None if value is None else Chosen(value)

    def clear(self) -> None:
        """See ChangeField."""
        self.field.set_value(None)

    def set_label(self, label: str) -> None:
        """Name the date and its button."""
        super().set_label(label)
        self.field.set_label(label)


def leave_text() -> str:
    """What a field says that changes nothing."""
    return _("Leave as it is")
