"""Dates as people write them in tables, from "17.10.2024" to "17-19 October 2024, 9:30-12:00"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import NamedTuple

from capadesk.domain.errors import UserError
from capadesk.domain.folding import fold
from capadesk.domain.when import Precision, load_zone
from capadesk.formats.words.locale_words import is_weekday, month_number

FIRST_YEAR, LAST_YEAR = 1900, 2200

_LONGEST = 100

_UNKNOWN = frozenset({
    "-", "?", "tbd", "tbc", "tba", "n/a", "na", "nn", "unknown", "open", "offen", "noch offen", "unbekannt",
    "da definire", "da confermare", "sconosciuto", "a definir", "a confirmer", "inconnu",
})  # fmt: skip
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—−"), "-")

_WORD = r"([^\W\d_]{3,}\.?)"
_DAY = r"(\d{1,2})(?:\.|st|nd|rd|th|er|o|a|°)?"
_OF = r"\s*(?:(?:of|de|del|di)\s+|d')?"
_YEAR = r"(\d{4})"
_SEPARATOR = r"\s*[./-]\s*"
_TIME = r"\d{1,2}(?:[:.h]\d{2}(?::\d{2})?)?\s*(?:am|pm|a\.m\.|p\.m\.|uhr|h)?"
_UNTIL = r"(?:-|to|until|bis|al|alle|fino al|au|a)"

_DAY_MONTH_YEAR = re.compile(r"(\d{1,2})\s*([./-])\s*(\d{1,2})\s*\2\s*(\d{4}|\d{2})\.?")
_YEAR_MONTH_DAY = re.compile(rf"{_YEAR}\s*([./-])\s*(\d{{1,2}})\s*\2\s*(\d{{1,2}})\.?")
_DAY_WORD_YEAR = re.compile(rf"{_DAY}{_OF}{_WORD},?{_OF}{_YEAR}")
_WORD_DAY_YEAR = re.compile(rf"{_WORD}\s+{_DAY},?\s+{_YEAR}")
_YEAR_WORD_DAY = re.compile(rf"{_YEAR}\.?\s+{_WORD}\s+{_DAY}")
_WORD_YEAR = re.compile(rf"{_WORD},?{_OF}{_YEAR}")
_YEAR_WORD = re.compile(rf"{_YEAR}\.?\s+{_WORD}")
_MONTH_YEAR = re.compile(rf"(\d{{1,2}}){_SEPARATOR}{_YEAR}")
_YEAR_MONTH = re.compile(rf"{_YEAR}{_SEPARATOR}(\d{{1,2}})")
_QUARTER = re.compile(rf"q([1-4])\s*[/-]?\s*{_YEAR}|{_YEAR}\s*[/-]?\s*q([1-4])")
_WORD_DAYS_YEAR = re.compile(rf"{_WORD}\s+{_DAY}\s*{_UNTIL}\s*{_DAY},?\s+{_YEAR}")
_ISO_TIME = re.compile(r"\d{4}-\d{2}-\d{2}[t ]\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(z|[+-]\d{2}:?\d{2})?")

_LEFT_DAY = re.compile(_DAY)
_LEFT_DAY_MONTH = re.compile(r"(\d{1,2})\s*[./]\s*(\d{1,2})\.?")
_LEFT_DAY_WORD = re.compile(rf"{_DAY}{_OF}{_WORD}")
_LEFT_WORD_DAY = re.compile(rf"{_WORD}\s+{_DAY}")

_FROM = re.compile(r"^(?:from|vom|von|dal|du|del|desde el)\s+")
_BETWEEN = re.compile(r"\s*(?:-|/)\s*|\s+(?:to|until|bis|al|fino al|au|a)\s+")
_AND = re.compile(r"\s*[&+/,]\s*|\s+(?:and|und|e|et|y)\s+")
_TIME_TAIL = re.compile(
    rf"(?P<date>.*\d{{4}})[\s,;|]+(?:at|um|ore|alle|von|from|ab|de|dalle)?\s*(?P<time>{_TIME}(?:\s*{_UNTIL}\s*{_TIME})?)"
)
_TIMES = re.compile(rf"({_TIME})(?:\s*{_UNTIL}\s*({_TIME}))?")
_ONE_TIME = re.compile(r"(\d{1,2})(?:[:.h](\d{2})(?::(\d{2}))?)?\s*(am|pm|a\.m\.|p\.m\.|uhr|h)?")


class PartialDate(NamedTuple):
    """A day, a month (`day` 0) or a year (`month` 0 too)."""

    year: int
    month: int = 0
    day: int = 0

    @property
    def precision(self) -> Precision:
        """DAY, MONTH or YEAR."""
        return Precision.DAY if self.day else Precision.MONTH if self.month else Precision.YEAR


class DateSpan(NamedTuple):
    """First and last date, inclusive and equally exact, and local times of day where they were written."""

    first: PartialDate
    last: PartialDate
    start_time: time | None = None
    end_time: time | None = None


def parse_date_text(text: str, zone: str, *, day_first: bool = True) -> DateSpan | None:
    """What the text says; None if it says that the date is not known ("", "tbd", "?").

    Numbers are read day before month (month before day unless `day_first`); year first is always ISO 8601.
    A time with an offset from UTC becomes local time in `zone`. UserError `date_unreadable`,
    `date_impossible` (a 31 February, a month 13), `date_out_of_range`, `time_unreadable`, `zone_unknown`.
    """
    plain = " ".join(fold(text).translate(_DASHES).split()).strip(" ,;")
    if not plain or plain in _UNKNOWN:
        return None
    found = None
    if len(plain) <= _LONGEST:
        found = _Grammar(day_first, zone).span(_FROM.sub("", plain))
    if found is None:
        raise UserError("date_unreadable", text=text[:_LONGEST])
    return found


def parse_times(text: str) -> tuple[time, time | None]:
    """The times of day in "9:30", "14h", "2.30 pm" or "09:30-12:00". UserError `time_unreadable`."""
    plain = " ".join(text[: _LONGEST + 1].translate(_DASHES).lower().split())
    match = _TIMES.fullmatch(plain)
    if match is None or len(plain) > _LONGEST:
        raise UserError("time_unreadable", text=text[:_LONGEST])
    end = match[2]
    return _time(match[1]), _time(end) if end else None


class _Grammar:
    def __init__(self, day_first: bool, zone: str) -> None:
        self._day_first = day_first
        self._zone = zone

    def span(self, text: str) -> DateSpan | None:
        found = self._single(text) or self._special(text) or self._range(text)
        if found is None and (rest := _without_weekday(text)) != text:
            return self.span(rest)
        return found

    def _single(self, text: str) -> DateSpan | None:
        """One date, perhaps with a time or two behind it."""
        day = self._date(text)
        if day is not None:
            return DateSpan(day, day)
        if _ISO_TIME.fullmatch(text):
            return self._iso(text)
        tail = _TIME_TAIL.fullmatch(text)
        if tail is None:
            return None
        span = self.span(tail["date"].rstrip(" ,;"))
        if span is None or span.start_time or not span.first.day:
            return None
        return DateSpan(span.first, span.last, *parse_times(tail["time"]))

    def _date(self, text: str) -> PartialDate | None:
        if match := _YEAR_MONTH_DAY.fullmatch(text):
            return _checked(int(match[1]), int(match[3]), int(match[4]))
        if match := _DAY_MONTH_YEAR.fullmatch(text):
            day, month = (1, 3) if self._day_first else (3, 1)
            return _checked(_full_year(match[4]), int(match[month]), int(match[day]))
        if match := _YEAR_MONTH.fullmatch(text):
            return _checked(int(match[1]), int(match[2]))
        if match := _MONTH_YEAR.fullmatch(text):
            return _checked(int(match[2]), int(match[1]))
        if re.fullmatch(_YEAR, text):
            return _checked(int(text))
        return _date_with_word(text)

    def _iso(self, text: str) -> DateSpan:
        try:
            moment = datetime.fromisoformat(text.upper())
        except ValueError as error:
            raise UserError("date_impossible", text=text) from error
        if moment.tzinfo is not None:
            moment = moment.astimezone(load_zone(self._zone))
        day = _checked(moment.year, moment.month, moment.day)
        return DateSpan(day, day, moment.time().replace(microsecond=0))

    def _special(self, text: str) -> DateSpan | None:
        if match := _QUARTER.fullmatch(text):
            quarter, year = int(match[1] or match[4]), int(match[2] or match[3])
            return DateSpan(_checked(year, quarter * 3 - 2), _checked(year, quarter * 3))
        if match := _WORD_DAYS_YEAR.fullmatch(text):
            month = month_number(match[1])
            if month is not None:
                year = int(match[4])
                return DateSpan(_checked(year, month, int(match[2])), _checked(year, month, int(match[3])))
        return None

    def _range(self, text: str) -> DateSpan | None:
        for left, right, is_list in _splits(text):
            last = self._single(right) or self._single(_without_weekday(right))
            if last is None:
                continue
            first = self._left(left, last.first) or self._left(_without_weekday(left), last.first)
            if first is None or first.first.precision is not last.last.precision:
                continue
            span = DateSpan(first.first, last.last, first.start_time, last.end_time or last.start_time)
            if first.start_time is None and last.start_time is not None:
                span = DateSpan(first.first, last.last, last.start_time, last.end_time)
            if not is_list or _are_neighbours(span):
                return span
        return None

    def _left(self, text: str, right: PartialDate) -> DateSpan | None:
        """The first end of a range, which may leave to the second its month and year."""
        whole = self._single(text)
        if whole is not None:
            return whole
        found: PartialDate | None = None
        if match := _LEFT_DAY.fullmatch(text):
            if right.day:
                found = _checked(right.year, right.month, int(match[1]))
            elif right.month:
                found = _checked(right.year, int(match[1]))
        elif match := _LEFT_DAY_MONTH.fullmatch(text):
            day, month = (1, 2) if self._day_first else (2, 1)
            found = _checked(right.year, int(match[month]), int(match[day]))
        elif match := _LEFT_DAY_WORD.fullmatch(text):
            found = _worded(right.year, match[2], int(match[1]))
        elif match := _LEFT_WORD_DAY.fullmatch(text):
            found = _worded(right.year, match[1], int(match[2]))
        elif not right.day:
            found = _worded(right.year, text)
        return None if found is None else DateSpan(found, found)


def _date_with_word(text: str) -> PartialDate | None:
    if match := _DAY_WORD_YEAR.fullmatch(text):
        return _worded(int(match[3]), match[2], int(match[1]))
    if match := _WORD_DAY_YEAR.fullmatch(text):
        return _worded(int(match[3]), match[1], int(match[2]))
    if match := _YEAR_WORD_DAY.fullmatch(text):
        return _worded(int(match[1]), match[2], int(match[3]))
    if match := _WORD_YEAR.fullmatch(text):
        return _worded(int(match[2]), match[1])
    if match := _YEAR_WORD.fullmatch(text):
        return _worded(int(match[1]), match[2])
    return None


def _worded(year: int, word: str, day: int | None = None) -> PartialDate | None:
    month = month_number(word)
    return None if month is None else _checked(year, month, day)


def _checked(year: int, month: int | None = None, day: int | None = None) -> PartialDate:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise UserError("date_out_of_range", year=year)
    try:
        date(year, 1 if month is None else month, 1 if day is None else day)
    except ValueError as error:
        raise UserError("date_impossible", year=year, month=month, day=day) from error
    return PartialDate(year, month or 0, day or 0)


def _full_year(text: str) -> int:
    year = int(text)
    return year if len(text) == 4 else year + (2000 if year < 70 else 1900)


def _time(text: str) -> time:
    match = _ONE_TIME.fullmatch(text.strip())
    if match is None or (match[2] is None and match[4] is None):
        raise UserError("time_unreadable", text=text[:_LONGEST])
    hour, half = int(match[1]), (match[4] or "")[:1]
    if half in ("a", "p"):
        if not 1 <= hour <= 12:
            raise UserError("time_unreadable", text=text[:_LONGEST])
        hour = hour % 12 + (12 if half == "p" else 0)
    try:
        return time(hour, int(match[2] or 0), int(match[3] or 0))
    except ValueError as error:
        raise UserError("time_unreadable", text=text[:_LONGEST]) from error


def _without_weekday(text: str) -> str:
    head, _, rest = text.partition(" ")
    return rest.strip() if rest and is_weekday(head.strip(",.")) else text


def _splits(text: str) -> Iterator[tuple[str, str, bool]]:
    """Every way to part the text in two, with whether the sign between them is that of a list."""
    for pattern, is_list in ((_BETWEEN, False), (_AND, True)):
        for match in pattern.finditer(text):
            left, right = text[: match.start()].strip(" ,"), text[match.end() :].strip(" ,")
            if left and right:
                yield left, right, is_list


def _are_neighbours(span: DateSpan) -> bool:
    if not (span.first.day and span.last.day):
        return False
    return (date(*span.last) - date(*span.first)).days == 1
