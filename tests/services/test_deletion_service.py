"""Deleting and restoring: what went along comes back along, in one change."""

from __future__ import annotations

from dataclasses import replace

import pytest

from capadesk.domain.errors import UserError
from capadesk.domain.identity import new_id
from capadesk.domain.records import (
    Action,
    Affiliation,
    City,
    Decision,
    Event,
    Organisation,
    Participation,
    Person,
)
from capadesk.services.deletion_service import DeletionService
from capadesk.services.ports import BinEntry, Store
from tests.memory_store.memory_places import MemoryPlaces


@pytest.fixture
def store() -> Store:
    return MemoryPlaces().create("desk", author="Ann")


@pytest.fixture
def deletion(store: Store) -> DeletionService:
    return DeletionService(store)


EVENT = Event(id=new_id(), title="Workshop")
PERSON = Person(id=new_id(), family_name="Åberg")
ORGANISATION = Organisation(id=new_id(), name="Agency")
LINK = Participation(
    id=Participation.derive_id(EVENT.id, PERSON.id, None, "speaker"),
    event_id=EVENT.id,
    person_id=PERSON.id,
    organisation_id=ORGANISATION.id,
    role="speaker",
)
DECISION = Decision(id=new_id(), event_id=EVENT.id, text="Go on")
ACTION = Action(id=new_id(), event_id=EVENT.id, decision_id=DECISION.id, text="Write to all")
PLACE = Affiliation(
    id=Affiliation.derive_id(PERSON.id, ORGANISATION.id, ""),
    person_id=PERSON.id,
    organisation_id=ORGANISATION.id,
)


def fill(store: Store) -> None:
    with store.unit_of_work() as work:
        for record in (EVENT, PERSON, ORGANISATION, LINK, DECISION, ACTION, PLACE):
            work.save(record)
        work.commit("filled")


def in_bin(store: Store, kind: str) -> BinEntry:
    (entry,) = [each for each in store.bin() if each.kind == kind]
    return entry


def test_an_event_comes_back_with_all_that_went_along(store: Store, deletion: DeletionService) -> None:
    fill(store)
    deletion.delete("event", [EVENT.id])
    assert store.select(Participation) == []
    preview = deletion.restore_preview([in_bin(store, "event")])
    assert preview.comes_along == {"participation": 1, "decision": 1}
    assert preview.linked == {"action": 1}
    assert store.select(Event) == [], "a preview changes nothing"
    before = len(store.history())
    restored = deletion.restore([in_bin(store, "event")])
    assert (restored.label, len(store.history())) == ("Restored “{name}”", before + 1)
    assert store.get(Participation, LINK.id) == LINK
    assert store.get(Decision, DECISION.id) == DECISION
    assert store.get(Action, ACTION.id) == ACTION
    assert store.bin() == []
    assert store.check() == []
    store.undo()
    assert store.select(Event) == []


def test_only_the_parts_of_the_chosen_record_come_back(store: Store, deletion: DeletionService) -> None:
    fill(store)
    other = Event(id=new_id(), title="Other")
    its = Decision(id=new_id(), event_id=other.id, text="Stop")
    with store.unit_of_work() as work:
        work.save(other)
        work.save(its)
        work.commit("more")
    deletion.delete("event", [EVENT.id, other.id])
    (entry,) = [each for each in store.bin() if each.record_id == other.id]
    deletion.restore([entry])
    assert store.select(Decision) == [its]
    assert {each.record_id for each in store.bin()} == {EVENT.id, DECISION.id}


def test_a_part_whose_other_end_is_deleted_stays_in_the_bin(store: Store, deletion: DeletionService) -> None:
    fill(store)
    deletion.delete("organisation", [ORGANISATION.id])
    deletion.delete("person", [PERSON.id])
    organisation, person = in_bin(store, "organisation"), in_bin(store, "person")
    assert deletion.restore_preview([organisation]).comes_along == {}
    deletion.restore([organisation, person])
    assert store.get(Affiliation, PLACE.id) == PLACE
    assert store.get(Participation, LINK.id) == LINK
    assert store.check() == []


def test_a_link_that_was_set_anew_meanwhile_is_left(store: Store, deletion: DeletionService) -> None:
    city, second = City(id=new_id(), name="Lecce"), City(id=new_id(), name="Bari")
    event = replace(EVENT, city_id=city.id)
    with store.unit_of_work() as work:
        for record in (city, second, event):
            work.save(record)
        work.commit("filled")
    deletion.delete("city", [city.id])
    with store.unit_of_work() as work:
        work.save(replace(event, city_id=second.id))
        work.commit("moved")
    deletion.restore([in_bin(store, "city")])
    assert store.get(Event, event.id).city_id == second.id


def test_what_was_deleted_meanwhile_is_no_longer_named(store: Store, deletion: DeletionService) -> None:
    city = City(id=new_id(), name="Lecce")
    person = replace(PERSON, city_id=city.id)
    with store.unit_of_work() as work:
        work.save(city)
        work.save(person)
        work.commit("filled")
    deletion.delete("person", [person.id])
    deletion.delete("city", [city.id])
    deletion.restore([in_bin(store, "person")])
    assert store.get(Person, person.id) == PERSON
    assert store.check() == []


def test_what_belongs_to_something_deleted_is_refused_with_its_name(
    store: Store, deletion: DeletionService
) -> None:
    fill(store)
    deletion.delete("decision", [DECISION.id])
    deletion.delete("event", [EVENT.id])
    with pytest.raises(UserError) as caught:
        deletion.restore([in_bin(store, "decision")])
    assert (caught.value.code, caught.value.data) == (
        "restore_needs",
        {"name": "Go on", "needs": "Workshop"},
    )
    assert store.select(Decision) == []
    deletion.restore(store.bin())
    assert store.get(Decision, DECISION.id) == DECISION
