"""A data file: made, opened, refused, backed up, restored."""

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

from capadesk.domain.errors import EnvironmentFailure, UserError
from capadesk.domain.identity import shipped_id
from capadesk.domain.records import CodeItem, Event
from capadesk.services.event_service import EventService
from capadesk.services.ports import BackupInfo
from capadesk.storage.database.schema import SCHEMA_VERSION
from capadesk.storage.database.tables import metadata
from capadesk.storage.migrations import STEPS, run_step
from capadesk.storage.sqlite_store import SqliteStore
from capadesk.storage.trust.backup_rotation import Rotation, to_drop
from capadesk.storage.trust.restoring import put_back

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
