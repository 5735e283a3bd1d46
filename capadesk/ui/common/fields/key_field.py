"""A field for one key out of many, chosen by its name in a list that is searched by typing."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from capadesk.ui.common.fields.field import Field
from capadesk.ui.common.fields.quiet_inputs import keep_narrow
from capadesk.ui.common.fields.search_combo import Entries, SearchCombo


class KeyField(Field):
    """One key; "" for none."""

    def __init__(
        self, entries: Callable[[], Entries], name_of: Callable[[str], str], parent: QWidget | None = None
    ) -> None:
        """`entries` is asked when the list opens; `name_of` gives the name of any key, "" of ""."""
        super().__init__(parent)
        self._name_of = name_of
        self.combo = SearchCombo(entries, self)
        self.combo.key_chosen.connect(self.changed)
        keep_narrow(self.combo)
        self.hold(self.combo)

    def value(self) -> str:
        """The key."""
        return self.combo.key()

    def set_value(self, value: str) -> None:
        """Show the name of a key; one that is not in the list shows itself."""
        self.combo.set_key(value, self._name_of(value))
