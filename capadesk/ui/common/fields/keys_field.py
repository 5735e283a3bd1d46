"""A field for several keys out of a list, each shown by its name as a chip."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from capadesk.ui.common.fields.chips import Chips
from capadesk.ui.common.fields.field import Field
from capadesk.ui.common.fields.search_combo import Entries, SearchCombo


class KeysField(Field):
    """The keys in the order in which they were added; one that is unknown shows itself."""

    def __init__(
        self,
        entries: Callable[[], Entries],
        name_of: Callable[[str], str],
        placeholder: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._name_of = name_of
        self._keys: tuple[str, ...] = ()
        self.combo = SearchCombo(entries)
        line = self.combo.lineEdit()
        assert line is not None
        line.setPlaceholderText(placeholder)
        self.combo.key_chosen.connect(self._add)
        self.chips = Chips(self.combo, self)
        self.chips.removed.connect(self._remove)
        self.hold(self.chips)
        self.setFocusProxy(self.combo)

    def value(self) -> tuple[str, ...]:
        """The keys."""
        return self._keys

    def set_value(self, value: tuple[str, ...]) -> None:
        """Show others."""
        self._keys = value
        self.chips.set_chips([(key, self._name_of(key)) for key in dict.fromkeys(value)])
        self.combo.set_key("", "")

    def _add(self, key: str) -> None:
        if key:
            self.set_value((*(each for each in self._keys if each != key), key))
            self.changed.emit()

    def _remove(self, key: str) -> None:
        self.set_value(tuple(each for each in self._keys if each != key))
        self.combo.setFocus()
        self.changed.emit()
