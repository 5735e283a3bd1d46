"""Joins the area of the history."""

from __future__ import annotations

from typing import TYPE_CHECKING

from capadesk.services.desk import Desk

if TYPE_CHECKING:
    from capadesk.ui.history.history_page import HistoryPage

NAME = "history"
ICON = "history"


def make_page(desk: Desk) -> HistoryPage:
    """The area's page; imported when it is first shown."""
    from capadesk.ui.history.history_page import HistoryPage

    return HistoryPage(desk, ICON)
