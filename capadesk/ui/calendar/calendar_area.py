"""Joins the calendar."""

from __future__ import annotations

from typing import TYPE_CHECKING

from capadesk.services.desk import Desk

if TYPE_CHECKING:
    from capadesk.ui.calendar.calendar_page import CalendarPage

NAME = "calendar"
ICON = "month"


def make_page(desk: Desk) -> CalendarPage:
    """The area's page; imported when it is first shown."""
    from capadesk.ui.calendar.calendar_page import CalendarPage

    return CalendarPage(desk)
