"""A data file: made, opened, refused, undone, backed up, restored, checked."""

from __future__ import annotations

import os
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from capadesk.domain.errors import EnvironmentFailure, InvalidRecord, RecordInUse, RecordNotFound, UserError
from capadesk.domain.identity import new_id, shipped_id
from capadesk.domain.records import City, CodeItem, Event, Organisation, Participation, Person
from capadesk.domain.when import When
from capadesk.services.deletion_service import DeletionService
from capadesk.services.event_service import EventService
from capadesk.services.ports import BackupInfo, ListKind, ListQuery, Shipment, SortKey
from capadesk.storage.backup_rotation import Rotation, to_drop
from capadesk.storage.migrations import STEPS, run_step
from capadesk.storage.restoring import put_back
from capadesk.storage.schema import SCHEMA_VERSION
from capadesk.storage.sqlite_store import SqliteStore
from capadesk.storage.tables import metadata

MEETING = CodeItem(
    id=shipped_id("code:event_kind", "meeting"), code_list="event_kind", code="meeting", family="meeting"
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    made = SqliteStore.create(tmp_path / "desk.capadesk", author="Ann", shipped=[MEETING])
    yield made
    made.close()


def add_event(store: SqliteStore, title: str = "Workshop", **fields: Any) -> Event:
    event = replace(EventService(store).new().event, title=title, **fields)
    with store.unit_of_work() as work:
        work.save(event)
        work.commit("added")
    return event


def test_a_new_file_is_for_its_owner_only(store: SqliteStore) -> None:
    assert stat.S_IMODE(Path(store.location).stat().st_mode) == 0o600
    assert store.check() == []


def test_durability_and_keys_are_as_the_design_says(store: SqliteStore) -> None:
    sql = store.connection().exec_driver_sql
    values = [
        sql(f"PRAGMA {p}").scalar() for p in ("journal_mode", "synchronous", "foreign_keys", "user_version")
    ]
    assert values == ["wal", 2, 1, SCHEMA_VERSION]


def test_the_tables_are_what_the_migrations_make(tmp_path: Path) -> None:
    from sqlalchemy import create_engine

    def shape(make: object) -> dict[str, object]:
        engine = create_engine("sqlite://")
        with engine.connect() as connection:
            make(connection)  # type: ignore[operator]
            tables = [
                row[0]
                for row in connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type='table'")
                if not row[0].startswith(("search", "sqlite_"))
            ]
            return {
                table: (
                    # A column that a step adds stands last and has a default; neither is ever asked for.
                    sorted(
                        (name, kind, not_null, key)
                        for _place, name, kind, not_null, _default, key in connection.exec_driver_sql(
                            f'PRAGMA table_info("{table}")'
                        )
                    ),
                    sorted(
                        (
                            index[1],
                            [r[2] for r in connection.exec_driver_sql(f'PRAGMA index_info("{index[1]}")')],
                        )
                        for index in connection.exec_driver_sql(f'PRAGMA index_list("{table}")').fetchall()
                    ),
                    sorted(
                        (r[2], r[3])
                        for r in connection.exec_driver_sql(f'PRAGMA foreign_key_list("{table}")')
                    ),
                )
                for table in sorted(tables)
            }

    def by_steps(connection: object) -> None:
        for step in STEPS:
            run_step(connection, step)

    assert shape(by_steps) == shape(metadata.create_all)


def test_a_newer_schema_is_refused_and_nothing_is_touched(store: SqliteStore) -> None:
    path = Path(store.location)
    store.close()
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("PRAGMA user_version=99")
        raw.execute("PRAGMA journal_mode=DELETE")
    before = path.read_bytes()
    with pytest.raises(UserError) as caught:
        SqliteStore.open(path, author="Ann")
    assert caught.value.code == "newer_schema"
    assert path.read_bytes() == before


@pytest.mark.parametrize("content", [b"", b"hello", b"SQLite format 3\x00" + bytes(84)])
def test_a_strange_file_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "strange"
    path.write_bytes(content)
    with pytest.raises(UserError) as caught:
        SqliteStore.open(path, author="Ann")
    assert caught.value.code == "not_a_capadesk_file"
    assert path.read_bytes() == content


def test_a_damaged_file_is_recognised_and_its_last_backup_offered(store: SqliteStore) -> None:
    add_event(store)
    made = store.backup_if_due()
    assert made is not None
    path = Path(store.location)
    store.close()
    data = bytearray(path.read_bytes())
    data[100:8192] = os.urandom(8092)
    path.write_bytes(data)
    with pytest.raises(EnvironmentFailure) as caught:
        SqliteStore.open(path, author="Ann")
    assert caught.value.code == "database_damaged"
    assert caught.value.data["backup"] == str(made.path)
    put_back(made.path, path)
    again = SqliteStore.open(path, author="Ann")
    assert [event.title for event in again.select(Event)] == ["Workshop"]
    again.close()


def test_a_copied_file_becomes_another_replica(store: SqliteStore, tmp_path: Path) -> None:
    add_event(store)
    copy = tmp_path / "copy.capadesk"
    store.backup_to(copy)
    opened = SqliteStore.open(copy, author="Bob")
    assert opened.replica != store.replica
    assert opened.undo() is None, "what another replica did is not ours to undo with Ctrl+Z"
    opened.close()
    same = SqliteStore.open(Path(store.location), author="Ann")
    assert same.replica == store.replica
    same.close()


def test_undo_and_redo_hold_across_restarts(store: SqliteStore) -> None:
    event = add_event(store)
    path = Path(store.location)
    store.close()
    opened = SqliteStore.open(path, author="Ann")
    assert opened.undo() is not None
    assert opened.select(Event) == []
    opened.close()
    opened = SqliteStore.open(path, author="Ann")
    assert opened.redo() is not None
    assert opened.get(Event, event.id) == event
    opened.close()


def test_undo_from_the_middle_leaves_what_was_changed_since_and_names_it(store: SqliteStore) -> None:
    event = add_event(store)
    service = EventService(store)
    dossier = service.open(event.id)
    first = service.save(replace(dossier, event=replace(event, title="Second", venue="Hall")))
    service.save(replace(dossier, event=replace(event, title="Third", venue="Hall")))
    undone = store.undo_change_set(first.stamp)
    assert undone.skipped == (("event", event.id, "title"),)
    assert (store.get(Event, event.id).title, store.get(Event, event.id).venue) == ("Third", "")


def test_a_change_that_changes_nothing_is_not_written(store: SqliteStore) -> None:
    event = add_event(store)
    mark = store.latest_change()
    with store.unit_of_work() as work:
        work.save(event)
        assert not work.commit("nothing")
    assert store.latest_change() == mark


def test_an_invalid_record_is_refused_and_nothing_is_kept(store: SqliteStore) -> None:
    with store.unit_of_work() as work:
        work.save(Person(id=new_id(), family_name="Ok"))
        with pytest.raises(InvalidRecord):
            work.save(Event(id=new_id(), title=" "))
    assert store.select(Person) == []


def test_deleting_says_what_hangs_on_it_and_nothing_dangles(store: SqliteStore) -> None:
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


def test_sequence_only_rises_and_is_never_undone(store: SqliteStore) -> None:
    event = add_event(store)
    service = EventService(store)
    dossier = service.open(event.id)
    service.save(replace(dossier, event=replace(event, notes="internal")))
    assert store.get(Event, event.id).sequence == 0
    service.save(replace(dossier, event=replace(event, venue="Town hall")))
    assert store.get(Event, event.id).sequence == 1
    store.undo()
    assert (store.get(Event, event.id).venue, store.get(Event, event.id).sequence) == ("", 2)


def test_bulk_records_are_logged_searched_and_undone(store: SqliteStore) -> None:
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


def test_lists_sort_filter_and_find(store: SqliteStore) -> None:
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


def test_every_heading_of_every_list_sorts(store: SqliteStore) -> None:
    from capadesk.storage import list_conditions, list_sql

    for kind, table in list_conditions.TABLES.items():
        for column in list_sql.SORTS[table]:
            assert store.lists.keys(ListQuery(kind, sort=(SortKey(column, True),))) == []


def test_backups_rotate(tmp_path: Path) -> None:
    now = datetime(2026, 11, 23, tzinfo=UTC)
    hourly = [
        BackupInfo(tmp_path / str(hours), now - timedelta(hours=hours), 1, True) for hours in range(24 * 100)
    ]
    dropped = to_drop(hourly)
    kept = [info for info in hourly if info not in dropped]
    assert kept[: Rotation().newest] == hourly[: Rotation().newest]
    assert 25 <= len(kept) <= sum(Rotation())
    assert to_drop(kept) == []


def test_a_second_window_on_the_file_is_told(store: SqliteStore) -> None:
    other = SqliteStore.open(Path(store.location), author="Ann")
    assert store.claim_window()
    assert not other.claim_window()
    store._window_lock.release()
    assert other.claim_window()
    other.close()


def test_a_read_only_store_refuses_to_change(store: SqliteStore) -> None:
    reader = SqliteStore.open(Path(store.location), author="Ann", read_only=True)
    with pytest.raises(UserError) as caught:
        reader.unit_of_work()
    assert caught.value.code == "read_only"
    reader.close()


def test_another_program_is_noticed(store: SqliteStore) -> None:
    mark = store.latest_change()
    other = SqliteStore.open(Path(store.location), author="Bob")
    add_event(other, "From elsewhere")
    other.close()
    assert [sorted(entry.kinds()) for entry in store.changes_since(mark)] == [["event"]]


def test_deleting_here_and_editing_there_keeps_the_edit(store: SqliteStore, tmp_path: Path) -> None:
    organisation = Organisation(id=new_id(), name="Ministry")
    with store.unit_of_work() as work:
        work.save(organisation)
        work.commit("added")
    other = SqliteStore.create(tmp_path / "other.capadesk", author="Bob")
    other.merge_from(Path(store.location))
    with store.unit_of_work() as work:
        work.delete(Organisation, organisation.id)
        work.commit("deleted")
    with other.unit_of_work() as work:
        work.save(replace(organisation, website="https://ministry.example"))
        work.commit("edited")
    other.merge_from(Path(store.location))
    store.merge_from(Path(other.location))
    for desk in (store, other):
        assert desk.get(Organisation, organisation.id).website == "https://ministry.example"
    other.close()


# --- shipped records ------------------------------------------------------------------------------


def test_a_newer_program_corrects_what_nobody_wrote_and_adds_what_is_new(store: SqliteStore) -> None:
    place = Path(store.location)
    with store.unit_of_work() as work:
        work.save(replace(work.get(CodeItem, MEETING.id), label="Sitzung"))
        work.commit("renamed")
    store.close()
    newer = replace(MEETING, label="Meeting of people", position=7)
    city = City(id=shipped_id("city", "ATwien"), name="Wien", country="AT")
    again = SqliteStore.open(place, author="Ann", shipped=[newer, city])
    item = again.get(CodeItem, MEETING.id)
    assert (item.label, item.position) == ("Sitzung", 7)
    again.close()
    corrected = SqliteStore.open(place, author="Ann", shipped=[newer, replace(city, name="Vienna")])
    assert corrected.get(City, city.id).name == "Vienna"
    assert [hit.title for hit in corrected.lists.search("vienna")] == ["Vienna"]
    assert corrected.lists.search("wien") == []
    assert corrected.check() == []
    corrected.close()


def test_shipped_records_are_made_only_for_a_file_without_their_edition(store: SqliteStore) -> None:
    place = Path(store.location)
    store.close()
    made: list[str] = []

    def shipment(edition: str, label: str) -> Shipment:
        def make() -> list[CodeItem]:
            made.append(edition)
            return [replace(MEETING, label=label)]

        return Shipment(edition, make)

    for edition, label in (("1", "Meeting"), ("1", "Meeting"), ("2", "Gathering"), ("2", "Gathering")):
        opened = SqliteStore.open(place, author="Ann", shipped=shipment(edition, label))
        assert opened.get(CodeItem, MEETING.id).label == label
        opened.close()
    assert made == ["1", "2"]


def test_a_shipped_record_in_the_bin_stays_there(store: SqliteStore) -> None:
    place = Path(store.location)
    with store.unit_of_work() as work:
        work.delete(CodeItem, MEETING.id)
        work.commit("deleted")
    store.close()
    again = SqliteStore.open(place, author="Ann", shipped=[replace(MEETING, label="Meeting of people")])
    assert again.select(CodeItem) == []
    again.close()
