"""Finding records by words: as they are typed, and where that finds little, by words written nearly so."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from capadesk.domain.identity import new_id
from capadesk.domain.record import Record
from capadesk.domain.records import (
    Action,
    Affiliation,
    City,
    Decision,
    Event,
    Interaction,
    Organisation,
    Person,
    Project,
    Series,
    Tag,
)
from capadesk.domain.when import When
from capadesk.services.event_service import EventService
from capadesk.services.ports import SearchHit, Store
from capadesk.storage.reading.word_list import WordList, errors_allowed
from tests.storage.places import Places

ON_ENCRYPTED_FILES_TOO = True


@pytest.fixture
def store(places: Places) -> Iterator[Store]:
    made = places.create("desk", author="Ann")
    yield made
    made.close()


def save(store: Store, *records: Record) -> None:
    with store.unit_of_work() as work:
        for record in records:
            work.save(record)
        work.commit("saved")


def event(store: Store, title: str, **fields: Any) -> Event:
    return replace(EventService(store).new().event, title=title, **fields)


def add_events(store: Store, *titles: str) -> None:
    save(store, *(event(store, title) for title in titles))


def found(store: Store, text: str, *kinds: str) -> list[str]:
    return [hit.title for hit in store.lists.search(text, kinds)]


@pytest.mark.parametrize(
    "typed", ["wrokshop", "worshop", "workshopp", "qorkshop", "WORKSHPO", "wroksh", "worskh", "vvorkshop"]
)
def test_a_typing_error_finds_what_was_meant(store: Store, typed: str) -> None:
    add_events(store, "Workshop on heat", "Forum")
    assert found(store, typed) == ["Workshop on heat"]


def test_a_short_word_may_hold_one_error_and_a_long_one_two(store: Store) -> None:
    add_events(store, "Fair of Rome", "Conference")
    assert found(store, "roma") == ["Fair of Rome"]
    assert found(store, "rima") == []
    assert found(store, "konferense") == ["Conference"]
    assert found(store, "konverense") == []


def test_errors_and_accents_are_forgiven_together(store: Store) -> None:
    save(store, Person(id=new_id(), given_name="Łukasz", family_name="Świątek"))
    assert found(store, "lukasz") == ["Łukasz Świątek"]
    assert found(store, "Swaitek") == ["Łukasz Świątek"]
    assert found(store, "łuksz świątke") == ["Łukasz Świątek"]


def test_each_of_several_words_is_corrected_by_itself(store: Store) -> None:
    add_events(store, "Workshop in Lecce", "Workshop in Parma", "Forum in Lecce")
    assert found(store, "wrokshop lece") == ["Workshop in Lecce"]
    assert found(store, "lecce wrokshop") == ["Workshop in Lecce"]


def test_a_word_that_exists_is_corrected_where_the_words_do_not_meet(store: Store) -> None:
    add_events(store, "Maria speaks", "Marina Rossi at work")
    assert found(store, "maria rossi") == ["Marina Rossi at work"]


def test_what_is_written_as_typed_comes_first_and_the_rest_is_marked(store: Store) -> None:
    add_events(store, "Karin", "Kaarin", "Katrin")
    hits = store.lists.search("karin")
    assert [(hit.title, hit.is_similar) for hit in hits] == [
        ("Karin", False),
        ("Katrin", True),
        ("Kaarin", True),
    ]


def test_where_enough_is_found_nothing_else_is_looked_for(store: Store) -> None:
    add_events(store, *(f"Karin {number}" for number in range(5)), "Katrin")
    assert "Katrin" not in found(store, "karin")


def test_numbers_and_very_short_words_are_taken_as_they_are(store: Store) -> None:
    add_events(store, "Plan 2024", "Ab")
    assert found(store, "plan 2025") == []
    assert found(store, "av") == []
    assert errors_allowed("2024") == errors_allowed("ab") == 0


def test_a_field_that_chooses_forgives_typing_errors(store: Store) -> None:
    save(
        store,
        Person(id=new_id(), given_name="Łukasz", family_name="Świątek"),
        Organisation(id=new_id(), name="Świątek & co"),
    )
    assert store.lists.choices("person", "swaitek") == []
    assert [each.name for each in store.lists.similar_choices("person", "swaitek")] == ["Łukasz Świątek"]
    assert store.lists.similar_choices("person", "swiatek") == []
    assert store.lists.similar_choices("platform", "swaitek") == []


def test_similar_choices_are_no_more_than_are_asked_for_and_none_where_many_fit(store: Store) -> None:
    save(store, *(City(id=new_id(), name=f"Parma {letter}") for letter in "abcdefg"))
    assert store.lists.similar_choices("city", "parma") == []
    assert len(store.lists.similar_choices("city", "pamra", limit=3)) == 3


def test_whole_words_come_before_beginnings(store: Store) -> None:
    add_events(store, "Anna", "Annabel", "Annals of the city")
    assert found(store, "anna")[0] == "Anna"


def test_words_of_a_change_just_made_are_known(store: Store) -> None:
    add_events(store, "Forum")
    assert found(store, "wrokshop") == []
    add_events(store, "Workshop")
    assert found(store, "wrokshop") == ["Workshop"]


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " \t\n",
        '"',
        "'",
        "*",
        '"*) OR (',
        "NOT",
        "a AND NOT b OR c",
        "NEAR(a b, 2)",
        "title : x",
        "^anna",
        "-anna + -",
        "x' OR '1'='1",
        "_",
        "__ _x_",
        "\x00",
        "a\x00b",
        "\ud800",
        "\u0301",
        "ـ",
        "𝔘𝔫𝔦",
        "%_%",
        "a" * 5000,
        "wort " * 400,
    ],
)
def test_hostile_text_finds_nothing_and_breaks_nothing(store: Store, typed: str) -> None:
    add_events(store, "Öffentliche Veranstaltung")
    assert store.lists.search(typed) == []
    assert store.lists.choices("event", typed) is not None


def test_operators_are_words(store: Store) -> None:
    add_events(store, "Not near or and title")
    assert found(store, "NOT NEAR OR AND") == ["Not near or and title"]


def test_kinds_and_limit_narrow_the_search(store: Store) -> None:
    add_events(store, *(f"Parma {number}" for number in range(9)))
    save(store, Organisation(id=new_id(), name="City of Parma"))
    assert found(store, "parma", "organisation") == ["City of Parma"]
    assert len(store.lists.search("parma", limit=3)) == 4


def test_a_hit_says_what_it_belongs_to(store: Store) -> None:
    city = City(id=new_id(), name="Lecce", country="IT")
    held = event(store, "Lab", kind="workshop", when=When.months(2024, 10), city_id=city.id)
    ministry = Organisation(id=new_id(), name="Ministry", short_name="MET", helix="government")
    anna = Person(id=new_id(), given_name="Anna", family_name="Bianchi")
    affiliation = Affiliation(id=new_id(), person_id=anna.id, organisation_id=ministry.id, role="Head")
    action = Action(id=new_id(), event_id=held.id, text="Send it", due=date(2025, 1, 2), status="open")
    decision = Decision(id=new_id(), event_id=held.id, text="Agreed")
    call = Interaction(id=new_id(), subject="Budget", person_id=anna.id, channel="phone")
    series = Series(id=new_id(), name="Labs")
    project = Project(id=new_id(), name="A long name", acronym="ALN")
    tag = Tag(id=new_id(), name="Heat", group="topic")
    save(store, city, held, ministry, anna, affiliation, action, decision, call, series, project, tag)
    records: list[Any] = [city, held, ministry, anna, action, decision, call, series, project, tag]
    hits = store.lists.hits_by_id([(record.KIND, record.id) for record in records])
    assert hits == [
        SearchHit("city", city.id, "Lecce", "", code="IT"),
        SearchHit("event", held.id, "Lab", "Lecce", When.months(2024, 10), "workshop"),
        SearchHit("organisation", ministry.id, "Ministry", "MET", code="government"),
        SearchHit("person", anna.id, "Anna Bianchi", "Head · Ministry"),
        SearchHit("action", action.id, "Send it", "Lab", When.days(date(2025, 1, 2)), "open"),
        SearchHit("decision", decision.id, "Agreed", "Lab", code=decision.status),
        SearchHit("interaction", call.id, "Budget", "Anna Bianchi", code="phone"),
        SearchHit("series", series.id, "Labs", ""),
        SearchHit("project", project.id, "ALN", "A long name"),
        SearchHit("tag", tag.id, "Heat", "", code="topic"),
    ]


def test_what_is_gone_is_left_out(store: Store) -> None:
    kept, gone = event(store, "Kept"), event(store, "Gone")
    save(store, kept, gone)
    with store.unit_of_work() as work:
        work.delete(Event, gone.id)
        work.commit("deleted")
    asked = [("event", gone.id), ("event", kept.id), ("person", new_id()), ("affiliation", new_id())]
    assert [hit.title for hit in store.lists.hits_by_id(asked)] == ["Kept"]
    assert found(store, "gone") == []


def test_a_file_that_may_only_be_read_is_searched_as_well(store: Store, places: Places) -> None:
    add_events(store, "Workshop")
    store.close()
    opened = places.open(store.location, author="", read_only=True)
    assert found(opened, "wrokshop") == ["Workshop"]
    opened.close()


def test_the_nearest_and_most_frequent_word_comes_first() -> None:
    words = WordList([("karin", 1), ("karim", 9), ("marin", 9), ("carina", 9)])
    assert words.near("karin", 1)[:2] == ["karim", "marin"]
    assert words.near("kartin", 2)[:2] == ["karin", "karim"]
    assert words.has_beginning("car")
    assert not words.has_beginning("cat")
