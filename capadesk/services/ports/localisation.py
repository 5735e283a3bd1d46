"""Dates, numbers and lists as the user's language says them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from capadesk.domain.when import When

Day = date


class Localisation(Protocol):
    """Dates, numbers and lists in the user's language."""

    @property
    def language(self) -> str:
        """A language tag such as "en" or "de"."""

    def spoken_in(self, language: str) -> Localisation:
        """The same in another language; "" for that of the system."""

    def date(self, value: Day, *, with_weekday: bool = False) -> str: ...

    def time(self, value: datetime) -> str: ...

    def when(self, value: When, *, own_zone: str = "") -> str:
        """As people say it; the zone is named when it is not `own_zone`. "" if unknown."""

    def relative_day(self, value: Day, today: Day) -> str:
        """ "today", "in 3 days", "2 weeks ago"."""

    def spoken_day(self, value: Day, today: Day) -> str:
        """As people say it on that day: "Today", "Thursday, in 3 days", "17 October 2024"."""

    def spoken_when(self, value: When, today: Day, *, own_zone: str = "") -> str:
        """ "Today, 14:00", "Thursday, in 3 days", "In October 2026"; zones as in `when`; "" if unknown."""

    def month(self, year: int, month: int) -> str: ...

    def month_names(self, *, are_short: bool = False) -> Sequence[str]:
        """January to December, as they stand alone."""

    def weekday_names(self, *, are_short: bool = False) -> Sequence[str]:
        """Monday to Sunday, as they stand alone."""

    @property
    def first_weekday(self) -> int:
        """The day that a week begins with: 0 for Monday to 6 for Sunday."""

    @property
    def weekend(self) -> Sequence[int]:
        """The days of the weekend: 0 for Monday to 6 for Sunday."""

    def number(self, value: float) -> str: ...

    def join(self, parts: Sequence[str]) -> str:
        """A list in a sentence: "A, B and C"."""

    def country_name(self, iso2: str) -> str: ...

    def language_name(self, tag: str) -> str: ...

    def country_codes(self) -> Sequence[str]:
        """ISO 3166-1 alpha-2 codes, sorted by their name in the language."""

    def language_codes(self) -> Sequence[str]: ...
