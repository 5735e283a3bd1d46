"""Waiting for a window, without sleeping."""

from __future__ import annotations

from time import monotonic

from PySide6.QtWidgets import QApplication

from capadesk.ui.window.main_window import MainWindow

PATIENCE_S = 10.0


def read_list(window: MainWindow) -> None:
    """Long lists are read in a thread, and a busy machine makes any list a long one; the overview too."""
    end = monotonic() + PATIENCE_S
    page = window.page
    while getattr(page, "panel", page).is_reading:
        assert monotonic() < end, "the list was never read"
        QApplication.processEvents()
