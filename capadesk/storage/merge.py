"""The merge of another file's ChangeSets: register by register, the greater stamp wins, all else is kept.

The state of a register is a function of the ChangeSets seen: its heads are the changes that no other
seen change overwrote; the greatest head is the visible value, the others are its rivals. So neither the
order nor the number of merges matters.
"""

from __future__ import annotations

import json
from typing import Any

from capadesk.domain.change_set import DELETED_FIELD, ChangeSet, RecordChange
from capadesk.domain.record import RECORD_TYPES, Record, fields_of
from capadesk.domain.stamp import SHIPPED_STAMP, Stamp
from capadesk.services.ports import MergeResult, ProgressCallback
from capadesk.storage.change_log import ChangeLog, block_changes, dumps, encode_change
from capadesk.storage.codecs import from_json, mappings_of, to_json
from capadesk.storage.record_mapper import mapper_of, quoted
from capadesk.storage.registers import read_heads
from capadesk.storage.search_index import SEARCHED, SearchIndex


class Merger:
    """Takes ChangeSets from `other` into `own`, inside a transaction that the caller opened on `own`."""

    def __init__(self, own: Any, other: Any) -> None:
        self._own = own.exec_driver_sql
        self._other = other.exec_driver_sql
        self._own_log = ChangeLog(own)
        self._other_log = ChangeLog(other)
        self._index = SearchIndex(own)
        self._touched: set[tuple[str, bytes]] = set()
        self._created: set[tuple[str, bytes]] = set()
        self._conflicts: set[tuple[bytes, str]] = set()
        self._same = 0

    def run(self, received: str, progress: ProgressCallback | None = None) -> MergeResult:
        """Merge everything that is not seen yet; what waits for a predecessor is counted."""
        self._take_shipped()
        unseen = self._unseen()
        taken, waiting = 0, 0
        for done, (stamp, previous) in enumerate(unseen):
            if progress is not None:
                progress(done, len(unseen))
            if previous and not self._has(previous):
                waiting += 1
                continue
            self._take(stamp, previous, received)
            taken += 1
        for kind, record_id in self._touched:
            self._settle(kind, record_id)
        updated = len(self._touched - self._created)
        return MergeResult(len(self._created), updated, self._same, len(self._conflicts), waiting, taken)

    def _has(self, stamp: bytes) -> bool:
        return self._own("SELECT 1 FROM change_set WHERE stamp=?", (stamp,)).fetchone() is not None

    def _unseen(self) -> list[tuple[bytes, bytes | None]]:
        seen = {bytes(row[0]) for row in self._own("SELECT stamp FROM change_set").fetchall()}
        rows = self._other("SELECT stamp, previous FROM change_set ORDER BY stamp").fetchall()
        return [
            (bytes(stamp), bytes(previous) if previous else None)
            for stamp, previous in rows
            if bytes(stamp) not in seen
        ]

    def _take_shipped(self) -> None:
        """Shipped records of a newer program: changes may refer to them."""
        raw = SHIPPED_STAMP.to_bytes()
        for kind in RECORD_TYPES:
            mapper = mapper_of(kind)
            have = {bytes(row[0]) for row in self._own(f"SELECT id FROM {quoted(kind)}").fetchall()}
            for row in self._other(f"{mapper.select_sql} WHERE created_stamp=?", (raw,)).fetchall():
                if bytes(row[4]) not in have:
                    record = mapper.record(row)
                    result = self._own(mapper.insert_sql, mapper.insert_values(record, None, "", raw))
                    if kind in SEARCHED:
                        self._index.put(record, result.lastrowid, is_new=True)

    # --- one ChangeSet --------------------------------------------------------------------------

    def _take(self, raw: bytes, previous: bytes | None, received: str) -> None:
        stamp = Stamp.from_bytes(raw)
        entry = self._other_log.find(stamp, with_changes=False)
        if entry is None:
            return
        count = self._other("SELECT record_count FROM change_set WHERE stamp=?", (raw,)).scalar()
        rows = []
        for change, sequence in self._other_log.changes_of(stamp):
            self._apply(change, sequence, raw)
            rows.append((change.record_id.bytes, change.kind, encode_change(change, sequence or None)))
        self._own_log.write_changes(raw, rows)
        self._copy_blocks(stamp, raw)
        self._write_set(entry, previous, count, received)

    def _write_set(self, entry: ChangeSet, previous: bytes | None, count: int, received: str) -> None:
        self._own_log.write_set(entry, previous, count, received)

    def _copy_blocks(self, stamp: Stamp, raw: bytes) -> None:
        columns = "stamp, kind, operation, first_id, last_id, record_count, payload"
        for row in self._other(
            f"SELECT {columns} FROM change_block WHERE stamp=? ORDER BY number", (raw,)
        ).fetchall():
            self._own(f"INSERT INTO change_block({columns}) VALUES (?, ?, ?, ?, ?, ?, ?)", tuple(row))
        for kind, operation, payload in self._other_log.blocks_of(stamp):
            for change in block_changes(kind, operation, payload):
                self._apply(change, 0, raw)

    def _apply(self, change: RecordChange, sequence: int, stamp: bytes) -> None:
        if change.kind not in RECORD_TYPES:
            return  # kept in the log, applied after an upgrade
        mapper = mapper_of(change.kind)
        key = (change.kind, change.record_id.bytes)
        row = self._own(mapper.by_id_sql, (change.record_id.bytes,)).fetchone()
        if row is None:
            if change.is_creation:
                self._insert(change, sequence, stamp)
                self._created.add(key)
                self._touched.add(key)
            return
        self._touched.add(key)
        heads = read_heads(self._own, change.record_id.bytes, bytes(row[2]))
        record = mapper.record(row)
        before = len(self._conflicts)
        if change.is_creation:
            self._merge_creation(change, record, heads, stamp)
        else:
            for name, field in change.fields.items():
                over = {s.to_bytes() for s in field.overwrote}
                self._merge_register(change, record, heads, name, field.after, stamp, over)
        if sequence and change.kind == "event":
            self._own(
                "UPDATE event SET sequence=max(sequence, ?) WHERE id=?", (sequence, change.record_id.bytes)
            )
        self._own(
            f"UPDATE {quoted(change.kind)} SET changed_stamp=max(changed_stamp, ?) WHERE id=?",
            (stamp, change.record_id.bytes),
        )
        if change.is_creation and len(self._conflicts) == before:
            self._same += 1

    def _insert(self, change: RecordChange, sequence: int, stamp: bytes) -> None:
        record_type = RECORD_TYPES[change.kind]
        values = {name: info.default for name, info in fields_of(record_type).items()}
        for name, field in change.fields.items():
            if name in values:
                values[name] = field.after
        if sequence and "sequence" in values:
            values["sequence"] = sequence
        deleted = change.fields.get(DELETED_FIELD)
        record: Any = record_type(id=change.record_id, **values)  # type: ignore[call-arg]
        mapper = mapper_of(change.kind)
        self._own(
            mapper.insert_sql,
            mapper.insert_values(record, None, deleted.after if deleted else "", stamp),
        )

    def _merge_creation(self, change: RecordChange, record: Record, heads: Any, stamp: bytes) -> None:
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
            self._own(
                f"UPDATE {quoted(change.kind)} SET created_stamp=? WHERE id=?",
                (stamp, change.record_id.bytes),
            )

    def _merge_register(
        self,
        change: RecordChange,
        record: Record,
        heads: Any,
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
        remaining = {s: None for s in heads.rivals.get(name, ()) if s not in over}
        for gone in set(heads.rivals.get(name, ())) & over:
            self._own("DELETE FROM rival WHERE record_id=? AND field=? AND stamp=?", (raw_id, name, gone))
        if present not in over:
            remaining[present] = present_value
        winner = max([stamp, *remaining])
        if winner == stamp:
            if present not in over and present != stamp:
                self._keep_rival(change, name, present, present_value, differs=present_value != value)
            self._set(change, name, value, stamp, is_base=present == heads.created)
        else:
            if winner != present:
                self._promote(change, name, winner)
            self._keep_rival(change, name, stamp, value, differs=value != present_value)

    def _value_of(self, change: RecordChange, record: Record, name: str, stamp: bytes) -> Any:
        if name != DELETED_FIELD:
            return getattr(record, name)
        found = self._own_log.change_to(Stamp.from_bytes(stamp), change.kind, change.record_id)
        field = found.fields.get(DELETED_FIELD) if found else None
        return field.after if field else ""

    def _promote(self, change: RecordChange, name: str, winner: bytes) -> None:
        raw_id = change.record_id.bytes
        value = self._own(
            "SELECT value FROM rival WHERE record_id=? AND field=? AND stamp=?", (raw_id, name, winner)
        ).scalar()
        self._own("DELETE FROM rival WHERE record_id=? AND field=? AND stamp=?", (raw_id, name, winner))
        record_type = RECORD_TYPES[change.kind]
        self._set(change, name, from_json(record_type, name, json.loads(value)), winner, is_base=False)

    def _set(self, change: RecordChange, name: str, value: Any, stamp: bytes, *, is_base: bool) -> None:
        raw_id = change.record_id.bytes
        if not (change.is_creation and is_base):
            self._own(
                "INSERT INTO field_stamp(record_id, field, stamp) VALUES (?, ?, ?)"
                " ON CONFLICT(record_id, field) DO UPDATE SET stamp=excluded.stamp",
                (raw_id, name, stamp),
            )
        sql, parameters = mapper_of(change.kind).update({name: value}, change.record_id, stamp)
        self._own(sql, parameters)

    def _keep_rival(
        self, change: RecordChange, name: str, stamp: bytes, value: Any, *, differs: bool
    ) -> None:
        stored = dumps(to_json(RECORD_TYPES[change.kind], name, value))
        self._own(
            "INSERT INTO rival(record_id, field, stamp, kind, value) VALUES (?, ?, ?, ?, ?)"
            " ON CONFLICT(record_id, field, stamp) DO NOTHING",
            (change.record_id.bytes, name, stamp, change.kind, stored),
        )
        if differs:
            self._conflicts.add((change.record_id.bytes, name))

    # --- afterwards -----------------------------------------------------------------------------

    def _settle(self, kind: str, record_id: bytes) -> None:
        """Decide whether the record is deleted, and bring the search index up to date."""
        mapper = mapper_of(kind)
        row = self._own(mapper.by_id_sql, (record_id,)).fetchone()
        if row is None:
            return
        record = mapper.record(row)
        deleted = self._effective_deletion(kind, record, bytes(row[2]))
        if deleted != row[1]:
            self._own(f"UPDATE {quoted(kind)} SET deleted=? WHERE id=?", (deleted, record_id))
        if kind in SEARCHED:
            self._index.remove(kind, row[0])
            if not deleted:
                self._index.put(record, row[0], is_new=True)

    def _effective_deletion(self, kind: str, record: Record, created: bytes) -> str:
        """The register `deleted`, unless a change that the deleter had not seen keeps the record."""
        heads = read_heads(self._own, record.id.bytes, created)
        raw = heads.winners.get(DELETED_FIELD, created)
        change = self._own_log.change_to(Stamp.from_bytes(raw), kind, record.id)
        field = change.fields.get(DELETED_FIELD) if change else None
        if change is None or field is None or not field.after:
            return ""
        # What the deleting change itself wrote on other fields, as an undo does, it has seen as well.
        seen = {*(change.saw or field.overwrote), Stamp.from_bytes(raw)}
        return str(field.after) if set(heads.seen()) <= seen else ""
