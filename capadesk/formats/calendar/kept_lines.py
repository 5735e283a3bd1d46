"""Lines of a calendar file that no field takes: kept with the event and written back."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence

from capadesk.formats.calendar.calendar_component import CalendarComponent
from capadesk.formats.calendar.content_line_reader import ContentLine, content_line
from capadesk.formats.calendar.event_reminder import REMINDER_MARK

MAX_KEPT = 64_000
"""Characters kept of one event: attachments in the file itself are not."""

# What CapaDesk reads into fields, writes itself, or must not keep: people stand in the directory or nowhere.
_NOT_KEPT = frozenset(
    {
        "UID", "DTSTAMP", "DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "EXRULE",
        "RECURRENCE-ID", "SEQUENCE", "CREATED", "LAST-MODIFIED", "SUMMARY", "LOCATION", "DESCRIPTION",
        "CATEGORIES", "URL", "CONFERENCE", "STATUS", "TRANSP", "CLASS", "ORGANIZER", "ATTENDEE",
        "X-MICROSOFT-CDO-BUSYSTATUS", "X-MICROSOFT-CDO-ALLDAYEVENT", "REQUEST-STATUS", "METHOD", "BEGIN",
        "END",
    }
)  # fmt: skip
_OWN = "X-CAPADESK-"
_PARAMETERS = "X-CAPADESK-PARAMETERS"
_HTML = "X-ALT-DESC"
_HTML_OF = "X-CAPADESK-HTML-OF"
"""Beside kept HTML: of which description it is. It is not written with another one."""
_WITH_PARAMETERS = ("SUMMARY", "LOCATION", "DESCRIPTION", "URL")
_NEEDLESS = frozenset({"VALUE", "CHARSET", "ENCODING"})
_ALARM_NEEDS = frozenset({"ACTION", "TRIGGER"})


TODO_KEPT = frozenset({"LOCATION", "CATEGORIES", "URL", "CONFERENCE"})
"""What has a field in an event, and none in an action."""


def kept_of(
    component: CalendarComponent,
    description: str = "",
    taken: frozenset[str] = frozenset(),
    *,
    also: frozenset[str] = frozenset(),
    before: Sequence[str] = (),
) -> tuple[str, int]:
    """The lines to keep, and how many had to be left out because they are too long.

    `description` is the text that was read of it; `taken` are further properties that have a field, `also`
    those that have none though an event has one; `before` are lines to keep that were made of others.
    """
    lines = list(before)
    for name, found in component.properties.items():
        if name in _NOT_KEPT - also or name in taken or name.startswith(_OWN):
            continue
        if name == _HTML:
            found = _html_to_keep(component, found)
            lines.extend(f"{_HTML_OF}:{_print_of(description)}" for _each in found[:1])
        lines.extend(line.raw for line in found)
    for name in _WITH_PARAMETERS:
        line = component.first(name) if name not in also else None
        if line is not None and line.parameters and set(line.parameter_names) - _NEEDLESS:
            lines.append(f"{_PARAMETERS};FOR={name}{line.parameters}:")
    blocks = ["\n".join(block) for block in component.blocks if _is_alarm(block)]
    kept: list[str] = []
    room, left_out = MAX_KEPT, 0
    for each in (*map(_one_line, lines), *blocks):
        if len(each) + 1 > room:
            left_out += 1
            continue
        room -= len(each) + 1
        kept.append(each)
    return "\n".join(kept), left_out


def lines_to_write(kept: str, description: str = "", also: frozenset[str] = frozenset()) -> Iterator[str]:
    """The kept lines that may stand in a component: no line breaks it; `also` as in `kept_of`."""
    if not kept:
        return
    is_html_stale = _HTML_OF in kept and f"{_HTML_OF}:{_print_of(description)}" not in kept.split("\n")
    block: list[str] = []
    for text in kept.split("\n"):
        line = content_line(text, 0)
        if line is None:
            continue
        if line.name in ("BEGIN", "END"):
            if line.value != "VALARM" or (line.name == "BEGIN") == bool(block):
                block.clear()
                continue
            block.append(line.raw)
            if line.name == "END":
                if _is_alarm(block):
                    yield from block
                block.clear()
        elif block:
            block.append(line.raw)
        elif line.name == _HTML and is_html_stale:
            continue
        elif line.name not in _NOT_KEPT - also and not line.name.startswith(_OWN):
            yield line.raw


def kept_parameters(kept: str) -> dict[str, str]:
    """The parameters to write with a property, by its name."""
    found: dict[str, str] = {}
    if _PARAMETERS not in kept:
        return found
    for text in kept.split("\n"):
        line = content_line(text, 0) if text.startswith(_PARAMETERS) else None
        if line is not None and line.parameter("FOR") in _WITH_PARAMETERS:
            name = line.parameter("FOR")
            found.setdefault(name, line.parameters.removeprefix(f";FOR={name}"))
    return found


def _is_alarm(block: list[str]) -> bool:
    """Whether a nested component is an alarm that no program stumbles over."""
    lines = [line for line in (content_line(text, 0) for text in block) if line is not None]
    names = {line.name for line in lines}
    begins = [line for line in lines if line.name == "BEGIN"]
    if REMINDER_MARK in names:
        return False
    is_whole = block[0].upper() == "BEGIN:VALARM" and block[-1].upper() == "END:VALARM" and len(begins) == 1
    return is_whole and names >= _ALARM_NEEDS and _has_trigger(lines)


def _has_trigger(lines: Iterable[ContentLine]) -> bool:
    from capadesk.formats.calendar.calendar_time_reader import duration_of

    for line in lines:
        if line.name == "TRIGGER":
            value = line.value.strip()
            return duration_of(value) is not None or (len(value) == 16 and value[:8].isdecimal())
    return False


def _html_to_keep(component: CalendarComponent, found: list[ContentLine]) -> list[ContentLine]:
    from capadesk.formats.calendar.html_description import is_own_html

    plain = component.text("DESCRIPTION")
    return [line for line in found if not is_own_html(line.text, plain)]


def _print_of(description: str) -> str:
    text = description.strip().encode("utf-8", "replace")
    return hashlib.blake2b(text, digest_size=8).hexdigest()


def _one_line(text: str) -> str:
    return text if text.isprintable() else "".join(c for c in text if c == "\t" or c.isprintable())
