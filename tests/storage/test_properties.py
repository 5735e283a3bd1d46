"""Any edits undone are the beginning again; any replicas that saw the same changes are equal."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from typing import Any
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from capadesk.domain.errors import RecordInUse, RecordNotFound, UserError
from capadesk.domain.identity import imported_id
from capadesk.domain.record import RECORD_TYPES, register_names
from capadesk.domain.records import Event, Organisation, Participation, Person
from capadesk.domain.when import When
from capadesk.services.ports import Store
from tests.storage.places import Places

IS_CONTRACT = True

SLOTS = 3
KINDS: tuple[type[Any], ...] = (Event, Person, Organisation)
TEXTS = st.sampled_from(["", "Łódź", "b", "c", "=1+1", "ß æ"])

Step = tuple[str, int, int, str]
steps = st.lists(
    st.tuples(
        st.sampled_from(["save", "save", "save", "link", "delete", "restore", "undo", "redo"]),
        st.integers(0, len(KINDS) - 1),
        st.integers(0, SLOTS - 1),
        TEXTS,
    ),
    max_size=14,
)


def slot_id(kind: type[Any], slot: int) -> UUID:
    """Ids that all replicas share, so that records are made on several desks."""
    return imported_id(kind.KIND, str(slot))


def make(kind: type[Any], slot: int, text: str) -> Any:
    """A record with the text in some of its fields."""
    if kind is Event:
        return Event(id=slot_id(kind, slot), title=text or "x", notes=text, when=When.years(2020 + len(text)))
    if kind is Person:
        return Person(id=slot_id(kind, slot), family_name=text or "x", notes=text)
    return Organisation(id=slot_id(kind, slot), name="x", short_name=text)


def play(store: Store, step: Step) -> None:
    """One act of a user; what the program refuses is no act."""
    act, kind_number, slot, text = step
    kind = KINDS[kind_number]
    if act == "undo":
        store.undo()
        return
    if act == "redo":
        store.redo()
        return
    try:
        with store.unit_of_work() as work:
            if act == "save":
                held = work.find(kind, slot_id(kind, slot))
                record = make(kind, slot, text)
                work.save(replace(held, notes=text) if held is not None and len(text) == 1 else record)
            elif act == "link":
                event_id, person_id = slot_id(Event, slot), slot_id(Person, kind_number)
                work.save(
                    Participation(
                        id=Participation.derive_id(event_id, person_id, None, "speaker"),
                        event_id=event_id,
                        person_id=person_id,
                        role="speaker",
                        notes=text,
                    )
                )
            elif act == "delete":
                work.delete(kind, slot_id(kind, slot))
            else:
                work.restore(kind, slot_id(kind, slot))
            work.commit("step")
    except (RecordNotFound, RecordInUse):
        return
    except UserError as error:
        if error.code != "refers_to_missing":
            raise
    except Exception as error:
        if "FOREIGN KEY" not in str(error):
            raise


def state_of(store: Store) -> dict[Any, Any]:
    """Every live record by kind and id, publication state left out."""
    return {
        (kind, record.id): tuple(getattr(record, name) for name in register_names(record_type))
        for kind, record_type in RECORD_TYPES.items()
        for record in store.select(record_type)
    }


@contextmanager
def desks(places: Places, count: int) -> Iterator[list[Store]]:
    """Fresh stores, one a desk."""
    with places.more() as own, ExitStack() as stack:
        made = []
        for number in range(count):
            store = own.create(str(number), author=str(number))
            stack.callback(store.close)
            made.append(store)
        yield made


def tries(places: Places, share: int = 1) -> settings:
    """How many examples are tried: a hub answers more slowly, and does the same by the same statements."""
    least, share = (6, share * 10) if places.kind == "hub" else (25, share)
    return settings(max_examples=max(least, settings().max_examples // share))


def test_as_many_undos_as_edits_are_the_beginning_and_redo_is_the_end(module_places: Places) -> None:
    @tries(module_places)
    @given(steps)
    def hold(acts: list[Step]) -> None:
        with desks(module_places, 1) as (store,):
            for act in acts:
                play(store, act)
            end = state_of(store)
            undone = 0
            while store.undo() is not None:
                undone += 1
                assert undone <= 3 * len(acts)
            assert state_of(store) == {}
            for _ in range(undone):
                assert store.redo() is not None
            assert state_of(store) == end
            assert store.redo() is None or acts
            assert store.check() == []

    hold()


def test_desks_that_saw_the_same_changes_are_equal(module_places: Places) -> None:
    @tries(module_places, share=4)
    @given(st.lists(steps, min_size=2, max_size=3), st.permutations([0, 1, 2]), st.booleans())
    def hold(plays: list[list[Step]], order: list[int], again: bool) -> None:
        with desks(module_places, len(plays)) as stores:
            for store, acts in zip(stores, plays, strict=True):
                for act in acts:
                    play(store, act)
            exchange(stores, order)
            for store, acts in zip(stores, plays, strict=True):
                for act in acts[:4]:
                    play(store, act)
            exchange(stores, list(reversed(order)))
            exchange(stores, order)
            first = state_of(stores[0])
            rivals = {(r.record_id, r.field, r.stamp) for r in stores[0].rivals()}
            for store in stores[1:]:
                assert state_of(store) == first
                assert {(r.record_id, r.field, r.stamp) for r in store.rivals()} == rivals
            if again:
                for store in stores:
                    for other in stores:
                        if other is not store:
                            assert store.merge_changes(other.outgoing()).change_sets == 0
            for store in stores:
                damage = [p for p in store.check() if p.code != "refers_to_deleted"]
                assert damage == []

    hold()


def exchange(stores: list[Store], order: list[int]) -> None:
    """Everybody merges everybody, in some order."""
    for receiver in order:
        for giver in reversed(order):
            if receiver != giver and max(receiver, giver) < len(stores):
                stores[receiver].merge_changes(stores[giver].outgoing())


def test_any_change_can_be_undone_from_the_middle_and_the_preview_says_how(module_places: Places) -> None:
    @tries(module_places)
    @given(steps, st.integers(0, 20))
    def hold(acts: list[Step], number: int) -> None:
        with desks(module_places, 1) as (store,):
            for act in acts:
                play(store, act)
            entries = store.history()
            if not entries:
                return
            target = entries[number % len(entries)].stamp
            preview = store.preview_undo(target)
            undone = store.undo_change_set(target)
            assert preview.obstacle_count == len(undone.skipped)
            assert {(o.kind, o.record_id, o.field) for o in preview.obstacles} == set(undone.skipped)
            assert preview.record_count >= len(undone.changes)
            assert bool(preview.record_count) == bool(undone.changes)
            assert store.check() == []

    hold()
