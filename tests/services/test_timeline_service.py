"""Timelines: groups with their counts, and the bars of one group."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from capadesk.domain.identity import new_id
from capadesk.domain.records import City, Event, Series
from capadesk.domain.when import When
from capadesk.services.calendars.occurrence_service import OccurrenceService
from capadesk.services.calendars.timeline_service import TimelineService
from capadesk.services.ports import ListKind, ListQuery
from capadesk.storage.sqlite_store import SqliteStore

ROME = "Europe/Rome"
QUERY = ListQuery(ListKind.CALENDAR)
WEEKS = tuple(date(2026, 3, 2) + timedelta(weeks=step) for step in range(4))
LAST = date(2026, 3, 29)
MONTHS = (date(2026, 2, 1), date(2026, 3, 1), date(2026, 4, 1))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    made = SqliteStore.create(tmp_path / "desk.capadesk", author="Ann")
    yield made
    made.close()


def keep(store: SqliteStore, *records: Any) -> None:
    with store.unit_of_work() as work:
        for record in records:
            work.save(record)
        work.commit("kept")


def event(title: str, when: When, **fields: Any) -> Event:
    return Event(id=new_id(), title=title, when=when, **fields)


def at(day: int) -> When:
    start = datetime(2026, 3, day, 9)
    return When.timed(start, start + timedelta(hours=1), ROME)


@pytest.fixture
def lab(store: SqliteStore) -> Series:
    lab = Series(id=new_id(), name="Lab")
    keep(
        store,
        lab,
        event("First", at(3), series_id=lab.id, country="IT"),
        event("Second", at(17), series_id=lab.id, country="AT"),
        event("Call", at(2), series_id=lab.id, recurrence="FREQ=WEEKLY"),
        event(
            "Old call", When.days(date(2026, 1, 5)), series_id=lab.id, recurrence="FREQ=WEEKLY;UNTIL=20260301"
        ),
        event("Fair", When.days(date(2026, 2, 27), date(2026, 3, 4)), country="IT"),
        event("Forum", When.months(2026, 3)),
        event("Later", at(30)),
        event("Undated", When()),
    )
    return lab


def test_groups_are_counted_by_weeks_with_those_without_last(store: SqliteStore, lab: Series) -> None:
    groups = TimelineService(store).groups(QUERY, "series", WEEKS, LAST)
    assert [(each.name, each.events, each.columns) for each in groups] == [
        ("Lab", 3, (1, 0, 1, 0)),
        ("", 2, (0, 0, 0, 0)),
    ]


def test_months_count_what_has_only_a_month(store: SqliteStore, lab: Series) -> None:
    groups = TimelineService(store).groups(QUERY, "country", MONTHS, date(2026, 4, 30))
    assert [(each.name, each.events, each.columns) for each in groups] == [
        ("AT", 1, (0, 1, 0)),
        ("IT", 2, (1, 1, 0)),
        ("", 4, (0, 2, 0)),
    ]


def test_what_recurs_is_one_bar_with_its_dates(store: SqliteStore, lab: Series) -> None:
    bars = TimelineService(store).bars(QUERY, "series", "Lab", WEEKS[0], LAST, ROME)
    assert [(bar.event.title, bar.first_day.day, bar.last_day.day, len(bar.dates)) for bar in bars] == [
        ("Call", 2, 23, 4),
        ("First", 3, 3, 0),
        ("Second", 17, 17, 0),
    ]
    assert [each.first_day.day for each in bars[0].on(date(2026, 3, 9), date(2026, 3, 16))] == [9, 16]


def test_what_belongs_to_no_series_or_city_is_found_as_such(store: SqliteStore, lab: Series) -> None:
    service = TimelineService(store)
    bars = service.bars(QUERY, "series", "", WEEKS[0], LAST, ROME)
    assert [bar.event.title for bar in bars] == ["Fair", "Forum"]
    turin = City(id=new_id(), name="Turin")
    keep(store, turin, event("There", at(5), city_id=turin.id))
    assert [b.event.title for b in service.bars(QUERY, "city", "Turin", WEEKS[0], LAST, ROME)] == ["There"]
    assert "There" not in [b.event.title for b in service.bars(QUERY, "city", "", WEEKS[0], LAST, ROME)]


def test_a_filter_narrows_groups_and_bars(store: SqliteStore, lab: Series) -> None:
    query = ListQuery(ListKind.CALENDAR, equal={"country": ("AT",)})
    service = TimelineService(store)
    assert [each.name for each in service.groups(query, "series", WEEKS, LAST)] == ["Lab"]
    assert [b.event.title for b in service.bars(query, "series", "Lab", WEEKS[0], LAST, ROME)] == ["Second"]


@pytest.mark.usefixtures("lab")
def test_it_is_said_in_which_group_each_event_is(store: SqliteStore) -> None:
    found = OccurrenceService(store).between(QUERY, WEEKS[0], LAST, ROME).found
    titles = {each.event_id: each.title for each in found}
    for group, wanted in (
        ("series", {"First": "Lab", "Call": "Lab", "Fair": ""}),
        ("country", {"First": "IT", "Second": "AT", "Call": ""}),
        ("city", {"First": ""}),
    ):
        names = TimelineService(store).names_of(group, found)
        said = {titles[event_id]: name for event_id, name in names.items()}
        assert wanted.items() <= said.items()
