"""Small ChangeSets go from log to log as rows: it comes to the same as one by one, if all is as sealed."""

from __future__ import annotations

import json
import random
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from capadesk.domain.errors import Cancelled, EnvironmentFailure
from capadesk.domain.identity import new_id
from capadesk.domain.record import Record
from capadesk.domain.records import Event, Person
from capadesk.services.ports import LoggedSet, Store
from tests.merged_files import merge_file
from tests.storage.places import FilePlaces, Places
from tests.storage.replica_acts import ALL_KINDS, delete_any, import_list, undo_in_the_middle, write_field
from tests.storage.replicas import Sent, everything_of, registers_of, rows_of, sql_of

_LOG = {
    "change_set": "stamp, replica, previous, time, author, label, label_data, role, created_counts, undoes,"
    " record_count, schema_version, seal",
    "change": "stamp, record_id, kind, payload",
}
_CHANGED = {
    "change_set.replica": "x'0102030405060708'",
    "change_set.previous": "x'0102030405060708090a0b0c0d0e'",
    "change_set.time": "'2020-01-01T00:00:00+00:00'",
    "change_set.author": "'Eve'",
    "change_set.label": "'other'",
    "change_set.label_data": '\'{"name":"other"}\'',
    "change_set.role": "'redo'",
    "change_set.created_counts": "'{\"event\":1}'",
    "change_set.undoes": "x'0102030405060708090a0b0c0d0e'",
    "change_set.record_count": "2",
    "change_set.schema_version": "schema_version+1",
    "change_set.seal": "x'000102030405060708090a0b0c0d0e0f'",
    "change.record_id": "x'000102030405060708090a0b0c0d0e0f'",
    "change.kind": "'person'",
    "change.payload": "replace(payload, 'Forum', 'Fonum')",
}


def log_of(store: Store) -> dict[str, set[tuple[Any, ...]]]:
    sql = sql_of(store).connection().exec_driver_sql
    return {
        table: {
            tuple(bytes(value) if isinstance(value, memoryview) else value for value in row)
            for row in sql(f"SELECT {columns} FROM {table}").fetchall()
        }
        for table, columns in _LOG.items()
    }


def act(store: Store, chance: random.Random, count: int) -> None:
    for _number in range(count):
        kind = chance.randrange(len(ALL_KINDS))
        number = chance.randrange(100)
        if number < 85:
            write_field(store, kind, chance.randrange(2), chance.randrange(40), chance.randrange(9))
        elif number < 90:
            delete_any(store, kind, chance.randrange(2))
        elif number < 95:
            undo_in_the_middle(store, chance.randrange(5))
        else:
            import_list(store, (0, 1, 2 + chance.randrange(4)), "Rossi")


@pytest.fixture
def hub(places: Places) -> Iterator[Store]:
    made = places.create("hub", author="Hub")
    yield made
    made.close()


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Store]:
    folder = tmp_path / "desks"
    folder.mkdir()
    made = FilePlaces(folder).create("desk", author="Ann")
    yield made
    made.close()


