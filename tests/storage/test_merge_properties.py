"""Any replicas, any work, any parts sent in any order, taken out or not: who saw the same is the same."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from random import Random
from typing import Any
from uuid import UUID

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from capadesk.domain.errors import RecordInUse, RecordNotFound, UserError
from capadesk.domain.record import RECORD_TYPES
from capadesk.domain.records import Affiliation, Event, Organisation, Participation, Person
from capadesk.domain.stamp import Stamp
from capadesk.services.merging.duplicate_service import DuplicateGroup, DuplicateService
from capadesk.services.ports import LikenessReason, LoggedSet, Problem, Store
from capadesk.storage.database.codecs import to_json
from tests.storage.places import Places
from tests.storage.replicas import Sent, everything_of, registers_of, rows_of
from tests.storage.test_properties import KINDS, SLOTS, TEXTS, play, slot_id

IS_CONTRACT = True

ACTS = ["save", "save", "link", "link", "unlink", "delete", "delete", "restore", "undo", "redo"]
ACTS += ["join", "join", "different", "below", "affiliate", "settle", "settle"]
numbers = st.integers(0, 5)
seeds = st.integers(0, 10_000)


def unlink(store: Store, person: int, event: int) -> None:
    """Take a participation away, and the event itself with it when nobody else is there."""
    event_id = slot_id(Event, event)
    link_id = Participation.derive_id(event_id, slot_id(Person, person), None, "speaker")
    with store.unit_of_work() as work:
        if work.find(Participation, link_id) is not None:
            work.delete(Participation, link_id)
            if not work.select(Participation, event_id=event_id) and work.find(Event, event_id):
                work.delete(Event, event_id)
            work.commit("unlinked")


def settle(store: Store, place: int, text: str) -> None:
    """Settle one contradiction: on what holds, or on a value that lost."""
    found = store.contradictions()
    if not found:
        return
    each = found[place % len(found)]
    try:
        with store.unit_of_work() as work:
            chosen = each.others[0] if text else each.holds
            work.settle(RECORD_TYPES[each.kind], each.record_id, each.field, chosen.value)
            work.commit("settled")
    except (RecordInUse, UserError):  # deleted by the settling, and needed; or it refers to what is gone
        return
    assert all((e.kind, e.record_id, e.field) != each[:3] for e in store.contradictions())


def compare(store: Store, act: str, kind_number: int, slot: int, text: str) -> None:
    """Join two records, say that they are not the same, or put one below or into the other."""
    kind, other = KINDS[kind_number], (slot + 1 + len(text)) % SLOTS
    one_id, other_id = slot_id(kind, slot), slot_id(kind, other)
    duplicates = DuplicateService(store)
    try:
        if act == "join":
            duplicates.join(kind.KIND, one_id, [other_id])
        elif act == "different":
            duplicates.dismiss(kind.KIND, [one_id, other_id])
        else:
            with store.unit_of_work() as work:
                home = slot_id(Organisation, other)
                work.get(Organisation, home)
                if act == "below":
                    below = work.get(Organisation, slot_id(Organisation, slot))
                    work.save(replace(below, parent_id=None if other == slot else home))
                else:
                    person = work.get(Person, slot_id(Person, slot)).id
                    link = Affiliation.derive_id(person, home, "")
                    work.save(Affiliation(id=link, person_id=person, organisation_id=home))
                work.commit(act)
    except RecordNotFound:
        return
    except UserError as error:
        if error.code != "join_needs_two":
            raise


def refusal_of(store: Store, number: int) -> str:
    """Take a merge out; why it was refused, "" if it was not."""
    try:
        store.take_out_merge(number)
    except UserError as error:
        return error.code
    return ""


class Replicas(RuleBasedStateMachine):
    """Two to six files that work and send each other what they please."""

    def __init__(self, places: Places) -> None:
        super().__init__()
        self.stack = ExitStack()
        self.places = self.stack.enter_context(places.more())
        self.stores: list[Store] = []
        self.sent: list[Sent] = []

    @initialize(count=st.integers(2, 6))
    def begin(self, count: int) -> None:
        self.stores = [self._created(str(number)) for number in range(count)]

    def _created(self, name: str) -> Store:
        return self.places.create(name, author=name)

    def _store(self, number: int) -> Store:
        return self.stores[number % len(self.stores)]

    @rule(
        number=numbers,
        steps=st.lists(
            st.tuples(
                st.sampled_from(ACTS),
                st.integers(0, len(KINDS) - 1),
                st.integers(0, SLOTS - 1),
                TEXTS,
            ),
            min_size=1,
            max_size=5,
        ),
    )
    def work(self, number: int, steps: list[Any]) -> None:
        for step in steps:
            if step[0] == "unlink":
                unlink(self._store(number), step[1], step[2])
            elif step[0] == "settle":
                settle(self._store(number), step[1] + step[2], step[3])
            elif step[0] in ("join", "different", "below", "affiliate"):
                compare(self._store(number), *step)
            else:
                play(self._store(number), step)

    @rule(giver=numbers, receiver=numbers, chance=seeds, share=st.sampled_from([0.5, 0.9, 1.0]))
    def send(self, giver: int, receiver: int, chance: int, share: float) -> None:
        """Pack all, or some of it in any order; it is merged once now, and perhaps again later."""
        sent = everything_of(self._store(giver))
        if share < 1:
            random = Random(chance)
            sets = [entry for entry in sent.sets if random.random() < share]
            random.shuffle(sets)
            sent.sets = sets
        self.sent.append(sent)
        self._merge(self._store(receiver), sent, is_dry=False)

    @precondition(lambda self: bool(self.sent))
    @rule(number=numbers, which=st.integers(0, 50), is_dry=st.booleans())
    def merge_late(self, number: int, which: int, is_dry: bool) -> None:
        self._merge(self._store(number), self.sent[which % len(self.sent)], is_dry)

    def _merge(self, store: Store, sent: Sent, is_dry: bool) -> None:
        before = rows_of(store) if is_dry else {}
        tried = store.merge_changes(sent, dry_run=True) if is_dry else None
        if is_dry:
            with store.trial() as trial:
                assert trial.merge(sent).result == tried
            assert rows_of(store) == before
        done = store.merge_changes(sent)
        assert tried is None or tried == done._replace(number=0)
        again = store.merge_changes(sent)
        assert (again.created, again.updated, again.change_sets) == (0, 0, 0)
        assert again.waiting == done.waiting

    @rule(number=numbers, which=st.integers(0, 50))
    def take_out(self, number: int, which: int) -> None:
        store = self._store(number)
        merges = [entry for entry in store.merges() if entry.taken_out_at is None]
        if merges:
            before = rows_of(store), registers_of(store), store.latest_change()
            refused = refusal_of(store, merges[which % len(merges)].number)
            assert refused in ("", "merge_needed")
            if refused:
                assert (rows_of(store), registers_of(store), store.latest_change()) == before
            else:
                assert store.latest_change() > before[2]

    @rule(number=numbers)
    def reopen(self, number: int) -> None:
        place = number % len(self.stores)
        store = self.stores[place]
        store.close()
        self.stores[place] = self.places.open(store.location, author=store.author)

    @invariant()
    def every_file_is_sound(self) -> None:
        for store in self.stores:
            assert self._problems(store) == []

    def _problems(self, store: Store) -> list[Problem]:
        return store.check()

    def teardown(self) -> None:
        try:
            if self.stores:
                self._compare()
        finally:
            for store in self.stores:
                store.close()
            self.stack.close()

    def _compare(self) -> None:
        for number, store in enumerate(list(self.stores)):
            fresh = self._created(f"fresh-{number}")
            self.stores.append(fresh)
            result = fresh.merge_changes(everything_of(store))
            assert result.waiting == 0
            assert rows_of(fresh) == rows_of(store)
            assert registers_of(fresh) == registers_of(store)
        for receiver in self.stores:
            for sender in self.stores:
                if sender is not receiver:
                    receiver.merge_changes(everything_of(sender))
        self._all_are_equal()
        self._every_value_is_in_the_history()
        self._what_was_joined_before_is_joined_again()

    def _all_are_equal(self) -> None:
        first = self.stores[0]
        for store in self.stores:
            assert rows_of(store) == rows_of(first)
            assert registers_of(store) == registers_of(first)
            assert not self._waits_in_vain(store)
            assert self._problems(store) == []

    def _waits_in_vain(self, store: Store) -> bool:
        """Whether something waits for what the others could have given."""
        return bool(store.waiting())

    def _sent_sets(self) -> Iterator[LoggedSet]:
        """The ChangeSets that were ever sent: whoever wrote one still has it."""
        for sent in self.sent:
            yield from sent.sets

    def _every_value_is_in_the_history(self) -> None:
        """Each value that any replica has ever written is in the history of its record, everywhere."""
        written: dict[tuple[str, UUID], dict[tuple[Stamp, str], Any]] = {}
        for entry in (
            *self._sent_sets(),
            *(each for store in self.stores for each in everything_of(store).sets),
        ):
            for change in entry.changes:
                values = written.setdefault((change.kind, change.record_id), {})
                for name, (_before, after, *_over) in json.loads(change.payload)["f"].items():
                    values[entry.stamp, name] = after
        for store in self.stores:
            for (kind, record_id), values in written.items():
                told = {
                    (entry.stamp, name): to_json(RECORD_TYPES[kind], name, field.after)
                    for entry in store.record_history(kind, record_id)
                    for name, field in entry.fields.items()
                }
                assert {key: told.get(key) for key in values} == values

    def _what_was_joined_before_is_joined_again(self) -> None:
        """Records that were joined and live again are offered, and one step each is enough."""
        store, duplicates = self.stores[0], DuplicateService(self.stores[0])
        kinds = [kind.KIND for kind in KINDS]

        def joined_before() -> list[DuplicateGroup]:
            groups = duplicates.groups(kinds)
            return [g for g in groups if g.reasons[0].code == LikenessReason.JOINED_BEFORE]

        for _step in range(len(KINDS) * SLOTS):
            if not (found := joined_before()):
                break
            duplicates.join(found[0].kind, found[0].ids[0], found[0].ids[1:])
        assert joined_before() == []
        for other in self.stores[1:]:
            other.merge_changes(everything_of(store))
        self._all_are_equal()


TRIES = {
    "memory": max(10, settings().max_examples // 10),
    "file": max(12, settings().max_examples // 5),
    "hub": max(2, settings().max_examples // 20),
}
"""A hub answers more slowly, and does the same by the same statements."""


def test_who_saw_the_same_is_the_same(module_places: Places) -> None:
    run_state_machine_as_test(
        lambda: Replicas(module_places),  # type: ignore[arg-type]
        settings=settings(max_examples=TRIES[module_places.kind], stateful_step_count=20, deadline=None),
    )


LONG_ACTS = ["save", "save", "link", "link", "link", "delete", "delete", "delete", "unlink", "restore"]
LONG_ACTS += ["undo", "redo", "join", "join", "join", "different", "below", "affiliate", "settle", "settle"]


_LONG = {
    "memory": max(3, settings().max_examples // 20),
    "file": max(6, settings().max_examples // 10),
    "hub": max(1, settings().max_examples // 60),
}


@pytest.mark.parametrize(
    ("module_places", "seed"),
    [(kind, seed) for kind, count in _LONG.items() for seed in range(count)],
    indirect=["module_places"],
)
def test_long_histories_end_the_same(module_places: Places, seed: int) -> None:
    """Sixty acts of two to six replicas, mostly on the same few records."""
    chance = Random(seed)
    replicas = Replicas(module_places)
    replicas.begin(count=chance.randint(2, 6))
    for _act in range(60):
        which = chance.random()
        if which < 0.45:
            texts = ["", "Łódź", "b", "c"]
            steps = [
                (chance.choice(LONG_ACTS), chance.randrange(3), chance.randrange(3), chance.choice(texts))
                for _step in range(chance.randint(1, 4))
            ]
            replicas.work(number=chance.randrange(6), steps=steps)
        elif which < 0.75:
            share = chance.choice([0.5, 0.9, 1.0])
            giver, receiver = chance.randrange(6), chance.randrange(6)
            replicas.send(giver=giver, receiver=receiver, chance=chance.randrange(10_000), share=share)
        elif which < 0.85 and replicas.sent:
            is_dry = chance.random() < 0.2
            replicas.merge_late(number=chance.randrange(6), which=chance.randrange(51), is_dry=is_dry)
        elif which < 0.97:
            replicas.take_out(number=chance.randrange(6), which=chance.randrange(51))
        else:
            replicas.reopen(number=chance.randrange(6))
        replicas.every_file_is_sound()
    replicas.teardown()
