"""Joins the area of people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from capadesk.services.desk import Desk

if TYPE_CHECKING:
    from capadesk.ui.people.people_page import PeoplePage

NAME = "people"
ICON = "people"


def make_page(desk: Desk) -> PeoplePage:
    """The area's page; imported when it is first shown."""
    from capadesk.ui.people.people_page import PeoplePage

    return PeoplePage(desk, ICON)
