"""What bringing files together would do is shown before it is done, and what contradicts can be settled."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from capadesk.bootstrap import merge_source, open_desk, report_writer_for
from capadesk.domain.errors import Cancelled, UnreadableFile, UserError
from capadesk.domain.identity import new_id
from capadesk.domain.records import Event, Organisation, Participation, Person
from capadesk.domain.stamp import Stamp
from capadesk.formats.packages.change_package_reader import ChangePackage, ChangePackageReader
from capadesk.formats.packages.change_package_writer import ChangePackageWriter
from capadesk.services.desk import Desk
from capadesk.services.merging.merge_preview import FieldKey, FileToMerge, MergePreview
from capadesk.services.merging.merge_service import MergeService, Settlement
from capadesk.services.merging.package_service import MergeOutcome, PackageService
from capadesk.services.ports import Contradiction
from tests.storage.replicas import registers_of, rows_of


@contextlib.contextmanager
def desks(folder: Path, *names: str) -> Iterator[list[Desk]]:
    """Fresh desks, one a file, each with its author's name."""
    with contextlib.ExitStack() as stack:
        made = []
        for name in names:
            desk = open_desk(str(folder / f"{name}.db"), author=name)
            desk.store.connection().exec_driver_sql("PRAGMA synchronous=OFF")  # type: ignore[attr-defined]
            stack.callback(desk.store.close)
            made.append(desk)
        yield made


def save(desk: Desk, *records: object) -> None:
    with desk.store.unit_of_work() as work:
        for record in records:
            work.save(record)  # type: ignore[arg-type]
        work.commit("Saved “{name}”", name="a name")


def delete(desk: Desk, event: Event) -> None:
    with desk.store.unit_of_work() as work:
        work.delete(Event, event.id)
        work.commit("Deleted “{name}”", name=event.title)


def sent(desk: Desk, path: Path) -> FileToMerge:
    desk.packages.export(path)
    return FileToMerge(path)


class LockedReader:
    """Reads packages as if they were encrypted: real encryption takes seconds, by design."""

    PASSPHRASE = "correct horse"

    def is_package(self, path: Path) -> bool:
        return ChangePackageReader().is_package(path)

    def is_encrypted(self, path: Path) -> bool:
        return self.is_package(path)

    def open(self, path: Path, passphrase: str = "") -> ChangePackage:
        if passphrase != self.PASSPHRASE:
            raise UnreadableFile(str(path), "passphrase_wrong")
        return ChangePackageReader().open(path)


def newest(desk: Desk) -> Stamp:
    return max(desk.store.frontier().values())


def pass_by(first: Desk, second: Desk) -> None:
    """Whatever the second desk does next comes later than all that the first has done."""
    while newest(second) <= newest(first):
        save(second, Organisation(id=new_id(), name="Something else"))


def everything(desk: Desk) -> object:
    store: object = desk.store
    return rows_of(store), registers_of(store), desk.store.frontier(), desk.store.merges()  # type: ignore[arg-type]


def contradictory(hub: Desk, bob: Desk, folder: Path) -> tuple[Event, FileToMerge]:
    """Both know an event; the hub renames it, and then Bob does, without knowing."""
    event = Event(id=new_id(), title="Workshop", kind="workshop")
    save(hub, event)
    bob.packages.merge(sent(hub, folder / "first.capadesk").path)
    save(hub, replace(event, title="Workshop on heat"))
    pass_by(hub, bob)
    save(bob, replace(event, title="Workshop on heat pumps", venue="Town hall"))
    return event, sent(bob, folder / "bob.capadesk")


def outcomes(preview: MergePreview, number: int = 0) -> dict[str, MergeOutcome]:
    return {
        preview.names[each.kind, each.record_id].name: each.outcome for each in preview.files[number].records
    }


