"""Undo in memory: what goes back, and what stays because of what came later."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any, NamedTuple

from capadesk.domain.change_set import DELETED_FIELD, ChangeRole, ChangeSet, Deletion, RecordChange
from capadesk.domain.errors import UserError
from capadesk.domain.record import RECORD_TYPES
from capadesk.domain.records import Pair
from capadesk.domain.stamp import Stamp
from tests.memory_store.memory_file import MemoryFile
from tests.memory_store.memory_work import MemoryWork
from tests.memory_store.merge_rule import Key, references
from tests.memory_store.seen_log import Entry, chain_of

Values = dict[str, Any]
_STEP = 100


class Left(NamedTuple):
    """What stays: a field of a record, or with "" all of it; what has changed it since, and what needs it."""

    key: Key
    field: str
    later: tuple[Stamp, ...] = ()
    holders: tuple[Key, ...] = ()


class Undoing:
    """What undoing one ChangeSet would do: `plans` are the values that records get again."""

    def __init__(self, file: MemoryFile, target: Stamp) -> None:
        """UserError `change_set_not_found`."""
        self._log, self._state = file.log, file.log.state
        entry = file.log.entries.get(target)
        if entry is None:
            raise UserError("change_set_not_found", id=str(target))
        self._entry, self._target = entry, target
        self._chain = [each.stamp for each in chain_of(file.log, target)]
        self.left: list[Left] = []
        self.plans: dict[Key, Values] = {}
        for change in reversed(entry.changes):
            values = self._values(change)
            if values:
                self.plans[change.kind, change.record_id] = values
        self._leave_what_would_dangle()
        self._leave_what_is_needed()

    # --- one record -------------------------------------------------------------------------------

    def _values(self, change: RecordChange) -> Values:
        key = (change.kind, change.record_id)
        if change.kind not in RECORD_TYPES:
            return {}
        heads, deleted = self._log.registers(key), self._state.deletion(key)
        if change.is_creation:
            if deleted:
                return {}
            if later := self._joins_into(key) or self._later_on_record(change):
                self.left.append(Left(key, "", later))
                return {}
            return {DELETED_FIELD: Deletion.UNDONE.value}
        values: Values = {}
        for name, field in change.fields.items():
            is_confirmation = name == DELETED_FIELD and not field.before and not field.after
            if is_confirmation or name not in heads.heads:
                continue
            if later := self._later_on_field(change, name):
                self.left.append(Left(key, name, later))
            else:
                values[name] = field.before
        if deleted and DELETED_FIELD not in values:
            by = heads.heads[DELETED_FIELD][0].stamp
            self.left += [Left(key, name, (by,)) for name in values]
            return {}
        return values

    def _later_on_field(self, change: RecordChange, name: str) -> tuple[Stamp, ...]:
        key = (change.kind, change.record_id)
        present = self._log.registers(key).heads[name][0].stamp
        if self._root(present, key, name) != self._root(self._target, key, name):
            return (present,)
        is_deletion_again = name == DELETED_FIELD and change.fields[name].before
        return self._later_on_record(change) if is_deletion_again else ()

    def _later_on_record(self, change: RecordChange) -> tuple[Stamp, ...]:
        """What was changed on a record since it was made or deleted, and not undone."""
        key = (change.kind, change.record_id)
        registers = self._log.registers(key)
        own = {name: heads for name, heads in registers.heads.items() if name != DELETED_FIELD}
        rivals = {head.stamp for heads in own.values() for head in heads[1:]}
        if rivals:
            return tuple(sorted(rivals))
        work = self._log.entries[self._chain[-1]].by_record.get(key)
        saw = work.saw if work is not None else ()
        made = {registers.created, *self._chain, *saw}
        made |= {root for stamp in saw for name in own if (root := self._root(stamp, key, name)) is not None}
        standing = {
            heads[0].stamp
            for name, heads in own.items()
            if (root := self._root(heads[0].stamp, key, name)) is not None and root not in made
        }
        return tuple(sorted(standing))

    def _root(self, stamp: Stamp, key: Key, field: str) -> Stamp | None:
        """The work whose value a change left standing: undos and confirmations only gave it back.

        None: an undo that made the record vanish, or come again.
        """
        while True:
            entry = self._log.entries.get(stamp)
            if entry is None:
                return stamp
            if field == DELETED_FIELD and (before := self._confirmed(stamp, key)) is not None:
                stamp = before
                continue
            if entry.logged.undoes is None:
                return stamp
            undone_set = self._log.entries.get(entry.logged.undoes)
            undone = undone_set.by_record.get(key) if undone_set is not None else None
            if undone is None:
                return stamp
            if undone.is_creation:
                return None
            written = undone.fields.get(field)
            if written is None or not written.overwrote:
                return stamp
            stamp = written.overwrote[0]

    def _confirmed(self, stamp: Stamp, key: Key) -> Stamp | None:
        """What was overwritten by a change that wrote only again that the record lives."""
        entry = self._log.entries.get(stamp)
        change = entry.by_record.get(key) if entry is not None else None
        written = change.fields.get(DELETED_FIELD) if change is not None else None
        if written is None or written.before or written.after or not written.overwrote:
            return None
        earlier = self._log.entries.get(written.overwrote[0])
        overwritten = earlier.by_record.get(key) if earlier is not None else None
        was = overwritten.fields.get(DELETED_FIELD) if overwritten is not None else None
        return written.overwrote[0] if was is None or not was.after else None

    def _joins_into(self, key: Key) -> tuple[Stamp, ...]:
        """The joins that let another record go into this one, unless they go back as well."""
        return tuple(
            self._log.registers((Pair.KIND, pair.id)).changed
            for pair in self._state.live(Pair.KIND)
            if pair.is_joined and pair.kept_id == key[1] and (Pair.KIND, pair.id) not in self._entry.by_record
        )

    # --- all of them together -----------------------------------------------------------------------

    def _leave_what_would_dangle(self) -> None:
        """Nothing is made to refer to a deleted record that does not come back with it."""
        is_more = True
        while is_more:
            is_more = False
            coming = {key for key, values in self.plans.items() if values.get(DELETED_FIELD) == ""}
            for key, values in list(self.plans.items()):
                dead = dict(self._dead_ends(key, values, coming))
                self.left += [Left(key, name, (stamp,)) for name, stamp in dead.items()]
                remaining = {name: value for name, value in values.items() if name not in dead}
                if dead and (key in coming or not remaining):
                    del self.plans[key]
                    is_more = True
                elif dead:
                    self.plans[key] = remaining

    def _dead_ends(self, key: Key, values: Values, coming: set[Key]) -> Iterator[tuple[str, Stamp]]:
        if values.get(DELETED_FIELD):
            return
        record = self._state.record(key)
        for name, target in references(key[0], lambda name: values.get(name, getattr(record, name))):
            is_asked = (name in values or key in coming) and self._log.has_record(target)
            if is_asked and target not in coming and self._state.deletion(target):
                yield name, self._log.registers(target).heads[DELETED_FIELD][0].stamp

    def _leave_what_is_needed(self) -> None:
        """Nothing goes that something refers to that stays."""
        freed = {(key, name) for key, values in self.plans.items() for name in values}
        while True:
            going = {key for key, values in self.plans.items() if values.get(DELETED_FIELD)}
            needed = {key: holders for key in going if (holders := list(self._holders(key, freed, going)))}
            if not needed:
                return
            for key, holders in needed.items():
                del self.plans[key]
                later = {self._log.registers(holder).heads[field][0].stamp for holder, field in holders}
                by = tuple(dict.fromkeys(holder for holder, _field in holders))
                self.left.append(Left(key, "", tuple(sorted(later)), by))

    def _holders(self, key: Key, freed: set[tuple[Key, str]], going: set[Key]) -> Iterator[tuple[Key, str]]:
        for holder, field in self._state.holders.get(key, ()):
            if (holder, field) not in freed and holder not in going:
                yield holder, field

    # --- doing it ---------------------------------------------------------------------------------

    def apply(self, work: MemoryWork, role: ChangeRole, step: Callable[[int], None]) -> ChangeSet:
        """Do it and commit; `step` hears how many records went back so far, and may raise."""
        bulk = {(change.kind, change.record_id) for change in self._entry.bulk}
        for done, (key, values) in enumerate(self.plans.items(), 1):
            is_flipped = self._state.deletion(key) != values.get(DELETED_FIELD)
            if key in bulk and is_flipped and self._is_plain(key):
                over = self._log.registers(key).heads[DELETED_FIELD][0]
                created = self._log.registers(key).created
                work.set_deleted_in_bulk(key, over.value, values[DELETED_FIELD], over.stamp, created)
            else:
                self._apply_one(work, key, values)
            if not done % _STEP or done == len(self.plans):
                step(done)
        logged = self._entry.logged
        skipped = tuple((*left.key, left.field) for left in self.left)
        return work.commit_as(role, self._target, logged.label, dict(logged.label_data), skipped)

    def _is_plain(self, key: Key) -> bool:
        """Whether nothing but its creation stands on the record's own fields."""
        registers = self._log.registers(key)
        return registers.seen() == (registers.created,) and len(registers.heads[DELETED_FIELD]) == 1

    def _apply_one(self, work: MemoryWork, key: Key, values: Values) -> None:
        record_type = RECORD_TYPES[key[0]]
        fields = {name: value for name, value in values.items() if name != DELETED_FIELD}
        deletion = values.get(DELETED_FIELD)
        if deletion == "":
            work.restore(record_type, key[1])
        if fields:
            work.save(replace(self._state.record(key), **fields))
        if deletion:
            work.delete(record_type, key[1], Deletion(deletion))


