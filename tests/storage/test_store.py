"""What a store does, whichever database keeps it: changing, undoing, listing, shipped records."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from random import Random
from typing import Any

import pytest

from capadesk.domain.errors import InvalidRecord, RecordInUse, RecordNotFound, UserError
from capadesk.domain.identity import new_id, shipped_id
from capadesk.domain.records import City, CodeItem, Event, Organisation, Participation, Person
from capadesk.domain.validation import NAME_LIMIT
from capadesk.domain.when import When
from capadesk.services.deletion_service import DeletionService
from capadesk.services.event_service import EventService
from capadesk.services.ports import ListKind, ListQuery, Shipment, SortKey, Store
from tests.storage.places import Places
from tests.storage.replicas import rows_of

IS_CONTRACT = True
ON_ENCRYPTED_FILES_TOO = True

MEETING = CodeItem(
    id=shipped_id("code:event_kind", "meeting"), code_list="event_kind", code="meeting", family="meeting"
)


@pytest.fixture
def store(places: Places) -> Iterator[Store]:
    made = places.create("desk", author="Ann", shipped=[MEETING])
    yield made
    made.close()


def add_event(store: Store, title: str = "Workshop", **fields: Any) -> Event:
    event = replace(EventService(store).new().event, title=title, **fields)
    with store.unit_of_work() as work:
        work.save(event)
        work.commit("added")
    return event


def test_undo_and_redo_hold_across_restarts(store: Store, places: Places) -> None:
    event = add_event(store)
    path = store.location
    store.close()
    opened = places.open(path, author="Ann")
    assert opened.undo() is not None
    assert opened.select(Event) == []
    opened.close()
    opened = places.open(path, author="Ann")
    assert opened.redo() is not None
    assert opened.get(Event, event.id) == event
    opened.close()


def test_undo_from_the_middle_leaves_what_was_changed_since_and_names_it(store: Store) -> None:
    event = add_event(store)
    service = EventService(store)
    dossier = service.open(event.id)
    first = service.save(replace(dossier, event=replace(event, title="Second", venue="Hall")))
    service.save(replace(dossier, event=replace(event, title="Third", venue="Hall")))
    undone = store.undo_change_set(first.stamp)
    assert undone.skipped == (("event", event.id, "title"),)
    assert (store.get(Event, event.id).title, store.get(Event, event.id).venue) == ("Third", "")


def test_a_change_that_changes_nothing_is_not_written(store: Store) -> None:
    event = add_event(store)
    mark = store.latest_change()
    with store.unit_of_work() as work:
        work.save(event)
        assert not work.commit("nothing")
    assert store.latest_change() == mark


def test_what_is_changed_and_changed_back_is_no_change(store: Store, places: Places) -> None:
    event = add_event(store, when=When.years(2024))
    with store.unit_of_work() as work:
        work.save(replace(event, venue="Hall", when=When.years(2025)))
        work.save(event)
        work.save(Person(id=new_id(), family_name="Berg"))
        done = work.commit("saved")
    assert [change.kind for change in done.changes] == ["person"]
    assert store.get(Event, event.id).sequence == 0
    other = places.create("other", author="Bob", shipped=[MEETING])
    other.merge_changes(store.outgoing())
    assert rows_of(other) == rows_of(store)
    other.close()


def test_an_invalid_record_is_refused_and_nothing_is_kept(store: Store) -> None:
    with store.unit_of_work() as work:
        work.save(Person(id=new_id(), family_name="Ok"))
        with pytest.raises(InvalidRecord):
            work.save(Event(id=new_id(), title=" "))
    assert store.select(Person) == []


def test_deleting_says_what_hangs_on_it_and_nothing_dangles(store: Store) -> None:
    event = add_event(store)
    person = Person(id=new_id(), family_name="Åberg")
    link = Participation(
        id=Participation.derive_id(event.id, person.id, None, "speaker"),
        event_id=event.id,
        person_id=person.id,
        role="speaker",
    )
    with store.unit_of_work() as work:
        work.save(person)
        work.save(link)
        work.commit("linked")
    with store.unit_of_work() as work:
        work.delete(Person, person.id)
        with pytest.raises(RecordInUse) as caught:
            work.commit("deleted")
    assert caught.value.data["uses"] == [{"kind": "participation", "count": 1}]
    deletion = DeletionService(store)
    assert deletion.preview("person", [person.id]).goes_along["participation"] == 1
    deletion.delete("person", [person.id])
    assert [entry.name for entry in store.bin()] == ["Åberg"]
    assert store.check() == []
    with pytest.raises(RecordNotFound):
        store.get(Person, person.id)
    store.undo()
    assert store.get(Person, person.id) == person
    assert store.select(Participation) == [link]


def test_sequence_only_rises_and_is_never_undone(store: Store) -> None:
    event = add_event(store)
    service = EventService(store)
    dossier = service.open(event.id)
    service.save(replace(dossier, event=replace(event, notes="internal")))
    assert store.get(Event, event.id).sequence == 0
    service.save(replace(dossier, event=replace(event, venue="Town hall")))
    assert store.get(Event, event.id).sequence == 1
    store.undo()
    assert (store.get(Event, event.id).venue, store.get(Event, event.id).sequence) == ("", 2)


def test_bulk_records_are_logged_searched_and_undone(store: Store) -> None:
    people = [Person(id=new_id(), given_name="Łukasz", family_name=f"No {n}") for n in range(2_500)]
    with store.unit_of_work() as work:
        assert work.save_many(people) == 2_500
        work.commit("import")
    assert len(store.lists.keys(ListQuery(ListKind.PEOPLE, text="lukasz"))) == 2_500
    history = store.record_history("person", people[1234].id)
    assert history[0].fields["family_name"].after == "No 1234"
    edited = replace(people[0], notes="met")
    with store.unit_of_work() as work:
        work.save(edited)
        work.commit("edit")
    assert store.undo() is not None
    assert store.undo() is not None
    assert store.select(Person) == []
    assert store.check() == []
    assert store.redo() is not None
    assert len(store.select(Person)) == 2_500
    assert store.check() == []


def test_lists_sort_filter_and_find(store: Store) -> None:
    titles = ["Zebra", "Łódź forum", "lodz walk", "Ärger", "Apfel"]
    for number, title in enumerate(titles):
        add_event(store, title, when=When.years(2020 + number), status="held" if number % 2 else "planned")
    add_event(store, "Board", kind="meeting")
    lists = store.lists

    def found(**words: object) -> list[str]:
        kind = ListKind.EVENTS
        query = ListQuery(kind, **words)  # type: ignore[arg-type]
        return [row.title for row in lists.rows(kind, lists.keys(query))]

    assert found(sort=(SortKey("title"),)) == ["Apfel", "Ärger", "Łódź forum", "lodz walk", "Zebra"]
    assert found(text="LODZ", sort=(SortKey("when"),)) == ["Łódź forum", "lodz walk"]
    assert found(equal={"status": ("held",)}, sort=(SortKey("title", True),)) == ["Łódź forum", "Ärger"]
    assert found(text='"*) OR (') == []
    assert lists.count(ListKind.MEETINGS) == 1
    assert [hit.title for hit in lists.search("lod wa")] == ["lodz walk"]


def test_every_heading_of_every_list_sorts(store: Store) -> None:
    from capadesk.storage.reading import list_conditions, list_sql

    for kind, table in list_conditions.TABLES.items():
        for column in list_sql.SORTS[table]:
            assert store.lists.keys(ListQuery(kind, sort=(SortKey(column, True),))) == []


def test_a_read_only_store_refuses_to_change(store: Store, places: Places) -> None:
    reader = places.open(store.location, author="Ann", read_only=True)
    with pytest.raises(UserError) as caught:
        reader.unit_of_work()
    assert caught.value.code == "read_only"
    reader.close()


def test_another_program_is_noticed(store: Store, places: Places) -> None:
    mark = store.latest_change()
    other = places.open(store.location, author="Bob")
    add_event(other, "From elsewhere")
    other.close()
    assert [sorted(entry.kinds()) for entry in store.changes_since(mark)] == [["event"]]


def test_names_of_the_greatest_length_are_stored_sorted_and_found_whatever_their_letters(
    store: Store, places: Places
) -> None:
    chance = Random(3)

    def name(beginning: str) -> str:
        letters = (chr(chance.randrange(0x20000, 0x2A000)) for _ in range(NAME_LIMIT - len(beginning)))
        return beginning + "".join(letters)

    later, first = add_event(store, name("b")), add_event(store, name("a"))
    person = Person(id=new_id(), family_name=name("c"), given_name=name("d"), email="")
    folded = Organisation(id=new_id(), name="\ufdfa" * NAME_LIMIT)
    with store.unit_of_work() as work:
        work.save(person)
        work.save(folded)
        work.save(replace(later, notes="edited"))
        work.commit("added")
    query = ListQuery(ListKind.EVENTS, sort=(SortKey("title"),))
    rows = store.lists.rows(ListKind.EVENTS, store.lists.keys(query))
    assert [row.title for row in rows] == [first.title, later.title]
    assert store.check() == []
    other = places.create("other", author="Bob", shipped=[MEETING])
    other.merge_changes(store.outgoing())
    assert other.get(Person, person.id) == person
    assert other.get(Organisation, folded.id) == folded
    assert other.check() == []
    other.close()


@pytest.mark.parametrize("field", ["uid", "source_key"])
def test_what_is_looked_up_as_a_whole_fits_an_index(store: Store, field: str) -> None:
    with pytest.raises(InvalidRecord):
        add_event(store, **{field: "\U00020000" * 626})
    letters = Random(4).choices([chr(code) for code in range(0x20000, 0x2A000)], k=625)
    event = add_event(store, **{field: "".join(letters)})
    assert store.select(Event, **{field: "".join(letters)}) == [event]


def test_deleting_here_and_editing_there_keeps_the_edit(store: Store, places: Places) -> None:
    organisation = Organisation(id=new_id(), name="Ministry")
    with store.unit_of_work() as work:
        work.save(organisation)
        work.commit("added")
    other = places.create("other", author="Bob")
    other.merge_changes(store.outgoing())
    with store.unit_of_work() as work:
        work.delete(Organisation, organisation.id)
        work.commit("deleted")
    with other.unit_of_work() as work:
        work.save(replace(organisation, website="https://ministry.example"))
        work.commit("edited")
    other.merge_changes(store.outgoing())
    store.merge_changes(other.outgoing())
    for desk in (store, other):
        assert desk.get(Organisation, organisation.id).website == "https://ministry.example"
    other.close()


# --- shipped records ------------------------------------------------------------------------------


def test_a_newer_program_corrects_what_nobody_wrote_and_adds_what_is_new(
    store: Store, places: Places
) -> None:
    place = store.location
    with store.unit_of_work() as work:
        work.save(replace(work.get(CodeItem, MEETING.id), label="Sitzung"))
        work.commit("renamed")
    store.close()
    newer = replace(MEETING, label="Meeting of people", position=7)
    city = City(id=shipped_id("city", "ATwien"), name="Wien", country="AT")
    again = places.open(place, author="Ann", shipped=[newer, city])
    item = again.get(CodeItem, MEETING.id)
    assert (item.label, item.position) == ("Sitzung", 7)
    again.close()
    corrected = places.open(place, author="Ann", shipped=[newer, replace(city, name="Vienna")])
    assert corrected.get(City, city.id).name == "Vienna"
    assert [hit.title for hit in corrected.lists.search("vienna")] == ["Vienna"]
    assert corrected.lists.search("wien") == []
    assert corrected.check() == []
    corrected.close()


def test_shipped_records_are_made_only_for_a_file_without_their_edition(store: Store, places: Places) -> None:
    place = store.location
    store.close()
    made: list[str] = []

    def shipment(edition: str, label: str) -> Shipment:
        def make() -> list[CodeItem]:
            made.append(edition)
            return [replace(MEETING, label=label)]

        return Shipment(edition, make)

    for edition, label in (("1", "Meeting"), ("1", "Meeting"), ("2", "Gathering"), ("2", "Gathering")):
        opened = places.open(place, author="Ann", shipped=shipment(edition, label))
        assert opened.get(CodeItem, MEETING.id).label == label
        opened.close()
    assert made == ["1", "2"]


def test_a_shipped_record_in_the_bin_stays_there(store: Store, places: Places) -> None:
    place = store.location
    with store.unit_of_work() as work:
        work.delete(CodeItem, MEETING.id)
        work.commit("deleted")
    store.close()
    again = places.open(place, author="Ann", shipped=[replace(MEETING, label="Meeting of people")])
    assert again.select(CodeItem) == []
    again.close()
