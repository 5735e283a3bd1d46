"""Which values a file gives an event, and whether they may replace what is there."""

from __future__ import annotations

from typing import Any

from capadesk.domain.when import When
from capadesk.services.importing.event_matching import Match, Occurrence
from capadesk.services.importing.import_trace import ImportTrace
from capadesk.services.importing.incoming_event import IncomingEvent, same_name


def may_take(trace: ImportTrace, name: str, present: Any, value: Any) -> bool:
    """Whether a file's value may replace the present one: nobody but imports decided it.

    A field that no import has written yet is filled if it is empty and nobody emptied it here.
    """
    if trace.has_import(name):
        return bool(present == trace.imported(name))
    return _is_empty(present) and not _is_empty(value) and not trace.was_written_here(name)


def of_calendar(each: IncomingEvent, match: Match) -> dict[str, Any]:
    """What a calendar file gives a new event beside its fields."""
    side = each.calendar
    if side is None:
        return {}
    values: dict[str, Any] = {"sequence": side.sequence, "source_version": side.version}
    # A changed date whose series is not here does not take the UID of the series, which others may have.
    if side.uid and not (side.series_key and match.occurrence is None):
        values["uid"] = side.uid
    values.update(belonging(match.occurrence))
    return values


def belonging(occurrence: Occurrence | None) -> dict[str, Any]:
    """What ties an event to the series that it is a changed date of; nothing for others."""
    if occurrence is None or occurrence.series_event_id is None:
        return {}
    return {
        "series_event_id": occurrence.series_event_id,
        "original_start": occurrence.original_start,
        "recurrence": "",
        "exceptions": (),
    }


def _is_empty(value: Any) -> bool:
    return value in ("", (), None) or value == When()


def says_nothing_new(name: str, present: Any, value: Any) -> bool:
    """Whether a file's value is none, or the present title written otherwise."""
    return _is_empty(value) or (name == "title" and same_name(present, value))
