"""Joins the area of actions."""

from __future__ import annotations

from capadesk.services.desk import Desk
from capadesk.ui.actions.actions_page import ActionsPage

NAME = "actions"
ICON = "task"


def make_page(desk: Desk) -> ActionsPage:
    """The area's page."""
    return ActionsPage(desk, ICON)
