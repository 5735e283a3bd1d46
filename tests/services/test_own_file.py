"""The open data file is no file to read from or to write over."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from capadesk.bootstrap import open_desk
from capadesk.domain.errors import UserError
from capadesk.services.desk import Desk
from capadesk.services.own_file import refuse_own_file


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    opened = open_desk(str(tmp_path / "desk.xlsx"), language="en", author="Ada")
    opened.sample.add_sample()
    yield opened
    opened.store.close()


def test_nothing_is_written_over_the_open_file(desk: Desk, tmp_path: Path):
    own = Path(desk.store.location)
    link = tmp_path / "link.xlsx"
    link.symlink_to(own)
    before = own.stat().st_ino
    for path in (own, link):
        for write in (
            lambda path=path: desk.reports.write("activity", path),
            lambda path=path: desk.calendar.export(path),
            lambda path=path: desk.contacts.export(path),
        ):
            with pytest.raises(UserError) as caught:
                write()
            assert caught.value.code == "same_file"
    assert own.stat().st_ino == before
    assert desk.store.check() == []


def test_the_open_file_is_not_imported(desk: Desk):
    plan = desk.imports.plan([Path(desk.store.location)])
    assert [item.reason for item in plan.items] == ["own_file"]


def test_what_lies_beside_it_is_its_own_too_and_all_else_is_free(desk: Desk, tmp_path: Path):
    with pytest.raises(UserError):
        refuse_own_file(desk.store, Path(f"{desk.store.location}-wal"))
    refuse_own_file(desk.store, tmp_path / "nothing.xlsx")
