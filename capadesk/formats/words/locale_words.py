"""Months, weekdays, countries and languages by their words in the languages of the network (from CLDR).

They are read from resources/locale_words.json, which scripts/locale_words.py makes.
"""

from __future__ import annotations

import functools
import json
import re
from typing import Any

from capadesk.domain.folding import fold
from capadesk.resource_files import resource_path

_LANGUAGE_TAG = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})*", re.IGNORECASE)

_MORE_COUNTRIES = {
    "uk": "GB", "great britain": "GB", "england": "GB", "el": "GR", "turkey": "TR", "czech republic": "CZ",
    "slovak republic": "SK", "the netherlands": "NL", "holland": "NL", "usa": "US", "macedonia": "MK",
    "republic of moldova": "MD", "bosnia": "BA",
}  # fmt: skip


def country_code(text: str) -> str | None:
    """ISO 3166-1 alpha-2 of a code (EL and UK as the European Union writes them too) or a name; else None."""
    return _code("countries", text)


def language_tag(text: str) -> str | None:
    """The language tag of a tag ("en", "pt-BR") or a name in one of the languages; None if unknown."""
    text = text.strip()
    if _LANGUAGE_TAG.fullmatch(text):
        main, hyphen, rest = text.replace("_", "-").partition("-")
        if main.lower() in _words()["language_codes"]:
            return main.lower() + hyphen + rest
    return _code("languages", text)


def month_number(word: str) -> int | None:
    """1 to 12 for the name or abbreviation of a month; None for any other word."""
    number: int | None = _words()["months"].get(word_key(word))
    return number


def is_weekday(word: str) -> bool:
    """Whether the word is the name or abbreviation of a day of the week."""
    return word_key(word) in _words()["weekdays"]


def _code(of: str, text: str) -> str | None:
    code: str | None = _words()[of].get(word_key(text))
    return code


def word_key(text: str) -> str:
    """What two spellings of one word have in common: no accents, capitals or full stops."""
    return " ".join(fold(text).replace(".", " ").split())


@functools.cache
def _words() -> dict[str, Any]:
    words: dict[str, Any] = json.loads(resource_path("locale_words.json").read_text(encoding="utf-8"))
    words["countries"] |= _MORE_COUNTRIES
    words["weekdays"] = frozenset(words["weekdays"])
    words["language_codes"] = frozenset(words["language_codes"])
    return words
