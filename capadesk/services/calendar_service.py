"""Calendar files: which events leave the desk."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date
from pathlib import Path
from uuid import UUID

from capadesk.domain.codes import EventStatus, Visibility
from capadesk.services.own_file import refuse_own_file
from capadesk.services.own_platform import platform_of
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
        ids: Collection[UUID] | None = None,
        calendar_name: str = "",
        partial_dates_as_spans: bool = False,
        with_attendees: bool = False,
        with_internal: bool = False,
        progress: ProgressCallback | None = None,
    ) -> CalendarSummary:
        """Write all events, or those of a filter; ideas and internal events only when asked for.

        `equal` gives values by row column ("kind", "status", "country"): any of them. An idea is written
        only if the status is named there, or if the event itself is among `ids`. Raises what the writer
        raises.
        """
        refuse_own_file(self._store, path)
        query = ListQuery(ListKind.CALENDAR, text, dict(equal or {}), first_day, last_day)
        source = self._store.reports
        with source.snapshot():
            leaving = _Leaving(
                source.calendar_entries(query, with_attendees, ids),
                with_ideas=ids is not None or EventStatus.IDEA in query.equal.get("status", ()),
                with_internal=with_internal,
            )
            summary = self._writer().write(
                leaving,
                path,
                calendar_name or self._platform_name(),
                partial_dates_as_spans=partial_dates_as_spans,
                with_attendees=with_attendees,
                progress=progress,
            )
            return summary if ids is None else summary._replace(kept_back=leaving.kept_back)

    def _platform_name(self) -> str:
        platform = platform_of(self._store)
        return platform.name if platform is not None else "CapaDesk"


class _Leaving:
    """The events that may leave the desk; counts those that are kept back because they are internal."""

    def __init__(self, entries: Iterator[CalendarEntry], *, with_ideas: bool, with_internal: bool) -> None:
        self._entries = entries
        self._with_ideas = with_ideas
        self._with_internal = with_internal
        self.kept_back = 0

    def __iter__(self) -> Iterator[CalendarEntry]:
        for entry in self._entries:
            if entry.event.status == EventStatus.IDEA and not self._with_ideas:
                continue
            if entry.event.visibility == Visibility.INTERNAL and not self._with_internal:
                self.kept_back += 1
                continue
            yield entry
