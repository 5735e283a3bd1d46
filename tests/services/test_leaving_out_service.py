"""Taking events out of a calendar: one, a date of a recurring event, that and those after it, all."""

from __future__ import annotations

import pytest

from capadesk.domain.errors import UserError
from capadesk.domain.identity import occurrence_id
from capadesk.domain.records import Event
from capadesk.services.calendars.leaving_out_service import LeavingOutService
from capadesk.services.calendars.moving_service import MovingService, Scope
from capadesk.storage.sqlite_store import SqliteStore
from tests.services.test_moving_service import WEEKS, at, keep, series, starts, store

__all__ = ["series", "store"]  # fixtures


def test_one_date_is_left_out_and_comes_back(store: SqliteStore, series: Event) -> None:
    LeavingOutService(store).leave_out(series.id, "2026-03-16T09:00", Scope.THIS)
    assert starts(store) == [*WEEKS[:2], *WEEKS[3:]]
    assert store.get(Event, series.id).exceptions == ("2026-03-16T09:00",)
    store.undo()
    assert starts(store) == WEEKS


def test_this_and_the_following_end_the_rule_with_what_was_changed_after(
    store: SqliteStore, series: Event
) -> None:
    MovingService(store).move(series.id, "2026-03-23T09:00", at(24, 14))
    LeavingOutService(store).leave_out(series.id, "2026-03-16T09:00", Scope.FOLLOWING)
    assert starts(store) == WEEKS[:2]
    store.undo()
    assert starts(store) == [*WEEKS[:3], "03-24T14:00", WEEKS[4]]


def test_from_the_first_date_on_nothing_is_left(store: SqliteStore, series: Event) -> None:
    LeavingOutService(store).leave_out(series.id, "2026-03-02T09:00", Scope.FOLLOWING)
    assert starts(store) == []
    assert not store.select(Event)


def test_all_dates_go_with_those_that_were_changed(store: SqliteStore, series: Event) -> None:
    MovingService(store).move(series.id, "2026-03-23T09:00", at(24, 14))
    LeavingOutService(store).leave_out(series.id, "2026-03-16T09:00", Scope.ALL)
    assert starts(store) == []


def test_a_changed_date_that_is_deleted_does_not_stand_again_as_it_was(
    store: SqliteStore, series: Event
) -> None:
    MovingService(store).move(series.id, "2026-03-23T09:00", at(24, 14))
    LeavingOutService(store).leave_out(occurrence_id(series.id, "2026-03-23T09:00"))
    assert starts(store) == [*WEEKS[:3], WEEKS[4]]
    store.undo()
    assert starts(store) == [*WEEKS[:3], "03-24T14:00", WEEKS[4]]


def test_a_date_that_is_none_is_refused(store: SqliteStore, series: Event) -> None:
    with pytest.raises(UserError) as error:
        LeavingOutService(store).leave_out(series.id, "2026-03-17T09:00", Scope.THIS)
    assert error.value.code == "date_of_series_not_found"


def test_a_single_event_goes_into_the_bin(store: SqliteStore) -> None:
    event = keep(store, at(10))
    LeavingOutService(store).leave_out(event.id)
    assert not store.select(Event)
