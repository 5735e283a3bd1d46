"""What stands in the way of an event: people, a venue, a public holiday."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from capadesk.domain.identity import new_id
from capadesk.domain.records import City, Event, Participation, Person, Platform
from capadesk.domain.when import When
from capadesk.formats.words.localisation import BabelLocalisation
from capadesk.formats.words.public_holidays import PublicHolidays
from capadesk.services.calendars.clash_service import ClashService
from capadesk.services.calendars.date_clash import ClashKind, DateClash, OccurrenceKey, Plan
from capadesk.services.calendars.occurrence_service import OccurrenceService
from capadesk.services.ports import ListKind, ListQuery
from capadesk.storage.sqlite_store import SqliteStore

ROME = "Europe/Rome"


@dataclass(frozen=True)
class StoppedClock:
    day: date = date(2026, 3, 1)

    def now(self) -> datetime:
        return datetime.combine(self.day, datetime.min.time(), UTC)

    def today(self) -> date:
        return self.day


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    made = SqliteStore.create(tmp_path / "desk.capadesk", author="Ann")
    keep(made, Platform(id=new_id(), name="Platform", country="IT", time_zone=ROME))
    yield made
    made.close()


@pytest.fixture
def clashes(store: SqliteStore) -> ClashService:
    return ClashService(store, PublicHolidays(), BabelLocalisation("en"), StoppedClock())


def keep(store: SqliteStore, *records: Any) -> None:
    with store.unit_of_work() as work:
        for record in records:
            work.save(record)
        work.commit("kept")


def at(day: int, hour: int = 9, zone: str = ROME) -> When:
    start = datetime(2026, 3, day, hour)
    return When.timed(start, start + timedelta(hours=1), zone)


def person(store: SqliteStore, name: str) -> Person:
    found = Person(id=new_id(), given_name=name, family_name="Rossi")
    keep(store, found)
    return found


def event(store: SqliteStore, title: str, when: When, *people: Person, **fields: Any) -> Event:
    status = fields.pop("their_status", "invited")
    found = Event(id=new_id(), title=title, when=when, **fields)
    keep(store, found, *(_at(found, each, status) for each in people))
    return found


def _at(event: Event, person: Person, status: str) -> Participation:
    link = Participation.derive_id(event.id, person.id, None, "participant")
    return Participation(id=link, event_id=event.id, person_id=person.id, status=status)


def plan(when: When, *people: Person, **fields: Any) -> Plan:
    return Plan(new_id(), when, people=frozenset(each.id for each in people), **fields)


def said(found: list[DateClash]) -> list[tuple[str, int, tuple[str, ...], str]]:
    return [(c.kind.value, c.day.day, c.names, c.event.title if c.event else "") for c in found]


def test_the_same_people_at_the_same_time_are_named(store: SqliteStore, clashes: ClashService) -> None:
    ada, ben = person(store, "Ada"), person(store, "Ben")
    event(store, "Breakfast", at(10), ada, ben)
    event(store, "Lunch", at(10, 12), ada)
    event(store, "Fair", When.days(date(2026, 3, 9), date(2026, 3, 11)), ben)
    assert said(clashes.of(plan(at(10), ada, ben))) == [
        ("person", 10, ("Ada Rossi", "Ben Rossi"), "Breakfast"),
        ("person", 10, ("Ben Rossi",), "Fair"),
    ]
    assert clashes.of(plan(at(10, 11), ada)) == []


def test_the_same_moment_in_another_zone_is_the_same_time(store: SqliteStore, clashes: ClashService) -> None:
    ada = person(store, "Ada")
    event(store, "In Lisbon", at(10, 8, "Europe/Lisbon"), ada)
    assert said(clashes.of(plan(at(10), ada))) == [("person", 10, ("Ada Rossi",), "In Lisbon")]
    assert clashes.of(plan(at(10, 8), ada)) == []


@pytest.mark.parametrize("fields", [{"status": "cancelled"}, {"their_status": "excused"}])
def test_what_is_off_and_who_is_excused_is_in_nobodys_way(
    store: SqliteStore, clashes: ClashService, fields: dict[str, str]
) -> None:
    ada = person(store, "Ada")
    event(store, "Breakfast", at(10), ada, venue="Hall", **fields)
    found = clashes.of(plan(at(10), ada))
    assert found == []


def test_a_recurring_event_stands_in_the_way_on_its_dates(store: SqliteStore, clashes: ClashService) -> None:
    ada = person(store, "Ada")
    event(
        store, "Call", at(3), ada, venue="Room 1", recurrence="FREQ=WEEKLY", exceptions=("2026-03-17T09:00",)
    )
    assert said(clashes.of(plan(at(10), ada))) == [("person", 10, ("Ada Rossi",), "Call")]
    assert said(clashes.of(plan(at(24), venue="room 1"))) == [("venue", 24, ("room 1",), "Call")]
    assert clashes.of(plan(at(17), ada, venue="Room 1")) == []
    weekly = plan(at(3, 9), ada, recurrence="FREQ=WEEKLY;COUNT=4")
    assert [clash.day.day for clash in clashes.of(weekly)] == [3, 10, 24]


def test_a_venue_is_the_same_in_the_same_city_only(store: SqliteStore, clashes: ClashService) -> None:
    turin, rome = City(id=new_id(), name="Turin"), City(id=new_id(), name="Rome")
    keep(store, turin, rome)
    event(store, "Breakfast", at(10), venue="Town Hall", city_id=turin.id)
    assert said(clashes.of(plan(at(10), venue="town-hall", city_id=turin.id))) == [
        ("venue", 10, ("town-hall",), "Breakfast")
    ]
    assert clashes.of(plan(at(10), venue="Town Hall", city_id=rome.id)) == []
    assert clashes.of(plan(at(10, 10), venue="Town Hall", city_id=turin.id)) == []


def test_a_venue_is_looked_for_on_every_date_and_under_what_lasts_long(
    store: SqliteStore, clashes: ClashService
) -> None:
    event(store, "Fair", When.days(date(2026, 3, 2), date(2026, 3, 11)), venue="HALL")
    event(store, "Talk", at(24), venue="Hall")
    event(store, "Walk", at(18), venue="Hall")
    event(store, "Lunch", at(24, 12), venue="Hall")
    event(store, "Off", at(24), venue="Hall", status="postponed")
    event(store, "Long ago", at(3), venue="Hall", recurrence="FREQ=WEEKLY;UNTIL=20260304")
    weekly = plan(at(10), venue="Hall", recurrence="FREQ=WEEKLY;COUNT=4")
    assert said(clashes.of(weekly)) == [
        ("venue", 10, ("Hall",), "Fair"),
        ("venue", 24, ("Hall",), "Talk"),
    ]


def test_a_public_holiday_is_that_of_the_events_country_else_of_the_platform(clashes: ClashService) -> None:
    easter = When.days(date(2026, 4, 6))
    assert said(clashes.of(plan(easter))) == [("holiday", 6, ("Easter Monday", "IT"), "")]
    assert clashes.of(plan(easter, country="PT")) == []
    assert said(clashes.of(plan(When.days(date(2026, 12, 1)), country="PT"))) == [
        ("holiday", 1, ("Restoration of Independence Day", "PT"), "")
    ]


def test_a_city_that_names_a_part_of_its_country_has_the_holidays_there(
    store: SqliteStore, clashes: ClashService
) -> None:
    bergamo = City(id=new_id(), name="Bergamo", country="IT")
    keep(store, bergamo)
    found = clashes.of(plan(When.days(date(2026, 8, 26)), city_id=bergamo.id))
    assert said(found) == [("holiday", 26, ("Saint Alexander of Bergamo's Day", "IT"), "")]


def test_nothing_is_said_of_what_is_over_off_or_has_no_day(store: SqliteStore, clashes: ClashService) -> None:
    assert clashes.of(plan(When.days(date(2026, 1, 1)))) == []
    assert clashes.of(plan(When.days(date(2026, 4, 6)), is_off=True)) == []
    assert clashes.of(plan(When.months(2026, 4))) == []
    assert clashes.of(plan(When())) == []


def test_an_event_is_not_in_its_own_way(store: SqliteStore, clashes: ClashService) -> None:
    ada = person(store, "Ada")
    kept = event(store, "Breakfast", at(10), ada, venue="Hall")
    mine = Plan(kept.id, at(10), venue="Hall", people=frozenset([ada.id]))
    assert clashes.of(mine) == []


def test_among_the_events_of_a_calendar_each_names_the_other(
    store: SqliteStore, clashes: ClashService
) -> None:
    ada = person(store, "Ada")
    one = event(store, "Breakfast", at(10), ada, venue="Hall")
    other = event(store, "Talk", at(10), ada, venue="hall")
    event(store, "Walk", at(11), ada)
    holiday = event(store, "Picnic", When.days(date(2026, 4, 6)))
    found = (
        OccurrenceService(store)
        .between(ListQuery(ListKind.CALENDAR), date(2026, 3, 1), date(2026, 4, 30), ROME)
        .found
    )
    among = clashes.among(found)
    assert {event_id for event_id, _start in among} == {one.id, other.id, holiday.id}
    assert [(clash.kind, clash.names) for clash in among[one.id, ""]] == [
        (ClashKind.VENUE, ("Hall",)),
        (ClashKind.PERSON, ("Ada Rossi",)),
    ]


def test_holidays_of_several_countries_name_them(clashes: ClashService) -> None:
    day = date(2026, 12, 25)
    assert clashes.holidays(["IT"], day, day) == {day: ["Christmas Day"]}
    both = clashes.holidays(["IT", "XX", "DE"], day, day)
    assert both == {day: ["Christmas Day (Italy)", "Christmas Day (Germany)"]}


def fine(found: list[DateClash]) -> list[tuple[str, tuple[str, ...], bool]]:
    return [(clash.kind.value, clash.names, clash.is_fine) for clash in found]


def test_a_clash_that_is_fine_is_remembered_for_both_events_and_undone(
    store: SqliteStore, clashes: ClashService
) -> None:
    ada = person(store, "Ada")
    one, other = event(store, "Breakfast", at(10), ada), event(store, "Talk", at(10), ada)
    mine, theirs = plan_of(one, ada), plan_of(other, ada)
    (clash,) = clashes.of(mine)
    done = clashes.accept(clash)
    assert done.label == "“{name}” and “{other}” may take place at the same time"
    assert fine(clashes.of(mine)) == fine(clashes.of(theirs)) == [("person", ("Ada Rossi",), True)]
    assert (
        fine([*among(store, clashes)[one.id, ""], *among(store, clashes)[other.id, ""]])
        == [("person", ("Ada Rossi",), True)] * 2
    )
    store.undo()
    assert fine(clashes.of(theirs)) == [("person", ("Ada Rossi",), False)]
    clashes.accept(clashes.of(theirs)[0])
    clashes.take_back(clashes.of(mine)[0])
    assert fine(clashes.of(mine)) == [("person", ("Ada Rossi",), False)]
    store.undo()
    assert fine(clashes.of(mine)) == [("person", ("Ada Rossi",), True)]


def test_it_comes_back_when_either_event_moves_and_not_before(
    store: SqliteStore, clashes: ClashService
) -> None:
    ada = person(store, "Ada")
    one, other = event(store, "Breakfast", at(10), ada), event(store, "Talk", at(10), ada)
    clashes.accept(clashes.of(plan_of(one, ada))[0])
    keep(store, replace(other, title="Long talk"))
    assert fine(clashes.of(plan_of(one, ada))) == [("person", ("Ada Rossi",), True)]
    longer = replace(other, when=When.timed(at(10).start, at(10, 11).start, ROME))  # type: ignore[arg-type]
    keep(store, longer)
    assert fine(clashes.of(plan_of(one, ada))) == [("person", ("Ada Rossi",), False)]
    store.undo()
    assert fine(clashes.of(plan_of(one, ada))) == [("person", ("Ada Rossi",), True)]


def test_only_the_people_that_it_was_said_of_are_fine(store: SqliteStore, clashes: ClashService) -> None:
    ada, ben = person(store, "Ada"), person(store, "Ben")
    one, other = event(store, "Breakfast", at(10), ada), event(store, "Talk", at(10), ada)
    clashes.accept(clashes.of(plan_of(one, ada))[0])
    keep(store, _at(one, ben, "invited"), _at(other, ben, "invited"))
    assert fine(clashes.of(plan_of(one, ada, ben))) == [
        ("person", ("Ben Rossi",), False),
        ("person", ("Ada Rossi",), True),
    ]


def test_a_venue_and_a_holiday_are_fine_by_themselves(store: SqliteStore, clashes: ClashService) -> None:
    easter = When.days(date(2026, 4, 5), date(2026, 4, 6))
    one = event(store, "Picnic", easter, venue="Park")
    event(store, "Run", easter, venue="park")
    for kind in ("venue", "holiday"):
        (clash,) = [each for each in clashes.of(plan_of(one)) if each.kind == kind and each.day.day == 6] or [
            each for each in clashes.of(plan_of(one)) if each.kind == kind
        ]
        clashes.accept(clash)
    assert fine(clashes.of(plan_of(one)))[-2:] == [
        ("venue", ("Park",), True),
        ("holiday", ("Easter Monday", "IT"), True),
    ]
    moved = plan_of(replace(one, venue="Hall"))
    event(store, "Fair", easter, venue="Hall")
    assert ("venue", ("Hall",), False) in fine(clashes.of(moved))


def test_of_a_recurring_event_all_dates_are_fine_until_it_recurs_otherwise(
    store: SqliteStore, clashes: ClashService
) -> None:
    ada = person(store, "Ada")
    call = event(store, "Call", at(3), ada, recurrence="FREQ=WEEKLY")
    event(store, "Walk", at(3), ada, recurrence="FREQ=WEEKLY;INTERVAL=2")
    found = clashes.of(plan_of(call, ada))
    assert len(found) > 1
    clashes.accept(found[1])
    assert all(clash.is_fine for clash in clashes.of(plan_of(call, ada)))
    assert all(clash.is_fine for clash in among(store, clashes)[call.id, "2026-03-17T09:00"])
    daily = replace(call, recurrence="FREQ=DAILY")
    assert not any(clash.is_fine for clash in clashes.of(plan_of(daily, ada)))


def test_two_desks_that_say_the_same_agree_and_packages_bring_it(
    store: SqliteStore, clashes: ClashService, tmp_path: Path
) -> None:
    ada = person(store, "Ada")
    one, _other = event(store, "Breakfast", at(10), ada), event(store, "Talk", at(10), ada)
    with closing(SqliteStore.create(tmp_path / "hub.capadesk", author="Hub")) as hub:
        hub.merge_changes(store.outgoing())
        there = ClashService(hub, PublicHolidays(), BabelLocalisation("en"), StoppedClock())
        clashes.accept(clashes.of(plan_of(one, ada))[0])
        there.accept(there.of(plan_of(one, ada))[0])
        hub.merge_changes(store.outgoing())
        store.merge_changes(hub.outgoing())
        assert hub.rivals() == store.rivals() == []
        for each in (there, clashes):
            assert fine(each.of(plan_of(one, ada))) == [("person", ("Ada Rossi",), True)]
        there.take_back(there.of(plan_of(one, ada))[0])
        store.merge_changes(hub.outgoing())
        assert fine(clashes.of(plan_of(one, ada))) == [("person", ("Ada Rossi",), False)]


def plan_of(event: Event, *people: Person) -> Plan:
    ids = frozenset(each.id for each in people)
    return Plan(event.id, event.when, event.recurrence, event.exceptions, event.venue, people=ids)


def among(store: SqliteStore, clashes: ClashService) -> Mapping[OccurrenceKey, tuple[DateClash, ...]]:
    days = date(2026, 3, 1), date(2026, 4, 30)
    found = OccurrenceService(store).between(ListQuery(ListKind.CALENDAR), *days, ROME).found
    return clashes.among(found)
