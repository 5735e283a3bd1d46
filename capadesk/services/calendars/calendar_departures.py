"""When calendars have left this desk: an event that was deleted since is still sent, as cancelled."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from capadesk.domain.codes import EventStatus
from capadesk.domain.errors import UserError
from capadesk.services.ports import CalendarEntry, ListQuery

if TYPE_CHECKING:
    from capadesk.services.ports import Store

LEFT_AT = "calendar_left_at"
"""The own setting that holds the times (UTC), one a line."""
_MOST = 400


class CalendarDepartures:
    """Knows which deleted events somebody outside may have in their calendar."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def times(self) -> list[datetime]:
        """When calendars left, oldest first, naive UTC."""
        found: list[datetime] = []
        for text in self._store.own_setting(LEFT_AT).split("\n"):
            try:
                found.append(datetime.fromisoformat(text))
            except ValueError:
                continue
        return sorted(found)

    def note(self, now: datetime) -> None:
        """A calendar leaves now (naive UTC). A file that may not be written remembers nothing."""
        times = self.times()
        newest = self._newest_change()
        if times and newest is not None and newest <= times[-1]:
            return  # nothing has changed since: the last time says the same
        kept = [*times, now.replace(microsecond=0)][-_MOST:]
        try:
            self._store.set_own_setting(LEFT_AT, "\n".join(time.isoformat() for time in kept))
        except UserError as error:
            if error.code != "read_only":
                raise

    def cancelled(self, query: ListQuery, *, with_ideas: bool) -> Iterator[CalendarEntry]:
        """The events that were here when a calendar left and have been deleted since, as cancelled ones.

        Of the query, kind, status, country and period count.
        """
        times = self.times()
        if not times or query.text.strip() or query.equal.keys() - {"kind", "status", "country"}:
            return
        for entry in self._store.reports.binned_entries():
            event = entry.event
            if event.series_event_id is not None:  # its date is said by the series again
                continue
            after = bisect_left(times, entry.created_at)
            if after == len(times) or times[after] > entry.changed_at:
                continue
            if not _is_asked(query, entry) or (event.status == EventStatus.IDEA and not with_ideas):
                continue
            yield entry._replace(event=replace(event, status=EventStatus.CANCELLED.value))

    def _newest_change(self) -> datetime | None:
        newest = next(iter(self._store.history(limit=1)), None)
        return None if newest is None else newest.time.replace(tzinfo=None)


def _is_asked(query: ListQuery, entry: CalendarEntry) -> bool:
    event = entry.event
    if any(values and getattr(event, name) not in values for name, values in query.equal.items()):
        return False
    first, last = event.when.first_day, event.when.last_day
    is_late = query.last_day is not None and (first or date.max) > query.last_day
    is_early = query.first_day is not None and (last or date.min) < query.first_day and not event.recurrence
    return not (is_late or is_early)
