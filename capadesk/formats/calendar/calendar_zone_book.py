"""The IANA zone that a TZID of a calendar file means (looked for in the order of practice)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from capadesk.domain.folding import fold
from capadesk.formats.calendar.calendar_bytes import text_of
from capadesk.formats.calendar.content_line_reader import BadLine, content_lines, unfolded
from capadesk.formats.calendar.zone_observances import Observance, Onsets, observances_of, onsets_of
from capadesk.formats.calendar.zone_rules import is_known

_UTC_NAMES = frozenset({"utc", "gmt", "z", "etc/utc", "etc/gmt", "zulu", "coordinated universal time"})
_OFFSET = re.compile(r"\(?(?:utc|gmt)?\s*([+\-−])\s*(\d{1,2})[:.]?(\d\d)?\)?(.*)", re.IGNORECASE | re.DOTALL)
_OFFSETS = re.compile(r"([+\-−])\s*(\d{1,2})[:.]?(\d\d)?(?!\d)")
_TIME_OF = re.compile(r"(.+?)(?: (?:daylight|summer|standard))?(?: time)?(?: \(.*\))?", re.IGNORECASE)
_ERAS = ((2015, 18), (1996, 10))
"""First year and number of years in which the clocks of zones are compared: now, and by older rules."""
_LONGEST_NAME = 200
_MOST_NAMES = 500
"""Different names of zones in one calendar that are looked for."""
_MOST_OWN_ZONES = 50
"""Zones of a calendar that are followed by what it says of their clocks."""
_FURTHER = ("posix/", "right/")
"""Folders of zones that are no names of their own, but are there."""
_MOST_PREFIXES = 6
_LAST_YEAR = 2100
_BY_BOTH_OFFSETS = {
    (-9, -8): "America/Anchorage", (-8, -7): "America/Los_Angeles", (-7, -6): "America/Denver",
    (-6, -5): "America/Chicago", (-5, -4): "America/New_York", (-4, -3): "America/Halifax",
    (0, 1): "Europe/London", (1, 2): "Europe/Berlin", (2, 3): "Europe/Athens",
    (10, 11): "Australia/Sydney", (12, 13): "Pacific/Auckland",
}  # fmt: skip
"""The zone with the most people that has these offsets, in hours, without and with summer time."""


class CalendarZoneBook:
    """The zones of one calendar: `zone_of` says which; what it cannot say is in nobody's zone, ""."""

    def __init__(self, vtimezones: Iterable[bytes] = (), preferred: str = "") -> None:
        self._preferred = preferred
        self._rules: dict[str, list[Observance]] = {}
        self._locations: dict[str, str] = {}
        self._found: dict[str, str] = {}
        self._onsets: dict[str, Onsets | None] = {}
        for raw in vtimezones:
            self._take(raw)

    def zone_of(self, tzid: str) -> str:
        """The IANA zone of a TZID: itself, a name of Windows, its VTIMEZONE's place, a prefixed name, the
        VTIMEZONE's own rules, a name that is shown to people; "" if none of them says it."""
        found = self._found.get(tzid)
        if found is None:
            is_too_much = len(self._found) >= _MOST_NAMES
            name = "" if is_too_much else tzid.strip().strip('"').strip()[:_LONGEST_NAME]
            found = self._found[tzid] = self._look(name)
        return found

    def in_utc(self, tzid: str, time: datetime) -> datetime | None:
        """A local time of a zone that only the file's VTIMEZONE knows, in UTC; None if that says nothing."""
        onsets = self._followed(tzid.strip().strip('"').strip()[:_LONGEST_NAME])
        try:
            return None if onsets is None else time - onsets.offset_at(time)
        except OverflowError:
            return None

    def _followed(self, tzid: str) -> Onsets | None:
        if tzid not in self._onsets:
            rules = self._rules.get(tzid, []) if len(self._onsets) < _MOST_OWN_ZONES else []
            self._onsets[tzid] = onsets_of(rules, datetime(_LAST_YEAR, 1, 1))
        return self._onsets[tzid]

    def _take(self, raw: bytes) -> None:
        text, _guessed = text_of(unfolded(raw))
        lines = [line for line in content_lines(text) if not isinstance(line, BadLine)]
        tzid = next((line.text.strip() for line in lines if line.name == "TZID"), "")
        place = next((line.text.strip() for line in lines if line.name == "X-LIC-LOCATION"), "")
        if tzid:
            self._locations.setdefault(tzid, place)
            self._rules.setdefault(tzid, observances_of(lines))

    def _look(self, tzid: str) -> str:
        if not tzid:
            return ""
        if fold(tzid) in _UTC_NAMES:
            return "UTC"
        return (
            iana_zone(tzid)
            or _windows_zone(tzid)
            or iana_zone(self._locations.get(tzid, ""))
            or _prefixed_zone(tzid)
            or _zone_by_rules(self._followed(tzid), self._preferred)
            or ("" if self._followed(tzid) else _shown_zone(tzid, self._preferred))
        )


