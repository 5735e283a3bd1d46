"""Joins the area of events."""

from __future__ import annotations

from capadesk.services.desk import Desk
from capadesk.ui.events.events_page import EventsPage

NAME = "events"
ICON = "calendar"


def make_page(desk: Desk) -> EventsPage:
    """The area's page."""
    return EventsPage(desk, ICON)
