"""What happens on some days: single events, dates of series, what was changed or left out of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from capadesk.domain.identity import new_id, occurrence_id
from capadesk.domain.records import Event
from capadesk.domain.when import When
from capadesk.services.calendars.occurrence_service import Occurrence, OccurrenceService, next_dates
from capadesk.services.ports import DatedEvent, ListKind, ListQuery
from capadesk.storage.sqlite_store import SqliteStore

ROME = "Europe/Rome"
ALL = ListQuery(ListKind.CALENDAR)
MARCH = (date(2026, 3, 1), date(2026, 3, 31))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    made = SqliteStore.create(tmp_path / "desk.capadesk", author="Ann")
    yield made
    made.close()


def keep(store: SqliteStore, title: str, when: When, **fields: Any) -> Event:
    event = Event(id=fields.pop("id", None) or new_id(), title=title, when=when, **fields)
    with store.unit_of_work() as work:
        work.save(event)
        work.commit("kept")
    return event


def at(day: int, hour: int = 9, month: int = 3) -> datetime:
    return datetime(2026, month, day, hour)


def found(
    store: SqliteStore, days: tuple[date, date] = MARCH, zone: str = ROME, **equal: tuple[str, ...]
) -> list[Occurrence]:
    query = ListQuery(ListKind.CALENDAR, equal=equal)
    return OccurrenceService(store).between(query, *days, zone).found


def test_what_touches_the_days_is_found_once(store: SqliteStore) -> None:
    keep(store, "Before", When.days(date(2026, 2, 1), date(2026, 2, 28)))
    keep(store, "Into", When.days(date(2026, 2, 20), date(2026, 3, 1)))
    keep(store, "Within", When.timed(at(5), at(5, 11), ROME))
    keep(store, "Out of", When.days(date(2026, 3, 31), date(2026, 4, 3)))
    keep(store, "After", When.days(date(2026, 4, 1)))
    keep(store, "Over all", When.years(2026))
    keep(store, "Nobody knows when", When.unknown())
    assert [each.title for each in found(store)] == ["Over all", "Into", "Within", "Out of"]


def test_dates_of_a_series_leave_out_exceptions_and_what_was_changed(store: SqliteStore) -> None:
    series = keep(
        store,
        "Jour fixe",
        When.timed(datetime(2019, 1, 7, 10), datetime(2019, 1, 7, 11), ROME),
        recurrence="FREQ=WEEKLY",
        exceptions=("2026-03-09T10:00",),
    )
    keep(
        store,
        "Jour fixe, moved",
        When.timed(at(17, 14), at(17, 15), ROME),
        id=occurrence_id(series.id, "2026-03-16T10:00"),
        series_event_id=series.id,
        original_start="2026-03-16T10:00",
    )
    shown = [(each.title, each.first_day.day, each.original_start, each.is_changed) for each in found(store)]
    assert shown == [
        ("Jour fixe", 2, "2026-03-02T10:00", False),
        ("Jour fixe, moved", 17, "", True),
        ("Jour fixe", 23, "2026-03-23T10:00", False),
        ("Jour fixe", 30, "2026-03-30T10:00", False),
    ]


def test_a_date_keeps_its_wall_time_over_a_change_of_the_clocks(store: SqliteStore) -> None:
    keep(store, "Daily", When.timed(at(27), at(27, 10), ROME), recurrence="FREQ=DAILY;COUNT=5")
    assert {each.when.start_text[11:] for each in found(store)} == {"09:00"}
    assert [each.starts.hour for each in found(store, zone="UTC") if each.starts] == [8, 8, 7, 7, 7]


def test_a_time_elsewhere_stands_on_the_day_that_it_is_here(store: SqliteStore) -> None:
    keep(store, "Late in Lisbon", When.timed(at(31, 23), at(31, 23), "Europe/Lisbon"))
    assert found(store) == []
    (there,) = found(store, (date(2026, 4, 1), date(2026, 4, 1)))
    assert (there.first_day, there.starts) == (date(2026, 4, 1), datetime(2026, 4, 1, 0))


def test_what_ends_at_midnight_does_not_touch_the_next_day(store: SqliteStore) -> None:
    keep(store, "Gala", When.timed(at(4, 18), at(5, 0), ROME))
    assert found(store, (date(2026, 3, 5), date(2026, 3, 5))) == []
    (gala,) = found(store, (date(2026, 3, 4), date(2026, 3, 4)))
    assert not gala.is_band


def test_several_days_and_months_are_bands(store: SqliteStore) -> None:
    keep(store, "Fair", When.days(date(2026, 3, 10), date(2026, 3, 12)))
    keep(store, "Some time in March", When.months(2026, 3))
    partial, fair = found(store)
    assert (partial.is_partial, partial.is_band) == (True, True)
    assert (fair.is_partial, fair.is_band) == (False, True)


def test_a_long_date_of_a_series_reaches_into_the_days(store: SqliteStore) -> None:
    keep(store, "Week", When.days(date(2025, 2, 26), date(2025, 3, 4)), recurrence="FREQ=YEARLY")
    (week,) = found(store)
    assert (week.first_day, week.last_day) == (date(2026, 2, 26), date(2026, 3, 4))


def test_a_filter_narrows_single_events_and_series_alike(store: SqliteStore) -> None:
    keep(store, "Talk", When.days(date(2026, 3, 2)), kind="webinar", status="held")
    keep(store, "Talks", When.days(date(2026, 3, 2)), kind="webinar", recurrence="FREQ=WEEKLY;COUNT=2")
    keep(store, "Visit", When.days(date(2026, 3, 3)), kind="workshop")
    assert [each.title for each in found(store, kind=("webinar",))] == ["Talk", "Talks", "Talks"]
    assert [each.title for each in found(store, status=("held",))] == ["Talk"]


def test_a_rule_that_nobody_follows_is_one_event(store: SqliteStore) -> None:
    keep(store, "Odd", When.days(date(2026, 3, 2)), recurrence="FREQ=SECONDLY")
    assert [each.first_day.day for each in found(store)] == [2]


def test_more_than_is_wanted_is_cut_and_said(store: SqliteStore) -> None:
    keep(store, "Daily", When.days(date(2020, 1, 1)), recurrence="FREQ=DAILY")
    cut = OccurrenceService(store).between(ALL, *MARCH, ROME, at_most=10)
    assert (len(cut.found), cut.is_cut) == (10, True)
    assert not OccurrenceService(store).between(ALL, *MARCH, ROME).is_cut


def test_the_first_and_the_last_days_that_there_are_can_be_asked_for(store: SqliteStore) -> None:
    keep(store, "Old", When.days(date.min), recurrence="FREQ=YEARLY;COUNT=2")
    service = OccurrenceService(store)
    assert len(service.between(ALL, date.min, date(1, 1, 31), ROME).found) == 1
    assert service.between(ALL, date(9999, 12, 1), date.max, ROME).found == []


def test_series_are_found_by_their_index(store: SqliteStore) -> None:
    plan = store.connection().exec_driver_sql(
        "EXPLAIN QUERY PLAN SELECT r.id FROM event r WHERE r.deleted = '' AND r.recurrence <> ''"
        " AND r.when_first_day <= '2026-03-31' AND r.when_first_day <> ''"
    )
    assert "ix_event_recurring" in str(plan.fetchall())


def test_the_next_dates_of_a_series_are_said_without_its_exceptions() -> None:
    first = When.timed(datetime(2020, 2, 29, 9), datetime(2020, 2, 29, 10), ROME)
    fields = ("Leap", "workshop", "planned", first, "", "", "", None, "FREQ=YEARLY", ("2028-02-29T09:00",))
    event = DatedEvent(new_id(), *fields)
    assert [each.first_day for each in next_dates(event, date(2026, 1, 1), 3)] == [
        date(2032, 2, 29),
        date(2036, 2, 29),
    ]
