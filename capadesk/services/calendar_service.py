"""Calendar files: which events leave the desk."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path

from capadesk.domain.codes import EventStatus, Visibility
from capadesk.domain.records import Platform
from capadesk.services.ports import (
    CalendarEntry,
    CalendarSummary,
    CalendarWriter,
    ListKind,
    ListQuery,
    ProgressCallback,
    Store,
)


class CalendarService:
    """Exports events and meetings as iCalendar; `writer` is asked for when it is first used."""

    def __init__(self, store: Store, writer: Callable[[], CalendarWriter]) -> None:
        self._store = store
        self._writer = writer

    def export(
        self,
        path: Path,
        *,
        equal: Mapping[str, tuple[str, ...]] | None = None,
        first_day: date | None = None,
        last_day: date | None = None,
        text: str = "",
        calendar_name: str = "",
        partial_dates_as_spans: bool = False,
        with_attendees: bool = False,
        with_internal: bool = False,
        progress: ProgressCallback | None = None,
    ) -> CalendarSummary:
        """Write all events, or those of a filter; ideas and internal events only when asked for.

        `equal` gives values by row column ("kind", "status", "country"): any of them. An idea is written
        only if the status is named there. Raises what the writer raises.
        """
        query = ListQuery(ListKind.CALENDAR, text, dict(equal or {}), first_day, last_day)
        source = self._store.reports
        with source.snapshot():
            entries = source.calendar_entries(query, with_attendees)
            return self._writer().write(
                self._leaving(entries, query, with_internal=with_internal),
                path,
                calendar_name or self._platform_name(),
                partial_dates_as_spans=partial_dates_as_spans,
                with_attendees=with_attendees,
                progress=progress,
            )

    def _platform_name(self) -> str:
        platforms = self._store.select(Platform)
        return platforms[0].name if platforms else "CapaDesk"

    @staticmethod
    def _leaving(
        entries: Iterator[CalendarEntry], query: ListQuery, *, with_internal: bool
    ) -> Iterator[CalendarEntry]:
        wants_ideas = EventStatus.IDEA in query.equal.get("status", ())
        for entry in entries:
            is_idea = entry.event.status == EventStatus.IDEA and not wants_ideas
            is_internal = entry.event.visibility == Visibility.INTERNAL and not with_internal
            if not (is_idea or is_internal):
                yield entry
