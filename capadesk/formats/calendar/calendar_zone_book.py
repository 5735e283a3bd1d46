"""The IANA zone that a TZID of a calendar file means (looked for in the order of practice)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from capadesk.domain.folding import fold
from capadesk.formats.calendar.calendar_bytes import text_of
from capadesk.formats.calendar.content_line_reader import BadLine, content_lines, unfolded
from capadesk.formats.calendar.zone_observances import Observance, observances_of, offset_by
from capadesk.formats.calendar.zone_rules import is_known

_UTC_NAMES = frozenset({"utc", "gmt", "z", "etc/utc", "etc/gmt", "zulu", "coordinated universal time"})
_OFFSET = re.compile(r"\(?(?:utc|gmt)?\s*([+-−])\s*(\d{1,2}):?(\d\d)?\)?(.*)", re.IGNORECASE | re.DOTALL)
_FIRST_YEAR, _YEARS = 2015, 18
_LONGEST_NAME = 200


class CalendarZoneBook:
    """The zones of one calendar: `zone_of` says which; what it cannot say is in nobody's zone, ""."""

    def __init__(self, vtimezones: Iterable[bytes] = (), preferred: str = "") -> None:
        self._preferred = preferred
        self._rules: dict[str, list[Observance]] = {}
        self._locations: dict[str, str] = {}
        self._found: dict[str, str] = {}
        for raw in vtimezones:
            self._take(raw)

    def zone_of(self, tzid: str) -> str:
        """The IANA zone of a TZID: itself, a name of Windows, its VTIMEZONE's place, a prefixed name, the
        VTIMEZONE's own rules, a name that is shown to people; "" if none of them says it."""
        found = self._found.get(tzid)
        if found is None:
            found = self._found[tzid] = self._look(tzid.strip().strip('"').strip()[:_LONGEST_NAME])
        return found

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
            or _zone_by_rules(self._rules.get(tzid, []), self._preferred)
            or _shown_zone(tzid)
        )


def iana_zone(name: str) -> str:
    """The IANA zone of that name, however its letters are written; "" if there is none."""
    if not name:
        return ""
    found = _zones_by_folded_name().get(name.lower().replace(" ", "_"), "")
    return found or (name if "/" in name and not name.startswith("/") and is_known(name) else "")


@cache
def _zones_by_folded_name() -> dict[str, str]:
    return {name.lower(): name for name in available_timezones() if name not in ("Factory", "localtime")}


def _windows_zone(name: str) -> str:
    from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

    return WINDOWS_TO_OLSON.get(name, "") or _windows_names().get(fold(name), "")


@cache
def _windows_names() -> dict[str, str]:
    from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

    return {fold(name): zone for name, zone in WINDOWS_TO_OLSON.items()}


def _prefixed_zone(tzid: str) -> str:
    """ "/mozilla.org/20050126_1/Europe/Berlin" and the like."""
    parts = tzid.split("/")
    for first in range(1, len(parts)):
        found = iana_zone("/".join(parts[first:]))
        if found:
            return found
    return ""


def _zone_by_rules(observances: list[Observance], preferred: str) -> str:
    """The zone whose clocks, in the years that events lie in, show what the VTIMEZONE says."""
    if not observances:
        return ""
    wanted = offset_by(observances, _samples())
    if wanted is None:
        return ""
    return next((zone for zone in _candidates(preferred, wanted) if _shows(zone, wanted)), "")


def _samples() -> list[datetime]:
    first = datetime(_FIRST_YEAR, 1, 3, 12)
    return [first + timedelta(days=9 * number) for number in range(_YEARS * 365 // 9)]


def _candidates(preferred: str, wanted: list[timedelta]) -> Iterator[str]:
    if preferred:
        yield preferred
    if len(set(wanted)) == 1:
        yield from _fixed(wanted[0])
    yield from sorted(available_timezones(), key=lambda name: (not name.startswith("Europe/"), name))


def _shows(zone: str, wanted: list[timedelta]) -> bool:
    try:
        info = ZoneInfo(zone)
    except (KeyError, ValueError, OSError):
        return False
    return all(
        moment.replace(tzinfo=info).utcoffset() == offset
        for moment, offset in zip(_samples(), wanted, strict=True)
    )


def _fixed(offset: timedelta) -> list[str]:
    hours, rest = divmod(int(offset.total_seconds()), 3600)
    if rest or not -12 <= hours <= 14:
        return []
    return ["UTC" if hours == 0 else f"Etc/GMT{'-' if hours > 0 else '+'}{abs(hours)}"]


def _shown_zone(name: str) -> str:
    """ "(UTC+01:00) Amsterdam, Berlin, Rome": a city that has this offset, else the offset alone."""
    found = _OFFSET.fullmatch(name)
    if found is None:
        return ""
    offset = timedelta(hours=int(found[2]), minutes=int(found[3] or 0))
    offset = offset if found[1] == "+" else -offset
    winter = datetime(2024, 1, 15)
    for city in re.split(r"[,/]", found[4]):
        for zone in _zones_by_last_name().get(fold(city).strip().replace(" ", "_"), ()):
            if winter.replace(tzinfo=ZoneInfo(zone)).utcoffset() == offset:
                return zone
    return next(iter(_fixed(offset)), "")


@cache
def _zones_by_last_name() -> dict[str, tuple[str, ...]]:
    names: dict[str, tuple[str, ...]] = {}
    for zone in sorted(available_timezones()):
        key = zone.rpartition("/")[2].lower()
        names[key] = (*names.get(key, ()), zone)
    return names
