"""Makes resources/locale_words.json anew from Babel's CLDR: `.venv/bin/python -m scripts.locale_words`.

Read from CLDR itself, the words of 23 languages hold the interpreter for a second and keep 60 MB.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from babel import Locale
from babel.core import get_cldr_version

from capadesk.formats.words.locale_words import word_key

RESOURCE = Path(__file__).parents[1] / "resources" / "locale_words.json"

# A word that two languages use for different months or countries means what the earlier one means by it.
LANGUAGES = (
    "en", "de", "it", "fr", "es", "pt", "nl", "ro", "pl", "cs", "sk", "hu", "sv", "da", "fi", "el", "tr",
    "sq", "sl", "bg", "et", "lt", "lv",
)  # fmt: skip
_NO_COUNTRIES = frozenset({"EU", "EZ", "UN", "ZZ", "XA", "XB", "QO"})
_CONTEXTS = ("format", "stand-alone")


def words_of_cldr() -> dict[str, object]:
    """The content of the resource, from the CLDR of the Babel that is installed."""
    locales = [Locale(language) for language in LANGUAGES]
    return {
        "source": f"Unicode CLDR {get_cldr_version()} (Unicode License v3), made by scripts/locale_words.py",
        "months": _first_of_each(_months(locales)),
        "weekdays": sorted(set(_weekdays(locales))),
        "countries": _first_of_each(_countries(locales)),
        "language_codes": sorted(code for code in map(str, locales[0].languages) if code.isalpha()),
        "languages": _first_of_each(_languages(locales)),
    }


def _first_of_each(pairs: Iterator[tuple[str, Any]]) -> dict[str, Any]:
    first: dict[str, Any] = {}
    for word, meaning in pairs:
        first.setdefault(word, meaning)
    return first


def _months(locales: list[Locale]) -> Iterator[tuple[str, int]]:
    yield "sept", 9
    for locale in locales:
        for context in _CONTEXTS:
            for width in ("wide", "abbreviated"):
                for number, name in locale.months[context][width].items():
                    if not name.strip(". ").isdecimal():
                        yield word_key(name), number


def _weekdays(locales: list[Locale]) -> Iterator[str]:
    for locale in locales:
        for context in _CONTEXTS:
            for width in ("wide", "abbreviated", "short"):
                for name in locale.days[context][width].values():
                    if name.strip(".").isalpha():
                        yield word_key(name)


def _countries(locales: list[Locale]) -> Iterator[tuple[str, str]]:
    for locale in locales:
        for code, name in locale.territories.items():
            if len(code) == 2 and code.isalpha() and code not in _NO_COUNTRIES:
                yield code.lower(), code
                yield word_key(name), code


def _languages(locales: list[Locale]) -> Iterator[tuple[str, str]]:
    for locale in locales:
        for code, name in locale.languages.items():
            yield word_key(name), code.replace("_", "-")


if __name__ == "__main__":
    text = json.dumps(words_of_cldr(), ensure_ascii=False, indent=0, sort_keys=False)
    RESOURCE.write_text(text + "\n", encoding="utf-8")
