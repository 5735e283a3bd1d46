"""Events as rows of a list by days."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from datetime import date

from capadesk.services.calendars.date_clash import OccurrenceKey
from capadesk.services.calendars.occurrence_service import Occurrence
from capadesk.services.words import _
from capadesk.ui.calendar.calendar_content import CalendarContent
from capadesk.ui.calendar.calendar_presenter import CalendarPresenter
from capadesk.ui.common.lists.day_rows import DayRow, RowMark
from capadesk.ui.common.look.palette import Tone


def agenda_rows(
    presenter: CalendarPresenter, content: CalendarContent, clashing: Container[OccurrenceKey] = ()
) -> Iterator[DayRow]:
    """What has no day first, then each event on the first of its days that is seen.

    `clashing` are those that something stands in the way of, as far as that is known yet.
    """
    for event in content.partial:
        yield _row(presenter, event, content.zone, _("Day not known yet"))
    first = content.span.first
    for event in sorted(content.dated, key=lambda each: max(each.first_day, first)):
        is_clashing = (event.event_id, event.original_start) in clashing
        row = _row(presenter, event, content.zone, max(event.first_day, first), is_clashing=is_clashing)
        yield row._replace(detail=presenter.detail_on_its_day(event, content.zone))


def day_rows(presenter: CalendarPresenter, events: Iterable[Occurrence], zone: str) -> Iterator[DayRow]:
    """The events of one day, without a heading."""
    for event in events:
        yield _row(presenter, event, zone, "", is_clashing=bool(presenter.clashes_of(event)))


def _row(
    presenter: CalendarPresenter, event: Occurrence, zone: str, day: date | str, *, is_clashing: bool = False
) -> DayRow:
    look = presenter.look(event)
    marks = [RowMark(look.icon, look.tone, look.word)]
    if is_clashing:
        marks.insert(0, RowMark("warning", Tone.AMBER, _("Clash")))
    return DayRow(
        key=event,
        day=day,
        icon=look.icon,
        tone=look.tone,
        title=presenter.title_of(event),
        detail=presenter.detail(event, zone),
        marks=tuple(marks),
        is_faded=presenter.is_off(event),
    )
