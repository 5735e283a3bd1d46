"""Events as rows of a list by days."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from capadesk.services.occurrence_service import Occurrence
from capadesk.services.words import _
from capadesk.ui.calendar.calendar_content import CalendarContent
from capadesk.ui.calendar.calendar_presenter import CalendarPresenter
from capadesk.ui.common.day_rows import DayRow, RowMark


def agenda_rows(presenter: CalendarPresenter, content: CalendarContent) -> Iterator[DayRow]:
    """What has no day first, then each event on the first of its days that is seen."""
    for event in content.partial:
        yield _row(presenter, event, content.zone, _("Day not known yet"))
    first = content.span.first
    for event in sorted(content.dated, key=lambda each: max(each.first_day, first)):
        yield _row(presenter, event, content.zone, max(event.first_day, first))


def day_rows(presenter: CalendarPresenter, events: Iterable[Occurrence], zone: str) -> Iterator[DayRow]:
    """The events of one day, without a heading."""
    for event in events:
        yield _row(presenter, event, zone, "")


def _row(presenter: CalendarPresenter, event: Occurrence, zone: str, day: date | str) -> DayRow:
    look = presenter.look(event)
    return DayRow(
        key=event,
        day=day,
        icon=look.icon,
        tone=look.tone,
        title=presenter.title_of(event),
        detail=presenter.detail(event, zone),
        marks=(RowMark(look.icon, look.tone, look.word),),
        is_faded=presenter.is_off(event),
    )
