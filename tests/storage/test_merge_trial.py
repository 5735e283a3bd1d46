"""Merges that are only tried leave nothing behind; contradictions are named with both sides, and settled."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from capadesk.domain.errors import Cancelled, RecordNotFound
from capadesk.domain.identity import new_id
from capadesk.domain.record import Record
from capadesk.domain.records import Event, Organisation
from capadesk.services.ports import Store
from tests.storage.places import Places
from tests.storage.replicas import everything_of, registers_of, rows_of

IS_CONTRACT = True


@pytest.fixture
def hub(places: Places) -> Iterator[Store]:
    made = places.create("hub", author="Hub")
    yield made
    made.close()


@pytest.fixture
def desk(places: Places) -> Iterator[Store]:
    made = places.create("desk", author="Ann")
    yield made
    made.close()


def save(store: Store, *records: Record) -> None:
    with store.unit_of_work() as work:
        for record in records:
            work.save(record)
        work.commit("Saved “{name}”", name="a name")


def contradict(hub: Store, desk: Store) -> Event:
    """The hub has named an event, and then the desk, without knowing; nothing is merged yet."""
    event = Event(id=new_id(), title="Forum")
    save(hub, event)
    desk.merge_changes(everything_of(hub))
    save(hub, replace(event, title="Forum of the hub"))
    while max(desk.frontier().values()) <= max(hub.frontier().values()):
        save(desk, Organisation(id=new_id(), name="Something else"))
    save(desk, replace(event, title="Forum of the desk"))
    return event


def state_of(store: Store) -> object:
    return rows_of(store), registers_of(store), store.frontier(), store.merges(), store.latest_change()


def test_a_trial_shows_what_a_merge_would_do_and_keeps_nothing(hub: Store, desk: Store) -> None:
    event = contradict(hub, desk)
    before = state_of(hub)
    with hub.trial() as trial:
        tried = trial.merge(everything_of(desk))
        assert tried.before["event", event.id].record == replace(event, title="Forum of the hub")
        assert trial.states("event", [event.id])[event.id].record == replace(event, title="Forum of the desk")
        assert (tried.result.updated, tried.result.conflicts) == (1, 1)
        assert len(hub.contradictions()) == 1
        assert trial.merge(everything_of(desk)).result.change_sets == 0
    assert state_of(hub) == before
    assert hub.merge_changes(everything_of(desk))._replace(number=0) == tried.result


def test_a_tried_merge_that_fails_leaves_the_ones_before_it(hub: Store, desk: Store) -> None:
    event = contradict(hub, desk)
    before = state_of(hub)

    def stop(_done: int, _total: int) -> None:
        raise Cancelled

    with hub.trial() as trial:
        trial.merge(everything_of(desk))
        save_here = dict(hub.frontier())
        with pytest.raises(Cancelled):
            trial.merge(everything_of(desk), stop)
        assert hub.frontier() == save_here
        assert trial.states("event", [event.id])
    assert state_of(hub) == before
    save(hub, Organisation(id=new_id(), name="Afterwards"))


def test_a_contradiction_names_what_holds_and_what_lost(hub: Store, desk: Store) -> None:
    event = contradict(hub, desk)
    assert hub.contradictions() == []
    hub.merge_changes(everything_of(desk))
    (found,) = hub.contradictions()
    assert (found.kind, found.record_id, found.field) == ("event", event.id, "title")
    assert (found.holds.value, found.holds.author, found.holds.is_received) == (
        "Forum of the desk",
        "Ann",
        True,
    )
    (lost,) = found.others
    assert (lost.value, lost.author, lost.is_received) == ("Forum of the hub", "Hub", False)
    (rival,) = hub.rivals()
    assert (rival.value, rival.stamp, rival.time) == (lost.value, lost.stamp, lost.time)


@pytest.mark.parametrize("value", ["Forum of the hub", "Forum of the desk", "Another forum"])
def test_what_is_settled_contradicts_on_no_desk(hub: Store, desk: Store, value: str) -> None:
    event = contradict(hub, desk)
    hub.merge_changes(everything_of(desk))
    with hub.unit_of_work() as work:
        work.settle(Event, event.id, "title", value)
        assert work.commit("Settled contradictions: {count}", count=1)
    desk.merge_changes(everything_of(hub))
    for store in (hub, desk):
        assert store.get(Event, event.id).title == value
        assert (store.contradictions(), store.rivals()) == ([], [])
        assert store.check() == []
    assert registers_of(hub) == registers_of(desk)
    assert hub.undo() is not None
    assert hub.get(Event, event.id).title == "Forum of the desk"
    desk.merge_changes(everything_of(hub))
    assert rows_of(desk) == rows_of(hub)


def test_a_deleted_record_contradicts_no_more_and_cannot_be_settled(hub: Store, desk: Store) -> None:
    event = contradict(hub, desk)
    hub.merge_changes(everything_of(desk))
    with hub.unit_of_work() as work:
        work.delete(Event, event.id)
        work.commit("Deleted “{name}”", name="Forum")
    assert hub.contradictions() == []
    with hub.unit_of_work() as work, pytest.raises(RecordNotFound):
        work.settle(Event, event.id, "title", "Any")


def test_whether_a_record_is_deleted_can_be_settled(hub: Store, desk: Store) -> None:
    event = Event(id=new_id(), title="Forum")
    save(hub, event)
    desk.merge_changes(everything_of(hub))
    with hub.unit_of_work() as work:
        work.settle(Event, event.id, "deleted", "deleted")
        work.commit("Settled contradictions: {count}", count=1)
    assert hub.select(Event) == []
    desk.merge_changes(everything_of(hub))
    assert desk.select(Event) == []
    assert desk.check() == []
