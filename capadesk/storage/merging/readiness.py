"""Whether a received ChangeSet can be applied: everything that its maker must have seen is here."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any, NamedTuple
from uuid import UUID

from capadesk.domain.change_set import RecordChange
from capadesk.domain.record import RECORD_TYPES, fields_of, references_to
from capadesk.domain.stamp import SHIPPED_STAMP, Stamp
from capadesk.services.ports import LoggedSet
from capadesk.services.ports.changes import Step, no_step
from capadesk.storage.database.record_mapper import quoted
from capadesk.storage.log.change_block import CREATE
from capadesk.storage.log.change_log import decode_change
from capadesk.storage.merging.block_merge import references_in
from capadesk.storage.merging.register_merge import RecordKey

_IDS_AT_ONCE = 500
_NAMED_AT_MOST = 5
_UNPACKED_AT_MOST = 200


class Unpacked(NamedTuple):
    """A received ChangeSet, decoded once for looking at it and for applying it.

    `bodies` of its blocks are there only if they are few: the others are unpacked again.
    """

    entry: LoggedSet
    changes: list[tuple[RecordChange, int]]
    bodies: list[dict[str, Any]] | None
    step: Step = no_step

    @classmethod
    def of(cls, entry: LoggedSet, step: Step = no_step) -> Unpacked:
        """Decode a ChangeSet; `step` is called between its blocks, here and later."""
        changes = [decode_change(kind, raw_id.bytes, text) for kind, raw_id, text in entry.changes]
        if len(entry.blocks) > _UNPACKED_AT_MOST:
            return cls(entry, changes, None, step)
        bodies = []
        for block in entry.blocks:
            step()
            bodies.append(block.body)
        return cls(entry, changes, bodies, step)

    def blocks(self) -> Iterable[tuple[str, str, dict[str, Any]]]:
        """(kind, operation, body) of its blocks."""
        for number, block in enumerate(self.entry.blocks):
            self.step()
            yield block.kind, block.operation, self.bodies[number] if self.bodies else block.body


class Readiness:
    """Answers inside one merge; `dead_targets` are the deleted records that changes refer to.

    `frontier` is what the merge moves on with each ChangeSet that it has applied.
    """

    def __init__(self, connection: Any, frontier: dict[bytes, Stamp]) -> None:
        self._sql = connection.exec_driver_sql
        self.frontier = frontier
        self._known: dict[str, set[bytes]] = {}
        self.dead_targets: set[RecordKey] = set()

    def has(self, stamp: Stamp) -> bool:
        """Whether a ChangeSet is in the log."""
        if stamp == SHIPPED_STAMP:
            return True
        newest = self.frontier.get(stamp.replica)
        return newest is not None and stamp <= newest

    def missing(self, unpacked: Unpacked) -> tuple[str, ...]:
        """The first few ChangeSets (stamps) and records ("kind:id") that are not here; () if it is ready."""
        entry = unpacked.entry
        stamps = {stamp for stamp in (entry.previous, entry.undoes) if stamp is not None}
        made: set[RecordKey] = set()
        needed: dict[str, set[bytes]] = {}
        for change, _sequence in unpacked.changes:
            _look_at(change, stamps, made, needed)
        for kind, operation, body in unpacked.blocks():
            if kind not in RECORD_TYPES:
                continue
            ids = [bytes.fromhex(text) for text in body["ids"]]
            if operation == CREATE:
                if references_to(kind):  # a million participations, to which nothing refers, need no memory
                    made.update((kind, raw_id) for raw_id in ids)
                for target, references in references_in(kind, body):
                    needed.setdefault(target, set()).update(references)
            else:
                stamps.update((Stamp.parse(body["over"]), Stamp.parse(body.get("saw", body["over"]))))
                needed.setdefault(kind, set()).update(ids)
        found = [str(stamp) for stamp in sorted(stamps) if not self.has(stamp)]
        for kind, wanted in needed.items():
            absent = self.absent(kind, {raw_id for raw_id in wanted if (kind, raw_id) not in made})
            found.extend(f"{kind}:{UUID(bytes=raw_id)}" for raw_id in sorted(absent))
        return tuple(found[:_NAMED_AT_MOST])

    def absent(self, kind: str, wanted: Collection[bytes]) -> set[bytes]:
        """Which of the records are not here; the deleted ones among the others become `dead_targets`."""
        known = self._known.setdefault(kind, set())
        unsure = set(wanted) - known
        asked = list(unsure)
        for start in range(0, len(asked), _IDS_AT_ONCE):
            chunk = tuple(asked[start : start + _IDS_AT_ONCE])
            marks = ",".join("?" * len(chunk))
            for raw_id, deleted in self._sql(
                f"SELECT id, deleted FROM {quoted(kind)} WHERE id IN ({marks})", chunk
            ).fetchall():
                unsure.discard(bytes(raw_id))
                known.add(bytes(raw_id))
                if deleted:
                    self.dead_targets.add((kind, bytes(raw_id)))
        return unsure


def _look_at(
    change: RecordChange, stamps: set[Stamp], made: set[RecordKey], needed: dict[str, set[bytes]]
) -> None:
    stamps.update(change.saw)
    for field in change.fields.values():
        stamps.update(field.overwrote)
    if change.kind not in RECORD_TYPES:
        return
    if change.is_creation:
        made.add((change.kind, change.record_id.bytes))
    else:
        needed.setdefault(change.kind, set()).add(change.record_id.bytes)
    for name, info in fields_of(RECORD_TYPES[change.kind]).items():
        written = change.fields.get(name)
        if info.refers_to is not None and written is not None and written.after is not None:
            needed.setdefault(info.refers_to, set()).add(written.after.bytes)
