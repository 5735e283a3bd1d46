"""The same work on an encrypted data file, beside a plain one with the same records."""

from __future__ import annotations

import shutil
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from capadesk.bootstrap import open_desk
from capadesk.domain.records import Event
from capadesk.services.desk import Desk
from capadesk.services.ports import ListKind, ListQuery
from capadesk.storage.encryption.encrypting import encrypt_file
from capadesk.storage.encryption.file_key import KEY_RING

ROUNDS = 15
T = TypeVar("T")

_PASSPHRASE = "correct horse battery"


def run() -> list[tuple[str, float, float]]:
    """(what, plain seconds, encrypted seconds), medians; the two take turns."""
    with tempfile.TemporaryDirectory() as folder:
        plain, locked = Path(folder) / "plain.db", Path(folder) / "locked.db"
        desk = open_desk(str(plain), author="bench")
        desk.sample.add_scaled(10_000, 5_000, 50_000, seed=1)
        desk.store.close()
        shutil.copy(plain, locked)
        open_desk(str(locked), author="bench").store.close()
        start = time.perf_counter()
        encrypt_file(locked, _PASSPHRASE)
        encrypting = time.perf_counter() - start
        start = time.perf_counter()
        KEY_RING.enter(locked, _PASSPHRASE)
        deriving = time.perf_counter() - start
        start = time.perf_counter()
        shutil.copy(plain, Path(folder) / "copy.db")
        copying = time.perf_counter() - start
        opening = _pair(lambda path: _opened(path).store.close(), plain, locked)
        desks = _opened(plain), _opened(locked)
        acts: tuple[tuple[str, Callable[[Desk], object]], ...] = (
            ("the first rows of 10,000 events", _list),
            ("find a word", lambda desk: desk.store.lists.keys(ListQuery(ListKind.EVENTS, text="climate"))),
            ("one save", _save),
            ("a scan of 50,000 participations", _scan),
        )
        results = [
            (f"encrypting {plain.stat().st_size >> 20} MB (beside a copy)", copying, encrypting),
            ("open an encrypted file (beside a plain one)", *opening),
            ("open it for the first time, with its passphrase", opening[0], opening[1] + deriving),
        ]
        results += [(f"{what}, encrypted", *_pair(act, *desks)) for what, act in acts]
        for each in desks:
            each.store.close()
        return results


def _opened(path: Path) -> Desk:
    return open_desk(str(path), author="bench")


def _list(desk: Desk) -> None:
    keys = desk.store.lists.keys(ListQuery(ListKind.EVENTS))
    desk.store.lists.rows(ListKind.EVENTS, keys[:100])


def _save(desk: Desk) -> None:
    keys = desk.store.lists.keys(ListQuery(ListKind.EVENTS))
    (row,) = desk.store.lists.rows(ListKind.EVENTS, keys[:1])
    with desk.store.unit_of_work() as work:
        event = work.get(Event, row.id)
        work.save(replace(event, title=f"Title {time.perf_counter_ns()}"))
        work.commit("bench")


def _scan(desk: Desk) -> None:
    store: Any = desk.store
    store.connection().exec_driver_sql("SELECT sum(length(id)) FROM participation NOT INDEXED").fetchall()


def _pair(act: Callable[[T], object], plain: T, locked: T) -> tuple[float, float]:
    floors: list[float] = []
    ours: list[float] = []
    for _round in range(ROUNDS):
        for given, kept in ((plain, floors), (locked, ours)):
            start = time.perf_counter()
            act(given)
            kept.append(time.perf_counter() - start)
    return statistics.median(floors), statistics.median(ours)
