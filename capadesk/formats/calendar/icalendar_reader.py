"""Reads calendar files (RFC 5545, 5546, 7986) as the world writes them, component by component."""

from __future__ import annotations

import hashlib
import re
from collections import Counter, deque
from collections.abc import Callable, Container, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import NamedTuple

from capadesk.domain.errors import CapaDeskError, UnreadableFile
from capadesk.formats.calendar.calendar_bytes import (
    MAIL_ENDING,
    CalendarBytes,
    calendar_bytes,
    let_go,
    text_of,
)
from capadesk.formats.calendar.calendar_component import CalendarComponent
from capadesk.formats.calendar.calendar_parts import Frame, Part, frames_of
from capadesk.formats.calendar.calendar_time_reader import CalendarTimeReader
from capadesk.formats.calendar.calendar_zone_book import CalendarZoneBook, iana_zone
from capadesk.formats.calendar.content_line_reader import (
    BadLine,
    ContentLine,
    content_lines,
    physical_lines,
    unescaped,
    unfolded,
)
from capadesk.formats.calendar.event_component_reader import EventComponentReader, made_up_uid, state_of
from capadesk.formats.calendar.event_group_reader import EventGroupReader, EventPart
from capadesk.formats.calendar.file_revisions import Revisions, revisions_of, uid_in
from capadesk.formats.calendar.todo_component_reader import action_values
from capadesk.formats.file_places import Places
from capadesk.formats.file_reading import beginning_of
from capadesk.services.ports import Draft, Notice, ProgressCallback, ReadItem, Unreadable
from capadesk.services.ports.calendar_import_reader import CalendarSide, Unchanged

MAX_COMPONENTS = 200_000
MAX_NOTICES = 200
DEFAULT_ZONE = "Europe/Brussels"
_PROGRESS_STEP = 100
_LET_GO_STEP = 2_000
_READING = b"3"
"""Raised when the same text is read as something else: then nothing counts as known any more."""

_STAMP = re.compile(rb"\nDTSTAMP[^\n]*(?:\n[ \t][^\n]*)*")
_LONGEST_STRETCH = 200_000
_SKIPPED = {"VJOURNAL": "journal_not_taken", "VFREEBUSY": "free_busy_not_taken"}
_METHODS = frozenset({"PUBLISH", "REQUEST", "ADD", "CANCEL", "REPLY"})
_NOT_TAKEN = frozenset({"COUNTER", "DECLINECOUNTER", "REFRESH"})


class _Scanned(NamedTuple):
    part: Part
    digest: str
    uid: bytes


class ICalendarReader:
    """Implements ports.CalendarImportReader."""

    def __init__(self, default_zone: Callable[[], str] = lambda: DEFAULT_ZONE) -> None:
        self._default_zone = default_zone

    def can_read(self, path: Path) -> bool:
        """By the name's ending, else by the first line."""
        if path.suffix.lower() in (".ics", ".ical", ".ifb", ".icalendar", ".vcs", MAIL_ENDING):
            return True
        head = beginning_of(path)
        return (
            head.replace(b"\0", b"")
            .lstrip(b"\xef\xbb\xbf\xff\xfe \r\n")
            .upper()
            .startswith(b"BEGIN:VCALENDAR")
        )

    def read(self, path: Path, progress: ProgressCallback | None = None) -> Iterator[ReadItem]:
        """Everything, with the desk's own zone for times that name none."""
        for item in self.read_calendar(path, (), "", progress):
            if not isinstance(item, Unchanged):
                yield item

    def read_calendar(
        self,
        path: Path,
        known: Container[str],
        time_zone: str = "",
        progress: ProgressCallback | None = None,
    ) -> Iterator[ReadItem | Unchanged]:
        """See ports.CalendarImportReader; UnreadableFile as `calendar_bytes`, and `too_many_events`."""
        data = calendar_bytes(path)
        frames = frames_of(data)
        let_go(data)
        total = sum(len(frame.parts) for frame in frames)
        if total > MAX_COMPONENTS:
            raise UnreadableFile(str(path), "too_many_events", limit=MAX_COMPONENTS)
        step = _Steps(progress, total, data)
        notices = _Notices(str(path), Places(data))
        revisions = revisions_of(frames, data)
        for frame in frames:
            yield from _FrameReading(
                str(path), data, frame, known, time_zone, self._default_zone, notices, revisions
            ).items(step)
        yield from notices.found


class _Steps:
    def __init__(self, progress: ProgressCallback | None, total: int, data: CalendarBytes) -> None:
        self._progress, self._total, self._done, self._data = progress, total, 0, data

    def advance(self) -> None:
        self._done += 1
        if self._progress is not None and self._done % _PROGRESS_STEP == 0:
            self._progress(self._done, self._total)
        if self._done % _LET_GO_STEP == 0:
            let_go(self._data)


