"""What the calendar export reads from a data file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from capadesk.domain.identity import new_id, occurrence_id
from capadesk.domain.records import City, Event, Organisation, Participation, Person, Tag, Tagging
from capadesk.domain.when import When
from capadesk.services.deletion_service import DeletionService
from capadesk.services.ports import CalendarEntry, ListKind, ListQuery, Store
from tests.storage.places import Places


@pytest.fixture
def store(places: Places) -> Iterator[Store]:
    made = places.create("desk", author="Ann")
    yield made
    made.close()


def keep(store: Store, *records: Any) -> None:
    with store.unit_of_work() as work:
        for record in records:
            work.save(record)
        work.commit("kept")


def entries(store: Store, *, with_attendees: bool = False, **query: Any) -> list[CalendarEntry]:
    asked = ListQuery(ListKind.CALENDAR, **query)
    return list(store.reports.calendar_entries(asked, with_attendees=with_attendees))


def titles(store: Store, **query: Any) -> list[str]:
    return [entry.event.title for entry in entries(store, **query)]


def event(title: str = "Workshop", when: When | None = None, **fields: Any) -> Event:
    return Event(id=new_id(), title=title, when=when or When.days(date(2024, 10, 17)), **fields)


def participation(at: Event, who: Person | Organisation, role: str, status: str = "invited") -> Participation:
    person_id = who.id if isinstance(who, Person) else None
    organisation_id = who.id if isinstance(who, Organisation) else None
    return Participation(
        id=Participation.derive_id(at.id, person_id, organisation_id, role),
        event_id=at.id,
        person_id=person_id,
        organisation_id=organisation_id,
        role=role,
        status=status,
    )


def test_events_and_meetings_come_by_start_then_id(store: Store) -> None:
    one, other = event("one"), event("other")
    later = event("later", When.timed(datetime(2024, 10, 18, 9), None, "Europe/Rome"), kind="meeting")
    keep(store, event("unknown", When.unknown()), later, other, one)
    by_id = [each.title for each in sorted((one, other), key=lambda each: each.id.bytes)]
    assert titles(store) == [*by_id, "later", "unknown"]


def test_the_order_is_the_same_in_a_file_that_was_filled_the_other_way_round(
    store: Store, places: Places
) -> None:
    events = [event(str(number)) for number in range(9)]
    keep(store, *events)
    again = places.create("other", author="Bob")
    keep(again, *reversed(events))
    assert titles(again) == titles(store)
    again.close()


def test_an_entry_has_city_tags_and_the_times_of_its_changes(store: Store) -> None:
    city = City(id=new_id(), name="Łódź", country="PL")
    tags = [Tag(id=new_id(), name=name) for name in ("Mobility", "Energy")]
    made = event(city_id=city.id)
    before = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
    taggings = [
        Tagging(id=Tagging.derive_id(tag.id, made.id), tag_id=tag.id, event_id=made.id) for tag in tags
    ]
    keep(store, city, *tags, made, *taggings)
    (first,) = entries(store)
    assert (first.city, first.tags) == ("Łódź", ("Energy", "Mobility"))
    assert before <= first.created_at == first.changed_at <= before + timedelta(minutes=5)
    keep(store, replace(made, venue="Hall"))
    (changed,) = entries(store)
    assert changed.event.venue == "Hall"
    assert changed.event.sequence == 1
    assert changed.created_at == first.created_at <= changed.changed_at


def test_organisers_are_told_always_and_people_when_asked(store: Store) -> None:
    agency = Organisation(id=new_id(), name="Agency", email="office@agency.example.eu")
    ministry = Organisation(id=new_id(), name="Ministry")
    anna = Person(id=new_id(), given_name="Anna", family_name="Rossi", email="anna@example.eu")
    bob = Person(id=new_id(), given_name="Bob", family_name="Alba")
    made = event()
    keep(
        store,
        agency,
        ministry,
        anna,
        bob,
        made,
        participation(made, agency, "co_organiser"),
        participation(made, ministry, "organiser"),
        participation(made, anna, "chair", "attended"),
        participation(made, bob, "participant"),
        replace(participation(made, agency, "participant"), organisation_id=agency.id),
    )
    (plain,) = entries(store)
    assert plain.organisers == (("Ministry", ""), ("Agency", "office@agency.example.eu"))
    assert plain.attendees == ()
    (named,) = entries(store, with_attendees=True)
    assert named.organisers == plain.organisers
    assert named.attendees == (
        ("Bob Alba", "", "participant", "invited"),
        ("Anna Rossi", "anna@example.eu", "chair", "attended"),
    )


def test_the_address_of_an_organisation_is_never_given_to_a_person(store: Store) -> None:
    agency = Organisation(id=new_id(), name="Agency", email="office@agency.example.eu")
    bob = Person(id=new_id(), given_name="Bob", family_name="Alba")
    made = event()
    keep(store, agency, bob, made, replace(participation(made, bob, "organiser"), organisation_id=agency.id))
    (entry,) = entries(store, with_attendees=True)
    assert entry.organisers == (("Bob Alba", ""),)
    assert entry.attendees == (("Bob Alba", "", "organiser", "invited"),)


def test_what_lies_in_the_bin_is_not_there(store: Store) -> None:
    tag = Tag(id=new_id(), name="Energy")
    anna = Person(id=new_id(), given_name="Anna", family_name="Rossi")
    made, gone = event("made"), event("gone")
    keep(
        store,
        tag,
        anna,
        made,
        gone,
        participation(made, anna, "chair"),
        Tagging(id=Tagging.derive_id(tag.id, made.id), tag_id=tag.id, event_id=made.id),
    )
    deletion = DeletionService(store)
    for kind, record_id in (("event", gone.id), ("tag", tag.id), ("person", anna.id)):
        deletion.delete(kind, [record_id])
    (entry,) = entries(store, with_attendees=True)
    assert (entry.event.title, entry.tags, entry.attendees) == ("made", (), ())


def test_filters_are_those_of_the_lists(store: Store) -> None:
    keep(
        store,
        event("held", status="held"),
        event("planned", country="IT"),
        event("october", When.months(2024, 10)),
        event("2023", When.days(date(2023, 5, 1))),
        event("unknown", When.unknown()),
    )
    assert titles(store, equal={"status": ("held",)}) == ["held"]
    assert titles(store, equal={"country": ("IT", "FR")}) == ["planned"]
    assert titles(store, text="octo") == ["october"]
    in_october = {"first_day": date(2024, 10, 17), "last_day": date(2024, 10, 31)}
    assert titles(store, **in_october)[0] == "october"
    assert sorted(titles(store, **in_october)) == ["held", "october", "planned"]


@pytest.mark.parametrize(
    ("recurrence", "is_there"),
    [
        ("FREQ=WEEKLY", True),
        ("FREQ=WEEKLY;COUNT=10", True),
        ("FREQ=WEEKLY;UNTIL=20241231T100000Z", True),
        ("FREQ=WEEKLY;UNTIL=20240531", False),
        ("", False),
    ],
)
def test_a_series_belongs_to_a_period_that_it_may_reach(
    store: Store, recurrence: str, is_there: bool
) -> None:
    keep(store, event(when=When.days(date(2024, 1, 8)), recurrence=recurrence))
    assert bool(titles(store, first_day=date(2024, 6, 1))) is is_there
    assert titles(store, last_day=date(2023, 12, 31)) == []


def test_blocks_follow_each_other_without_a_gap(store: Store) -> None:
    master = event("master", When.days(date(2020, 1, 1)))
    events = [
        event(f"{number:04}", When.days(date(2021, 1, 1) + timedelta(days=number))) for number in range(999)
    ]
    changed = Event(
        id=occurrence_id(master.id, "2020-01-08"),
        title="changed",
        when=When.days(date(2020, 1, 9)),
        series_event_id=master.id,
        original_start="2020-01-08",
    )
    with store.unit_of_work() as work:
        work.save_many([*events, master, changed])
        work.commit("kept")
    assert titles(store) == ["master", "changed", *(each.title for each in events)]
