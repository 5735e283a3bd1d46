"""The rule of a series as the value of RRULE (RFC 5545 3.3.10)."""

from __future__ import annotations

from capadesk.domain.series_rule import SeriesRule
from capadesk.formats.calendar.calendar_times import CalendarTimes


def rule_text(series: SeriesRule, times: CalendarTimes) -> str:
    """The value of RRULE; UNTIL in the form that the series' times have."""
    parts = [f"{name}={value}" for name, value in series.parts]
    if series.count is not None:
        parts.append(f"COUNT={series.count}")
    elif series.until is not None:
        parts.append(f"UNTIL={times.until(series.until)}")
    return ";".join(parts)
