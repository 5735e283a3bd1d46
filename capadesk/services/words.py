"""The translation of every visible word: gettext catalogues under resources/locale, English in the code."""

from __future__ import annotations

import gettext
from pathlib import Path

_catalogue: list[gettext.NullTranslations] = [gettext.NullTranslations()]


def install_language(language: str, folder: Path) -> None:
    """Use the catalogue of that language ("de", "it"); English where there is none."""
    _catalogue[0] = gettext.translation("capadesk", folder, languages=[language], fallback=True)


def install_catalogue(catalogue: gettext.NullTranslations) -> None:
    """Use any catalogue: for pictures and tests with the lengths of another language."""
    _catalogue[0] = catalogue


def _(message: str) -> str:
    """The message in the user's language."""
    return _catalogue[0].gettext(message)


def ngettext(singular: str, plural: str, count: int) -> str:
    """The form of the message that fits the count."""
    return _catalogue[0].ngettext(singular, plural, count)


def N_(message: str) -> str:
    """Mark a message for extraction; it is translated when it is shown."""
    return message
