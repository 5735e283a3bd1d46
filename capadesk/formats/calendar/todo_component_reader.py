"""A VTODO as the values of an action."""

from __future__ import annotations

from datetime import date
from typing import Any

from capadesk.domain.codes import ActionPriority, ActionStatus
from capadesk.domain.errors import UserError
from capadesk.domain.validation import NAME_LIMIT, TEXT_LIMIT
from capadesk.formats.calendar.calendar_component import CalendarComponent
from capadesk.formats.calendar.calendar_time_reader import CalendarTimeReader, Moment, duration_of
from capadesk.formats.calendar.kept_lines import TODO_KEPT, kept_of
from capadesk.formats.calendar.series_reader import Say
from capadesk.formats.calendar.todo_recurrence import recurrence_to_keep
from capadesk.formats.plain_text import many_lines, one_line
from capadesk.services.words import _

_STATUSES = {
    "NEEDS-ACTION": ActionStatus.OPEN,
    "IN-PROCESS": ActionStatus.IN_PROGRESS,
    "COMPLETED": ActionStatus.DONE,
    "CANCELLED": ActionStatus.CANCELLED,
}
_PRIORITIES = {
    **dict.fromkeys("1234", ActionPriority.HIGH),
    "5": ActionPriority.NORMAL,
    **dict.fromkeys("6789", ActionPriority.LOW),
}
_TAKEN = frozenset({"DUE", "COMPLETED", "PERCENT-COMPLETE", "PRIORITY"})
_OWN_TAKEN = frozenset({"RELATED-TO"})


def action_values(
    component: CalendarComponent, times: CalendarTimeReader, own_zone: str, say: Say, *, is_own: bool = False
) -> dict[str, Any]:
    """Text, notes, due date, status, priority, the day on which it was done, and kept lines.

    Days are those of `own_zone`. A status that it does not say comes from PERCENT-COMPLETE and COMPLETED.
    `is_own`: CapaDesk wrote the file, and what it says beside the standard's properties is believed.
    """
    values: dict[str, Any] = {"text": _text(component, "SUMMARY") or _("Untitled action")}
    if "DESCRIPTION" in component.properties or not is_own:
        values["notes"] = _text(component, "DESCRIPTION")
    due = _moment(component, "DUE", times, say) or _end_of_duration(component, times, say)
    values["due"] = None if due is None else due.local(own_zone).date()
    done = _moment(component, "COMPLETED", times, say)
    values["done_on"] = None if done is None else done.local(own_zone).date()
    values["status"] = _status(component, is_done=done is not None).value
    priority = _PRIORITIES.get(component.value("PRIORITY"))
    if priority is not None:
        values["priority"] = priority.value
    if is_own:
        _add_own(component, values)
    values["kept_lines"], left_out = kept_of(
        component,
        values.get("notes", ""),
        _TAKEN | _OWN_TAKEN if is_own and "X-CAPADESK-RELATED" not in component.properties else _TAKEN,
        also=TODO_KEPT,
        before=recurrence_to_keep(component, times, own_zone, say),
    )
    if left_out:
        say("lines_not_kept", 0, {"count": left_out})
    return values


def _status(component: CalendarComponent, *, is_done: bool) -> ActionStatus:
    status = _STATUSES.get(component.value("STATUS").upper())
    if status is not None:
        return status
    percent = component.value("PERCENT-COMPLETE")
    portion = int(percent) if percent.isascii() and percent.isdecimal() and len(percent) < 4 else 0
    if is_done or portion >= 100:
        return ActionStatus.DONE
    return ActionStatus.IN_PROGRESS if portion else ActionStatus.OPEN


def _add_own(component: CalendarComponent, values: dict[str, Any]) -> None:
    for field, codes in (("status", ActionStatus), ("priority", ActionPriority)):
        code = component.text(f"X-CAPADESK-{field.upper()}").strip()
        if code in list(codes):
            values[field] = code
    if text := _text(component, "X-CAPADESK-TEXT"):
        values["text"] = text
        values.pop("notes", None)  # DESCRIPTION has the rest of the text
    if "X-CAPADESK-NOTES" in component.properties:
        values["notes"] = _text(component, "X-CAPADESK-NOTES")
    if number := one_line(component.text("X-CAPADESK-NUMBER")[:NAME_LIMIT]):
        values["number"] = number
    try:
        done = component.value("X-CAPADESK-DONE")
        values["done_on"] = date.fromisoformat(done) if done else None
    except ValueError:
        return


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