@pytest.mark.parametrize("seed", range(3))
def test_rows_come_to_the_same_as_change_sets_one_by_one(places: Places, tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    folder = tmp_path / "desks"
    folder.mkdir()
    desks = [FilePlaces(folder).create(name, author=name) for name in ("ann", "bob")]
    by_rows, one_by_one = (places.create(name, author="Hub") for name in ("rows", "single"))
    for _round in range(2):
        for desk in desks:
            act(desk, chance, 35)
            if chance.randrange(3):
                merge_file(desk, desks[0].location if desk is desks[1] else desks[1].location)
        for desk in chance.sample(desks, 2):
            found = merge_file(by_rows, desk.location)
            for entry in everything_of(desk).sets:
                one_by_one.merge_changes(Sent(desk.replica, [entry]))
            assert (found.waiting, by_rows.check(), one_by_one.check()) == (0, [], [])
            assert rows_of(by_rows) == rows_of(one_by_one)
            assert registers_of(by_rows) == registers_of(one_by_one)
            assert log_of(by_rows) == log_of(one_by_one)
    for store in (*desks, by_rows, one_by_one):
        store.close()


def test_a_log_arrives_as_it_stood(hub: Store, desk: Store) -> None:
    for number in range(130):
        event, person = Event(id=new_id(), title=f"Forum {number}"), Person(id=new_id(), family_name="Ł")
        with desk.unit_of_work() as work:
            work.save(event)
            if number % 3 == 0:
                work.save(person)
            work.commit("Saved “{name}”", name=f"{number % 7} “é”")
    assert merge_file(hub, sql_of(desk).location).change_sets == 130
    assert log_of(hub) == log_of(desk)
    assert hub.check() == []
    assert merge_file(hub, sql_of(desk).location).change_sets == 0


@pytest.mark.parametrize("column", _CHANGED)
def test_a_change_set_that_is_not_as_it_was_sealed_is_refused_with_all_others(
    tmp_path: Path, column: str
) -> None:
    places = FilePlaces(tmp_path)
    with (
        closing(places.create("hub", author="Hub")) as hub,
        closing(places.create("desk", author="A")) as desk,
    ):
        for number in range(3):
            with desk.unit_of_work() as work:
                work.save(Event(id=new_id(), title=f"Forum {number}"))
                work.commit("saved")
        path = Path(desk.location)
        desk.close()
        table, _dot, name = column.partition(".")
        with closing(sqlite3.connect(path)) as raw, raw:
            raw.execute("PRAGMA foreign_keys=OFF")
            raw.execute(
                f"UPDATE {table} SET {name}={_CHANGED[column]} WHERE stamp=(SELECT max(stamp) FROM change)"
            )
        with pytest.raises(EnvironmentFailure) as caught:
            merge_file(hub, path)
        assert caught.value.code == "source_damaged"
        assert (hub.frontier(), rows_of(hub)) == ({}, {})
        assert [row[1] for row in hub.connection().exec_driver_sql("PRAGMA database_list")] == ["main"]


@pytest.mark.parametrize("stranger", [False, True])
def test_what_belongs_to_no_change_set_is_not_taken_along(tmp_path: Path, *, stranger: bool) -> None:
    places = FilePlaces(tmp_path)
    desk = places.create("desk", author="Ann")
    for number in range(20):
        with desk.unit_of_work() as work:
            work.save(Event(id=new_id(), title=f"Forum {number}"))
            work.commit("saved")
    whole, path = log_of(desk), Path(desk.location)
    desk.close()
    if stranger:
        with closing(sqlite3.connect(path)) as raw, raw:
            raw.execute(
                "INSERT INTO change(record_id, stamp, kind, payload)"
                " SELECT zeroblob(16), CAST(stamp || x'00' AS BLOB), kind, payload FROM change"
                " ORDER BY stamp LIMIT 1 OFFSET 9"
            )
    with closing(places.create("hub", author="Hub")) as hub:
        assert merge_file(hub, path).change_sets == 20
        assert log_of(hub) == whole
        assert [row[1] for row in hub.connection().exec_driver_sql("PRAGMA database_list")] == ["main"]
        path.unlink()
        assert hub.check() == []


def test_a_few_change_sets_of_a_long_log_are_taken(hub: Store, desk: Store) -> None:
    for number in range(40):
        with desk.unit_of_work() as work:
            work.save(Event(id=new_id(), title=f"Forum {number}"))
            if number % 9 == 0:
                work.save_many([Person(id=new_id(), family_name=f"Listed {each}") for each in range(3)])
            work.commit("saved")
        if number in (33, 35):
            hub.merge_changes(desk.outgoing())
    assert merge_file(hub, sql_of(desk).location).change_sets == 4
    assert log_of(hub) == log_of(desk)
    assert (rows_of(hub), hub.check()) == (rows_of(desk), [])


def test_a_cancel_is_heard_among_small_change_sets(hub: Store, desk: Store) -> None:
    for number in range(60):
        with desk.unit_of_work() as work:
            work.save(Event(id=new_id(), title=f"Forum {number}"))
            work.commit("saved")

    def cancelled(_done: int, total: int) -> None:
        assert total == 60
        raise Cancelled

    with pytest.raises(Cancelled):
        merge_file(hub, sql_of(desk).location, cancelled)
    assert (hub.frontier(), rows_of(hub)) == ({}, {})


def test_a_small_change_set_waits_for_what_it_builds_on_and_comes_with_it(
    hub: Store, desk: Store, tmp_path: Path
) -> None:
    event = Event(id=new_id(), title="Forum")
    for written in (event, replace(event, notes="a"), replace(event, notes="b")):
        with desk.unit_of_work() as work:
            work.save(written)
            work.commit("saved")
    later = everything_of(desk).sets[2]
    assert hub.merge_changes(Sent(sql_of(desk).replica, [later])).waiting == 1
    copy = tmp_path / "copy.capadesk"
    sql_of(desk).connection().exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.copy(sql_of(desk).location, copy)
    assert merge_file(hub, copy).waiting == 0
    assert (rows_of(hub), registers_of(hub), hub.waiting()) == (rows_of(desk), registers_of(desk), [])


def with_payload(entry: LoggedSet, **more: Any) -> LoggedSet:
    """The ChangeSet as another program may have written it."""
    changes = []
    for change in entry.changes:
        payload = json.loads(change.payload)
        payload["f"] |= more.pop("f", {})
        changes.append(change._replace(payload=json.dumps(payload | more)))
    return entry._replace(changes=tuple(changes), seal=None)


@pytest.mark.parametrize("together", [True, False])
def test_a_sequence_that_is_written_like_a_field_is_taken_once(
    hub: Store, desk: Store, *, together: bool
) -> None:
    event = Event(id=new_id(), title="Forum")
    for written in (event, replace(event, notes="a")):
        with desk.unit_of_work() as work:
            work.save(written)
            work.commit("saved")
    first, second = everything_of(desk).sets
    second = with_payload(second, f={"sequence": [0, 4, [str(first.stamp)]]}, q=2)
    for sets in ([first, second],) if together else ([first], [second]):
        hub.merge_changes(Sent(sql_of(desk).replica, sets))
    with hub.unit_of_work() as work:
        assert (work.get(Event, event.id).sequence, work.get(Event, event.id).notes) == (4, "a")


def test_identifiers_of_any_length_are_taken_and_found_again(hub: Store, desk: Store) -> None:
    chance = random.Random(3)
    long = "".join(chr(chance.randrange(0x4E00, 0x9FFF)) for _number in range(100_000))
    events = [Event(id=new_id(), title=f"Forum {number}") for number in range(3)]
    person = Person(id=new_id(), family_name="Rossi")
    written: list[Record] = [*events, person]
    for record in written:
        with desk.unit_of_work() as work:
            work.save(record)
            work.commit("saved")
    keys = [{"uid": long, "source_key": long}, {"uid": f"{long}x"}, {"uid": long[:500]}, {"email": long}]
    sets = [
        with_payload(entry, f={name: ["", text, []] for name, text in each.items()})
        for entry, each in zip(everything_of(desk).sets, keys, strict=True)
    ]
    assert hub.merge_changes(Sent(sql_of(desk).replica, sets)).created == 4
    for event, each in zip(events, keys, strict=False):
        assert [found.id for found in hub.select(Event, uid=each["uid"])] == [event.id]
    assert [found.id for found in hub.select(Event, uid=(long, long[:500], "none"))] == [
        events[0].id,
        events[2].id,
    ]
    assert [found.id for found in hub.select(Event, source_key=long)] == [events[0].id]
    assert [found.id for found in hub.select(Person, email=long)] == [person.id]
    assert hub.check() == []
