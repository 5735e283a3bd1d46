"""Desks that send each other packages end with the same record, whatever is sent when and how often."""

from __future__ import annotations

import contextlib
import random
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from capadesk.bootstrap import merge_source, open_desk
from capadesk.domain import stamp
from capadesk.domain.errors import CapaDeskError, EnvironmentFailure, UnreadableFile, UserError
from capadesk.domain.identity import new_id
from capadesk.domain.record import RECORD_TYPES, register_names
from capadesk.domain.records import Event, Organisation, Participation, Person, Platform
from capadesk.domain.withheld_names import pseudonym_of
from capadesk.formats.packages.change_package_reader import ChangePackageReader
from capadesk.formats.packages.change_package_writer import ChangePackageWriter
from capadesk.services.desk import Desk
from capadesk.services.merging.package_service import MergeOutcome, PackageService
from capadesk.services.ports.change_package import Names
from capadesk.storage.sqlite_store import SqliteStore
from tests.formats.test_change_package import forged, parts_of
from tests.storage.test_properties import play, steps


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


@contextlib.contextmanager
def desks(folder: Path, count: int) -> Iterator[list[Desk]]:
    """Fresh desks, one a file."""
    with contextlib.ExitStack() as stack:
        made = []
        for number in range(count):
            desk = open_desk(str(folder / f"{number}.db"), author=f"Author {number}")
            desk.store.connection().exec_driver_sql("PRAGMA synchronous=OFF")  # type: ignore[attr-defined]
            stack.callback(desk.store.close)
            made.append(desk)
        yield made


@dataclass
class BareDesk:
    """A data file without shipped records, which is made in no time."""

    store: SqliteStore
    packages: PackageService


@contextlib.contextmanager
def bare_desks(folder: Path, count: int) -> Iterator[list[BareDesk]]:
    """Bare desks, one a file."""
    with contextlib.ExitStack() as stack:
        made = []
        for number in range(count):
            store = SqliteStore.create(folder / f"{number}.db", author=str(number))
            store.connection().exec_driver_sql("PRAGMA synchronous=OFF")
            stack.callback(store.close)
            made.append(
                BareDesk(
                    store,
                    PackageService(
                        store, lambda: ChangePackageWriter("1"), ChangePackageReader, merge_source
                    ),
                )
            )
        yield made


def state_of(desk: Desk | BareDesk) -> dict[Any, Any]:
    """Every live record by kind and id."""
    return {
        (kind, record.id): tuple(getattr(record, name) for name in register_names(record_type))
        for kind, record_type in RECORD_TYPES.items()
        for record in desk.store.select(record_type)
    }


def rivals_of(desk: Desk | BareDesk) -> set[Any]:
    return {(r.kind, r.record_id, r.field, r.value, r.stamp) for r in desk.store.rivals()}


def save(desk: Desk | BareDesk, *records: Any) -> None:
    with desk.store.unit_of_work() as work:
        for record in records:
            work.save(record)
        work.commit("Saved “{name}”", name="a name")


def send(giver: Desk, taker: Desk, path: Path, **how: Any) -> None:
    giver.packages.export(path, **how)
    taker.packages.merge(path)


def test_the_sample_goes_round_in_a_package(folder: Path) -> None:
    with desks(folder, 2) as (ann, bob):
        ann.sample.add_sample()
        ann.sample.add_scaled(40, 20, 100, 3)
        ann.store.undo()
        send(ann, bob, folder / "a.capadesk")
        assert state_of(bob) == state_of(ann)
        assert bob.store.check() == []
        assert bob.packages.state() == ann.packages.state()
        report = bob.packages.merge(folder / "a.capadesk")
        assert (report.result.created, report.result.updated, report.result.change_sets) == (0, 0, 0)
        bob.packages.export(folder / "b.capadesk")
        for name in ("changes.jsonl", "change_sets.jsonl"):
            assert member(folder / "b.capadesk", name) == member(folder / "a.capadesk", name)


def member(path: Path, name: str) -> bytes:
    import zipfile

    with zipfile.ZipFile(path) as archive:
        return archive.read(name)


