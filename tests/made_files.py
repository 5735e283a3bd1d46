"""Data files that are made once in a run and copied for each test: making and filling them is dear."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from functools import cached_property
from pathlib import Path

from capadesk.bootstrap import open_desk
from capadesk.services.desk import Desk
from capadesk.storage.log.replica import home_of


class MadeFiles:
    """Two files, made when they are first asked for: one as it begins, one with the sample."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def desk(self, path: Path, *, has_sample: bool = False) -> Desk:
        """Ada's desk over a new file, as `open_desk` makes it; two of them are the same replica."""
        copy_as_if_made_there(self._with_sample if has_sample else self._empty, path)
        return open_desk(str(path), language="en", author="Ada")

    @cached_property
    def _empty(self) -> Path:
        path = self._folder / "empty.db"
        open_desk(str(path), language="en", author="Ada").store.close()
        return path

    @cached_property
    def _with_sample(self) -> Path:
        path = self._folder / "sample.db"
        desk = self.desk(path)
        desk.sample.add_sample()
        desk.store.close()
        return path


def copy_as_if_made_there(made: Path, path: Path) -> None:
    """Copy a closed data file; a copy is a replica of its own, and could not undo what was done before."""
    assert not Path(f"{made}-wal").exists(), f"{made} is open"
    assert not path.exists(), f"{path} is there"
    shutil.copy(made, path)
    settle_in(path)


def settle_in(path: Path) -> None:
    """Let a closed data file take the place where it lies for the one where it was made."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA synchronous=OFF")
        connection.execute("UPDATE meta SET value=? WHERE key='home'", (home_of(path),))
