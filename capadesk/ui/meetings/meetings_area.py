"""Joins the area of meetings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from capadesk.services.desk import Desk

if TYPE_CHECKING:
    from capadesk.ui.meetings.meetings_page import MeetingsPage

NAME = "meetings"
ICON = "meeting"


def make_page(desk: Desk) -> MeetingsPage:
    """The area's page; imported when it is first shown."""
    from capadesk.ui.meetings.meetings_page import MeetingsPage

    return MeetingsPage(desk, ICON)