def test_with_the_others_state_only_what_it_lacks_is_sent(folder: Path) -> None:
    with desks(folder, 2) as (ann, bob):
        save(ann, Event(id=new_id(), title="First"))
        send(ann, bob, folder / "1.capadesk")
        event = Event(id=new_id(), title="Second")
        save(ann, event)
        for since in (
            bob.packages.state(),
            str(folder / "1.capadesk"),
            str(write(folder, bob.packages.state())),
        ):
            seen = ann.packages.since_of(since)
            summary = ann.packages.export(folder / "2.capadesk", since=seen)
            assert (summary.change_sets, summary.changes) == (1, 1)
        report = bob.packages.merge(folder / "2.capadesk")
        assert [(r.kind, r.title, r.outcome) for r in report.records] == [
            ("event", "Second", MergeOutcome.CREATED)
        ]
        assert state_of(bob) == state_of(ann)


def write(folder: Path, text: str) -> Path:
    path = folder / "state.txt"
    path.write_text(text + "\n", encoding="utf-8")
    return path


def test_a_merge_is_reported_record_by_record(folder: Path) -> None:
    with desks(folder, 2) as (ann, bob):
        kept, gone = Event(id=new_id(), title="Kept"), Event(id=new_id(), title="Gone")
        save(ann, kept, gone)
        send(ann, bob, folder / "1.capadesk")
        save(ann, replace(kept, venue="Hall"), Organisation(id=new_id(), name="New"))
        with ann.store.unit_of_work() as work:
            work.delete(Event, gone.id)
            work.commit("Deleted")
        save(bob, replace(kept, venue="Room"))
        ann.packages.export(folder / "2.capadesk")
        report = bob.packages.merge(folder / "2.capadesk")
        assert report.sender == "Author 0"
        assert {(r.title, r.outcome, r.fields, r.conflicts) for r in report.records} == {
            ("Kept", MergeOutcome.UPDATED, ("venue",), ("venue",)),
            ("Gone", MergeOutcome.DELETED, ("deleted",), ()),
            ("New", MergeOutcome.CREATED, (), ()),
        }


def test_a_later_package_alone_waits_for_the_earlier_one(folder: Path) -> None:
    with desks(folder, 2) as (ann, bob):
        save(ann, Event(id=new_id(), title="First"))
        ann.packages.export(folder / "1.capadesk")
        seen = ann.store.frontier()
        save(ann, Event(id=new_id(), title="Second"))
        ann.packages.export(folder / "2.capadesk", since=seen)
        assert bob.packages.merge(folder / "2.capadesk").result.waiting == 1
        assert state_of(bob).keys() == shipped_of(bob)
        assert bob.packages.merge(folder / "1.capadesk").result.waiting == 0
        assert state_of(bob) == state_of(ann)


def shipped_of(desk: Desk) -> set[Any]:
    return {key for key in state_of(desk) if key[0] in ("code_item", "city", "tag")}


