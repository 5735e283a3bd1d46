"""What a desk knows of its publications outlives the program, a backup that is put back, and a move."""

from __future__ import annotations

from pathlib import Path

import pytest

from capadesk.domain.identity import new_id
from capadesk.services.ports.feeds import Published
from capadesk.storage.beside.publication_file import PublicationFile, publication_file_of
from capadesk.storage.trust.moving import move_file
from tests.made_files import MadeFiles

FEED, OTHER = new_id(), new_id()
ITEM = Published("uid-1", "Forum “Łódź”", '"etag"', "digest", "mark", "underway")


@pytest.fixture
def location(tmp_path: Path, made_files: MadeFiles) -> Path:
    path = tmp_path / "desk.db"
    made_files.desk(path).store.close()
    return path


def test_what_is_noted_is_there_at_the_next_start(location: Path):
    known = PublicationFile(publication_file_of(location))
    assert (known.items(FEED), known.state(FEED)) == ({}, "")
    assert not publication_file_of(location).exists()
    known.note(FEED, [ITEM, ITEM._replace(uid="uid-2")])
    known.note(OTHER, [ITEM])
    known.keep_state(FEED, "state")
    known.close()
    again = PublicationFile(publication_file_of(location))
    assert again.items(FEED)["uid-1"] == ITEM
    again.note(FEED, [ITEM._replace(etag='"next"', underway="")], gone=["uid-2"])
    assert [(uid, item.etag) for uid, item in again.items(FEED).items()] == [("uid-1", '"next"')]
    assert again.state(FEED) == "state"
    again.forget(FEED)
    assert (again.items(FEED), again.state(FEED), list(again.items(OTHER))) == ({}, "", ["uid-1"])
    again.forget(OTHER)
    again.close()
    assert not publication_file_of(location).exists()


def test_only_its_owner_reads_it_and_a_damaged_one_is_put_aside(location: Path):
    path = publication_file_of(location)
    path.write_bytes(b"no database at all" * 100)
    known = PublicationFile(path)
    assert known.items(FEED) == {}
    known.note(FEED, [ITEM])
    assert known.items(FEED) == {"uid-1": ITEM}
    assert path.stat().st_mode & 0o077 == 0
    known.close()
    assert Path(f"{path}.damaged").exists()


def test_it_goes_along_when_the_data_file_is_moved(location: Path, tmp_path: Path):
    known = PublicationFile(publication_file_of(location))
    known.note(FEED, [ITEM])
    known.close()
    target = tmp_path / "elsewhere.db"
    move_file(location, target)
    moved = PublicationFile(publication_file_of(target))
    assert moved.items(FEED) == {"uid-1": ITEM}
    moved.close()
