"""What was said of a clash reads in the history as it was said."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from capadesk.domain.identity import new_id
from capadesk.domain.records import AcceptedClash, Event, Person
from capadesk.services.desk import Desk
from capadesk.ui.common.wording.value_words import ValueWords


def test_events_people_and_reasons_are_named(desk: Desk) -> None:
    one, other = Event(id=new_id(), title="Breakfast"), Event(id=new_id(), title="Talk")
    ada = Person(id=new_id(), given_name="Ada", family_name="Rossi")
    shared = AcceptedClash(
        id=UUID(int=1), clash="person", first_id=one.id, second_id=other.id, person_id=ada.id
    )
    holiday = AcceptedClash(
        id=UUID(int=2), clash="holiday", first_id=one.id, day=date(2026, 4, 6), country="IT"
    )
    with desk.store.unit_of_work() as work:
        for record in (one, other, ada, shared, holiday):
            work.save(record)
        done = work.commit("kept")
    words = ValueWords(desk)
    words.know_all_of(done.changes)
    kind = AcceptedClash.KIND
    assert [(words.name(kind, each.id), words.detail(kind, each.id)) for each in (shared, holiday)] == [
        ("Breakfast", "Talk"),
        ("Breakfast", "2026-04-06"),
    ]
    assert [
        words.text(kind, field, getattr(shared, field))
        for field in ("clash", "first_id", "second_id", "person_id", "is_fine")
    ] == ["the same person", "Breakfast", "Talk", "Ada Rossi", "yes"]
    assert words.text(kind, "clash", "holiday") == "a public holiday"
