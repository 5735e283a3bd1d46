"""Joins the area of events."""

from __future__ import annotations

from typing import TYPE_CHECKING

from capadesk.services.desk import Desk

if TYPE_CHECKING:
    from capadesk.ui.events.events_page import EventsPage

NAME = "events"
ICON = "calendar"


def make_page(desk: Desk) -> EventsPage:
    """The area's page; imported when it is first shown."""
    from capadesk.ui.events.events_page import EventsPage

    return EventsPage(desk, ICON)
