"""A field for the tags of a record."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtWidgets import QWidget

from capadesk.services.words import _
from capadesk.ui.common.fields.chips import Chips
from capadesk.ui.common.fields.field import Field
from capadesk.ui.common.fields.record_directory import RecordDirectory
from capadesk.ui.common.fields.record_line_edit import RecordLineEdit


class TagsField(Field):
    """The ids of tags, shown as chips; a tag that is typed and not there can be created."""

    def __init__(self, directory: RecordDirectory, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._directory = directory
        self._ids: tuple[UUID, ...] = ()
        self.line_edit = RecordLineEdit(directory, ("tag",), empties=True)
        self.line_edit.setPlaceholderText(_("Add a tag"))
        self.line_edit.record_chosen.connect(self._add)
        self.chips = Chips(self.line_edit, self)
        self.chips.removed.connect(self._remove)
        self.hold(self.chips)
        self.setFocusProxy(self.line_edit)

    def value(self) -> tuple[UUID, ...]:
        """The tags' ids."""
        return self._ids

    def set_value(self, value: tuple[UUID, ...]) -> None:
        """Show the tags by their names."""
        self._ids = value
        self._directory.know("tag", value)
        self.chips.set_chips([(str(i), self._directory.name("tag", i)) for i in dict.fromkeys(value)])

    def _add(self, _kind: str, tag_id: UUID | None) -> None:
        if tag_id is not None and tag_id not in self._ids:
            self.set_value((*self._ids, tag_id))
            self.changed.emit()

    def _remove(self, key: str) -> None:
        self.set_value(tuple(i for i in self._ids if str(i) != key))
        self.line_edit.setFocus()
        self.changed.emit()
