"""Backups: rotated, sealed by a checksum, put back, and what was there before put back in turn."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from capadesk.domain.errors import Cancelled, EnvironmentFailure, UserError
from capadesk.domain.identity import new_id
from capadesk.domain.records import Event
from capadesk.services.ports import BackupInfo
from capadesk.services.ports.store import BACKUP_DAYS_KEPT, BACKUP_WEEKS_KEPT, BACKUPS_KEPT
from capadesk.storage.sqlite_store import SqliteStore
from capadesk.storage.trust import backup
from capadesk.storage.trust.backup_checksum import checksum_file, write_checksum
from capadesk.storage.trust.backup_rotation import Rotation, to_drop
from capadesk.storage.trust.restoring import before_restore_of, put_back
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


def add(store: SqliteStore, title: str) -> Event:
    event = Event(id=new_id(), title=title)
    save(store, event)
    return event


def save(store: SqliteStore, event: Event) -> None:
    with store.unit_of_work() as work:
        work.save(event)
        work.commit("Added “{name}”", name=event.title)


def titles(path: Path) -> list[str]:
    store = SqliteStore.open(path, author="Ann")
    found = sorted(event.title for event in store.select(Event))
    store.close()
    return found


# --- how many are kept ----------------------------------------------------------------------------


def hourly(folder: Path, days: int) -> list[BackupInfo]:
    now = datetime(2026, 11, 23, 12, tzinfo=UTC)
    return [BackupInfo(folder / str(n), now - timedelta(hours=n), 1, True) for n in range(24 * days)]


def kept_of(made: list[BackupInfo], rotation: Rotation) -> list[BackupInfo]:
    dropped = set(to_drop(made, rotation))
    return [info for info in made if info not in dropped]


def test_as_many_hours_days_and_weeks_are_kept_as_the_user_says(tmp_path: Path) -> None:
    made = hourly(tmp_path, 100)
    kept = kept_of(made, Rotation(3, 5, 2))
    assert kept[:3] == made[:3]
    assert len({info.made_at.date() for info in kept}) >= 5
    assert 3 + 5 - 1 <= len(kept) <= 3 + 5 + 2
    weekly = kept_of(made, Rotation(1, 0, 4))
    assert len({info.made_at.toordinal() // 7 for info in weekly}) == len(weekly) == 4
    assert kept_of(made, Rotation(3, 0, 0)) == made[:3]


def test_what_was_made_before_going_back_stays_besides(tmp_path: Path) -> None:
    made = hourly(tmp_path, 30)
    before = [info._replace(reason=backup.BEFORE_RESTORE) for info in made[500:505]]
    made[500:505] = before
    kept = kept_of(made, Rotation(2, 2, 0))
    assert [info for info in kept if info.reason] == before[:3]


def test_the_settings_say_how_many_are_kept(store: SqliteStore) -> None:
    sql = store.connection().exec_driver_sql
    assert Rotation.of(sql) == Rotation()
    for name, value in ((BACKUPS_KEPT, "2"), (BACKUP_DAYS_KEPT, "0"), (BACKUP_WEEKS_KEPT, "x")):
        store.set_own_setting(name, value)
    assert Rotation.of(sql) == Rotation(2, 0, Rotation().weeks)
    for number in range(4):
        add(store, str(number))
        store.backup_now()
    assert len(store.backups()) == 2, "the newest of the week is among them"


def test_backups_of_a_clock_that_was_ahead_neither_end_the_backups_nor_count_as_the_newest(
    store: SqliteStore, path: Path
) -> None:
    ahead = store.backup_now().path
    year = datetime.now(UTC).year + 3
    write_checksum(ahead.rename(ahead.with_name(f"desk-{year}0101T120000Z.capadesk")))
    add(store, "After the clock was set right")
    made = backup.backup_if_due(path, rotation=Rotation(1, 1, 1))
    assert made is not None
    assert made.path.exists()
    good = backup.good_backup_of(path)
    assert good is not None
    assert good.path == made.path
    assert backup.backup_if_due(path) is None


# --- verified -------------------------------------------------------------------------------------


def test_a_backup_is_listed_as_verified_until_it_is_touched(store: SqliteStore) -> None:
    add(store, "Workshop")
    made = store.backup_now()
    assert [info.is_verified for info in store.backups()] == [True]
    assert checksum_file(made.path).read_text().endswith(f"  {made.path.name}\n")
    with closing(sqlite3.connect(made.path)) as raw:
        raw.execute("UPDATE event SET title='Workshap'")
        raw.commit()
    assert backup.verify(made.path) is False
    assert [info.is_verified for info in store.backups()] == [False]


def test_a_backup_in_which_a_letter_changed_is_not_put_back(store: SqliteStore, path: Path) -> None:
    add(store, "Workshop")
    made = store.backup_now()
    raw = made.path.read_bytes()
    assert raw.count(b"Workshop") > 1
    made.path.write_bytes(raw.replace(b"Workshop", b"Workshap", 1))
    store.close()
    with pytest.raises(EnvironmentFailure, match="backup_damaged"):
        put_back(made.path, path)
    assert titles(path) == ["Workshop"]


def test_a_copy_in_another_place_has_its_checksum_and_rotates(store: SqliteStore, tmp_path: Path) -> None:
    add(store, "Workshop")
    other = tmp_path / "stick"
    other.mkdir()
    copies = [backup.copy_elsewhere(store.backup_now(), other, Rotation(1, 0, 0)) for _number in range(3)]
    copy = copies[-1]
    assert sorted(each.name for each in other.iterdir()) == [copy.name, f"{copy.name}.sha256"]
    assert backup.verify(copy)


def test_the_last_good_backup_is_one_that_can_be_read(store: SqliteStore, path: Path) -> None:
    good = store.backup_now()
    add(store, "Workshop")
    bad = store.backup_now()
    bad.path.write_bytes(bad.path.read_bytes()[:-4096])
    found = backup.good_backup_of(path)
    assert found is not None
    assert found.path == good.path


# --- putting back ---------------------------------------------------------------------------------


def test_what_stood_there_before_is_put_back_in_turn(store: SqliteStore, path: Path) -> None:
    add(store, "Before")
    made = store.backup_now()
    add(store, "After")
    store.close()
    put = put_back(made.path, path)
    assert titles(path) == ["Before"]
    assert put.kept is not None
    found = before_restore_of(path)
    assert found is not None
    assert found.path == put.kept.path
    again = put_back(put.kept.path, path)
    assert titles(path) == ["After", "Before"]
    assert again.kept is not None
    put_back(again.kept.path, path)
    assert titles(path) == ["Before"]


def test_a_file_that_was_put_back_is_another_replica_and_merging_brings_everything_together(
    store: SqliteStore, path: Path, tmp_path: Path
) -> None:
    event = add(store, "Before")
    made = store.backup_now()
    save(store, replace(event, title="Lost title"))
    add(store, "Only in the lost state")
    colleague = SqliteStore.create(tmp_path / "colleague.db", author="Bob")
    merge_file(colleague, path)
    store.close()
    put = put_back(made.path, path)
    restored = SqliteStore.open(path, author="Ann")
    assert restored.replica != store.replica
    save(restored, replace(event, venue="Town hall"))
    add(restored, "Made afterwards")
    assert put.kept is not None
    merge_file(restored, put.kept.path)
    merge_file(colleague, path)
    assert {each.title for each in restored.select(Event)} == {
        "Lost title",
        "Only in the lost state",
        "Made afterwards",
    }
    assert rows_of(restored) == rows_of(colleague)
    assert registers_of(restored) == registers_of(colleague)
    restored.close()
    colleague.close()


def test_a_copy_is_another_replica_even_where_the_file_itself_lay(store: SqliteStore, path: Path) -> None:
    add(store, "Before")
    made = store.backup_now()
    inode = path.stat().st_ino
    store.close()
    with path.open("wb") as file:  # the same file as far as the system is concerned
        file.write(made.path.read_bytes())
    assert path.stat().st_ino == inode
    opened = SqliteStore.open(path, author="Ann")
    assert opened.replica != store.replica
    opened.close()


def test_putting_back_can_be_cancelled_and_nothing_is_changed(store: SqliteStore, path: Path) -> None:
    add(store, "Before")
    made = store.backup_now()
    add(store, "After")
    store.close()
    steps = 0

    def cancel_in_the_second_copy(_done: int, _total: int) -> None:
        nonlocal steps
        steps += 1
        if steps == 2:
            raise Cancelled

    with pytest.raises(Cancelled):
        put_back(made.path, path, cancel_in_the_second_copy)
    assert titles(path) == ["After", "Before"]
    assert not [each for each in path.parent.iterdir() if "restoring" in each.name]
    assert len(backup.backups_of(path)) == 1


def test_nothing_is_put_under_an_open_window(store: SqliteStore, path: Path) -> None:
    add(store, "Before")
    made = store.backup_now()
    assert store.claim_window()
    with pytest.raises(UserError, match="in_use"):
        put_back(made.path, path)


def test_nothing_is_put_under_another_program(store: SqliteStore, path: Path) -> None:
    add(store, "Before")
    made = store.backup_now()
    add(store, "After")
    with pytest.raises(EnvironmentFailure, match="database_busy"):
        put_back(made.path, path)
    assert sorted(event.title for event in store.select(Event)) == ["After", "Before"]


def test_a_damaged_file_is_kept_with_its_wal(store: SqliteStore, path: Path) -> None:
    add(store, "Before")
    made = store.backup_now()
    add(store, "In the WAL")
    wal = Path(f"{path}-wal")
    shutil.copy(wal, f"{wal}.saved")
    store.close()
    shutil.copy(f"{wal}.saved", wal)
    raw = bytearray(path.read_bytes())
    raw[4096 * 4 :] = b"\x7f" * (len(raw) - 4096 * 4)
    path.write_bytes(raw)
    put = put_back(made.path, path)
    assert put.kept is None
    assert put.damaged is not None
    assert put.damaged.exists()
    assert Path(f"{put.damaged}-wal").exists()
    assert titles(path) == ["Before"]
