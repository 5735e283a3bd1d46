"""The readings of the overview, held against a plain reckoning over all records."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest

from capadesk.domain.identity import new_id
from capadesk.domain.record import Record
from capadesk.domain.records import Action, City, Event, HeadCount, Organisation, Participation, Person
from capadesk.domain.when import When
from capadesk.services.ports import Statuses, Store
from tests.storage.places import Places
from tests.storage.replicas import sql_of

TODAY = date(2026, 11, 23)
STATUSES = ("idea", "planned", "confirmed", "held", "reported", "cancelled", "postponed", "shelved")
ALL = Statuses(frozenset(), are_left_out=True)
AHEAD = Statuses(frozenset({"held", "reported", "cancelled", "postponed"}), are_left_out=True)
HELD = Statuses(frozenset({"held"}))


def some_when(rng: random.Random) -> When:
    day = TODAY + timedelta(days=rng.randint(-400, 400) if rng.random() < 0.6 else rng.randint(-3, 3))
    match rng.randint(0, 5):
        case 0:
            return When.unknown()
        case 1:
            return When.years(day.year)
        case 2:
            return When.months(day.year, day.month)
        case 3:
            return When.days(day, day + timedelta(days=rng.randint(0, 5)))
        case _:
            start = datetime(day.year, day.month, day.day, rng.randint(0, 23), 30)
            zone = rng.choice(("Europe/Rome", "America/New_York", "Asia/Tokyo"))
            return When.timed(start, start + timedelta(hours=rng.randint(0, 30)), zone)


def some_records(rng: random.Random) -> list[Record]:
    city = City(id=new_id(), name="Graz")
    people = [Person(id=new_id(), given_name="Ada", family_name=f"Ng {n}") for n in range(5)]
    hub = Organisation(id=new_id(), name="The hub")
    records: list[Record] = [city, hub, *people]
    for number in range(400):
        event = Event(
            id=new_id(),
            title=f"Event {number}",
            kind=rng.choice(("workshop", "meeting", "webinar")),
            status=rng.choice(STATUSES),
            when=some_when(rng),
            venue=rng.choice(("", "Hall")),
            city_id=rng.choice((None, city.id)),
            online_link=rng.choice(("", "https://example.org")),
            minutes=rng.choice(("", "It was said.")),
        )
        records.append(event)
        for _guest in range(rng.randint(0, 2)):
            person = rng.choice((*people, None))
            person_id, organisation_id = (person.id, None) if person else (None, hub.id)
            records.append(
                Participation(
                    id=new_id(),
                    event_id=event.id,
                    person_id=person_id,
                    organisation_id=organisation_id,
                    status=rng.choice(("invited", "attended")),
                )
            )
        if rng.random() < 0.2:
            records.append(
                HeadCount(
                    id=new_id(), event_id=event.id, presence="on_site", group="all", count=rng.randint(0, 3)
                )
            )
        if rng.random() < 0.5:
            records.append(
                Action(
                    id=new_id(),
                    event_id=rng.choice((None, event.id)),
                    text=f"Action {number}",
                    owner_person_id=rng.choice((None, people[0].id)),
                    owner_organisation_id=rng.choice((None, hub.id)),
                    due=rng.choice((None, TODAY + timedelta(days=rng.randint(-30, 30)))),
                    status=rng.choice(("open", "in_progress", "done", "cancelled")),
                )
            )
    return records


@pytest.fixture(scope="module", params=[1, 2, 3])
def store(request: pytest.FixtureRequest, module_places: Places) -> Iterator[Store]:
    rng = random.Random(request.param)
    made = module_places.create(f"desk-{request.param}", author="Ann")
    with made.unit_of_work() as work:
        for record in some_records(rng):
            work.save(record)
        work.commit("added")
    with made.unit_of_work() as work:
        for record_type in (Participation, HeadCount, Action):
            for record in made.select(record_type):
                if rng.random() < 0.15:
                    work.delete(record_type, record.id)
        work.commit("deleted")
    with made.unit_of_work() as work:
        parents = {p.event_id for p in made.select(Participation)}
        parents |= {count.event_id for count in made.select(HeadCount)}
        parents |= {action.event_id for action in made.select(Action) if action.event_id is not None}
        for event in made.select(Event):
            if event.id not in parents and rng.random() < 0.3:
                work.delete(Event, event.id)
        work.commit("deleted")
    yield made
    made.close()


def dated(store: Store, statuses: Statuses) -> list[Event]:
    return [e for e in store.select(Event) if statuses.hold(e.status) and e.when.first_day is not None]


def first_day(event: Event) -> date:
    assert event.when.first_day is not None
    return event.when.first_day


def last_day(event: Event) -> date:
    assert event.when.last_day is not None
    return event.when.last_day


def test_what_comes_comes_by_its_beginning(store: Store) -> None:
    read = store.overview.coming(TODAY, AHEAD, 1_000)
    wanted = [e for e in dated(store, AHEAD) if first_day(e) >= TODAY]
    assert {row.id for row in read} == {event.id for event in wanted}
    begins = [(row.when.first_day, row.when.start_utc) for row in read]
    assert begins == sorted(begins)
    assert store.overview.coming(TODAY, AHEAD, 4) == read[:4]


def test_what_runs_has_begun_and_is_not_over(store: Store) -> None:
    read = store.overview.running(TODAY, AHEAD, 1_000)
    wanted = [e for e in dated(store, AHEAD) if first_day(e) < TODAY <= last_day(e)]
    assert {row.id for row in read} == {event.id for event in wanted}
    ends = [row.when.last_day for row in read]
    assert ends == sorted(ends, key=str)


@pytest.mark.parametrize("since", [None, TODAY - timedelta(days=90)])
@pytest.mark.parametrize("statuses", [AHEAD, HELD])
def test_what_is_past_comes_newest_first(store: Store, since: date | None, statuses: Statuses) -> None:
    read = store.overview.past(since, TODAY, statuses, 1_000)
    wanted = [
        event
        for event in dated(store, statuses)
        if last_day(event) < TODAY and (since is None or last_day(event) >= since)
    ]
    assert {row.id for row in read} == {event.id for event in wanted}
    ends = [row.when.last_day for row in read]
    assert ends == sorted(ends, key=str, reverse=True)


def test_the_past_is_counted_by_kind(store: Store) -> None:
    wanted = Counter(event.kind for event in dated(store, AHEAD) if last_day(event) < TODAY)
    assert store.overview.past_by_kind(TODAY, AHEAD) == wanted


def test_undated_events_are_found(store: Store) -> None:
    read = store.overview.undated(AHEAD, 1_000)
    wanted = {e.id for e in store.select(Event) if AHEAD.hold(e.status) and not e.when.is_known}
    assert {row.id for row in read} == wanted
    assert wanted


def test_each_row_says_what_is_known_of_its_event(store: Store) -> None:
    people: dict[object, list[Participation]] = {}
    for part in store.select(Participation):
        if part.person_id is not None:
            people.setdefault(part.event_id, []).append(part)
    counted = {count.event_id for count in store.select(HeadCount) if count.count}
    events = {event.id: event for event in store.select(Event)}
    rows = [*store.overview.coming(TODAY, ALL, 1_000), *store.overview.past(None, TODAY, ALL, 1_000)]
    assert len(rows) > 200
    for row in rows:
        event = events[row.id]
        guests = people.get(row.id, [])
        assert (row.title, row.kind, row.status, row.when) == (
            event.title,
            event.kind,
            event.status,
            event.when,
        )
        assert row.city == ("Graz" if event.city_id else "")
        assert row.has_venue == bool(event.venue or event.city_id)
        assert (row.has_link, row.has_minutes) == (bool(event.online_link), bool(event.minutes))
        assert row.has_people == bool(guests or row.id in counted)
        has_attended = any(guest.status == "attended" for guest in guests)
        assert row.has_attendance == (has_attended or row.id in counted)


def test_overdue_actions_come_newest_first_with_who_owes_them(store: Store) -> None:
    wanted = {action.id: action for action in store.select(Action) if action.is_overdue(TODAY)}
    read = store.overview.overdue(TODAY, 1_000)
    assert {row.id for row in read} == set(wanted)
    days = [row.due for row in read]
    assert days == sorted(days, key=str, reverse=True)
    titles = {event.id: event.title for event in store.select(Event)}
    for row in read:
        action = wanted[row.id]
        owner = "Ada Ng 0" if action.owner_person_id else "The hub" if action.owner_organisation_id else ""
        assert row.owner == owner
        assert row.event_title == (titles[action.event_id] if action.event_id else "")


def test_the_figures_count_what_is_there(store: Store) -> None:
    first, last = date(2026, 1, 1), date(2026, 12, 31)
    figures = store.overview.figures(first, last, TODAY)
    events = [e for e in dated(store, ALL) if last_day(e) >= first and first_day(e) <= last]
    assert figures.events_by_kind == Counter(event.kind for event in events)
    assert (figures.people, figures.organisations) == (5, 1)
    is_open = [a for a in store.select(Action) if a.status in ("open", "in_progress")]
    assert figures.open_actions == len(is_open)
    assert figures.overdue_actions == sum(action.is_overdue(TODAY) for action in is_open)


def test_a_new_file_is_empty_until_something_lives_in_it(places: Places) -> None:
    store = places.create("desk", author="Ann")
    assert store.overview.is_empty()
    assert store.overview.coming(TODAY, ALL, 7) == []
    person = Person(id=new_id(), family_name="Ng")
    with store.unit_of_work() as work:
        work.save(person)
        work.commit("added")
    assert not store.overview.is_empty()
    store.undo()
    assert store.overview.is_empty()
    store.close()


def test_which_events_are_meant_is_answered_by_an_index_alone(store: Store, module_places: Places) -> None:
    if module_places.kind != "file":
        pytest.skip("the plan is SQLite's")
    sql = sql_of(store).connection().exec_driver_sql
    for table, condition in (
        ("event", "status IN ('planned', 'held') AND deleted = '' AND when_last_day >= ? AND kind <> ''"),
        ("action", "status IN ('open', 'in_progress') AND deleted = '' AND due < ?"),
    ):
        plan = sql(
            f"EXPLAIN QUERY PLAN SELECT count(*) FROM {table} WHERE {condition}", (TODAY.isoformat(),)
        ).fetchall()
        assert any(f"COVERING INDEX ix_{table}_status" in row[3] for row in plan), plan
    for table in ("person", "organisation"):
        plan = sql(f"EXPLAIN QUERY PLAN SELECT count(*) FROM {table} WHERE deleted = ''").fetchall()
        assert any("COVERING INDEX" in row[3] for row in plan), plan
