"""Joins the area of the history."""

from __future__ import annotations

from capadesk.services.desk import Desk
from capadesk.ui.history.history_page import HistoryPage

NAME = "history"
ICON = "history"


def make_page(desk: Desk) -> HistoryPage:
    """The area's page."""
    return HistoryPage(desk, ICON)
