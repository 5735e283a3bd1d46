"""One received change meets one record: register by register the greater stamp wins, all else is kept.

The state of a register is a function of the ChangeSets seen: its heads are the changes that no other
seen change overwrote; the greatest head is the visible value, the others are its rivals. So neither the
order nor the number of merges matters.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from capadesk.domain.change_set import DELETED_FIELD, RecordChange
from capadesk.domain.record import RECORD_TYPES, Record, fields_of
from capadesk.domain.stamp import Stamp
from capadesk.services.ports.changes import Step, no_step
from capadesk.storage.database.codecs import from_json, mappings_of, to_json
from capadesk.storage.database.record_mapper import chunks, mapper_of, quoted
from capadesk.storage.log.change_log import ChangeLog, dumps
from capadesk.storage.log.registers import Heads, read_heads
from capadesk.storage.merging.deferred_index import DeferredIndex
from capadesk.storage.reading.search_index import SEARCHED

_IDS_AT_ONCE = 500
_CHANGES_A_STEP = 50

RecordKey = tuple[str, bytes]
"""The kind and the id of a record."""


class RegisterMerge:
    """Applies received changes to single records; `touched` must be settled afterwards."""

    def __init__(self, connection: Any, log: ChangeLog) -> None:
        self._sql = connection.exec_driver_sql
        self._log = log
        self.touched: set[RecordKey] = set()
        self.conflicts: set[tuple[bytes, str]] = set()
        self.created = 0
        self.same = 0
        self.again = 0
        """Creations of records that were there already."""
        self.before: dict[RecordKey, tuple[Record, str]] | None = None
        """Records that were here and changed, as they were, with `deleted`; only if somebody asks."""
        self._last_seqs: dict[str, int] = {}

    def note(self, kind: str) -> None:
        """Must be called before records of a kind come: what is there now is not new."""
        if kind not in self._last_seqs and kind in RECORD_TYPES:
            sql = f"SELECT coalesce(max(seq), 0) FROM {quoted(kind)}"
            self._last_seqs[kind] = self._sql(sql).scalar() or 0

    def open_conflicts(self) -> int:
        """How many fields contradict since this merge; what came settled is not among them."""
        statement = "SELECT 1 FROM rival WHERE record_id=? AND field=? LIMIT 1"
        return sum(self._sql(statement, key).fetchone() is not None for key in self.conflicts)

    def updated(self) -> int:
        """How many of the touched records are not new."""
        count = 0
        by_kind: dict[str, list[bytes]] = {}
        for kind, raw_id in self.touched:
            by_kind.setdefault(kind, []).append(raw_id)
        for kind, ids in by_kind.items():
            last = self._last_seqs.get(kind, 0)
            # Those whose ids are nowhere count as well, as in a merge that has taken them out.
            count += len(ids) - self._count_new(kind, ids, last)
        return count

    def _count_new(self, kind: str, ids: Sequence[bytes], last: int) -> int:
        count = 0
        for marks, chunk in chunks(ids):
            sql = f"SELECT count(*) FROM {quoted(kind)} WHERE seq>? AND id IN ({marks})"
            count += self._sql(sql, (last, *chunk)).scalar()
        return count

    def remember(self, kind: str, ids: Sequence[bytes]) -> None:
        """Keep records that are about to change as they are, where somebody asks for it."""
        if self.before is None:
            return
        mapper = mapper_of(kind)
        for marks, chunk in chunks([raw_id for raw_id in ids if (kind, raw_id) not in self.before]):
            for row in self._sql(f"{mapper.select_sql} WHERE id IN ({marks})", chunk).fetchall():
                if row[0] <= self._last_seqs[kind]:
                    self.before[kind, bytes(row[4])] = mapper.record(row), row[1]

    def apply_all(
        self,
        changes: Sequence[tuple[RecordChange, int]],
        stamp: bytes,
        index: DeferredIndex,
        step: Step = no_step,
    ) -> None:
        """Bring the changes of a ChangeSet (with their SEQUENCE) in: records that are new here at once."""
        creations: dict[str, list[RecordChange]] = {}
        others = []
        for change, sequence in changes:
            is_plain = change.is_creation and not sequence and DELETED_FIELD not in change.fields
            if is_plain and change.kind in RECORD_TYPES:
                creations.setdefault(change.kind, []).append(change)
            else:
                others.append((change, sequence))
        for kind, group in creations.items():
            known = known_ids(self._sql, kind, [change.record_id.bytes for change in group])
            new = [change for change in group if change.record_id.bytes not in known]
            for start in range(0, len(new), _IDS_AT_ONCE):
                step()
                self._insert_all(kind, new[start : start + _IDS_AT_ONCE], stamp, index)
            others.extend((change, 0) for change in group if change.record_id.bytes in known)
        for number, (change, sequence) in enumerate(others):
            if number % _CHANGES_A_STEP == 0:
                step()
            self.apply(change, sequence, stamp)

    def _insert_all(
        self, kind: str, creations: Sequence[RecordChange], stamp: bytes, index: DeferredIndex
    ) -> None:
        if not creations:
            return
        mapper = mapper_of(kind)
        last = self._sql(f"SELECT coalesce(max(seq), 0) FROM {quoted(kind)}").scalar() or 0
        numbered = [(_made(change, 0), seq) for seq, change in enumerate(creations, last + 1)]
        rows = [mapper.insert_values(record, seq, "", stamp) for record, seq in numbered]
        self._sql(mapper.insert_sql, rows)
        if kind in SEARCHED:
            index.put_many(numbered)
        self.created += len(rows)

    def apply(self, change: RecordChange, sequence: int, stamp: bytes) -> None:
        """Bring one change into its record; unknown kinds are left to the log."""
        if change.kind not in RECORD_TYPES:
            return
        mapper = mapper_of(change.kind)
        raw_id = change.record_id.bytes
        row = self._sql(mapper.by_id_sql, (raw_id,)).fetchone()
        if row is None:
            if change.is_creation:
                self._insert(change, sequence, stamp)
                self.created += 1
                self.touched.add((change.kind, raw_id))
            return
        self.touched.add((change.kind, raw_id))
        heads = read_heads(self._sql, raw_id, bytes(row[2]))
        record = mapper.record(row)
        if self.before is not None and row[0] <= self._last_seqs[change.kind]:
            self.before.setdefault((change.kind, raw_id), (record, row[1]))
        before = len(self.conflicts)
        if change.is_creation:
            self.again += 1
            self._merge_creation(change, record, heads, stamp)
        else:
            for name, field in change.fields.items():
                over = {s.to_bytes() for s in field.overwrote}
                self._merge_register(change, record, heads, name, field.after, stamp, over)
        if sequence and change.kind == "event":
            self._sql("UPDATE event SET sequence=max(sequence, ?) WHERE id=?", (sequence, raw_id))
        self._sql(
            f"UPDATE {quoted(change.kind)} SET changed_stamp=max(changed_stamp, ?) WHERE id=?",
            (stamp, raw_id),
        )
        if change.is_creation and len(self.conflicts) == before:
            self.same += 1

    def _insert(self, change: RecordChange, sequence: int, stamp: bytes) -> None:
        deleted = change.fields.get(DELETED_FIELD)
        mapper = mapper_of(change.kind)
        values = mapper.insert_values(_made(change, sequence), None, deleted.after if deleted else "", stamp)
        self._sql(mapper.insert_sql, values)

    def _merge_creation(self, change: RecordChange, record: Record, heads: Heads, stamp: bytes) -> None:
        """The same derived id was made here too: every field not changed since stands at its creation."""
        record_type = RECORD_TYPES[change.kind]
        for name, info in fields_of(record_type).items():
            if info.is_publication:
                continue
            field = change.fields.get(name)
            after = field.after if field else info.default
            self._merge_register(change, record, heads, name, after, stamp, set())
        deleted = change.fields.get(DELETED_FIELD)
        after = deleted.after if deleted else ""
        self._merge_register(change, record, heads, DELETED_FIELD, after, stamp, set())
        if stamp > heads.created:
            # Registers without a stamp of their own stood at the older creation, which has just lost.
            self._sql(
                f"UPDATE {quoted(change.kind)} SET created_stamp=? WHERE id=?",
                (stamp, change.record_id.bytes),
            )

    def _merge_register(
        self,
        change: RecordChange,
        record: Record,
        heads: Heads,
        name: str,
        value: Any,
        stamp: bytes,
        over: set[bytes],
    ) -> None:
        record_type = RECORD_TYPES[change.kind]
        if name != DELETED_FIELD and name not in mappings_of(record_type):
            return  # a field of a newer program: kept in the log, applied after an upgrade
        raw_id = change.record_id.bytes
        present = heads.winners.get(name, heads.created)
        present_value = self._value_of(change, record, name, present)
        remaining = {s for s in heads.rivals.get(name, ()) if s not in over}
        for gone in set(heads.rivals.get(name, ())) & over:
            self._sql("DELETE FROM rival WHERE record_id=? AND field=? AND stamp=?", (raw_id, name, gone))
        if present not in over:
            remaining.add(present)
        winner = max([stamp, *remaining])
        if winner == stamp:
            if present not in over and present != stamp:
                self._keep_rival(change, name, present, present_value, differs=present_value != value)
            self._set(change, name, value, stamp)
        else:
            if winner != present:
                self._promote(change, name, winner)
            self._keep_rival(change, name, stamp, value, differs=value != present_value)

    def _value_of(self, change: RecordChange, record: Record, name: str, stamp: bytes) -> Any:
        if name != DELETED_FIELD:
            return getattr(record, name)
        found = self._log.change_to(Stamp.from_bytes(stamp), change.kind, change.record_id)
        field = found.fields.get(DELETED_FIELD) if found else None
        return field.after if field else ""

    def _promote(self, change: RecordChange, name: str, winner: bytes) -> None:
        raw_id = change.record_id.bytes
        value = self._sql(
            "SELECT value FROM rival WHERE record_id=? AND field=? AND stamp=?", (raw_id, name, winner)
        ).scalar()
        self._sql("DELETE FROM rival WHERE record_id=? AND field=? AND stamp=?", (raw_id, name, winner))
        record_type = RECORD_TYPES[change.kind]
        self._set(change, name, from_json(record_type, name, json.loads(value)), winner)

    def _set(self, change: RecordChange, name: str, value: Any, stamp: bytes) -> None:
        raw_id = change.record_id.bytes
        if change.is_creation:
            # A creation that wins is the greatest one, and that is what a register without a stamp stands at.
            self._sql("DELETE FROM field_stamp WHERE record_id=? AND field=?", (raw_id, name))
        else:
            self._sql(
                "INSERT INTO field_stamp(record_id, field, stamp) VALUES (?, ?, ?)"
                " ON CONFLICT(record_id, field) DO UPDATE SET stamp=excluded.stamp",
                (raw_id, name, stamp),
            )
        sql, parameters = mapper_of(change.kind).update({name: value}, change.record_id, stamp)
        self._sql(sql, parameters)

    def _keep_rival(
        self, change: RecordChange, name: str, stamp: bytes, value: Any, *, differs: bool
    ) -> None:
        stored = dumps(to_json(RECORD_TYPES[change.kind], name, value))
        self._sql(
            "INSERT INTO rival(record_id, field, stamp, kind, value) VALUES (?, ?, ?, ?, ?)"
            " ON CONFLICT(record_id, field, stamp) DO NOTHING",
            (change.record_id.bytes, name, stamp, change.kind, stored),
        )
        if differs:
            self.conflicts.add((change.record_id.bytes, name))


def _made(change: RecordChange, sequence: int) -> Record:
    """The record as a creation made it."""
    record_type = RECORD_TYPES[change.kind]
    values = {name: info.default for name, info in fields_of(record_type).items()}
    for name, field in change.fields.items():
        if name in values:
            values[name] = field.after
    if sequence and "sequence" in values:
        values["sequence"] = sequence
    record: Record = record_type(id=change.record_id, **values)  # type: ignore[call-arg]
    return record


def known_ids(sql: Any, kind: str, ids: Sequence[bytes], last_seq: int | None = None) -> set[bytes]:
    """Which of the ids a table has, deleted records' too; with `last_seq` only among the rows up to it."""
    condition, more = ("seq<=? AND ", (last_seq,)) if last_seq is not None else ("", ())
    found: set[bytes] = set()
    for start in range(0, len(ids), _IDS_AT_ONCE):
        chunk = tuple(ids[start : start + _IDS_AT_ONCE])
        marks = ",".join("?" * len(chunk))
        rows = sql(f"SELECT id FROM {quoted(kind)} WHERE {condition}id IN ({marks})", (*more, *chunk))
        found.update(bytes(row[0]) for row in rows.fetchall())
    return found
