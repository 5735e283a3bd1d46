"""The VEVENTs of one UID as drafts: a series, its changed occurrences, and dates that no rule says."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from capadesk.domain.errors import UserError
from capadesk.domain.when import When, load_zone
from capadesk.formats.calendar.calendar_component import CalendarComponent
from capadesk.formats.calendar.calendar_time_reader import CalendarTimeReader, Moment
from capadesk.formats.calendar.content_line import text as text_value
from capadesk.formats.calendar.event_component_reader import EventComponentReader, people_of, state_of
from capadesk.formats.calendar.series_reader import Say, further_dates, moved, split_rule, start_text
from capadesk.services.ports import Draft
from capadesk.services.ports.calendar_import_reader import CalendarSide


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
        for part in parts:
            try:
                original = self._events.original_start(part.component)
                if original is not None:
                    occurrences.append((part, *original))
                    continue
                masters.append(self._master(part, masters))
            except UserError as error:
                yield _refused(part, error)
        occurrences.sort(key=lambda each: str(each[1].value))
        series = masters[0] if masters else None
        later = self._rest_of_series(occurrences, series) if series is not None else None
        for read in masters:
            yield _draft(read)
            yield from self._further(read)
            yield from self._further_series(read)
        if later is not None:
            yield _draft(later)
        for part, original_start, _is_range in occurrences:
            if later is not None and part is later.part:
                continue
            try:
                yield _draft(self._occurrence(part, original_start, series, later))
            except UserError as error:
                yield _refused(part, error)
            except OverflowError:
                yield Refusal(part.place, "date_out_of_range", {})

    def _master(self, part: EventPart, before: Sequence[_Read]) -> _Read:
        values = self._events.values(part.component, part.say)
        key = f"uid:{part.uid}"
        if before:
            part.say("uid_twice", 0, {"uid": part.uid[:100]})
            when: When = values["when"]
            key = f"{key}#{when.start_text or len(before)}"
            taken = {read.key for read in before}
            while key in taken:
                key += "+"
        side = self._side(part, part.uid if not before else "")
        return _Read(part, values, side, key)

    def _side(self, part: EventPart, uid: str) -> CalendarSide:
        sequence, modified = state_of(part.component)
        attendees, organiser = people_of(part.component)
        return CalendarSide(
            uid, sequence, modified, part.digest, self._method, "", "", attendees, organiser, self._is_own
        )

    def _further(self, read: _Read) -> Iterator[Draft]:
        """One event more for each date of RDATE: few programs read these."""
        when: When = read.values["when"]
        lines = read.part.component.properties.get("RDATE", ())
        if not lines or not when.is_exact:
            return
        gone = set(read.values["exceptions"])
        for each in further_dates(lines, when, self._times, read.part.say):
            if each.start_text in gone:
                continue
            kept = _related(read)
            values = {**read.values, "when": each, "recurrence": "", "exceptions": (), "kept_lines": kept}
            yield _draft(
                _Read(read.part, values, read.side._replace(uid=""), f"{read.key}+{each.start_text}")
            )

    def _further_series(self, read: _Read) -> Iterator[Draft]:
        """One series more for each rule after the first: hardly any program reads a second one."""
        lines = [line for line in read.part.component.properties.get("RRULE", ()) if line.value.strip()]
        rule: str = read.values["recurrence"]
        if len(lines) < 2 or not rule:
            return
        rules, gone = self._events.rules, read.values["exceptions"]
        for number, each in enumerate(
            rules.further(lines, rule, gone, read.values["when"], read.part.say), 2
        ):
            kept = _related(read)
            values = {**read.values, "when": each.when, "recurrence": each.rule, "kept_lines": kept}
            values["exceptions"] = each.exceptions
            yield _draft(_Read(read.part, values, read.side._replace(uid=""), f"{read.key}+rule{number}"))

    def _occurrence(
        self, part: EventPart, original: Moment, series: _Read | None, later: _Read | None
    ) -> _Read:
        values = self._events.values(part.component, part.say)
        side = self._side(part, part.uid)
        if series is None:
            text = _with_offset(original)
            key = f"uid:{part.uid}/{text}"
            return _Read(part, values, side._replace(series_key=f"uid:{part.uid}", original_start=text), key)
        text = start_text(original, series.values["when"])
        if later is not None and text >= later.side.original_start:
            series = later
        if not values["when"].is_known:
            values["when"] = moved(series.values["when"], text)
        side = side._replace(series_key=series.key, original_start=text)
        return _Read(part, values, side, f"{series.key}/{text}")

    def _rest_of_series(
        self, occurrences: Sequence[tuple[EventPart, Moment, bool]], series: _Read
    ) -> _Read | None:
        """RANGE=THISANDFUTURE: the series ends, and another one goes on from there; None if none does."""
        found = next((each for each in occurrences if each[2]), None)
        if found is None:
            return None
        part, original, _is_range = found
        when: When = series.values["when"]
        try:
            text = start_text(original, when)
            rules = (
                split_rule(series.values["recurrence"], when, text) if series.values["recurrence"] else None
            )
            values = self._events.values(part.component, part.say) if rules is not None else {}
            if rules is None:
                part.say("this_and_future_as_one", 0, {})
                return None
            if not values["when"].is_known:
                values["when"] = moved(when, text)
        except (UserError, OverflowError):
            return None
        series.values["recurrence"], values["recurrence"] = rules
        gone = series.values["exceptions"]
        series.values["exceptions"] = tuple(each for each in gone if each < text)
        values["exceptions"] = tuple(each for each in gone if each >= text)
        side = self._side(part, "")._replace(series_key=series.key, original_start=text, is_rest=True)
        return _Read(part, values, side, f"{series.key}/{text}")


def _refused(part: EventPart, error: UserError) -> Refusal:
    data = dict(error.data)
    number = data.pop("line", 0)
    return Refusal(part.line_place(number) if number else part.place, error.code, data)


def _related(read: _Read) -> str:
    """The kept lines of an event that the file has as part of another one."""
    return "\n".join(filter(None, (read.values["kept_lines"], f"RELATED-TO:{text_value(read.part.uid)}")))


def _draft(read: _Read) -> Draft:
    return Draft("event", read.part.place, {**read.values, "calendar": read.side}, read.key)


def _with_offset(original: Moment) -> str:
    """An original start whose series is not in the file."""
    if not original.is_timed:
        return original.value.isoformat()
    if original.zone and isinstance(original.value, datetime):
        return original.value.replace(tzinfo=load_zone(original.zone)).isoformat()
    return original.value.isoformat()