@settings(max_examples=settings().max_examples // 3)
@given(
    st.lists(
        st.one_of(
            st.tuples(st.just("play"), st.integers(0, 2), steps),
            st.tuples(st.just("write"), st.integers(0, 2), st.integers(0, 2)),
            st.tuples(st.just("merge"), st.integers(0, 2), st.integers(0, 20)),
        ),
        max_size=14,
    )
)
def test_packages_in_any_order_and_number_bring_desks_together(acts: list[Any]) -> None:
    with tempfile.TemporaryDirectory() as name, bare_desks(Path(name), 3) as all_desks:
        written: list[Path] = []
        for act, first, rest in acts:
            desk = all_desks[first]
            if act == "play":
                for step in rest:
                    play(desk.store, step)
            elif act == "write":
                written.append(Path(name) / f"{len(written)}.capadesk")
                seen = all_desks[rest].store.frontier()
                desk.packages.export(written[-1], since=seen if rest != first else None)
            elif written:
                desk.packages.merge(written[rest % len(written)])
        for _round in range(2):
            for giver in all_desks:
                for taker in all_desks:
                    if giver is not taker:
                        path = Path(name) / "last.capadesk"
                        giver.packages.export(path, since=taker.store.frontier())
                        taker.packages.merge(path)
        states = [state_of(desk) for desk in all_desks]
        assert states[0] == states[1] == states[2]
        assert rivals_of(all_desks[0]) == rivals_of(all_desks[1]) == rivals_of(all_desks[2])
        assert {desk.packages.state() for desk in all_desks} == {all_desks[0].packages.state()}
        for desk in all_desks:
            for path in written:
                assert desk.packages.merge(path).result.change_sets == 0
        assert [state_of(desk) for desk in all_desks] == states


def test_a_package_that_turns_out_wrong_at_its_end_is_not_merged_at_all(folder: Path) -> None:
    with bare_desks(folder, 2) as (ann, bob):
        for number in range(5):
            save(ann, Event(id=new_id(), title=f"Event {number}"))
        ann.packages.export(folder / "a.capadesk")
        parts = parts_of(folder / "a.capadesk")
        lines = parts["changes.jsonl"].splitlines(keepends=True)
        lines[-1] = lines[-1].replace(b"Event 4", b"\\ud800")
        forged(folder / "b.capadesk", {**parts, "changes.jsonl": b"".join(lines)})
        with pytest.raises(UnreadableFile) as caught:
            bob.packages.merge(folder / "b.capadesk")
        assert (caught.value.data["place"], caught.value.data["line"]) == ("changes.jsonl", 5)
        assert state_of(bob) == {}
        assert bob.store.history() == []
        assert bob.store.merges() == []


# --- without names --------------------------------------------------------------------------------


def people_and_event(desk: Desk) -> tuple[Person, Event]:
    person = Person(id=new_id(), given_name="Ada", family_name="Rossi", email="ada@example.org", country="IT")
    event = Event(id=new_id(), title="Workshop", minutes="Ada said yes.")
    link = Participation(
        id=Participation.derive_id(event.id, person.id, None, "speaker"),
        event_id=event.id,
        person_id=person.id,
        role="speaker",
    )
    save(desk, person, event, link)
    return person, event


def test_without_names_a_person_is_counted_under_a_pseudonym(folder: Path) -> None:
    with desks(folder, 2) as (ann, hub):
        person, event = people_and_event(ann)
        summary = ann.packages.export(folder / "n.capadesk", without_names=True)
        assert summary.names is Names.WITHHELD
        assert hub.packages.merge(folder / "n.capadesk").names is Names.WITHHELD
        found = hub.store.get(Person, person.id)
        assert found == Person(id=person.id, family_name=f"Person {pseudonym_of(person.id)}", country="IT")
        assert hub.store.get(Event, event.id).minutes == ""
        assert len(hub.store.select(Participation, person_id=person.id)) == 1
        assert hub.packages.is_without_names()
        assert all(entry.author == "" for entry in hub.store.history())


def test_a_file_with_names_takes_no_package_without_them(folder: Path) -> None:
    with desks(folder, 2) as (ann, bob):
        person, _event = people_and_event(ann)
        send(ann, bob, folder / "whole.capadesk")
        before = state_of(bob)
        ann.packages.export(folder / "n.capadesk", without_names=True)
        with pytest.raises(UserError, match="without_names_refused"):
            bob.packages.merge(folder / "n.capadesk")
        assert state_of(bob) == before
        assert bob.store.get(Person, person.id) == person


def test_a_file_without_names_takes_no_names_in_and_gives_none_out(folder: Path) -> None:
    with desks(folder, 4) as (ann, hub, later, third):
        person, _event = people_and_event(ann)
        send(ann, hub, folder / "n.capadesk", without_names=True)
        save(ann, replace(person, email="new@example.org", country="FR"))
        send(ann, hub, folder / "whole.capadesk")
        hub.packages.merge(Path(ann.store.location))
        assert hub.store.get(Person, person.id).country == "FR"
        assert hub.store.get(Person, person.id).email == ""
        send(ann, later, folder / "n2.capadesk", without_names=True)
        assert state_of(later) == state_of(hub)
        assert hub.packages.export(folder / "from_hub.capadesk").names is Names.WITHHELD
        third.packages.merge(folder / "from_hub.capadesk")
        assert state_of(third) == state_of(hub)
        assert third.packages.is_without_names()


def test_a_file_with_nothing_but_its_own_profile_may_become_one_without_names(folder: Path) -> None:
    with desks(folder, 2) as (ann, hub):
        people_and_event(ann)
        save(hub, Platform(id=new_id(), name="Our hub"))
        send(ann, hub, folder / "n.capadesk", without_names=True)
        assert hub.packages.is_without_names()
        hub.store.take_out_merge(hub.store.merges()[0].number)
        assert not hub.packages.is_without_names()
        assert hub.store.select(Person) == []


def test_a_whole_data_file_without_names_is_known_as_one(folder: Path) -> None:
    with desks(folder, 3) as (ann, hub, bob):
        people_and_event(ann)
        send(ann, hub, folder / "n.capadesk", without_names=True)
        people_and_event(bob)
        with pytest.raises(UserError, match="without_names_refused"):
            bob.packages.merge(Path(hub.store.location))


# --- damaged data files ---------------------------------------------------------------------------


def test_a_data_file_with_damaged_pages_is_not_merged(folder: Path) -> None:
    with desks(folder, 2) as (ann, bob):
        ann.sample.add_sample()
        copy = folder / "copy.db"
        ann.store.backup_to(copy)
        raw = bytearray(copy.read_bytes())
        raw[4096 * 3 : 4096 * 3 + 8] = b"\xff" * 8
        copy.write_bytes(raw)
        before = state_of(bob)
        with pytest.raises(CapaDeskError):
            bob.packages.merge(copy)
        assert state_of(bob) == before
        with contextlib.closing(sqlite3.connect(bob.store.location)) as plain:
            assert plain.execute("SELECT count(*) FROM change_set").fetchone() == (0,)


def test_a_flipped_byte_in_a_data_file_brings_nothing_wrong(folder: Path) -> None:
    with bare_desks(folder, 1) as (ann,):
        event = Event(id=new_id(), title="Workshop")
        save(ann, event, Organisation(id=new_id(), name="City", notes="many words " * 200))
        for number in range(40):
            save(
                ann, replace(event, venue=f"Hall {number}"), Person(id=new_id(), family_name=f"Name {number}")
            )
        ann.store.backup_to(folder / "sound.db")
    sound, wanted = (folder / "sound.db").read_bytes(), taken(folder, folder / "sound.db")
    damaged = folder / "damaged.db"
    assert wanted is not None
    refused = 0
    for place in random.Random(6).sample(range(len(sound)), 100):
        content = bytearray(sound)
        content[place] ^= 0x04
        damaged.write_bytes(content)
        found = taken(folder, damaged)
        refused += found is None
        assert found in (None, wanted), place
    assert refused > 5


def taken(folder: Path, source: Path) -> Any:
    """What a fresh desk has after merging a data file; None if it was refused and nothing was merged."""
    with tempfile.TemporaryDirectory(dir=folder) as name, bare_desks(Path(name), 1) as (desk,):
        try:
            desk.packages.merge(source, with_records=False)
        except CapaDeskError:
            assert state_of(desk) == {}
            assert desk.store.history() == []
            return None
        return state_of(desk), [entry[1:] for entry in desk.store.history()]


def test_a_stamp_that_no_clock_has_given_is_not_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, package = tmp_path / "made.db", tmp_path / "made.capadesk"
    with monkeypatch.context() as patch:  # as somebody makes it who wants that nobody can save any more
        patch.setattr(stamp, "LATEST_COUNTER", 1 << 48)
        patch.setattr(time, "time_ns", lambda: ((1 << 48) - 1) * 1_000_000)
        maker = open_desk(str(made))
        save(maker, Organisation(id=new_id(), name="Theirs"))
        maker.packages.export(package)
        maker.store.close()
    hub = open_desk(str(tmp_path / "hub.db"))
    with contextlib.closing(hub.store):
        for path in (package, made):
            with pytest.raises((UnreadableFile, EnvironmentFailure)):
                hub.packages.merge(path)
        assert hub.store.merges() == []
        save(hub, Organisation(id=new_id(), name="Ours"))