class _Notices:
    """What is told about a file: bounded, the rest counted."""

    def __init__(self, file: str, places: Places) -> None:
        self.file, self.places = file, places
        self._notices: list[Notice] = []
        self._more = 0
        self.is_guessed = False
        self.seen: set[str] = set()

    def tell(self, code: str, place: Callable[[], str] = str, **data: object) -> None:
        if len(self._notices) >= MAX_NOTICES:  # nor is it looked for where that was
            self._more += 1
        else:
            self._notices.append(Notice(self.file, place(), code, data))

    @property
    def found(self) -> list[Notice]:
        """The notices in their order."""
        found = list(self._notices)
        if self.is_guessed:
            found.insert(0, Notice(self.file, "", "encoding_guessed"))
        if self._more:
            found.append(Notice(self.file, "", "more_notices", {"count": self._more}))
        return found


class _FrameReading:
    """One VCALENDAR of a file."""

    def __init__(
        self,
        file: str,
        data: CalendarBytes,
        frame: Frame,
        known: Container[str],
        time_zone: str,
        default_zone: Callable[[], str],
        notices: _Notices,
        revisions: Revisions,
    ) -> None:
        self._file, self._data, self._frame, self._known = file, data, frame, known
        self._notices, self._revisions = notices, revisions
        properties = self._calendar_properties()
        self._is_own = properties.get("PRODID", "").startswith("-//CapaDesk//")
        self._method = self._method_of(properties)
        vtimezones = [data[part.start : part.end] for part in frame.parts if part.name == "VTIMEZONE"]
        own_zone = time_zone or default_zone()
        zones = CalendarZoneBook(vtimezones, own_zone)
        named = properties.get("X-WR-TIMEZONE", "")
        self._calendar_zone = zones.zone_of(named) if named else ""
        self._assumed = self._calendar_zone or own_zone
        self._is_zone_asked = not self._calendar_zone
        self._own_zone = own_zone
        self._unknown_zones: Counter[tuple[str, bool]] = Counter()
        self._times = CalendarTimeReader(zones, self._assumed, self._unknown_zone)
        events = EventComponentReader(self._times, self._calendar_zone, is_own=self._is_own)
        self._groups = EventGroupReader(events, self._times, self._method, is_own=self._is_own)
        # What a component means depends on these beside its own text.
        odd = [raw for raw in vtimezones if not iana_zone(_tzid(raw))]
        context = (self._assumed, self._calendar_zone, self._method, str(self._is_own))
        self._seed = hashlib.blake2b(_READING, digest_size=16)
        for each in (*(word.encode() for word in context), *sorted(odd)):
            self._seed.update(each + b"\0")

    def items(self, step: _Steps) -> Iterator[ReadItem | Unchanged]:
        """What its components are; those of one UID together, where one of them is not known."""
        scanned = deque(self._scan(part) for part in self._counted() if part.name != "VTIMEZONE")
        self._frame.parts.clear()
        let_go(self._data)
        groups = self._groups_of(scanned)
        while scanned:
            each = scanned.popleft()
            step.advance()
            if each.digest in self._notices.seen:
                self._notices.tell("duplicate_in_file", partial(self._place, each.part))
                continue
            self._notices.seen.add(each.digest)
            if each.part.name in _SKIPPED:
                self._notices.tell(_SKIPPED[each.part.name], partial(self._place, each.part))
            elif self._method in _NOT_TAKEN:
                yield Unreadable(
                    self._file, self._place(each.part), "method_not_taken", {"method": self._method}
                )
            elif each.part.name == "VTODO" and each.digest not in self._known:
                yield from self._action(each)
            elif each.uid in groups and each.part.name == "VEVENT":
                group, groups[each.uid] = groups[each.uid], []
                yield from self._events(group)
            elif each.digest in self._known:
                yield Unchanged(self._place(each.part), each.digest)
            else:
                yield from self._events([each])
        self._tell_zones()

    def _counted(self) -> Iterator[Part]:
        """The components but for those of which another calendar of the file has a newer version."""
        for part in self._frame.parts:
            if part.start in self._revisions.superseded:
                self._notices.tell("superseded_in_file", partial(self._place, part))
            else:
                yield part

    def _groups_of(self, scanned: Iterable[_Scanned]) -> dict[bytes, list[_Scanned]]:
        """The events of UIDs that stand more than once, where one of them is not known; each text once."""
        once: set[bytes] = set()
        several: set[bytes] = set()
        for each in scanned:
            if each.uid and each.part.name == "VEVENT":
                (several if each.uid in once else once).add(each.uid)
        if not several:
            return {}
        changed = {each.uid for each in scanned if each.uid in several and each.digest not in self._known}
        groups: dict[bytes, dict[str, _Scanned]] = {}
        for each in scanned:
            if each.uid in changed and each.part.name == "VEVENT":
                groups.setdefault(each.uid, {}).setdefault(each.digest, each)
        return {uid: list(group.values()) for uid, group in groups.items()}

    # --- components -----------------------------------------------------------------------------

    def _scan(self, part: Part) -> _Scanned:
        raw = self._data[part.start : part.end]
        seed = self._seed.copy()
        seed.update(_STAMP.sub(b"", raw) if b"\nDTSTAMP" in raw else raw)
        return _Scanned(part, seed.hexdigest(), uid_in(raw))

    def _events(self, group: list[_Scanned]) -> Iterator[ReadItem]:
        parts = []
        for each in group:
            component = self._component(each.part)
            uid = component.text("UID").strip()[:900] or made_up_uid(component)
            say, line_place = self._saying(each.part), partial(self._place, each.part)
            parts.append(EventPart(component, uid, line_place(), each.digest, say, line_place))
        for item in self._groups.drafts(parts):
            if isinstance(item, Draft):
                yield item
            else:
                yield Unreadable(self._file, item.place, item.reason, item.data)

    def _action(self, scanned: _Scanned) -> Iterator[ReadItem]:
        place = self._place(scanned.part)
        if self._method == "REPLY":
            yield Unreadable(self._file, place, "method_not_taken", {"method": self._method})
            return
        component = self._component(scanned.part)
        uid = component.text("UID").strip()[:900] or made_up_uid(component)
        if original := component.value("RECURRENCE-ID")[:40]:
            uid = f"{uid}#{original}"  # a to-do of its own: an action knows no dates that were changed
        try:
            say = self._saying(scanned.part)
            values = action_values(component, self._times, self._own_zone, say, is_own=self._is_own)
        except CapaDeskError as error:
            yield Unreadable(self._file, place, error.code, error.data)
            return
        related = component.text("RELATED-TO").strip()[:900]
        side = CalendarSide(
            uid, *state_of(component), scanned.digest, self._method, related, is_own=self._is_own
        )
        yield Draft("action", place, {**values, "calendar": side}, f"uid:{uid}")

    def _component(self, part: Part) -> CalendarComponent:
        raw = self._data[part.start : part.end]
        component = CalendarComponent(raw)
        self._revisions.apply(part, component)
        self._notices.is_guessed |= component.is_guessed
        if not part.is_closed:
            self._notices.tell("component_not_closed", partial(self._place, part), name=part.name)
        if component.is_too_long:
            self._notices.tell("too_many_lines", partial(self._place, part), name=part.name)
        for bad in component.bad_lines:
            self._notices.tell("line_unreadable", partial(self._place, part, bad.number), text=bad.text)
        return component

    def _saying(self, part: Part) -> Callable[[str, int, dict[str, object]], None]:
        def say(code: str, number: int, data: dict[str, object]) -> None:
            self._notices.tell(code, partial(self._place, part, number), **data)

        return say

    def _place(self, part: Part, number: int = 0) -> str:
        line = self._notices.places.line_at(part.start)
        if number:
            line += _lines_before(self._data[part.start : part.end], number)
        return f"line {line}"

    def _place_between(self, start: int, raw: bytes, number: int) -> str:
        return f"line {self._notices.places.line_at(start) + _lines_before(raw, number)}"

    # --- the calendar itself --------------------------------------------------------------------

    def _calendar_properties(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for start, end in self._frame.stretches:
            raw = self._data[start : min(end, start + _LONGEST_STRETCH)]
            if not raw or raw.isspace():
                continue
            text, _guessed = text_of(unfolded(raw))
            for line in content_lines(text):
                if isinstance(line, ContentLine):
                    if self._frame.is_calendar:
                        found.setdefault(line.name, unescaped(line.value).strip())
                elif self._frame.is_calendar:
                    place = partial(self._place_between, start, raw, line.number)
                    self._notices.tell("line_unreadable", place, text=line.text)
        return found

    def _method_of(self, properties: dict[str, str]) -> str:
        method = properties.get("METHOD", "").upper() or "PUBLISH"
        if method in _METHODS or method in _NOT_TAKEN:
            return method
        self._notices.tell("method_unknown", text=method[:100])
        return "PUBLISH"

    def _unknown_zone(self, tzid: str, is_followed: bool) -> None:
        self._unknown_zones[tzid[:100], is_followed] += 1

    def _tell_zones(self) -> None:
        for (tzid, is_followed), count in list(self._unknown_zones.items())[:20]:
            if is_followed:
                self._notices.tell("zone_by_its_rules", zone=tzid, count=count, shown=self._assumed)
            else:
                self._notices.tell("zone_not_found", zone=tzid, count=count, assumed=self._assumed)
        if self._times.floating and self._is_zone_asked:
            self._notices.tell("times_without_zone", count=self._times.floating, assumed=self._assumed)


def _lines_before(raw: bytes, number: int) -> int:
    lines = physical_lines(raw)
    return lines[number] if number < len(lines) else 0


def _tzid(raw: bytes) -> str:
    for line in content_lines(text_of(unfolded(raw[:2000]))[0]):
        if not isinstance(line, BadLine) and line.name == "TZID":
            return line.text.strip().strip('"')
    return ""
