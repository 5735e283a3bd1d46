"""Filling a real data file with the sample and with scaled data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from capadesk.domain.errors import Cancelled, UserError
from capadesk.domain.records import City, Event, Organisation, Participation, Person, Platform, Tag
from capadesk.formats.tables.events_json_reader import EventsJsonReader
from capadesk.resource_files import resource_path
from capadesk.services.importing.import_plan import Outcome
from capadesk.services.importing.import_service import ImportService
from capadesk.services.ports import ListKind, ListQuery
from capadesk.services.sample_service import SampleService
from capadesk.services.samples.sample import sample_records
from capadesk.services.samples.sample_sources import SampleSources
from capadesk.services.shipped_records import shipped_records
from capadesk.storage.sqlite_store import SqliteStore

SOURCES = SampleSources.shipped()
SHIPPED = list(shipped_records(SOURCES.code_lists_json, SOURCES.cities_csv))


class StandingClock:
    """Implements ports.Clock: always the same moment."""

    def now(self) -> datetime:
        return datetime(2026, 11, 23, 9, tzinfo=UTC)

    def today(self) -> date:
        return date(2026, 11, 23)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    store = SqliteStore.create(tmp_path / "sample.capadesk", author="Tester", shipped=SHIPPED)
    yield store
    store.close()


@pytest.fixture
def service(store: SqliteStore) -> SampleService:
    return SampleService(store, StandingClock(), SOURCES)


def test_the_sample_is_one_change_that_can_be_undone_and_redone(
    store: SqliteStore, service: SampleService
) -> None:
    added = service.add_sample()
    assert added
    assert len(store.history()) == 1
    assert store.check() == []
    before = len(store.select(Event))
    store.undo()
    assert store.select(Event) == []
    store.redo()
    assert len(store.select(Event)) == before


def test_a_sample_added_twice_changes_nothing(store: SqliteStore, service: SampleService) -> None:
    service.add_sample()
    assert not service.add_sample()
    assert len(store.history()) == 1


def test_importing_the_real_events_into_the_sample_finds_every_one_the_same(
    store: SqliteStore, service: SampleService
) -> None:
    service.add_sample()
    imports = ImportService(store, (EventsJsonReader(),), StandingClock())
    plan = imports.plan([resource_path("capacities-events.json")])
    assert Counter(item.outcome for item in plan.items) == {Outcome.SAME: 36}


def test_the_sample_after_an_import_of_the_real_events_doubles_none(
    store: SqliteStore, service: SampleService
) -> None:
    imports = ImportService(store, (EventsJsonReader(),), StandingClock())
    imports.apply(imports.plan([resource_path("capacities-events.json")]))
    service.add_sample()
    for record_type in (Event, Organisation, City, Tag):
        records = sample_records(SOURCES, StandingClock().today()).of(record_type)
        shipped = [record for record in SHIPPED if isinstance(record, record_type)]
        assert len(store.select(record_type)) == len(records) + len(shipped)


def test_every_list_of_the_program_shows_the_sample(store: SqliteStore, service: SampleService) -> None:
    service.add_sample()
    for kind in ListKind:
        keys = store.lists.keys(ListQuery(kind))
        assert len(keys) >= 20
        assert len(store.lists.rows(kind, keys[:5])) == 5


def test_the_platform_of_the_file_is_kept(store: SqliteStore, service: SampleService) -> None:
    service.add_sample()
    (sample,) = store.select(Platform)
    own = replace(sample, name="Own platform")
    with store.unit_of_work() as work:
        work.save(own)
        work.commit("Changed")
    service.add_sample()
    service.add_scaled(5, 5, 5, 1)
    assert store.select(Platform) == [own]


def test_scaled_data_is_one_change_with_exact_numbers(store: SqliteStore, service: SampleService) -> None:
    seen: list[tuple[int, int]] = []
    change = service.add_scaled(30, 40, 200, 3, lambda done, total: seen.append((done, total)))
    assert change.created_counts["participation"] == 200
    assert [len(store.select(kind)) for kind in (Event, Person, Participation)] == [30, 40, 200]
    assert len(store.select(Platform)) == 1
    assert store.check() == []
    assert seen[-1] == (270, 270)
    assert [done for done, _total in seen] == sorted(done for done, _total in seen)
    store.undo()
    assert store.select(Event) == []


def test_scaled_data_that_was_added_before_is_refused_even_after_an_undo(
    store: SqliteStore, service: SampleService
) -> None:
    service.add_scaled(10, 10, 20, 3)
    for _ in range(2):
        with pytest.raises(UserError, match="scaled_data_there"):
            service.add_scaled(10, 10, 20, 3)
        store.undo()
    service.add_scaled(10, 10, 20, 4)
    assert len(store.select(Event)) == 10


def test_a_cancelled_filling_leaves_nothing(store: SqliteStore, service: SampleService) -> None:
    def cancel(done: int, _total: int) -> None:
        if done:
            raise Cancelled

    with pytest.raises(Cancelled):
        service.add_sample(cancel)
    with pytest.raises(Cancelled):
        service.add_scaled(100, 100, 600, 1, cancel)
    assert store.select(Event) == []
    assert store.select(Person) == []
    assert store.history() == []
