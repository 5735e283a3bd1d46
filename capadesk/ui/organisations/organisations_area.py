"""Joins the area of organisations."""

from __future__ import annotations

from capadesk.services.desk import Desk
from capadesk.ui.organisations.organisations_page import OrganisationsPage

NAME = "organisations"
ICON = "organisation"


def make_page(desk: Desk) -> OrganisationsPage:
    """The area's page."""
    return OrganisationsPage(desk, ICON)
