"""Merging in memory: ChangeSets come, wait or leave again; what records are follows from those that stay."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from uuid import UUID

from capadesk.domain.change_set import DELETED_FIELD, ChangeRole, ChangeSet
from capadesk.domain.errors import UserError
from capadesk.domain.record import RECORD_TYPES, register_names
from capadesk.domain.stamp import SHIPPED_STAMP, Stamp
from capadesk.services.ports import (
    Frontier,
    HistoryEntry,
    IncomingChanges,
    LoggedBlock,
    LoggedSet,
    MergeEntry,
    MergeResult,
    ProgressCallback,
    RecordState,
    Sender,
    SourceKind,
    TriedMerge,
    WaitingSet,
)
from capadesk.services.ports.changes import Step, no_step
from capadesk.services.words import N_
from tests.memory_store.log_text import CREATE, changes_in, value_to_text
from tests.memory_store.memory_file import MemoryFile, MergeRow
from tests.memory_store.merge_rule import Key
from tests.memory_store.seen_log import Entry, SeenLog, with_arrival

MERGED = N_("Merged “{name}”")
_NAMED_AT_MOST = 20
_STEP = 200


class MemoryMerge:
    """One merge into a file; the caller puts the file back if it is not to be kept."""

    def __init__(self, file: MemoryFile) -> None:
        self._file = file
        self._log = file.log
        self._before = file.log.state
        self._known = set(file.log.state.registers)
        self._created: set[Key] = set()
        self._conflicts: set[tuple[Key, str]] = set()
        self._same = 0
        self.touched: set[Key] = set()
        self.kinds: Counter[str] = Counter()

    def run(
        self, incoming: IncomingChanges, received: str, progress: ProgressCallback | None = None
    ) -> MergeResult:
        """Take what is not here yet; `received` marks it."""
        seen = self._log.frontier
        total = incoming.count(seen)
        if total:
            self._take_shipped(incoming)
        taken, held_back = 0, []
        for done, logged in enumerate(incoming.change_sets(seen)):
            if progress is not None:
                progress(done, total)
            if logged.stamp in self._log.entries:
                continue
            if logged.stamp not in self._file.waiting:
                entry = Entry(logged, received=received)
                if self._take(entry, partial(progress, done, total) if progress is not None else no_step):
                    taken += 1
                    continue
                self._file.waiting[logged.stamp] = entry
            held_back.append(logged.stamp)
        if taken:
            taken += self.release()
        state = self._log.state
        return MergeResult(
            len(self._created),
            len(self.touched - self._created),
            self._same,
            sum(len(state.registers[key].heads[name]) > 1 for key, name in self._conflicts),
            sum(stamp in self._file.waiting for stamp in held_back),
            taken,
            len(state.kept - self._before.kept),
        )

    def release(self) -> int:
        """Take what waits in vain no more, oldest first: all that it needs is older; how many."""
        released = 0
        for stamp in sorted(self._file.waiting):
            entry = self._file.waiting[stamp]
            if stamp in self._log.entries or self._take(entry):
                del self._file.waiting[stamp]
                released += 1
        return released

    def _take(self, entry: Entry, step: Step = no_step) -> bool:
        if self._log.missing(entry):
            return False
        winners = {
            key: self._log.registers(key).heads for key in entry.by_record if self._log.has_record(key)
        }
        self._log.add(with_arrival(entry, self._file.last_arrival() + 1))
        for number, (key, change) in enumerate(entry.by_record.items()):
            if number % _STEP == 0:
                step()
            self.kinds[key[0]] += 1
            if key[0] not in RECORD_TYPES:
                continue
            self.touched.add(key)
            if key not in winners:
                if key not in self._known:
                    self._created.add(key)
                continue
            contradicted = 0
            fields = (*register_names(RECORD_TYPES[key[0]]), DELETED_FIELD)
            for name in fields if change.is_creation else change.fields:
                if name not in winners[key]:
                    continue
                before = winners[key][name][0]
                now = self._log.registers(key).heads[name]
                written = next((head for head in now if head.stamp == entry.stamp), None)
                is_met = written is not None and any(head.stamp == before.stamp for head in now)
                if is_met and written is not None and written.value != before.value:
                    contradicted += (key, name) not in self._conflicts
                    self._conflicts.add((key, name))
            self._same += change.is_creation and not contradicted
        return True

    def _take_shipped(self, incoming: IncomingChanges) -> None:
        for block in incoming.shipped():
            if block.kind in RECORD_TYPES:
                for change in changes_in(block):
                    key = (change.kind, change.record_id)
                    if not self._log.has_record(key):
                        self._log.ship(key, change)
                        self._known.add(key)

    def before(self) -> dict[tuple[str, UUID], RecordState]:
        """The records that were here and that it changed, as they were."""
        return {
            key: RecordState(self._before.record(key), self._before.deletion(key))
            for key in self.touched
            if key in self._before.registers
        }

    def kept(self) -> frozenset[tuple[str, UUID]]:
        """The records that stay by it though their own registers say that they are deleted."""
        return frozenset(self._log.state.kept - self._before.kept)


def merge(file: MemoryFile, incoming: IncomingChanges, progress: ProgressCallback | None) -> TriedMerge:
    """Merge and enter it into the list of merges; if it fails, the file is as before."""
    snapshot = file.snapshot()
    merging = MemoryMerge(file)
    stamp = file.next_stamp()
    number = max((row.number for row in file.merges), default=0) + 1
    try:
        result = merging.run(incoming, f"{number}:{incoming.replica.hex()}", progress)
    except BaseException:
        file.go_back(snapshot)
        raise
    counts = (result.change_sets, result.created, result.updated, result.conflicts, result.waiting)
    named = (incoming.replica, incoming.name, incoming.path, incoming.kind.value)
    received = f"{number}:{incoming.replica.hex()}"
    file.merges.append(MergeRow(number, received, datetime.now(UTC), *named, counts, merging.kinds, stamp))
    return TriedMerge(result._replace(number=number), merging.before(), merging.kept())


def take_out(file: MemoryFile, number: int) -> ChangeSet:
    """Let the file be as if a merge had not been; UserError `merge_not_found`, `merge_needed`.

    What others built on it waits.
    """
    row = next((row for row in file.merges if row.number == number), None)
    if row is None or row.taken_out_at is not None:
        raise UserError("merge_not_found", number=number)
    ahead = [entry for entry in file.log.by_arrival() if entry.received != row.received]
    staying = file.log.emptied()
    is_more = True
    while is_more:
        ready = [entry for entry in ahead if not _joined(staying, entry)]
        is_more, ahead = len(ready) < len(ahead), ready
    own = [entry for entry in ahead if not entry.received]
    if own:
        reasons = [(str(e.stamp), e.logged.label, dict(e.logged.label_data)) for e in own]
        name = row.name or row.path
        raise UserError("merge_needed", name=name, count=len(own), reasons=reasons[:_NAMED_AT_MOST])
    arrived = file.last_arrival()
    touched = {
        key
        for stamp, entry in file.log.entries.items()
        if stamp not in staying.entries
        for key in entry.by_record
    }
    staying.keep_sequences(file.log)
    file.log = staying
    file.waiting = {s: e for s, e in file.waiting.items() if e.received != row.received}
    file.waiting.update({entry.stamp: entry for entry in ahead})
    outs = max((each.out_arrival for each in file.merges), default=0)
    row = MergeRow(**{**row.__dict__, "kinds": Counter(kind for kind, _id in touched)})
    row.taken_out_at, row.out_arrival = datetime.now(UTC), 1 + max(arrived, outs)
    file.merges = [row if each.number == number else each for each in file.merges]
    MemoryMerge(file).release()
    return removal(row)


def _joined(log: SeenLog, entry: Entry) -> bool:
    if log.missing(entry):
        return False
    log.add(entry)
    return True


def newest_act(file: MemoryFile) -> MergeRow | None:
    """The merge that is the newest act in the file; None if work followed it or there is none."""
    entries = file.log.by_arrival()
    if not entries or not entries[-1].received:
        return None
    brought = [row for row in file.merges if row.counts[0] and row.taken_out_at is None]
    return brought[-1] if brought else None


def entry_of(row: MergeRow) -> HistoryEntry:
    """The merge as undo names it."""
    data = {"name": row.name or row.path}
    count = sum(row.kinds.values())
    return HistoryEntry(row.stamp, row.at, row.name, MERGED, data, "merge", count, False, True, None, True)


def removal(row: MergeRow) -> ChangeSet:
    """What taking a merge out has touched."""
    data, counts = {"name": row.name or row.path}, dict(row.kinds)
    return ChangeSet(row.stamp, datetime.now(UTC), "", MERGED, data, ChangeRole.UNDO, created_counts=counts)


def merges(file: MemoryFile) -> list[MergeEntry]:
    """Newest first."""
    return [
        MergeEntry(
            row.number, row.at, row.replica, row.name, row.path, row.kind, *row.counts, row.taken_out_at
        )
        for row in reversed(file.merges)
    ]


def senders(file: MemoryFile) -> list[Sender]:
    """Whose changes came here, who has been silent longest first."""
    by_mark = {row.received: row for row in file.merges}
    found: dict[bytes, Sender] = {}
    for replica, stamp in file.log.frontier.items():
        entry = file.log.entries[stamp]
        if entry.received:
            logged, at = entry.logged, by_mark[entry.received].at
            found[replica] = Sender(replica, logged.author, stamp, logged.time, at)
    for row in file.merges:
        if row.taken_out_at is None:
            known = found.get(row.replica) or Sender(row.replica, row.name, None, None, row.at)
            found[row.replica] = known._replace(last_received=max(known.last_received, row.at))
    return sorted(found.values(), key=lambda sender: sender.last_received)


def waiting(file: MemoryFile) -> list[WaitingSet]:
    """What waits, oldest first, and for what."""
    return [
        WaitingSet(
            *(entry.stamp, entry.logged.time, entry.logged.author, entry.logged.label),
            *(entry.logged.label_data, file.log.missing(entry)),
        )
        for _stamp, entry in sorted(file.waiting.items())
    ]


class MemoryTrial:
    """Implements ports.MergeTrial on a file that its caller puts back."""

    def __init__(self, file: MemoryFile) -> None:
        self._file = file

    def merge(self, incoming: IncomingChanges, progress: ProgressCallback | None = None) -> TriedMerge:
        """See ports.MergeTrial."""
        tried = merge(self._file, incoming, progress)
        return TriedMerge(tried.result._replace(number=0), tried.before, tried.kept)

    def states(self, kind: str, ids: Sequence[UUID]) -> Mapping[UUID, RecordState]:
        """See ports.MergeTrial."""
        state = self._file.log.state
        return {
            record_id: RecordState(state.record((kind, record_id)), state.deletion((kind, record_id)))
            for record_id in ids
            if (kind, record_id) in state.registers
        }


class MemoryChanges:
    """Implements ports.IncomingChanges: all that a file can send."""

    kind = SourceKind.FILE

    def __init__(self, file: MemoryFile) -> None:
        self._file = file
        self.replica = file.replica
        self.path = file.location

    @property
    def name(self) -> str:
        """See ports.IncomingChanges."""
        newest = self._file.own_newest()
        return self._file.log.entries[newest].logged.author if newest is not None else ""

    def _unseen(self, seen: Frontier) -> list[Stamp]:
        first = Stamp(0, b"")
        return sorted(stamp for stamp in self._file.log.entries if stamp > seen.get(stamp.replica, first))

    def count(self, seen: Frontier) -> int:
        """See ports.IncomingChanges."""
        return len(self._unseen(seen))

    def change_sets(self, seen: Frontier, step: Step = no_step) -> Iterator[LoggedSet]:
        """See ports.IncomingChanges."""
        return iter([self._file.log.entries[stamp].logged for stamp in self._unseen(seen)])

    def shipped(self) -> Iterator[LoggedBlock]:
        """See ports.IncomingChanges."""
        for (kind, record_id), change in self._file.log.shipped.items():
            if self._file.log.registers((kind, record_id)).created == SHIPPED_STAMP:
                columns = {
                    name: [value_to_text(kind, name, field.after)] for name, field in change.fields.items()
                }
                yield LoggedBlock.of(kind, CREATE, {"columns": columns, "ids": [record_id.hex]})
