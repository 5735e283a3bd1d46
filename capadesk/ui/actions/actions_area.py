"""Joins the area of actions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from capadesk.services.desk import Desk

if TYPE_CHECKING:
    from capadesk.ui.actions.actions_page import ActionsPage

NAME = "actions"
ICON = "task"


def make_page(desk: Desk) -> ActionsPage:
    """The area's page; imported when it is first shown."""
    from capadesk.ui.actions.actions_page import ActionsPage

    return ActionsPage(desk, ICON)
