"""Fields for a language and for several languages."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from capadesk.services.ports import Localisation
from capadesk.services.words import _
from capadesk.ui.common.fields.chips import Chips
from capadesk.ui.common.fields.field import Field
from capadesk.ui.common.fields.quiet_inputs import keep_narrow
from capadesk.ui.common.fields.search_combo import Entries, SearchCombo


class LanguageField(Field):
    """One language tag, chosen by the language's name; "" for none."""

    def __init__(self, localisation: Localisation, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._localisation = localisation
        self.combo = SearchCombo(lambda: _languages(localisation), self)
        self.combo.key_chosen.connect(self.changed)
        keep_narrow(self.combo)
        self.hold(self.combo)

    def value(self) -> str:
        """The tag."""
        return self.combo.key()

    def set_value(self, value: str) -> None:
        """Show the language; an unknown tag shows itself."""
        self.combo.set_key(value, _language(self._localisation, value))


class LanguagesField(Field):
    """Several language tags, in the order in which they were added."""

    def __init__(self, localisation: Localisation, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._localisation = localisation
        self._tags: tuple[str, ...] = ()
        self.combo = SearchCombo(lambda: _languages(localisation))
        line = self.combo.lineEdit()
        assert line is not None
        line.setPlaceholderText(_("Add a language"))
        self.combo.key_chosen.connect(self._add)
        self.chips = Chips(self.combo, self)
        self.chips.removed.connect(self._remove)
        self.hold(self.chips)
        self.setFocusProxy(self.combo)

    def value(self) -> tuple[str, ...]:
        """The tags."""
        return self._tags

    def set_value(self, value: tuple[str, ...]) -> None:
        """Show the languages."""
        self._tags = value
        unique = dict.fromkeys(value)
        self.chips.set_chips([(tag, _language(self._localisation, tag)) for tag in unique])
        self.combo.set_key("", "")

    def _add(self, tag: str) -> None:
        if tag:
            self.set_value((*(t for t in self._tags if t != tag), tag))
            self.changed.emit()

    def _remove(self, tag: str) -> None:
        self.set_value(tuple(t for t in self._tags if t != tag))
        self.combo.setFocus()
        self.changed.emit()


def _language(localisation: Localisation, tag: str) -> str:
    return (localisation.language_name(tag) or tag) if tag else ""


def _languages(localisation: Localisation) -> Entries:
    return [(tag, _language(localisation, tag), tag) for tag in localisation.language_codes()]
