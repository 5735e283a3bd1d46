"""The patterns by which a language words days, months, times and their ranges (CLDR, UTS 35 part 4)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from babel import Locale

# CLDR puts blanks of other widths around dashes and before "am", which many programs show as boxes.
_THIN = "\u2009"
_PLAIN_BLANKS = str.maketrans({_THIN: " ", "\u202f": " "})

# English and German as they stand in a sentence; of some languages Babel has the pattern of summer time.
_ZONE_PATTERNS = {"en": "%s time", "de": "Ortszeit %s"} | dict.fromkeys(
    ("bg", "bs", "hr", "is", "nn", "ru", "sr"), "%s"
)


class DatePatterns:
    """Words dates in one language; ranges are as short as the language makes them."""

    def __init__(self, locale: Locale) -> None:
        self._locale = locale
        self._long = locale.date_formats["long"].pattern
        # English in Europe writes no comma after the weekday.
        self._full = "EEEE d MMMM y" if str(locale) == "en_GB" else locale.date_formats["full"].pattern
        skeletons = locale.datetime_skeletons
        near = str(skeletons.get("MMMMEd") or skeletons.get("MMMEd") or skeletons["MMMMd"])
        self._near = _with_whole_weekday(_spelled(near))
        self._month = locale.datetime_skeletons["yMMMM"].pattern
        self._year = locale.datetime_skeletons["y"].pattern
        self._time = locale.time_formats["short"].pattern
        self._time_range = "hm" if "a" in self._time else "Hm"
        self._day_ranges = self._spelled_day_ranges()
        self._zones: dict[str, str] = {}

    # --- one date or time ---------------------------------------------------------------------------

    def day(self, value: date) -> str:
        """ "17 October 2024"."""
        return self._apply(self._long, value)

    def weekday_and_day(self, value: date) -> str:
        """ "Thursday 17 October 2024"."""
        return self._apply(self._full, value)

    def weekday_and_day_without_year(self, value: date) -> str:
        """ "Thursday 17 October"."""
        return self._apply(self._near, value)

    def weekday(self, value: date) -> str:
        """ "Thursday", as it stands alone."""
        return self._apply("cccc", value)

    def month(self, value: date) -> str:
        """ "October 2024"."""
        return self._apply(self._month, value)

    def time(self, value: datetime) -> str:
        """ "09:30"."""
        return self._apply(self._time, value)

    def day_and_time(self, day: str, time: str) -> str:
        """A worded day and time beside each other."""
        return str(self._locale.datetime_formats["medium"]).replace("{1}", day).replace("{0}", time)

    # --- ranges -------------------------------------------------------------------------------------

    def days(self, first: date, last: date) -> str:
        """ "17–19 October 2024", "30 October – 2 November 2024"."""
        by_difference = self._day_ranges.get(_greatest_difference(first, last))
        return self._range(by_difference, first, last) or self.from_to(self.day(first), self.day(last))

    def months(self, first: date, last: date) -> str:
        """ "October 2024", "October – December 2024"."""
        if (first.year, first.month) == (last.year, last.month):
            return self.month(first)
        ranges = self._ranges("yMMMM").get(_greatest_difference(first, last))
        return self._range(ranges, first, last) or self.from_to(self.month(first), self.month(last))

    def years(self, first: date, last: date) -> str:
        """ "2024", "2024–2025"."""
        one, other = self._apply(self._year, first), self._apply(self._year, last)
        if first.year == last.year:
            return one
        return self._range(self._ranges("y").get("y"), first, last) or self.from_to(one, other)

    def times(self, start: datetime, end: datetime) -> str:
        """ "10:30–12:00", "10:30" if both are equal."""
        if start == end:
            return self.time(start)
        ranges = self._ranges(self._time_range)
        is_other_half = (start.hour < 12) != (end.hour < 12)
        patterns = ranges.get("a") if is_other_half and "a" in ranges else ranges.get("H") or ranges.get("h")
        return self._range(patterns, start, end) or self.from_to(self.time(start), self.time(end))

    def from_to(self, first: str, last: str) -> str:
        """Two worded dates as a range."""
        pattern = str(self._locale.interval_formats.get(None) or "{0} – {1}")
        return pattern.replace("{0}", first).replace("{1}", last).translate(_PLAIN_BLANKS)

    # --- zones --------------------------------------------------------------------------------------

    def zone(self, name: str) -> str:
        """ "Brussels time" of an IANA zone; the name itself where CLDR has no city for it."""
        if name not in self._zones:
            self._zones[name] = self._word_zone(name)
        return self._zones[name]

    def _word_zone(self, name: str) -> str:
        if "/" not in name or name.startswith("Etc/"):
            return name.removeprefix("Etc/")
        city = self._city(name)
        if not city:
            return name
        pattern = _ZONE_PATTERNS.get(self._locale.language) or str(self._locale.zone_formats["region"])
        return pattern.replace("%s", city)

    def _city(self, name: str) -> str:
        """As babel.dates.get_timezone_location, which reads every zone of the system first; "" if unknown."""
        from babel.core import get_global

        name = get_global("zone_aliases").get(name, name)
        if name not in get_global("zone_territories"):
            return ""
        metazone = self._locale.meta_zones.get(get_global("meta_zones").get(name), {})
        known = self._locale.time_zones.get(name, {}).get("city") or metazone.get("city")
        return str(known or name.split("/", 1)[1].replace("_", " "))

    # --- patterns -----------------------------------------------------------------------------------

    def _apply(self, pattern: str, value: date) -> str:
        from babel.dates import format_date, format_time

        if isinstance(value, datetime):
            return format_time(value, pattern, locale=self._locale).translate(_PLAIN_BLANKS)
        return format_date(value, pattern, locale=self._locale).translate(_PLAIN_BLANKS)

    def _range(self, patterns: Sequence[str] | None, first: date, last: date) -> str:
        if not patterns or len(patterns) != 2:
            return ""
        return self._apply(_closed(patterns[0]), first) + self._apply(patterns[1], last)

    def _ranges(self, skeleton: str) -> dict[str, Sequence[str]]:
        return dict(self._locale.interval_formats.get(skeleton) or {})

    def _spelled_day_ranges(self) -> dict[str, Sequence[str]]:
        """CLDR has ranges with the whole word for the month in few languages: taken from the short ones."""
        if "yMMMMd" in self._locale.interval_formats and (spelled := self._ranges("yMMMMd")):
            return spelled
        short = self._ranges("yMMMd")
        is_spelled = any("MMM" in text or "LLL" in text for patterns in short.values() for text in patterns)
        if "MMMM" in self._long and not is_spelled:
            return {}
        return {difference: [_spelled(text) for text in patterns] for difference, patterns in short.items()}


def _greatest_difference(first: date, last: date) -> str:
    if first.year != last.year:
        return "y"
    return "M" if first.month != last.month else "d"


def _closed(pattern: str) -> str:
    """Without the thin blanks that newer CLDR sets round the dash between days or years: "17–19"."""
    number, dash, rest = pattern.partition(f"{_THIN}–{_THIN}")
    is_closed = dash and not rest and set(number) <= set("dy.")
    return f"{number}–" if is_closed else pattern


def _spelled(pattern: str) -> str:
    for letter in "ML":
        short, long = letter * 3, letter * 4
        if short in pattern and long not in pattern:
            pattern = pattern.replace(short, long)
    return pattern.replace("dd", "d")


def _with_whole_weekday(pattern: str) -> str:
    return pattern.replace("ccc", "cccc") if "ccc" in pattern else pattern.replace("E", "EEEE")
