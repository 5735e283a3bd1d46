"""The VEVENTs of one UID as drafts: a series, its changed occurrences, and dates that no rule says."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from capadesk.domain.errors import UserError
from capadesk.domain.when import When, load_zone
from capadesk.formats.calendar.calendar_component import CalendarComponent
from capadesk.formats.calendar.calendar_time_reader import CalendarTimeReader, Moment
from capadesk.formats.calendar.content_line import text as text_value
from capadesk.formats.calendar.event_component_reader import EventComponentReader, people_of, state_of
from capadesk.formats.calendar.further_rules import as_start
from capadesk.formats.calendar.series_reader import (
    Say,
    exceptions_of,
    further_dates,
    moved,
    rules_of,
    silent,
    start_text,
)
from capadesk.formats.calendar.series_segments import Segment, Segments, in_zone_of
from capadesk.formats.plain_text import one_line
from capadesk.services.ports import Draft
from capadesk.services.ports.calendar_import_reader import CalendarSide

_LONGEST_TITLE = 200
_MOST_ALIKE = 100
"""Of so many events under one UID each gets a key of its date alone."""


class EventPart(NamedTuple):
    """A VEVENT, where it stands and what its text is known by; `say` tells what of it cannot be used."""

    component: CalendarComponent
    uid: str
    place: str
    digest: str
    say: Say
    line_place: Callable[[int], str]


class Refusal(NamedTuple):
    """A VEVENT that cannot be read, and why."""

    place: str
    reason: str
    data: dict[str, Any]


@dataclass(slots=True)
class _Read:
    part: EventPart
    values: dict[str, Any]
    side: CalendarSide
    key: str


class _Otherwise(NamedTuple):
    """A date of a series that is otherwise, by its original start; `is_range`: and so are all later ones."""

    start: str
    is_range: bool
    part: EventPart
    values: dict[str, Any]


class EventGroupReader:
    """Reads all VEVENTs of a UID together: what an occurrence is depends on its series."""

    def __init__(
        self, events: EventComponentReader, times: CalendarTimeReader, method: str, *, is_own: bool
    ) -> None:
        self._events, self._times, self._method, self._is_own = events, times, method, is_own

    def drafts(self, parts: Sequence[EventPart]) -> Iterator[Draft | Refusal]:
        """The series or single event, then its changed occurrences; a second one has a key of its own."""
        masters: list[_Read] = []
        occurrences: list[tuple[EventPart, Moment, bool]] = []
        for part in _newest_masters(parts):
            try:
                original = self._events.original_start(part.component)
                if original is not None:
                    occurrences.append((part, *original))
                    continue
                masters.append(self._master(part, masters))
            except UserError as error:
                yield _refused(part, error)
        if not masters:
            for part, moment, _is_range in occurrences:
                yield from self._without_series(part, moment)
            return
        otherwise: list[_Otherwise] = []
        for part, moment, is_range in occurrences:
            try:
                otherwise.append(self._otherwise(part, moment, masters[0].values["when"], is_range=is_range))
            except UserError as error:
                yield _refused(part, error)
            except OverflowError:
                yield Refusal(part.place, "date_out_of_range", {"title": _title(part)})
        yield from self._series(masters[0], _newest(otherwise))
        for read in masters[1:]:
            yield from self._series(read, ())

    def _master(self, part: EventPart, before: Sequence[_Read]) -> _Read:
        values = self._events.values(part.component, part.say)
        key = f"uid:{part.uid}"
        if before:
            part.say("uid_twice", 0, {"uid": part.uid[:100]})
            when: When = values["when"]
            key = f"{key}#{when.start_text or len(before)}"
            key += "+" * sum(read.key.rstrip("+") == key for read in before[:_MOST_ALIKE])
            key += f"{len(before)}" if len(before) > _MOST_ALIKE else ""
        side = self._side(part, part.uid if not before else "")
        return _Read(part, values, side, key)

    def _side(self, part: EventPart, uid: str) -> CalendarSide:
        sequence, modified = state_of(part.component)
        attendees, organiser = people_of(part.component)
        return CalendarSide(
            uid, sequence, modified, part.digest, self._method, "", "", attendees, organiser, self._is_own
        )

    def _otherwise(self, part: EventPart, original: Moment, series: When, *, is_range: bool) -> _Otherwise:
        values = self._events.values(part.component, part.say)
        text = start_text(original, series)
        if not values["when"].is_known:
            values["when"] = moved(series, text)
        return _Otherwise(text, is_range, part, values)

    def _without_series(self, part: EventPart, original: Moment) -> Iterator[Draft | Refusal]:
        """A changed occurrence whose series is not in the file: it may be on the desk."""
        try:
            values = self._events.values(part.component, part.say)
        except UserError as error:
            yield _refused(part, error)
            return
        text = _with_offset(original)
        side = self._side(part, part.uid)._replace(series_key=f"uid:{part.uid}", original_start=text)
        yield _draft(_Read(part, values, side, f"uid:{part.uid}/{text}"))

    # --- a series -------------------------------------------------------------------------------

    def _series(self, read: _Read, otherwise: Sequence[_Otherwise]) -> Iterator[Draft]:
        """A series, what becomes of it later, its further dates, and each date that is otherwise."""
        whole: When = read.values["when"]
        gone = self._gone(read)
        further = self._further_dates(read, gone)
        segments = Segments(read.values)
        changed, rests = _take(segments, otherwise)
        yield _draft(read)
        for start, when in further.items():
            if start not in changed:
                segment = segments.of(start)
                values = {**segment.values, "when": segment.date_now(when)}
                yield _draft(self._apart(read, read.part, values, start))
        yield from self._further_series(read, whole, gone, otherwise)
        for each, segment in rests:
            yield _draft(self._rest(read.key, each.part, segment))
        for start, each in changed.items():
            if start in further:
                yield _draft(self._apart(read, each.part, each.values, start))
            else:
                yield _draft(self._occurrence(read.key, each._replace(start=start), segments.of(start)))

    def _gone(self, read: _Read) -> frozenset[str]:
        """The dates that EXDATEs leave out of whatever the event's rules and further dates say."""
        properties, when = read.part.component.properties, read.values["when"]
        if "EXDATE" not in properties or not when.is_exact or "RECURRENCE-ID" in properties:
            return frozenset()
        say = silent if read.values["recurrence"] else read.part.say
        return frozenset(exceptions_of(properties["EXDATE"], when, self._times, say))

    def _further_dates(self, read: _Read, gone: frozenset[str]) -> dict[str, When]:
        """The dates of RDATE that no rule has, one event each: few programs read these.

        Where there is no rule and the event's own date is left out, the first of them takes its place.
        """
        when: When = read.values["when"]
        properties = read.part.component.properties
        if "RDATE" not in properties or not when.is_exact:
            return {}
        found = {
            each.start_text: each
            for each in further_dates(properties["RDATE"], when, self._times, read.part.say)
            if each.start_text not in gone
        }
        rules = self._events.rules
        lines = [*rules_of(read.part.component), *properties.get("EXRULE", ())]
        series = [rules.series(text, when) for line in lines if (text := rules.text(line))]
        starts = {as_start(each): text for text, each in found.items()}
        for start in rules.dates_among([each for each in series if each is not None], list(starts)):
            del found[starts[start]]
        if found and not read.values["recurrence"] and when.start_text in gone:
            read.values["when"] = found.pop(min(found))
        return found

    def _further_series(
        self, read: _Read, whole: When, gone: frozenset[str], otherwise: Sequence[_Otherwise]
    ) -> Iterator[Draft]:
        """One series more for each rule after the first: hardly any program reads a second one."""
        component = read.part.component
        lines = rules_of(component)
        if len(lines) < 2 or not read.values["recurrence"]:
            return
        rules, say = self._events.rules, read.part.say
        left_out = rules.exception_rules(component.properties.get("EXRULE", ()), whole, silent)
        first = rules.text(lines[0])
        changed = {each.start for each in otherwise if not each.is_range}
        ranges = [each for each in otherwise if each.is_range]
        for number, each in enumerate(rules.further(lines, first, gone | changed, left_out, whole, say), 2):
            key = f"{read.key}+rule{number}"
            values = {
                **read.values, "when": each.when, "recurrence": each.rule, "exceptions": each.exceptions,
                "kept_lines": _related(read.values, read.part.uid),
            }  # fmt: skip
            segments = Segments(values)
            rests = _follow(segments, ranges, whole)
            yield _draft(_Read(read.part, values, read.side._replace(uid=""), key))
            for by, segment in rests:
                segment.values["kept_lines"] = _related(segment.values, read.part.uid)
                yield _draft(self._rest(key, by.part, segment))

    def _apart(self, read: _Read, part: EventPart, values: Mapping[str, Any], start: str) -> _Read:
        """One date as an event of its own."""
        kept = _related(values, read.part.uid)
        values = {**values, "recurrence": "", "exceptions": (), "kept_lines": kept}
        return _Read(part, values, self._side(part, ""), f"{read.key}+{start}")

    def _rest(self, key: str, part: EventPart, segment: Segment) -> _Read:
        side = self._side(part, "")._replace(series_key=key, original_start=segment.begins, is_rest=True)
        return _Read(part, segment.values, side, f"{key}/{segment.begins}")

    def _occurrence(self, key: str, each: _Otherwise, segment: Segment) -> _Read:
        series_key = f"{key}/{segment.begins}" if segment.begins else key
        start = segment.start_now(each.start)
        side = self._side(each.part, each.part.uid)._replace(series_key=series_key, original_start=start)
        return _Read(each.part, each.values, side, f"{series_key}/{start}")


