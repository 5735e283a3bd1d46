"""Public holidays, in the language of the user as far as the library has it."""

from __future__ import annotations

import subprocess
import sys
from datetime import date

import pytest

from capadesk.formats.words.public_holidays import PublicHolidays

DAY = date(2026, 4, 6)


@pytest.mark.parametrize(
    ("country", "language", "name"),
    [
        ("DE", "de-AT", "Ostermontag"),
        ("IT", "it", "Lunedì dell'Angelo"),
        ("IT", "de", "Easter Monday"),
        ("FR", "fr", "Lundi de Pâques"),
        ("GB", "en", None),
    ],
)
def test_names_are_in_the_language_of_the_user_else_in_english(
    country: str, language: str, name: str | None
) -> None:
    found = PublicHolidays().between(country, DAY, DAY, language=language)
    assert [each.name for each in found] == ([name] if name else [])


def test_a_country_that_nobody_knows_has_none() -> None:
    for country in ("XX", "", "it"):
        assert PublicHolidays().between(country, DAY, DAY) == []


def test_days_come_in_order_over_the_turn_of_a_year() -> None:
    found = PublicHolidays().between("AT", date(2026, 12, 1), date(2027, 1, 6), language="en")
    assert [(each.day.month, each.day.day) for each in found] == [(12, 8), (12, 25), (12, 26), (1, 1), (1, 6)]


def test_the_library_is_imported_when_it_is_asked() -> None:
    program = "import sys, capadesk.formats.words.public_holidays; sys.exit('holidays' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
