"""What a store in memory keeps: in the place of a data file, so that it can be opened again."""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from capadesk.domain.change_set import FieldChange, RecordChange
from capadesk.domain.record import Record, fields_of
from capadesk.domain.stamp import REPLICA_BYTES, SHIPPED_STAMP, Stamp, next_counter
from capadesk.services.ports import Shipment
from tests.memory_store.merge_rule import Key
from tests.memory_store.seen_log import Entry, SeenLog


def wall_clock_ms() -> int:
    """Milliseconds since 1970."""
    return time.time_ns() // 1_000_000


@dataclass
class MergeRow:
    """A merge: `received` is the mark of what it brought, `kinds` how many records it touched."""

    number: int
    received: str
    at: datetime
    replica: bytes
    name: str
    path: str
    kind: str
    counts: tuple[int, int, int, int, int]
    """ChangeSets, created, updated, conflicts, waiting."""
    kinds: Mapping[str, int]
    stamp: Stamp
    taken_out_at: datetime | None = None
    out_arrival: int = 0


@dataclass
class MemoryFile:
    """The log, what waits, the merges, and what is no part of any ChangeSet."""

    location: str
    replica: bytes = field(default_factory=lambda: secrets.token_bytes(REPLICA_BYTES))
    clock: Callable[[], int] = wall_clock_ms
    lock: threading.RLock = field(default_factory=threading.RLock)
    log: SeenLog = field(default_factory=SeenLog)
    waiting: dict[Stamp, Entry] = field(default_factory=dict)
    merges: list[MergeRow] = field(default_factory=list)
    own_settings: dict[str, str] = field(default_factory=dict)
    edition: str = ""
    _row_numbers: dict[Key, int] = field(default_factory=dict)

    # --- what is not kept goes back -----------------------------------------------------------------

    def snapshot(self) -> tuple[SeenLog, dict[Stamp, Entry], list[MergeRow]]:
        """What a transaction may change, as it is now."""
        return self.log.copy(), dict(self.waiting), list(self.merges)

    def go_back(self, snapshot: tuple[SeenLog, dict[Stamp, Entry], list[MergeRow]]) -> None:
        """Forget what was done since."""
        self.log, self.waiting, self.merges = snapshot

    # --- numbers ----------------------------------------------------------------------------------

    def next_stamp(self) -> Stamp:
        """That of the next change."""
        newest = max((stamp.counter for stamp in self.log.entries), default=0)
        return Stamp(next_counter(newest, 0, self.clock()), self.replica)

    def own_newest(self) -> Stamp | None:
        """The last ChangeSet of this replica."""
        return max((stamp for stamp in self.log.entries if stamp.replica == self.replica), default=None)

    def last_arrival(self) -> int:
        """The number of the newest act, that of taking a merge out too."""
        arrived = max((entry.arrival for entry in self.log.entries.values()), default=0)
        return max(arrived, max((row.out_arrival for row in self.merges), default=0))

    def row_number(self, key: Key) -> int:
        """The number that lists know a record by."""
        return self._row_numbers.setdefault(key, len(self._row_numbers) + 1)

    # --- shipped records ----------------------------------------------------------------------------

    def ship(self, shipped: Iterable[Record]) -> None:
        """Enter what a program brings; what is deleted, or was made by a user first, stays as it is."""
        edition = shipped.edition if isinstance(shipped, Shipment) else ""
        if edition and edition == self.edition:
            return
        for record in shipped:
            key = (record.KIND, record.id)
            if self.log.has_record(key):
                is_users = self.log.registers(key).created != SHIPPED_STAMP
                if is_users or self.log.state.deletion(key):
                    continue
            self.log.ship(key, creation_of(record))
        self.edition = edition


def creation_of(record: Record, deleted: str = "") -> RecordChange:
    """The change that makes a record: every field that is not at its default."""
    fields = {
        name: FieldChange(None, getattr(record, name))
        for name, info in fields_of(type(record)).items()
        if not info.is_publication and getattr(record, name) != info.default
    }
    if deleted:
        fields["deleted"] = FieldChange("", deleted)
    return RecordChange(record.KIND, record.id, fields, is_creation=True)
