"""Public holidays, as a library knows them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple, Protocol


class Holiday(NamedTuple):
    """A public holiday of a country (ISO 3166-1 alpha-2)."""

    day: date
    name: str
    country: str


class HolidayBook(Protocol):
    """Knows public holidays; safe to call from any thread. The first question takes a moment."""

    def between(
        self, country: str, first_day: date, last_day: date, *, city: str = "", language: str = ""
    ) -> Sequence[Holiday]:
        """The public holidays of a country, by day, from the first day to the last.

        Those of a part of the country count where the city names it. Names are in the language where the
        book has them, else in English. Nothing for a country that it does not know.
        """
