"""Several messages about one event in one file (RFC 5546): which of its revisions counts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from capadesk.formats.calendar.calendar_bytes import CalendarBytes
from capadesk.formats.calendar.calendar_component import CalendarComponent
from capadesk.formats.calendar.calendar_parts import Frame, Part
from capadesk.formats.calendar.content_line_reader import ContentLine, unfolded
from capadesk.formats.calendar.event_component_reader import state_of

MOST_CALENDARS = 2_000
"""Of so many calendars in one file the messages are compared."""

_UID = re.compile(rb"\n[Uu][Ii][Dd][ \t]*(?:;[^\n:]*)?:([^\n]*)")
_METHOD = re.compile(rb"\n[Mm][Ee][Tt][Hh][Oo][Dd][^\n:]*:[ \t]*([A-Za-z]+)")
_LONGEST_HEAD = 20_000
_WHOLE = frozenset({"PUBLISH", "REQUEST"})
_Key = tuple[str, bytes, str]


class Revisions:
    """What messages of a file make of each other, by the offsets of their components."""

    def __init__(self) -> None:
        self.superseded: set[int] = set()
        """A newer one is there, or it cancels one that is there."""
        self.cancelled: set[int] = set()
        self.left_out: dict[int, list[ContentLine]] = {}

    def apply(self, part: Part, component: CalendarComponent) -> None:
        """Let a component say what a later message made of it."""
        if part.start in self.cancelled:
            component.properties["STATUS"] = [ContentLine("STATUS", "", "CANCELLED", 0)]
        if lines := self.left_out.get(part.start):
            component.properties.setdefault("EXDATE", []).extend(lines)


class _Message(NamedTuple):
    frame: int
    part: Part
    component: CalendarComponent
    state: tuple[int, str]
    method: str


def uid_in(raw: bytes) -> bytes:
    """The UID of a component's lines as it stands, b"" if there is none."""
    found = _UID.search(raw)
    if found is None:
        return b""
    if raw[found.end() : found.end() + 2] in (b"\n ", b"\n\t"):
        found = _UID.search(unfolded(raw)) or found
    return found[1].strip()


def revisions_of(frames: Sequence[Frame], data: CalendarBytes) -> Revisions:
    """Compares what several calendars of a file say of the same UID; RECURRENCE-IDs as they stand."""
    revisions = Revisions()
    if not 1 < len(frames) <= MOST_CALENDARS:
        return revisions
    messages: dict[_Key, list[_Message]] = {}
    for name_and_uid, parts in _several(frames, data):
        for frame, part in parts:
            component = CalendarComponent(data[part.start : part.end])
            line = component.first("RECURRENCE-ID")
            original = "" if line is None else f"{line.parameters}:{line.value.strip()}"
            message = _Message(frame, part, component, state_of(component), _method(frames[frame], data))
            messages.setdefault((*name_and_uid, original), []).append(message)
    masters = {key[:2]: _newest(found) for key, found in messages.items() if not key[2]}
    for key, found in messages.items():
        newest = _newest(found)
        for each in found:
            if newest is not None and each.method in _WHOLE and each.frame != newest.frame:
                revisions.superseded.add(each.part.start)
            elif each.method == "CANCEL":
                _cancel(revisions, each, newest, masters.get(key[:2]))
    return revisions


def _several(
    frames: Sequence[Frame], data: CalendarBytes
) -> list[tuple[tuple[str, bytes], list[tuple[int, Part]]]]:
    """The components of those UIDs that stand in several calendars."""
    found: dict[tuple[str, bytes], list[tuple[int, Part]]] = {}
    for number, frame in enumerate(frames):
        for part in frame.parts:
            if part.name in ("VEVENT", "VTODO") and (uid := uid_in(data[part.start : part.end])):
                found.setdefault((part.name, uid), []).append((number, part))
    return [(key, parts) for key, parts in found.items() if len({number for number, _part in parts}) > 1]


def _newest(messages: Sequence[_Message]) -> _Message | None:
    whole = [each for each in messages if each.method in _WHOLE]
    return max(whole, key=lambda each: (*each.state, each.part.start), default=None)


def _cancel(
    revisions: Revisions, message: _Message, newest: _Message | None, master: _Message | None
) -> None:
    original = message.component.first("RECURRENCE-ID")
    about = newest or (master if original is not None else None)
    if about is None:
        return
    revisions.superseded.add(message.part.start)
    if message.state[0] < about.state[0]:
        return
    if newest is not None:
        revisions.cancelled.add(newest.part.start)
    elif original is not None:
        line = original._replace(name="EXDATE")
        revisions.left_out.setdefault(about.part.start, []).append(line)


def _method(frame: Frame, data: CalendarBytes) -> str:
    for start, end in frame.stretches:
        found = _METHOD.search(b"\n" + data[start : min(end, start + _LONGEST_HEAD)])
        if found is not None:
            return found[1].decode("ascii").upper()
    return "PUBLISH"
