"""Moving events: one, one date of a recurring event, that and those after it, all; each can be undone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from capadesk.domain.errors import UserError
from capadesk.domain.identity import new_id, occurrence_id
from capadesk.domain.records import Event, Participation, Person
from capadesk.domain.when import When
from capadesk.services.calendars.moving_service import MovingService, Scope
from capadesk.services.calendars.occurrence_service import OccurrenceService
from capadesk.services.ports import ListKind, ListQuery
from capadesk.storage.sqlite_store import SqliteStore

ROME = "Europe/Rome"
FIRST = datetime(2026, 3, 2, 9)  # a Monday; the clocks change on 29 March


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    made = SqliteStore.create(tmp_path / "desk.capadesk", author="Ann")
    yield made
    made.close()


def at(day: int, hour: int = 9, month: int = 3) -> When:
    start = datetime(2026, month, day, hour)
    return When.timed(start, start + timedelta(hours=1), ROME)


def keep(store: SqliteStore, when: When, **fields: Any) -> Event:
    event = Event(id=new_id(), title="Jour fixe", when=when, **fields)
    with store.unit_of_work() as work:
        work.save(event)
        work.commit("kept")
    return event


def starts(store: SqliteStore, until: date = date(2026, 4, 20)) -> list[str]:
    service = OccurrenceService(store)
    found = service.between(ListQuery(ListKind.CALENDAR), date(2026, 2, 1), until, ROME).found
    return [each.when.start_text[5:] for each in found]


WEEKS = ["03-02T09:00", "03-09T09:00", "03-16T09:00", "03-23T09:00", "03-30T09:00"]


@pytest.fixture(params=["FREQ=WEEKLY;COUNT=5", "FREQ=WEEKLY;BYDAY=MO;UNTIL=20260330T220000Z"])
def series(store: SqliteStore, request: pytest.FixtureRequest) -> Event:
    return keep(store, When.timed(FIRST, FIRST + timedelta(hours=1), ROME), recurrence=request.param)


def test_one_event_is_moved_and_the_move_undone(store: SqliteStore) -> None:
    event = keep(store, at(2))
    MovingService(store).move(event.id, "", at(4))
    assert starts(store) == ["03-04T09:00"]
    store.undo()
    assert starts(store) == ["03-02T09:00"]


def test_one_date_of_many_is_moved_with_its_people(store: SqliteStore, series: Event) -> None:
    ada = Person(id=new_id(), given_name="Ada", family_name="Lovelace")
    with store.unit_of_work() as work:
        work.save(ada)
        link = Participation.derive_id(series.id, ada.id, None, "participant")
        work.save(Participation(id=link, event_id=series.id, person_id=ada.id, role="participant"))
        work.commit("kept")
    MovingService(store).move(series.id, "2026-03-16T09:00", at(17, 14))
    assert starts(store) == [*WEEKS[:2], "03-17T14:00", *WEEKS[3:]]
    changed = store.get(Event, occurrence_id(series.id, "2026-03-16T09:00"))
    assert (changed.series_event_id, changed.original_start) == (series.id, "2026-03-16T09:00")
    assert [each.person_id for each in store.select(Participation, event_id=changed.id)] == [ada.id]
    store.undo()
    assert starts(store) == WEEKS


def test_this_and_the_following_become_a_recurring_event_of_their_own(
    store: SqliteStore, series: Event
) -> None:
    mover = MovingService(store)
    mover.move(series.id, "2026-03-23T09:00", at(24, 15))
    mover.move(series.id, "2026-03-16T09:00", at(17, 10), Scope.FOLLOWING)
    assert starts(store) == [*WEEKS[:2], "03-17T10:00", "03-24T15:00", "03-31T10:00"]
    kept = occurrence_id(series.id, "2026-03-23T09:00")
    assert store.get(Event, kept).original_start == "2026-03-24T10:00"
    store.undo()
    store.undo()
    assert starts(store) == WEEKS


def test_all_dates_move_with_what_was_left_out_and_changed(store: SqliteStore, series: Event) -> None:
    mover = MovingService(store)
    mover.move(series.id, "2026-03-23T09:00", at(24, 15))
    with store.unit_of_work() as work:
        event = work.get(Event, series.id)
        work.save(replace(event, exceptions=("2026-03-09T09:00",)))
        work.commit("kept")
    mover.move(series.id, "2026-03-16T09:00", at(17, 11), Scope.ALL)
    assert starts(store) == ["03-03T11:00", "03-17T11:00", "03-24T15:00", "03-31T11:00"]


def test_the_first_date_and_the_following_are_all_dates(store: SqliteStore, series: Event) -> None:
    MovingService(store).move(series.id, "2026-03-02T09:00", at(3), Scope.FOLLOWING)
    assert len(store.select(Event)) == 1
    assert starts(store)[0] == "03-03T09:00"


def test_days_that_a_rule_names_are_not_moved_all_at_once_but_hours_are(store: SqliteStore) -> None:
    event = keep(store, at(10), recurrence="FREQ=MONTHLY;BYDAY=2TU;COUNT=2")
    mover = MovingService(store)
    with pytest.raises(UserError) as refused:
        mover.move(event.id, "2026-03-10T09:00", at(11), Scope.ALL)
    assert refused.value.code == "series_days_fixed"
    mover.move(event.id, "2026-03-10T09:00", at(10, 16), Scope.ALL)
    assert starts(store) == ["03-10T16:00", "04-14T16:00"]


def test_whole_days_recur_and_are_split_by_days(store: SqliteStore) -> None:
    event = keep(store, When.days(date(2026, 3, 2)), recurrence="FREQ=DAILY;COUNT=4")
    MovingService(store).move(event.id, "2026-03-04", When.days(date(2026, 3, 10)), Scope.FOLLOWING)
    assert starts(store) == ["03-02", "03-03", "03-10", "03-11"]


def test_a_date_that_is_none_is_refused(store: SqliteStore, series: Event) -> None:
    for text in ("2026-03-03T09:00", "soon"):
        with pytest.raises(UserError) as refused:
            MovingService(store).move(series.id, text, at(4))
        assert refused.value.code == "date_of_series_not_found"
