"""The same acts on a data file and in memory, with the same stamps: both hold the same after each of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any, cast
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from capadesk.domain.change_set import DELETED_FIELD, RecordChange
from capadesk.domain.errors import CapaDeskError
from capadesk.domain.records import Event, Participation, Person
from capadesk.services.ports import HistoryEntry, ListKind, ListQuery, MergeResult, Store
from capadesk.storage.sql_store import SqlStore
from tests.memory_store.memory_places import MemoryPlaces
from tests.memory_store.memory_store import MemoryStore
from tests.storage import replica_acts
from tests.storage.places import FilePlaces
from tests.storage.replica_acts import SHIPPED
from tests.storage.replicas import Sent, everything_of, registers_of, rows_of, sql_of
from tests.storage.test_merge_properties import compare, settle, unlink
from tests.storage.test_properties import KINDS, SLOTS, make, play, slot_id

DESKS = 3


@dataclass
class Twins:
    """A desk twice: in a data file and in memory, one replica under the same stamps."""

    file: SqlStore
    memory: MemoryStore
    packages: list[Sent] = field(default_factory=list)

    def both_do(self, act: Callable[[Store], Any]) -> None:
        """Let the file act, then the memory at the same times; what they answer is the same."""
        known = dict(self.file.frontier())
        answers = [_answer(act, self.file)]
        came = sorted(entry.stamp for entry in self.file.outgoing().change_sets(known))
        clock = iter([stamp.counter for stamp in came if stamp.replica == self.file.replica])
        self.memory.file.clock = lambda: next(clock, 0)
        answers.append(_answer(act, self.memory))
        assert answers[0] == answers[1], answers
        assert told(self.file) == told(self.memory)


def _answer(act: Callable[[Store], Any], store: Store) -> Any:
    try:
        found = act(store)
    except CapaDeskError as error:
        return error.code
    return found._replace(number=0) if isinstance(found, MergeResult) else found


def told(store: Store) -> dict[str, Any]:
    """All that a store says of itself but the moments."""
    entries = store.history()
    return {
        "rows": rows_of(store),
        "registers": registers_of(store),
        "sequences": {event.id: event.sequence for event in store.select(Event)},
        "history": [_entry(entry) for entry in entries],
        "changes": {
            (entry.stamp, change.kind, change.record_id): _change(change)
            for entry in entries
            for change in store.record_changes(entry.stamp, 1_000)
        },
        "rivals": {rival._replace(time=None) for rival in store.rivals()},  # type: ignore[arg-type]
        "contradictions": [
            (*each[:3], each.holds.value, each.holds.stamp, [(v.value, v.stamp) for v in each.others])
            for each in store.contradictions()
        ],
        "bin": {(each.kind, each.record_id, each.name, each.author, each.stamp) for each in store.bin()},
        "waiting": [(each.stamp, set(each.missing)) for each in store.waiting()],
        "frontier": dict(store.frontier()),
        "merges": [(m.replica, m.name, m.kind, *m[6:11], m.taken_out_at is None) for m in store.merges()],
        "senders": {(each.replica, each.name, each.last_stamp) for each in store.senders()},
        "next": [each and (each.label, each.record_count) for each in (store.next_undo(), store.next_redo())],
        "found": {row.id for kind in ListKind for row in _rows(store, ListQuery(kind, "lodz"))},
        "survivors": {kind.KIND: dict(store.duplicates.survivors(kind.KIND)) for kind in KINDS},
        "problems": store.check(),
    }


def _rows(store: Store, query: ListQuery) -> list[Any]:
    return store.lists.rows(query.kind, store.lists.keys(query))


def _entry(entry: HistoryEntry) -> HistoryEntry:
    return entry._replace(time=cast(Any, None), fields=tuple(sorted(entry.fields)))


def _change(change: RecordChange) -> Any:
    fields = {
        name: (each.before, each.after, each.overwrote[:1], set(each.overwrote))
        for name, each in change.fields.items()
    }
    is_deletion = DELETED_FIELD in change.fields and change.fields[DELETED_FIELD].after
    return change.is_creation, fields, set(change.saw) if is_deletion else set()


# --- acts ---------------------------------------------------------------------------------------------------

Act = tuple[str, int, int, int, int]
"""What, on which desk, and three numbers that say more."""
WORK = ["save", "save", "link", "delete", "restore", "undo", "redo", "unlink", "settle", "settle"]
WORK += ["join", "different", "below", "affiliate", "write", "write", "write", "delete_any", "import"]
WORK += ["import_all", "undo_any", "undo_any", "back_and_forth", "confirm"]
MERGES = ["send", "send", "send", "send_part", "late", "take_out", "take_out", "try"]
TEXTS = ["", "Łódź", "b", "c"]


def work_of(act: Act) -> Callable[[Store], Any]:
    """An act of one user."""
    what, _desk, one, two, three = act
    kind, slot, text = one % len(KINDS), two % SLOTS, TEXTS[three % len(TEXTS)]
    if what in ("join", "different", "below", "affiliate"):
        return lambda store: compare(store, what, kind, slot, text)
    others: dict[str, Callable[[Store], Any]] = {
        "unlink": lambda store: unlink(store, kind, slot),
        "settle": lambda store: settle(store, one + two, text),
        "write": lambda store: replica_acts.write_field(store, one, slot, two, three),
        "delete_any": lambda store: replica_acts.delete_any(store, one, slot),
        "import": lambda store: replica_acts.import_list(store, range(slot, slot + 2), text),
        "import_all": lambda store: import_all(store, slot, text),
        "undo_any": lambda store: undo_any(store, one * 7 + two),
        "back_and_forth": lambda store: back_and_forth(store, kind, slot),
        "confirm": lambda store: confirm(store, kind, slot),
    }
    return others.get(what) or (lambda store: play(store, (what, kind, slot, text)))


def import_all(store: Store, slot: int, text: str) -> None:
    """An event, people and who was there, at once: in blocks that refer to each other."""
    people = [make(Person, number, text) for number in range(SLOTS)]
    links = [participation(slot, person.id, text) for person in people[:2]]
    with store.unit_of_work() as work:
        work.save_many([make(Event, slot, text), *people, *links])
        work.commit("imported")


def participation(slot: int, person_id: UUID, text: str) -> Participation:
    """A person at an event."""
    event_id = slot_id(Event, slot)
    derived = Participation.derive_id(event_id, person_id, None, "speaker")
    return Participation(id=derived, event_id=event_id, person_id=person_id, role="speaker", notes=text)


def undo_any(store: Store, number: int) -> Any:
    """Undo something from the middle, as the preview says."""
    entries = store.history()
    if not entries:
        return None
    stamp = entries[number % len(entries)].stamp
    preview = store.preview_undo(stamp)
    done = store.undo_change_set(stamp)
    left = {(each.kind, each.record_id, each.field) for each in preview.obstacles}
    assert left == set(done.skipped)
    return preview.record_count, left


def back_and_forth(store: Store, kind_number: int, slot: int) -> None:
    """What is changed and changed back in one unit of work is no change, whatever else is in it."""
    kind = KINDS[kind_number]
    with store.unit_of_work() as work:
        held = work.find(kind, slot_id(kind, slot))
        if held is not None:
            work.save(make(kind, slot, "on the way"))
            work.save(held)
        work.save(make(Person, (slot + 1) % SLOTS, "ß"))
        work.commit("back and forth")


def confirm(store: Store, kind_number: int, slot: int) -> None:
    """Say that a record lives."""
    with store.unit_of_work() as work:
        work.confirm(KINDS[kind_number], slot_id(KINDS[kind_number], slot))
        work.commit("confirmed")


def happen(twins: list[Twins], act: Act) -> None:
    """One act, on both stores of a desk."""
    what, desk, one, two, three = act
    at = twins[desk % len(twins)]
    if what in WORK:
        at.both_do(work_of(act))
    elif what in ("send", "send_part"):
        giver = twins[(desk + 1 + one % (len(twins) - 1)) % len(twins)]
        sent = everything_of(giver.memory if two % 2 else giver.file)
        if what == "send_part":
            chance = Random(three)
            sent.sets = [entry for entry in sent.sets if chance.random() < 0.6]
            chance.shuffle(sent.sets)
        at.packages.append(sent)
        at.both_do(lambda store: store.merge_changes(sent))
    elif what in ("late", "try") and any(each.packages for each in twins):
        packages = [sent for each in twins for sent in each.packages]
        late = packages[one % len(packages)]
        at.both_do(lambda store: store.merge_changes(late, dry_run=what == "try"))
    elif what == "take_out":
        at.both_do(lambda store: take_out(store, one))


def take_out(store: Store, number: int) -> Any:
    """Take a merge out, if nothing needs it."""
    merges = [entry for entry in store.merges() if entry.taken_out_at is None]
    if not merges:
        return None
    done = store.take_out_merge(merges[number % len(merges)].number)
    return {kind: count for kind, count in done.created_counts.items() if count}


@contextmanager
def twins_in(folder: Path) -> Iterator[list[Twins]]:
    """Desks that begin with nothing but shipped records."""
    memory = MemoryPlaces()
    with FilePlaces(folder).more() as files:
        made = []
        for number in range(DESKS):
            name = str(number)
            file = sql_of(files.create(name, author=name, shipped=SHIPPED))
            twin = memory.create(name, author=name, shipped=SHIPPED)
            twin.file.replica = file.replica
            made.append(Twins(file, twin))
        try:
            yield made
        finally:
            for each in made:
                each.file.close()


numbers = st.integers(0, 60)
acts = st.tuples(st.sampled_from([*WORK, *MERGES]), st.integers(0, DESKS - 1), numbers, numbers, numbers)


def test_a_file_and_the_memory_hold_the_same(tmp_path: Path) -> None:
    @settings(max_examples=max(10, settings().max_examples // 6))
    @given(st.lists(acts, min_size=5, max_size=30))
    def hold(chosen: list[Act]) -> None:
        with twins_in(tmp_path) as twins:
            for act in chosen:
                happen(twins, act)

    hold()
