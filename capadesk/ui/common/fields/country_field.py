"""A field for a country."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from capadesk.services.ports import Localisation
from capadesk.ui.common.fields.field import Field
from capadesk.ui.common.fields.quiet_inputs import keep_narrow
from capadesk.ui.common.fields.search_combo import Entries, SearchCombo


class CountryField(Field):
    """An ISO 3166-1 alpha-2 code, chosen by the country's name; "" for none."""

    def __init__(self, localisation: Localisation, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._localisation = localisation
        self.combo = SearchCombo(self._countries, self)
        self.combo.key_chosen.connect(self.changed)
        keep_narrow(self.combo)
        self.hold(self.combo)

    def value(self) -> str:
        """The code."""
        return self.combo.key()

    def set_value(self, value: str) -> None:
        """Show the country; an unknown code shows itself."""
        self.combo.set_key(value, self._name(value))

    def _name(self, code: str) -> str:
        return (self._localisation.country_name(code) or code) if code else ""

    def _countries(self) -> Entries:
        return [(code, self._name(code), code) for code in self._localisation.country_codes()]
