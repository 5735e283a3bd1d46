"""Any fields of any kinds, blocks, undo from the middle, copies, backups put back, packages since a state."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import rule, run_state_machine_as_test

from capadesk.domain.change_set import DELETED_FIELD
from capadesk.domain.record import RECORD_TYPES, fields_of, register_names
from capadesk.domain.stamp import SHIPPED_STAMP, Stamp
from capadesk.formats.packages.change_package_reader import ChangePackageReader
from capadesk.formats.packages.change_package_writer import ChangePackageWriter
from capadesk.services.ports import LoggedSet, Problem, Store
from capadesk.services.ports.change_package import PackageSender
from capadesk.storage.database.codecs import to_json
from capadesk.storage.log.change_log import ChangeLog
from capadesk.storage.log.logged_sets import logged_sets
from tests.formats import page_reader
from tests.storage import replica_acts
from tests.storage.places import FilePlaces
from tests.storage.replica_acts import ALL_KINDS, SHIPPED
from tests.storage.replicas import everything_of, rows_of, sql_of
from tests.storage.test_merge_properties import Replicas, numbers

_FILES_AT_MOST = 7

slots = st.integers(0, 2)
kinds = st.integers(0, len(ALL_KINDS) - 1)


class WideReplicas(Replicas):
    """As Replicas, with all else that users do."""

    def __init__(self, folder: Path) -> None:
        super().__init__(FilePlaces(folder))
        self.folder = Path(self.stack.enter_context(tempfile.TemporaryDirectory(dir=folder)))
        self.places = FilePlaces(self.folder)
        self.backups: list[tuple[int, bytes]] = []
        self.packages: list[Path] = []
        self.number = 0

    def _created(self, name: str) -> Store:
        return self.places.create(name, author=name, shipped=SHIPPED)

    @rule(number=numbers, kind=kinds, slot=slots, field=st.integers(0, 40), value=st.integers(0, 12))
    def write_field(self, number: int, kind: int, slot: int, field: int, value: int) -> None:
        replica_acts.write_field(self._store(number), kind, slot, field, value)

    @rule(number=numbers, kind=kinds, slot=slots)
    def delete_any(self, number: int, kind: int, slot: int) -> None:
        replica_acts.delete_any(self._store(number), kind, slot)

    @rule(number=numbers, first=slots, count=st.integers(1, 3), text=st.sampled_from(["", "b", "c"]))
    def import_list(self, number: int, first: int, count: int, text: str) -> None:
        replica_acts.import_list(self._store(number), range(first, first + count), text)

    @rule(number=numbers, which=st.integers(0, 50))
    def undo_in_the_middle(self, number: int, which: int) -> None:
        replica_acts.undo_in_the_middle(self._store(number), which)

    @rule(number=numbers)
    def copy(self, number: int) -> None:
        """Both files go on, each as a replica of its own."""
        if len(self.stores) < _FILES_AT_MOST:
            self.number += 1
            target = self.folder / f"copy-{self.number}.capadesk"
            replica = replica_acts.copied(sql_of(self._store(number)), target)
            self.stores.append(self._opened(target))
            assert sql_of(self.stores[-1]).replica != replica

    @rule(number=numbers)
    def back_up(self, number: int) -> None:
        self.number += 1
        target = self.folder / f"backup-{self.number}"
        replica_acts.copied(sql_of(self._store(number)), target)
        self.backups.append((number % len(self.stores), target.read_bytes()))

    @rule(which=st.integers(0, 50), is_over=st.booleans())
    def put_back(self, which: int, is_over: bool) -> None:
        """A backup takes the place of the file, or is copied over it; later work is where it was sent."""
        if self.backups:
            place, content = self.backups[which % len(self.backups)]
            path = Path(self.stores[place].location)
            own = self._own_work(place)
            replica = self.stores[place].outgoing().replica
            self.stores[place].close()
            for side in ("-wal", "-shm"):
                Path(f"{path}{side}").unlink(missing_ok=True)
            new = path if is_over else path.with_suffix(".new")
            new.write_bytes(content)
            new.replace(path)
            self.stores[place] = self._opened(path)
            has_lost = own > self._own_work(place)
            assert not has_lost or sql_of(self.stores[place]).replica != replica

    def _own_work(self, place: int) -> int:
        sql = sql_of(self.stores[place]).connection().exec_driver_sql
        found = sql("SELECT count(*) FROM change_set WHERE received=''").scalar()
        return int(found or 0)

    def _problems(self, store: Store) -> list[Problem]:
        """That a backup that was put back lacks what came later is said, and right."""
        return [problem for problem in super()._problems(store) if problem.code != "changes_lost"]

    def _opened(self, path: Path) -> Store:
        return self.places.open(str(path), author=path.stem, shipped=SHIPPED)

    @rule(giver=numbers, reference=numbers, receiver=numbers)
    def send_package(self, giver: int, reference: int, receiver: int) -> None:
        """A real package of what some replica is thought to lack, merged by perhaps another one."""
        self.number += 1
        path = self.folder / f"package-{self.number}.capadesk"
        since = dict(self._store(reference).frontier()) if reference % 2 else None
        ChangePackageWriter("test").write(path, self._store(giver).outgoing(), PackageSender(), since=since)
        self.packages.append(path)
        self._merge_package(self._store(receiver), path)

    @rule(number=numbers, which=st.integers(0, 50))
    def merge_package_late(self, number: int, which: int) -> None:
        if self.packages:
            self._merge_package(self._store(number), self.packages[which % len(self.packages)])

    def _merge_package(self, store: Store, path: Path) -> None:
        for time in range(2):
            package = ChangePackageReader().open(path)
            try:
                done = store.merge_changes(package)
            finally:
                package.close()
            assert time == 0 or (done.created, done.updated, done.change_sets) == (0, 0, 0)

    def _compare(self) -> None:
        super()._compare()
        self._read_as_a_stranger(self.stores[0])
        first = said_by(self.stores[0])
        for store in self.stores:
            assert said_by(store) == first
            every_value_that_lost_is_in_the_history(store)

    def _held(self) -> set[Stamp]:
        return {entry.stamp for store in self.stores for entry in everything_of(store).sets}

    def _waits_in_vain(self, store: Store) -> bool:
        """What builds on a change that nobody has any more waits for ever, and nobody has it either."""
        return any(entry.stamp in self._held() for entry in store.waiting())

    def _sent_sets(self) -> Iterator[LoggedSet]:
        """Without those that nobody has any more: a file went back to its backup, a receiver let go."""
        held = self._held()
        return (entry for entry in super()._sent_sets() if entry.stamp in held)

    def _read_as_a_stranger(self, store: Store) -> None:
        """The package of everything says the same to who has only the page of its format."""
        path = self.folder / "everything.capadesk"
        ChangePackageWriter("test").write(path, store.outgoing(), PackageSender())
        package = page_reader.read(path)
        live: set[Any] = set()
        gone: set[Any] = set()
        for (kind, record_id), (deleted, _created, _changed, _values) in rows_of(store).items():
            (gone if deleted else live).add((kind, record_id.hex))
        assert package.live.keys() == live
        assert package.gone.keys() == gone
        for kind, record_type in RECORD_TYPES.items():
            for record in store.select(record_type):
                said = {**package.live[kind, record.id.hex]}
                del said["deleted"]
                names = register_names(record_type)
                assert said == {name: to_json(record_type, name, getattr(record, name)) for name in names}
        sql = sql_of(store).connection().exec_driver_sql
        rivals = sql("SELECT kind, record_id, field, stamp, value FROM rival")
        lost: dict[Any, dict[str, Any]] = {}
        for kind, raw_id, field, stamp, value in rivals.fetchall():
            name = (kind, bytes(raw_id).hex(), field)
            lost.setdefault(name, {})[bytes(stamp).hex()] = json.loads(value)
        assert package.lost == lost


def said_by(store: Store) -> dict[Any, Any]:
    """What each ChangeSet in the log did to each record."""
    sql = sql_of(store).connection().exec_driver_sql
    log = ChangeLog(sql_of(store).connection())
    stamps = sorted(bytes(row[0]) for row in sql("SELECT stamp FROM change_set").fetchall())
    return {
        (entry.stamp, change.kind, change.record_id): change
        for entry in logged_sets(sql, stamps)
        for change, _sequence in log.changes_of(entry.stamp, with_blocks=True)
    }


def every_value_that_lost_is_in_the_history(store: Store) -> None:
    """What lost is still what the history says that its change wrote."""
    connection = sql_of(store).connection()
    log = ChangeLog(connection)
    for row in connection.exec_driver_sql("SELECT kind, record_id, field, stamp, value FROM rival"):
        kind, record_id, field = row[0], UUID(bytes=bytes(row[1])), row[2]
        stamp = Stamp.from_bytes(bytes(row[3]))
        if stamp == SHIPPED_STAMP:
            continue  # came with the program
        assert stamp in {entry.stamp for entry in store.record_history(kind, record_id)}
        change = log.change_to(stamp, kind, record_id)
        assert change is not None
        record_type = RECORD_TYPES[kind]
        default = "" if field == DELETED_FIELD else fields_of(record_type)[field].default
        after = change.fields[field].after if field in change.fields else default
        assert to_json(record_type, field, after) == json.loads(row[4])


def test_who_saw_the_same_is_the_same_whatever_they_did(tmp_path: Path) -> None:
    tries = settings(max_examples=max(8, settings().max_examples // 8), stateful_step_count=30, deadline=None)
    run_state_machine_as_test(lambda: WideReplicas(tmp_path), settings=tries)  # type: ignore[arg-type]


def acts(replicas: WideReplicas, at: Callable[[int], int]) -> list[tuple[int, Callable[[], None]]]:
    """What happens in long histories, with how often."""
    return [
        (14, lambda: replicas.write_field(at(6), at(99), at(2), at(40), at(13))),
        (3, lambda: replicas.delete_any(at(6), at(99), at(2))),
        (2, lambda: replicas.import_list(at(6), at(3), 1 + at(3), "bcd"[at(3)])),
        (2, lambda: replicas.undo_in_the_middle(at(6), at(50))),
        (1, lambda: replicas.copy(at(6))),
        (1, lambda: replicas.back_up(at(6))),
        (1, lambda: replicas.put_back(at(50), bool(at(2)))),
        (4, lambda: replicas.send_package(at(6), at(6), at(6))),
        (4, lambda: replicas.send(at(6), at(6), at(10_000), (0.5, 1.0)[at(2)])),
        (2, lambda: replicas.merge_package_late(at(6), at(50))),
        (2, lambda: replicas.take_out(at(6), at(50))),
        (1, lambda: replicas.reopen(at(6))),
    ]


@pytest.mark.parametrize("seed", range(max(4, settings().max_examples // 10)))
def test_long_wide_histories_end_the_same(seed: int, tmp_path: Path) -> None:
    """A hundred acts of two to six replicas, on the same few records."""
    chance = Random(seed)
    replicas = WideReplicas(tmp_path)
    replicas.begin(count=chance.randint(2, 6))
    shares, happenings = zip(*acts(replicas, chance.randrange), strict=True)
    for number in range(100):
        (act,) = chance.choices(happenings, shares)
        act()
        if number % 10 == 0:
            replicas.every_file_is_sound()
    replicas.teardown()
