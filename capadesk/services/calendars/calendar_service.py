"""Calendar files: which events and actions leave the desk."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID

from capadesk.domain.codes import EventStatus, Visibility
from capadesk.services.calendars.calendar_choices import CalendarChoices, remember_choices
from capadesk.services.calendars.calendar_departures import CalendarDepartures
from capadesk.services.own_file import refuse_own_file
from capadesk.services.own_platform import platform_of
from capadesk.services.ports import (
    ActionEntry,
    CalendarEntry,
    CalendarLook,
    CalendarSummary,
    CalendarWriter,
    ListKind,
    ListQuery,
    ProgressCallback,
    ReportSource,
    Store,
)


class CalendarService:
    """Exports events and meetings as iCalendar; `writer` is asked for when it is first used."""

    def __init__(
        self,
        store: Store,
        writer: Callable[[], CalendarWriter],
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._store = store
        self._writer = writer
        self._now = now
        self.departures = CalendarDepartures(store)

    def export(
        self,
        path: Path,
        *,
        equal: Mapping[str, tuple[str, ...]] | None = None,
        first_day: date | None = None,
        last_day: date | None = None,
        text: str = "",
        query: ListQuery | None = None,
        ids: Collection[UUID] | None = None,
        calendar_name: str = "",
        partial_dates_as_spans: bool = False,
        with_attendees: bool = False,
        with_internal: bool = False,
        with_actions: bool = False,
        with_deleted: bool = True,
        is_noted: bool = True,
        look: CalendarLook | None = None,
        progress: ProgressCallback | None = None,
    ) -> CalendarSummary:
        """Write all events, or those of a filter; ideas and internal events only when asked for.

        `equal` gives values by row column ("kind", "status", "country"): any of them; a `query` says all of
        that in its own way. An idea is written only if the status is named there, or if the event itself is
        among `ids`. `with_actions` writes the actions of these events, and without a filter all others too.
        Events that were here when a calendar left and are deleted by now are sent as cancelled, unless
        `with_deleted` is False or `ids` are given. `is_noted` is False for what is published anew again and
        again: nobody keeps an old state of it. Raises what the writer raises.
        """
        refuse_own_file(self._store, path)
        if query is None:
            query = ListQuery(ListKind.CALENDAR, text, dict(equal or {}), first_day, last_day)
        source = self._store.reports
        with_ideas = ids is not None or EventStatus.IDEA in query.equal.get("status", ())
        platform = platform_of(self._store)
        with source.snapshot():
            entries = source.calendar_entries(query, with_attendees, ids)
            deleted = self.departures.cancelled(query, with_ideas=with_ideas)
            leaving = _Leaving(
                entries,
                deleted if with_deleted and ids is None else iter(()),
                with_ideas=with_ideas,
                with_internal=with_internal,
            )
            is_all = ids is None and query == ListQuery(ListKind.CALENDAR)
            actions = leaving.actions_of(source, with_people=with_attendees, is_all=is_all)
            summary = self._writer().write(
                leaving,
                path,
                calendar_name or (platform.name if platform is not None else "CapaDesk"),
                partial_dates_as_spans=partial_dates_as_spans,
                with_attendees=with_attendees,
                look=look or CalendarLook(),
                actions=actions if with_actions else (),
                progress=progress,
            )
        if is_noted:
            self.departures.note(self._now().astimezone(UTC).replace(tzinfo=None))
        return summary._replace(
            kept_back=0 if ids is None else leaving.kept_back, cancelled=leaving.cancelled
        )

    def export_chosen(
        self, path: Path, choices: CalendarChoices, today: date, progress: ProgressCallback | None = None
    ) -> CalendarSummary:
        """Write what somebody has chosen, and remember it for the next time; raises as `export`."""
        summary = self.export(
            path,
            first_day=today if choices.only_to_come else None,
            partial_dates_as_spans=choices.with_partial_dates,
            with_attendees=choices.with_attendees,
            with_internal=choices.with_internal,
            with_actions=choices.with_actions,
            with_deleted=choices.with_deleted,
            look=CalendarLook(
                with_notes=choices.with_notes,
                reminder_minutes=choices.reminder_minutes,
            ),
            progress=progress,
        )
        remember_choices(self._store, choices)
        return summary


class _Leaving:
    """The events that may leave the desk; counts those that are kept back because they are internal."""

    def __init__(
        self,
        entries: Iterator[CalendarEntry],
        deleted: Iterator[CalendarEntry],
        *,
        with_ideas: bool,
        with_internal: bool,
    ) -> None:
        self._entries = entries
        self._deleted = deleted
        self._with_ideas = with_ideas
        self._with_internal = with_internal
        self._written: set[UUID] = set()
        self._uids: set[str] = set()
        self.kept_back = 0
        self.cancelled = 0

    def __iter__(self) -> Iterator[CalendarEntry]:
        for entry in self._entries:
            if entry.event.status == EventStatus.IDEA and not self._with_ideas:
                continue
            if entry.event.visibility == Visibility.INTERNAL and not self._with_internal:
                self.kept_back += 1
                continue
            self._written.add(entry.event.id)
            self._uids.add(entry.event.uid)
            yield entry
        for entry in self._deleted:
            is_here = entry.event.uid in self._uids and bool(entry.event.uid)
            if not is_here and (entry.event.visibility != Visibility.INTERNAL or self._with_internal):
                self.cancelled += 1
                yield entry

    def actions_of(self, source: ReportSource, *, with_people: bool, is_all: bool) -> Iterator[ActionEntry]:
        """The actions of the events that have left; `is_all`: those without an event too."""
        for entry in source.action_entries(with_people):
            if entry.event_visibility == Visibility.INTERNAL and not self._with_internal:
                continue
            if entry.action.event_id in self._written or (is_all and entry.action.event_id is None):
                yield entry
