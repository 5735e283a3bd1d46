"""Joins the area of the bin."""

from __future__ import annotations

from capadesk.services.desk import Desk
from capadesk.ui.bin.bin_page import BinPage

NAME = "bin"
ICON = "bin"


def make_page(desk: Desk) -> BinPage:
    """The area's page."""
    return BinPage(desk, ICON)
