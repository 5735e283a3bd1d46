"""The rule of merging: what records are is a function of the set of ChangeSets that were seen.

Nothing here knows in which order, how often or by which way the ChangeSets came.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from capadesk.domain.change_set import DELETED_FIELD, RecordChange
from capadesk.domain.record import RECORD_TYPES, Record, fields_of, register_names
from capadesk.domain.stamp import Stamp

Key = tuple[str, UUID]
"""The kind and the id of a record."""
Changes = Sequence[tuple[Stamp, RecordChange]]
"""What was done to one record; shipping it counts as its creation with the stamp of shipped records."""


class Head(NamedTuple):
    """A change of a register that no other seen change has overwritten, and what it wrote."""

    stamp: Stamp
    value: Any


class Registers(NamedTuple):
    """A record by itself: the heads of each register, the greatest first.

    `created` is its newest creation, `changed` the newest change of any register.
    """

    heads: Mapping[str, tuple[Head, ...]]
    created: Stamp
    changed: Stamp
    own_deletion: str
    """What the record's own registers say of whether it is deleted."""

    def value(self, field: str) -> Any:
        """What holds."""
        return self.heads[field][0].value

    def overwrites(self, field: str) -> tuple[Stamp, ...]:
        """The stamps that a change of the register overwrites now: that of what holds first."""
        first, *rivals = self.heads[field]
        return (first.stamp, *sorted(head.stamp for head in rivals))

    def seen(self) -> tuple[Stamp, ...]:
        """What a deletion has seen now: every stamp on the record's own fields."""
        fields = (heads for name, heads in self.heads.items() if name != DELETED_FIELD)
        return tuple(sorted({self.created, *(head.stamp for heads in fields for head in heads)}))


def registers_of(kind: str, changes: Changes) -> Registers:
    """The registers of a record after all that was done to it, in whatever order it is given."""
    creations = sorted(
        ((stamp, each) for stamp, each in changes if each.is_creation), reverse=True, key=_stamp
    )
    heads = _made(kind, creations)
    written: dict[str, dict[Stamp, Any]] = defaultdict(dict)
    overwritten: dict[str, set[Stamp]] = defaultdict(set)
    for stamp, change in changes:
        for name, field in () if change.is_creation else change.fields.items():
            if name in heads:  # else it is a field of a newer program
                written[name][stamp] = field.after
                overwritten[name].update(field.overwrote)
    for name, values in written.items():
        values.update(heads[name])
        left = sorted(values.keys() - overwritten[name], reverse=True)
        heads[name] = tuple(Head(stamp, values[stamp]) for stamp in left)
    created = creations[0][0]
    changed = max(stamp for stamp, _change in changes)
    return Registers(heads, created, changed, _own_deletion(heads, dict(changes), created))


def _stamp(each: tuple[Stamp, RecordChange]) -> Stamp:
    return each[0]


def _made(kind: str, creations: Changes) -> dict[str, tuple[Head, ...]]:
    """What the creations of a record wrote, the newest first: each wrote every register."""
    heads: dict[str, tuple[Head, ...]] = {}
    for stamp, change in creations:
        made = dict(_defaults(kind, stamp))
        for name, field in change.fields.items():
            if name in made:
                made[name] = Head(stamp, field.after)
        for name, head in made.items():
            heads[name] = (*heads.get(name, ()), head)
    return heads


@lru_cache(maxsize=1_000)
def _defaults(kind: str, stamp: Stamp) -> Mapping[str, Head]:
    infos = fields_of(RECORD_TYPES[kind])
    found = {name: Head(stamp, infos[name].default) for name in register_names(RECORD_TYPES[kind])}
    return {**found, DELETED_FIELD: Head(stamp, "")}


def _own_deletion(
    heads: Mapping[str, Sequence[Head]], changes: Mapping[Stamp, RecordChange], created: Stamp
) -> str:
    """A deletion holds if nobody says that the record lives, and if it has seen all that stands."""
    said = heads[DELETED_FIELD]
    if any(not head.value for head in said):
        return ""
    deletion = changes[said[0].stamp]
    seen = {*(deletion.saw or deletion.fields[DELETED_FIELD].overwrote), said[0].stamp}
    standing = {head.stamp for name, each in heads.items() if name != DELETED_FIELD for head in each}
    return str(said[0].value) if standing | {created} <= seen else ""


def references(kind: str, value_of: Any) -> Iterator[tuple[str, Key]]:
    """(field, what it refers to) of a record whose values `value_of` gives by the fields' names."""
    for name, info in fields_of(RECORD_TYPES[kind]).items():
        if info.refers_to is not None and (target := value_of(name)) is not None:
            yield name, (info.refers_to, target)


class State:
    """All records, as they are together: what is deleted stays if something that lives refers to it."""

    def __init__(self, registers: Mapping[Key, Registers], sequences: Mapping[UUID, int]) -> None:
        """`sequences`: the SEQUENCE of events, which is no register."""
        self.registers = registers
        self._sequences = sequences
        self._records: dict[Key, Any] = {}
        self._by_field: dict[tuple[str, str], dict[Any, list[Any]]] = {}
        self.holders: dict[Key, list[tuple[Key, str]]] = defaultdict(list)
        """The live records that refer to a record, each with the field."""
        self.kept: set[Key] = set()
        ahead = [key for key, each in registers.items() if not each.own_deletion]
        living = set(ahead)
        while ahead:
            key = ahead.pop()
            for field, target in references(key[0], registers[key].value):
                self.holders[target].append((key, field))
                if target in registers and target not in living:
                    living.add(target)
                    self.kept.add(target)
                    ahead.append(target)

    def deletion(self, key: Key) -> str:
        """The register `deleted` as it shows."""
        return "" if key in self.kept else self.registers[key].own_deletion

    def record(self, key: Key) -> Any:
        """A record, deleted or not."""
        if key not in self._records:
            self._records[key] = self._made(key)
        return self._records[key]

    def _made(self, key: Key) -> Record:
        kind, record_id = key
        values = {name: heads[0].value for name, heads in self.registers[key].heads.items()}
        del values[DELETED_FIELD]
        if record_id in self._sequences:
            values["sequence"] = self._sequences[record_id]
        made: Any = RECORD_TYPES[kind]
        record: Record = made(id=record_id, **values)
        return record

    @cached_property
    def _by_kind(self) -> Mapping[str, Sequence[Key]]:
        found: dict[str, list[Key]] = defaultdict(list)
        for key in sorted(self.registers):
            found[key[0]].append(key)
        return found

    def keys(self, kind: str) -> Iterable[Key]:
        """All records of a kind, by their ids."""
        return self._by_kind.get(kind, ())

    def live(self, kind: str) -> Iterator[Any]:
        """The live records of a kind, by their ids."""
        return (self.record(key) for key in self.keys(kind) if not self.deletion(key))

    def live_with(self, kind: str, field: str, value: Any) -> Sequence[Any]:
        """The live records of a kind with this value in a field, by their ids."""
        if (kind, field) not in self._by_field:
            found = self._by_field[kind, field] = defaultdict(list)
            for record in self.live(kind):
                found[getattr(record, field)].append(record)
        return self._by_field[kind, field].get(value, ())
