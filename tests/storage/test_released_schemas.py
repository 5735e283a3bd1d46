"""A file of every released schema opens, is migrated with its data, and is sound."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from capadesk.bootstrap import merge_source
from capadesk.domain.records import Action, Event, Participation
from capadesk.storage.migrations import STEPS
from capadesk.storage.sqlite_store import SqliteStore

RELEASED = Path(__file__).parent / "released"


def test_there_is_a_file_of_every_schema() -> None:
    assert {int(path.stem) for path in RELEASED.glob("*.capadesk")} == set(STEPS)


@pytest.mark.parametrize("schema", sorted(STEPS))
def test_its_records_and_its_history_come_along(schema: int, tmp_path: Path) -> None:
    path = Path(shutil.copy(RELEASED / f"{schema:04}.capadesk", tmp_path))
    store = SqliteStore.open(path, author="Ann")
    assert store.check() == []
    events = {event.title: event for event in store.select(Event)}
    assert events["Klimafrühstück Łódź"].when.start_text == "2024-10"
    assert len(store.select(Participation)) == 1
    assert [action.text for action in store.select(Action)] == ["=SUM(A1) stays text"]
    history = store.record_history("event", events["Klimafrühstück Łódź"].id)
    assert [sorted(entry.fields) for entry in history][:1] == [["venue"]]
    assert [entry.name for entry in store.bin()] == ["Deleted webinar"]
    store.close()


def test_texts_that_were_not_saved_come_along(tmp_path: Path) -> None:
    path = Path(shutil.copy(RELEASED / "0002.capadesk", tmp_path))
    store = SqliteStore.open(path, author="Ann")
    (draft,) = store.drafts.left()
    store.close()
    assert draft.edited is not None
    assert (draft.area, draft.edited["event"].minutes) == ("events", "Half a sen")


def test_a_backup_is_made_before_an_older_file_is_changed(tmp_path: Path) -> None:
    path = Path(shutil.copy(RELEASED / "0001.capadesk", tmp_path))
    store = SqliteStore.open(path, author="Ann")
    (backup,) = store.backups()
    store.close()
    assert backup.path.name.endswith("-before_migration.capadesk")


@pytest.mark.parametrize("schema", sorted(STEPS))
def test_it_can_be_merged_as_it_is(schema: int, tmp_path: Path) -> None:
    path = Path(shutil.copy(RELEASED / f"{schema:04}.capadesk", tmp_path))
    before = path.read_bytes()
    store = SqliteStore.create(tmp_path / "hub.db", author="Hub")
    with merge_source(path) as source:
        assert store.merge_changes(source).change_sets > 0
    with merge_source(path) as source:
        assert store.merge_changes(source).change_sets == 0
    assert {event.title for event in store.select(Event)} >= {"Klimafrühstück Łódź"}
    store.close()
    assert path.read_bytes() == before
