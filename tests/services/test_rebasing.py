"""A text that was not saved goes over what others have stored meanwhile."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from capadesk.domain.identity import new_id
from capadesk.domain.records import Action, Event, Interaction, Person
from capadesk.services.event_service import EventDossier
from capadesk.services.merging.rebasing import Clash, rebased, with_theirs
from capadesk.services.people_service import PersonDossier

CALL, BOOK, PAY = (Action(id=new_id(), text=text) for text in ("Call", "Book", "Pay"))
ROME, CLIMATE, FOOD = new_id(), new_id(), new_id()
BASE = EventDossier(
    Event(id=new_id(), title="Forum", venue="Town hall"), actions=(CALL, BOOK), tag_ids=(ROME, CLIMATE)
)


def changed(dossier: EventDossier, **fields: Any) -> EventDossier:
    return replace(dossier, event=replace(dossier.event, **fields))


def test_what_only_others_changed_is_theirs_and_what_only_i_changed_is_mine() -> None:
    mine, now = changed(BASE, minutes="We agreed"), changed(BASE, venue="Library")
    found = rebased(BASE, mine, now)
    assert found.dossier == changed(BASE, minutes="We agreed", venue="Library")
    assert found.conflicts == ()


def test_where_both_changed_a_field_my_text_stands_and_the_field_is_named() -> None:
    mine, now = changed(BASE, venue="Museum", notes="n"), changed(BASE, venue="Library", notes="n")
    found = rebased(BASE, mine, now)
    assert found.dossier.event.venue == "Museum"
    assert found.conflicts == ("venue",)


def test_rows_are_added_changed_and_taken_out_one_by_one() -> None:
    mine = replace(BASE, actions=(replace(CALL, text="Call Anna"), PAY))
    theirs = Action(id=new_id(), text="Theirs")
    now = replace(BASE, actions=(replace(CALL, status="done"), BOOK, theirs))
    found = rebased(BASE, mine, now)
    assert found.dossier.actions == (replace(CALL, text="Call Anna", status="done"), theirs, PAY)
    assert found.conflicts == ()


def test_a_row_that_others_took_out_comes_back_only_if_i_changed_it() -> None:
    now = replace(BASE, actions=(), tag_ids=())
    mine = replace(BASE, actions=(CALL, replace(BOOK, text="Book the hall")), tag_ids=(ROME, CLIMATE, FOOD))
    found = rebased(BASE, mine, now).dossier
    assert [action.text for action in found.actions] == ["Book the hall"]
    assert found.tag_ids == (FOOD,)


def test_a_dossier_that_is_one_record_is_put_together_as_well() -> None:
    mine, now = replace(CALL, notes="Twice"), replace(CALL, status="done")
    assert rebased(CALL, mine, now).dossier == replace(CALL, notes="Twice", status="done")


def test_the_same_change_on_both_sides_is_no_conflict() -> None:
    person = PersonDossier(Person(id=new_id(), family_name="Rossi"))
    talk = Interaction(id=new_id(), subject="Budget")
    both = replace(person, interactions=(talk,))
    assert rebased(person, both, both) == (both, ())


def test_a_clash_tells_whose_field_it_is_and_both_values() -> None:
    mine = replace(BASE, actions=(replace(CALL, text="Call Anna"), BOOK))
    now = changed(replace(BASE, actions=(replace(CALL, text="Call Bob"), BOOK)), venue="Library")
    found = rebased(BASE, mine, now)
    assert found.clashes == (Clash("action", CALL.id, "text", "Call Anna", "Call Bob"),)


def test_the_values_of_others_can_be_taken_field_by_field() -> None:
    mine = replace(changed(BASE, venue="Museum"), actions=(replace(CALL, text="Call Anna"), BOOK))
    now = replace(changed(BASE, venue="Library"), actions=(replace(CALL, text="Call Bob"), BOOK))
    found = rebased(BASE, mine, now)
    venue, text = found.clashes
    assert with_theirs(found.dossier, [venue, text]) == now
    assert with_theirs(found.dossier, [venue]) == replace(now, actions=mine.actions)
    assert with_theirs(found.dossier, []) == mine


def test_a_row_that_i_took_out_stays_if_others_have_changed_it() -> None:
    now = replace(BASE, actions=(replace(CALL, status="done"), BOOK))
    found = rebased(BASE, replace(BASE, actions=()), now)
    assert found.dossier.actions == (replace(CALL, status="done"),)
