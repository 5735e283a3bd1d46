"""Joins the overview."""

from __future__ import annotations

from capadesk.services.desk import Desk
from capadesk.ui.overview.overview_page import OverviewPage

NAME = "overview"
ICON = "overview"


def make_page(desk: Desk) -> OverviewPage:
    """The area's page."""
    return OverviewPage(desk)
