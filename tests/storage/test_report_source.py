"""Bulk reading: records by the thousand, and events as the calendar export needs them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest

from capadesk.domain.identity import new_id
from capadesk.domain.records import City, Event, Organisation, Participation, Person, Tag, Tagging
from capadesk.domain.when import When
from capadesk.services.ports import ListKind, ListQuery, ReportPeriod, Store
from tests.storage.places import Places

ALL = ListQuery(ListKind.CALENDAR)


@pytest.fixture
def store(places: Places) -> Iterator[Store]:
    made = places.create("desk", author="Ann")
    yield made
    made.close()


def event(title: str, day: date, **fields: object) -> Event:
    return Event(id=new_id(), title=title, when=When.days(day), **fields)  # type: ignore[arg-type]


def save(store: Store, *records: object) -> None:
    with store.unit_of_work() as work:
        for record in records:
            work.save(record)  # type: ignore[arg-type]
        work.commit("added")


def test_records_come_in_order_of_their_ids_without_the_deleted(store: Store) -> None:
    tags = [Tag(id=new_id(), name=f"Tag {n}", group="lever" if n % 2 else "topic") for n in range(1_200)]
    with store.unit_of_work() as work:
        work.save_many(tags)
        work.commit("added")
    with store.unit_of_work() as work:
        work.delete(Tag, tags[0].id)
        work.commit("deleted")
    assert list(store.reports.records(Tag)) == sorted(tags[1:], key=lambda tag: tag.id.bytes)
    assert len(list(store.reports.records(Tag, group="lever"))) == 600


def test_a_calendar_entry_carries_place_people_and_topics(store: Store) -> None:
    city, tag = City(id=new_id(), name="Graz"), Tag(id=new_id(), name="Energy")
    hub = Organisation(id=new_id(), name="The hub", email="hub@example.org")
    ada = Person(id=new_id(), given_name="Ada", family_name="Ng", email="ada@example.org")
    workshop = event("Workshop", date(2024, 5, 6), city_id=city.id)
    parts = [
        Participation(id=new_id(), event_id=workshop.id, organisation_id=hub.id, role="organiser"),
        Participation(
            id=new_id(), event_id=workshop.id, person_id=ada.id, role="speaker", status="registered"
        ),
    ]
    save(store, city, tag, hub, ada, workshop, *parts)
    save(store, Tagging(id=new_id(), tag_id=tag.id, event_id=workshop.id))
    (entry,) = store.reports.calendar_entries(ALL, with_attendees=True)
    assert (entry.event, entry.city, entry.tags) == (workshop, "Graz", ("Energy",))
    assert entry.organisers == (("The hub", "hub@example.org"),)
    assert entry.attendees == (("Ada Ng", "ada@example.org", "speaker", "registered"),)
    (entry,) = store.reports.calendar_entries(ALL)
    assert (len(entry.organisers), entry.attendees) == (1, ())


def test_a_calendar_entry_says_when_it_was_made_and_changed(store: Store) -> None:
    workshop = event("Workshop", date(2024, 5, 6))
    save(store, workshop)
    (entry,) = store.reports.calendar_entries(ALL)
    assert entry.created_at == entry.changed_at
    assert abs(datetime.now(UTC).replace(tzinfo=None) - entry.created_at) < timedelta(minutes=1)


def test_calendar_entries_come_by_date_and_only_those_asked_for(store: Store) -> None:
    save(store, *(event(f"Event {n}", date(2024, 1, 1) + timedelta(days=n)) for n in range(450)))
    titles = [entry.event.title for entry in store.reports.calendar_entries(ALL)]
    assert titles == [f"Event {n}" for n in range(450)]
    query = ListQuery(ListKind.CALENDAR, first_day=date(2024, 2, 1), last_day=date(2024, 2, 2))
    assert [entry.event.title for entry in store.reports.calendar_entries(query)] == ["Event 31", "Event 32"]


def test_rows_of_a_report_are_streamed_over_blocks_of_events(store: Store) -> None:
    hub = Organisation(id=new_id(), name="The hub")
    events = [event(f"Event {n}", date(2024, 1, 1) + timedelta(days=n)) for n in range(450)]
    parts = [
        Participation(id=new_id(), event_id=each.id, organisation_id=hub.id, role="organiser")
        for each in events
    ]
    save(store, hub, *events, *parts)
    rows = list(store.reports.event_rows(ReportPeriod()))
    assert [(row.title, row.organisers) for row in rows] == [(f"Event {n}", ("The hub",)) for n in range(450)]
    told = [row.event_title for row in store.reports.participation_rows(ReportPeriod(date(2024, 1, 11)))]
    assert told == [f"Event {n}" for n in range(10, 450)]


def test_a_snapshot_sees_nothing_of_what_is_written_meanwhile(store: Store, places: Places) -> None:
    save(store, Tag(id=new_id(), name="Before"))
    other = places.open(store.location, author="Bob")
    with store.reports.snapshot():
        assert len(list(store.reports.records(Tag))) == 1
        save(other, Tag(id=new_id(), name="Meanwhile"))
        assert len(list(store.reports.records(Tag))) == 1
    assert len(list(store.reports.records(Tag))) == 2
    other.close()
    save(store, Tag(id=new_id(), name="After"))


def test_a_snapshot_within_a_unit_of_work_leaves_it_alone(store: Store) -> None:
    with store.unit_of_work() as work:
        work.save(Tag(id=new_id(), name="Ours"))
        with store.reports.snapshot():
            assert len(list(store.reports.records(Tag))) == 1
        work.commit("added")
    assert len(list(store.reports.records(Tag))) == 1
