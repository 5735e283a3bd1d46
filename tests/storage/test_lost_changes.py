"""A file that lost what was saved last says so, and is another replica until it has it again."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from capadesk.domain.identity import new_id
from capadesk.domain.records import Event
from capadesk.storage.sqlite_store import SqliteStore
from tests.merged_files import merge_file
from tests.storage.replicas import registers_of, rows_of


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "desk.db"


@pytest.fixture
def store(path: Path) -> Iterator[SqliteStore]:
    made = SqliteStore.create(path, author="Ann")
    yield made
    made.close()


def add(store: SqliteStore, title: str) -> None:
    with store.unit_of_work() as work:
        work.save(Event(id=new_id(), title=title))
        work.commit("Added “{name}”", name=title)


def titles(store: SqliteStore) -> set[str]:
    return {event.title for event in store.select(Event)}


def crashed_without(store: SqliteStore, path: Path, keep: int | None) -> None:
    """The program dies with changes in the WAL, of which `keep` bytes remain (None: the file is removed)."""
    kept = {end: Path(f"{path}{end}").read_bytes() for end in ("", "-wal")}
    store.close()
    path.write_bytes(kept[""])
    wal = Path(f"{path}-wal")
    if keep is None:
        wal.unlink(missing_ok=True)
    else:
        wal.write_bytes(kept["-wal"][:keep])


def test_a_sound_file_has_lost_nothing(store: SqliteStore, path: Path) -> None:
    add(store, "One")
    store.close()
    again = SqliteStore.open(path, author="Ann")
    assert again.lost_at is None
    assert again.replica == store.replica
    assert again.check() == []
    again.close()


def test_a_crash_that_leaves_the_wal_loses_nothing(store: SqliteStore, path: Path) -> None:
    add(store, "One")
    crashed_without(store, path, 1 << 30)
    again = SqliteStore.open(path, author="Ann")
    assert again.was_left_open
    assert (again.lost_at, titles(again)) == (None, {"One"})
    again.close()


@pytest.mark.parametrize("keep", [None, 0, 20, 40_000])
def test_a_wal_that_is_gone_or_cut_is_told(store: SqliteStore, path: Path, keep: int | None) -> None:
    add(store, "Settled")
    store.connection().exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    for number in range(40):
        add(store, f"Lost {number}")
    crashed_without(store, path, keep)
    again = SqliteStore.open(path, author="Ann")
    assert again.lost_at is not None
    assert [problem.code for problem in again.check()] == ["changes_lost"]
    assert again.replica != store.replica
    assert "Settled" in titles(again)
    assert "Lost 39" not in titles(again)
    again.close()


def test_what_was_lost_is_told_until_it_is_back_or_given_up(
    store: SqliteStore, path: Path, tmp_path: Path
) -> None:
    add(store, "Settled")
    store.connection().exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    add(store, "Lost")
    newest = store.history(1)[0].stamp
    backup = tmp_path / "colleague.db"
    store.backup_to(backup)
    crashed_without(store, path, None)
    for _opening in range(2):
        again = SqliteStore.open(path, author="Ann")
        assert again.lost_at is not None
        assert again.lost_stamp == newest
        add(again, "Made since")
        again.close()
    again = SqliteStore.open(path, author="Ann")
    merge_file(again, backup)
    again.close()
    again = SqliteStore.open(path, author="Ann")
    assert again.lost_at is None
    assert titles(again) == {"Settled", "Lost", "Made since"}
    again.close()


def test_a_loss_that_is_given_up_is_not_told_again(store: SqliteStore, path: Path) -> None:
    add(store, "One")
    crashed_without(store, path, None)
    again = SqliteStore.open(path, author="Ann")
    assert again.lost_at is not None
    again.forget_lost()
    again.close()
    again = SqliteStore.open(path, author="Ann")
    assert again.lost_at is None
    again.close()


def test_an_old_copy_in_the_place_of_the_file_is_told_and_merging_brings_everything_together(
    store: SqliteStore, path: Path, tmp_path: Path
) -> None:
    add(store, "Early")
    store.connection().exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    old = path.read_bytes()
    add(store, "Late")
    colleague = SqliteStore.create(tmp_path / "colleague.db", author="Bob")
    merge_file(colleague, path)
    store.close()
    with path.open("wb") as file:  # into the same file, as a synchroniser may do
        file.write(old)
    again = SqliteStore.open(path, author="Ann")
    assert again.lost_at is not None
    assert again.replica != store.replica
    add(again, "Later")
    merge_file(again, Path(colleague.location))
    merge_file(colleague, path)
    assert titles(again) == titles(colleague) == {"Early", "Late", "Later"}
    assert rows_of(again) == rows_of(colleague)
    assert registers_of(again) == registers_of(colleague)
    again.close()
    colleague.close()


def test_a_new_file_in_the_place_of_one_that_is_gone_has_lost_nothing(store: SqliteStore, path: Path) -> None:
    add(store, "One")
    store.close()
    path.unlink()
    fresh = SqliteStore.create(path, author="Ann")
    add(fresh, "Two")
    fresh.close()
    again = SqliteStore.open(path, author="Ann")
    assert again.lost_at is None
    again.close()


def test_where_nothing_can_be_noted_nothing_is_said(store: SqliteStore, path: Path) -> None:
    folder = path.with_name("desk.db.backups")
    shutil.rmtree(folder, ignore_errors=True)
    folder.write_bytes(b"in the way")
    add(store, "One")
    store.close()
    again = SqliteStore.open(path, author="Ann")
    assert (again.lost_at, titles(again)) == (None, {"One"})
    again.close()
