"""The change log: writing ChangeSets, and reading them back by stamp and by record."""

from __future__ import annotations

import bisect
import functools
import json
import zlib
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from capadesk.domain.change_set import ChangeRole, ChangeSet, FieldChange, RecordChange
from capadesk.domain.record import RECORD_TYPES, Record
from capadesk.domain.stamp import Stamp
from capadesk.services.ports import LoggedSet
from capadesk.services.ports.changes import Step, no_step
from capadesk.storage.database.codecs import from_json, mappings_of, to_json
from capadesk.storage.database.schema import SCHEMA_VERSION
from capadesk.storage.log.change_block import CREATE, SET, block_change, block_changes, changes_in_block
from capadesk.storage.log.log_seal import LogSeal
from capadesk.storage.log.received_rows import INTO_CHANGE, INTO_SET, LAST_ARRIVAL, ReceivedRows

if TYPE_CHECKING:
    from capadesk.storage.log.small_sets import SmallSet

BLOCK_SIZE = 1000

_IDS_AT_ONCE = 500

_INSERT_SET = f"{INTO_SET} VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1 + {LAST_ARRIVAL})"
_INSERT_CHANGE = f"{INTO_CHANGE} VALUES (?, ?, ?, ?)"
_INSERT_BLOCK = (
    "INSERT INTO change_block(stamp, kind, operation, first_id, last_id, record_count, payload)"
    " VALUES (?, ?, ?, ?, ?, ?, ?)"
)
_SET_COLUMNS = "stamp, previous, time, author, label, label_data, role, undoes, record_count, created_counts"


def dumps(value: Any) -> str:
    """Compact JSON in UTF-8."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def encode_change(change: RecordChange, sequence: int | None = None) -> str:
    """A record's change as JSON: c(reation), f(ields: [before, after, overwrote]), s(aw), q (SEQUENCE)."""
    record_type = RECORD_TYPES.get(change.kind)
    fields = {}
    for name, field in change.fields.items():
        before = to_json(record_type, name, field.before) if record_type else field.before
        after = to_json(record_type, name, field.after) if record_type else field.after
        fields[name] = [before, after, [str(stamp) for stamp in field.overwrote]]
    payload: dict[str, Any] = {"f": fields}
    if change.is_creation:
        payload["c"] = 1
    if change.saw:
        payload["s"] = [str(stamp) for stamp in change.saw]
    if sequence:
        payload["q"] = sequence
    return dumps(payload)


def decode_change(kind: str, record_id: bytes, payload: str) -> tuple[RecordChange, int]:
    """Read `encode_change` back; also the SEQUENCE that went with it (0 if none)."""
    data = json.loads(payload)
    record_type = RECORD_TYPES.get(kind)
    fields = {}
    for name, (before, after, overwrote) in data["f"].items():
        if record_type:
            before, after = from_json(record_type, name, before), from_json(record_type, name, after)
        fields[name] = FieldChange(before, after, tuple(Stamp.parse(stamp) for stamp in overwrote))
    change = RecordChange(
        kind,
        UUID(bytes=bytes(record_id)),
        fields,
        bool(data.get("c")),
        tuple(Stamp.parse(stamp) for stamp in data.get("s", ())),
    )
    return change, int(data.get("q", 0))


