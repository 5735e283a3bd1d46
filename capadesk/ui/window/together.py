"""Leads to the area that brings files together: from the menu, and with files that were dropped anywhere."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QObject

from capadesk.ui.bring_together import bring_together_area

if TYPE_CHECKING:
    from capadesk.ui.bring_together.bring_together_page import BringTogetherPage
    from capadesk.ui.window.main_window import MainWindow


class WindowTogether(QObject):
    """The way there of one window."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window

    def take_files(self, paths: Sequence[Path] = ()) -> None:
        """Look at these files; without any, show where they can be dropped."""
        self._shown_page().take_files(paths)

    def show_send(self) -> None:
        """Show where a package for others is made."""
        self._shown_page().show_send()

    def synchronise(self) -> None:
        """Show the hub, and what would come and go."""
        self._shown_page().synchronise_now()

    def show_contradictions(self, kind: str, record_id: UUID) -> None:
        """Show what contradicts in a record."""
        self._shown_page().show_contradictions(kind, record_id)

    def _shown_page(self) -> BringTogetherPage:
        from capadesk.ui.bring_together.bring_together_page import BringTogetherPage

        page = self._window.show_area_named(bring_together_area.NAME)
        assert isinstance(page, BringTogetherPage)
        return page
