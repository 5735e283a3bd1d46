"""The ChangeSets that a store has seen, and whether another one can join them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any
from uuid import UUID

from capadesk.domain.change_set import ChangeSet, RecordChange
from capadesk.domain.record import RECORD_TYPES
from capadesk.domain.stamp import SHIPPED_STAMP, Stamp
from capadesk.services.ports import LoggedSet
from tests.memory_store.log_text import change_from_text, changes_in
from tests.memory_store.merge_rule import Key, Registers, State, references, registers_of

_NAMED_AT_MOST = 5


@dataclass(frozen=True)
class Entry:
    """A ChangeSet; `arrival` is its number among all that came, `received` the merge that brought it."""

    logged: LoggedSet
    arrival: int = 0
    received: str = ""

    @property
    def stamp(self) -> Stamp:
        return self.logged.stamp

    @cached_property
    def single(self) -> tuple[tuple[RecordChange, int], ...]:
        """The changes that were written one by one, with the SEQUENCE that each gave."""
        return tuple(map(change_from_text, self.logged.changes))

    @cached_property
    def bulk(self) -> tuple[RecordChange, ...]:
        """The changes that were written in blocks."""
        return tuple(change for block in self.logged.blocks for change in changes_in(block))

    @cached_property
    def changes(self) -> tuple[RecordChange, ...]:
        return (*(change for change, _sequence in self.single), *self.bulk)

    @cached_property
    def by_record(self) -> dict[Key, RecordChange]:
        return {(change.kind, change.record_id): change for change in self.changes}

    def change_set(self, skipped: tuple[tuple[str, UUID, str], ...] = ()) -> ChangeSet:
        """As a store gives it back: what was written in blocks is counted only."""
        each = self.logged
        single = tuple(change for change, _sequence in self.single)
        data, counts = dict(each.label_data), dict(each.created_counts)
        return ChangeSet(
            *(each.stamp, each.time, each.author, each.label, data, each.role, each.undoes),
            *(single, counts, skipped),
        )


class SeenLog:
    """A set of ChangeSets with shipped records, and what follows from it."""

    def __init__(self) -> None:
        self.entries: dict[Stamp, Entry] = {}
        self.shipped: dict[Key, RecordChange] = {}
        self.sequences: dict[UUID, int] = {}
        self._changes: dict[Key, tuple[tuple[Stamp, RecordChange], ...]] = {}
        self._known: dict[Key, tuple[Any, Registers]] = {}
        self._state: State | None = None

    def copy(self) -> SeenLog:
        """Another one with the same contents."""
        made = SeenLog()
        for name in ("entries", "shipped", "sequences", "_changes", "_known"):
            setattr(made, name, dict(getattr(self, name)))
        made._state = self._state
        return made

    def emptied(self) -> SeenLog:
        """One that has seen nothing but the shipped records."""
        made = SeenLog()
        for key, shipping in self.shipped.items():
            made.ship(key, shipping)
        return made

    def keep_sequences(self, earlier: SeenLog) -> None:
        """SEQUENCE never falls, whatever leaves."""
        for record_id, sequence in earlier.sequences.items():
            if self.has_record(("event", record_id)):
                self.sequences[record_id] = max(sequence, self.sequences.get(record_id, 0))

    # --- what was seen ----------------------------------------------------------------------------

    def add(self, entry: Entry) -> None:
        """See one more."""
        self.entries[entry.stamp] = entry
        for change, sequence in entry.single:
            if sequence:
                held = self.sequences.get(change.record_id, 0)
                self.sequences[change.record_id] = max(held, sequence)
        for change in entry.changes:
            if change.kind in RECORD_TYPES:
                self._add_to((change.kind, change.record_id), entry.stamp, change)
        self._state = None

    def ship(self, key: Key, shipping: RecordChange) -> None:
        """Let a record begin as the program brings it."""
        self.shipped[key] = shipping
        others = [each for each in self._changes.get(key, ()) if each[0] != SHIPPED_STAMP]
        self._changes[key] = ((SHIPPED_STAMP, shipping), *others)
        self._state = None

    def _add_to(self, key: Key, stamp: Stamp, change: RecordChange) -> None:
        self._changes[key] = (*self._changes.get(key, ()), (stamp, change))

    def changes_of(self, key: Key) -> tuple[tuple[Stamp, RecordChange], ...]:
        """What was done to a record, in the order of coming."""
        return self._changes.get(key, ())

    def has_record(self, key: Key) -> bool:
        """Whether the record is here, deleted or not."""
        return key in self._changes

    def newest_first(self) -> list[Entry]:
        return [self.entries[stamp] for stamp in sorted(self.entries, reverse=True)]

    def by_arrival(self) -> list[Entry]:
        return sorted(self.entries.values(), key=lambda entry: entry.arrival)

    # --- what follows -----------------------------------------------------------------------------

    @property
    def state(self) -> State:
        """The records: a function of what was seen, found anew only where something came."""
        if self._state is None:
            self._state = State({key: self.registers(key) for key in self._changes}, self.sequences)
        return self._state

    def registers(self, key: Key) -> Registers:
        """The registers of one record."""
        changes = self._changes[key]
        known = self._known.get(key)
        if known is None or known[0] is not changes:
            known = self._known[key] = changes, registers_of(key[0], changes)
        return known[1]

    @property
    def frontier(self) -> dict[bytes, Stamp]:
        """The newest ChangeSet of each replica; there is no gap before it."""
        found: dict[bytes, Stamp] = {}
        for stamp in self.entries:
            found[stamp.replica] = max(stamp, found.get(stamp.replica, stamp))
        return found

    def missing(self, entry: Entry) -> tuple[str, ...]:
        """What a ChangeSet builds on and is not here: the first few stamps, and records ("kind:id")."""
        stamps, needed = needs_of(entry)
        absent = sorted(str(stamp) for stamp in stamps if stamp not in self.entries)
        records: dict[str, list[Key]] = defaultdict(list)
        for key in needed:
            if not self.has_record(key):
                records[key[0]].append(key)
        named = (f"{kind}:{record_id}" for keys in records.values() for kind, record_id in sorted(keys))
        return (*absent, *named)[:_NAMED_AT_MOST]


def needs_of(entry: Entry) -> tuple[set[Stamp], list[Key]]:
    """The ChangeSets and the records that the maker of a ChangeSet must have seen."""
    stamps = {stamp for stamp in (entry.logged.previous, entry.logged.undoes) if stamp is not None}
    made: set[Key] = set()
    needed: dict[Key, None] = {}
    for change in entry.changes:
        stamps.update(change.saw)
        for field in change.fields.values():
            stamps.update(field.overwrote)
        if change.kind not in RECORD_TYPES:
            continue
        key = (change.kind, change.record_id)
        if change.is_creation:
            made.add(key)
        else:
            needed[key] = None
        written = {name: field.after for name, field in change.fields.items()}
        needed.update((target, None) for _field, target in references(change.kind, written.get))
    return stamps - {SHIPPED_STAMP}, [key for key in needed if key not in made]


def with_arrival(entry: Entry, arrival: int) -> Entry:
    """The same, numbered."""
    return replace(entry, arrival=arrival)


def chain_of(log: SeenLog, stamp: Stamp) -> Iterator[Entry]:
    """A ChangeSet, the one that it undoes, and so on down to the work."""
    at: Stamp | None = stamp
    while at is not None and (entry := log.entries.get(at)) is not None:
        yield entry
        at = entry.logged.undoes
