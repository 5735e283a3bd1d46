"""Fields for a language and for several languages."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from capadesk.services.ports import Localisation
from capadesk.services.words import _
from capadesk.ui.common.fields.key_field import KeyField
from capadesk.ui.common.fields.keys_field import KeysField
from capadesk.ui.common.fields.search_combo import Entries


class LanguageField(KeyField):
    """One language tag, chosen by the language's name; "" for none."""

    def __init__(self, localisation: Localisation, parent: QWidget | None = None) -> None:
        super().__init__(lambda: _languages(localisation), lambda tag: _language(localisation, tag), parent)


class LanguagesField(KeysField):
    """Several language tags, in the order in which they were added."""

    def __init__(self, localisation: Localisation, parent: QWidget | None = None) -> None:
        super().__init__(
            lambda: _languages(localisation),
            lambda tag: _language(localisation, tag),
            _("Add a language"),
            parent,
        )


def _language(localisation: Localisation, tag: str) -> str:
    return (localisation.language_name(tag) or tag) if tag else ""


def _languages(localisation: Localisation) -> Entries:
    return [(tag, _language(localisation, tag), tag) for tag in localisation.language_codes()]
