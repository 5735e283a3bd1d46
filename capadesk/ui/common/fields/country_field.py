"""Fields for a country and for several countries."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from capadesk.services.ports import Localisation
from capadesk.services.words import _
from capadesk.ui.common.fields.key_field import KeyField
from capadesk.ui.common.fields.keys_field import KeysField
from capadesk.ui.common.fields.search_combo import Entries


class CountryField(KeyField):
    """An ISO 3166-1 alpha-2 code, chosen by the country's name; "" for none."""

    def __init__(self, localisation: Localisation, parent: QWidget | None = None) -> None:
        super().__init__(lambda: _countries(localisation), lambda code: _country(localisation, code), parent)


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