def _newest_masters(parts: Sequence[EventPart]) -> list[EventPart]:
    """The parts without older revisions of the event or series itself: those of a smaller SEQUENCE."""
    if len(parts) < 2:
        return list(parts)
    sequences = [
        -1 if part.component.first("RECURRENCE-ID") is not None else state_of(part.component)[0]
        for part in parts
    ]
    newest = max(sequences)
    found = []
    for part, sequence in zip(parts, sequences, strict=True):
        if 0 <= sequence < newest:
            part.say("superseded_in_file", 0, {})
        else:
            found.append(part)
    return found


def _newest(otherwise: Sequence[_Otherwise]) -> list[_Otherwise]:
    """The dates that are otherwise in the order of their starts; of two revisions of one, the newer."""
    found: dict[tuple[str, bool], _Otherwise] = {}
    for each in otherwise:
        key = each.start, each.is_range
        older = found.get(key)
        if older is not None and state_of(older.part.component) > state_of(each.part.component):
            older, each = each, older
        if older is not None:
            older.part.say("superseded_in_file", 0, {})
        found[key] = each
    return [found[key] for key in sorted(found, key=lambda key: (key[0], not key[1]))]


def _take(
    segments: Segments, otherwise: Sequence[_Otherwise]
) -> tuple[dict[str, _Otherwise], list[tuple[_Otherwise, Segment]]]:
    """The dates that are otherwise, and the stretches that a series falls into; in the order of starts."""
    changed: dict[str, _Otherwise] = {}
    rests: list[tuple[_Otherwise, Segment]] = []
    for each in otherwise:
        if not each.is_range:
            changed[each.start] = each
            continue
        found = segments.split(each.start, each.values)
        if found is None:
            changed.update(_one_by_one(segments, each))
            continue
        for start in [start for start in changed if start >= each.start]:
            del changed[start]  # said of them by an earlier range
        if found.begins:
            rests.append((each, found))
    return changed, rests


