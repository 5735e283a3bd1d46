"""A copy of a record begins with what is true of both, and is stored only when it is saved."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from capadesk.bootstrap import open_desk
from capadesk.domain.identity import new_id
from capadesk.domain.records import Action, Affiliation, Organisation, Person, Tag
from capadesk.services.desk import Desk
from capadesk.services.people_service import OrganisationDossier, PersonDossier


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    opened = open_desk(str(tmp_path / "desk.db"), language="en", author="Ada")
    yield opened
    opened.store.close()


def test_a_colleague_has_the_places_but_neither_name_nor_basis(desk: Desk):
    tag = desk.store.select(Tag)[0]
    ministry, before = Organisation(id=new_id(), name="Ministry"), Organisation(id=new_id(), name="Before")
    for each in (ministry, before):
        desk.organisations.save(OrganisationDossier(each))
    anna = Person(
        id=new_id(),
        given_name="Anna",
        email="anna@example.org",
        phone="+39 06 1",
        country="IT",
        lawful_basis="consent",
        data_source="Her card",
        notes="Prefers calls",
    )
    places = (
        Affiliation(
            id=new_id(), person_id=anna.id, organisation_id=ministry.id, role="Adviser", is_main=True
        ),
        Affiliation(id=new_id(), person_id=anna.id, organisation_id=before.id, end=date(2020, 1, 1)),
    )
    desk.people.save(PersonDossier(anna, places, tag_ids=(tag.id,)))
    copy = desk.people.duplicate(anna.id)
    assert copy.person == Person(id=copy.person.id, phone="+39 06 1", country="IT")
    assert copy.person.id != anna.id
    assert [(each.organisation_id, each.role) for each in copy.affiliations] == [(ministry.id, "Adviser")]
    assert copy.tag_ids == (tag.id,)
    assert len(desk.store.select(Person)) == 1
    desk.people.save(replace(copy, person=replace(copy.person, given_name="Berta")))
    assert [each.person_id for each in desk.people.open(copy.person.id).affiliations] == [copy.person.id]
    assert len(desk.people.open(anna.id).affiliations) == 2


def test_an_organisation_is_copied_without_its_people(desk: Desk):
    city = Organisation(id=new_id(), name="City of Parma", helix="government", country="IT")
    desk.organisations.save(OrganisationDossier(city))
    copy = desk.organisations.duplicate(city.id)
    assert replace(copy.organisation, id=city.id) == city
    assert (copy.affiliations, copy.interactions) == ((), ())


def test_an_action_is_copied_as_one_that_is_still_to_be_done(desk: Desk):
    done = Action(
        id=new_id(), text="Call", number="3", status="done", due=date(2026, 1, 1), done_on=date(2026, 1, 2)
    )
    desk.actions.save(replace(desk.actions.new(), action=done))
    copy = desk.actions.duplicate(done.id).action
    assert copy == Action(id=copy.id, text="Call")
