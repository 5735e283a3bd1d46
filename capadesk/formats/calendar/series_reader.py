"""The recurrence of a calendar file's event as CapaDesk keeps it (RFC 5545 3.3.10, 3.8.5)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import datetime

from capadesk.domain.errors import UserError
from capadesk.domain.series_rule import rule_parts
from capadesk.domain.when import Precision, When
from capadesk.formats.calendar.calendar_component import CalendarComponent
from capadesk.formats.calendar.calendar_time_reader import CalendarTimeReader, Moment
from capadesk.formats.calendar.content_line_reader import ContentLine

MAX_EXCEPTIONS = 10_000
MAX_FURTHER_DATES = 1_000
_MOST_LOOKED_AT = 10_000
_RULE = re.compile(r"FREQ=[A-Z]+(?:;[A-Z-]+=[A-Z0-9,:+-]+)*")

_PARTS = frozenset(
    {"FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST", "BYSETPOS", "BYEASTER"}
    | {f"BY{each}" for each in ("DAY", "MONTHDAY", "YEARDAY", "WEEKNO", "MONTH", "HOUR", "MINUTE", "SECOND")}
)
_DEFAULTS = frozenset({"RSCALE=GREGORIAN", "SKIP=OMIT"})
"""Of RFC 7529: they say what holds without them."""

Say = Callable[[str, int, dict[str, object]], None]
"""A notice: its code, the number of the line in the component, and data."""


def silent(_code: str, _number: int, _data: dict[str, object]) -> None:
    """Where somebody else tells it."""


def rule_text(line: ContentLine, say: Say) -> str:
    """The value of an RRULE with FREQ first; "" and a notice if it is none; UNTIL beats COUNT."""
    parts = [part.strip() for part in line.value.upper().replace(" ", "").split(";") if part.strip()]
    if "RSCALE=GREGORIAN" in parts:
        parts = [part for part in parts if part not in _DEFAULTS]
    names = [part.partition("=")[0] for part in parts]
    text = ";".join(sorted(parts, key=lambda part: not part.startswith("FREQ=")))
    if _RULE.fullmatch(text) is None or len(set(names)) != len(names) or len(text) > 1000:
        say("recurrence_unreadable", line.number, {"text": line.value[:100]})
        return ""
    if "UNTIL" in names and "COUNT" in names:
        text = ";".join(part for part in text.split(";") if not part.startswith("COUNT="))
        say("count_and_until", line.number, {})
    return text


def rules_of(component: CalendarComponent) -> list[ContentLine]:
    """The RRULEs of an event that say anything; those that calendars follow come first."""
    lines = [line for line in component.properties.get("RRULE", ()) if line.value.strip()]
    if len(lines) > 1:
        lines.sort(key=lambda line: not is_followed(rule_text(line, silent)))
    return lines


def is_followed(rule: str) -> bool:
    """Whether a rule is one that calendars follow: daily or rarer, and made of what RFC 5545 knows."""
    named = rule_parts(rule)
    return named is not None and named.keys() <= _PARTS


def exceptions_of(
    lines: Iterable[ContentLine], when: When, times: CalendarTimeReader, say: Say
) -> tuple[str, ...]:
    """The original starts that are left out, in the form of the series' own start, sorted."""
    found: set[str] = set()
    for line in lines:
        for text in line.value.split(",")[:MAX_EXCEPTIONS]:
            if not text.strip():
                continue
            try:
                found.add(start_text(times.moment(line, text), when))
            except UserError:
                say("exception_unreadable", line.number, {"text": text.strip()[:100]})
    return tuple(sorted(found)[:MAX_EXCEPTIONS])


def further_dates(
    lines: Iterable[ContentLine], when: When, times: CalendarTimeReader, say: Say
) -> list[When]:
    """The dates of RDATE, each as long as the first one or as its own PERIOD says."""
    from capadesk.formats.calendar.calendar_time_reader import duration_of

    found: dict[str, When] = {}
    room = _MOST_LOOKED_AT
    for line in lines:
        for text in line.value.split(",", room)[:room]:
            room -= 1
            if not text.strip():
                continue
            begin, _slash, end = text.strip().partition("/")
            try:
                moment = times.moment(line, begin)
                begins = moved(when, start_text(moment, when))
                if end and begins.precision is Precision.DATETIME and isinstance(begins.start, datetime):
                    length = duration_of(end)
                    last = (
                        begins.start + length
                        if length is not None
                        else times.moment(line, end).local(begins.zone)
                    )
                    begins = When.timed(begins.start, max(last, begins.start), begins.zone)
            except (UserError, OverflowError):
                say("further_date_unreadable", line.number, {"text": text.strip()[:100]})
                continue
            if begins.start != when.start:
                found.setdefault(begins.start_text, begins)
            if len(found) >= MAX_FURTHER_DATES or not room:
                say("too_many_dates", line.number, {"limit": MAX_FURTHER_DATES})
                return list(found.values())
    return list(found.values())


def start_text(moment: Moment, series: When) -> str:
    """An original start in the form that the series' start has (ISO 8601). UserError."""
    if series.precision is not Precision.DATETIME or not isinstance(series.start, datetime):
        return moment.day.isoformat()
    value = moment.local(series.zone)
    if not moment.is_timed:
        value = datetime.combine(value, series.start.time())
    return value.isoformat(timespec="seconds" if value.second else "minutes")


def moved(when: When, start: str) -> When:
    """The occurrence of a series that begins at an original start. UserError, OverflowError."""
    begins = datetime.fromisoformat(start)
    if not isinstance(when.start, datetime) or not isinstance(when.end, datetime):
        return when.moved_to(begins.date())
    return When.timed(begins, begins + (when.end - when.start), when.zone)
