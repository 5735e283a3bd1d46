"""What was overwritten in the log is recognised, whichever column it is in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from capadesk.domain.identity import new_id, shipped_id
from capadesk.domain.records import Event, Organisation, Tag
from capadesk.storage.log.log_seal import LogSeal
from capadesk.storage.sqlite_store import SqliteStore
from tests.merged_files import merge_file


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    made = SqliteStore.create(tmp_path / "desk.capadesk", author="Ann")
    with made.unit_of_work() as work:
        work.save(Event(id=new_id(), title="One"))
        work.save(Event(id=new_id(), title="Two"))
        work.commit("Added “{name}”", name="two events")
    with made.unit_of_work() as work:
        work.save_many([Organisation(id=new_id(), name=str(number)) for number in range(1500)])
        work.commit("Added many")
    made.undo()
    yield made
    made.close()


def problems(store: SqliteStore) -> list[str]:
    return [problem.code for problem in store.check()]


def test_a_sound_log_has_no_problem(store: SqliteStore) -> None:
    assert problems(store) == []
    sealed = store.connection().exec_driver_sql("SELECT count(*), count(seal) FROM change_set").fetchone()
    assert tuple(sealed) == (3, 3)


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE change SET payload=replace(payload, 'One', 'Ona')",
        "UPDATE change SET payload=CAST(x'7bff7d' AS TEXT) WHERE payload LIKE '%One%'",
        "UPDATE change SET kind='evemt'",
        "UPDATE change_block SET payload=substr(payload, 1, 50) || x'00' || substr(payload, 52)",
        "UPDATE change_block SET operation='creatf'",
        "UPDATE change_set SET author='Amn'",
        "UPDATE change_set SET label_data=replace(label_data, 'two', 'twa')",
        "UPDATE change_set SET time=replace(time, '20', '21')",
        "UPDATE change_set SET role='redo' WHERE role='undo'",
        "UPDATE change_set SET undoes=zeroblob(14) WHERE undoes IS NOT NULL",
        "UPDATE change_set SET previous=zeroblob(14) WHERE previous IS NOT NULL",
        "UPDATE change_set SET schema_version=1",
        "UPDATE change_set SET seal=zeroblob(16)",
    ],
)
def test_what_was_overwritten_is_found(damage: str, store: SqliteStore) -> None:
    sql = store.connection().exec_driver_sql
    sql("PRAGMA foreign_keys=OFF")
    sql(damage)
    assert "log_changed" in problems(store)


def test_a_change_set_from_before_there_were_seals_is_passed_over(store: SqliteStore) -> None:
    store.connection().exec_driver_sql("UPDATE change_set SET seal=NULL")
    assert problems(store) == []


def test_the_order_of_rows_does_not_matter_but_their_columns_do() -> None:
    one, other, moved = LogSeal(), LogSeal(), LogSeal()
    one.add(b"a", "b")
    one.add(b"c", "d")
    other.add(b"c", "d")
    other.add(b"a", "b")
    moved.add(b"ab", "")
    moved.add(b"c", "d")
    assert one.of("x") == other.of("x") != moved.of("x")


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE meta SET value=replace(value, 'Soil', 'Soal')",
        "UPDATE meta SET key=replace(key, 'tag', 'tab')",
        "UPDATE tag SET name='Soal'",
    ],
)
def test_a_shipped_record_that_was_overwritten_is_found(damage: str, tmp_path: Path) -> None:
    tag = Tag(id=shipped_id("tag", "soil"), name="Soil")
    store = SqliteStore.create(tmp_path / "desk.db", author="Ann", shipped=[tag])
    assert problems(store) == []
    store.connection().exec_driver_sql(damage)
    assert set(problems(store)) in ({"log_changed"}, {"record_changed"})
    store.close()


def test_what_came_by_a_merge_is_sealed_too(store: SqliteStore, tmp_path: Path) -> None:
    with_it = SqliteStore.create(tmp_path / "other.capadesk", author="Bob")
    merge_file(with_it, Path(store.location))
    assert problems(with_it) == []
    counts = with_it.connection().exec_driver_sql("SELECT count(*), count(seal) FROM change_set").fetchone()
    assert tuple(counts) == (3, 3)
    with_it.close()


def test_shipped_records_of_before_get_their_seals_when_the_file_is_opened_next(tmp_path: Path) -> None:
    tag = Tag(id=shipped_id("tag", "soil"), name="Soil")
    path = tmp_path / "desk.db"
    with closing(SqliteStore.create(path, author="Ann", shipped=[tag])) as store:
        store.connection().exec_driver_sql("DELETE FROM meta WHERE key LIKE 'shipped%'")
        blocks = [block.body for block in store.checked_outgoing().shipped()]
        store.connection().exec_driver_sql("UPDATE tag SET name='Soal'")
    with closing(SqliteStore.open(path, author="Ann", shipped=[tag])) as store:
        assert store.get(Tag, tag.id) == tag
        assert [block.body for block in store.checked_outgoing().shipped()] == blocks
        store.connection().exec_driver_sql("UPDATE tag SET name='Soal'")
        assert [block.body for block in store.checked_outgoing().shipped()] == blocks
        assert problems(store) == ["record_changed"]
