"""What can be read of a damaged data file is taken out of it, and nothing else."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from capadesk.domain.errors import EnvironmentFailure, UserError
from capadesk.domain.identity import new_id
from capadesk.domain.records import Event, Organisation
from capadesk.storage.encryption.file_key import KEY_RING, FileKey
from capadesk.storage.sqlite_store import SqliteStore
from capadesk.storage.trust.salvage import salvaged
from tests.storage.replicas import rows_of

PAGE = 4096


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "desk.db"


@pytest.fixture(params=["plain", "encrypted"])
def store(request: pytest.FixtureRequest, path: Path) -> Iterator[SqliteStore]:
    key = None
    if request.param == "encrypted":
        key = FileKey(os.urandom(32), os.urandom(16))
        KEY_RING.add(key)
    made = SqliteStore.create(path, author="Ann", key=key)
    made.connection().exec_driver_sql("PRAGMA synchronous=OFF")
    for number in range(120):
        with made.unit_of_work() as work:
            work.save(Event(id=new_id(), title=f"Event {number}", description="many words " * 40))
            work.commit("Added “{name}”", name=f"Event {number}")
    with made.unit_of_work() as work:
        work.save_many([Organisation(id=new_id(), name=f"City {number}") for number in range(1500)])
        work.commit("Added many")
    yield made
    made.close()


def merged(folder: Path, damaged: Path, model: Path | None = None) -> tuple[SqliteStore, int]:
    """A fresh file with what was taken out, and how many ChangeSets could not be read."""
    target = SqliteStore.create(folder / f"{new_id()}.db", author="Bob")
    with salvaged(damaged, model) as left:
        target.merge_changes(left)
        return target, left.unreadable


def test_of_a_sound_file_everything_is_taken_out(store: SqliteStore, path: Path, tmp_path: Path) -> None:
    target, unreadable = merged(tmp_path, path)
    assert unreadable == 0
    assert rows_of(target) == rows_of(store)
    target.close()


def test_overwritten_pages_cost_what_stood_on_them_and_nothing_is_made_up(
    store: SqliteStore, path: Path, tmp_path: Path
) -> None:
    sound = rows_of(store)
    store.close()
    raw = path.read_bytes()
    before = path.stat().st_mtime_ns
    taken = 0
    for seed in range(6):
        chance = random.Random(seed)
        damaged = bytearray(raw)
        for page in chance.sample(range(1, len(raw) // PAGE), 3):
            damaged[page * PAGE : (page + 1) * PAGE] = chance.randbytes(PAGE)
        bad = tmp_path / f"bad{seed}.db"
        bad.write_bytes(damaged)
        target, _unreadable = merged(tmp_path, bad)
        found = rows_of(target)
        assert found.items() <= sound.items()
        assert target.check() == []
        taken += len(found)
        target.close()
    assert taken > 2 * len(sound)
    assert path.stat().st_mtime_ns == before


def test_a_file_that_was_cut_is_read_as_far_as_it_goes(
    store: SqliteStore, path: Path, tmp_path: Path
) -> None:
    sound = rows_of(store)
    store.close()
    raw = path.read_bytes()
    bad = tmp_path / "bad.db"
    bad.write_bytes(raw[: len(raw) * 3 // 4 // PAGE * PAGE])
    target, _unreadable = merged(tmp_path, bad)
    assert rows_of(target).items() <= sound.items()
    target.close()


def test_a_lost_head_is_taken_from_a_backup(store: SqliteStore, path: Path, tmp_path: Path) -> None:
    backup = store.backup_now()
    with store.unit_of_work() as work:
        work.save(Event(id=new_id(), title="After the backup"))
        work.commit("Added “{name}”", name="After the backup")
    sound = rows_of(store)
    store.close()
    raw = bytearray(path.read_bytes())
    raw[:PAGE] = bytes(PAGE)
    path.write_bytes(raw)
    target, unreadable = merged(tmp_path, path)
    assert unreadable == 0
    assert rows_of(target) == sound
    target.close()
    target, _unreadable = merged(tmp_path, path, backup.path)
    assert "After the backup" in {event.title for event in target.select(Event)}
    target.close()


def test_a_change_that_was_altered_is_left_out_and_what_builds_on_it_waits(
    store: SqliteStore, path: Path, tmp_path: Path
) -> None:
    stamps = [entry.stamp for entry in store.history(200)][::-1]
    sql = store.connection().exec_driver_sql
    sql(
        "UPDATE change SET payload=replace(payload, 'Event 50', 'Event 99') WHERE stamp=?",
        (stamps[50].to_bytes(),),
    )
    target, unreadable = merged(tmp_path, path)
    assert unreadable == 1
    assert {event.title for event in target.select(Event)} == {f"Event {number}" for number in range(50)}
    assert len(target.waiting()) == len(stamps) - 51
    target.close()


def test_what_is_no_data_file_gives_nothing(tmp_path: Path) -> None:
    strange = tmp_path / "strange.db"
    strange.write_bytes(b"\x00" * 9000)
    with pytest.raises(EnvironmentFailure, match="nothing_salvaged"), salvaged(strange):
        pass
    with pytest.raises(UserError, match="file_missing"), salvaged(tmp_path / "none.db"):
        pass
