"""A merge is taken out again: its ChangeSets leave, and records become what they are without them."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from capadesk.domain.change_set import RecordChange
from capadesk.domain.errors import UserError
from capadesk.domain.record import RECORD_TYPES, fields_of
from capadesk.domain.stamp import SHIPPED_STAMP, Stamp
from capadesk.services.ports import LoggedBlock, ProgressCallback
from capadesk.storage.database.record_mapper import quoted
from capadesk.storage.log.change_block import CREATE
from capadesk.storage.log.change_log import ChangeLog
from capadesk.storage.log.logged_sets import logged_set
from capadesk.storage.log.register_replay import RegisterReplay
from capadesk.storage.merging.block_merge import references_in
from capadesk.storage.merging.merge import Merger
from capadesk.storage.merging.merge_list import MergeRow
from capadesk.storage.merging.readiness import Unpacked
from capadesk.storage.merging.register_merge import RecordKey
from capadesk.storage.merging.waiting_sets import WaitingSets
from capadesk.storage.reading.search_index import SEARCHED, SearchIndex

_NAMED_AT_MOST = 20
_IDS_AT_ONCE = 500
_STEP = 100


class _Later(NamedTuple):
    """What a ChangeSet that came after the merge builds on, and what it makes."""

    stamps: set[Stamp]
    needs: set[RecordKey]
    makes: set[RecordKey]
    touches: set[RecordKey]


class MergeRemoval:
    """Takes one merge out, inside a transaction that the caller opened."""

    def __init__(self, connection: Any, progress: ProgressCallback | None = None) -> None:
        self._connection = connection
        self._sql = connection.exec_driver_sql
        self._log = ChangeLog(connection)
        self._index = SearchIndex(connection)
        self._waiting = WaitingSets(connection)
        self._progress = progress
        self._gone: set[Stamp] = set()
        self._touched: set[RecordKey] = set()
        self._makers: dict[RecordKey, set[Stamp]] = defaultdict(set)
        self._unsure: set[RecordKey] = set()
        self._again = 0
        self._reasons: list[tuple[str, str, dict[str, Any]]] = []

    def run(self, row: MergeRow) -> int:
        """Take it out; UserError `merge_needed` with `reasons`, and the caller rolls back.

        How many creations of what waited meet records that are there already.
        """
        self._again = row.again
        arrivals = self._sql(
            "SELECT arrival, stamp FROM change_set WHERE received=? ORDER BY arrival", (row.received,)
        ).fetchall()
        own = [bytes(stamp) for _arrival, stamp in arrivals]
        for raw in own:
            self._leave(Stamp.from_bytes(raw), _parts(self._unpacked(raw)))
        self._find_other_makers()
        moved = self._find_dependents(arrivals[0][0] if arrivals else 0)
        if self._reasons:
            count, reasons = len(self._reasons), self._reasons[:_NAMED_AT_MOST]
            raise UserError("merge_needed", name=row.name, count=count, reasons=reasons)
        for raw, received in moved:
            self._waiting.add(logged_set(self._sql, raw), received)
        self._waiting.drop_of(row.received)
        vanishing = {key for key in self._touched if self._is_made_by_the_gone(key)}
        replay = RegisterReplay(self._connection, self._gone)
        replay.prepare(self._touched - vanishing)
        self._remove_from_log([*own, *(raw for raw, _received in moved)])
        self._remove_records(vanishing)
        replay.run(self._report)
        merger = Merger(self._connection)
        merger.touch(replay.records)
        merger.release()
        merger.settle()
        return merger.again

    @property
    def kinds(self) -> Counter[str]:
        """How many records were touched, by kind."""
        return Counter(kind for kind, _raw_id in self._touched)

    # --- what goes ------------------------------------------------------------------------------

    def _unpacked(self, raw: bytes) -> Unpacked:
        return Unpacked.of(logged_set(self._sql, raw))

    def _leave(self, stamp: Stamp, parts: _Later) -> None:
        self._gone.add(stamp)
        self._touched |= parts.touches
        for key in parts.makes:
            self._makers[key].add(stamp)
        self._unsure |= parts.makes

    def _is_made_by_the_gone(self, key: RecordKey) -> bool:
        makers = self._makers.get(key)
        return makers is not None and key not in self._unsure and makers <= self._gone

    def _find_other_makers(self) -> None:
        """Derived ids are made on several desks: whoever else made the records whose makers left."""
        unsure = [key for key in self._unsure if _is_derived(key[1])] if self._again else []
        self._unsure.clear()
        for key in unsure:
            for stamp, text in self._sql(
                "SELECT stamp, payload FROM change WHERE record_id=?", (key[1],)
            ).fetchall():
                if json.loads(text).get("c"):
                    self._makers[key].add(Stamp.from_bytes(bytes(stamp)))
        for kind in {kind for kind, _raw_id in unsure}:
            for number, raw in self._sql(
                "SELECT number, stamp FROM change_block WHERE kind=? AND operation='create'", (kind,)
            ).fetchall():
                stamp = Stamp.from_bytes(bytes(raw))
                if stamp not in self._gone:
                    self._note_makers_in_block(kind, number, stamp)

    def _note_makers_in_block(self, kind: str, number: int, stamp: Stamp) -> None:
        block = LoggedBlock(*self._log.block(number))
        for raw_id in map(bytes.fromhex, block.body["ids"]):
            if (kind, raw_id) in self._makers:
                self._makers[kind, raw_id].add(stamp)

    def _find_dependents(self, first_arrival: int) -> list[tuple[bytes, str]]:
        """(stamp, merge) of received ChangeSets that have to wait; own ones become reasons to refuse."""
        later = [
            (bytes(stamp), received)
            for stamp, received in self._sql(
                "SELECT stamp, received FROM change_set WHERE arrival>? ORDER BY arrival", (first_arrival,)
            ).fetchall()
            if Stamp.from_bytes(bytes(stamp)) not in self._gone
        ]
        moved: list[tuple[bytes, str]] = []
        is_more = True
        while is_more:
            staying = []
            for raw, received in later:
                parts = _parts(self._unpacked(raw))
                if not self._depends(parts):
                    staying.append((raw, received))
                    continue
                if not received:
                    self._refuse(raw)
                else:
                    moved.append((raw, received))
                self._leave(Stamp.from_bytes(raw), parts)
            self._find_other_makers()
            is_more = len(staying) < len(later) and not self._reasons
            later = staying
        return moved

    def _depends(self, parts: _Later) -> bool:
        return not parts.stamps.isdisjoint(self._gone) or any(
            self._is_made_by_the_gone(key) for key in parts.needs
        )

    def _refuse(self, raw: bytes) -> None:
        entry = self._log.find(Stamp.from_bytes(raw), with_changes=False)
        if entry is not None:
            self._reasons.append((entry.id, entry.label, dict(entry.label_data)))

    # --- removing -------------------------------------------------------------------------------

    def _remove_from_log(self, stamps: Sequence[bytes]) -> None:
        for table in ("change_set", "change", "change_block"):
            if stamps:
                self._sql(f"DELETE FROM {table} WHERE stamp=?", [(raw,) for raw in stamps])

    def _remove_records(self, keys: Iterable[RecordKey]) -> None:
        by_kind: dict[str, list[bytes]] = defaultdict(list)
        for kind, raw_id in keys:
            by_kind[kind].append(raw_id)
        for kind, ids in by_kind.items():
            for start in range(0, len(ids), _IDS_AT_ONCE):
                chunk = ids[start : start + _IDS_AT_ONCE]
                self._report(start)
                if kind in SEARCHED:
                    self._remove_from_index(kind, chunk)
                rows = [(raw_id,) for raw_id in chunk]
                for table in ("field_stamp", "rival"):
                    self._sql(f"DELETE FROM {table} WHERE record_id=?", rows)
                self._sql(f"DELETE FROM {quoted(kind)} WHERE id=?", rows)

    def _remove_from_index(self, kind: str, ids: Sequence[bytes]) -> None:
        marks = ",".join("?" * len(ids))
        rows = self._sql(f"SELECT seq FROM {quoted(kind)} WHERE id IN ({marks})", tuple(ids)).fetchall()
        for row in rows:
            self._index.remove(kind, row[0])

    def _report(self, done: int) -> None:
        if self._progress is not None and done % _STEP == 0:
            self._progress(min(done, len(self._touched)), len(self._touched))


def _parts(unpacked: Unpacked) -> _Later:
    entry = unpacked.entry
    found = _Later({s for s in (entry.previous, entry.undoes) if s is not None}, set(), set(), set())
    for change, _sequence in unpacked.changes:
        _add_parts(change, found)
    for kind, operation, body in unpacked.blocks():
        if kind not in RECORD_TYPES:
            continue
        keys = {(kind, bytes.fromhex(text)) for text in body["ids"]}
        found.touches.update(keys)
        if operation == CREATE:
            found.makes.update(keys)
            for target, ids in references_in(kind, body):
                found.needs.update((target, raw_id) for raw_id in ids)
        else:
            found.needs.update(keys)
            found.stamps.update((Stamp.parse(body["over"]), Stamp.parse(body.get("saw", body["over"]))))
    found.needs.difference_update(found.makes)
    found.stamps.discard(SHIPPED_STAMP)
    return found


def _add_parts(change: RecordChange, found: _Later) -> None:
    found.stamps.update(change.saw)
    for field in change.fields.values():
        found.stamps.update(field.overwrote)
    if change.kind not in RECORD_TYPES:
        return
    key = (change.kind, change.record_id.bytes)
    found.touches.add(key)
    (found.makes if change.is_creation else found.needs).add(key)
    for name, info in fields_of(RECORD_TYPES[change.kind]).items():
        written = change.fields.get(name)
        if info.refers_to is not None and written is not None and written.after is not None:
            found.needs.add((info.refers_to, written.after.bytes))


def _is_derived(raw_id: bytes) -> bool:
    return UUID(bytes=raw_id).version != 7
