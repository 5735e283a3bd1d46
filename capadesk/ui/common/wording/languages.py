"""The languages that dates and documents can have."""

from __future__ import annotations

from capadesk.domain.folding import collation_key
from capadesk.services.ports import Localisation

# The official languages of the European Union and of the countries that take part beside it, and the forms
# of countries that write dates or numbers in another way.
LANGUAGES = (
    "bg", "bs", "cs", "da", "de", "de-AT", "de-CH", "el", "en", "en-IE", "es", "et", "fi", "fr", "fr-BE",
    "fr-CH", "ga", "he", "hr", "hu", "hy", "is", "it", "it-CH", "ka", "lb", "lt", "lv", "mk", "mt", "nb",
    "nl", "nl-BE", "pl", "pt", "ro", "sk", "sl", "sq", "sr", "sv", "tr", "uk",
)  # fmt: skip


def named_languages(localisation: Localisation) -> list[tuple[str, str]]:
    """(tag, name), sorted by name."""
    named = [(tag, localisation.language_name(tag)) for tag in LANGUAGES]
    return sorted(named, key=lambda each: collation_key(each[1]))
