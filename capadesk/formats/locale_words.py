"""Months, weekdays, countries and languages by their words in the languages of the network (from CLDR)."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from capadesk.domain.folding import fold

# A word that two languages use for different months or countries means what the earlier one means by it.
_LANGUAGES = (
    "en", "de", "it", "fr", "es", "pt", "nl", "ro", "pl", "cs", "sk", "hu", "sv", "da", "fi", "el", "tr",
    "sq", "sl", "bg", "et", "lt", "lv",
)  # fmt: skip
_LANGUAGE_TAG = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})*", re.IGNORECASE)

_MORE_COUNTRIES = {
    "uk": "GB", "great britain": "GB", "england": "GB", "el": "GR", "turkey": "TR", "czech republic": "CZ",
    "slovak republic": "SK", "the netherlands": "NL", "holland": "NL", "usa": "US", "macedonia": "MK",
    "republic of moldova": "MD", "bosnia": "BA",
}  # fmt: skip


def country_code(text: str) -> str | None:
    """ISO 3166-1 alpha-2 of a code (EL and UK as the European Union writes them too) or a name; else None."""
    return _countries().get(_key(text))


def language_tag(text: str) -> str | None:
    """The language tag of a tag ("en", "pt-BR") or a name in one of the languages; None if unknown."""
    text = text.strip()
    if _LANGUAGE_TAG.fullmatch(text):
        main, hyphen, rest = text.replace("_", "-").partition("-")
        if main.lower() in _language_codes():
            return main.lower() + hyphen + rest
    return _languages().get(_key(text))


def month_number(word: str) -> int | None:
    """1 to 12 for the name or abbreviation of a month; None for any other word."""
    return _months().get(_key(word))


def is_weekday(word: str) -> bool:
    """Whether the word is the name or abbreviation of a day of the week."""
    return _key(word) in _weekdays()


def _key(text: str) -> str:
    return " ".join(fold(text).replace(".", " ").split())


def _locales() -> Iterator[object]:
    from babel import Locale

    for language in _LANGUAGES:
        yield Locale(language)


@functools.cache
def _months() -> dict[str, int]:
    words: dict[str, int] = {"sept": 9}
    for locale in _locales():
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, name in locale.months[context][width].items():  # type: ignore[attr-defined]
                    if not name.strip(". ").isdecimal():
                        words.setdefault(_key(name), number)
    return words


@functools.cache
def _weekdays() -> frozenset[str]:
    return frozenset(
        _key(name)
        for locale in _locales()
        for context in ("format", "stand-alone")
        for width in ("wide", "abbreviated", "short")
        for name in locale.days[context][width].values()  # type: ignore[attr-defined]
        if name.strip(".").isalpha()
    )


@functools.cache
def _countries() -> dict[str, str]:
    found: dict[str, str] = {}
    for locale in _locales():
        for code, name in locale.territories.items():  # type: ignore[attr-defined]
            if len(code) == 2 and code.isalpha() and code not in ("EU", "EZ", "UN", "ZZ", "XA", "XB", "QO"):
                found.setdefault(code.lower(), code)
                found.setdefault(_key(name), code)
    return found | _MORE_COUNTRIES


@functools.cache
def _language_codes() -> frozenset[str]:
    from babel import Locale

    codes = (str(code) for code in Locale("en").languages)
    return frozenset(code for code in codes if code.isalpha())


@functools.cache
def _languages() -> dict[str, str]:
    found: dict[str, str] = {}
    for locale in _locales():
        for code, name in locale.languages.items():  # type: ignore[attr-defined]
            found.setdefault(_key(name), code.replace("_", "-"))
    return found
