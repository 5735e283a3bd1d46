"""The merge of another replica's ChangeSets: each is applied once, or waits for what it builds on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import Any

from capadesk.domain.record import RECORD_TYPES, Record
from capadesk.domain.stamp import COUNTER_BYTES, SHIPPED_STAMP, Stamp
from capadesk.services.ports import (
    Frontier,
    IncomingChanges,
    LoggedBlock,
    LoggedSet,
    MergeResult,
    ProgressCallback,
    WaitingSet,
)
from capadesk.services.ports.changes import Step, no_step
from capadesk.storage.log.change_log import ChangeLog
from capadesk.storage.log.checked_changes import CheckedChanges
from capadesk.storage.log.logged_sets import frontier_of, logged_small_set
from capadesk.storage.log.small_sets import SmallSet
from capadesk.storage.merging.block_merge import BlockMerge
from capadesk.storage.merging.deferred_index import DeferredIndex
from capadesk.storage.merging.liveness import Liveness
from capadesk.storage.merging.readiness import Readiness, Unpacked
from capadesk.storage.merging.register_merge import RecordKey, RegisterMerge, known_ids
from capadesk.storage.merging.set_batch import SetBatch
from capadesk.storage.merging.waiting_sets import WaitingSets, waiting_row
from capadesk.storage.reading.search_index import SearchIndex
from capadesk.storage.writing.shipped_log import put_shipped

_ONE_BY_ONE = 200


def _portions(
    incoming: IncomingChanges, seen: Frontier, step: Step, beside: Any
) -> Iterator[list[SmallSet] | LoggedSet]:
    """What comes, small ChangeSets many at once where the source gives them so."""
    if isinstance(incoming, CheckedChanges):
        return incoming.portions(seen, step, beside)
    return iter(incoming.change_sets(seen, step))


class Merger:
    """Takes ChangeSets into a file, inside a transaction that the caller opened on it.

    `kinds` are the counts of the records that were touched, `again` the creations of what was there.
    """

    def __init__(self, connection: Any, *, is_beside: bool = False) -> None:
        """`is_beside`: the connection reads the file that is merged, as `Connection.beside` says."""
        self._sql = connection.exec_driver_sql
        self._beside = self._sql if is_beside else None
        self._log = ChangeLog(connection)
        self._index = index = DeferredIndex(SearchIndex(connection))
        self._frontier = frontier_of(self._sql)
        self._readiness = Readiness(connection, self._frontier)
        self._registers = RegisterMerge(connection, self._log)
        self._blocks = BlockMerge(connection, self._registers, index)
        self._liveness = Liveness(connection, self._log, index)
        self._waiting = WaitingSets(connection)
        self._batch = SetBatch(connection, self._log, self._readiness, self._registers, index)
        self._step: Step = no_step
        self.kinds: Counter[str] = Counter()

    @property
    def before(self) -> dict[RecordKey, tuple[Record, str]]:
        """The records that were changed, as they were; filled after `remember_before`."""
        return self._registers.before or {}

    def remember_before(self) -> None:
        """Keep each record that is changed as it was: for a trial, which shows it."""
        self._registers.before = {}

    @property
    def again(self) -> int:
        """How many received creations met a record that was there already."""
        return self._registers.again

    def run(
        self, incoming: IncomingChanges, received: str, progress: ProgressCallback | None = None
    ) -> MergeResult:
        """Merge everything that is not here yet; `received` marks it as brought by this merge."""
        total = incoming.count(self._frontier)
        taken = 0
        held_back: list[Stamp] = []
        if total:
            self._take_shipped(incoming.shipped())
        if progress is not None:
            self._step = partial(progress, 0, total)
        done = 0
        for entries in _portions(incoming, dict(self._frontier), self._heard, self._beside):
            if progress is not None:
                progress(done, total)
                self._step = partial(progress, done, total)
            if isinstance(entries, list):
                taken += self._take_batch(received, held_back)
                taken += self._take_small(entries, received, held_back)
                done += len(entries)
                continue
            done += 1
            entry = entries
            if self._readiness.has(entry.stamp):
                continue
            if self._waiting.has(entry.stamp) or not self._batch.add(entry):
                taken += self._take_batch(received, held_back)
                taken += self._take_or_wait(entry, received, held_back)
            elif self._batch.is_full:
                taken += self._take_batch(received, held_back)
        taken += self._take_batch(received, held_back)
        if taken:
            taken += self.release()
        kept = self.settle()
        created = self._registers.created + self._blocks.created
        return MergeResult(
            created,
            self._registers.updated(),
            self._registers.same,
            self._registers.open_conflicts(),
            sum(self._waiting.has(stamp) for stamp in held_back),
            taken,
            kept,
        )

    def _heard(self) -> None:
        """Let a cancel be heard, at what is in work now."""
        self._step()

    def release(self) -> int:
        """Apply what waits in vain no more; how many ChangeSets."""
        released = 0
        for entry, received in self._waiting.all():
            if self._readiness.has(entry.stamp) or self._take(entry, received):
                self._waiting.drop(entry.stamp)
                released += 1
        return released

    def touch(self, records: Iterable[RecordKey]) -> None:
        """Let records be settled whose registers changed otherwise."""
        self._registers.touched.update(records)

    def settle(self) -> int:
        """Decide which of the touched records live; how many are kept against their deletion."""
        self._log.write_received()
        kept = self._liveness.settle(self._registers.touched, self._readiness.dead_targets, self._step)
        self._index.write()
        return kept

    def waiting_rows(self) -> Iterable[WaitingSet]:
        """What waits, and for what."""
        for entry, _received in self._waiting.all():
            yield waiting_row(entry, self._readiness.missing(Unpacked.of(entry)))

    # --- many ChangeSets ------------------------------------------------------------------------

    def _take_batch(self, received: str, held_back: list[Stamp]) -> int:
        """Take the small ChangeSets that were gathered, one by one if any has to wait; how many."""
        entries = self._batch.emptied()
        return self._take_small([SmallSet.of(entry) for entry in entries], received, held_back)

    def _take_small(self, sets: Sequence[SmallSet], received: str, held_back: list[Stamp]) -> int:
        """Take small ChangeSets, one by one about any that is not to be taken now; how many."""
        if not sets:
            return 0
        if any(self._waiting.holds(small.stamp) for small in sets) or not self._batch.take(
            sets, received, are_beside=self._beside is not None
        ):
            if len(sets) > _ONE_BY_ONE:
                half = len(sets) // 2
                return sum(self._take_small(part, received, held_back) for part in (sets[:half], sets[half:]))
            entries = (small.entry or logged_small_set(small) for small in sets)
            return sum(self._take_or_wait(entry, received, held_back) for entry in entries)
        for raw in {small.stamp[COUNTER_BYTES:]: small.stamp for small in sets}.values():
            stamp = Stamp.from_bytes(raw)
            self._frontier[stamp.replica] = stamp
        self.kinds.update([change[1] for small in sets for change in small.changes])
        return len(sets)

    def _take_or_wait(self, entry: LoggedSet, received: str, held_back: list[Stamp]) -> bool:
        """Apply one, if it is not here; else it waits and is entered in `held_back`."""
        if self._readiness.has(entry.stamp):
            return False
        if not self._waiting.has(entry.stamp):
            if self._take(entry, received):
                return True
            self._waiting.add(entry, received)
        held_back.append(entry.stamp)
        return False

    # --- one ChangeSet --------------------------------------------------------------------------

    def _take(self, entry: LoggedSet, received: str) -> bool:
        """Apply the ChangeSet and enter it into the log; False if it has to wait."""
        # A large ChangeSet can be cancelled in the middle.
        unpacked = Unpacked.of(entry, self._step)
        if self._readiness.missing(unpacked):
            return False
        raw = entry.stamp.to_bytes()
        self._log.write_logged(entry, received, self._step)
        for kind, operation, body in unpacked.blocks():
            self._registers.note(kind)
            self._blocks.apply(kind, operation, body, raw)
            self.kinds[kind] += len(body["ids"])
        for change, _sequence in unpacked.changes:
            self._registers.note(change.kind)
            self.kinds[change.kind] += 1
        self._registers.apply_all(unpacked.changes, raw, self._index, self._step)
        self._frontier[entry.stamp.replica] = entry.stamp
        return True

    def _take_shipped(self, blocks: Iterable[LoggedBlock]) -> None:
        """Shipped records of a newer program: changes may refer to them."""
        for kind, operation, packed in blocks:
            if kind in RECORD_TYPES:
                body = LoggedBlock(kind, operation, packed).body
                ids = [bytes.fromhex(text) for text in body["ids"]]
                if len(known_ids(self._sql, kind, ids)) == len(set(ids)):
                    continue
                known = set(self._blocks.create(kind, body, SHIPPED_STAMP.to_bytes()))
                columns = body["columns"].items()
                put_shipped(
                    self._sql,
                    (
                        (kind, bytes.fromhex(text), {name: values[at] for name, values in columns})
                        for at, text in enumerate(body["ids"])
                        if at not in known
                    ),
                )
        self._blocks.created = 0
