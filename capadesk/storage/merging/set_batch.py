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
from capadesk.storage.log.registers import PUT_STAMP, Heads, heads_among
from capadesk.storage.merging.deferred_index import DeferredIndex
from capadesk.storage.merging.readiness import Readiness
from capadesk.storage.merging.register_merge import RecordKey, RegisterMerge
from capadesk.storage.reading.search_index import SEARCHED, folded_texts

_SETS_AT_MOST = 1_000
_CHANGES_AT_MOST = 2_000
_CHANGES_OF_ONE = 50
_CHARACTERS_AT_MOST = 4_000_000
_ID_DIGITS = 32
_SHIPPED = SHIPPED_STAMP.to_bytes()


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
        if entry.blocks or len(entry.changes) > _CHANGES_OF_ONE:
            return False
        self.entries.append(entry)
        self._changes += len(entry.changes)
        self._characters += sum(len(change.payload) for change in entry.changes)
        return True

    @property
    def is_full(self) -> bool:
        """Whether it is time to `take`."""
        return (
            len(self.entries) >= _SETS_AT_MOST
            or self._changes >= _CHANGES_AT_MOST
            or self._characters >= _CHARACTERS_AT_MOST
        )

    def emptied(self) -> list[LoggedSet]:
        """What was gathered, to begin anew."""
        entries, self.entries = self.entries, []
        self._changes = self._characters = 0
        return entries

    def take(self, entries: Sequence[LoggedSet], received: str) -> bool:
        """Apply them and enter them into the log; False, and nothing is done, if one of them has to wait."""
        unpacked = [
            [
                _Written(raw, change.kind, change.record_id.bytes, json.loads(change.payload), change.payload)
                for change in entry.changes
            ]
            for entry in entries
            for raw in (entry.stamp.to_bytes(),)
        ]
        if not self._are_ready(entries, unpacked):
            return False
        groups: dict[str, dict[bytes, list[_Written]]] = defaultdict(dict)
        for entry, changes in zip(entries, unpacked, strict=True):
            self._log.write_logged(entry, received)
            for written in changes:
                self._registers.note(written.kind)
                if written.kind in RECORD_TYPES:
                    groups[written.kind].setdefault(written.raw_id, []).append(written)
        for kind, of_kind in groups.items():
            self._apply(kind, of_kind)
        return True

    # --- whether they can be applied --------------------------------------------------------------

    def _are_ready(self, entries: Sequence[LoggedSet], unpacked: Sequence[Sequence[_Written]]) -> bool:
        """As `Readiness.missing` for each of them after those before it."""
        newest = {replica: stamp.to_bytes() for replica, stamp in self._readiness.frontier.items()}
        made: set[RecordKey] = set()
        needed: dict[str, set[bytes]] = defaultdict(set)
        for entry, changes in zip(entries, unpacked, strict=True):
            raw = entry.stamp.to_bytes()
            stamps = [stamp.to_bytes() for stamp in (entry.previous, entry.undoes) if stamp is not None]
            made.update((each.kind, each.raw_id) for each in changes if each.data.get("c"))
            for each in changes:
                stamps += map(bytes.fromhex, each.data.get("s", ()))
                for _before, _after, over in each.data["f"].values():
                    stamps += map(bytes.fromhex, over)
                _note_needed(each, made, needed)
            if raw <= newest.get(entry.stamp.replica, b""):
                return False
            for stamp in stamps:
                if stamp > newest.get(stamp[COUNTER_BYTES:], b"") and stamp != _SHIPPED:
                    return False
            newest[entry.stamp.replica] = raw
        return not any(self._readiness.absent(kind, ids) for kind, ids in needed.items())

    # --- the records ------------------------------------------------------------------------------

    def _apply(self, kind: str, groups: dict[bytes, list[_Written]]) -> None:
        known = self._known(kind, groups)
        new: list[tuple[bytes, _Outcome]] = []
        old: list[tuple[bytes, _Outcome]] = []
        single: list[_Written] = []
        for raw_id, written in groups.items():
            present = known.get(raw_id)
            outcome = _outcome(written, present)
            if outcome is None:
                single += written
            elif present is None:
                new.append((raw_id, outcome))
            else:
                old.append((raw_id, outcome))
        self._insert(kind, new)
        self._update(kind, old)
        for each in single:
            self._registers.apply(*decode_change(kind, each.raw_id, each.text), each.stamp)

    def _known(self, kind: str, ids: Iterable[bytes]) -> dict[bytes, Heads]:
        """The heads of the records that are there."""
        known: dict[bytes, Heads] = {}
        for marks, chunk in chunks(ids):
            rows = self._sql(f"SELECT id, created_stamp FROM {quoted(kind)} WHERE id IN ({marks})", chunk)
            known |= heads_among(self._sql, {bytes(row[0]): bytes(row[1]) for row in rows.fetchall()})
        return known

    def _insert(self, kind: str, records: Sequence[tuple[bytes, _Outcome]]) -> None:
        if not records:
            return
        maker = logged_rows_of(kind)
        last = self._sql(f"SELECT coalesce(max(seq), 0) FROM {quoted(kind)}").scalar() or 0
        rows = [
            maker.row(last + number, raw_id, outcome.values, outcome.created, outcome.last)
            for number, (raw_id, outcome) in enumerate(records, 1)
        ]
        self._sql(mapper_of(kind).insert_sql, rows)
        self._put_stamps(records)
        self._put_sequences(kind, records)
        self._registers.created += len(rows)
        if kind in SEARCHED:
            for number, (_raw_id, outcome) in enumerate(records, 1):
                values = outcome.values
                texts = folded_texts(kind, lambda name: values.get(name) or "")  # noqa: B023 - asked at once
                self._index.put_folded(kind, last + number, *texts)

    def _update(self, kind: str, records: Sequence[tuple[bytes, _Outcome]]) -> None:
        if not records:
            return
        self._registers.remember(kind, [raw_id for raw_id, _outcome in records])
        record_type, mapper = RECORD_TYPES[kind], mapper_of(kind)
        statements: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
        for raw_id, outcome in records:
            values = {name: from_json(record_type, name, value) for name, value in outcome.values.items()}
            sql, parameters = mapper.update(values, UUID(bytes=raw_id), outcome.last)
            statements[sql].append(parameters)
        for sql, rows in statements.items():
            self._sql(sql, rows)
        self._put_stamps(records)
        self._put_sequences(kind, records)
        self._registers.touched.update((kind, raw_id) for raw_id, _outcome in records)

    def _put_stamps(self, records: Iterable[tuple[bytes, _Outcome]]) -> None:
        rows = [
            (raw_id, name, outcome.winners[name])
            for raw_id, outcome in records
            for name in outcome.values
            if name in outcome.winners
        ]
        if rows:
            self._sql(PUT_STAMP, rows)

    def _put_sequences(self, kind: str, records: Iterable[tuple[bytes, _Outcome]]) -> None:
        rows = [(outcome.sequence, raw_id) for raw_id, outcome in records if outcome.sequence]
        if rows and kind == "event":
            self._sql("UPDATE event SET sequence=max(sequence, ?) WHERE id=?", rows)


