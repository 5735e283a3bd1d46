"""Joins the area of people."""

from __future__ import annotations

from capadesk.services.desk import Desk
from capadesk.ui.people.people_page import PeoplePage

NAME = "people"
ICON = "people"


def make_page(desk: Desk) -> PeoplePage:
    """The area's page."""
    return PeoplePage(desk, ICON)
