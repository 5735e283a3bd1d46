"""Merging part by part: what waits, what is kept, what is taken out again, and from whom it came."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from capadesk.bootstrap import open_desk
from capadesk.domain.change_set import ChangeRole, ChangeSet
from capadesk.domain.errors import Cancelled, RecordNotFound, UserError
from capadesk.domain.identity import new_id, shipped_id
from capadesk.domain.record import Record
from capadesk.domain.records import CodeItem, Event, Organisation, Participation, Person, Platform
from capadesk.services.deletion_service import DeletionService
from capadesk.services.ports import ListKind, ListQuery, SourceKind, Store
from tests.merged_files import merge_file
from tests.storage.places import Places
from tests.storage.replicas import Sent, everything_of, registers_of, rows_of, sql_of

IS_CONTRACT = True

SENT_BY = {"memory": SourceKind.FILE, "file": SourceKind.FILE, "hub": SourceKind.HUB}


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


def save(store: Store, *records: Record, label: str = "Saved “{name}”") -> ChangeSet:
    with store.unit_of_work() as work:
        for record in records:
            work.save(record)
        return work.commit(label, name=getattr(records[0], "title", records[0].KIND))


def event_at(store: Store, title: str = "Forum") -> Event:
    event = Event(id=new_id(), title=title)
    save(store, event)
    return event


def link(event: Event, person: Person) -> Participation:
    derived = Participation.derive_id(event.id, person.id, None, "speaker")
    return Participation(id=derived, event_id=event.id, person_id=person.id, role="speaker")


def part_of(store: Store, *numbers: int) -> Sent:
    """Some ChangeSets of a store, by their numbers from the oldest."""
    sent = everything_of(store)
    sent.sets = [sent.sets[number] for number in numbers]
    return sent


# --- waiting --------------------------------------------------------------------------------------


def test_what_comes_before_its_predecessor_waits_and_is_listed(hub: Store, desk: Store) -> None:
    event = event_at(desk)
    edited = save(desk, replace(event, venue="Town hall"))
    result = hub.merge_changes(part_of(desk, 1))
    assert (result.change_sets, result.created, result.waiting) == (0, 0, 1)
    (waiting,) = hub.waiting()
    assert (waiting.stamp, waiting.author, waiting.label_data["name"]) == (edited.stamp, "Ann", "Forum")
    assert waiting.missing == (str(desk.history()[-1].stamp), f"event:{event.id}")
    assert hub.check() == []
    result = hub.merge_changes(part_of(desk, 0))
    assert (result.change_sets, result.created, result.waiting) == (2, 1, 0)
    assert hub.waiting() == []
    assert hub.get(Event, event.id).venue == "Town hall"


def test_what_waits_is_there_after_a_restart_and_comes_from_the_merge_that_brought_it(
    hub: Store, desk: Store, places: Places
) -> None:
    event = event_at(desk)
    save(desk, replace(event, venue="Town hall"))
    hub.merge_changes(part_of(desk, 1))
    place = hub.location
    hub.close()
    again = places.open(place, author="Hub")
    again.merge_changes(part_of(desk, 0))
    assert again.get(Event, event.id).venue == "Town hall"
    first = again.merges()[-1]
    again.take_out_merge(first.number)
    assert again.get(Event, event.id).venue == ""
    again.close()


def test_a_link_waits_for_the_records_that_it_joins(hub: Store, desk: Store, places: Places) -> None:
    event = event_at(desk)
    hub.merge_changes(desk.outgoing())
    other = places.create("other", author="Bob")
    other.merge_changes(hub.outgoing())
    person = Person(id=new_id(), family_name="Berg")
    save(other, person, link(event, person))
    fresh = places.create("fresh", author="Eve")
    assert fresh.merge_changes(part_of(other, 1)).waiting == 1
    assert fresh.waiting()[0].missing == (f"event:{event.id}",)
    fresh.merge_changes(everything_of(desk))
    assert fresh.waiting() == []
    assert len(fresh.select(Participation)) == 1
    for store in (other, fresh):
        store.close()


def test_blocks_wait_as_well(hub: Store, desk: Store) -> None:
    event = event_at(desk)
    people = [Person(id=new_id(), family_name=f"No {n}") for n in range(1_500)]
    with desk.unit_of_work() as work:
        work.save_many(people)
        work.save_many(link(event, person) for person in people)
        work.commit("import")
    assert hub.merge_changes(part_of(desk, 1)).waiting == 1
    assert hub.select(Person) == []
    result = hub.merge_changes(everything_of(desk))
    assert (result.created, result.updated, result.same) == (3_001, 0, 0)
    assert len(hub.lists.keys(ListQuery(ListKind.PEOPLE, text="no 1499"))) == 1
    assert rows_of(hub) == rows_of(desk)
    assert hub.check() == []


# --- blocks and what is there already -------------------------------------------------------------


def test_records_of_a_block_that_are_here_already_are_merged_one_by_one(hub: Store, desk: Store) -> None:
    event = Event(id=new_id(), title="Forum")
    people = [Person(id=new_id(), family_name=f"No {n}") for n in range(50)]
    save(desk, event, *people)
    hub.merge_changes(desk.outgoing())
    with desk.unit_of_work() as work:
        work.save_many([link(event, person) for person in people])
        work.commit("import")
    save(hub, replace(link(event, people[7]), notes="came late"))
    result = hub.merge_changes(desk.outgoing())
    assert (result.created, result.updated) == (49, 1)
    assert len(hub.select(Participation)) == 50
    desk.merge_changes(hub.outgoing())
    assert rows_of(hub) == rows_of(desk)
    assert registers_of(hub) == registers_of(desk)
    hub.take_out_merge(result.number)
    assert [item.notes for item in hub.select(Participation)] == ["came late"]
    assert hub.check() == []


def test_an_import_that_was_undone_comes_undone(hub: Store, desk: Store) -> None:
    with desk.unit_of_work() as work:
        work.save_many([Person(id=new_id(), family_name=f"No {n}") for n in range(1_200)])
        work.commit("import")
    desk.undo()
    hub.merge_changes(desk.outgoing())
    assert hub.select(Person) == []
    assert rows_of(hub) == rows_of(desk)
    desk.redo()
    hub.merge_changes(desk.outgoing())
    assert len(hub.select(Person)) == 1_200
    assert hub.check() == []


def test_a_merge_that_is_cancelled_leaves_nothing(hub: Store, desk: Store) -> None:
    event_at(desk)

    def cancel(_done: int, _total: int) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        hub.merge_changes(desk.outgoing(), progress=cancel)
    assert (hub.select(Event), hub.merges(), hub.check()) == ([], [], [])


def test_a_large_change_is_cancelled_in_the_middle(hub: Store, desk: Store) -> None:
    with desk.unit_of_work() as work:
        work.save_many([Person(id=new_id(), family_name=f"No {n}") for n in range(2_500)])
        work.commit("import")
    calls = []

    def cancel_later(done: int, total: int) -> None:
        calls.append((done, total))
        if len(calls) == 3:
            raise Cancelled

    with pytest.raises(Cancelled):
        hub.merge_changes(desk.outgoing(), progress=cancel_later)
    assert calls == [(0, 1)] * 3
    assert (hub.select(Person), hub.merges(), hub.check()) == ([], [], [])


# --- what is kept ---------------------------------------------------------------------------------


def test_who_was_deleted_elsewhere_stays_while_something_new_refers_to_it(hub: Store, desk: Store) -> None:
    event, person = Event(id=new_id(), title="Forum"), Person(id=new_id(), family_name="Berg")
    save(desk, event, person)
    hub.merge_changes(desk.outgoing())
    DeletionService(hub).delete("event", [event.id])
    save(desk, link(event, person))
    result = hub.merge_changes(desk.outgoing())
    assert result.kept == 1
    desk.merge_changes(hub.outgoing())
    for store in (hub, desk):
        assert store.get(Event, event.id).title == "Forum"
        assert [hit.title for hit in store.lists.search("forum")] == ["Forum"]
        assert store.check() == []
    assert rows_of(hub) == rows_of(desk)


def test_it_stays_when_the_reference_is_taken_away_by_somebody_who_saw_it(hub: Store, desk: Store) -> None:
    event, person = Event(id=new_id(), title="Forum"), Person(id=new_id(), family_name="Berg")
    save(desk, event, person)
    hub.merge_changes(desk.outgoing())
    DeletionService(hub).delete("event", [event.id])
    save(desk, link(event, person))
    hub.merge_changes(desk.outgoing())
    with hub.unit_of_work() as work:
        work.delete(Participation, link(event, person).id)
        work.commit("unlinked")
    desk.merge_changes(hub.outgoing())
    for store in (hub, desk):
        assert store.get(Event, event.id).title == "Forum"
    assert hub.undo() is not None
    assert len(hub.select(Participation)) == 1
    desk.merge_changes(hub.outgoing())
    assert rows_of(hub) == rows_of(desk)
    assert hub.check() == desk.check() == []


def test_it_goes_when_who_referred_to_it_had_never_seen_it_again(hub: Store, desk: Store) -> None:
    event, person = Event(id=new_id(), title="Forum"), Person(id=new_id(), family_name="Berg")
    save(desk, event, person)
    hub.merge_changes(desk.outgoing())
    DeletionService(hub).delete("event", [event.id])
    save(desk, link(event, person))
    desk.undo()
    hub.merge_changes(desk.outgoing())
    assert hub.select(Event) == []
    assert hub.check() == []


# --- taking out -----------------------------------------------------------------------------------


def test_a_merge_is_taken_out_and_comes_again(hub: Store, desk: Store) -> None:
    shared = event_at(hub, "Shared")
    desk.merge_changes(hub.outgoing())
    save(desk, replace(shared, venue="Town hall", notes="from the desk"))
    person = Person(id=new_id(), family_name="Berg")
    save(desk, person, link(shared, person))
    save(hub, replace(shared, venue="Library"))
    before = rows_of(hub), registers_of(hub)
    result = hub.merge_changes(desk.outgoing())
    merged = rows_of(hub), registers_of(hub)
    mark = hub.latest_change()
    done = hub.take_out_merge(result.number)
    assert (rows_of(hub), registers_of(hub)) == before
    assert hub.lists.search("berg") == []
    assert done.kinds() == {"event", "person", "participation"}
    assert hub.latest_change() > mark
    assert [entry.kinds() for entry in hub.changes_since(mark)] == [done.kinds()]
    assert hub.check() == []
    assert hub.merges()[0].taken_out_at is not None
    with pytest.raises(UserError) as caught:
        hub.take_out_merge(result.number)
    assert caught.value.code == "merge_not_found"
    hub.merge_changes(desk.outgoing())
    assert (rows_of(hub), registers_of(hub)) == merged


def test_shipped_records_read_again_as_they_were_shipped(places: Places) -> None:
    item = CodeItem(
        id=shipped_id("event_kind", "meeting"), code_list="event_kind", code="meeting", label="Meeting"
    )
    hub = places.create("hub", author="Hub", shipped=[item])
    desk = places.create("desk", author="Ann", shipped=[item])
    save(desk, replace(item, label="Sitzung"))
    save(desk, replace(item, label="Besprechung"))
    hub.merge_changes(desk.outgoing())
    assert hub.get(CodeItem, item.id).label == "Besprechung"
    hub.undo()
    assert hub.get(CodeItem, item.id) == item
    assert hub.check() == []
    hub.close()
    desk.close()


def test_own_later_work_keeps_a_merge_in_and_is_named(hub: Store, desk: Store) -> None:
    event = event_at(desk)
    result = hub.merge_changes(desk.outgoing())
    save(hub, Event(id=new_id(), title="On its own"))
    needs = save(hub, replace(event, venue="Town hall"))
    before = rows_of(hub)
    with pytest.raises(UserError) as caught:
        hub.take_out_merge(result.number)
    assert caught.value.code == "merge_needed"
    assert caught.value.data["reasons"] == [(needs.id, "Saved “{name}”", {"name": "Forum"})]
    assert rows_of(hub) == before


def test_what_others_built_on_it_waits(hub: Store, desk: Store, places: Places) -> None:
    event = event_at(desk)
    other = places.create("other", author="Bob")
    other.merge_changes(desk.outgoing())
    save(other, replace(event, venue="Town hall"))
    other_event = event_at(other, "Elsewhere")
    first = hub.merge_changes(desk.outgoing())
    hub.merge_changes(other.outgoing())
    hub.take_out_merge(first.number)
    assert hub.select(Event) == []
    assert len(hub.waiting()) == 2
    hub.merge_changes(desk.outgoing())
    assert {item.id for item in hub.select(Event)} == {event.id, other_event.id}
    assert hub.waiting() == []
    other.close()


def test_undo_takes_out_a_merge_that_is_the_newest_act(hub: Store, desk: Store) -> None:
    own = event_at(hub, "Own")
    event_at(desk, "Theirs")
    hub.merge_changes(desk.outgoing())
    entry = hub.next_undo()
    assert entry is not None
    assert (entry.label, entry.label_data) == ("Merged “{name}”", {"name": "Ann"})
    undone = hub.undo()
    assert undone is not None
    assert undone.role is ChangeRole.UNDO
    assert undone.kinds() == {"event"}
    assert [event.title for event in hub.select(Event)] == ["Own"]
    assert hub.undo() is not None
    with pytest.raises(RecordNotFound):
        hub.get(Event, own.id)


def test_undo_leaves_a_merge_alone_that_work_followed(hub: Store, desk: Store) -> None:
    event_at(desk, "Theirs")
    hub.merge_changes(desk.outgoing())
    event_at(hub, "Own")
    assert hub.undo() is not None
    assert [event.title for event in hub.select(Event)] == ["Theirs"]


@pytest.mark.parametrize("places", ["file", "hub"], indirect=True)
def test_a_merge_of_an_older_program_is_taken_out_too(hub: Store, desk: Store) -> None:
    event_at(desk)
    hub.merge_changes(desk.outgoing())
    sql = sql_of(hub).connection().exec_driver_sql
    sql("UPDATE merge SET replica=zeroblob(8), name='', path='', kinds='', again=1")
    assert hub.senders()[0].replica == desk.outgoing().replica
    done = hub.undo()
    assert done is not None
    assert done.kinds() == {"event"}
    assert hub.select(Event) == []
    assert hub.check() == []


# --- from whom ------------------------------------------------------------------------------------


def test_merges_and_senders_are_listed(hub: Store, desk: Store, places: Places) -> None:
    begin = datetime.now(UTC)
    other = places.create("other", author="Bob")
    event_at(other)
    desk.merge_changes(other.outgoing())
    newest = event_at(desk, "Newest")
    hub.merge_changes(desk.outgoing())
    hub.merge_changes(desk.outgoing())
    newer, older = hub.merges()
    assert (older.name, older.kind, older.path) == ("Ann", SENT_BY[places.kind], desk.location)
    assert (older.change_sets, older.created, newer.change_sets) == (2, 2, 0)
    assert begin <= older.at <= newer.at
    bob, ann = hub.senders()
    assert (bob.name, bob.last_received, ann.name, ann.last_received) == ("Bob", older.at, "Ann", newer.at)
    assert ann.last_stamp == desk.record_history("event", newest.id)[0].stamp
    assert hub.frontier() == desk.frontier()
    other.close()


def test_a_file_that_sends_for_the_first_time_and_has_nothing_is_known(hub: Store, desk: Store) -> None:
    hub.merge_changes(desk.outgoing())
    (sender,) = hub.senders()
    assert (sender.replica, sender.last_stamp) == (desk.outgoing().replica, None)
    assert hub.undo() is None


def test_organisations_made_twice_under_one_id_are_one(hub: Store, desk: Store) -> None:
    same = Organisation(id=shipped_id("organisation", "x"), name="Ministry")
    save(hub, same)
    save(desk, same)
    result = hub.merge_changes(desk.outgoing())
    assert (result.created, result.updated, result.same, result.conflicts) == (0, 1, 1, 0)
    hub.take_out_merge(result.number)
    assert hub.get(Organisation, same.id) == same
    assert hub.check() == []


@pytest.mark.parametrize("places", ["file", "hub"], indirect=True)
def test_hubs_that_got_the_same_files_in_other_orders_are_equal(tmp_path: Path, places: Places) -> None:
    files = []
    for number in range(8):
        desk = open_desk(str(tmp_path / f"{number}.capadesk"), author=f"Desk {number}")
        desk.sample.add_scaled(20, 15, 120, number)
        desk.store.close()
        files.append(tmp_path / f"{number}.capadesk")
    hubs = []
    for name, order in (("one", files), ("two", [*files[4:], *reversed(files[:4]), files[2]])):
        hub = places.create(name, author=name)
        assert sum(merge_file(hub, file).created for file in order) > 8 * 120
        hubs.append(hub)
    first, second = hubs
    assert rows_of(first) == rows_of(second)
    assert registers_of(first) == registers_of(second)
    assert len(first.select(Participation)) == 8 * 120
    for hub in hubs:
        assert hub.check() == []
        hub.close()


def test_many_small_change_sets_come_to_what_their_desk_has(hub: Store, desk: Store) -> None:
    known = event_at(hub, "Known")
    contested = event_at(hub, "Contested")
    desk.merge_changes(everything_of(hub))
    save(hub, replace(contested, venue="Castle"))
    events = [known, contested]
    for number in range(40):
        event = event_at(desk, f"Forum {number}")
        person = Person(id=new_id(), family_name=f"Listed {number}")
        save(desk, person)
        save(desk, link(event, person), replace(events[number % 2], notes=str(number)))
        save(desk, replace(event, venue="Town hall", description="a long day"))
        events[number % 2] = replace(events[number % 2], notes=str(number))
        if number % 10 == 0:
            with desk.unit_of_work() as work:
                work.delete(Event, event.id)
                work.delete(Participation, link(event, person).id)
                work.commit("deleted")
            desk.undo()
    save(desk, replace(events[1], venue="Town hall"))
    everything = everything_of(desk)
    result = hub.merge_changes(everything)
    assert (result.created, result.updated, result.conflicts, result.waiting) == (120, 2, 1, 0)
    assert hub.check() == []
    desk.merge_changes(everything_of(hub))
    assert rows_of(hub) == rows_of(desk)
    assert registers_of(hub) == registers_of(desk)
    assert hub.merge_changes(everything).change_sets == 0


def test_a_cancel_is_heard_inside_of_one_large_change_set(hub: Store, desk: Store) -> None:
    with desk.unit_of_work() as work:
        work.save_many([Organisation(id=new_id(), name=f"City {number}") for number in range(3_000)])
        for number in range(200):
            work.save(Person(id=new_id(), family_name=f"Listed {number}"))
        work.commit("imported")
    calls = 0

    def cancelled_after(last: int) -> Callable[[int, int], None]:
        def step(done: int, total: int) -> None:
            nonlocal calls
            calls += 1
            assert (done, total) == (0, 1)
            if calls == last:
                raise Cancelled

        return step

    hub_before = rows_of(hub)
    for last in (1, 4, 9, 13):
        calls = 0
        with pytest.raises(Cancelled):
            hub.merge_changes(desk.outgoing(), progress=cancelled_after(last))
        assert (calls, rows_of(hub), hub.frontier()) == (last, hub_before, {})
    hub.merge_changes(desk.outgoing())
    assert rows_of(hub) == rows_of(desk)


def test_the_record_that_a_file_had_first_stays_it_whatever_merges_bring(hub: Store, desk: Store) -> None:
    assert hub.longest_here(Platform) is None
    theirs = Platform(id=new_id(), name="Made earlier", country="IT")
    save(desk, theirs)
    own = Platform(id=new_id(), name="The hub", country="FR", time_zone="Europe/Paris")
    save(hub, own)
    hub.merge_changes(desk.outgoing())
    assert [each.name for each in hub.select(Platform)] == ["Made earlier", "The hub"]
    assert hub.longest_here(Platform) == own
    with hub.unit_of_work() as work:
        work.delete(Platform, own.id)
        work.commit("Deleted “{name}”", name=own.name)
    assert hub.longest_here(Platform) == theirs


def test_a_record_that_was_made_in_bulk_is_known_to_have_been_here_first(hub: Store, desk: Store) -> None:
    theirs = Platform(id=new_id(), name="Made earlier")
    save(desk, theirs)
    own = Platform(id=new_id(), name="Of the sample")
    with hub.unit_of_work() as work:
        work.save_many([own])
        work.commit("Sample")
    hub.merge_changes(desk.outgoing())
    assert hub.longest_here(Platform) == own


def test_what_came_settled_already_is_no_conflict(hub: Store, desk: Store) -> None:
    event = event_at(hub)
    desk.merge_changes(hub.outgoing())
    save(desk, replace(event, venue="Library"))
    save(hub, replace(event, venue="Town hall"))
    assert hub.merge_changes(desk.outgoing()).conflicts == 1
    with hub.unit_of_work() as work:
        work.settle(Event, event.id, "venue", "Library")
        work.commit("Settled contradictions: {count}", count=1)
    assert desk.merge_changes(hub.outgoing()).conflicts == 0
    assert desk.contradictions() == []
