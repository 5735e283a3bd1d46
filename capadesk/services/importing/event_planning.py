"""What an import would do with each event: make it, change what nobody else has changed, or leave it."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from capadesk.domain.codes import EventStatus, ParticipationStatus
from capadesk.domain.record import Record
from capadesk.domain.records import Event
from capadesk.domain.records.event import uid_for
from capadesk.domain.validation import problems_of
from capadesk.domain.when import When
from capadesk.services.calendars.calendar_rules import asked_of, verdict_on
from capadesk.services.event_attendance import EventAttendance
from capadesk.services.event_children import ChildrenChange, EventChildren, StoredChildren
from capadesk.services.importing.event_matching import EventMatching, Match, Occurrence
from capadesk.services.importing.event_values import belonging, may_take, of_calendar, says_nothing_new
from capadesk.services.importing.import_plan import Outcome, PlanItem, RecordWork
from capadesk.services.importing.import_trace import ImportTrace, ImportTraces
from capadesk.services.importing.incoming_event import IncomingEvent
from capadesk.services.importing.occurrence_matching import OccurrenceMatching
from capadesk.services.named_records import Named, NamedRecords
from capadesk.services.ports import CalendarSide, Store

Differences = dict[str, tuple[Any, Any]]

_NOTHING: Differences = {}
_NOT_HELD = frozenset({EventStatus.CANCELLED, EventStatus.POSTPONED})


class EventPlanning:
    """Plans the events of one import, file after file; reads what is there once and changes nothing."""

    def __init__(self, store: Store, today: date) -> None:
        entries = store.bin()
        self._store = store
        self._traces = ImportTraces(store)
        self._today = today
        self._names = NamedRecords(store, {(entry.kind, entry.record_id) for entry in entries})
        self._matching = EventMatching(store, entries, self._names.city_name, self._traces)
        self._events: list[Event] = []
        self._links: dict[str, list[Record]] = {}
        self._changed: list[Record] = []
        self._removed: list[tuple[type[Record], UUID]] = []
        self._planned: set[UUID] = set()
        self._told_in_bin: set[UUID] = set()
        self._made: list[Event] = []
        self._attendance = EventAttendance(store, self._traces)

    def plan_file(
        self, events: list[IncomingEvent], advance: Callable[[], None] = lambda: None
    ) -> list[PlanItem]:
        """One item an event, and one for each named record that lies in the bin; `advance` after each.

        `events` is empty afterwards: each is let go as soon as it is planned, for a large file has many.
        """
        for event in self._made:  # what earlier files make is there for this one
            self._matching.add(event)
        self._made = []
        incoming, matches = self._matched(events)
        matched = [match.event.id for match in matches if match.event is not None]
        children = StoredChildren(self._store, matched)
        self._foresee(incoming, matches, children)
        pairs = deque(zip(incoming, matches, strict=True))
        del incoming, matches
        events.clear()
        items: list[PlanItem] = []
        while pairs:
            items.extend(self._plan(*pairs.popleft(), children, self._made))
            advance()
        return items

    @property
    def notices(self) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """What the user should know beside the items: (code, data)."""
        if self._attendance.unknown:
            yield "people_not_known", {"count": len(self._attendance.unknown)}

    def made_uids(self) -> Mapping[str, UUID]:
        """The events that are made, by the UIDs that their files give them."""
        return {event.uid: event.id for event in self._events if event.series_event_id is None}

    def _matched(self, incoming: Sequence[IncomingEvent]) -> tuple[Sequence[IncomingEvent], Sequence[Match]]:
        """The events with their matches: changed occurrences after the series that they belong to."""
        occurrences = [each for each in incoming if each.calendar is not None and each.calendar.series_key]
        if not occurrences:
            return incoming, self._matching.match(incoming)
        others = [each for each in incoming if each.calendar is None or not each.calendar.series_key]
        matches = self._matching.match(others, occurrences)
        of_series = OccurrenceMatching(self._matching, list(zip(others, matches, strict=True)))
        orphans: list[IncomingEvent] = []
        for each in occurrences:
            match = of_series.match(each)
            if match is None:
                orphans.append(each)
                continue
            others.append(each)
            matches.append(match)
            of_series.add(each, match)
        return [*others, *orphans], [*matches, *(self._matching.match(orphans) if orphans else ())]

    @property
    def work(self) -> RecordWork:
        """Everything to write, what is referred to before what refers to it."""
        links = [record for kind in sorted(self._links) for record in self._links[kind]]
        made = sorted(self._names.to_create, key=lambda record: record.KIND)
        return RecordWork((*made, *self._events, *links), tuple(self._changed), tuple(self._removed))

    def _plan(
        self, each: IncomingEvent, match: Match, children: StoredChildren, made: list[Event]
    ) -> Iterator[PlanItem]:
        if each.calendar is not None:
            each = asked_of(each, match.event, is_over=self._is_over(each.when))
        if match.occurrence is not None and not self._is_series_there(match.occurrence):
            match = match._replace(occurrence=None)
        if match.binned_id is not None:
            yield self._item(each, Outcome.IN_BIN, match.binned_id)
        elif match.event is None:
            if each.calendar is not None and each.calendar.method in ("CANCEL", "REPLY"):
                yield from self._not_here(each, match)
                return
            yield from self._create(each, match, made)
        elif match.event.id in self._planned:
            yield self._repeat(each, match.event)
        else:
            self._planned.add(match.event.id)
            yield from self._compare(each, match.event, match, children)

    def _is_series_there(self, occurrence: Occurrence) -> bool:
        """Whether the series of a changed date is on the desk, or is made: its file may only cancel it."""
        series_id = occurrence.series_event_id
        return (
            series_id is None or series_id in self._planned or self._matching.with_id(series_id) is not None
        )

    # --- new events -----------------------------------------------------------------------------

    def _create(self, each: IncomingEvent, match: Match, made: list[Event]) -> Iterator[PlanItem]:
        event_id = match.new_id
        city, in_bin = self._city(each)
        status = EventStatus.HELD if self._is_over(each.when) else EventStatus.PLANNED
        event = Event(
            id=event_id,
            source_key=match.key,
            city_id=None if city is None or city.is_binned else city.record_id,
            **{"uid": uid_for(event_id), "status": status, **each.fields, **of_calendar(each, match)},
        )
        problems = [self._unsound(each, field, code) for field, code in problems_of(event)]
        if problems:
            yield from problems
            return
        wanted = EventChildren(event_id, self._names, self._participation_status(event))
        links = wanted.of(each)
        if each.calendar is not None:
            links.extend(self._attendance.of(event_id, each.calendar))
        self._names.use(event.city_id)
        self._events.append(event)
        for link in links:
            self._link(link)
        made.append(event)
        self._planned.add(event_id)
        yield self._item(each, Outcome.CREATE, event_id)
        yield from self._in_bin(each, [*in_bin, *wanted.in_bin])

    def _link(self, link: Record) -> None:
        self._links.setdefault(link.KIND, []).append(link)
        for field in ("organisation_id", "tag_id"):
            self._names.use(getattr(link, field, None))

    # --- events that are there ------------------------------------------------------------------

    def _compare(
        self, each: IncomingEvent, event: Event, match: Match, children: StoredChildren
    ) -> Iterator[PlanItem]:
        if each.calendar is not None:
            known = match.through or event
            verdict = verdict_on(each.calendar, known, self._trace_of_state(each.calendar, known))
            if verdict != "newer":
                reason = "older_version" if verdict == "older" else ""
                yield self._item(each, Outcome.SAME, event.id, reason=reason)
                return
        differing, in_bin = self._differing(each, event)
        values, differences, kept = self._decide(event, differing, match.through)
        is_known_by_uid = each.calendar is not None and (
            match.occurrence is not None or self._matching.with_key(match.key) is not None
        )
        if not event.source_key and match.through is None and not is_known_by_uid:
            values["source_key"] = match.key
            differences["source_key"] = ("", match.key)
        belongs = belonging(match.occurrence)
        if belongs and event.series_event_id is None:  # it came before its series did
            values.update(belongs)
            differences["original_start"] = ("", belongs["original_start"])
        links = EventChildren(event.id, self._names, self._participation_status(event))
        change = links.compare(each, children, self._traces, may_remove=event.source_key == match.key)
        differences |= change.differences
        kept |= change.kept
        if each.calendar is not None:
            self._attend(event.id, each.calendar, change, differences)
            is_read = values or differences or (kept and not event.source_version)
            # A reply speaks of a person: what is known of the event's own state stays.
            if is_read and match.through is None and each.calendar.method != "REPLY":
                values["source_version"] = each.calendar.version
        if values:
            changed = replace(event, **values)
            problems = [self._unsound(each, field, code) for field, code in problems_of(changed)]
            if problems:
                yield from problems
                return
            self._names.use(changed.city_id)
            self._changed.append(changed)
        for link in change.added:
            self._link(link)
        self._changed.extend(change.changed)
        self._removed.extend(change.removed)
        outcome = Outcome.CONFLICT if kept else Outcome.UPDATE if differences else Outcome.SAME
        reason = "linked" if differences.keys() == {"source_key"} and not kept else ""
        yield self._item(each, outcome, event.id, differences, kept, reason)
        yield from self._in_bin(each, [*in_bin, *links.in_bin])

    def _attend(
        self, event_id: UUID, side: CalendarSide, change: ChildrenChange, differences: Differences
    ) -> None:
        added, changed, worded = self._attendance.changes(event_id, side)
        change.added += added
        change.changed += changed
        if added or changed:
            differences["participations"] = worded

    def _not_here(self, each: IncomingEvent, match: Match) -> Iterator[PlanItem]:
        """A cancellation or a reply of something that is not on the desk: of one date of a series, maybe."""
        side = each.calendar
        assert side is not None
        occurrence = match.occurrence
        series_id = None if occurrence is None else occurrence.series_event_id
        series = None if series_id is None else self._matching.with_id(series_id)
        if side.method != "CANCEL" or occurrence is None or series is None:
            reason = "cancelled_unknown" if side.method == "CANCEL" else "reply_unknown"
            yield self._item(each, Outcome.SAME, match.new_id, reason=reason)
            return
        if occurrence.original_start in series.exceptions:
            yield self._item(each, Outcome.SAME, series.id)
            return
        exceptions = tuple(sorted({*series.exceptions, occurrence.original_start}))
        self._changed.append(replace(series, exceptions=exceptions))
        differences: Differences = {"exceptions": (series.exceptions, exceptions)}
        yield self._item(each, Outcome.UPDATE, series.id, differences)

    def _trace_of_state(self, side: CalendarSide, event: Event) -> ImportTrace | None:
        needs_one = side.is_own or not event.source_version
        return self._traces.of(Event, event.id) if needs_one else None

    def _foresee(
        self, incoming: Sequence[IncomingEvent], matches: Sequence[Match], children: StoredChildren
    ) -> None:
        """Read together the past of all that differs: one by one, ten thousand rows take minutes."""
        events: list[UUID] = []
        links: dict[type[Record], list[UUID]] = {}
        for each, match in zip(incoming, matches, strict=True):
            event = match.event
            if event is None or event.id in self._planned:
                continue
            side = each.calendar
            is_state_asked = side is not None and (side.is_own or not event.source_version)
            if is_state_asked:
                events.append(event.id)
            if self._differing(each, event)[0]:
                events.append(event.id if match.through is None else match.through.id)
            asked = EventChildren(event.id, self._names, "")
            for link in asked.questions(each, children, may_remove=event.source_key == match.key):
                links.setdefault(type(link), []).append(link.id)
        self._traces.foresee(Event, events)
        for record_type, ids in links.items():
            self._traces.foresee(record_type, ids)

    def _differing(self, each: IncomingEvent, event: Event) -> tuple[dict[str, Any], list[tuple[str, Named]]]:
        """The fields of which the file says something else, and the city if it is in the bin."""
        city, in_bin = self._city(each)
        wanted = dict(each.fields)
        if each.city is not None and not in_bin:
            wanted["city_id"] = None if city is None else city.record_id
        return {name: value for name, value in wanted.items() if getattr(event, name) != value}, in_bin

    def _decide(
        self, event: Event, differing: Mapping[str, Any], through: Event | None
    ) -> tuple[dict[str, Any], Differences, Differences]:
        """Values to write, and for the item: differences and what is kept.

        What the file told the event that was joined into this one is known here already.
        """
        values: dict[str, Any] = {}
        differences: Differences = {}
        kept: Differences = {}
        if not differing:
            return values, differences, kept
        trace = self._traces.of(Event, event.id if through is None else through.id)
        for name, value in differing.items():
            present = getattr(event, name)
            if through is not None and value in (getattr(through, name), trace.imported(name)):
                continue
            if may_take(trace, name, present, value):
                values[name] = value
                differences.update([self._worded(name, present, value)])
            elif trace.has_import(name) or not says_nothing_new(name, present, value):
                kept.update([self._worded(name, present, value)])
        return values, differences, kept

    def _worded(self, name: str, present: Any, value: Any) -> tuple[str, tuple[Any, Any]]:
        if name == "city_id":
            return "city", (self._names.city_name(present), self._names.city_name(value))
        return name, (present, value)

    def _repeat(self, each: IncomingEvent, event: Event) -> PlanItem:
        """An event that an earlier file of the same import has spoken of: that file counts."""
        kept = {
            name: (getattr(event, name), value)
            for name, value in each.fields.items()
            if getattr(event, name) != value
        }
        outcome = Outcome.CONFLICT if kept else Outcome.SAME
        return self._item(each, outcome, event.id, kept=kept, reason="twice_in_import")

    # --- rules ----------------------------------------------------------------------------------

    def _is_over(self, when: When) -> bool:
        return when.last_day is not None and when.last_day < self._today

    def _participation_status(self, event: Event) -> str:
        came = self._is_over(event.when) and event.status not in _NOT_HELD
        return ParticipationStatus.ATTENDED if came else ParticipationStatus.REGISTERED

    # --- names and items ------------------------------------------------------------------------

    def _city(self, each: IncomingEvent) -> tuple[Named | None, list[tuple[str, Named]]]:
        city = self._names.city(each.city or "", each.fields.get("country") or "")
        return city, [("city", city)] if city is not None and city.is_binned else []

    def _in_bin(self, each: IncomingEvent, found: Iterable[tuple[str, Named]]) -> Iterator[PlanItem]:
        """Named records in the bin are told once, and nothing is tied to them."""
        for kind, named in found:
            if named.record_id not in self._told_in_bin:
                self._told_in_bin.add(named.record_id)
                yield PlanItem(
                    each.file,
                    each.place,
                    Outcome.IN_BIN,
                    named.name,
                    record_kind=kind,
                    record_id=named.record_id,
                    reason="in_bin",
                )

    def _unsound(self, each: IncomingEvent, field: str, code: str) -> PlanItem:
        return PlanItem(
            each.file,
            each.place_of(field),
            Outcome.UNREADABLE,
            each.title,
            reason=code,
            data={"field": field},
        )

    def _item(
        self,
        each: IncomingEvent,
        outcome: Outcome,
        record_id: UUID,
        differences: Differences | None = None,
        kept: Differences | None = None,
        reason: str = "",
    ) -> PlanItem:
        if outcome is Outcome.IN_BIN:
            reason = "in_bin"
        elif outcome is Outcome.CONFLICT and not reason:
            reason = "changed_here"
        return PlanItem(
            each.file,
            each.place,
            outcome,
            each.title,
            record_id=record_id,
            differences=differences or _NOTHING,
            kept=kept or _NOTHING,
            reason=reason,
        )
