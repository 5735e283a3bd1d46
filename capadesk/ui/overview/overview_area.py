"""Joins the overview."""

from __future__ import annotations

from typing import TYPE_CHECKING

from capadesk.services.desk import Desk

if TYPE_CHECKING:
    from capadesk.ui.overview.overview_page import OverviewPage

NAME = "overview"
ICON = "overview"


def make_page(desk: Desk) -> OverviewPage:
    """The area's page; imported when it is first shown."""
    from capadesk.ui.overview.overview_page import OverviewPage

    return OverviewPage(desk)
