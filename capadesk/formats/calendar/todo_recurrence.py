"""When a to-do of another program begins and how it recurs: kept by days, since an action is due on a day."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from capadesk.domain.errors import UserError
from capadesk.formats.calendar.calendar_component import CalendarComponent
from capadesk.formats.calendar.calendar_time_reader import CalendarTimeReader, Moment
from capadesk.formats.calendar.content_line_reader import ContentLine, content_line
from capadesk.formats.calendar.series_reader import MAX_EXCEPTIONS, Say, rule_text

RECURRENCE = frozenset({"DTSTART", "RRULE", "EXDATE", "RDATE"})
_DAY = re.compile(r"[0-9]{8}")
_RULE = re.compile(r"FREQ=(?:DAILY|WEEKLY|MONTHLY|YEARLY)(?:;[A-Z-]+=[A-Z0-9,:+-]+)*")
_OF_DAY = ("BYHOUR=", "BYMINUTE=", "BYSECOND=")


def recurrence_to_keep(
    component: CalendarComponent, times: CalendarTimeReader, own_zone: str, say: Say
) -> list[str]:
    """DTSTART, RRULE, EXDATE and RDATE as lines of days in `own_zone`, of one form whoever wrote them.

    DUE is written as a day, and both have to be of one kind (RFC 5545 3.8.2.3). What recurs several times a
    day is told and not kept.
    """

    def days(name: str) -> list[str]:
        found = set()
        for line in component.properties.get(name, ()):
            for text in line.value.split(",")[:MAX_EXCEPTIONS]:
                if text.strip():
                    found |= _day(line, text.partition("/")[0], times, own_zone, say)
        return sorted(found)

    lines = [f"DTSTART;VALUE=DATE:{day}" for day in days("DTSTART")[:1]]
    rule = component.first("RRULE")
    if rule is None:
        return lines
    kept = _rule_by_days(rule, times, own_zone, say)
    if not kept:
        return lines
    lines.append(f"RRULE:{kept}")
    for name in ("EXDATE", "RDATE"):
        lines.extend(f"{name};VALUE=DATE:{day}" for day in days(name)[:MAX_EXCEPTIONS])
    return lines


def recurrence_to_write(kept: str, due: date | None) -> Iterator[str]:
    """The kept lines of this kind that are sound; what is due begins on that day at the latest."""
    for text in kept.split("\n"):
        line = content_line(text, 0) if text.startswith(tuple(RECURRENCE)) else None
        if line is None:
            continue
        if line.name == "RRULE" and not line.parameters and _RULE.fullmatch(line.value):
            yield line.raw
        elif line.parameters == ";VALUE=DATE" and _DAY.fullmatch(line.value):
            day = line.value
            if line.name == "DTSTART" and due is not None:
                day = min(day, f"{due:%Y%m%d}")
            yield f"{line.name};VALUE=DATE:{day}"


def _rule_by_days(line: ContentLine, times: CalendarTimeReader, own_zone: str, say: Say) -> str:
    parts = []
    for part in rule_text(line, say).split(";"):
        name, _equals, value = part.partition("=")
        if name == "UNTIL":
            until = _day(line, value, times, own_zone, say) if value.endswith("Z") else {value[:8]}
            part = f"UNTIL={''.join(until)}"
        if not part.startswith(_OF_DAY):
            parts.append(part)
    rule = ";".join(parts)
    if not _RULE.fullmatch(rule):
        if rule:
            say("lines_not_kept", line.number, {"count": 1})
        return ""
    return rule


def _day(line: ContentLine, text: str, times: CalendarTimeReader, own_zone: str, say: Say) -> set[str]:
    try:
        moment: Moment = times.moment(line, text)
        return {f"{moment.local(own_zone).date():%Y%m%d}"}
    except UserError:
        say("date_unreadable", line.number, {"text": text.strip()[:100]})
        return set()
