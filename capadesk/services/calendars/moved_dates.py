"""Dates moved and lengthened by some time, as hands on a calendar do it."""

from __future__ import annotations

from datetime import date, timedelta

from capadesk.domain.errors import UserError
from capadesk.domain.when import Precision, When

QUARTER = timedelta(minutes=15)
"""So finely hands put a time; what has a time is not made shorter."""


def moved_by(when: When, by: timedelta) -> When:
    """The same length, so much later; whole days move by whole days.

    UserError `date_out_of_range` where it would lie outside of the years 1 to 9999.
    """
    assert when.start is not None
    assert when.end is not None
    shift = by if when.precision is Precision.DATETIME else timedelta(days=by.days)
    try:
        return When(when.precision, when.start + shift, when.end + shift, when.zone)
    except OverflowError as error:
        raise UserError("date_out_of_range", text=when.start_text) from error


def lengthened_by(when: When, by: timedelta) -> When:
    """The same start with an end that is so much later, or earlier as far as that goes.

    UserError `date_out_of_range`.
    """
    assert when.start is not None
    assert when.end is not None
    is_timed = when.precision is Precision.DATETIME
    least: date = when.start + QUARTER if is_timed else when.start
    try:
        end = when.end + (by if is_timed else timedelta(days=by.days))
    except OverflowError as error:
        raise UserError("date_out_of_range", text=when.end_text) from error
    if end < least:
        end = min(least, when.end) if by < timedelta(0) else least
    return When(when.precision, when.start, end, when.zone)