def test_a_preview_says_what_would_come_and_writes_nothing(tmp_path: Path) -> None:
    with desks(tmp_path, "hub", "Bob") as (hub, bob):
        save(bob, Event(id=new_id(), title="Open day", kind="workshop"))
        file = sent(bob, tmp_path / "bob.capadesk")
        before = everything(hub)
        preview = hub.merging.preview([file])
        assert everything(hub) == before
        assert outcomes(preview) == {"Open day": MergeOutcome.CREATED}
        (record,) = preview.files[0].records
        assert (record.author, preview.files[0].sender) == ("Bob", "Bob")
        assert record.record == bob.store.get(Event, record.record_id)


def test_a_whole_data_file_is_looked_at_like_a_package(tmp_path: Path) -> None:
    with desks(tmp_path, "hub", "Bob") as (hub, bob):
        save(bob, Event(id=new_id(), title="Open day", kind="workshop"))
        preview = hub.merging.preview([FileToMerge(tmp_path / "Bob.db")])
        assert outcomes(preview) == {"Open day": MergeOutcome.CREATED}


def test_a_contradiction_names_both_values_with_who_and_when(tmp_path: Path) -> None:
    with desks(tmp_path, "hub", "Bob") as (hub, bob):
        _event, file = contradictory(hub, bob, tmp_path)
        preview = hub.merging.preview([file])
        (record, *_others) = preview.files[0].records
        title, venue = record.fields
        assert (venue.name, venue.before, venue.after, venue.contradiction) == (
            "venue",
            "",
            "Town hall",
            None,
        )
        found = title.contradiction
        assert found is not None
        assert (found.holds.value, found.holds.author, found.holds.is_received) == (
            "Workshop on heat pumps",
            "Bob",
            True,
        )
        (ours,) = found.others
        assert (ours.value, ours.author, ours.is_received) == ("Workshop on heat", "hub", False)
        assert title.before == "Workshop on heat"
        assert title.after == "Workshop on heat pumps"


def test_the_second_file_is_looked_at_as_if_the_first_were_merged(tmp_path: Path) -> None:
    with desks(tmp_path, "hub", "Bob", "Cleo") as (hub, bob, cleo):
        event = Event(id=new_id(), title="Workshop", kind="workshop")
        save(bob, event)
        first = sent(bob, tmp_path / "bob.capadesk")
        cleo.packages.merge(first.path)
        save(cleo, replace(event, title="Workshop on heat"))
        second = sent(cleo, tmp_path / "cleo.capadesk")
        preview = hub.merging.preview([first, second])
        assert [each.outcome for each in preview.files[0].records] == [MergeOutcome.CREATED]
        (record,) = preview.files[1].records
        assert record.outcome is MergeOutcome.UPDATED
        assert [(each.name, each.before, each.after) for each in record.fields] == [
            ("title", "Workshop", "Workshop on heat")
        ]


def test_what_was_deleted_elsewhere_and_what_is_kept_against_that_is_told(tmp_path: Path) -> None:
    with desks(tmp_path, "hub", "Bob") as (hub, bob):
        gone = Event(id=new_id(), title="Gone", kind="workshop")
        edited = Event(id=new_id(), title="Edited here", kind="workshop")
        needed = Event(id=new_id(), title="Needed here", kind="workshop")
        anna = Person(id=new_id(), family_name="Bianchi")
        save(hub, gone, edited, needed, anna)
        bob.packages.merge(sent(hub, tmp_path / "first.capadesk").path)
        save(hub, replace(edited, venue="Town hall"))
        save(hub, Participation(id=new_id(), event_id=needed.id, person_id=anna.id))
        for event in (gone, edited, needed):
            delete(bob, event)
        preview = hub.merging.preview([sent(bob, tmp_path / "bob.capadesk")])
        assert outcomes(preview) == {
            "Gone": MergeOutcome.DELETED,
            "Edited here": MergeOutcome.KEPT,
            "Needed here": MergeOutcome.KEPT,
        }


def test_what_is_changed_elsewhere_comes_back_from_our_bin(tmp_path: Path) -> None:
    with desks(tmp_path, "hub", "Bob") as (hub, bob):
        event = Event(id=new_id(), title="Workshop", kind="workshop")
        save(hub, event)
        bob.packages.merge(sent(hub, tmp_path / "first.capadesk").path)
        delete(hub, event)
        save(bob, replace(event, venue="Town hall"))
        preview = hub.merging.preview([sent(bob, tmp_path / "bob.capadesk")])
        assert [each.outcome for each in preview.files[0].records] == [MergeOutcome.RESTORED]


