"""The components of a calendar file, found by their BEGIN and END lines: a broken one costs no other."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from capadesk.formats.calendar.calendar_bytes import CalendarBytes

_MARK = re.compile(rb"\n([Bb][Ee][Gg][Ii][Nn]|[Ee][Nn][Dd]):([^\n]{1,80})(?=\n)")
_CALENDAR = "VCALENDAR"
_TOP = frozenset({_CALENDAR, "VEVENT", "VTODO", "VJOURNAL", "VFREEBUSY", "VTIMEZONE"})


class Part(NamedTuple):
    """A component: its name, the offsets of its first byte and of the first behind it, whether it ended."""

    name: str
    start: int
    end: int
    is_closed: bool


@dataclass(slots=True)
class Frame:
    """One VCALENDAR, or what stands outside of any: its components, and the stretches between them."""

    parts: list[Part] = field(default_factory=list)
    stretches: list[tuple[int, int]] = field(default_factory=list)
    is_calendar: bool = False


def frames_of(data: CalendarBytes) -> list[Frame]:
    """The calendars of a file as `calendar_bytes` gives it; those without any component left out.

    A component that is not closed ends where the next one begins. Time grows with the file's length only.
    """
    frames = [Frame()]
    for part in _parts(data, frames):
        frames[-1].parts.append(part)
    return [frame for frame in frames if frame.parts or frame.is_calendar]


def _parts(data: CalendarBytes, frames: list[Frame]) -> Iterator[Part]:
    name, start = "", 0
    stack: list[str] = []
    open_names: Counter[str] = Counter()
    behind = 0
    for mark in _MARK.finditer(data):
        is_begin = mark[1][:1] in b"Bb"
        named = mark[2].strip().upper().decode("ascii", "replace")
        at = mark.start() + 1
        if stack:
            if not is_begin and open_names[named]:
                while (left := stack.pop()) != named:
                    open_names[left] -= 1
                open_names[named] -= 1
                if not stack:
                    behind = mark.end() + 1
                    yield Part(name, start, behind, True)
                continue
            if is_begin and named not in _TOP:
                stack.append(named)
                open_names[named] += 1
                continue
            if not is_begin and named != _CALENDAR:
                continue
            yield Part(name, start, at, False)  # the next one begins, or the calendar ends
            stack.clear()
            open_names.clear()
            behind = at
        if at > behind:
            frames[-1].stretches.append((behind, at))
        behind = mark.end() + 1
        if named == _CALENDAR:
            frames.append(Frame(is_calendar=is_begin))
        elif is_begin:
            name, start = named, at
            stack.append(named)
            open_names[named] += 1
    if stack:
        yield Part(name, start, len(data), False)
    else:
        frames[-1].stretches.append((behind, len(data)))
