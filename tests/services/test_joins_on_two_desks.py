"""Joins meet the work of other desks: nothing is lost, all are equal, and what came back is offered again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from capadesk.domain.identity import new_id
from capadesk.domain.records import Event, Organisation, Pair, Participation, Person
from capadesk.services.merging.duplicate_service import DuplicateService
from capadesk.services.ports import LikenessReason, Store
from capadesk.storage.sqlite_store import SqliteStore
from tests.memory_store.memory_places import MemoryPlaces
from tests.storage.replicas import everything_of, registers_of, rows_of


class Desks:
    """Two desks that have the same two organisations, an event, and a participation of the second one.

    One is in memory, so that the rule of merging is written twice here, the other in a file.
    """

    def __init__(self, folder: Path) -> None:
        self.ann: Store = MemoryPlaces().create("ann", author="ann")
        self.bob: Store = SqliteStore.create(folder / "bob", author="bob")
        self.one = Organisation(id=new_id(), name="Uni")
        self.other = Organisation(id=new_id(), name="University", notes="founded 1365")
        self.event, self.later = (Event(id=new_id(), title=title) for title in ("Event", "Later event"))
        with self.ann.unit_of_work() as work:
            for record in (self.one, self.other, self.event, self.later, self.came(self.event)):
                work.save(record)
            work.commit("added")
        self.bob.merge_changes(everything_of(self.ann))

    def came(self, event: Event, organisation: Organisation | None = None) -> Participation:
        """The second organisation, or another one, at an event."""
        who = (organisation or self.other).id
        link = Participation.derive_id(event.id, None, who, "participant")
        return Participation(id=link, event_id=event.id, organisation_id=who)

    def exchange(self) -> None:
        """Both see everything, and are equal; seeing it again changes nothing."""
        for _time in range(2):
            self.bob.merge_changes(everything_of(self.ann))
            self.ann.merge_changes(everything_of(self.bob))
            assert rows_of(self.ann) == rows_of(self.bob)
            assert registers_of(self.ann) == registers_of(self.bob)
        for store in (self.ann, self.bob):
            assert store.check() == []

    def live(self) -> set[str]:
        """The names of the organisations that live."""
        return {organisation.name for organisation in self.bob.select(Organisation)}

    def offered_again(self) -> tuple[str, ...]:
        """The names of those that were joined and live again, that which is to stay first."""
        for group in DuplicateService(self.bob).groups(["organisation"]):
            if group.reasons[0].code == LikenessReason.JOINED_BEFORE:
                return tuple(candidate.name for candidate in group.candidates)
        return ()

    def join_again(self) -> None:
        """In one step, as it was offered."""
        duplicates = DuplicateService(self.bob)
        group = next(iter(duplicates.groups(["organisation"])))
        duplicates.join("organisation", group.ids[0], group.ids[1:])
        self.exchange()
        assert self.offered_again() == ()


@pytest.fixture
def desks(tmp_path: Path) -> Iterator[Desks]:
    both = Desks(tmp_path)
    yield both
    both.ann.close()
    both.bob.close()


def save(store: Store, *records: object) -> None:
    with store.unit_of_work() as work:
        for record in records:
            work.save(record)  # type: ignore[arg-type]
        work.commit("changed")


def test_a_join_reaches_the_other_desk_whole_and_so_does_its_undo(desks: Desks) -> None:
    before = desks.bob.select(Organisation), desks.bob.select(Participation)
    DuplicateService(desks.ann).join("organisation", desks.one.id, [desks.other.id])
    desks.exchange()
    assert desks.live() == {"Uni"}
    assert [came.organisation_id for came in desks.bob.select(Participation)] == [desks.one.id]
    assert DuplicateService(desks.bob).survivor_of(desks.other.id) == ("organisation", desks.one.id)
    desks.ann.undo()
    desks.exchange()
    assert (desks.bob.select(Organisation), desks.bob.select(Participation)) == before


def test_the_same_join_on_both_desks_is_one(desks: Desks) -> None:
    for store in (desks.ann, desks.bob):
        DuplicateService(store).join("organisation", desks.one.id, [desks.other.id])
    desks.exchange()
    assert desks.live() == {"Uni"}
    assert len(desks.bob.select(Participation)) == 1
    assert desks.bob.rivals() == []
    assert desks.offered_again() == ()


@pytest.mark.parametrize("is_ann_first", [True, False])
def test_joins_in_both_directions_lose_neither_and_are_offered_again(
    desks: Desks, is_ann_first: bool
) -> None:
    ann, bob = DuplicateService(desks.ann), DuplicateService(desks.bob)
    acts = [
        lambda: ann.join("organisation", desks.one.id, [desks.other.id]),
        lambda: bob.join("organisation", desks.other.id, [desks.one.id]),
    ]
    for act in acts if is_ann_first else acts[::-1]:
        act()
    desks.exchange()
    assert desks.live() == {"Uni", "University"}
    assert {"verdict"} <= {rival.field for rival in desks.bob.rivals()}
    assert set(desks.offered_again()) == {"Uni", "University"}
    desks.join_again()
    (joined,) = desks.bob.select(Organisation)
    assert joined.notes == "founded 1365"
    assert [came.organisation_id for came in desks.bob.select(Participation)] == [joined.id]


def test_an_edit_of_the_joined_record_brings_it_back_and_it_is_offered(desks: Desks) -> None:
    DuplicateService(desks.ann).join("organisation", desks.one.id, [desks.other.id])
    save(desks.bob, replace(desks.other, website="univie.ac.at"))
    desks.exchange()
    assert desks.offered_again() == ("Uni", "University")
    desks.join_again()
    (joined,) = desks.bob.select(Organisation)
    assert (joined.name, joined.website, joined.notes) == ("Uni", "univie.ac.at", "founded 1365")


def test_a_participation_of_the_joined_record_brings_it_back_and_moves_with_the_next_join(
    desks: Desks,
) -> None:
    DuplicateService(desks.ann).join("organisation", desks.one.id, [desks.other.id])
    save(desks.bob, desks.came(desks.later))
    desks.exchange()
    assert desks.offered_again() == ("Uni", "University")
    desks.join_again()
    assert {(came.event_id, came.organisation_id) for came in desks.bob.select(Participation)} == {
        (desks.event.id, desks.one.id),
        (desks.later.id, desks.one.id),
    }


def test_an_edit_of_a_link_that_moved_is_not_lost(desks: Desks) -> None:
    DuplicateService(desks.ann).join("organisation", desks.one.id, [desks.other.id])
    save(desks.bob, replace(desks.came(desks.event), status="attended", notes="gave a talk"))
    desks.exchange()
    desks.join_again()
    (came,) = desks.bob.select(Participation)
    assert (came.organisation_id, came.status, came.notes) == (desks.one.id, "attended", "gave a talk")


def test_not_the_same_holds_on_other_desks_and_against_a_join_that_had_not_seen_it(desks: Desks) -> None:
    DuplicateService(desks.bob).dismiss("organisation", [desks.one.id, desks.other.id])
    DuplicateService(desks.ann).join("organisation", desks.one.id, [desks.other.id])
    desks.exchange()
    assert desks.live() == {"Uni", "University"}
    assert [rival.field for rival in desks.bob.rivals() if rival.kind == Pair.KIND] == ["verdict"]
    DuplicateService(desks.ann).dismiss("organisation", [desks.one.id, desks.other.id])
    desks.exchange()
    assert desks.offered_again() == ()
    assert [rival for rival in desks.bob.rivals() if rival.kind == Pair.KIND] == []


def test_a_chain_of_joins_on_several_desks_leads_to_the_one_that_lives(desks: Desks) -> None:
    third = Organisation(id=new_id(), name="Alma mater")
    save(desks.ann, third)
    desks.exchange()
    DuplicateService(desks.ann).join("organisation", desks.one.id, [desks.other.id])
    desks.exchange()
    DuplicateService(desks.bob).join("organisation", third.id, [desks.one.id])
    save(desks.ann, Person(id=new_id(), family_name="Ek"), desks.came(desks.later, desks.one))
    desks.exchange()
    assert set(desks.offered_again()) == {"Alma mater", "Uni"}
    desks.join_again()
    assert desks.live() == {"Alma mater"}
    assert DuplicateService(desks.bob).survivor_of(desks.other.id) == ("organisation", third.id)
    assert {came.organisation_id for came in desks.bob.select(Participation)} == {third.id}
