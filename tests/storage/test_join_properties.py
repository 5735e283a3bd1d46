"""Replicas that join the same few records in every direction, edit and undo, end equal and lose nothing."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest
from hypothesis import settings

from capadesk.services.ports import Store
from tests.storage.places import Places
from tests.storage.replicas import everything_of
from tests.storage.test_merge_properties import Replicas, compare, unlink
from tests.storage.test_properties import KINDS, SLOTS, desks, play, slot_id, state_of

IS_CONTRACT = True

ACTS = ["save", "link", "link", "join", "join", "join", "different", "below", "affiliate", "affiliate"]
ACTS += ["undo", "undo", "redo", "delete", "restore", "unlink"]


def furnish(replicas: Replicas, chance: Random) -> None:
    """Records and links of every kind, made on one replica and sent to all others."""
    records = [("save", kind, slot, "b") for kind in range(len(KINDS)) for slot in range(SLOTS)]
    links = [
        (chance.choice(["link", "affiliate", "below"]), chance.randrange(3), chance.randrange(SLOTS), "c")
        for _link in range(8)
    ]
    replicas.work(number=0, steps=[*records, *links])
    sent = everything_of(replicas.stores[0])
    for store in replicas.stores[1:]:
        store.merge_changes(sent)


_TRIES = {
    "memory": max(3, settings().max_examples // 20),
    "file": max(6, settings().max_examples // 5),
    "hub": max(1, settings().max_examples // 60),
}


everywhere = pytest.mark.parametrize(
    ("module_places", "seed"),
    [(kind, seed) for kind, count in _TRIES.items() for seed in range(count)],
    indirect=["module_places"],
)


@everywhere
def test_joins_in_every_direction_end_the_same(module_places: Places, seed: int) -> None:
    """Forty acts of two to six replicas on records that all of them have."""
    chance = Random(seed)
    replicas = Replicas(module_places)
    replicas.begin(count=chance.randint(2, 6))
    furnish(replicas, chance)
    for _act in range(40):
        which = chance.random()
        if which < 0.6:
            steps = [
                (
                    chance.choice(ACTS),
                    chance.randrange(3),
                    chance.randrange(SLOTS),
                    chance.choice(["", "b", "cc"]),
                )
                for _step in range(chance.randint(1, 3))
            ]
            replicas.work(number=chance.randrange(6), steps=steps)
        elif which < 0.8:
            share = chance.choice([0.5, 0.9, 1.0])
            giver, receiver = chance.randrange(6), chance.randrange(6)
            replicas.send(giver=giver, receiver=receiver, chance=chance.randrange(10_000), share=share)
        elif which < 0.9 and replicas.sent:
            replicas.merge_late(
                number=chance.randrange(6), which=chance.randrange(51), is_dry=chance.random() < 0.2
            )
        elif which < 0.97:
            replicas.take_out(number=chance.randrange(6), which=chance.randrange(51))
        else:
            replicas.reopen(number=chance.randrange(6))
        replicas.every_file_is_sound()
    replicas.teardown()


def acts_of(chance: Random, count: int) -> list[Any]:
    """Random acts, after some that make records and links."""
    made = [("save", kind, slot, "b") for kind in range(len(KINDS)) for slot in range(SLOTS)]
    acts = [
        (chance.choice(ACTS), chance.randrange(3), chance.randrange(SLOTS), chance.choice(["", "b", "cc"]))
        for _act in range(count)
    ]
    return [*made, *acts]


def act(store: Store, step: Any) -> None:
    """One act of one desk."""
    if step[0] == "unlink":
        unlink(store, step[1], step[2])
    elif step[0] in ("join", "different", "below", "affiliate"):
        compare(store, *step)
    else:
        play(store, step)


@everywhere
def test_as_many_undos_as_acts_are_the_beginning_and_redo_is_the_end(
    module_places: Places, seed: int
) -> None:
    with desks(module_places, 1) as (store,):
        for step in acts_of(Random(seed), 20):
            act(store, step)
        end = state_of(store)
        undone = 0
        while store.undo() is not None:
            undone += 1
            assert undone <= 100
        assert state_of(store) == {}
        for _ in range(undone):
            assert store.redo() is not None
        assert state_of(store) == end
        assert store.check() == []


@everywhere
def test_any_change_among_joins_is_undone_as_its_preview_says(module_places: Places, seed: int) -> None:
    chance = Random(seed)
    with desks(module_places, 1) as (store,):
        for step in acts_of(chance, 25):
            act(store, step)
        for _undo in range(4):
            target = chance.choice(store.history()).stamp
            preview = store.preview_undo(target)
            undone = store.undo_change_set(target)
            assert preview.obstacle_count == len(undone.skipped)
            assert {(o.kind, o.record_id, o.field) for o in preview.obstacles} == set(undone.skipped)
            assert bool(preview.record_count) == bool(undone.changes)
            assert store.check() == []


_GENTLE = ["save", "link", "link", "join", "join", "join", "different", "below", "affiliate"]


@everywhere
def test_where_nobody_deletes_every_record_goes_on_in_one_that_lives(
    module_places: Places, seed: int
) -> None:
    """Whatever was joined into what on whichever desk: no join takes both."""
    chance = Random(seed)
    replicas = Replicas(module_places)
    replicas.begin(count=chance.randint(2, 5))
    furnish(replicas, chance)
    for _round in range(4):
        for number in range(len(replicas.stores)):
            steps = [
                (
                    chance.choice(_GENTLE),
                    chance.randrange(3),
                    chance.randrange(SLOTS),
                    chance.choice(["", "b"]),
                )
                for _step in range(chance.randint(0, 3))
            ]
            replicas.work(number=number, steps=steps)
        replicas.send(giver=chance.randrange(6), receiver=chance.randrange(6), chance=0, share=1.0)
    for receiver in replicas.stores:
        for sender in replicas.stores:
            if sender is not receiver:
                receiver.merge_changes(everything_of(sender))
    first = replicas.stores[0]
    for kind in KINDS:
        live = {record.id for record in first.select(kind)}
        survivors = first.duplicates.survivors(kind.KIND)
        for slot in range(SLOTS):
            assert survivors.get(slot_id(kind, slot), slot_id(kind, slot)) in live
    replicas.teardown()