@cache
def _references(kind: str) -> tuple[tuple[str, str], ...]:
    """(field, kind that it refers to)."""
    infos = fields_of(RECORD_TYPES[kind]).values()
    return tuple((info.name, info.refers_to) for info in infos if info.refers_to is not None)


def _note_needed(each: _Written, made: set[RecordKey], needed: dict[str, set[bytes]]) -> None:
    if each.kind not in RECORD_TYPES:
        return
    if (each.kind, each.raw_id) not in made:
        needed[each.kind].add(each.raw_id)
    fields = each.data["f"]
    for name, target in _references(each.kind):
        if name in fields and fields[name][1] is not None:
            raw_id = _raw_id(fields[name][1])
            if (target, raw_id) not in made:
                needed[target].add(raw_id)


def _raw_id(text: str) -> bytes:
    return bytes.fromhex(text) if len(text) == _ID_DIGITS else UUID(text).bytes


def _outcome(written: Sequence[_Written], present: Heads | None) -> _Outcome | None:
    """What the changes of one record come to; None if one of them has not seen what it meets.

    None too for what is rare: a record made again, a deletion.
    """
    first = written[0]
    if present is None:
        if not first.data.get("c") or first.data.get("q") or DELETED_FIELD in first.data["f"]:
            return None
        outcome = _Outcome(first.stamp, {})
        outcome.values = {name: value[1] for name, value in first.data["f"].items()}
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
            if name == DELETED_FIELD:
                return None
            if name not in mappings:
                continue  # a field of a newer program: kept in the log, applied after an upgrade
            if outcome.winners.get(name, outcome.created).hex() not in over:
                return None
            outcome.values[name] = after
            outcome.winners[name] = each.stamp
    return outcome
