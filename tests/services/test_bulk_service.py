"""Many records changed in one change, over a real data file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest

from capadesk.bootstrap import open_desk
from capadesk.domain.errors import Cancelled, InvalidRecord
from capadesk.domain.identity import new_id
from capadesk.domain.records import Action, Event, Organisation, Person, Series, Tag, Tagging
from capadesk.services.bulk_service import BULK_FIELDS, TAG_ADDED, TAG_REMOVED
from capadesk.services.desk import Desk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    opened = open_desk(str(tmp_path / "desk.db"), language="en", author="Ada")
    yield opened
    opened.store.close()


def add_events(desk: Desk, count: int) -> list[UUID]:
    ids = []
    for number in range(count):
        dossier = desk.events.new()
        desk.events.save(replace(dossier, event=replace(dossier.event, title=f"Event {number}")))
        ids.append(dossier.event.id)
    return ids


def save(desk: Desk, *records) -> None:
    with desk.store.unit_of_work() as work:
        for record in records:
            work.save(record)
        work.commit("made")


def change_count(desk: Desk) -> int:
    return len(desk.store.history(limit=1000))


def tagged(desk: Desk, tag_id: UUID) -> set[UUID | None]:
    links = desk.store.select(Tagging, tag_id=tag_id)
    return {link.event_id or link.organisation_id or link.person_id for link in links}


def test_many_events_are_changed_in_one_change_and_taken_back_by_one_undo(desk: Desk):
    ids = add_events(desk, 12)
    before = change_count(desk)
    result = desk.bulk.change("event", ids, {"status": "held"})
    assert (result.changed, result.same, result.gone) == (12, 0, 0)
    assert change_count(desk) == before + 1
    assert {event.status for event in desk.store.select(Event)} == {"held"}
    desk.store.undo()
    assert {event.status for event in desk.store.select(Event)} == {"planned"}


def test_what_says_so_already_is_counted_and_not_written(desk: Desk):
    ids = add_events(desk, 3)
    desk.bulk.change("event", ids[:1], {"country": "IT"})
    result = desk.bulk.change("event", ids, {"country": "IT"})
    assert (result.changed, result.same) == (2, 1)
    before = change_count(desk)
    again = desk.bulk.change("event", ids, {"country": "IT"})
    assert not again.change_set
    assert (again.changed, again.same) == (0, 3)
    assert change_count(desk) == before


def test_records_deleted_meanwhile_are_counted_and_left(desk: Desk):
    ids = add_events(desk, 3)
    desk.deletion.delete("event", ids[:1])
    result = desk.bulk.change("event", [*ids, new_id()], {"status": "held"})
    assert (result.changed, result.same, result.gone) == (2, 0, 2)


def test_a_tag_is_put_on_and_taken_off(desk: Desk):
    ids = add_events(desk, 4)
    tag, other = Tag(id=new_id(), name="heat"), Tag(id=new_id(), name="water")
    save(desk, tag, other)
    desk.bulk.change("event", ids[:2], {TAG_ADDED: tag.id})
    result = desk.bulk.change("event", ids, {TAG_ADDED: tag.id})
    assert (result.changed, result.same) == (2, 2)
    assert tagged(desk, tag.id) == set(ids)
    result = desk.bulk.change("event", ids[:3], {TAG_REMOVED: tag.id, TAG_ADDED: other.id, "status": "held"})
    assert result.changed == 3
    assert tagged(desk, tag.id) == {ids[3]}
    assert tagged(desk, other.id) == set(ids[:3])
    desk.store.undo()
    assert tagged(desk, tag.id) == set(ids)
    assert tagged(desk, other.id) == set()


def test_people_are_tagged_in_one_change(desk: Desk):
    people = [Person(id=new_id(), family_name=name) for name in ("Ada", "Berta", "Cleo")]
    tag = Tag(id=new_id(), name="heat")
    save(desk, tag, *people)
    result = desk.bulk.change("person", [each.id for each in people], {TAG_ADDED: tag.id})
    assert (result.changed, result.change_set.label) == (3, "Tag put on {count} people")
    assert tagged(desk, tag.id) == {each.id for each in people}
    desk.store.undo()
    assert tagged(desk, tag.id) == set()


def test_a_tag_that_was_taken_off_can_be_put_on_again(desk: Desk):
    ids = add_events(desk, 1)
    tag = Tag(id=new_id(), name="heat")
    save(desk, tag)
    for values in ({TAG_ADDED: tag.id}, {TAG_REMOVED: tag.id}, {TAG_ADDED: tag.id}):
        assert desk.bulk.change("event", ids, values).changed == 1
    assert tagged(desk, tag.id) == set(ids)


def test_people_organisations_and_actions_have_fields_of_their_own(desk: Desk):
    person = Person(id=new_id(), given_name="Anna")
    organisation = Organisation(id=new_id(), name="MET")
    action = Action(id=new_id(), text="Call")
    series = Series(id=new_id(), name="Lab")
    tag = Tag(id=new_id(), name="heat")
    save(desk, person, organisation, action, series, tag)
    (event,) = add_events(desk, 1)
    desk.bulk.change("person", [person.id], {"country": "PL", "lawful_basis": "public_task"})
    desk.bulk.change("organisation", [organisation.id], {"helix": "academia", TAG_ADDED: tag.id})
    desk.bulk.change("action", [action.id], {"owner_person_id": person.id, "due": date(2027, 1, 2)})
    desk.bulk.change("event", [event], {"series_id": series.id})
    assert desk.store.get(Person, person.id).country == "PL"
    assert desk.store.get(Organisation, organisation.id).helix == "academia"
    assert tagged(desk, tag.id) == {organisation.id}
    assert desk.store.get(Action, action.id).owner_person_id == person.id
    desk.bulk.change("event", [event], {"series_id": None})
    assert desk.store.get(Event, event).series_id is None


def test_an_action_that_becomes_done_is_done_today(desk: Desk):
    fresh = Action(id=new_id(), text="Call")
    dated = Action(id=new_id(), text="Write", done_on=date(2024, 2, 3))
    save(desk, fresh, dated)
    desk.bulk.change("action", [fresh.id, dated.id], {"status": "done"})
    assert desk.store.get(Action, fresh.id).done_on == desk.clock.today()
    assert desk.store.get(Action, dated.id).done_on == date(2024, 2, 3)


def test_a_value_that_breaks_a_rule_changes_nothing_at_all(desk: Desk):
    ids = add_events(desk, 3)
    with pytest.raises(InvalidRecord):
        desk.bulk.change("event", ids, {"country": "Italy"})
    assert {event.country for event in desk.store.select(Event)} == {""}


def test_what_is_not_changed_in_bulk_is_refused(desk: Desk):
    with pytest.raises(ValueError, match="minutes"):
        desk.bulk.change("event", [], {"minutes": "x"})


def test_every_field_changed_in_bulk_is_a_field_of_its_record():
    from capadesk.domain.record import RECORD_TYPES, fields_of

    for kind, fields in BULK_FIELDS.items():
        assert fields - {TAG_ADDED, TAG_REMOVED} <= fields_of(RECORD_TYPES[kind]).keys()


def test_progress_can_stop_it_and_then_nothing_is_kept(desk: Desk):
    ids = add_events(desk, 60)

    def stop(done: int, total: int) -> None:
        assert total == 60
        if done:
            raise Cancelled

    with pytest.raises(Cancelled):
        desk.bulk.change("event", ids, {"status": "held"}, stop)
    assert {event.status for event in desk.store.select(Event)} == {"planned"}


def test_one_record_is_named_in_what_is_said(desk: Desk):
    ids = add_events(desk, 2)
    result = desk.bulk.change("event", ids[:1], {"title": "Forum"})
    assert (result.change_set.label, result.change_set.label_data["name"]) == ("Changed “{name}”", "Forum")
    result = desk.bulk.change("event", ids, {"status": "held"})
    assert result.change_set.label_data["count"] == 2
