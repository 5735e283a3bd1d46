"""A flipped byte anywhere: recognised, nothing merged, a clear error, and never a wrong record in silence.

By default a dense sample of bytes; all of them with CAPADESK_ALL_BYTES=1.
"""

from __future__ import annotations

import os
import random
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from capadesk.bootstrap import merge_source
from capadesk.domain.errors import CapaDeskError, EnvironmentFailure, UserError
from capadesk.domain.identity import new_id, shipped_id
from capadesk.domain.record import RECORD_TYPES
from capadesk.domain.records import Event, Organisation, Participation, Person, Tag
from capadesk.formats.packages.change_package_reader import ChangePackageReader
from capadesk.formats.packages.change_package_writer import ChangePackageWriter
from capadesk.services.merging.package_service import PackageService
from capadesk.storage.sqlite_store import SqliteStore

_ALL = bool(os.environ.get("CAPADESK_ALL_BYTES"))
_PASSPHRASE = "correct horse battery staple"


def places(of: Sequence[int], count: int) -> list[int]:
    """The bytes that are flipped: all of them, or as many as are asked for."""
    return list(of) if _ALL else random.Random(7).sample(of, min(count, len(of)))


def flipped(content: bytes, place: int) -> bytes:
    changed = bytearray(content)
    changed[place] ^= 1 << (place % 8)
    return bytes(changed)


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SqliteStore]:
    store = SqliteStore.create(tmp_path_factory.mktemp("flipped") / "source.db", author="Ann")
    store.connection().exec_driver_sql("PRAGMA synchronous=OFF")
    event = Event(id=new_id(), title="Workshop", description="many words " * 20)
    for number in range(12):
        person = Person(id=new_id(), family_name=f"Name {number}")
        with store.unit_of_work() as work:
            work.save(replace(event, venue=f"Hall {number}"))
            work.save(person)
            work.save(Participation(id=new_id(), event_id=event.id, person_id=person.id))
            work.commit("Added “{name}”", name=str(number))
    with store.unit_of_work() as work:
        work.save_many([Organisation(id=new_id(), name=f"City {number}") for number in range(1200)])
        work.commit("Added many")
    store.undo()
    yield store
    store.close()


def packages_of(store: SqliteStore) -> PackageService:
    return PackageService(store, lambda: ChangePackageWriter("1.0"), ChangePackageReader, merge_source)


@pytest.fixture
def target(tmp_path: Path) -> Iterator[SqliteStore]:
    store = SqliteStore.create(tmp_path / "target.db", author="Bob")
    store.connection().exec_driver_sql("PRAGMA synchronous=OFF")
    yield store
    store.close()


# --- packages -------------------------------------------------------------------------------------


@pytest.mark.parametrize(("passphrase", "count"), [("", 400), (_PASSPHRASE, 1)])
def test_a_package_with_a_flipped_byte_is_refused_and_nothing_is_merged(
    source: SqliteStore, target: SqliteStore, tmp_path: Path, passphrase: str, count: int
) -> None:
    path = tmp_path / "package.capadesk"
    packages_of(source).export(path, passphrase=passphrase)
    content = path.read_bytes()
    packages = packages_of(target)
    bad = tmp_path / "bad.capadesk"
    for place in places(range(len(content)), count):
        bad.write_bytes(flipped(content, place))
        with pytest.raises(CapaDeskError):
            packages.merge(bad, passphrase, with_records=False)
    assert target.history() == []
    assert target.frontier() == {}
    packages.merge(path, passphrase, with_records=False)
    assert len(target.history()) == len(source.history())


# --- data files -----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def sound(source: SqliteStore) -> Path:
    path = Path(source.location).with_name("sound.db")
    source.backup_to(path)
    return path


def records_of(store: SqliteStore) -> dict[str, list[Any]]:
    return {kind: store.select(record_type) for kind, record_type in sorted(RECORD_TYPES.items())}


def seen(path: Path) -> tuple[dict[str, list[Any]] | None, bool]:
    """The records that are read (None: refused), and whether `check` finds fault with the file."""
    try:
        store = SqliteStore.open(path, author="Bob", read_only=True)
    except (EnvironmentFailure, UserError):
        return None, True
    with closing(store):
        is_damaged = bool(store.check())
        try:
            return records_of(store), is_damaged
        except EnvironmentFailure:
            return None, is_damaged


def test_a_data_file_with_a_flipped_byte_never_shows_another_record_unnoticed(
    sound: Path, tmp_path: Path
) -> None:
    content = sound.read_bytes()
    written = [place for place, byte in enumerate(content) if byte]
    wanted, is_damaged = seen(sound)
    assert wanted is not None
    assert not is_damaged
    bad = tmp_path / "bad.db"
    noticed = 0
    for place in places(range(len(content)) if _ALL else written, 300):
        bad.write_bytes(flipped(content, place))
        found, is_damaged = seen(bad)
        assert is_damaged or found == wanted, place
        noticed += is_damaged
    assert noticed > 60


