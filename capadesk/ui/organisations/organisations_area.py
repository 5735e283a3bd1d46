"""Joins the area of organisations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from capadesk.services.desk import Desk

if TYPE_CHECKING:
    from capadesk.ui.organisations.organisations_page import OrganisationsPage

NAME = "organisations"
ICON = "organisation"


def make_page(desk: Desk) -> OrganisationsPage:
    """The area's page; imported when it is first shown."""
    from capadesk.ui.organisations.organisations_page import OrganisationsPage

    return OrganisationsPage(desk, ICON)
