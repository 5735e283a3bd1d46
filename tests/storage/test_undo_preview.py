"""Undo from the middle of the history: what goes back, what stays, and why, said before it is done."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from capadesk.domain.change_set import ChangeRole, ChangeSet
from capadesk.domain.errors import UserError
from capadesk.domain.identity import new_id
from capadesk.domain.record import Record
from capadesk.domain.records import City, Decision, Event, Organisation, Participation, Person
from capadesk.domain.stamp import Stamp
from capadesk.services.deletion_service import DeletionService
from capadesk.services.ports import HistoryFilter, Store, Whose
from tests.storage.places import Places

IS_CONTRACT = True


@pytest.fixture
def store(places: Places) -> Iterator[Store]:
    made = places.create("desk", author="Ann")
    yield made
    made.close()


def save(store: Store, *records: Record, label: str = "Saved “{name}”") -> ChangeSet:
    with store.unit_of_work() as work:
        for record in records:
            work.save(record)
        return work.commit(label, name=getattr(records[0], "title", records[0].KIND))


def link(event: Event, person: Person) -> Participation:
    derived = Participation.derive_id(event.id, person.id, None, "speaker")
    return Participation(id=derived, event_id=event.id, person_id=person.id, role="speaker")


def an_event(title: str = "Workshop", **fields: Any) -> Event:
    return Event(id=new_id(), title=title, **fields)


def test_nothing_stands_in_the_way_of_what_nothing_depends_on(store: Store) -> None:
    event = an_event()
    save(store, event)
    middle = save(store, replace(event, venue="Hall"))
    save(store, replace(event, venue="Hall", notes="later"))
    preview = store.preview_undo(middle.stamp)
    assert (preview.record_count, preview.obstacle_count, preview.obstacles) == (1, 0, ())
    undone = store.undo_change_set(middle.stamp)
    assert undone.skipped == ()
    assert (store.get(Event, event.id).venue, store.get(Event, event.id).notes) == ("", "later")


def test_the_later_change_in_the_way_is_named_before_anything_is_written(store: Store) -> None:
    event = an_event()
    save(store, event)
    middle = save(store, replace(event, title="Second", venue="Hall"))
    later = save(store, replace(event, title="Third", venue="Hall"))
    mark = store.latest_change()
    preview = store.preview_undo(middle.stamp)
    assert store.latest_change() == mark
    (obstacle,) = preview.obstacles
    assert (obstacle.kind, obstacle.record_id, obstacle.field) == ("event", event.id, "title")
    assert [entry.stamp for entry in obstacle.later] == [later.stamp]
    assert preview.record_count == 1, "the venue goes back"


def test_the_preview_names_what_the_undo_then_skips(store: Store) -> None:
    event, other = an_event(), an_event("Other")
    made = save(store, event, other)
    save(store, replace(event, title="Changed"))
    preview = store.preview_undo(made.stamp)
    undone = store.undo_change_set(made.stamp)
    assert undone.skipped == tuple((o.kind, o.record_id, o.field) for o in preview.obstacles)
    assert [each.id for each in store.select(Event)] == [event.id]


def test_what_later_records_need_is_not_taken_away_and_they_are_named(store: Store) -> None:
    event = an_event()
    made = save(store, event)
    decision = Decision(id=new_id(), event_id=event.id, text="Go on")
    later = save(store, decision)
    preview = store.preview_undo(made.stamp)
    (obstacle,) = preview.obstacles
    assert preview.record_count == 0
    assert obstacle.holders == (("decision", decision.id),)
    assert [entry.stamp for entry in obstacle.later] == [later.stamp]
    assert store.undo_change_set(made.stamp).skipped == (("event", event.id, ""),)
    assert store.get(Event, event.id) == event


def test_a_chain_of_needed_records_stays_whole(store: Store) -> None:
    city = City(id=new_id(), name="Lecce")
    event = an_event(city_id=city.id)
    made = save(store, city, event)
    save(store, Decision(id=new_id(), event_id=event.id, text="Go on"))
    assert store.preview_undo(made.stamp).record_count == 0
    store.undo_change_set(made.stamp)
    assert store.get(City, city.id) == city
    assert store.check() == []


def test_what_the_undo_itself_sets_free_may_go(store: Store) -> None:
    event = an_event()
    save(store, event)
    city = City(id=new_id(), name="Lecce")
    chosen = save(store, city, replace(event, city_id=city.id))
    assert store.preview_undo(chosen.stamp).obstacle_count == 0
    store.undo_change_set(chosen.stamp)
    assert store.get(Event, event.id).city_id is None
    assert store.select(City) == []


def test_a_deletion_is_not_undone_where_its_other_end_is_gone(store: Store) -> None:
    event, person = an_event(), Person(id=new_id(), family_name="Åberg")
    save(store, event, person, link(event, person))
    deletion = DeletionService(store)
    first = deletion.delete("event", [event.id])
    second = deletion.delete("person", [person.id])
    preview = store.preview_undo(first.stamp)
    (obstacle,) = preview.obstacles
    assert (obstacle.kind, obstacle.field) == ("participation", "person_id")
    assert [entry.stamp for entry in obstacle.later] == [second.stamp]
    store.undo_change_set(first.stamp)
    assert [each.id for each in store.select(Event)] == [event.id]
    assert store.select(Participation) == []
    assert store.check() == []


def test_what_was_undone_from_the_middle_can_be_done_again(store: Store) -> None:
    event = an_event()
    save(store, event)
    middle = save(store, replace(event, venue="Hall"))
    save(store, replace(event, venue="Hall", notes="later"))
    store.undo_change_set(middle.stamp)
    entry = store.history_entry(middle.stamp)
    assert entry is not None
    assert entry.is_undone
    assert entry.undone_by is not None
    again = store.undo_change_set(entry.undone_by)
    assert again.role is ChangeRole.REDO
    assert store.get(Event, event.id).venue == "Hall"
    after = store.history_entry(middle.stamp)
    assert after is not None
    assert not after.is_undone


def test_blocks_are_previewed_like_single_records(store: Store) -> None:
    people = [Person(id=new_id(), family_name=f"No {number}") for number in range(1_500)]
    with store.unit_of_work() as work:
        work.save_many(people)
        made = work.commit("import")
    save(store, replace(people[3], notes="met"))
    event = an_event()
    save(store, event, link(event, people[7]))
    preview = store.preview_undo(made.stamp)
    assert preview.record_count == 1_498
    assert {(each.record_id, bool(each.holders)) for each in preview.obstacles} == {
        (people[3].id, False),
        (people[7].id, True),
    }
    steps: list[tuple[int, int]] = []
    store.undo_change_set(made.stamp, lambda done, total: steps.append((done, total)))
    assert steps[-1] == (1_498, 1_500)
    assert {person.id for person in store.select(Person)} == {people[3].id, people[7].id}


def imported(store: Store, *records: Record) -> ChangeSet:
    with store.unit_of_work() as work:
        work.save_many(records)
        return work.commit("import")


def test_what_stays_of_an_import_keeps_what_it_needs_of_it(store: Store) -> None:
    event, person, other = an_event(), Person(id=new_id(), family_name="Berg"), an_event("Other")
    made = imported(store, event, other, person, link(event, person))
    save(store, replace(link(event, person), notes="came late"))
    preview = store.preview_undo(made.stamp)
    assert (preview.record_count, preview.obstacle_count) == (1, 3)
    undone = store.undo_change_set(made.stamp)
    assert {each[:2] for each in undone.skipped} == {(o.kind, o.record_id) for o in preview.obstacles}
    assert store.select(Event) == [event]
    assert store.get(Person, person.id) == person
    assert store.check() == []


def test_an_import_comes_back_without_what_would_refer_to_a_deleted_record(store: Store) -> None:
    event, person = an_event(), Person(id=new_id(), family_name="Berg")
    save(store, event)
    made = imported(store, person, link(event, person))
    undone = store.undo_change_set(made.stamp)
    DeletionService(store).delete("event", [event.id])
    preview = store.preview_undo(undone.stamp)
    again = store.undo_change_set(undone.stamp)
    assert again.skipped == (("participation", link(event, person).id, "event_id"),)
    assert (preview.record_count, preview.obstacle_count) == (1, 1)
    assert (store.select(Person), store.select(Participation)) == ([person], [])
    assert store.check() == []


def test_what_came_back_with_an_import_stays_while_something_needs_it(store: Store) -> None:
    person, event = Person(id=new_id(), family_name="Berg"), an_event()
    imported(store, person)
    store.undo()
    redone = store.redo()
    assert redone is not None
    save(store, event, link(event, person))
    assert store.undo_change_set(redone.stamp).skipped == (("person", person.id, ""),)
    assert store.get(Person, person.id) == person
    assert store.check() == []


def test_a_change_that_never_was_cannot_be_previewed(store: Store) -> None:
    with pytest.raises(UserError) as caught:
        store.preview_undo(Stamp(1, bytes(8)))
    assert caught.value.code == "change_set_not_found"


def test_history_is_found_by_words_of_label_data_and_author(store: Store) -> None:
    for number in range(30):
        save(store, an_event(f"Forum {number}" if number % 10 else f"Łódź {number}"))
    found = store.find_history(HistoryFilter("lodz ann"), limit=2)
    assert [entry.label_data["name"] for entry in found] == ["Łódź 20", "Łódź 10"]
    rest = store.find_history(HistoryFilter("LODZ"), limit=2, before=found[-1].stamp)
    assert [entry.label_data["name"] for entry in rest] == ["Łódź 0"]
    assert store.find_history(HistoryFilter("saved ben")) == []
    words = HistoryFilter("stored", label_words={"Saved “{name}”": "Stored {name}"})
    assert len(store.find_history(words)) == 30


def test_history_tells_mine_from_others(store: Store, places: Places) -> None:
    other = places.create("other", author="Ben")
    theirs = save(other, an_event("Theirs"))
    mine = save(store, an_event("Mine"))
    store.merge_changes(other.outgoing())
    other.close()
    assert [e.stamp for e in store.find_history(HistoryFilter(whose=Whose.MINE))] == [mine.stamp]
    (entry,) = store.find_history(HistoryFilter(whose=Whose.OTHERS))
    assert (entry.stamp, entry.is_received, entry.is_own) == (theirs.stamp, True, False)
    assert len(store.find_history(HistoryFilter())) == 2


def test_the_history_of_a_record_holds_that_of_its_parts_and_of_bulk_deletions(store: Store) -> None:
    event, person = an_event(), Person(id=new_id(), family_name="Åberg")
    with store.unit_of_work() as work:
        work.save_many([event, an_event("Other")])
        made = work.commit("import")
    save(store, person)
    linked = save(store, link(event, person))
    wanted = HistoryFilter(record=("event", event.id))
    assert [entry.stamp for entry in store.find_history(wanted)] == [linked.stamp, made.stamp]
    (change,) = store.record_changes(made.stamp, record=("event", event.id))
    assert change.record_id == event.id
    (change,) = store.record_changes(linked.stamp, record=("event", event.id))
    assert change.kind == "participation"
    store.undo()
    store.undo()
    undone = store.undo()
    redone = store.redo()
    assert undone is not None
    assert redone is not None
    stamps = [entry.stamp for entry in store.find_history(wanted)]
    assert undone.stamp in stamps
    assert redone.stamp in stamps


def test_a_large_change_is_read_page_by_page(store: Store) -> None:
    people = [Person(id=new_id(), family_name=f"No {number}") for number in range(2_300)]
    with store.unit_of_work() as work:
        work.save(Organisation(id=new_id(), name="Agency"))
        work.save_many(people)
        made = work.commit("import")
    pages = [store.record_changes(made.stamp, 500, offset) for offset in range(0, 2_500, 500)]
    assert [len(page) for page in pages] == [500, 500, 500, 500, 301]
    assert pages[0][0].kind == "organisation"
    ids = [change.record_id for page in pages for change in page]
    assert len(set(ids)) == 2_301
    assert store.record_changes(made.stamp, 500, 5_000) == []


def test_links_read_by_their_ends(store: Store) -> None:
    event, person = an_event(), Person(id=new_id(), given_name="Ida", family_name="Åberg")
    participation = link(event, person)
    save(store, event, person, participation)
    DeletionService(store).delete("event", [event.id])
    (name,) = store.record_names("participation", [participation.id, new_id()]).values()
    assert (name.name, name.detail) == ("Ida Åberg", "Workshop")
    assert store.record_names("event", [event.id])[event.id].name == "Workshop"


def test_an_import_goes_and_comes_as_often_as_one_likes_here_and_elsewhere(
    store: Store, places: Places
) -> None:
    people = [Person(id=new_id(), family_name=f"No {number}") for number in range(1_200)]
    with store.unit_of_work() as work:
        work.save_many(people)
        made = work.commit("import")
    other = places.create("other", author="Ben")
    for is_there in (False, True, False, True, False):
        preview = store.preview_undo(made.stamp) if not is_there else None
        assert preview is None or (preview.record_count, preview.obstacle_count) == (1_200, 0)
        assert (store.redo() if is_there else store.undo()) is not None
        other.merge_changes(store.outgoing())
        for each in (store, other):
            assert len(each.select(Person)) == (1_200 if is_there else 0)
            assert each.check() == []
    store.redo()
    assert store.undo_change_set(made.stamp).created_counts == {"person": 1_200}, "all at once, in blocks"
    other.merge_changes(store.outgoing())
    assert other.select(Person) == []
    other.close()


def test_a_restore_that_was_undone_stays_undone_on_every_desk(store: Store, places: Places) -> None:
    event = an_event()
    save(store, event)
    store.undo()
    save(store, replace(event, notes="again"))
    store.undo()
    other = places.create("other", author="Ben")
    other.merge_changes(store.outgoing())
    assert (store.select(Event), other.select(Event)) == ([], [])
    other.close()
