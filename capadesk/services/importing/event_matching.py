"""Finding the event on the desk that an incoming event is: by its key, then by title and date."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple
from uuid import UUID

from capadesk.domain.folding import fold
from capadesk.domain.identity import imported_id
from capadesk.domain.records import Event
from capadesk.domain.records.event import OWN_DOMAIN
from capadesk.domain.when import When
from capadesk.services.importing.import_trace import ImportTraces
from capadesk.services.importing.incoming_event import IncomingEvent, same_name
from capadesk.services.ports import BinEntry, Store

UID = "uid:"
"""How the keys of events from calendar files begin; the UID follows."""


class Occurrence(NamedTuple):
    """An event that stands for an occurrence of a series; `series_event_id` None: it is a series itself."""

    event_id: UUID
    series_event_id: UUID | None
    original_start: str


class Match(NamedTuple):
    """What an incoming event is here: a live event, one in the bin, or new; and the key that it goes by.

    `through` is the event that it was before it was joined into `event`, as it was then.
    """

    key: str
    event: Event | None = None
    binned_id: UUID | None = None
    through: Event | None = None
    occurrence: Occurrence | None = None

    @property
    def new_id(self) -> UUID:
        """The id that the event gets if it is new."""
        return imported_id(Event.KIND, self.key) if self.occurrence is None else self.occurrence.event_id


class EventMatching:
    """No event is matched twice by the events of one file, unless it was joined from several.

    All events of the desk are looked at for each file, and those kept that one of its events may be.
    """

    def __init__(
        self,
        store: Store,
        bin_entries: Iterable[BinEntry],
        city_name: Callable[[UUID | None], str],
        traces: ImportTraces,
    ) -> None:
        self._traces = traces
        self._city_name = city_name
        self._by_id: dict[UUID, Event] = {}
        self._by_key: dict[str, Event] = {}
        self._by_title: dict[tuple[str, When], list[Event]] = {}
        self._store = store
        self._stored_ids: set[UUID] = set()
        self._binned_ids: set[UUID] = set()
        self._binned_by_name: dict[str, list[UUID]] = {}
        self._joined: dict[UUID, tuple[Event, UUID]] = {}
        self._joined_by_key: dict[str, UUID] = {}
        self._joined_by_title: dict[tuple[str, When], UUID] = {}
        for event, goes_on in store.duplicates.joined_records(Event):
            self._joined[event.id] = event, goes_on
            if event.source_key:
                self._joined_by_key.setdefault(event.source_key, event.id)
            if not event.series_event_id:
                if event.uid:
                    self._joined_by_key.setdefault(f"{UID}{event.uid}", event.id)
                self._joined_by_title.setdefault((_key(event.title), event.when), event.id)
        for entry in bin_entries:
            if entry.kind == Event.KIND:
                self._binned_ids.add(entry.record_id)
                self._binned_by_name.setdefault(_key(entry.name), []).append(entry.record_id)

    def add(self, event: Event) -> None:
        """An event that is, or will be, on the desk."""
        self._by_id[event.id] = event
        if event.source_key:
            self._by_key.setdefault(event.source_key, event)
        if not event.series_event_id:
            if event.uid:
                self._by_key.setdefault(f"{UID}{event.uid}", event)
            self._by_title.setdefault((_key(event.title), event.when), []).append(event)

    def match(
        self, incoming: Sequence[IncomingEvent], occurrences: Sequence[IncomingEvent] = ()
    ) -> list[Match]:
        """The matches of one file's events, in their order; keys count before titles.

        `occurrences` are matched by others: what their series are here is read as well.
        """
        if not incoming and not occurrences:
            return []
        self._read_what_may_match([*incoming, *occurrences])
        self._foresee(incoming)
        taken: set[UUID] = set()
        matches: list[Match | None] = []
        for each in incoming:
            found = self._by_source(each)
            event = None if found is None or found.through is not None else found.event
            if event is not None and event.id in taken:
                found = None
            elif event is not None:
                taken.add(event.id)
            matches.append(found)
        result = []
        for each, found in zip(incoming, matches, strict=True):
            if found is None:
                alike = self._alike(each, taken)
                if alike is not None:
                    found = Match(self._free_key(each), alike)
                    taken.add(alike.id)
                else:
                    found = self._alike_before_a_join(each) or self._new_or_binned(each)
            result.append(found)
        return result

    def _read_what_may_match(self, incoming: Sequence[IncomingEvent]) -> None:
        keys = {key for each in incoming for key in (each.own_key, each.content_key) if key}
        keys |= {each.calendar.series_key for each in incoming if each.calendar is not None}
        ids = {id_in_key(key) or imported_id(Event.KIND, key) for key in keys}
        titles = {_key(each.title) for each in incoming}
        for event in self._store.reports.records(Event):
            self._stored_ids.add(event.id)
            if event.id not in self._by_id and (
                event.id in ids
                or event.source_key.rstrip("+") in keys
                or f"{UID}{event.uid}" in keys
                or _key(event.title) in titles
            ):
                self.add(event)

    def _foresee(self, incoming: Sequence[IncomingEvent]) -> None:
        """Read together the traces that will be asked for."""
        needed: list[UUID] = []
        for each in incoming:
            event = self._with_key(each.own_key) if each.own_key and each.calendar is None else None
            if event is not None and not _is_alike(event, each):
                needed.append(event.id)
            needed.extend(self._binned_by_name.get(_key(each.title), ()))
        self._traces.foresee(Event, needed)

    def _by_source(self, incoming: IncomingEvent) -> Match | None:
        if incoming.own_key:
            event = self._with_key(incoming.own_key)
            if event is not None and self._may_be(event, incoming):
                return Match(incoming.own_key, event)
            if (joined := self._joined_with_key(incoming.own_key)) and self._may_be(joined, incoming):
                return self._through(incoming.own_key, joined)
        event = self._with_key(incoming.content_key)
        if event is not None:
            return Match(incoming.content_key, event)
        joined = self._joined_with_key(incoming.content_key)
        return None if joined is None else self._through(incoming.content_key, joined)

    def _joined_with_key(self, key: str) -> Event | None:
        """The event that had the key before it was joined into another one."""
        found = self._joined.get(self._joined_by_key.get(key) or imported_id(Event.KIND, key))
        return None if found is None else found[0]

    def _through(self, key: str, joined: Event) -> Match:
        """The event that goes on for a joined one."""
        goes_on = self._joined[joined.id][1]
        for event in self._store.select(Event, id=goes_on):
            return Match(key, event, through=joined)
        return Match(key, binned_id=goes_on)

    def _alike_before_a_join(self, incoming: IncomingEvent) -> Match | None:
        joined_id = self._joined_by_title.get((_key(incoming.title), incoming.when))
        if joined_id is None:
            return None
        joined = self._joined[joined_id][0]
        return self._through(incoming.content_key, joined) if self._is_there(joined, incoming) else None

    def with_key(self, key: str) -> Event | None:
        """The live event that goes by a key, itself or by what was joined into it, if `match` has looked."""
        found = self._with_key(key)
        if found is None and (joined := self._joined_with_key(key)) is not None:
            found = self._through(key, joined).event
        return found

    def with_id(self, event_id: UUID) -> Event | None:
        """The live event of an id, read if it is not known yet."""
        found = self._by_id.get(event_id)
        if found is None:
            for found in self._store.select(Event, id=event_id):
                self.add(found)
        return found

    def is_binned(self, event_id: UUID) -> bool:
        """Whether the event lies in the bin."""
        return event_id in self._binned_ids

    def _with_key(self, key: str) -> Event | None:
        event_id = id_in_key(key) or imported_id(Event.KIND, key)
        found = self._by_key.get(key) or self._by_id.get(event_id)
        if found is None and event_id in self._stored_ids:
            found = self._store.get(Event, event_id)
            self.add(found)
        return found

    def _may_be(self, event: Event, incoming: IncomingEvent) -> bool:
        """Whether an id that a file uses still means the same event: numbers are given to others at times."""
        if incoming.calendar is not None or _is_alike(event, incoming):
            return True
        trace = self._traces.of(Event, event.id)
        return (
            same_name(trace.imported("title") or "", incoming.title)
            or trace.imported("when") == incoming.when
        )

    def _alike(self, incoming: IncomingEvent, taken: set[UUID]) -> Event | None:
        """An event with the same title and date, unless its city or country is another one."""
        for event in self._by_title.get((_key(incoming.title), incoming.when), ()):
            if event.id not in taken and self._is_there(event, incoming):
                return event
        return None

    def _is_there(self, event: Event, incoming: IncomingEvent) -> bool:
        """Whether nothing says that they are in different places."""
        city, country = incoming.city or "", incoming.fields.get("country") or ""
        if country and event.country and country != event.country:
            return False
        event_city = self._city_name(event.city_id)
        return not (city and event_city and not same_name(city, event_city))

    def _new_or_binned(self, incoming: IncomingEvent) -> Match:
        key = self._free_key(incoming)
        while self._is_used(key):  # an event of that key is another one of the file by now
            key += "+"
        event_id = imported_id(Event.KIND, key)
        if event_id in self._binned_ids:
            return Match(key, binned_id=event_id)
        for binned_id in self._binned_by_name.get(_key(incoming.title), ()):
            trace = self._traces.of(Event, binned_id)
            if trace.value("source_key") == key or trace.value("when") == incoming.when:
                return Match(key, binned_id=binned_id)
        return Match(key)

    def _free_key(self, incoming: IncomingEvent) -> str:
        """The file's own id, unless another event goes by it; else what the content gives."""
        own = incoming.own_key
        return own if own and not self._is_used(own) else incoming.content_key

    def _is_used(self, key: str) -> bool:
        return self._with_key(key) is not None or self._joined_with_key(key) is not None


def _is_alike(event: Event, incoming: IncomingEvent) -> bool:
    return event.when == incoming.when or same_name(event.title, incoming.title)


def id_in_key(key: str) -> UUID | None:
    """The id of the event that CapaDesk made the UID of: one that is written as an event of its own."""
    text = key.removeprefix(UID).removesuffix(OWN_DOMAIN)
    if len(text) != 36 or len(key) != len(UID) + len(text) + len(OWN_DOMAIN):
        return None
    try:
        return UUID(text)
    except ValueError:
        return None


def _key(title: str) -> str:
    return " ".join(fold(title).split())
