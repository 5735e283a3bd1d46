"""Desks for the measurement of a hub: each has its own records, all share some and contradict each other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any, NamedTuple
from uuid import UUID

from capadesk.bootstrap import open_desk
from capadesk.domain.errors import RecordInUse, RecordNotFound, UserError
from capadesk.domain.identity import imported_id
from capadesk.domain.records import CodeItem, Event, Organisation, Participation, Person, Tag
from capadesk.domain.when import When
from capadesk.services.desk import Desk

LISTED = 200
"""People of the list that every desk imports by itself: their ids are the same everywhere."""
_COMMON = (40, 160, 400)
_EDITS = 30
_LATE_EDITS = 20


class Size(NamedTuple):
    """How many events, people and participations of its own a desk has."""

    events: int
    people: int
    attendance: int


class Sending(NamedTuple):
    """What a desk sends: its data file, one package of everything, or an early package and the rest since."""

    desk: int
    data_file: Path
    whole: Path
    early: Path
    since: Path

    def parts(self, chance: Random) -> list[Path]:
        """What of it reaches a hub, in that order: some by halves, some twice, some the rest first."""
        way = chance.randrange(5)
        ways = (
            [self.data_file],
            [self.whole],
            [self.early, self.since],
            [self.since, self.early],
            [self.whole, self.early, self.data_file],
        )
        return ways[way]


def sendings(folder: Path, count: int, size: Size) -> Iterator[Sending]:
    """Make the desks, let them work, exchange and work on; one after the other what each sends.

    The files of a desk are complete when it is yielded. Desks that an earlier run left are taken as they are.
    """
    common = folder / "common.capadesk"
    if not common.exists():
        _common_records(folder / "common.db", common)
    early_of: list[Path] = []
    for number in range(count):
        name = folder / f"desk-{number:02}"
        data_file = name.with_suffix(".db")
        early, since, whole = (Path(f"{name}-{part}.capadesk") for part in ("early", "since", "whole"))
        sending = Sending(number, data_file, whole, early, since)
        if whole.exists():
            open_desk(str(data_file), author="").store.close()  # an older file is migrated now
            early_of.append(early)
            yield sending
            continue
        desk = open_desk(str(data_file), language="en", author=f"desk {number:02}")
        chance = Random(number)
        desk.packages.merge(common, with_records=False)
        _import_list(desk)
        desk.sample.add_scaled(*size, seed=1_000 + number)
        _edit(desk, chance, _EDITS, f"{number} at first")
        desk.packages.export(early)
        if early_of:
            desk.packages.merge(chance.choice(early_of), with_records=False)
        early_of.append(early)
        _edit(desk, chance, _LATE_EDITS, f"{number} after the exchange")
        desk.packages.export(since, since=desk.packages.since_of(str(early)))
        desk.packages.export(whole)
        desk.store.close()
        yield sending


def _common_records(data_file: Path, package: Path) -> None:
    desk = open_desk(str(data_file), language="en", author="national desk")
    desk.sample.add_scaled(*_COMMON, seed=999)
    desk.packages.export(package)
    desk.store.close()


def _import_list(desk: Desk) -> None:
    """The same list of people on every desk: a creation of its own each, in blocks, with the same ids."""
    with desk.store.unit_of_work() as work:
        work.save_many(
            Person(
                id=imported_id("person", str(number)),
                given_name="Zoë",
                family_name=f"Listed {number}",
                email=f"p{number}@example.org",
            )
            for number in range(LISTED)
        )
        work.commit("imported")


def _edit(desk: Desk, chance: Random, count: int, text: str) -> None:
    """Small ChangeSets on what others have too: changed, deleted, linked, undone, done again."""
    store = desk.store
    kinds: tuple[type[Any], ...] = (Event, Person, Organisation, Tag, CodeItem)
    ids = {kind: [record.id for record in store.select(kind)[: _COMMON[0] + _EDITS]] for kind in kinds}
    for number in range(count):
        try:
            with store.unit_of_work() as work:
                _act(work, ids, chance, f"{text}, {number}")
                work.commit("edited")
        except (RecordNotFound, RecordInUse):
            continue
        except UserError as error:
            if error.code != "refers_to_missing":
                raise
        if chance.random() < 0.1:
            store.undo()
            if chance.random() < 0.5:
                store.redo()


def _act(work: Any, ids: dict[type[Any], list[UUID]], chance: Random, text: str) -> None:
    which = chance.randrange(10)
    if which < 5:
        event = work.get(Event, chance.choice(ids[Event]))
        when = When.months(2026, chance.randint(1, 12)) if which > 2 else event.when
        work.save(replace(event, title=f"{event.title[:40]} {text}", venue=text, when=when))
    elif which == 5:
        person = work.get(Person, imported_id("person", str(chance.randrange(LISTED))))
        work.save(replace(person, notes=text))
    elif which == 6:
        event_id, person_id = chance.choice(ids[Event]), chance.choice(ids[Person])
        link_id = Participation.derive_id(event_id, person_id, None, "speaker")
        work.save(
            Participation(id=link_id, event_id=event_id, person_id=person_id, role="speaker", notes=text)
        )
    elif which == 7:
        kind = chance.choice((Event, Person))
        work.delete(kind, chance.choice(ids[kind]))
    else:
        worded: tuple[tuple[type[Any], str], ...] = (
            (Tag, "name"),
            (CodeItem, "label"),
            (Organisation, "short_name"),
        )
        record_type, field = chance.choice(worded)
        work.save(replace(work.get(record_type, chance.choice(ids[record_type])), **{field: text}))