def test_an_encrypted_package_asks_for_its_passphrase(tmp_path: Path) -> None:
    with desks(tmp_path, "hub", "Bob") as (hub, bob):
        save(bob, Event(id=new_id(), title="Open day", kind="workshop"))
        file = sent(bob, tmp_path / "bob.capadesk")
        packages = PackageService(hub.store, lambda: ChangePackageWriter("1"), LockedReader, merge_source)
        merging = MergeService(hub.store, packages, hub.reports, report_writer_for)
        (asks,) = merging.preview([file]).files
        assert (asks.needs_passphrase, asks.error, asks.is_ready) == (True, None, False)
        (wrong,) = merging.preview([FileToMerge(file.path, "battery")]).files
        assert wrong.needs_passphrase
        assert wrong.error is not None
        assert wrong.error.data["reason"] == "passphrase_wrong"
        assert merging.preview([FileToMerge(file.path, LockedReader.PASSPHRASE)]).files[0].is_ready


def test_a_file_that_cannot_be_read_says_why_and_the_others_are_looked_at(tmp_path: Path) -> None:
    with desks(tmp_path, "hub", "Bob") as (hub, bob):
        save(bob, Event(id=new_id(), title="Open day", kind="workshop"))
        good = sent(bob, tmp_path / "bob.capadesk")
        damaged = tmp_path / "damaged.capadesk"
        damaged.write_bytes(good.path.read_bytes()[:-40])
        text = tmp_path / "notes.txt"
        text.write_text("nothing", encoding="utf-8")
        paths = [damaged, text, tmp_path / "missing.capadesk", Path(hub.store.location), good.path]
        preview = hub.merging.preview([FileToMerge(path) for path in paths])
        codes = [each.error.code if each.error else "" for each in preview.files]
        assert codes == ["unreadable_file", "not_a_capadesk_file", "file_missing", "same_file", ""]
        assert preview.brings


def test_a_preview_of_much_holds_nobody_up(tmp_path: Path) -> None:
    with desks(tmp_path, "hub", "Bob") as (hub, bob):
        chance = Random(1)
        for number in range(6):
            notes = chance.randbytes(495_000).hex()
            save(bob, Event(id=new_id(), title=f"Open day {number}", kind="workshop", notes=notes))
        file = sent(bob, tmp_path / "bob.capadesk")
        assert hub.packages.takes_long([file.path])
        other = open_desk(hub.store.location, author="Carl")
        written: list[Event] = []

        def write(done: int, total: int) -> None:
            if not written:
                written.append(Event(id=new_id(), title="Meanwhile", kind="workshop"))
                save(other, written[0])

        preview = hub.merging.preview([file, FileToMerge(Path(hub.store.location))], write)
        other.store.close()
        assert [event.title for event in hub.store.select(Event)] == ["Meanwhile"]
        assert preview.files[0].counts[MergeOutcome.CREATED] == 6
        assert preview.files[1].error is not None
        assert preview.files[1].error.code == "same_file"
        with pytest.raises(UserError, match="preview_outdated"):
            hub.merging.merge(preview)
        hub.merging.merge(hub.merging.preview([file]))
        assert len(hub.store.select(Event)) == 7


def test_what_was_previewed_is_merged_and_settled_in_one_go(tmp_path: Path) -> None:
    with desks(tmp_path, "hub", "Bob") as (hub, bob):
        event, file = contradictory(hub, bob, tmp_path)
        preview = hub.merging.preview([file])
        done = hub.merging.merge(preview, [Settlement("event", event.id, "title", "Workshop on heat")])
        assert (len(done.reports), done.refused, done.is_cancelled) == (1, (), False)
        assert done.changes.created_counts["event"] == 1
        assert done.settled is not None
        stored = hub.store.get(Event, event.id)
        assert (stored.title, stored.venue) == ("Workshop on heat", "Town hall")
        assert hub.merging.contradictions() == []
        bob.packages.merge(sent(hub, tmp_path / "back.capadesk").path)
        assert bob.store.get(Event, event.id).title == "Workshop on heat"
        assert bob.merging.contradictions() == []
        hub.store.undo()
        assert hub.store.get(Event, event.id).title == "Workshop on heat pumps"


