"""Many small ChangeSets of a merge taken at once: a desk may have ten thousand of one record each.

Records that nobody else has touched are brought to their last state in memory and written together; every
other record goes through `RegisterMerge`, change by change. Both come to the same.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from capadesk.domain.change_set import DELETED_FIELD
from capadesk.domain.record import RECORD_TYPES, fields_of
from capadesk.domain.stamp import COUNTER_BYTES, SHIPPED_STAMP
from capadesk.services.ports import LoggedSet
from capadesk.storage.database.codecs import from_json
from capadesk.storage.database.record_mapper import chunks, mapper_of, quoted
from capadesk.storage.log.change_log import ChangeLog, decode_change
from capadesk.storage.log.logged_rows import logged_rows_of
from capadesk.storage.log.logged_sets import is_portion
from capadesk.storage.log.registers import PUT_STAMP, Heads, heads_among
from capadesk.storage.log.small_sets import CHANGES_OF_ONE, SmallSet
from capadesk.storage.merging.deferred_index import DeferredIndex
from capadesk.storage.merging.readiness import Readiness
from capadesk.storage.merging.register_merge import RegisterMerge
from capadesk.storage.reading.search_index import SEARCHED, folded_texts

_ID_DIGITS = 32
_SHIPPED = SHIPPED_STAMP.to_bytes()
_READ_JSON = json.JSONDecoder().raw_decode


class _Written(NamedTuple):
    """What one ChangeSet says of one record; `data` is the payload, unpacked."""

    stamp: bytes
    kind: str
    raw_id: bytes
    data: dict[str, Any]
    text: str


class _Outcome:
    """What becomes of one record on balance."""

    __slots__ = ("created", "last", "sequence", "values", "winners")

    def __init__(self, created: bytes, winners: dict[str, bytes]) -> None:
        self.created = created
        self.winners = winners
        self.values: dict[str, Any] = {}
        self.sequence = 0
        self.last = created


class SetBatch:
    """Gathers ChangeSets in the order of their coming; `take` applies all of them or none."""

    def __init__(
        self,
        connection: Any,
        log: ChangeLog,
        readiness: Readiness,
        registers: RegisterMerge,
        index: DeferredIndex,
    ) -> None:
        self._sql = connection.exec_driver_sql
        self._log = log
        self._readiness = readiness
        self._registers = registers
        self._index = index
        self._changes = 0
        self._characters = 0
        self.entries: list[LoggedSet] = []

    def add(self, entry: LoggedSet) -> bool:
        """Gather a ChangeSet; False if it is too large for that."""
        if entry.blocks or len(entry.changes) > CHANGES_OF_ONE:
            return False
        self.entries.append(entry)
        self._changes += len(entry.changes)
        self._characters += sum(len(change.payload) for change in entry.changes)
        return True

    @property
    def is_full(self) -> bool:
        """Whether it is time to `take`."""
        return is_portion(len(self.entries), self._changes, self._characters)

    def emptied(self) -> list[LoggedSet]:
        """What was gathered, to begin anew."""
        entries, self.entries = self.entries, []
        self._changes = self._characters = 0
        return entries

    def take(self, sets: Sequence[SmallSet], received: str, *, are_beside: bool = False) -> bool:
        """Apply them and enter them into the log; False, and nothing is done, if one of them has to wait.

        `are_beside`: those without an entry are in the log of the file that is read beside.
        """
        groups = self._groups(sets)
        if groups is None:
            return False
        self._log.write_small(sets, received, are_beside=are_beside)
        for kind in groups:
            self._registers.note(kind)
        for kind, of_kind in groups.items():
            self._apply(kind, of_kind)
        return True

    # --- whether they can be applied --------------------------------------------------------------

    def _groups(self, sets: Sequence[SmallSet]) -> dict[str, dict[bytes, list[_Written]]] | None:
        """The changes of each record, by kind and id; None if one of the ChangeSets has to wait.

        As `Readiness.missing` for each of them after those before it.
        """
        needs = _Needs({replica: stamp.to_bytes() for replica, stamp in self._readiness.frontier.items()})
        groups: dict[str, dict[bytes, list[_Written]]] = {}
        for small in sets:
            if not needs.follows(small):
                return None
            written = [
                _Written(stamp, kind, raw_id, _unpacked(text), text)
                for stamp, kind, raw_id, text in small.changes
            ]
            if len(written) > 1:
                needs.note_made(written)
            for each in written:
                if not needs.sees(each):
                    return None
                of_kind = groups.get(each.kind)
                if of_kind is None:
                    if each.kind not in RECORD_TYPES:
                        continue
                    of_kind = groups[each.kind] = {}
                of_record = of_kind.get(each.raw_id)
                if of_record is None:
                    of_kind[each.raw_id] = [each]
                else:
                    of_record.append(each)
            needs.newest[small.stamp[COUNTER_BYTES:]] = small.stamp
        if any(self._readiness.absent(kind, ids) for kind, ids in needs.records.items()):
            return None
        return groups

    # --- the records ------------------------------------------------------------------------------

    def _apply(self, kind: str, groups: dict[bytes, list[_Written]]) -> None:
        made = {raw_id: each for raw_id, each in groups.items() if each[0].data.get("c")}
        new = [(raw_id, outcome) for raw_id, each in made.items() if (outcome := _outcome(each, None))]
        if not self._insert(kind, new):
            new = []
        done = {raw_id for raw_id, _outcome_ in new}
        rest = {raw_id: each for raw_id, each in groups.items() if raw_id not in done}
        known = self._known(kind, rest)
        outcomes = {raw_id: _outcome(each, known.get(raw_id)) for raw_id, each in rest.items()}
        self._insert(
            kind,
            [(raw_id, outcome) for raw_id, outcome in outcomes.items() if outcome and raw_id not in known],
        )
        self._update(
            kind, [(raw_id, outcome) for raw_id, outcome in outcomes.items() if outcome and raw_id in known]
        )
        for raw_id, outcome in outcomes.items():
            for each in rest[raw_id] if outcome is None else ():
                self._registers.apply(*decode_change(kind, each.raw_id, each.text), each.stamp)

    def _known(self, kind: str, ids: Iterable[bytes]) -> dict[bytes, Heads]:
        """The heads of the records that are there."""
        known: dict[bytes, Heads] = {}
        for marks, chunk in chunks(ids):
            rows = self._sql(f"SELECT id, created_stamp FROM {quoted(kind)} WHERE id IN ({marks})", chunk)
            known |= heads_among(self._sql, {bytes(row[0]): bytes(row[1]) for row in rows.fetchall()})
        return known

    def _insert(self, kind: str, records: Sequence[tuple[bytes, _Outcome]]) -> bool:
        """Insert new records; False, and nothing is done, if one of them is there."""
        if not records:
            return True
        makers = logged_rows_of(kind)
        last = self._sql(f"SELECT coalesce(max(seq), 0) FROM {quoted(kind)}").scalar() or 0
        statements: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
        for number, (raw_id, outcome) in enumerate(records, last + 1):
            values = outcome.values
            if outcome.sequence and kind == "event":
                values["sequence"] = outcome.sequence
            maker = makers.maker(tuple(values))
            statements[maker.sql].append(maker.row(number, raw_id, values, outcome.created, outcome.last))
        inserted = sum(
            self._sql(f"{sql} ON CONFLICT(id) DO NOTHING", rows).rowcount for sql, rows in statements.items()
        )
        if inserted != len(records):
            self._sql(f"DELETE FROM {quoted(kind)} WHERE seq>?", (last,))
            return False
        self._put_stamps(records)
        self._registers.created += len(records)
        if kind in SEARCHED:
            for number, (_raw_id, outcome) in enumerate(records, last + 1):
                self._index.put_folded(kind, number, *folded_texts(kind, outcome.values.get))
        return True

    def _update(self, kind: str, records: Sequence[tuple[bytes, _Outcome]]) -> None:
        if not records:
            return
        self._registers.remember(kind, [raw_id for raw_id, _outcome in records])
        record_type, mapper = RECORD_TYPES[kind], mapper_of(kind)
        statements: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
        for raw_id, outcome in records:
            values = {name: from_json(record_type, name, value) for name, value in outcome.values.items()}
            sql, parameters = mapper.update(values, UUID(bytes=raw_id), outcome.last)
            if outcome.sequence and kind == "event":
                sql = sql.replace(" SET ", " SET sequence=max(sequence, ?), ", 1)
                parameters = outcome.sequence, *parameters
            statements[sql].append(parameters)
        for sql, rows in statements.items():
            self._sql(sql, rows)
        self._put_stamps(records)
        self._registers.touched.update((kind, raw_id) for raw_id, _outcome in records)

    def _put_stamps(self, records: Iterable[tuple[bytes, _Outcome]]) -> None:
        rows = [
            (raw_id, name, outcome.winners[name])
            for raw_id, outcome in records
            if outcome.winners
            for name in outcome.values
            if name in outcome.winners
        ]
        if rows:
            self._sql(PUT_STAMP, rows)


@cache
def _references(kind: str) -> tuple[tuple[str, str], ...]:
    """(field, kind that it refers to)."""
    infos = fields_of(RECORD_TYPES[kind]).values()
    return tuple((info.name, info.refers_to) for info in infos if info.refers_to is not None)


class _Needs:
    """What ChangeSets need that come one after the other; `records` by kind are not among them."""

    def __init__(self, newest: dict[bytes, bytes]) -> None:
        """`newest` stamp of each replica; who takes a ChangeSet enters it."""
        self.newest = newest
        self.records: dict[str, set[bytes]] = defaultdict(set)
        self._made: dict[str, set[bytes]] = defaultdict(set)
        self._here = {_SHIPPED.hex()}

    def follows(self, small: SmallSet) -> bool:
        """Whether it is new, and what its own row names is here."""
        before = self.newest.get(small.stamp[COUNTER_BYTES:], b"")
        if small.stamp <= before:
            return False
        previous, undoes = small.previous, small.undoes
        return (previous is None or previous == before or self._is_here(previous)) and (
            undoes is None or self._is_here(undoes)
        )

    def note_made(self, written: Iterable[_Written]) -> None:
        """Must be called before the changes of a ChangeSet are looked at that may refer to each other."""
        for each in written:
            if each.data.get("c"):
                self._made[each.kind].add(each.raw_id)

    def sees(self, each: _Written) -> bool:
        """Whether all changes that it names are here; the records that it needs are entered."""
        kind, data = each.kind, each.data
        fields = data["f"]
        here = self._here
        for _before, _after, over in fields.values():
            for text in over or ():
                if text not in here and not self._enter(text):
                    return False
        for text in data.get("s", ()):
            if text not in self._here and not self._enter(text):
                return False
        if kind not in RECORD_TYPES:
            return True
        if data.get("c"):
            self._made[kind].add(each.raw_id)
        elif each.raw_id not in self._made[kind]:
            self.records[kind].add(each.raw_id)
        for name, target in _references(kind):
            written = fields.get(name)
            if written is not None and written[1] is not None:
                raw_id = _raw_id(written[1])
                if raw_id not in self._made[target]:
                    self.records[target].add(raw_id)
        return True

    def _enter(self, text: str) -> bool:
        is_here = self._is_here(bytes.fromhex(text))
        if is_here:
            self._here.add(text)
        return is_here

    def _is_here(self, stamp: bytes) -> bool:
        return stamp <= self.newest.get(stamp[COUNTER_BYTES:], b"") or stamp == _SHIPPED


def _unpacked(text: str) -> Any:
    """As json.loads, in half the time where nothing stands around the value."""
    try:
        value, end = _READ_JSON(text)
    except ValueError:
        return json.loads(text)
    return value if end == len(text) else json.loads(text)


def _raw_id(text: str) -> bytes:
    return bytes.fromhex(text) if len(text) == _ID_DIGITS else UUID(text).bytes


@cache
def _published(kind: str) -> frozenset[str]:
    """The fields that are no registers."""
    infos = fields_of(RECORD_TYPES[kind]).values()
    return frozenset(info.name for info in infos if info.is_publication)


def _outcome(written: Sequence[_Written], present: Heads | None) -> _Outcome | None:
    """What the changes of one record come to; None if one of them has not seen what it meets.

    None too for what is rare: a record made again, a deletion, a field that is no register.
    """
    first = written[0]
    published = _published(first.kind)
    if present is None:
        fields = first.data["f"]
        if not first.data.get("c") or first.data.get("q") or DELETED_FIELD in fields:
            return None
        if published and not published.isdisjoint(fields):
            return None
        outcome = _Outcome(first.stamp, {})
        outcome.values = {name: after for name, (_before, after, _over) in fields.items()}
        if len(written) == 1:
            return outcome
        written = written[1:]
    elif present.rivals:
        return None
    else:
        outcome = _Outcome(present.created, present.winners)
    mappings = mapper_of(first.kind).mappings
    for each in written:
        if each.data.get("c"):
            return None
        outcome.sequence = max(outcome.sequence, int(each.data.get("q", 0)))
        outcome.last = max(outcome.last, each.stamp)
        for name, (_before, after, over) in each.data["f"].items():
            if name == DELETED_FIELD or name in published:
                return None
            if name not in mappings:
                continue  # a field of a newer program: kept in the log, applied after an upgrade
            if outcome.winners.get(name, outcome.created).hex() not in over:
                return None
            outcome.values[name] = after
            outcome.winners[name] = each.stamp
    return outcome
