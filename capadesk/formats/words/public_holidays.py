"""Public holidays of the world's countries, from the holidays library."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache, lru_cache
from typing import Any

from capadesk.services.ports import Holiday

_ENGLISH = "en_US"
_YEARS_AT_ONCE = 60


class PublicHolidays:
    """Implements ports.HolidayBook; the library is imported when it is first asked."""

    def between(
        self, country: str, first_day: date, last_day: date, *, city: str = "", language: str = ""
    ) -> Sequence[Holiday]:
        """See ports.HolidayBook."""
        part = _part_of(country, city) if city else ""
        last_year = min(last_day.year, first_day.year + _YEARS_AT_ONCE)
        return [
            Holiday(day, name, country)
            for year in range(first_day.year, last_year + 1)
            for day, name in _of_year(country, part, year, language).items()
            if first_day <= day <= last_day
        ]


@cache
def _known(country: str) -> Any:
    """The library's class of a country; None if it has none."""
    import holidays

    if country not in holidays.list_supported_countries(include_aliases=False):
        return None
    return getattr(holidays, country)


@lru_cache(1024)
def _part_of(country: str, city: str) -> str:
    """The library's code of the part of a country that is called like a city, as provinces often are."""
    known = _known(country)
    if known is None:
        return ""
    return str(getattr(known, "subdivisions_aliases", {}).get(city, ""))


@lru_cache(2048)
def _of_year(country: str, part: str, year: int, language: str) -> Mapping[date, str]:
    known = _known(country)
    if known is None:
        return {}
    words = _words_of(tuple(known.supported_languages), language)
    try:
        return dict(sorted(known(subdiv=part or None, years=year, language=words).items()))
    except (NotImplementedError, ValueError, OverflowError):
        return {}


def _words_of(languages: Sequence[str], wanted: str) -> str | None:
    """The library's name of a language that it has for a country; None for its own."""
    tag = wanted.replace("-", "_")
    short = tag.split("_")[0]
    exact = [each for each in languages if each == tag]
    like = [each for each in languages if each.split("_")[0] == short]
    return next(iter([*exact, *like, *(each for each in languages if each == _ENGLISH)]), None)
