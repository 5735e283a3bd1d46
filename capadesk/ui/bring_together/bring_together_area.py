"""Joins the area that brings files together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from capadesk.services.desk import Desk

if TYPE_CHECKING:
    from capadesk.ui.bring_together.bring_together_page import BringTogetherPage

NAME = "merge"
ICON = "merge"


def make_page(desk: Desk) -> BringTogetherPage:
    """The area's page; imported when it is first shown."""
    from capadesk.ui.bring_together.bring_together_page import BringTogetherPage

    return BringTogetherPage(desk)
