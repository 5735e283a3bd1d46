"""What happened, told from the ChangeSets in memory."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from operator import itemgetter
from uuid import UUID

from capadesk.domain.change_set import DELETED_FIELD, ChangeSet, Deletion, RecordChange
from capadesk.domain.folding import fold
from capadesk.domain.record import references_to
from capadesk.domain.stamp import Stamp
from capadesk.services.ports import (
    BinEntry,
    Contradiction,
    HistoryEntry,
    HistoryFilter,
    Obstacle,
    RecordHistoryEntry,
    Rival,
    UndoPreview,
    Version,
    Whose,
)
from capadesk.services.words import _
from tests.memory_store.memory_file import MemoryFile
from tests.memory_store.memory_merge import removal
from tests.memory_store.memory_names import NAMED_KINDS, choice_of
from tests.memory_store.memory_undo import Left, Undoing
from tests.memory_store.merge_rule import Head, Key
from tests.memory_store.seen_log import Entry

PARTS = frozenset(
    {"participation", "head_count", "decision", "action", "tagging", "affiliation", "interaction"}
)
"""Kinds whose changes belong to the history of what they refer to."""
_FIRST = ("event", "person", "organisation", "city", "series", "project", "platform", "decision", "action")
_OBSTACLES_AT_MOST, _AT_MOST_EACH = 100, 20


class MemoryHistory:
    """Answers for one file and the author who asks."""

    def __init__(self, file: MemoryFile, author: str = "") -> None:
        self._file = file
        self._author = author

    # --- ChangeSets ---------------------------------------------------------------------------------

    def found(self, wanted: HistoryFilter, limit: int, before: Stamp | None) -> list[HistoryEntry]:
        """See ports.Store.find_history."""
        entries = [
            each
            for each in self._file.log.newest_first()
            if (before is None or each.stamp < before) and self._fits(each, wanted)
        ]
        return [self._told(each) for each in entries[:limit]]

    def _fits(self, entry: Entry, wanted: HistoryFilter) -> bool:
        logged = entry.logged
        is_mine = not entry.received and self._author_or_replica(entry)
        if wanted.whose is not Whose.ALL and is_mine is not (wanted.whose is Whose.MINE):
            return False
        if wanted.record is not None and self._with_parts(wanted.record).isdisjoint(entry.by_record):
            return False
        said = _(wanted.label_words.get(logged.label, logged.label))
        data = json.dumps(dict(logged.label_data), ensure_ascii=False)
        text = fold(f"{said} {logged.author} {data}")
        return all(word in text for word in fold(wanted.text).split())

    def _author_or_replica(self, entry: Entry) -> bool:
        return entry.logged.author == self._author or entry.stamp.replica == self._file.replica

    def _with_parts(self, record: Key) -> set[Key]:
        """A record, and what belongs to it, deleted or not."""
        state = self._file.log.state
        parts = {
            key
            for holder, info in references_to(record[0])
            if holder.KIND in PARTS
            for key in state.keys(holder.KIND)
            if state.registers[key].value(info.name) == record[1]
        }
        return {record, *parts}

    def entry(self, stamp: Stamp | None) -> HistoryEntry | None:
        """See ports.Store.history_entry."""
        found = self._file.log.entries.get(stamp) if stamp is not None else None
        return self._told(found) if found is not None else None

    def _told(self, entry: Entry) -> HistoryEntry:
        logged, undone_by = entry.logged, self._undone_by(entry.stamp)
        kind = ""
        fields: tuple[str, ...] = ()
        if len(entry.changes) == len(entry.single) == 1:
            kind = entry.changes[0].kind
            fields = () if entry.changes[0].is_creation else tuple(entry.changes[0].fields)
        return HistoryEntry(
            *(entry.stamp, logged.time, logged.author, logged.label, dict(logged.label_data)),
            *(logged.role.value, len(entry.changes), self._is_undone(entry.stamp)),
            *(entry.stamp.replica == self._file.replica and not entry.received, undone_by),
            bool(entry.received),
            kind,
            fields,
        )

    def _undone_by(self, stamp: Stamp) -> Stamp | None:
        undoing = (each.stamp for each in self._file.log.entries.values() if each.logged.undoes == stamp)
        return max(undoing, default=None)

    def _is_undone(self, stamp: Stamp) -> bool:
        by = self._undone_by(stamp)
        return by is not None and not self._is_undone(by)

    def changes_since(self, mark: int) -> list[ChangeSet]:
        """See ports.Store."""
        came = [each.change_set() for each in self._file.log.by_arrival() if each.arrival > mark]
        return [*came, *(removal(row) for row in self._file.merges if row.out_arrival > mark)]

    def record_changes(self, stamp: Stamp, limit: int, offset: int, record: Key | None) -> list[RecordChange]:
        """See ports.Store."""
        entry = self._file.log.entries.get(stamp)
        if entry is None:
            return []
        ordered = [*sorted((change for change, _q in entry.single), key=_place), *entry.bulk]
        if record is not None:
            wanted = self._with_parts(record)
            ordered = [change for change in ordered if (change.kind, change.record_id) in wanted]
        return ordered[offset : offset + limit]

    # --- records ------------------------------------------------------------------------------------

    def record_history(self, kind: str, record_id: UUID) -> list[RecordHistoryEntry]:
        """See ports.Store."""
        changes = self._file.log.changes_of((kind, record_id))
        return [
            RecordHistoryEntry(
                *(entry.stamp, entry.logged.time, entry.logged.author, entry.logged.label),
                *(change.is_creation, change.fields),
            )
            for stamp, change in sorted(changes, reverse=True, key=itemgetter(0))
            if (entry := self._file.log.entries.get(stamp)) is not None
        ]

    def bin(self) -> list[BinEntry]:
        """See ports.Store."""
        state, found = self._file.log.state, []
        for key in state.registers:
            if key[0] in NAMED_KINDS and state.deletion(key) == Deletion.BIN:
                by = self._file.log.entries[state.registers[key].heads[DELETED_FIELD][0].stamp]
                name = choice_of(state, key).name
                found.append(BinEntry(*key, name, by.logged.time, by.logged.author, by.stamp))
        return sorted(found, key=lambda entry: entry.deleted_at, reverse=True)

    # --- contradictions -----------------------------------------------------------------------------

    def _lost(self, key: Key, field: str) -> list[tuple[Head, Entry]]:
        """The heads that do not hold and say something else; what was shipped contradicts nobody."""
        state = self._file.log.state
        heads = state.registers[key].heads[field]
        holds = state.deletion(key) if field == DELETED_FIELD else heads[0].value
        return [
            (head, entry)
            for head in heads[1:]
            if (entry := self._file.log.entries.get(head.stamp)) is not None and head.value != holds
        ]

    def rivals(self) -> list[Rival]:
        """See ports.Store."""
        found = [
            Rival(*key, field, head.value, head.stamp, entry.logged.author, entry.logged.time)
            for key, registers in self._file.log.state.registers.items()
            for field in registers.heads
            for head, entry in self._lost(key, field)
        ]
        return sorted(found, key=lambda rival: rival.stamp, reverse=True)

    def contradictions(self) -> list[Contradiction]:
        """See ports.Store; a deleted record contradicts only in whether it is deleted."""
        state, found = self._file.log.state, []
        for key, registers in sorted(state.registers.items()):
            for field, heads in sorted(registers.heads.items()):
                lost = self._lost(key, field)
                if not lost or (state.deletion(key) and field != DELETED_FIELD):
                    continue
                value = state.deletion(key) if field == DELETED_FIELD else heads[0].value
                holds = _version(heads[0]._replace(value=value), self._file.log.entries.get(heads[0].stamp))
                others = tuple(_version(head, entry) for head, entry in lost)
                found.append(Contradiction(*key, field, holds, others))
        return found

    # --- undo ---------------------------------------------------------------------------------------

    def preview_undo(self, stamp: Stamp) -> UndoPreview:
        """See ports.Store."""
        undoing = Undoing(self._file, stamp)
        entry = self._told(self._file.log.entries[stamp])
        shown = tuple(map(self._obstacle, undoing.left[:_OBSTACLES_AT_MOST]))
        return UndoPreview(entry, len(undoing.plans), shown, len(undoing.left))

    def _obstacle(self, left: Left) -> Obstacle:
        later = [entry for stamp in left.later[-_AT_MOST_EACH:] if (entry := self.entry(stamp)) is not None]
        return Obstacle(*left.key, left.field, tuple(reversed(later)), left.holders[:_AT_MOST_EACH])


def _place(change: RecordChange) -> tuple[int, str, UUID]:
    rank = _FIRST.index(change.kind) if change.kind in _FIRST else len(_FIRST)
    return rank, change.kind, change.record_id


def _version(head: Head, entry: Entry | None) -> Version:
    if entry is None:  # came with the program
        return Version(head.value, head.stamp, "", datetime.fromtimestamp(0, UTC), False)
    return Version(head.value, head.stamp, entry.logged.author, entry.logged.time, bool(entry.received))
