"""A VTODO as the values of an action."""

from __future__ import annotations

from typing import Any

from capadesk.domain.codes import ActionPriority, ActionStatus
from capadesk.domain.errors import UserError
from capadesk.domain.validation import TEXT_LIMIT
from capadesk.formats.calendar_component import CalendarComponent
from capadesk.formats.calendar_time_reader import CalendarTimeReader, Moment, duration_of
from capadesk.formats.plain_text import many_lines
from capadesk.formats.series_reader import Say
from capadesk.services.words import _

_STATUSES = {
    "NEEDS-ACTION": ActionStatus.OPEN,
    "IN-PROCESS": ActionStatus.IN_PROGRESS,
    "COMPLETED": ActionStatus.DONE,
    "CANCELLED": ActionStatus.CANCELLED,
}


def action_values(
    component: CalendarComponent, times: CalendarTimeReader, own_zone: str, say: Say
) -> dict[str, Any]:
    """Text, notes, due date, status, priority and the day on which it was done, as far as it says them.

    Days are those of `own_zone`. A status that it does not say comes from PERCENT-COMPLETE and COMPLETED.
    """
    values: dict[str, Any] = {
        "text": _text(component, "SUMMARY") or _("Untitled action"),
        "notes": _text(component, "DESCRIPTION"),
    }
    due = _moment(component, "DUE", times, say) or _end_of_duration(component, times, say)
    values["due"] = None if due is None else due.local(own_zone).date()
    done = _moment(component, "COMPLETED", times, say)
    values["done_on"] = None if done is None else done.local(own_zone).date()
    status = _STATUSES.get(component.value("STATUS").upper())
    percent = component.value("PERCENT-COMPLETE")
    portion = int(percent) if percent.isascii() and percent.isdecimal() and len(percent) < 4 else 0
    if status is None:
        is_done = done is not None or portion >= 100
        begun = ActionStatus.IN_PROGRESS if portion else ActionStatus.OPEN
        status = ActionStatus.DONE if is_done else begun
    values["status"] = status.value
    priority = component.value("PRIORITY")
    if len(priority) == 1 and priority in "123456789":
        number = int(priority)
        values["priority"] = (
            ActionPriority.HIGH
            if number < 5
            else ActionPriority.NORMAL
            if number == 5
            else ActionPriority.LOW
        ).value
    return values


def _text(component: CalendarComponent, name: str) -> str:
    text = component.text(name).encode("utf-8", "replace").decode("utf-8")
    return many_lines(text[:TEXT_LIMIT])


def _moment(component: CalendarComponent, name: str, times: CalendarTimeReader, say: Say) -> Moment | None:
    line = component.first(name)
    if line is None:
        return None
    try:
        return times.moment(line)
    except UserError:
        say("end_unreadable" if name == "DUE" else "date_unreadable", line.number, {"text": line.value[:100]})
        return None


def _end_of_duration(component: CalendarComponent, times: CalendarTimeReader, say: Say) -> Moment | None:
    length = duration_of(component.value("DURATION"))
    start = _moment(component, "DTSTART", times, say) if length is not None else None
    if start is None or length is None:
        return None
    try:
        return Moment(start.value + length, start.zone)
    except OverflowError:
        return None