def undo_stack(file: MemoryFile) -> tuple[Stamp | None, Stamp | None]:
    """What this replica undoes next, and what it does again next."""
    own = [e for e in file.log.newest_first() if e.stamp.replica == file.replica and not e.received]
    return _next_undo(file, own), _next_redo(own)


def _next_undo(file: MemoryFile, own: list[Entry]) -> Stamp | None:
    """The newest own work, or redo, that is not undone."""
    skip: set[Stamp | None] = set()
    for entry in own:
        role, undoes = entry.logged.role, entry.logged.undoes
        if role is ChangeRole.UNDO:
            if entry.stamp not in skip:
                skip.add(undoes)
            continue
        if role is ChangeRole.REDO and undoes is not None:
            skip.update(each.stamp for each in chain_of(file.log, undoes))
        if entry.stamp not in skip:
            return entry.stamp
    return None


def _next_redo(own: list[Entry]) -> Stamp | None:
    """The newest own undo that is not redone, unless work followed it."""
    skip: set[Stamp | None] = set()
    for entry in own:
        if entry.logged.role is ChangeRole.WORK:
            return None
        if entry.logged.role is ChangeRole.REDO:
            skip.add(entry.logged.undoes)
        elif entry.stamp not in skip:
            return entry.stamp
    return None