def test_settling_on_what_holds_settles_it_on_every_desk(tmp_path: Path) -> None:
    with desks(tmp_path, "hub", "Bob") as (hub, bob):
        event, file = contradictory(hub, bob, tmp_path)
        hub.merging.merge(hub.merging.preview([file]))
        (found,) = hub.merging.contradictions()
        assert found.holds.value == "Workshop on heat pumps"
        sequence = hub.store.get(Event, event.id).sequence
        hub.merging.settle([Settlement("event", event.id, "title", found.holds.value)])
        assert hub.merging.contradictions() == []
        assert hub.store.get(Event, event.id).sequence == sequence
        assert hub.store.check() == []
        bob.packages.merge(sent(hub, tmp_path / "back.capadesk").path)
        assert bob.merging.contradictions() == []
        assert bob.store.get(Event, event.id).title == "Workshop on heat pumps"
        assert bob.store.check() == []


def test_a_settled_value_must_be_sound_and_a_record_that_is_gone_is_left(tmp_path: Path) -> None:
    with desks(tmp_path, "hub", "Bob") as (hub, bob):
        event, file = contradictory(hub, bob, tmp_path)
        hub.merging.merge(hub.merging.preview([file]))
        delete(hub, hub.store.get(Event, event.id))
        assert hub.merging.contradictions() == []
        assert not hub.merging.settle([Settlement("event", event.id, "title", "Any")])


def test_a_preview_that_is_outdated_is_not_merged(tmp_path: Path) -> None:
    with desks(tmp_path, "hub", "Bob") as (hub, bob):
        _event, file = contradictory(hub, bob, tmp_path)
        preview = hub.merging.preview([file])
        save(hub, Organisation(id=new_id(), name="Ministry"))
        with pytest.raises(UserError) as raised:
            hub.merging.merge(preview)
        assert raised.value.code == "preview_outdated"
        preview = hub.merging.preview([file])
        bob.packages.export(file.path)
        file.path.write_bytes(file.path.read_bytes() + b"\0")
        with pytest.raises(UserError):
            hub.merging.merge(preview)
        assert hub.store.merges() == []


def test_a_preview_that_is_cancelled_leaves_nothing_behind(tmp_path: Path) -> None:
    with desks(tmp_path, "hub", "Bob") as (hub, bob):
        _event, file = contradictory(hub, bob, tmp_path)
        before = everything(hub)

        def stop(_done: int, _total: int) -> None:
            raise Cancelled

        with pytest.raises(Cancelled):
            hub.merging.preview([file], stop)
        assert everything(hub) == before
        save(hub, Organisation(id=new_id(), name="Ministry"))


def test_values_of_the_rule_are_those_that_the_merge_leaves(tmp_path: Path) -> None:
    """What the preview calls the rule's choice is what stands there afterwards, and nothing else changed."""
    with desks(tmp_path, "hub", "Bob") as (hub, bob):
        hub.sample.add_sample()
        bob.packages.merge(sent(hub, tmp_path / "first.capadesk").path)
        for number, event in enumerate(hub.store.select(Event)[:12]):
            first, second = (hub, bob) if number % 2 else (bob, hub)
            save(first, replace(event, title=f"first {number}", venue="here"))
            save(second, replace(event, title=f"second {number}", notes="there"))
        preview = hub.merging.preview([sent(bob, tmp_path / "bob.capadesk")])
        promised: Mapping[FieldKey, Contradiction] = preview.contradictions
        hub.merging.merge(preview)
        found = {(each.kind, each.record_id, each.field): each for each in hub.merging.contradictions()}
        assert found == promised
        assert len(found) == 12
        for record in preview.files[0].records:
            assert record.record is not None
            stored = hub.store.get(Event, record.record_id)
            assert replace(stored, sequence=0) == replace(record.record, sequence=0)
