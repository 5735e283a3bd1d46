"""What was joined is not doubled by importing again: all former keys and names lead to what goes on."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from capadesk.domain.identity import new_id
from capadesk.domain.record import RECORD_TYPES
from capadesk.domain.records import City, Event, Organisation, Participation, Person
from capadesk.domain.when import When
from capadesk.formats.tables.events_json_reader import EventsJsonReader
from capadesk.formats.words.localisation import BabelLocalisation
from capadesk.services.deletion_service import DeletionService
from capadesk.services.importing.import_plan import ImportReport, Outcome
from capadesk.services.importing.import_service import ImportService
from capadesk.services.importing.people_pasting import PeoplePasting
from capadesk.services.merging.duplicate_service import DuplicateService
from capadesk.services.ports import LikenessReason
from capadesk.storage.sqlite_store import SqliteStore
from tests.merged_files import merge_file


class StandingClock:
    """ports.Clock on a day of its own."""

    def now(self) -> datetime:
        """Midnight."""
        return datetime.combine(self.today(), datetime.min.time(), UTC)

    def today(self) -> date:
        """The day."""
        return date(2024, 6, 1)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    opened = SqliteStore.create(tmp_path / "a.db", author="Ada")
    yield opened
    assert opened.check() == []
    opened.close()


@pytest.fixture
def duplicates(store: SqliteStore) -> DuplicateService:
    return DuplicateService(store)


def event(title: str, **values: Any) -> dict[str, Any]:
    return {
        "title": title,
        "date_precision": "day",
        "start": "2024-05-22",
        "end": "2024-05-22",
        "city": "Rome",
        "country": "IT",
        "organisers": ["ENEA"],
        "topics": ["heat"],
        **values,
    }


def read(store: SqliteStore, folder: Path, *events: dict[str, Any]) -> ImportReport:
    path = folder / "events.json"
    path.write_text(json.dumps({"events": events}), encoding="utf-8")
    service = ImportService(store, [EventsJsonReader(lambda: "Europe/Rome")], StandingClock())
    return service.apply(service.plan([path]))


def state_of(store: SqliteStore) -> list[Any]:
    return [record for record_type in RECORD_TYPES.values() for record in store.select(record_type)]


def titled(store: SqliteStore, title: str) -> Event:
    (found,) = store.select(Event, title=title)
    return found


def test_a_file_whose_two_events_were_joined_changes_nothing(
    store: SqliteStore, duplicates: DuplicateService, tmp_path: Path
) -> None:
    file = (event("Breakfast"), event("Climate breakfast", topics=["water"]))
    read(store, tmp_path, *file)
    keep, gone = titled(store, "Climate breakfast"), titled(store, "Breakfast")
    duplicates.join("event", keep.id, [gone.id])
    joined = state_of(store)
    for order in (file, file[::-1]):
        report = read(store, tmp_path, *order)
        assert report.change_set is None
        assert state_of(store) == joined


def test_an_event_made_by_hand_stays_joined_with_the_imported_one(
    store: SqliteStore, duplicates: DuplicateService, tmp_path: Path
) -> None:
    own = Event(id=new_id(), title="Our breakfast", when=When.months(2024, 5), notes="mine")
    with store.unit_of_work() as work:
        work.save(own)
        work.commit("added")
    read(store, tmp_path, event("Breakfast"))
    duplicates.join("event", own.id, [titled(store, "Breakfast").id])
    joined = state_of(store)
    assert read(store, tmp_path, event("Breakfast")).change_set is None
    assert state_of(store) == joined
    assert titled(store, "Our breakfast").when == When.months(2024, 5)


def test_what_is_new_in_the_file_still_comes(
    store: SqliteStore, duplicates: DuplicateService, tmp_path: Path
) -> None:
    read(store, tmp_path, event("Breakfast", description="short"), event("Climate breakfast"))
    keep, gone = titled(store, "Climate breakfast"), titled(store, "Breakfast")
    duplicates.join("event", keep.id, [gone.id])
    read(store, tmp_path, event("Breakfast", description="longer"))
    assert titled(store, "Climate breakfast").description == "longer"
    assert len(store.select(Event)) == 1


def test_after_an_undo_the_file_means_the_two_again(
    store: SqliteStore, duplicates: DuplicateService, tmp_path: Path
) -> None:
    file = (event("Breakfast"), event("Climate breakfast"))
    read(store, tmp_path, *file)
    before = state_of(store)
    duplicates.join("event", titled(store, "Climate breakfast").id, [titled(store, "Breakfast").id])
    store.undo()
    assert state_of(store) == before
    assert read(store, tmp_path, *file).change_set is None


def test_what_went_into_something_that_was_deleted_is_in_the_bin(
    store: SqliteStore, duplicates: DuplicateService, tmp_path: Path
) -> None:
    file = (event("Breakfast"), event("Climate breakfast"))
    read(store, tmp_path, *file)
    keep = titled(store, "Climate breakfast")
    duplicates.join("event", keep.id, [titled(store, "Breakfast").id])
    DeletionService(store).delete("event", [keep.id])
    report = read(store, tmp_path, *file)
    assert {item.outcome for item in report.items if item.record_kind == "event"} == {Outcome.IN_BIN}
    assert store.select(Event) == []


def test_former_names_of_cities_and_organisations_mean_those_that_go_on(
    store: SqliteStore, duplicates: DuplicateService, tmp_path: Path
) -> None:
    read(store, tmp_path, event("Breakfast"), event("Dinner", city="Roma", organisers=["The ENEA"]))
    for kind, keep, gone in ((City, "Roma", "Rome"), (Organisation, "The ENEA", "ENEA")):
        record_type: Any = kind
        (kept,), (other,) = store.select(record_type, name=keep), store.select(record_type, name=gone)
        duplicates.join(record_type.KIND, kept.id, [other.id])
    joined = state_of(store)
    assert read(store, tmp_path, event("Breakfast")).change_set is None
    assert state_of(store) == joined
    read(store, tmp_path, event("Supper", start="2024-05-23", end="2024-05-23"))
    assert [city.name for city in store.select(City)] == ["Roma"]
    (organisation,) = store.select(Organisation)
    assert len(store.select(Participation, organisation_id=organisation.id)) == 3


def test_a_former_address_of_a_person_finds_who_goes_on(
    store: SqliteStore, duplicates: DuplicateService
) -> None:
    one = Person(id=new_id(), given_name="Ada", family_name="Ek", email="ada@ek.se")
    other = Person(id=new_id(), given_name="A.", family_name="Ek", email="a.ek@new.se")
    with store.unit_of_work() as work:
        work.save(one)
        work.save(other)
        work.commit("added")
    duplicates.join("person", other.id, [one.id])
    plan = PeoplePasting(store, BabelLocalisation("en")).plan([["Name", "E-mail"], ["Ada", "Ada@ek.se"]], "x")
    assert [(item.outcome, item.record_id) for item in plan.items] == [(Outcome.SAME, other.id)]


def test_an_event_imported_on_two_desks_from_two_editions_of_a_file_becomes_one(
    store: SqliteStore, duplicates: DuplicateService, tmp_path: Path
) -> None:
    with_city, without = event("Breakfast"), event("Breakfast", city=None, description="Bread and heat")
    (tmp_path / "bob").mkdir()
    other = SqliteStore.create(tmp_path / "bob" / "b.db", author="Bob")
    read(store, tmp_path, with_city)
    read(other, tmp_path / "bob", without)
    merge_file(store, tmp_path / "bob" / "b.db")
    assert len(store.select(Organisation)) == 1  # made under one id on both desks
    (group,) = duplicates.groups()
    assert (group.kind, group.reasons[0].code) == ("event", LikenessReason.TITLE_AND_DATE)
    duplicates.join("event", group.ids[0], group.ids[1:])
    merge_file(other, tmp_path / "a.db")
    for desk, edition in ((store, with_city), (store, without), (other, without), (other, with_city)):
        assert read(desk, tmp_path, edition).change_set is None
        assert [each.description for each in desk.select(Event)] == ["Bread and heat"]
    assert state_of(store) == state_of(other)
    assert other.check() == []
    other.close()