class ChangeLog:
    """The log's tables, seen through one connection."""

    def __init__(self, connection: Any) -> None:
        self._sql = connection.exec_driver_sql
        self._seals: dict[bytes, LogSeal] = {}
        self._received = ReceivedRows(connection)

    # --- writing --------------------------------------------------------------------------------

    def write_set(self, entry: ChangeSet, previous: bytes | None, record_count: int) -> None:
        """Write the ChangeSet's own row."""
        before = Stamp.from_bytes(previous) if previous else None
        self._sql(_INSERT_SET, self._set_row(entry, before, record_count, SCHEMA_VERSION, ""))

    def _set_row(
        self,
        entry: ChangeSet | LoggedSet,
        previous: Stamp | None,
        record_count: int,
        schema_version: int,
        received: str,
    ) -> tuple[object, ...]:
        """The parameters of `_INSERT_SET`, sealed: what the ChangeSet did must have been written."""
        raw = entry.stamp.to_bytes()
        before = previous.to_bytes() if previous else None
        undoes = entry.undoes.to_bytes() if entry.undoes else None
        label_data = dumps(dict(entry.label_data)) if entry.label_data else "{}"
        time, role = entry.time.isoformat(), entry.role.value
        counts = dumps(dict(entry.created_counts)) if entry.created_counts else ""
        texts = time, entry.author, entry.label, label_data, role
        gathered = self._seals.pop(raw, None) or LogSeal()
        seal = entry.seal if isinstance(entry, LoggedSet) else None
        seal = seal or gathered.of(
            raw, entry.stamp.replica, before, *texts, counts, undoes, record_count, schema_version
        )
        row = raw, entry.stamp.replica, before, *texts, counts, undoes, record_count, schema_version
        return *row, seal, received

    def _seal_of(self, stamp: bytes) -> LogSeal:
        return self._seals.setdefault(stamp, LogSeal())

    def _insert_block(self, stamp: bytes, *row: object) -> None:
        self._sql(_INSERT_BLOCK, (stamp, *row))
        self._seal_of(stamp).add(*row)

    def write_logged(self, entry: LoggedSet, received: str, step: Step = no_step) -> None:
        """Write a received ChangeSet with all that it did, as it stood in the log that it comes from.

        Small ones are gathered until `write_received`, or until something is read from the log.
        """
        raw = entry.stamp.to_bytes()
        seal = self._seal_of(raw) if entry.changes and entry.seal is None else None
        changes = [(raw, kind, record_id.bytes, text) for kind, record_id, text in entry.changes]
        if seal is not None:
            for _stamp, kind, raw_id, text in changes:
                seal.add_change(raw_id, kind, text)
        count = len(changes)
        for kind, operation, packed in entry.blocks:
            step()
            ids = json.loads(zlib.decompress(packed))["ids"]
            first, last = bytes.fromhex(ids[0]), bytes.fromhex(ids[-1])
            self._sql(_INSERT_BLOCK, (raw, kind, operation, first, last, len(ids), packed))
            if entry.seal is None:
                self._seal_of(raw).add(kind, operation, first, last, len(ids), packed)
            count += len(ids)
        row = self._set_row(entry, entry.previous, count, entry.schema_version, received)
        self._received.add(row, changes, sum(len(change.payload) for change in entry.changes))
        self._received.write_if_many()

    def write_small(self, sets: Sequence[SmallSet], received: str, *, are_beside: bool = False) -> None:
        """Write received ChangeSets as `write_logged` does, those from a log by the rows they have there.

        `are_beside`: they are in the log of the file that is read beside.
        """
        if are_beside and all(small.entry is None for small in sets):
            changes = sum(len(small.changes) for small in sets)
            self._received.copy([small.stamp for small in sets], changes, received)
            self._received.write_if_many()
            return
        for small in sets:
            if small.entry is None:
                characters = sum([len(change[3]) for change in small.changes])
                self._received.add((*small.row, received), small.changes, characters)
            else:
                self.write_logged(small.entry, received)
        self._received.write_if_many()

    def write_received(self) -> None:
        """Write the received ChangeSets that were gathered."""
        self._received.write()

    def write_changes(self, stamp: bytes, rows: Sequence[tuple[bytes, str, str]]) -> None:
        """Write (record id, kind, payload) of each changed record."""
        if rows:
            seal = self._seal_of(stamp)
            for row in rows:
                seal.add(*row)
        if len(rows) == 1:
            record_id, kind, payload = rows[0]
            self._sql(_INSERT_CHANGE, (stamp, kind, record_id, payload))
        elif rows:
            self._sql(
                _INSERT_CHANGE, [(stamp, kind, record_id, payload) for record_id, kind, payload in rows]
            )

    def write_created_block(self, stamp: bytes, kind: str, records: Sequence[Record]) -> None:
        """Write a block of creations: columns of values, sorted by id."""
        mappings = mappings_of(RECORD_TYPES[kind])
        columns = {
            name: [mapping.codec.to_json(getattr(record, name)) for record in records]
            for name, mapping in mappings.items()
            if not mapping.is_publication
        }
        packed = {}
        for name, values in columns.items():
            default = mappings[name].codec.to_json(mappings[name].default) if name != "id" else None
            if any(value != default for value in values):
                packed[name] = values
        ids = [record.id.bytes for record in records]
        self._write_block(stamp, kind, CREATE, ids, {"columns": packed})

    def write_set_block(
        self,
        stamp: bytes,
        kind: str,
        ids: Sequence[bytes],
        field: str,
        before: Any,
        after: Any,
        over: bytes,
        saw: bytes,
    ) -> None:
        """Write a block in which one field of many records goes from one value to another.

        `over` is the stamp that the field had, `saw` the one that all other fields have.
        """
        body = {"field": field, "before": before, "after": after, "over": over.hex(), "saw": saw.hex()}
        self._write_block(stamp, kind, SET, ids, body)

    def _write_block(
        self, stamp: bytes, kind: str, operation: str, ids: Sequence[bytes], body: dict[str, Any]
    ) -> None:
        body["ids"] = [record_id.hex() for record_id in ids]
        payload = zlib.compress(dumps(body).encode(), 1)
        self._insert_block(stamp, kind, operation, ids[0], ids[-1], len(ids), payload)

    # --- reading --------------------------------------------------------------------------------

    def find(self, stamp: Stamp, *, with_changes: bool = True) -> ChangeSet | None:
        """The ChangeSet of that stamp."""
        row = self._sql(
            f"SELECT {_SET_COLUMNS} FROM change_set WHERE stamp=?", (stamp.to_bytes(),)
        ).fetchone()
        return None if row is None else self.from_row(row, with_changes=with_changes)

    def head(self, stamp: Stamp) -> ChangeSet | None:
        """The ChangeSet of that stamp without its changes."""
        return self.find(stamp, with_changes=False)

    def from_row(self, row: Sequence[Any], *, with_changes: bool) -> ChangeSet:
        """A ChangeSet from the columns of its row."""
        stamp = Stamp.from_bytes(bytes(row[0]))
        changes = tuple(change for change, _ in self.changes_of(stamp)) if with_changes else ()
        return ChangeSet(
            stamp,
            datetime.fromisoformat(row[2]).replace(tzinfo=UTC),
            row[3],
            row[4],
            json.loads(row[5]),
            ChangeRole(row[6]),
            Stamp.from_bytes(bytes(row[7])) if row[7] else None,
            changes,
            json.loads(row[9]) if row[9] else {},
        )

    def changes_of(self, stamp: Stamp, *, with_blocks: bool = False) -> Iterator[tuple[RecordChange, int]]:
        """The record changes of a ChangeSet with their SEQUENCE; those in blocks only when asked."""
        raw = stamp.to_bytes()
        rows = self._sql("SELECT kind, record_id, payload FROM change WHERE stamp=?", (raw,)).fetchall()
        for kind, record_id, payload in rows:
            yield decode_change(kind, record_id, payload)
        if with_blocks:
            for block in self.blocks_of(stamp):
                for change in block_changes(*block):
                    yield change, 0

    def blocks_of(self, stamp: Stamp) -> list[tuple[str, str, bytes]]:
        """(kind, operation, payload) of the ChangeSet's blocks in order."""
        rows = self._sql(
            "SELECT kind, operation, payload FROM change_block WHERE stamp=? ORDER BY number",
            (stamp.to_bytes(),),
        )
        return [tuple(row) for row in rows.fetchall()]

    def block(self, number: int) -> tuple[str, str, bytes]:
        """(kind, operation, payload) of the block of that number."""
        row = self._sql(
            "SELECT kind, operation, payload FROM change_block WHERE number=?", (number,)
        ).fetchone()
        return row[0], row[1], row[2]

    def change_to(self, stamp: Stamp, kind: str, record_id: UUID) -> RecordChange | None:
        """What a ChangeSet did to one record."""
        self.write_received()
        row = self._sql(
            "SELECT kind, record_id, payload FROM change WHERE record_id=? AND stamp=?",
            (record_id.bytes, stamp.to_bytes()),
        ).fetchone()
        if row is not None:
            return decode_change(*row)[0]
        for block in self._sql(
            "SELECT kind, operation, payload FROM change_block"
            " WHERE stamp=? AND kind=? AND first_id<=? AND last_id>=?",
            (stamp.to_bytes(), kind, record_id.bytes, record_id.bytes),
        ).fetchall():
            found = block_change(record_id, *block)
            if found is not None:
                return found
        return None

    def history_of(self, kind: str, record_id: UUID) -> list[tuple[ChangeSet, RecordChange]]:
        """All ChangeSets that touched a record, newest first."""
        return self.histories_of(kind, [record_id])[record_id]

    def histories_of(
        self, kind: str, record_ids: Sequence[UUID]
    ) -> dict[UUID, list[tuple[ChangeSet, RecordChange]]]:
        """`history_of` for many records: every block is unpacked once."""
        found: dict[UUID, list[tuple[bytes, RecordChange]]] = {record_id: [] for record_id in record_ids}
        wanted = sorted(record_id.bytes for record_id in found)
        for start in range(0, len(wanted), _IDS_AT_ONCE):
            chunk = wanted[start : start + _IDS_AT_ONCE]
            marks = ",".join("?" * len(chunk))
            for stamp, *row in self._sql(
                f"SELECT stamp, kind, record_id, payload FROM change WHERE record_id IN ({marks})",
                tuple(chunk),
            ).fetchall():
                change = decode_change(*row)[0]
                found[change.record_id].append((bytes(stamp), change))
        for stamp, block_kind, operation, payload in self._blocks_with(kind, wanted):
            for record_id, change in changes_in_block(found.keys(), block_kind, operation, payload):
                found[record_id].append((stamp, change))
        entries = functools.cache(lambda stamp: self.find(Stamp.from_bytes(stamp), with_changes=False))
        return {
            record_id: [
                (entry, change)
                for stamp, change in sorted(changes, key=lambda item: item[0], reverse=True)
                if (entry := entries(stamp)) is not None
            ]
            for record_id, changes in found.items()
        }

    def _blocks_with(self, kind: str, wanted: Sequence[bytes]) -> Iterator[tuple[bytes, str, str, bytes]]:
        """(stamp, kind, operation, payload) of the blocks that may hold one of the sorted ids."""
        if not wanted:
            return
        for stamp, number, first, last in self._sql(
            "SELECT stamp, number, first_id, last_id FROM change_block"
            " WHERE kind=? AND first_id<=? AND last_id>=?",
            (kind, wanted[-1], wanted[0]),
        ).fetchall():
            position = bisect.bisect_left(wanted, bytes(first))
            if position < len(wanted) and wanted[position] <= bytes(last):
                row = self._sql(
                    "SELECT operation, payload FROM change_block WHERE number=?", (number,)
                ).fetchone()
                yield bytes(stamp), kind, row[0], row[1]
