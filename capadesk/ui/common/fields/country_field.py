"""Fields for a country and for several countries."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from capadesk.services.ports import Localisation
from capadesk.services.words import _
from capadesk.ui.common.fields.field import Field
from capadesk.ui.common.fields.keys_field import KeysField
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
        return _country(self._localisation, code)

    def _countries(self) -> Entries:
        return _countries(self._localisation)


class CountriesField(KeysField):
    """Several codes, in the order in which they were added."""

    def __init__(self, localisation: Localisation, parent: QWidget | None = None) -> None:
        super().__init__(
            lambda: _countries(localisation),
            lambda code: _country(localisation, code),
            _("Add a country"),
            parent,
        )


def _country(localisation: Localisation, code: str) -> str:
    return (localisation.country_name(code) or code) if code else ""


def _countries(localisation: Localisation) -> Entries:
    return [(code, _country(localisation, code), code) for code in localisation.country_codes()]
