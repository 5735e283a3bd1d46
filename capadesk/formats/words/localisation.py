"""Dates, numbers, lists, countries and languages in the user's language, from CLDR."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from capadesk.domain.folding import collation_key
from capadesk.domain.when import Precision, When
from capadesk.formats.words.date_patterns import DatePatterns
from capadesk.formats.words.spoken_dates import SpokenDates
from capadesk.services.ports import Day
from capadesk.services.words import _

if TYPE_CHECKING:
    from babel import Locale

# Where a language is spoken in several countries, its European form; the locale of no language is English.
_EUROPEAN = {"en": "en_GB", "pt": "pt_PT", "C": "en_GB", "POSIX": "en_GB"}

# Two letters that CLDR names beside the countries of ISO 3166-1: unions, islands without a code of their
# own and pseudo-places. XK (Kosovo) is no ISO code either, but the one that the European Union uses.
_NO_COUNTRIES = frozenset(
    {"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"}
)
_RETIRED_LANGUAGES = frozenset({"in", "iw", "ji", "jw", "mo", "sh"})
_CACHE_SIZE = 8_192


class BabelLocalisation:
    """Implements ports.Localisation; what it has worded once it remembers.

    `language` is a tag ("de", "de-AT") or the name of a POSIX locale ("de_AT.UTF-8"). What CLDR does not
    know is looked for without its region and script, and at last taken as English.
    """

    def __init__(self, language: str = "en", system_language: str = "") -> None:
        self._wanted = language
        self._system = system_language or language
        self._worded = lru_cache(_CACHE_SIZE)(self._word)
        self._dated = lru_cache(_CACHE_SIZE)(self._word_date)

    @property
    def language(self) -> str:
        """The tag of the language that is used: "en", "de", "de-AT"."""
        tag = str(self._locale)
        return next((short for short, full in _EUROPEAN.items() if full == tag), tag.replace("_", "-"))

    def spoken_in(self, language: str) -> BabelLocalisation:
        """See ports.Localisation."""
        return BabelLocalisation(language or self._system, self._system)

    # --- dates ------------------------------------------------------------------------------------

    def date(self, value: Day, *, with_weekday: bool = False) -> str:
        """ "17 October 2024" or "Thursday 17 October 2024"."""
        return self._dated(value, with_weekday)

    def time(self, value: datetime) -> str:
        """ "09:30"."""
        return self._patterns.time(value)

    def when(self, value: When, *, own_zone: str = "") -> str:
        """As people say it, as exactly as it is known; "" if unknown.

        "Thursday 17 October 2024", "17–19 October 2024", "October 2024", "2024"; a time names its zone,
        unless that is `own_zone`: "19 February 2024, 10:30–12:00 (Brussels time)".
        """
        return self._worded(value, own_zone)

    def relative_day(self, value: Day, today: Day) -> str:
        """ "today", "tomorrow", "in 3 days", "2 weeks ago"."""
        distance = (value - today).days
        if abs(distance) <= 1:
            return (_("today"), _("tomorrow"), _("yesterday"))[distance]
        from babel.dates import format_timedelta

        # From twice a unit on it is counted in that unit: 13 days are not "2 weeks".
        said: str = format_timedelta(
            timedelta(days=distance),
            granularity="day",
            threshold=2,
            add_direction=True,
            locale=self._locale,
        )
        return said

    def spoken_day(self, value: Day, today: Day) -> str:
        """ "Today", "Thursday, in 3 days", "Thursday 3 December, in 10 days", "17 October 2024"."""
        return self._spoken.day(value, today)

    def spoken_when(self, value: When, today: Day, *, own_zone: str = "") -> str:
        """ "Today, 14:00", "Thursday, in 3 days", "Until Friday", "In October 2026"; "" if unknown."""
        zone = self._patterns.zone(value.zone) if value.zone and value.zone != own_zone else ""
        return self._spoken.when(value, today, zone)

    def month(self, year: int, month: int) -> str:
        """ "October 2024"."""
        return self._patterns.month(Day(year, month, 1))

    def month_names(self, *, are_short: bool = False) -> Sequence[str]:
        """See ports.Localisation."""
        names = self._locale.months["stand-alone"]["abbreviated" if are_short else "wide"]
        return tuple(str(names[number]) for number in range(1, 13))

    def weekday_names(self, *, are_short: bool = False) -> Sequence[str]:
        """See ports.Localisation."""
        names = self._locale.days["stand-alone"]["abbreviated" if are_short else "wide"]
        return tuple(str(names[number]) for number in range(7))

    @property
    def first_weekday(self) -> int:
        """See ports.Localisation."""
        return int(self._locale.first_week_day)

    @property
    def weekend(self) -> Sequence[int]:
        """See ports.Localisation."""
        first, last = int(self._locale.weekend_start), int(self._locale.weekend_end)
        return tuple((first + step) % 7 for step in range((last - first) % 7 + 1))

    # --- numbers and lists --------------------------------------------------------------------------

    def number(self, value: float) -> str:
        """ "1,234.5" as the language groups and points it."""
        from babel.numbers import format_decimal

        return str(format_decimal(value, locale=self._locale))

    def join(self, parts: Sequence[str]) -> str:
        """A list in a sentence: "A, B and C"."""
        from babel.lists import format_list

        return str(format_list(list(parts), locale=self._locale))

    # --- countries and languages --------------------------------------------------------------------

    def country_name(self, iso2: str) -> str:
        """The country of an ISO 3166-1 alpha-2 code; the code itself if there is none."""
        return str(self._locale.territories.get(iso2.upper(), iso2))

    def language_name(self, tag: str) -> str:
        """The language of a tag such as "it" or "pt-BR"; the tag itself if it is unknown."""
        names = self._locale.languages
        full = tag.replace("-", "_")
        if full in names:
            return str(names[full])
        main, *rest = full.split("_")
        name = names.get(main.lower())
        if name is None:
            return tag
        details = [self._locale.scripts.get(part.title()) or self.country_name(part) for part in rest]
        return f"{name} ({', '.join(details)})" if details else name

    def country_codes(self) -> Sequence[str]:
        """ISO 3166-1 alpha-2 codes, and XK, sorted by their name in the language."""
        return self._country_codes

    def language_codes(self) -> Sequence[str]:
        """ISO 639-1 codes, sorted by their name in the language."""
        return self._language_codes

    @cached_property
    def _country_codes(self) -> tuple[str, ...]:
        codes = _codes_of_two_letters(self._locale.territories) - _NO_COUNTRIES
        return tuple(sorted(codes, key=lambda code: (collation_key(self.country_name(code)), code)))

    @cached_property
    def _language_codes(self) -> tuple[str, ...]:
        codes = _codes_of_two_letters(self._locale.languages) - _RETIRED_LANGUAGES
        return tuple(sorted(codes, key=lambda code: (collation_key(self.language_name(code)), code)))

    # --- how it is worded ---------------------------------------------------------------------------

    @cached_property
    def _locale(self) -> Locale:
        from babel import Locale, UnknownLocaleError

        name = self._wanted.replace("-", "_").partition(".")[0].partition("@")[0]
        while name:
            try:
                return Locale.parse(_EUROPEAN.get(name, name))
            except (UnknownLocaleError, ValueError):
                name = name.rpartition("_")[0]
        return Locale.parse(_EUROPEAN["en"])

    @cached_property
    def _patterns(self) -> DatePatterns:
        return DatePatterns(self._locale)

    @cached_property
    def _spoken(self) -> SpokenDates:
        return SpokenDates(self._patterns, self.relative_day)

    def _word_date(self, value: Day, with_weekday: bool) -> str:
        return self._patterns.weekday_and_day(value) if with_weekday else self._patterns.day(value)

    def _word(self, when: When, own_zone: str) -> str:
        first, last = when.first_day, when.last_day
        if first is None or last is None:
            return ""
        if when.precision is Precision.DATETIME:
            return self._word_times(when, own_zone)
        if when.precision is Precision.DAY:
            return self.date(first, with_weekday=True) if first == last else self._patterns.days(first, last)
        if when.precision is Precision.MONTH:
            return self._patterns.months(first, last)
        return self._patterns.years(first, last)

    def _word_times(self, when: When, own_zone: str) -> str:
        start, end = when.start, when.end
        assert isinstance(start, datetime)
        assert isinstance(end, datetime)
        patterns = self._patterns
        if when.first_day == when.last_day:
            text = patterns.day_and_time(self.date(start.date()), patterns.times(start, end))
        else:
            text = patterns.from_to(
                patterns.day_and_time(self.date(start.date()), patterns.time(start)),
                patterns.day_and_time(self.date(end.date()), patterns.time(end)),
            )
        if when.zone == own_zone:
            return text
        zone = patterns.zone(when.zone)
        return f"{text}, {zone.strip('()')}" if "(" in zone else f"{text} ({zone})"


def _codes_of_two_letters(names: Iterable[object]) -> set[str]:
    return {code for code in map(str, names) if len(code) == 2 and code.isalpha()}
