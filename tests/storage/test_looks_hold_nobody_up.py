"""A look at what a merge would do: whoever works on the same file or hub can save meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from capadesk.bootstrap import desk_on_copy, report_writer_for
from capadesk.bootstrap.desk_parts import desk_over
from capadesk.domain.identity import new_id
from capadesk.domain.record import Record
from capadesk.domain.records import Event
from capadesk.services.merging.merge_preview import FileToMerge
from capadesk.services.merging.merge_service import MergeService
from capadesk.services.merging.package_service import MergeOutcome
from capadesk.services.ports import ProgressCallback
from capadesk.storage.sql_store import SqlStore
from tests.storage.places import FilePlaces, Places
from tests.storage.replicas import sql_of


@pytest.fixture
def hub(places: Places) -> Iterator[SqlStore]:
    made = sql_of(places.create("hub", author="Hub"))
    yield made
    made.close()


@pytest.fixture
def other(places: Places, hub: SqlStore) -> Iterator[SqlStore]:
    """Somebody else who works on the same data."""
    made = sql_of(places.open(hub.location, author="Carl"))
    yield made
    made.close()


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[SqlStore]:
    folder = tmp_path / "desks"
    folder.mkdir()
    made = FilePlaces(folder).create("desk", author="Ann")
    yield made
    made.close()


def save(store: SqlStore, *records: Record) -> None:
    with store.unit_of_work() as work:
        for record in records:
            work.save(record)
        work.commit("saved")


def test_a_look_that_takes_too_long_goes_on_on_a_copy(hub: SqlStore, other: SqlStore, desk: SqlStore) -> None:
    event = Event(id=new_id(), title="Forum")
    save(desk, event)
    hub.merge_changes(desk.outgoing())
    save(desk, replace(event, notes="a"))
    save(desk, Event(id=new_id(), title="Open day"))
    shown: list[tuple[int, int]] = []

    @contextmanager
    def on_copy(progress: ProgressCallback | None) -> Iterator[MergeService]:
        save(other, Event(id=new_id(), title="Meanwhile"))
        with desk_on_copy(hub, progress) as copied:
            yield copied.merging

    parts = desk_over(hub, "en")
    for limit, titles in ((60.0, {"Forum"}), (0.0, {"Forum", "Meanwhile"})):
        merging = MergeService(
            hub, parts.packages, parts.reports, report_writer_for, on_copy, held_at_most_s=limit
        )
        preview = merging.preview([FileToMerge(Path(desk.location))], lambda *step: shown.append(step))
        assert preview.files[0].counts == {MergeOutcome.CREATED: 1, MergeOutcome.UPDATED: 1}
        assert {each.title for each in hub.select(Event)} == titles
    assert shown


def test_a_look_at_much_is_taken_on_a_copy(
    hub: SqlStore, other: SqlStore, desk: SqlStore, tmp_path: Path
) -> None:
    chance = Random(1)
    for number in range(6):
        save(desk, Event(id=new_id(), title=f"Open day {number}", notes=chance.randbytes(495_000).hex()))
    package = tmp_path / "desk.capadesk"
    desk_over(desk, "en").packages.export(package)
    parts = desk_over(hub, "en")
    assert parts.packages.takes_long([package])
    written: list[Event] = []

    def write(_done: int, _total: int) -> None:
        if not written:
            written.append(Event(id=new_id(), title="Meanwhile"))
            save(other, *written)

    preview = parts.merging.preview([FileToMerge(package)], write)
    assert preview.files[0].counts == {MergeOutcome.CREATED: 6}
    assert [each.title for each in hub.select(Event)] == ["Meanwhile"]
