from __future__ import annotations

import json
import subprocess
import sys

import pytest

from capadesk.formats.words.locale_words import country_code, is_weekday, language_tag, month_number
from scripts.locale_words import RESOURCE, words_of_cldr


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Deutschland", "DE"),
        ("ŘECKO", "GR"),
        ("el", "GR"),
        ("uk", "GB"),
        ("Türkiye", "TR"),
        ("Atlantis", None),
        ("", None),
    ],
)
def test_a_country_is_known_by_code_and_by_its_names(name: str, code: str | None) -> None:
    assert country_code(name) == code


@pytest.mark.parametrize(
    ("name", "tag"), [("Deutsch", "de"), ("pt-BR", "pt-BR"), ("français", "fr"), ("xx-nonsense", None)]
)
def test_a_language_is_known_by_tag_and_by_its_names(name: str, tag: str | None) -> None:
    assert language_tag(name) == tag


def test_months_and_weekdays_are_known_in_the_languages_of_the_network() -> None:
    assert [month_number(word) for word in ("März", "sept.", "février", "soon")] == [3, 9, 2, None]
    assert is_weekday("Mo.")
    assert is_weekday("jeudi")
    assert not is_weekday("workshop")


def test_the_shipped_words_are_those_of_cldr() -> None:
    shipped, fresh = json.loads(RESOURCE.read_text(encoding="utf-8")), words_of_cldr()
    assert shipped.keys() == fresh.keys()
    for name in shipped.keys() - {"source"}:
        here, there = set(_pairs(shipped[name])), set(_pairs(fresh[name]))
        # Another release of CLDR words a few names anew.
        assert len(here & there) >= 0.98 * len(here | there), f"make {RESOURCE.name} anew ({name})"


def test_an_import_loads_no_language_that_nobody_reads() -> None:
    code = (
        "import sys; from capadesk.formats.words.locale_words import country_code; country_code('Italia');"
        "assert 'babel' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def _pairs(words: object) -> list[object]:
    return list(words.items()) if isinstance(words, dict) else list(words)  # type: ignore[call-overload]