def _one_by_one(segments: Segments, each: _Otherwise) -> dict[str, _Otherwise]:
    """All dates from one on, changed one by one: no rule says them."""
    starts, is_cut = segments.dates_from(each.start)
    if each.start not in starts:
        each.part.say("this_and_future_as_one", 0, {})
        return {each.start: each}
    if is_cut:
        each.part.say("this_and_future_until", 0, {"day": starts[-1][:10]})
    when: When = each.values["when"]
    begins = datetime.fromisoformat(each.start)
    found = {}
    for start in starts:
        by = datetime.fromisoformat(start) - begins
        found[start] = each._replace(values={**each.values, "when": _later(when, by)})
    return found


def _follow(
    segments: Segments, ranges: Sequence[_Otherwise], whole: When
) -> list[tuple[_Otherwise, Segment]]:
    """The stretches of a further rule's series: it is otherwise from its first date in a range on."""
    found = []
    for each in ranges:
        at = segments.next_date(each.start)
        if not at:
            continue
        shift = as_start(in_zone_of(whole, each.values["when"])) - datetime.fromisoformat(each.start)
        when = _later(in_zone_of(whole, each.values["when"]), datetime.fromisoformat(at) + shift)
        segment = segments.split(at, {**each.values, "when": when})
        if segment is None:
            each.part.say("this_and_future_as_one", 0, {})
        elif segment.begins:
            found.append((each, segment))
    return found


def _later(when: When, by: timedelta | datetime) -> When:
    """The same date some time later, or at another start."""
    start = as_start(when)
    begins = by if isinstance(by, datetime) else start + by
    if isinstance(when.start, datetime) and isinstance(when.end, datetime):
        return When.timed(begins, begins + (when.end - when.start), when.zone)
    return when.moved_to(begins.date())


def _refused(part: EventPart, error: UserError) -> Refusal:
    data = {**error.data, "title": _title(part)}
    number = data.pop("line", 0)
    return Refusal(part.line_place(number) if number else part.place, error.code, data)


def _title(part: EventPart) -> str:
    return one_line(part.component.text("SUMMARY")[:_LONGEST_TITLE])


def _related(values: Mapping[str, Any], uid: str) -> str:
    """The kept lines of an event that the file has as part of another one."""
    return "\n".join(filter(None, (values["kept_lines"], f"RELATED-TO:{text_value(uid)}")))


def _draft(read: _Read) -> Draft:
    return Draft("event", read.part.place, {**read.values, "calendar": read.side}, read.key)


def _with_offset(original: Moment) -> str:
    """An original start whose series is not in the file."""
    if not original.is_timed:
        return original.value.isoformat()
    if original.zone and isinstance(original.value, datetime):
        return original.value.replace(tzinfo=load_zone(original.zone)).isoformat()
    return original.value.isoformat()
