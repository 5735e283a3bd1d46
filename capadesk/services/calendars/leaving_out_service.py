"""Takes events out of a calendar: one, a date of a recurring event, that and those after it, or all."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from capadesk.domain.change_set import ChangeSet
from capadesk.domain.errors import UserError
from capadesk.domain.records import Event
from capadesk.domain.series_rule import starts_like
from capadesk.services.calendars.moving_service import Scope
from capadesk.services.calendars.series_dates import as_time, ended_before, named_date, text_of
from capadesk.services.deletion_service import delete_records
from capadesk.services.ports import Store, UnitOfWork
from capadesk.services.words import N_


class LeavingOutService:
    """Each call is one ChangeSet; what is deleted lies in the bin."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def leave_out(self, event_id: UUID, original_start: str = "", scope: Scope = Scope.ALL) -> ChangeSet:
        """Delete an event, or leave out the dates of a recurring event from `original_start` on by `scope`.

        An event that was once a date of a recurring event is deleted, and its original date left out as
        well: else that would stand again. RecordNotFound; UserError `date_of_series_not_found`.
        """
        with self._store.unit_of_work() as work:
            event = work.get(Event, event_id)
            if original_start and scope is not Scope.ALL:
                self._leave_out_dates(work, event, original_start, scope)
                if scope is Scope.FOLLOWING:
                    return work.commit(N_("Left out dates of “{name}” to its end"), name=event.title)
                return work.commit(N_("Left out one date of “{name}”"), name=event.title)
            if event.series_event_id is not None:
                self._leave_out_original(work, event)
            _delete_all(work, event)
            return work.commit(N_("Deleted “{name}”"), name=event.title)

    def _leave_out_dates(self, work: UnitOfWork, series: Event, text: str, scope: Scope) -> None:
        rule, original = named_date(series, text)
        if scope is Scope.THIS:
            work.save(_without(series, original))
            delete_records(work, Event.KIND, _changed(work, series, original, original))
        elif original == rule.first:
            _delete_all(work, series)
        else:
            work.save(ended_before(series, rule, original))
            delete_records(work, Event.KIND, _changed(work, series, original, datetime.max))

    def _leave_out_original(self, work: UnitOfWork, changed: Event) -> None:
        assert changed.series_event_id is not None
        series = work.find(Event, changed.series_event_id)
        if series is None:
            return
        try:
            _rule, original = named_date(series, changed.original_start)
        except UserError:  # the rule has been changed since: the date is none of its dates any more
            return
        work.save(_without(series, original))


def _delete_all(work: UnitOfWork, event: Event) -> None:
    changed = [each.id for each in work.select(Event, series_event_id=event.id)]
    delete_records(work, Event.KIND, [event.id, *changed])


def _without(series: Event, original: datetime) -> Event:
    starts = starts_like(series.exceptions, series.when.start, series.when.zone)
    mine = starts_like([original.isoformat()], series.when.start, series.when.zone)
    return replace(series, exceptions=tuple(text_of(each) for each in sorted({*starts, *mine})))


def _changed(work: UnitOfWork, series: Event, first: datetime, last: datetime) -> list[UUID]:
    """The events that were dates of a series from the first original start to the last."""
    return [
        each.id
        for each in work.select(Event, series_event_id=series.id)
        if any(first <= start <= last for start in _originals(each, series))
    ]


def _originals(changed: Event, series: Event) -> Iterable[datetime]:
    return map(as_time, starts_like([changed.original_start], series.when.start, series.when.zone))
