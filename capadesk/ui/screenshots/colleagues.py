"""What colleagues send, for the pictures: two packages, one of which contradicts, and a damaged one."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from capadesk.domain.identity import new_id
from capadesk.domain.records import Event, Organisation, Person
from capadesk.ui.bring_together.bring_together_page import (
    CONTRADICTIONS,
    DUPLICATES,
    FILES,
    SEND,
    SENDERS,
    BringTogetherPage,
)
from capadesk.ui.common.look.appearance import Scheme

if TYPE_CHECKING:
    from capadesk.services.desk import Desk
    from capadesk.ui.screenshots.stage import Size, Stage

_SECTIONS = {
    "contradictions": CONTRADICTIONS,
    "duplicates": DUPLICATES,
    "senders": SENDERS,
    "send": SEND,
}


@contextmanager
def shown_colleagues(desk: Desk) -> Iterator[Sequence[Path]]:
    """The files of two colleagues; the desk has contradictions and a duplicate from a file before."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _merge_once(desk, folder)
        yield _packages(desk, folder)


def _colleague(desk: Desk, folder: Path, name: str) -> Desk:
    from capadesk.bootstrap import open_desk

    path = folder / f"{name}.db"
    if not path.exists():
        desk.store.backup_to(path)
    return open_desk(str(path), language="en", author=name)


def _merge_once(desk: Desk, folder: Path) -> None:
    """A first merge with contradictions that stay open."""
    if desk.store.merges():
        return
    bruno = _colleague(desk, folder, "Bruno Rossi")
    for number, event in enumerate(desk.store.select(Event)[3:6]):
        _save(desk, replace(event, venue="Town hall, Sala Rossa"))
        _save(bruno, replace(event, venue=f"Palazzo Nuovo, room {number + 1}", status="held"))
    alliance = Organisation(id=new_id(), name="Climate Alliance (invented)", country="IT")
    _save(bruno, alliance)
    _save(desk, replace(alliance, id=new_id(), helix="civil_society"))
    package = folder / "bruno-first.capadesk"
    bruno.packages.export(package)
    bruno.store.close()
    desk.packages.merge(package)


def _packages(desk: Desk, folder: Path) -> Sequence[Path]:
    anna, chiara = _colleague(desk, folder, "Anna Bianchi"), _colleague(desk, folder, "Chiara Neri")
    first, second, third, *_others = desk.store.select(Event)[8:]
    hall = len(desk.store.history(limit=1_000))  # another one each time, so that both have changed something
    _save(desk, replace(first, venue=f"Museo della Scienza, hall {hall}"))
    _save(anna, replace(first, title="Multi-level governance in practice", venue="Museo dell’Ambiente"))
    _save(anna, replace(second, minutes="The city presented its pipeline.\nThe ministry explained its fund."))
    for number in range(1, 7):
        _save(anna, Event(id=new_id(), title=f"Neighbourhood lab {number}", kind="workshop", country="IT"))
    _save(anna, Person(id=new_id(), given_name="Elena", family_name="Conti", email="e.conti@example.org"))
    anna.deletion.delete("event", [third.id])
    _save(chiara, Event(id=new_id(), title="Open day of the heat network", kind="workshop", country="IT"))
    paths = (folder / "anna.capadesk", folder / "chiara.capadesk")
    for colleague, path in zip((anna, chiara), paths, strict=True):
        colleague.packages.export(path)
        colleague.store.close()
    damaged = folder / "damaged.capadesk"
    shutil.copy(paths[0], damaged)
    damaged.write_bytes(damaged.read_bytes()[:-64])
    return (*paths, damaged)


def _save(desk: Desk, record: Event | Organisation | Person) -> None:
    with desk.store.unit_of_work() as work:
        work.save(record)
        work.commit("Saved “{name}”", name=getattr(record, "title", "") or getattr(record, "name", ""))


def each_section(on: Stage, files: Sequence[Path], size: Size, scheme: Scheme, name: str) -> None:
    """A picture of each section; `name` has a place for that of the section."""
    on.show("merge", size, scheme)
    page = on.window.page
    assert isinstance(page, BringTogetherPage)
    page.files.begin_anew()
    page.show_section(FILES)
    on.settle()
    on.shoot(name.format("empty"))
    page.take_files(files)
    on.settle()
    on.shoot(name.format("files"))
    for words, number in _SECTIONS.items():
        page.show_section(number)
        on.settle()
        on.shoot(name.format(words))
    page.files.begin_anew()
    page.show_section(FILES)
