"""Replicas that join the same few records in every direction, edit and undo, end equal and lose nothing."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import settings

from tests.storage.places import Places
from tests.storage.replicas import everything_of
from tests.storage.test_merge_properties import Replicas
from tests.storage.test_properties import KINDS, SLOTS

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


_TRIES = {"file": max(6, settings().max_examples // 5), "hub": max(2, settings().max_examples // 30)}


@pytest.mark.parametrize(
    ("module_places", "seed"),
    [(kind, seed) for kind, count in _TRIES.items() for seed in range(count)],
    indirect=["module_places"],
)
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
