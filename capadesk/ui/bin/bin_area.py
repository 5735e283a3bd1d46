"""Joins the area of the bin."""

from __future__ import annotations

from typing import TYPE_CHECKING

from capadesk.services.desk import Desk

if TYPE_CHECKING:
    from capadesk.ui.bin.bin_page import BinPage

NAME = "bin"
ICON = "bin"


def make_page(desk: Desk) -> BinPage:
    """The area's page; imported when it is first shown."""
    from capadesk.ui.bin.bin_page import BinPage

    return BinPage(desk, ICON)
