"""What builds on something that was read is refused if others have stored something since."""

from __future__ import annotations

import threading

import pytest

from capadesk.domain.errors import ChangedMeanwhile
from capadesk.domain.identity import new_id
from capadesk.domain.records import Person
from capadesk.services.ports import Store
from tests.storage.places import Places

IS_CONTRACT = True


def saved(store: Store, name: str) -> None:
    with store.unit_of_work() as work:
        work.save(Person(id=new_id(), family_name=name))
        work.commit("added")


def names(store: Store) -> set[str]:
    return {person.family_name for person in store.select(Person)}


def test_a_change_after_the_reading_is_noticed_whoever_made_it(places: Places) -> None:
    mine = places.create("desk", author="Ann")
    theirs = places.open(mine.location, author="Bob")
    mark = mine.latest_change()
    saved(theirs, "Ng")
    with pytest.raises(ChangedMeanwhile), mine.expecting(mark):
        saved(mine, "Rossi")
    assert names(mine) == {"Ng"}
    with mine.expecting(mine.latest_change()):
        saved(mine, "Rossi")
    assert names(mine) == {"Ng", "Rossi"}
    theirs.close()
    mine.close()


def test_only_the_thread_that_expects_something_is_held_to_it(places: Places) -> None:
    store = places.create("desk", author="Ann")
    mark = store.latest_change()
    with store.expecting(mark):
        other = threading.Thread(target=saved, args=(store, "Ng"))
        other.start()
        other.join()
        with pytest.raises(ChangedMeanwhile):
            saved(store, "Rossi")
    saved(store, "Weber")
    assert names(store) == {"Ng", "Weber"}
    store.close()