def iana_zone(name: str) -> str:
    """The IANA zone of that name, however its letters are written; "" if there is none."""
    if not name:
        return ""
    found = _zones_by_folded_name().get(name.lower().replace(" ", "_"), "")
    return found or (name if name.startswith(_FURTHER) and is_known(name) else "")


@cache
def _zones_by_folded_name() -> dict[str, str]:
    return {name.lower(): name for name in available_timezones() if name not in ("Factory", "localtime")}


def _windows_zone(name: str) -> str:
    """By a name of Windows; also as it is shown ("Pacific Time (US & Canada)"), or in Notes ("Romance")."""
    names = _windows_names()
    found = names.get(fold(name), "")
    if not found and (short := _TIME_OF.fullmatch(name)) is not None:
        found = names.get(f"{fold(short[1])} standard time", "")
    return found


@cache
def _windows_names() -> dict[str, str]:
    from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

    found = {fold(name): zone for name, zone in WINDOWS_TO_OLSON.items()}
    return found | {"western/central europe": "Europe/Berlin"}  # Notes


def _prefixed_zone(tzid: str) -> str:
    """ "/mozilla.org/20050126_1/Europe/Berlin" and the like."""
    parts = tzid.split("/")
    for first in range(max(1, len(parts) - _MOST_PREFIXES), len(parts)):
        found = iana_zone("/".join(parts[first:]))
        if found:
            return found
    return ""


def _zone_by_rules(onsets: Onsets | None, preferred: str) -> str:
    """The zone whose clocks, in the years that events lie in, show what the VTIMEZONE says."""
    if onsets is None:
        return ""
    for era in _ERAS:
        wanted = [onsets.offset_at(moment) for moment in _samples(era)]
        if era != _ERAS[0] and len(set(wanted)) == 1:
            break  # once these clocks did not change yet: that says nothing
        fixed = _fixed(wanted[0]) if len(set(wanted)) == 1 else []
        zones: list[str] = [*([preferred] if preferred else ()), *fixed, *_zones_in_order()]
        for zone in zones:
            if _shows(zone, era, wanted):
                return zone
    return ""


@cache
def _samples(era: tuple[int, int]) -> list[datetime]:
    year, years = era
    first = datetime(year, 1, 3, 12)
    return [first + timedelta(days=9 * number) for number in range(years * 365 // 9)]


@cache
def _zones_in_order() -> list[str]:
    """All zones, those of Europe before all others."""
    return sorted(available_timezones(), key=lambda name: (not name.startswith("Europe/"), name))


def _shows(zone: str, era: tuple[int, int], wanted: list[timedelta]) -> bool:
    try:
        info = ZoneInfo(zone)
    except (KeyError, ValueError, OSError):
        return False
    return all(
        moment.replace(tzinfo=info).utcoffset() == offset
        for moment, offset in zip(_samples(era), wanted, strict=True)
    )


def _fixed(offset: timedelta) -> list[str]:
    hours, rest = divmod(int(offset.total_seconds()), 3600)
    if rest or not -12 <= hours <= 14:
        return []
    return ["UTC" if hours == 0 else f"Etc/GMT{'-' if hours > 0 else '+'}{abs(hours)}"]


def _shown_zone(name: str, preferred: str) -> str:
    """ "(UTC+01:00) Amsterdam, Berlin, Rome": a city that has this offset, else the offset alone; or
    "GMT -0800 (Standard) / GMT -0700 (Daylight)": both of its offsets."""
    found = _OFFSET.fullmatch(name)
    if found is None:
        return ""
    offset = _offset(found[1], found[2], found[3])
    winter, summer = datetime(2024, 1, 15), datetime(2024, 7, 15)
    if both := _OFFSETS.findall(name)[1:2]:
        offsets = {offset, _offset(*both[0])}
        hours = tuple(sorted(each // timedelta(hours=1) for each in offsets))
        if preferred and {_offset_at(preferred, winter), _offset_at(preferred, summer)} == offsets:
            return preferred
        if len(offsets) == 2 and (zone := _BY_BOTH_OFFSETS.get((hours[0], hours[-1]), "")):
            return zone
    for city in re.split(r"[,/]", found[4]):
        for zone in _zones_by_last_name().get(fold(city).strip().replace(" ", "_"), ()):
            if _offset_at(zone, winter) == offset:
                return zone
    return next(iter(_fixed(offset)), "")


def _offset(sign: str, hours: str, minutes: str | None) -> timedelta:
    offset = timedelta(hours=int(hours), minutes=int(minutes or 0))
    return offset if sign == "+" else -offset


def _offset_at(zone: str, moment: datetime) -> timedelta | None:
    return moment.replace(tzinfo=ZoneInfo(zone)).utcoffset()


@cache
def _zones_by_last_name() -> dict[str, tuple[str, ...]]:
    names: dict[str, tuple[str, ...]] = {}
    for zone in sorted(available_timezones()):
        key = zone.rpartition("/")[2].lower()
        names[key] = (*names.get(key, ()), zone)
    return names