def test_a_flipped_byte_in_the_text_of_the_schema_is_damage(sound: Path, tmp_path: Path) -> None:
    content = sound.read_bytes()
    wanted, _is_damaged = seen(sound)
    bad = tmp_path / "bad.db"
    start = content.index(b"CREATE TABLE event")
    schema = range(start, content.index(b")", start + 2_000) if _ALL else start + 2_000)
    for place in places(schema, 80):
        bad.write_bytes(flipped(content, place))
        found, is_damaged = seen(bad)
        assert is_damaged or found == wanted, place


def test_a_header_of_another_format_is_damage(sound: Path, tmp_path: Path) -> None:
    content = sound.read_bytes()
    bad = tmp_path / "bad.db"
    # The schema format number: https://www.sqlite.org/fileformat2.html, section 1.3.10
    bad.write_bytes(content[:44] + (9).to_bytes(4, "big") + content[48:])
    assert seen(bad) == (None, True)


def test_a_column_that_is_called_otherwise_is_damage(sound: Path, tmp_path: Path) -> None:
    content = sound.read_bytes()
    name = content.index(b"sequence INTEGER", content.index(b"CREATE TABLE event"))
    bad = tmp_path / "bad.db"
    bad.write_bytes(content[: name - 1] + b"\xa0" + content[name:])
    _found, is_damaged = seen(bad)
    assert is_damaged


def test_a_data_file_with_a_flipped_byte_gives_a_merge_what_was_written_or_nothing(
    sound: Path, tmp_path: Path
) -> None:
    content = sound.read_bytes()
    written = [place for place, byte in enumerate(content) if byte]
    with merge_source(sound) as incoming:
        wanted = list(incoming.change_sets({}))
    bad = tmp_path / "bad.db"
    refused = 0
    for place in places(range(len(content)) if _ALL else written, 250):
        bad.write_bytes(flipped(content, place))
        try:
            with merge_source(bad) as incoming:
                found = list(incoming.change_sets({}))
        except (EnvironmentFailure, UserError):
            refused += 1
        else:
            assert found == wanted, place
    assert refused > 30


def test_a_shipped_record_with_a_flipped_byte_is_handed_on_as_it_was_shipped_or_not_at_all(
    tmp_path: Path,
) -> None:
    words = ("Zuckerrübenernte", "Zwetschgenbaum")
    tags = [Tag(id=shipped_id("tag", word), name=word) for word in words]
    with closing(SqliteStore.create(tmp_path / "newer.db", author="Ann", shipped=tags)) as newer:
        with newer.unit_of_work() as work:
            work.save(replace(work.get(Tag, tags[0].id), name="Rüben"))
            work.commit("renamed")
        newer.backup_to(tmp_path / "whole.db")
    content = (tmp_path / "whole.db").read_bytes()
    with merge_source(tmp_path / "whole.db") as incoming:
        wanted = [block.body for block in incoming.shipped()]
    assert wanted[0]["columns"]["name"] == [tag.name for tag in sorted(tags, key=lambda tag: tag.id)]
    bad = tmp_path / "bad.db"
    refused = found = 0
    for word in (*(word.encode() for word in words), *(tag.id.bytes for tag in tags)):
        place = content.find(word)
        while place >= 0:
            found += 1
            bad.write_bytes(flipped(content, place + 1))
            try:
                with merge_source(bad) as incoming:
                    blocks = [block.body for block in incoming.shipped()]
            except EnvironmentFailure:
                refused += 1
            else:
                assert blocks == wanted
            with closing(SqliteStore.open(bad, author="Bob", read_only=True)) as store:
                assert store.check()
            place = content.find(word, place + 1)
    assert refused
    assert found > 8


def test_a_record_that_something_else_wrote_is_found(source: SqliteStore, tmp_path: Path) -> None:
    path = tmp_path / "altered.db"
    for statement in (
        "UPDATE person SET family_name='Nama 3' WHERE family_name='Name 3'",
        "UPDATE event SET venue='Hall 4'",
        "UPDATE organisation SET deleted='' WHERE seq=(SELECT min(seq) FROM organisation)",
        "DELETE FROM participation WHERE seq=(SELECT min(seq) FROM participation)",
        "UPDATE field_stamp SET stamp=(SELECT min(stamp) FROM change_set) WHERE field='venue'",
        "DELETE FROM field_stamp WHERE field='venue'",
    ):
        path.unlink(missing_ok=True)
        source.backup_to(path)
        with closing(SqliteStore.open(path, author="Bob")) as store:
            assert store.check() == []
            store.connection().exec_driver_sql(statement)
            assert {problem.code for problem in store.check()} & {"record_changed", "search_index"}, statement
