"""Joins the area of meetings."""

from __future__ import annotations

from capadesk.services.desk import Desk
from capadesk.ui.meetings.meetings_page import MeetingsPage

NAME = "meetings"
ICON = "meeting"


def make_page(desk: Desk) -> MeetingsPage:
    """The area's page."""
    return MeetingsPage(desk, ICON)
